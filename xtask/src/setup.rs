//! What building and testing need beyond Rust: system packages and Node.
//!
//! On Debian and Ubuntu missing packages are installed; elsewhere the person is told what to install.

use std::process::{Command, Stdio};

use crate::command::{Failure, command, exists, read, run};
use crate::ui;

/// For the command line: a C compiler and `make` (SQLite, LAME, the TLS primitives) and the D-Bus headers (keychain).
const CLI: &[&str] = &["build-essential", "libdbus-1-dev", "pkg-config"];

/// For the window: WebKitGTK with its headers, and what it plays sound with.
const WINDOW: &[&str] = &[
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "libopencore-amrnb0",
    "libwebkit2gtk-4.1-dev",
];

/// For the end-to-end tests: the driver of the window, a display to show it on, and a font for its text.
const TESTS: &[&str] = &["fonts-dejavu-core", "webkit2gtk-driver", "xvfb"];

/// The oldest Node that the UI's tools run on.
const NODE: (u32, u32) = (20, 19);

/// Enough for `tapedeck-cli`.
pub(crate) fn cli() -> Result<(), Failure> {
    packages(&[CLI])
}

/// Enough for the app.
pub(crate) fn window() -> Result<(), Failure> {
    packages(&[CLI, WINDOW])?;
    node()?;
    ui::install()
}

/// Enough for the app and all its tests.
pub(crate) fn everything() -> Result<(), Failure> {
    packages(&[CLI, WINDOW, TESTS])?;
    node()?;
    ui::install()
}

fn packages(groups: &[&[&'static str]]) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        // macOS has its web view and its keychain; Windows 10 and later too. Compilers come with rustup's own check.
        return Ok(());
    }
    let wanted: Vec<&str> = groups.concat();
    if !exists("dpkg-query", "--version") || !exists("apt-get", "--version") {
        println!(
            "This is not Debian or Ubuntu, so nothing is installed. Needed are the packages that Debian calls:\n  {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing = missing(&wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    run(as_root(&["apt-get", "update"])?.env("DEBIAN_FRONTEND", "noninteractive"))?;
    let mut install = vec!["apt-get", "install", "-y", "--no-install-recommends"];
    install.extend(missing);
    run(as_root(&install)?.env("DEBIAN_FRONTEND", "noninteractive"))
}

fn missing<'a>(wanted: &[&'a str]) -> Result<Vec<&'a str>, Failure> {
    let mut query = command("dpkg-query", &["-W", "-f=${db:Status-Status} ${Package}\n"]);
    // It fails when a package is unknown to it, which is an answer and not an error.
    let output = query
        .args(wanted)
        .stderr(Stdio::null())
        .output()
        .map_err(|error| Failure::new(format!("cannot run dpkg-query: {error}")))?;
    let known = String::from_utf8_lossy(&output.stdout);
    Ok(wanted
        .iter()
        .copied()
        .filter(|name| {
            !known
                .lines()
                .any(|line| line == format!("installed {name}"))
        })
        .collect())
}

/// The command as root: as it is, or through `sudo`, which may ask on the terminal.
fn as_root(line: &[&str]) -> Result<Command, Failure> {
    let user = read(&mut command("id", &["-u"]))?;
    if user.trim() == "0" {
        return Ok(command(line[0], &line[1..]));
    }
    if !exists("sudo", "--version") {
        return Err(Failure::new(format!(
            "system packages are missing and there is no sudo; as root, run:\n  {}",
            line.join(" ")
        )));
    }
    let mut sudo = command("sudo", line);
    sudo.stdin(Stdio::inherit());
    Ok(sudo)
}

fn node() -> Result<(), Failure> {
    let wanted = format!("Node {}.{} or later with npm", NODE.0, NODE.1);
    if !exists("node", "--version") || !exists(ui::NPM, "--version") {
        return Err(Failure::new(format!(
            "the window is built with {wanted}: install it from https://nodejs.org or your system's packages"
        )));
    }
    let found = read(&mut command("node", &["--version"]))?;
    match version(&found) {
        Some(found) if found >= NODE => Ok(()),
        _ => Err(Failure::new(format!(
            "the window is built with {wanted}, but `node --version` says {}",
            found.trim()
        ))),
    }
}

fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(version("v20.19.2\n"), Some((20, 19)));
        assert!(version("v20.9.0") < Some((20, 19)), "9 is before 19");
        assert!(
            version("v22.1.0") > Some((20, 19)),
            "the major number decides first"
        );
        assert_eq!(version("nonsense"), None);
    }
}
