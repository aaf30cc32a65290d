//! Speed beside other programs: `cargo xtask bench NAME`.
//!
//! Absolute times mean little on a shared machine, so every figure is a ratio: ours and a peer, in turns, in one run, with
//! the same server and the same files. A scenario is one file in [`scenarios`]; [`compare`] runs its sides in pairs and
//! [`report`] writes the last table into `docs/benchmarks.md`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool: its output is the terminal"
)]

mod compare;
mod machine;
mod measure;
mod peers;
mod report;
mod scenarios;
mod stage;
mod yard;

use std::process::ExitCode;

use scenarios::{SCENARIOS, Scenario};
use stage::Stage;

/// What went wrong, in words for the person at the terminal.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    match arguments {
        // The two words by which this program starts itself.
        [word, out, line @ ..] if word == measure::METER => measure::meter(out.as_ref(), line),
        [word, part, line @ ..] if word == stage::PART => {
            scenarios::part(part, line).map(|()| ExitCode::SUCCESS)
        }
        [name, options @ ..] => {
            let scenario = SCENARIOS
                .iter()
                .find(|scenario| scenario.name == name)
                .ok_or_else(|| format!("there is no scenario `{name}`\n\n{}", usage()))?;
            run(scenario, options).map(|()| ExitCode::SUCCESS)
        }
        [] => {
            print!("{}", usage());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn run(scenario: &Scenario, options: &[String]) -> Result<()> {
    println!("== {}: {}", scenario.name, scenario.about);
    let stage = Stage::set(options)?;
    let report = (scenario.run)(&stage)?;
    println!("\n{}", report.markdown());
    report.keep(scenario.name)
}

fn usage() -> String {
    let names: Vec<String> = SCENARIOS
        .iter()
        .map(|scenario| format!("  {:<12} {}", scenario.name, scenario.about))
        .collect();
    let names = names.join("\n");
    format!(
        "Usage: cargo xtask bench NAME [--pairs N] [--size PERCENT]\n\n{names}\n\n\
         --pairs   measured rounds after the warm-up (5)\n\
         --size    percent of the full size; the table is kept at 100 only (100)\n"
    )
}
