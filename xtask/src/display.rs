//! A display to show the window on: the person's own, or a virtual one for as long as it is needed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::command::{Failure, command};

/// Whether a window can be shown here.
pub(crate) fn present() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// An Xvfb of our own; it ends when this is dropped.
pub(crate) struct VirtualDisplay {
    server: Child,
    name: String,
}

impl VirtualDisplay {
    /// Starts Xvfb on a free display, which it chooses itself.
    pub(crate) fn start() -> Result<Self, Failure> {
        let mut server = command(
            "Xvfb",
            &[
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ],
        )
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| Failure::new(format!("cannot start Xvfb: {error}")))?;
        let mut number = String::new();
        let answer = server
            .stdout
            .take()
            .map(|output| BufReader::new(output).read_line(&mut number));
        let display = Self {
            server,
            name: format!(":{}", number.trim()),
        };
        match answer {
            Some(Ok(read)) if read > 0 => Ok(display),
            _ => Err(Failure::new("Xvfb ended before it offered a display")),
        }
    }

    /// The value for `DISPLAY`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        // Nothing can be done about a server that is already gone.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
