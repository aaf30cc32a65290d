//! What can go wrong, with the object it went wrong with.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{
    case::{FailureCase, Trouble},
    export::FileResult,
};

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every failure of this crate. Cancelling is an outcome, not a failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The PBX, the way to it, or the account.
    #[error(transparent)]
    Pbx(#[from] portsip::Error),
    /// The proxy has refused its credentials a moment ago.
    #[error(
        "the proxy refused its user name and password, and is not asked again with them; correct them in the connection options"
    )]
    ProxyNotAskedAgain,
    /// Nobody is signed in.
    #[error("nobody is signed in; sign in to a PBX first")]
    NotSignedIn,
    /// The PBX ended the session before its time.
    #[error(
        "the PBX ended the session of {account}; the account is probably signed in elsewhere. Sign in again to go on"
    )]
    SessionTaken {
        /// User and domain.
        account: String,
    },
    /// A system administrator who cannot enter a tenant has nothing to see.
    #[error(
        "a system administrator has no calls of its own, and {why}; sign in as a user of the tenant, with its SIP domain"
    )]
    TenantUserNeeded {
        /// What is in the way.
        why: String,
    },
    /// A one-time code was mailed a moment ago.
    #[error(
        "a code was mailed a moment ago; look for it, or ask for another one in {seconds} seconds"
    )]
    CodeJustMailed {
        /// Until another one may be asked for.
        seconds: u32,
    },
    /// A value a person gave cannot be used.
    #[error("{what}")]
    InvalidInput {
        /// What is wrong with it and what would be right, as a sentence.
        what: String,
    },
    /// Something asked for by id does not exist (any more).
    #[error("there is no {what} here any more")]
    NotFound {
        /// The kind of thing and its id.
        what: String,
    },
    /// The local database.
    #[error("the local catalogue at {} {}", path.display(), catalogue_trouble(source))]
    Catalogue {
        /// The database file.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        source: rusqlite::Error,
    },
    /// The catalogue was written by a newer Tapedeck.
    #[error("the local catalogue at {} was written by a newer Tapedeck; update this one, or choose another data folder", path.display())]
    CatalogueTooNew {
        /// The database file.
        path: PathBuf,
    },
    /// A disk without room.
    #[error("{}; make room and run it again, what is done stays done", full(path, *needs))]
    DiskFull {
        /// What was being written.
        path: PathBuf,
        /// Bytes that the rest will take, if that can be told.
        needs: Option<u64>,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file or folder that cannot be read or written.
    #[error("{} cannot be {doing}: {source}; check that the disk is there and that you may use this place", path.display())]
    Io {
        /// `read`, `written`, `created`, `renamed`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// Another process works in the same folder.
    #[error("another Tapedeck is exporting to {}; wait until it has finished, or choose another folder", path.display())]
    FolderBusy {
        /// The export folder.
        path: PathBuf,
    },
    /// A folder that holds no export.
    #[error("there is no export in {}: no manifest.jsonl", path.display())]
    NoExport {
        /// The folder.
        path: PathBuf,
    },
    /// A file that cannot be read as what it should be.
    #[error("{} is damaged: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and how.
        why: String,
    },
    /// The recording is listed but cannot be had; the reason is one of the manifest's.
    #[error("the recording cannot be opened: {reason}")]
    RecordingUnavailable {
        /// `gone`, `not_allowed`, `no_recording` or `failed`, with the PBX's words.
        reason: String,
    },
    /// Audio that cannot be decoded or converted here.
    #[error("{0}")]
    Audio(#[from] audio::Error),
    /// Nobody typed a password, and none could be had from the keychain.
    #[error("no password was given, and {why}; type the web password")]
    NoPassword {
        /// What became of the one that may have been kept.
        why: String,
    },
    /// The keychain of this computer.
    #[error(
        "this computer's keychain cannot be used ({why}); unlock it, or start one: on Linux GNOME Keyring or KWallet"
    )]
    Keychain {
        /// What it said, without the secret.
        why: String,
    },
    /// A background task ended without an answer: a fault of ours.
    #[error(
        "{doing} stopped unexpectedly; try again, and report it with the log if it happens again"
    )]
    Internal {
        /// What was being done.
        doing: &'static str,
    },
}

impl Error {
    /// A value that cannot be used.
    pub fn invalid(what: impl Into<String>) -> Self {
        Self::InvalidInput { what: what.into() }
    }

    /// Whether the PBX no longer takes the session: sign in, then try again.
    pub fn needs_sign_in(&self) -> bool {
        matches!(self, Self::Pbx(error) if error.needs_sign_in())
    }

    /// Whether the PBX has a recording and this account may not have it.
    pub fn is_not_allowed(&self) -> bool {
        let word = FileResult::NotAllowed.as_str();
        matches!(self, Self::RecordingUnavailable { reason } if reason.starts_with(word))
    }

    /// Whether the PBX refused the password: it counts, and a few more block the network for an hour.
    pub fn is_refused_password(&self) -> bool {
        matches!(self, Self::Pbx(portsip::Error::WrongPassword { .. }))
    }

    /// A file-system failure, told apart by whether the disk is full.
    pub fn io(doing: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull {
                path,
                needs: None,
                source,
            },
            _ => Self::Io {
                doing,
                path,
                source,
            },
        }
    }
}

/// What is the matter with a catalogue, and what to do.
fn catalogue_trouble(source: &rusqlite::Error) -> &'static str {
    match Trouble::of(source) {
        Trouble::Busy => {
            "is held by another program; close other copies of Tapedeck, or wait until they are done, and try again"
        }
        Trouble::Unwritable => {
            "cannot be opened for writing; see that it is a file, and that you may write it and its folder"
        }
        Trouble::Damaged => {
            "is damaged; start Tapedeck again: it then repairs it and rescues notes, tags and reviews"
        }
        Trouble::Unusable => {
            "cannot be used; try again, and if that does not help, move the file away to have it rebuilt from the PBX"
        }
    }
}

/// Which disk is full, and how much room it takes to go on.
pub(crate) fn full(path: &Path, needs: Option<u64>) -> String {
    let disk = format!("the disk that holds {} is full", path.display());
    // Rounded up: less than a megabyte is no help.
    match needs.map(|bytes| bytes.div_ceil(1_000_000)) {
        None => disk,
        Some(megabytes) if megabytes < 10_000 => {
            format!("{disk}, and about {megabytes} MB more are needed")
        }
        Some(megabytes) => {
            let gigabytes = megabytes.div_ceil(1000);
            format!("{disk}, and about {gigabytes} GB more are needed")
        }
    }
}

/// The closed list of kinds by which the window and the exit code decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the names are the contract of `design.md`, Errors"
)]
pub enum ErrorKind {
    Unauthenticated,
    Forbidden,
    NotFound,
    InvalidInput,
    Offline,
    Tls,
    Timeout,
    Throttled,
    Server,
    DiskFull,
    Io,
    KeychainUnavailable,
    UnsupportedMedia,
    Internal,
}

/// A failure as it crosses to the window: flat, plain and free of secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What to decide by.
    pub kind: ErrorKind,
    /// A sentence for people: what failed, why, what to do next.
    pub message: String,
    /// The chain of causes, redacted.
    pub detail: Option<String>,
    /// How long the PBX asked to wait, seconds.
    pub retry_after_secs: Option<u32>,
    /// Which failure it is, for other words than those of the message.
    pub case: Option<FailureCase>,
}

impl Error {
    /// What the window and the exit code decide by.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Pbx(error) => pbx_kind(error),
            Self::ProxyNotAskedAgain => ErrorKind::Offline,
            Self::NotSignedIn | Self::SessionTaken { .. } => ErrorKind::Unauthenticated,
            Self::TenantUserNeeded { .. } => ErrorKind::Forbidden,
            Self::CodeJustMailed { .. } => ErrorKind::Throttled,
            Self::InvalidInput { .. } | Self::NoPassword { .. } => ErrorKind::InvalidInput,
            Self::NotFound { .. } | Self::NoExport { .. } | Self::RecordingUnavailable { .. } => {
                ErrorKind::NotFound
            }
            Self::DiskFull { .. } => ErrorKind::DiskFull,
            Self::Catalogue { .. }
            | Self::CatalogueTooNew { .. }
            | Self::Io { .. }
            | Self::FolderBusy { .. }
            | Self::Damaged { .. } => ErrorKind::Io,
            Self::Audio(audio::Error::Io { .. }) => ErrorKind::Io,
            Self::Audio(_) => ErrorKind::UnsupportedMedia,
            Self::Keychain { .. } => ErrorKind::KeychainUnavailable,
            Self::Internal { .. } => ErrorKind::Internal,
        }
    }

    /// As it crosses to the window.
    pub fn failure(&self) -> Failure {
        let mut causes = Vec::new();
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        let message = self.to_string();
        causes.retain(|cause| !message.contains(cause.as_str()));
        let retry_after = match self {
            Self::Pbx(error) => error.retry_after(),
            Self::CodeJustMailed { seconds } => Some(Duration::from_secs(u64::from(*seconds))),
            _ => None,
        };
        Failure {
            kind: self.kind(),
            case: FailureCase::of(self),
            message,
            detail: (!causes.is_empty()).then(|| causes.join(": ")),
            retry_after_secs: retry_after
                .map(|pause| u32::try_from(pause.as_secs()).unwrap_or(u32::MAX)),
        }
    }
}

fn pbx_kind(error: &portsip::Error) -> ErrorKind {
    use portsip::Error as Pbx;
    match error {
        Pbx::InvalidAddress { .. } | Pbx::InvalidProxy { .. } | Pbx::PlainHttpRefused { .. } => {
            ErrorKind::InvalidInput
        }
        // A proxy that wants a password is not the PBX: the person is not asked to sign in there again.
        Pbx::Unreachable { .. }
        | Pbx::ProxyUnreachable { .. }
        | Pbx::ProxySignIn { .. }
        | Pbx::ProxyRefused { .. }
        | Pbx::Interrupted { .. }
        | Pbx::Setup { .. } => ErrorKind::Offline,
        Pbx::Timeout { .. } => ErrorKind::Timeout,
        Pbx::Tls { .. } | Pbx::Certificate { .. } | Pbx::PinMismatch { .. } => ErrorKind::Tls,
        Pbx::WrongPassword { .. }
        | Pbx::LockedOut { .. }
        | Pbx::CodeRejected { .. }
        | Pbx::PasswordMustChange
        | Pbx::SessionExpired => ErrorKind::Unauthenticated,
        Pbx::Forbidden { .. } | Pbx::Unlicensed { .. } => ErrorKind::Forbidden,
        Pbx::NotFound { .. } => ErrorKind::NotFound,
        Pbx::Throttled { .. } => ErrorKind::Throttled,
        // Everything else is a PBX that answers other than it should.
        _ => ErrorKind::Server,
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        error.failure()
    }
}
