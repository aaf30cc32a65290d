//! `cargo xtask bench NAME`: speed beside other programs, with release builds of everything that is measured.

use crate::command::{Failure, cargo, command, program, release_dir, run};
use crate::setup;

/// The measuring program and what it measures.
const PACKAGES: &[&str] = &["tapedeck-bench", "tapedeck-cli", "demo-pbx"];

/// Builds and runs one scenario; without a name, says which there are.
pub(crate) fn bench(arguments: &[String]) -> Result<(), Failure> {
    setup::cli()?;
    let mut build = vec!["build", "--release"];
    for package in PACKAGES {
        build.extend(["--package", package]);
    }
    run(&mut cargo(&build))?;
    run(&mut command(
        program(&release_dir()?, "tapedeck-bench"),
        arguments,
    ))
}
