//! How the process ends (`design.md`, exit codes).

use std::process::ExitCode;

use tapedeck_core::{Error, ErrorKind};

/// What a command came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything asked for is there.
    Complete,
    /// Something is missing, and was named; or a verified folder has problems.
    Partial,
    /// Ctrl-C.
    Cancelled,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failed {
    /// What was asked cannot be done as asked.
    #[error("{0}")]
    Usage(String),
    /// No way to a signed-in session.
    #[error("{0}")]
    NotConnected(String),
    /// The core's word.
    #[error(transparent)]
    Core(#[from] Error),
    /// Ctrl-C before there was anything to put in order.
    #[error("cancelled")]
    Cancelled,
    /// Standard output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

/// 0 complete · 1 partial · 2 usage · 3 not connected · 4 disk · 130 cancelled.
pub(crate) fn code(result: &Result<Outcome, Failed>) -> u8 {
    match result {
        Ok(Outcome::Complete) => 0,
        Ok(Outcome::Partial) => 1,
        Ok(Outcome::Cancelled) | Err(Failed::Cancelled) => 130,
        Err(Failed::Usage(_)) => 2,
        Err(Failed::NotConnected(_)) => 3,
        Err(Failed::Output(_)) => 4,
        Err(Failed::Core(Error::NoExport { .. })) => 2,
        // A PBX without lists of calls is no PBX of ours; what was typed is all right.
        Err(Failed::Core(error @ Error::Pbx(_))) if error.kind() == ErrorKind::NotFound => 3,
        Err(Failed::Core(error)) => of_kind(error.kind()),
    }
}

fn of_kind(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::InvalidInput | ErrorKind::NotFound => 2,
        ErrorKind::Unauthenticated
        | ErrorKind::Forbidden
        | ErrorKind::Offline
        | ErrorKind::Tls
        | ErrorKind::Timeout
        | ErrorKind::Throttled
        | ErrorKind::Server
        | ErrorKind::KeychainUnavailable => 3,
        ErrorKind::DiskFull | ErrorKind::Io => 4,
        ErrorKind::UnsupportedMedia | ErrorKind::Internal => 1,
    }
}

/// The code for the system.
pub(crate) fn exit_code(result: &Result<Outcome, Failed>) -> ExitCode {
    ExitCode::from(code(result))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_contract() {
        assert_eq!(code(&Ok(Outcome::Complete)), 0);
        assert_eq!(code(&Ok(Outcome::Partial)), 1);
        assert_eq!(code(&Err(Failed::Usage("x".to_owned()))), 2);
        assert_eq!(code(&Err(Error::invalid("x").into())), 2);
        assert_eq!(code(&Err(Error::NoExport { path: "x".into() }.into())), 2);
        assert_eq!(code(&Err(Failed::NotConnected("x".to_owned()))), 3);
        assert_eq!(code(&Err(Error::NotSignedIn.into())), 3);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(code(&Err(Error::io("written", "x", full).into())), 4);
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        assert_eq!(code(&Err(Error::io("created", "x", denied).into())), 4);
        assert_eq!(code(&Ok(Outcome::Cancelled)), 130);
    }
}
