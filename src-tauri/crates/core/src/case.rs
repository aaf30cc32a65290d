//! Which failure it is, with its objects: for a window that has words of its own in other languages. The message of a
//! [`Failure`](crate::Failure) stays English, for logs and the command line.

use serde::{Deserialize, Serialize};

use crate::{error::Error, export::FileResult};

/// A failure that the window has words for. One of [`Error::InvalidInput`] has none: it is told by its message alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(
    tag = "case",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[expect(
    missing_docs,
    reason = "each is the variant of the errors of this crate or of `portsip` that has its name"
)]
pub enum FailureCase {
    Unreachable { server: String },
    Timeout { server: String },
    Interrupted { server: String },
    ProxyUnreachable { proxy: String },
    ProxySignIn { proxy: String },
    ProxyRefused { proxy: String, server: String },
    ProxyNotAskedAgain,
    PlainHttpRefused { server: String },
    Tls { server: String },
    Certificate { server: String },
    PinMismatch { server: String },
    NotPortsip { server: String },
    TooOld { server: String },
    WrongPassword,
    LockedOut,
    CodeRejected,
    CodeJustMailed { seconds: u32 },
    PasswordMustChange,
    NotSignedIn,
    SessionExpired,
    SessionTaken { account: String },
    NoPassword,
    Keychain,
    TenantUserNeeded,
    Forbidden,
    Unlicensed { code: String },
    NotOnPbx,
    NotHere,
    Throttled,
    Refused { status: u16 },
    Server { status: u16 },
    BadResponse,
    DiskFull { path: String },
    Io { path: String },
    FolderBusy { path: String },
    NoExport { path: String },
    Damaged { path: String },
    CatalogueBusy { path: String },
    CatalogueUnwritable { path: String },
    CatalogueDamaged { path: String },
    CatalogueUnusable { path: String },
    CatalogueTooNew { path: String },
    RecordingGone,
    RecordingNotAllowed,
    RecordingMissing,
    RecordingFailed,
    Audio,
    Internal,
}

impl FailureCase {
    /// The case of an error; `None` where there are no other words than its message.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        let text = |path: &std::path::Path| path.display().to_string();
        Some(match error {
            Error::Pbx(error) => return Self::of_pbx(error),
            Error::InvalidInput { .. } => return None,
            Error::ProxyNotAskedAgain => Self::ProxyNotAskedAgain,
            Error::NotSignedIn => Self::NotSignedIn,
            Error::SessionTaken { account } => Self::SessionTaken {
                account: account.clone(),
            },
            Error::TenantUserNeeded { .. } => Self::TenantUserNeeded,
            Error::CodeJustMailed { seconds } => Self::CodeJustMailed { seconds: *seconds },
            Error::NotFound { .. } => Self::NotHere,
            Error::Catalogue { path, source } => of_catalogue(text(path), source),
            Error::CatalogueTooNew { path } => Self::CatalogueTooNew { path: text(path) },
            Error::DiskFull { path, .. } => Self::DiskFull { path: text(path) },
            Error::Io { path, .. } => Self::Io { path: text(path) },
            Error::FolderBusy { path } => Self::FolderBusy { path: text(path) },
            Error::NoExport { path } => Self::NoExport { path: text(path) },
            Error::Damaged { path, .. } => Self::Damaged { path: text(path) },
            Error::RecordingUnavailable { reason } => of_recording(reason),
            Error::Audio(_) => Self::Audio,
            Error::NoPassword { .. } => Self::NoPassword,
            Error::Keychain { .. } => Self::Keychain,
            Error::Internal { .. } => Self::Internal,
        })
    }

    fn of_pbx(error: &portsip::Error) -> Option<Self> {
        use portsip::Error as Pbx;
        Some(match error {
            Pbx::Unreachable { server, .. } => Self::Unreachable {
                server: server.clone(),
            },
            Pbx::Timeout { server, .. } => Self::Timeout {
                server: server.clone(),
            },
            Pbx::Interrupted { server, .. } => Self::Interrupted {
                server: server.clone(),
            },
            Pbx::ProxyUnreachable { proxy, .. } => Self::ProxyUnreachable {
                proxy: proxy.clone(),
            },
            Pbx::ProxySignIn { proxy, .. } => Self::ProxySignIn {
                proxy: proxy.clone(),
            },
            Pbx::ProxyRefused { proxy, server, .. } => Self::ProxyRefused {
                proxy: proxy.clone(),
                server: server.clone(),
            },
            Pbx::PlainHttpRefused { server } => Self::PlainHttpRefused {
                server: server.clone(),
            },
            Pbx::Tls { server, .. } => Self::Tls {
                server: server.clone(),
            },
            Pbx::Certificate { server, .. } => Self::Certificate {
                server: server.clone(),
            },
            Pbx::PinMismatch { server, .. } => Self::PinMismatch {
                server: server.clone(),
            },
            Pbx::NotPortsip { server, .. } => Self::NotPortsip {
                server: server.clone(),
            },
            Pbx::TooOld { server } => Self::TooOld {
                server: server.clone(),
            },
            other => return Self::of_answer(other),
        })
    }

    /// What the PBX answers, once it is reached.
    fn of_answer(error: &portsip::Error) -> Option<Self> {
        use portsip::Error as Pbx;
        Some(match error {
            Pbx::WrongPassword { .. } => Self::WrongPassword,
            Pbx::LockedOut { .. } => Self::LockedOut,
            Pbx::CodeRejected { .. } => Self::CodeRejected,
            Pbx::PasswordMustChange => Self::PasswordMustChange,
            Pbx::SessionExpired => Self::SessionExpired,
            Pbx::Forbidden { .. } => Self::Forbidden,
            Pbx::Unlicensed { code, .. } => Self::Unlicensed { code: code.clone() },
            Pbx::NotFound { .. } => Self::NotOnPbx,
            Pbx::Throttled { .. } => Self::Throttled,
            Pbx::Refused { status, .. } => Self::Refused { status: *status },
            Pbx::Server { status, .. } => Self::Server { status: *status },
            Pbx::BadResponse { .. } => Self::BadResponse,
            // What a person typed, and what happens within an export: told by the message.
            _ => return None,
        })
    }
}

/// A recording that cannot be had, by the word of the manifest that its reason begins with.
fn of_recording(reason: &str) -> FailureCase {
    let is = |result: FileResult| reason.starts_with(result.as_str());
    if is(FileResult::Gone) {
        FailureCase::RecordingGone
    } else if is(FileResult::NotAllowed) {
        FailureCase::RecordingNotAllowed
    } else if is(FileResult::NoRecording) {
        FailureCase::RecordingMissing
    } else {
        FailureCase::RecordingFailed
    }
}

fn of_catalogue(path: String, source: &rusqlite::Error) -> FailureCase {
    match Trouble::of(source) {
        Trouble::Busy => FailureCase::CatalogueBusy { path },
        Trouble::Unwritable => FailureCase::CatalogueUnwritable { path },
        Trouble::Damaged => FailureCase::CatalogueDamaged { path },
        Trouble::Unusable => FailureCase::CatalogueUnusable { path },
    }
}

/// What is the matter with a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Busy,
    Unwritable,
    Damaged,
    Unusable,
}

impl Trouble {
    pub(crate) fn of(source: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase,
            PermissionDenied, ReadOnly,
        };
        match source.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(CannotOpen | PermissionDenied | ReadOnly) => Self::Unwritable,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged,
            _ => Self::Unusable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_crosses_with_its_case_and_its_objects() {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        let error = Error::Catalogue {
            path: "/data/catalogue.sqlite".into(),
            source: rusqlite::Error::SqliteFailure(busy, None),
        };
        let json = serde_json::to_value(error.failure()).unwrap();
        assert_eq!(
            json["case"],
            serde_json::json!({"case": "catalogue_busy", "path": "/data/catalogue.sqlite"})
        );
        let own = Error::invalid("a week has seven days").failure();
        assert_eq!(own.case, None, "only its message tells what it is");
    }

    #[test]
    fn a_failure_that_was_kept_before_there_were_cases_is_read() {
        let kept = r#"{"kind":"offline","message":"m","detail":null,"retryAfterSecs":null}"#;
        let failure: crate::Failure = serde_json::from_str(kept).unwrap();
        assert_eq!(failure.case, None);
    }

    #[test]
    fn a_recording_that_cannot_be_had_says_why() {
        for (reason, case) in [
            ("gone: x", FailureCase::RecordingGone),
            ("not_allowed: x", FailureCase::RecordingNotAllowed),
            ("no_recording: x", FailureCase::RecordingMissing),
            ("failed: x", FailureCase::RecordingFailed),
        ] {
            let reason = reason.to_owned();
            let error = Error::RecordingUnavailable { reason };
            assert_eq!(FailureCase::of(&error), Some(case));
        }
    }
}
