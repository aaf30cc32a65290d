//! A private home for a program under test.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::failure::{Failure, Outcome};

/// Folders that exist for one test. They are removed when this is dropped.
pub struct Sandbox {
    root: TempDir,
}

impl Sandbox {
    /// Makes the folders.
    pub fn new() -> Outcome<Self> {
        let root = tempfile::Builder::new()
            .prefix("tapedeck-test-")
            .tempdir()
            .map_err(|error| Failure::because("cannot make a temporary folder", error))?;
        let sandbox = Self { root };
        for folder in [
            sandbox.data(),
            sandbox.exports(),
            sandbox.home(),
            sandbox.cache(),
            sandbox.logs(),
        ] {
            std::fs::create_dir(&folder).map_err(|error| {
                Failure::because(format!("cannot make {}", folder.display()), error)
            })?;
        }
        Ok(sandbox)
    }

    /// Where the program keeps its own data (`TAPEDECK_DATA_DIR`).
    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// The folder that exports go to (`TAPEDECK_EXPORT_DIR`: it stands in for the system's folder dialog).
    pub fn exports(&self) -> PathBuf {
        self.root.path().join("exports")
    }

    /// The home folder that the program sees; it must stay empty.
    pub fn home(&self) -> PathBuf {
        self.root.path().join("home")
    }

    /// What the harness itself writes.
    pub fn logs(&self) -> PathBuf {
        self.root.path().join("logs")
    }

    /// Caches of system libraries (fonts, sound plug-ins), which are not ours to forbid.
    fn cache(&self) -> PathBuf {
        self.root.path().join("cache")
    }

    /// Gives a program this home, and a locale and a time zone that are the same everywhere.
    pub fn furnish<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = self.home();
        command
            .env("HOME", &home)
            .env("USERPROFILE", &home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_DATA_HOME", home.join(".local/share"))
            .env("XDG_STATE_HOME", home.join(".local/state"))
            .env("XDG_CACHE_HOME", self.cache())
            // The sound system's library makes a link in the home folder otherwise.
            .env("PULSE_RUNTIME_PATH", self.cache().join("pulse"))
            .env("TAPEDECK_DATA_DIR", self.data())
            .env("TAPEDECK_EXPORT_DIR", self.exports())
            // No session bus: no keychain to find, and no other instance to be mistaken for.
            .env(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", self.root.path().join("no-bus").display()),
            )
            .env("LANG", "en_US.UTF-8")
            .env_remove("LC_ALL")
            .env_remove("LANGUAGE")
            .env("TZ", "UTC");
        for name in [
            "SERVER", "DOMAIN", "USER", "PASSWORD", "OTP", "PIN", "PROFILE",
        ] {
            command.env_remove(format!("TAPEDECK_{name}"));
        }
        command
    }

    /// Fails when the program wrote anything into its home folder.
    pub fn check_home_is_empty(&self) -> Outcome<()> {
        let mut found = Vec::new();
        files_below(&self.home(), &mut found)?;
        if found.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "the home folder should have stayed empty, but holds {found:?}"
        )))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let found = demo_pbx::secrets::in_files(self.root.path()).unwrap_or_default();
            assert!(found.is_empty(), "these files hold secrets: {found:?}");
        }
    }
}

/// Every file below a folder, in no order.
pub fn files_below(folder: &Path, found: &mut Vec<PathBuf>) -> Outcome<()> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Failure::because(format!("cannot read {}", folder.display()), error))?;
    for entry in entries {
        let path = entry
            .map_err(|error| Failure::because("cannot read a folder", error))?
            .path();
        if path.is_dir() && !path.is_symlink() {
            files_below(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
