//! `tapedeck-cli`: the same core for scripts and schedulers. Standard output is data only; messages go to standard error.

mod args;
mod commands;
mod connect;
mod coverage;
mod covered;
mod exit;
mod order;
mod output;
mod progress;
mod range;
mod signals;
mod stdin;
mod steps;

use std::process::ExitCode;

use clap::Parser as _;
use tapedeck_core::{Error, ErrorKind};
use tokio_util::sync::CancellationToken;

use crate::{
    args::{Cli, Command, Wanted},
    exit::{Failed, Outcome},
    output::say,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            say(&format!("error: the program could not start: {error}"));
            return ExitCode::from(4);
        }
    };
    let result = runtime.block_on(async {
        let cancel = signals::cancelled();
        run(cli.command, cancel).await
    });
    // A keychain call that never returns must not hold up the end.
    runtime.shutdown_background();
    match &result {
        // Stopping was asked for: no failure.
        Err(Failed::Cancelled) => say("cancelled"),
        Err(failed) => complain(failed),
        Ok(_) => {}
    }
    exit::exit_code(&result)
}

async fn run(command: Command, cancel: CancellationToken) -> Result<Outcome, Failed> {
    match command {
        Command::SignIn(arguments) => commands::sign_in::run(arguments, cancel).await,
        Command::Calls(arguments) => commands::list::run(arguments, Wanted::Calls, cancel).await,
        Command::Recordings(arguments) => {
            commands::list::run(arguments, Wanted::Recordings, cancel).await
        }
        Command::Export(arguments) => commands::export::run(*arguments, cancel).await,
        Command::Verify(arguments) => commands::verify::run(arguments, cancel).await,
        Command::Activity(arguments) => commands::activity::run(arguments).await,
        Command::PublicKey => commands::public_key::run().await,
        Command::Diagnose(arguments) => commands::diagnose::run(*arguments, cancel).await,
        Command::Profiles(arguments) => commands::profiles::run(arguments).await,
        Command::Presets(arguments) => commands::presets::run(arguments),
        Command::Demo(arguments) => commands::demo::run(arguments, cancel).await,
    }
}

/// What the core cannot know: how to go on from a command line.
fn advice(error: &Error) -> Option<&'static str> {
    if error.is_refused_password() {
        Some(
            "After five refused sign-ins the PBX blocks this network for an hour: check before you try again.",
        )
    } else if error.needs_sign_in() {
        Some(
            "What is in place stays; run the same command again to go on. For unattended work use a PBX user of its own.",
        )
    } else {
        (error.kind() == ErrorKind::InvalidInput).then_some("Try --help for what is possible.")
    }
}

/// What failed, why, and the causes below it.
fn complain(failed: &Failed) {
    say(&format!("error: {failed}"));
    if let Failed::Core(error) = failed {
        if let Some(detail) = error.failure().detail {
            say(&format!("  cause: {detail}"));
        }
        if let Some(advice) = advice(error) {
            say(advice);
        }
    }
}
