//! The UI's own build: Node modules and `ui/dist`, made only when they are out of date.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::command::{Failure, command, root, run};

/// npm is a batch file on Windows, and only its full name starts it.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// What the built UI is made of.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "package.json",
    "tsconfig.json",
    "vite.config.ts",
];

/// npm in the UI's folder.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    let mut npm = command(NPM, arguments);
    npm.current_dir(root().join("ui"));
    npm
}

/// Installs the Node modules unless they are those of the lock file.
pub(crate) fn install() -> Result<(), Failure> {
    let ui = root().join("ui");
    let stamp = ui.join("node_modules/.tapedeck-lock");
    let lock = fs::read(ui.join("package-lock.json"))
        .map_err(|error| Failure::new(format!("cannot read ui/package-lock.json: {error}")))?;
    // The content, not its time: a fresh clone and a change of branch both set times that mean nothing.
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(&mut npm(&["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", stamp.display())))
}

/// Builds `ui/dist` unless it is newer than every source.
pub(crate) fn build() -> Result<(), Failure> {
    let ui = root().join("ui");
    let built = modified(&ui.join("dist/index.html"));
    let newest = SOURCES
        .iter()
        .filter_map(|name| newest(&ui.join(name)))
        .max();
    if built.is_some() && built >= newest {
        return Ok(());
    }
    run(&mut npm(&["run", "build"]))
}

/// Whether there is a built UI, old or new: the window's crates compile with either.
pub(crate) fn is_built() -> bool {
    root().join("ui/dist/index.html").exists()
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// The latest change of a file, or of anything in a folder; `None` when there is nothing.
fn newest(path: &Path) -> Option<SystemTime> {
    let own = modified(path)?;
    let Ok(entries) = fs::read_dir(path) else {
        return Some(own);
    };
    entries
        .flatten()
        .filter_map(|entry| newest(&entry.path()))
        .chain([own])
        .max()
}

#[cfg(test)]
mod tests {
    use super::newest;
    use std::fs;
    use std::path::Path;

    #[test]
    fn a_missing_source_has_no_time() {
        assert_eq!(newest(Path::new("no such file")), None);
    }

    #[test]
    fn a_folder_is_as_new_as_its_newest_file() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let file = fs::metadata(source.join("ui.rs"))
            .unwrap()
            .modified()
            .unwrap();
        assert!(newest(&source) >= Some(file), "ui.rs is in src");
    }
}
