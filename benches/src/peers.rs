//! Other programs to compare with: found, or installed with `apt-get`, or not there.

use std::process::{Command, Stdio};

/// Whether a peer can be run; when it is missing it is installed from the package of that name, where that is possible.
///
/// `word` makes it tell its version.
pub(crate) fn have(program: &str, package: &str, word: &str) -> bool {
    if answers(program, word) {
        return true;
    }
    println!("installing {package}, to compare with");
    let installed = Command::new("apt-get")
        .args(["install", "-y", "--no-install-recommends", package])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    installed && answers(program, word)
}

/// The first line of what a program says about its version.
pub(crate) fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines().next().unwrap_or(program).trim().to_owned()
}

fn answers(program: &str, word: &str) -> bool {
    Command::new(program)
        .arg(word)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}
