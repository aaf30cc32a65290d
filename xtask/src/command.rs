//! Running other programs: shown before they start, their failure said in one line.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command of xtask ended early.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// A failure that is on the terminal already.
    pub(crate) fn already_said() -> Self {
        Self(String::new())
    }

    /// Whether nothing is left to say.
    pub(crate) fn said(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo sets the variable when it runs us; the compiled-in value serves a binary started by hand.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest
        .parent()
        .map_or_else(|| manifest.clone(), Path::to_path_buf)
}

/// The folder of debug binaries: the one Cargo put this program in.
pub(crate) fn debug_dir() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()
        .map_err(|error| Failure::new(format!("cannot tell where this program is: {error}")))?;
    own.parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::new("this program is in no folder"))
}

/// The folder of release binaries, beside the debug one.
pub(crate) fn release_dir() -> Result<PathBuf, Failure> {
    Ok(debug_dir()?.with_file_name("release"))
}

/// The path of one of our programs in a folder of binaries.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A program to be started at the root of the checkout, without input.
pub(crate) fn command<S: AsRef<std::ffi::OsStr>>(
    program: impl AsRef<std::ffi::OsStr>,
    arguments: &[S],
) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::null());
    command
}

/// Cargo, the same that runs us.
pub(crate) fn cargo<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Command {
    command(
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        arguments,
    )
}

/// Whether a program answers to its name.
pub(crate) fn exists(program: &str, argument: &str) -> bool {
    command(program, &[argument])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a program with its output on our terminal.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    announce(command);
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{} ended with {status}",
            line(command)
        )))
    }
}

/// Runs a program and returns the text it wrote to standard output; its messages stay on our terminal.
pub(crate) fn read(command: &mut Command) -> Result<String, Failure> {
    read_bytes(command).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs a program and returns the bytes it wrote to standard output; its messages stay on our terminal.
pub(crate) fn read_bytes(command: &mut Command) -> Result<Vec<u8>, Failure> {
    announce(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "{} ended with {}",
            line(command),
            output.status
        )));
    }
    Ok(output.stdout)
}

/// Runs a program with both outputs on our standard output, and returns the lines that `keep` wants.
/// The lines are returned even when the program fails.
pub(crate) fn run_and_keep(
    command: &mut Command,
    keep: fn(&str) -> bool,
) -> (Result<(), Failure>, Vec<String>) {
    announce(command);
    let (reader, writer) = match std::io::pipe() {
        Ok(pipe) => pipe,
        Err(error) => return (Err(not_started(command, &error)), Vec::new()),
    };
    let started = writer.try_clone().and_then(|copy| {
        let child = command.stdout(copy).stderr(writer).spawn();
        // The command still holds our ends of the pipe; without this the reader below would never see the end.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        child
    });
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return (Err(not_started(command, &error)), Vec::new()),
    };
    let mut kept = Vec::new();
    for text in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        if keep(&text) {
            kept.push(text.trim().to_owned());
        }
    }
    let outcome = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!(
            "{} ended with {status}",
            line(command)
        ))),
        Err(error) => Err(not_started(command, &error)),
    };
    (outcome, kept)
}

fn announce(command: &Command) {
    println!("$ {}", line(command));
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run {}: {error}", line(command)))
}

/// The command as a person would type it; programs of this checkout by their relative path.
fn line(command: &Command) -> String {
    let root = root();
    let program = Path::new(command.get_program());
    let shown = if program.file_stem().is_some_and(|stem| stem == "cargo") {
        Path::new("cargo")
    } else {
        program.strip_prefix(&root).unwrap_or(program)
    };
    let mut text = shown.display().to_string();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        text.push(' ');
        if argument.is_empty() || argument.contains([' ', '$', '"', '\'', '|', '*', '(']) {
            text.push('\'');
            text.push_str(&argument.replace('\'', r"'\''"));
            text.push('\'');
        } else {
            text.push_str(&argument);
        }
    }
    text
}
