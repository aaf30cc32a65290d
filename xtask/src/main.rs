//! The building tools: `cargo xtask <command>`.
//!
//! Every command works from a fresh clone: it first sees to what it needs (system packages, Node modules, the built UI).
//! Nothing but the standard library, so that this program itself is ready in seconds.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool: its output is the terminal"
)]

mod bench;
mod bindings;
mod calendar;
mod ci;
mod command;
mod demo;
mod deny;
mod display;
mod fuzz;
mod house;
mod icons;
mod run;
mod setup;
mod steps;
mod test;
mod ui;

use std::process::ExitCode;

use command::Failure;

const USAGE: &str = "\
Usage: cargo xtask <command>

  demo [--headless]   open the app on the built-in demo PBX; without a display, do the same job through the CLI
  run                 the app in development: Vite with hot reload, Rust rebuilt on change
  test [ARGS]         all tests, the end-to-end tests of the window included; with ARGS only the Rust tests that
                      cargo nextest selects by them
  ci                  everything that must pass before a change is merged
  bench [NAME]        speed beside other programs, in pairs; the last tables are in docs/benchmarks.md
  bindings            write the TypeScript bindings of the commands anew
  fuzz [TARGET] [--seconds N]
                      foreign bytes against every parser, ten minutes each unless said otherwise
  icons               draw every icon size anew from icons/tapedeck.svg and icons/tapedeck-small.svg
  setup               only install what building and testing need
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.said() {
                eprintln!("\nxtask: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Failure> {
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", arguments),
    };
    match name {
        "demo" => demo::demo(rest),
        "run" => no_arguments(name, rest).and_then(|()| run::run()),
        "test" => test::test(rest),
        "ci" => no_arguments(name, rest).and_then(|()| ci::ci()),
        "bench" => bench::bench(rest),
        "bindings" => no_arguments(name, rest).and_then(|()| bindings::bindings()),
        "fuzz" => fuzz::fuzz(rest),
        "icons" => no_arguments(name, rest).and_then(|()| icons::icons()),
        "setup" => no_arguments(name, rest).and_then(|()| setup::everything()),
        "help" | "-h" | "--help" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(Failure::new(format!(
            "there is no command `{other}`\n\n{USAGE}"
        ))),
    }
}

fn no_arguments(name: &str, rest: &[String]) -> Result<(), Failure> {
    match rest.first() {
        None => Ok(()),
        Some(extra) => Err(Failure::new(format!(
            "`cargo xtask {name}` takes no argument, but got `{extra}`"
        ))),
    }
}
