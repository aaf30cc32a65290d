//! Where the built programs are.

use std::path::PathBuf;

use crate::failure::{Failure, Outcome};

/// The path of one of our programs, `tapedeck` or `tapedeck-cli`.
///
/// They are looked for in `TAPEDECK_BIN_DIR` (set by `cargo xtask`), else where Cargo put them beside this test.
/// Cargo builds the programs of other packages for no test, so a missing one is named with the command that makes it.
pub fn program(name: &str) -> Outcome<PathBuf> {
    let folder = match std::env::var_os("TAPEDECK_BIN_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => beside_this_test()?,
    };
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if path.is_file() {
        Ok(path)
    } else {
        Err(Failure::new(format!(
            "{} is not there; build it first: cargo build --package {name}",
            path.display()
        )))
    }
}

/// `target/debug`, from the test's own `target/debug/deps/…`.
fn beside_this_test() -> Outcome<PathBuf> {
    let own = std::env::current_exe()
        .map_err(|error| Failure::because("cannot tell where this test is", error))?;
    own.ancestors()
        .nth(2)
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new(format!("{} is in no target folder", own.display())))
}
