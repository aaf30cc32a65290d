//! `public-key`: what the signatures of this computer are checked with.

use std::io::{self, Write as _};

use crate::{
    connect::open,
    exit::{Failed, Outcome},
};

/// Prints it; the key is made if there is none.
pub(crate) async fn run() -> Result<Outcome, Failed> {
    let key = open()?.public_key().await?;
    writeln!(io::stdout().lock(), "{key}")?;
    Ok(Outcome::Complete)
}
