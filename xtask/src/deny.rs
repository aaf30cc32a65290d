//! Licences, banned crates, sources and, where the database is at hand, advisories: `cargo deny` with `deny.toml`.

use std::path::PathBuf;

use crate::command::{Failure, cargo, exists, run as run_program};

/// The checks that can be run here, or why none can.
pub(crate) fn checks() -> Result<Vec<&'static str>, &'static str> {
    if !exists("cargo-deny", "--version") {
        return Err("cargo-deny is not installed (cargo install cargo-deny --locked)");
    }
    let mut checks = vec!["bans", "licenses", "sources"];
    if advisory_database() {
        checks.push("advisories");
    }
    Ok(checks)
}

/// Runs the checks without the network.
pub(crate) fn run(checks: &[&str]) -> Result<(), Failure> {
    let mut line = vec!["deny", "--offline", "check"];
    if checks.contains(&"advisories") {
        line.push("--disable-fetch");
    } else {
        println!("not run: advisories (no database here; `cargo deny fetch` gets it)");
    }
    line.extend(checks);
    run_program(&mut cargo(&line))
}

/// Whether `cargo deny fetch` has been here before.
fn advisory_database() -> bool {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    home.and_then(|home| std::fs::read_dir(home.join("advisory-dbs")).ok())
        .is_some_and(|mut entries| entries.next().is_some())
}
