//! The program in a clean environment, and what came of it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a home that the program must leave alone, a data folder, and room for exports.
pub(crate) struct Home {
    folder: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything below the folder, as bytes, with its path.
    pub(crate) fn everything(&self) -> Vec<(PathBuf, Vec<u8>)> {
        super::folder::files(self.folder.path())
            .into_iter()
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect()
    }

    /// The program with nothing of the environment but the path, in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tapedeck-cli"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("TAPEDECK_DATA_DIR", self.path("data"))
            .stdin(Stdio::null());
        for name in ["PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        for name in [
            "HOME",
            "USERPROFILE",
            "APPDATA",
            "LOCALAPPDATA",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
            "XDG_RUNTIME_DIR",
        ] {
            command.env(name, self.path("home"));
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if !thread::panicking() {
            let found = demo_pbx::secrets::in_files(self.folder.path()).unwrap();
            assert!(found.is_empty(), "these files hold secrets: {found:?}");
            assert_eq!(
                fs::read_dir(self.path("home")).unwrap().count(),
                0,
                "the program wrote to the home folder although it was given another"
            );
        }
    }
}

/// Output is caught; standard input is what the command has.
pub(crate) fn piped(mut command: Command) -> Command {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ended {
    pub(crate) fn of(command: Command) -> Self {
        Self::from(piped(command).output().unwrap())
    }

    pub(crate) fn wait(child: Child) -> Self {
        Self::from(child.wait_with_output().unwrap())
    }

    /// With these lines on standard input.
    pub(crate) fn fed(command: Command, input: &str) -> Self {
        use std::io::Write as _;
        let mut child = piped(command).stdin(Stdio::piped()).spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        Self::wait(child)
    }

    fn from(output: Output) -> Self {
        let ended = Self {
            code: output.status.code().expect("no signal ends the program"),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        };
        for text in [&ended.out, &ended.err] {
            assert!(
                !demo_pbx::secrets::in_text(text),
                "no secret is printed: {text}"
            );
        }
        ended
    }

    /// Asserts the exit code; shows everything if it is another.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\n{}\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard error says something.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{text:?} is said: {}", self.err);
        self
    }

    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The ids of rows listed with `--output jsonl`.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.json_lines()
            .iter()
            .map(|row| row["call_id"].as_str().unwrap().to_owned())
            .collect()
    }
}

/// Whether a file is there, whatever it is.
pub(crate) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}
