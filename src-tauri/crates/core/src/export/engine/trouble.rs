//! Why a file did not come, and what each failure of the client means for it.

use std::time::Duration;

use super::job::Job;
use crate::{error::Error, export::FileResult};

/// Why there is no file this time.
pub(super) enum Trouble {
    /// Worth another attempt.
    Again { reason: String, cause: Cause },
    /// The PBX asks for patience; no attempt was spent.
    Wait { pause: Option<Duration> },
    /// A refusal that reading the detail again may mend, once.
    Refused { result: FileResult, reason: String },
    /// Another file stands there and is to be left alone.
    Conflict { path: String },
    /// Ends the run.
    Fatal(Error),
}

impl Trouble {
    /// Whether another attempt may go on with what came.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self, Self::Again { .. })
    }
}

/// What another attempt follows on.
pub(super) enum Cause {
    /// A cut, an error of the server.
    Passing,
    /// Silence: perhaps too much is asked at once.
    Silence,
    /// The PBX could not be reached at all.
    Unreached(Box<portsip::Error>),
}

/// A cut on the way: worth another attempt.
pub(super) fn again(reason: impl Into<String>) -> Trouble {
    Trouble::Again {
        reason: reason.into(),
        cause: Cause::Passing,
    }
}

/// The PBX cannot be reached, which concerns every file.
fn unreached(reason: String, error: portsip::Error) -> Trouble {
    Trouble::Again {
        reason,
        cause: Cause::Unreached(Box::new(error)),
    }
}

/// What an error of the client means for a file.
pub(super) fn trouble(job: &Job, error: portsip::Error) -> Trouble {
    use portsip::Error as E;
    let reason = error.to_string();
    match error {
        E::Throttled { retry_after, .. } => Trouble::Wait { pause: retry_after },
        // Only the PBX itself counts: a file store elsewhere may be out of reach for other reasons.
        E::Unreachable { ref server, .. } | E::ProxyRefused { ref server, .. }
            if *server == job.server() =>
        {
            unreached(reason, error)
        }
        E::ProxyUnreachable { .. } => unreached(reason, error),
        E::Tls { ref problem, .. } if *problem == portsip::TlsProblem::Closed => {
            unreached(reason, error)
        }
        E::Timeout { .. } => Trouble::Again {
            reason,
            cause: Cause::Silence,
        },
        E::Unreachable { .. }
        | E::ProxyRefused { .. }
        | E::Interrupted { .. }
        | E::Server { .. } => again(reason),
        E::Forbidden { .. } | E::Unlicensed { .. } => Trouble::Refused {
            result: FileResult::NotAllowed,
            reason,
        },
        E::NotFound { .. } => Trouble::Refused {
            result: FileResult::Gone,
            reason,
        },
        E::SessionExpired
        | E::Certificate { .. }
        | E::PinMismatch { .. }
        | E::Tls { .. }
        | E::ProxySignIn { .. }
        | E::LockedOut { .. }
        | E::PasswordMustChange => Trouble::Fatal(error.into()),
        _ => Trouble::Refused {
            result: FileResult::Failed,
            reason,
        },
    }
}
