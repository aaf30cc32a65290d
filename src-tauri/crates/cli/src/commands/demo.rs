//! `demo`: the built-in PBX, until Ctrl-C.

use std::io::{self, Write};

use demo_pbx::{LivePace, Options};
use tokio_util::sync::CancellationToken;

use crate::{
    args::DemoArgs,
    connect::start_demo,
    exit::{Failed, Outcome},
    output::say,
};

/// Starts it, says how to sign in, and waits.
pub(crate) async fn run(arguments: DemoArgs, cancel: CancellationToken) -> Result<Outcome, Failed> {
    // It runs for hours and is looked at from the window, too: calls go on happening.
    let options = Options {
        port: arguments.port,
        live: Some(LivePace::default()),
        ..Options::default()
    };
    let pbx = start_demo(options).await?;
    let account = pbx.sign_in();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "server    {}\ndomain    {}\nuser      {}\npassword  {}",
        pbx.base_url(),
        account.domain,
        account.user,
        account.password
    )?;
    out.flush()?;
    drop(out);
    say("The built-in PBX runs until Ctrl-C. In another terminal:");
    say(&format!(
        "  TAPEDECK_PASSWORD={} tapedeck-cli calls --server {} --domain {} --user {}",
        account.password,
        pbx.base_url(),
        account.domain,
        account.user
    ));
    cancel.cancelled().await;
    pbx.shutdown();
    Ok(Outcome::Complete)
}
