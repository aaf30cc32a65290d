//! `tapedeck-cli`, run by a test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::failure::{Failure, Outcome};
use crate::programs::program;
use crate::sandbox::Sandbox;

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// The program with the sandbox as its home, ready to be given arguments.
pub fn cli(sandbox: &Sandbox) -> Outcome<Command> {
    let mut command = Command::new(program("tapedeck-cli")?);
    sandbox.furnish(&mut command).stdin(Stdio::null());
    Ok(command)
}

/// Runs the program to its end.
pub fn run(sandbox: &Sandbox, arguments: &[&str]) -> Outcome<Run> {
    finish(cli(sandbox)?.args(arguments))
}

/// Runs a prepared command to its end.
pub fn finish(command: &mut Command) -> Outcome<Run> {
    let output = command
        .output()
        .map_err(|error| Failure::because(format!("{command:?}"), error))?;
    Ok(Run {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// The demo PBX in a process of its own, as `tapedeck-cli demo` starts it. It ends when this is dropped.
pub struct Pbx {
    process: Child,
    /// Its address.
    pub server: String,
    /// The SIP domain to sign in to.
    pub domain: String,
    /// Who may sign in.
    pub user: String,
    /// With which password.
    pub password: String,
}

impl Pbx {
    /// Starts it and reads how to sign in.
    pub fn start(sandbox: &Sandbox) -> Outcome<Self> {
        let mut process = cli(sandbox)?
            .arg("demo")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Failure::because("tapedeck-cli demo", error))?;
        let output = process.stdout.take();
        let mut pbx = Self {
            process,
            server: String::new(),
            domain: String::new(),
            user: String::new(),
            password: String::new(),
        };
        for line in output
            .into_iter()
            .flat_map(|output| BufReader::new(output).lines())
        {
            let line = line.map_err(|error| Failure::because("tapedeck-cli demo", error))?;
            let (word, value) = line.split_once(' ').unwrap_or((&line, ""));
            let field = match word {
                "server" => &mut pbx.server,
                "domain" => &mut pbx.domain,
                "user" => &mut pbx.user,
                "password" => &mut pbx.password,
                _ => continue,
            };
            value.trim().clone_into(field);
            if !pbx.password.is_empty() {
                return Ok(pbx);
            }
        }
        Err(Failure::new(
            "tapedeck-cli demo ended before it said how to sign in",
        ))
    }

    /// Tells a command to sign in here.
    pub fn name_to<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("TAPEDECK_SERVER", &self.server)
            .env("TAPEDECK_DOMAIN", &self.domain)
            .env("TAPEDECK_USER", &self.user)
            .env("TAPEDECK_PASSWORD", &self.password)
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        // It may be gone already, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Pbx {
    fn drop(&mut self) {
        self.kill();
    }
}
