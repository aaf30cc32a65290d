//! `cargo xtask test`: the tests of the UI, of every crate, and of the real window.

use std::path::Path;

use crate::command::{Failure, cargo, debug_dir, exists, run, run_and_keep};
use crate::display::{self, VirtualDisplay};
use crate::{setup, ui};

/// Switches the end-to-end tests on; without it they are not even compiled.
pub(crate) const END_TO_END: [&str; 2] = ["--features", "tapedeck-tests/e2e"];

/// How a runner went, and its summary in its own words.
type Outcome = (Result<(), Failure>, Vec<String>);

/// Runs everything, or only the Rust tests that the arguments select.
pub(crate) fn test(arguments: &[String]) -> Result<(), Failure> {
    setup::everything()?;
    ui::build()?;
    let mut summaries = Vec::new();
    if arguments.is_empty() {
        finish(of_ui(), &mut summaries)?;
    }
    // Binaries and tests at once: apart, each would build the window's crates with features of its own.
    let mut build = vec!["build", "--workspace", "--bins", "--tests"];
    build.extend(END_TO_END);
    run(&mut cargo(&build))?;
    if arguments.is_empty() {
        finish(of_documentation(), &mut summaries)?;
    }
    finish(of_crates(&debug_dir()?, arguments), &mut summaries)?;
    println!();
    for line in summaries {
        println!("{line}");
    }
    Ok(())
}

fn finish((result, lines): Outcome, summaries: &mut Vec<String>) -> Result<(), Failure> {
    summaries.extend(lines);
    result
}

/// The unit tests of the UI.
pub(crate) fn of_ui() -> Outcome {
    run_and_keep(&mut ui::npm(&["run", "test"]), |line| {
        let line = line.trim_start();
        line.starts_with("Test Files ") || line.starts_with("Tests ")
    })
}

/// The examples in the documentation.
pub(crate) fn of_documentation() -> Outcome {
    run_and_keep(&mut cargo(&["test", "--doc", "--workspace"]), |line| {
        line.starts_with("test result:")
    })
}

/// The tests of all crates and of the window, against the programs in `binaries`.
pub(crate) fn of_crates(binaries: &Path, arguments: &[String]) -> Outcome {
    let virtual_display = if display::present() {
        None
    } else {
        match VirtualDisplay::start() {
            Ok(started) => Some(started),
            Err(failure) => return (Err(failure), Vec::new()),
        }
    };
    let nextest = exists("cargo-nextest", "--version");
    let mut line: Vec<&str> = if nextest {
        vec!["nextest", "run", "--no-fail-fast", "--workspace"]
    } else {
        vec![
            "test",
            "--no-fail-fast",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
        ]
    };
    line.extend(END_TO_END);
    line.extend(arguments.iter().map(String::as_str));
    let mut command = cargo(&line);
    command.env("TAPEDECK_BIN_DIR", binaries);
    // Tests look for secrets in all that was written; let as much be written as anybody can ask for.
    command.env("TAPEDECK_LOG", "trace");
    if let Some(display) = &virtual_display {
        command.env("DISPLAY", display.name());
    }
    // nextest prints what a failed first try said, and with it that program's own result.
    if nextest {
        run_and_keep(&mut command, |line| {
            line.trim_start().starts_with("Summary [")
        })
    } else {
        run_and_keep(&mut command, |line| line.starts_with("test result:"))
    }
}
