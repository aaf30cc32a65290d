//! Secrets from standard input: the first line is the sign-in password, the next the ZIP's (`design.md`, Command line).

use std::io::{self, BufRead};

use crate::exit::Failed;

/// What standard input held.
#[derive(Default)]
pub(crate) struct StdinSecrets {
    pub(crate) password: Option<String>,
    pub(crate) zip_password: Option<String>,
}

/// Reads the lines that were announced, in their order.
pub(crate) fn read(password: bool, zip_password: bool) -> Result<StdinSecrets, Failed> {
    let mut input = io::stdin().lock();
    let mut line = |wanted: bool, what: &str| -> Result<Option<String>, Failed> {
        if !wanted {
            return Ok(None);
        }
        let mut text = String::new();
        input
            .read_line(&mut text)
            .map_err(|error| Failed::Usage(format!("standard input cannot be read: {error}")))?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Err(Failed::Usage(format!("standard input holds no {what}")));
        }
        Ok(Some(text.to_owned()))
    };
    Ok(StdinSecrets {
        password: line(password, "password")?,
        zip_password: line(zip_password, "password for the ZIP")?,
    })
}
