//! Other programs to compare with: found, or installed with `apt-get`, or not there.

use std::process::{Command, Stdio};

/// The Python of the system, for which `apt-get` has modules.
pub(crate) const PYTHON: &str = "/usr/bin/python3";

/// Whether a peer can be run; when it is missing it is installed from the package of that name, where that is possible.
///
/// `word` makes it tell its version.
pub(crate) fn have(program: &str, package: &str, word: &str) -> bool {
    answers(program, word) || (installed(package) && answers(program, word))
}

/// Whether the system's Python has a module; a missing one is installed as [`have`] does it.
pub(crate) fn have_module(module: &str, package: &str) -> bool {
    let line = format!("import {module}");
    let imported = || {
        Command::new(PYTHON)
            .args(["-c", &line])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    imported() || (installed(package) && imported())
}

fn installed(package: &str) -> bool {
    println!("installing {package}, to compare with");
    Command::new("apt-get")
        .args(["install", "-y", "--no-install-recommends", package])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
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
