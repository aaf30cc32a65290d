//! `verify`: re-reads every file of an export, offline.

use std::{
    io::{self, Write},
    sync::Arc,
};

use tapedeck_core::export;
use tokio_util::sync::CancellationToken;

use crate::{
    args::VerifyArgs,
    exit::{Failed, Outcome},
    output::{printable, say},
};

/// One line per problem on standard output.
pub(crate) async fn run(
    arguments: VerifyArgs,
    cancel: CancellationToken,
) -> Result<Outcome, Failed> {
    let key = arguments.public_key;
    let report = export::verify_signed_by(&arguments.dir, key, Arc::new(|_| {}), cancel).await?;
    let mut out = io::stdout().lock();
    for problem in &report.problems {
        writeln!(out, "{}", printable(&problem.to_string()))?;
    }
    if report.cancelled {
        return Ok(Outcome::Cancelled);
    }
    say(&format!(
        "{} files, {} bytes re-read; {} problems",
        report.files_checked,
        report.bytes,
        report.problems.len()
    ));
    if let Some(signed) = &report.signed {
        let comment = signed.comment.replace('\t', "  ");
        say(&format!("signed with {}: {comment}", signed.public_key));
    }
    if let Some(why) = &report.unfinished {
        say(&format!("not finished: {why}"));
    }
    Ok(
        if report.problems.is_empty() && report.unfinished.is_none() {
            Outcome::Complete
        } else {
            Outcome::Partial
        },
    )
}
