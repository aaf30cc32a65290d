//! What can go wrong, one variant per thing the caller can do about it.
//!
//! Messages are sentences: what failed, why, what to do next. They never hold a URL, a token or a password: a recording
//! link is a secret, so errors of the HTTP library are stripped of theirs.

use std::error::Error as StdError;
use std::time::Duration;

use crate::tls::{CertificateInfo, CertificateProblems, Fingerprint, TlsProblem};

/// The cause below an [`Error`], already stripped of URLs.
pub type Cause = Box<dyn StdError + Send + Sync>;

/// Everything this crate reports.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The typed server address cannot be read.
    #[error(
        "“{typed}” is not a server address: {reason}. Type it like pbx.example.com or https://pbx.example.com:8887."
    )]
    InvalidAddress {
        /// What was typed, shortened.
        typed: String,
        /// Why it is refused.
        reason: String,
    },
    /// `http://` beyond this computer without permission.
    #[error(
        "{server} is not encrypted, so nothing was sent. Use https://, or allow plain HTTP for this profile."
    )]
    PlainHttpRefused {
        /// The origin.
        server: String,
    },
    /// The HTTP client could not be set up.
    #[error(
        "The connection to {server} could not be prepared. Check the server address and the proxy settings."
    )]
    Setup {
        /// The origin.
        server: String,
        /// What the library said.
        #[source]
        source: Cause,
    },
    /// No connection: name, route, refused.
    #[error("{server} cannot be reached. {}", advice(server))]
    Unreachable {
        /// The origin.
        server: String,
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// Connected, then silence.
    #[error("No answer in time for {what}: {server} fell silent. Try again; the PBX may be busy.")]
    Timeout {
        /// What was being done.
        what: String,
        /// The origin.
        server: String,
    },
    /// The connection broke in the middle of a request or an answer.
    #[error("The connection to {server} broke on {what}. Try again.")]
    Interrupted {
        /// What was being done.
        what: String,
        /// The origin.
        server: String,
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// The typed proxy cannot be read.
    #[error(
        "“{typed}” is not a proxy: {reason}. Type it like http://proxy.example.com:3128 or socks5h://proxy.example.com:1080."
    )]
    InvalidProxy {
        /// What was typed, without user and password, shortened.
        typed: String,
        /// Why it is refused.
        reason: String,
    },
    /// No connection to the proxy; the PBX was not asked.
    #[error(
        "The proxy {proxy} cannot be reached. Check its address and port, or connect without it."
    )]
    ProxyUnreachable {
        /// The proxy, without credentials.
        proxy: String,
        /// What the network said.
        #[source]
        source: Cause,
    },
    /// The proxy wants user and password, or refused those it was given. Nothing reached the PBX. Never repeated by itself:
    /// proxies lock accounts.
    #[error("The proxy {proxy} {reason}. Nothing was sent to the PBX.")]
    ProxySignIn {
        /// The proxy, without credentials.
        proxy: String,
        /// What it did, and what to do.
        reason: &'static str,
    },
    /// The proxy answers, but does not lead to the PBX.
    #[error(
        "The proxy {proxy} does not lead to {server}: {detail}. Check the address of the PBX, or ask who runs the proxy to allow it."
    )]
    ProxyRefused {
        /// The proxy, without credentials.
        proxy: String,
        /// The origin.
        server: String,
        /// What the proxy said.
        detail: String,
    },
    /// TLS failed for a reason that is not the certificate.
    #[error("No secure connection to {server}: {problem}. {}", problem.next_step())]
    Tls {
        /// The origin.
        server: String,
        /// What went wrong.
        problem: TlsProblem,
    },
    /// The certificate is not trusted by this computer. Nothing but the handshake was sent.
    #[error(
        "The certificate of {server} is not trusted: {problems}. Compare its fingerprint with the PBX and pin it, or have a trusted one installed."
    )]
    Certificate {
        /// The origin.
        server: String,
        /// The certificate that was shown.
        info: Box<CertificateInfo>,
        /// Why it is refused.
        problems: CertificateProblems,
    },
    /// The server shows another certificate than the pinned one. Nothing but the handshake was sent.
    #[error("The certificate of {server} has changed: {expected} was pinned, {} is shown. Ask the PBX administrator before trusting it.", presented.fingerprint)]
    PinMismatch {
        /// The origin.
        server: String,
        /// The pin.
        expected: Fingerprint,
        /// The certificate that was shown.
        presented: Box<CertificateInfo>,
    },
    /// Something answers, but not the REST API.
    #[error(
        "{server} does not answer like a PortSIP PBX: {detail}. Check the host name and the port (usually 8887)."
    )]
    NotPortsip {
        /// The origin.
        server: String,
        /// What was seen.
        detail: String,
    },
    /// The PBX speaks the API of v12, which is another one. No password was sent.
    #[error(
        "{server} is a PortSIP PBX v12, whose API is another one and not supported; no password was sent. Use a PBX of v16 or later; if this is one, its port is usually 8887, not 8899 or 8900."
    )]
    TooOld {
        /// The origin.
        server: String,
    },
    /// The sign-in was refused. It is never repeated by itself: five failures block the office's address for an hour.
    #[error(
        "The PBX refused the sign-in: {message}. Check user name, SIP domain and the web password (not the SIP password)."
    )]
    WrongPassword {
        /// The PBX's own words.
        message: String,
    },
    /// Too many failed sign-ins; the address is blocked.
    #[error(
        "The PBX has blocked sign-ins from this network: {message}. Wait until the block ends or ask the administrator to lift it."
    )]
    LockedOut {
        /// The PBX's own words.
        message: String,
        /// The end of the block as the PBX prints it.
        until: Option<String>,
    },
    /// The one-time code was refused.
    #[error(
        "The code was not accepted: {message}. Check the newest e-mail or ask for another code."
    )]
    CodeRejected {
        /// The PBX's own words.
        message: String,
    },
    /// The account must choose a new password in the web portal first.
    #[error(
        "This account must change its password in the PBX web portal before it can be used here."
    )]
    PasswordMustChange,
    /// The session ended and could not be renewed, or there is none.
    #[error(
        "The session has ended. Sign in again; if it keeps happening, the same user may be signed in elsewhere."
    )]
    SessionExpired,
    /// The account has no right to this.
    #[error(
        "The PBX does not allow this account to read {what}. Ask the administrator for the right."
    )]
    Forbidden {
        /// The object.
        what: String,
    },
    /// The PBX's licence does not cover it (22.8 and later).
    #[error(
        "The licence of the PBX does not cover {what} ({code}). Ask its administrator for the licence."
    )]
    Unlicensed {
        /// The object.
        what: String,
        /// The PBX's own code, such as `LICENSE_MODULE_UNAVAILABLE`.
        code: String,
    },
    /// The PBX does not have it, or not any more.
    #[error("The PBX does not have {what} (any more).")]
    NotFound {
        /// The object.
        what: String,
    },
    /// The PBX asks for less speed and patience ran out.
    #[error("The PBX is limiting requests and {what} had to wait too long. Try again later.")]
    Throttled {
        /// What was being done.
        what: String,
        /// What the PBX asked for.
        retry_after: Option<Duration>,
    },
    /// The request was understood and refused (400 and the like).
    #[error("The PBX refused {what} with status {status}: {message}.")]
    Refused {
        /// What was being done.
        what: String,
        /// HTTP status.
        status: u16,
        /// The code in the answer, `UNKNOWN` if none.
        code: String,
        /// The PBX's own words.
        message: String,
    },
    /// The PBX failed (5xx), also on repetition.
    #[error(
        "The PBX failed on {what} with status {status}: {message}. Try again later; its administrator may need to look."
    )]
    Server {
        /// What was being done.
        what: String,
        /// HTTP status.
        status: u16,
        /// The PBX's own words.
        message: String,
    },
    /// An answer that makes no sense.
    #[error(
        "The answer to {what} cannot be used: {detail}. Check that the address belongs to a PortSIP PBX."
    )]
    BadResponse {
        /// What was being done.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A redirect that is not followed for safety.
    #[error("The server sends {what} on to {to}, which is not followed: {reason}.")]
    RedirectRefused {
        /// What was being done.
        what: String,
        /// The origin it leads to, never the full address.
        to: String,
        /// Why it stops here.
        reason: String,
    },
    /// The asked range of a file does not exist (416): the file is shorter than what is held.
    #[error(
        "The file is not as long as the part already held. It will have to be fetched from its start."
    )]
    RangeNotSatisfiable {
        /// The real length, if stated.
        length: Option<u64>,
    },
}

impl Error {
    /// Whether trying the same read again may help: no connection, silence, a cut, a server's failure, throttling.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::ProxyUnreachable { .. }
            | Self::ProxyRefused { .. }
            | Self::Timeout { .. }
            | Self::Interrupted { .. }
            | Self::Throttled { .. } => true,
            // A gate in front of a PBX that restarts closes connections like this.
            Self::Tls { problem, .. } => *problem == TlsProblem::Closed,
            Self::Server { status, .. } => {
                crate::classify::status_fate(*status) == crate::classify::Fate::Transient
            }
            _ => false,
        }
    }

    /// Whether nothing of the request has left this computer, so that sending it again is harmless.
    pub(crate) fn is_unsent(&self) -> bool {
        match self {
            Self::Unreachable { .. }
            | Self::ProxyUnreachable { .. }
            | Self::ProxyRefused { .. } => true,
            Self::Tls { problem, .. } => *problem == TlsProblem::Closed,
            _ => false,
        }
    }

    pub(crate) fn setup(server: &crate::ServerAddress, source: Cause) -> Self {
        Self::Setup {
            server: server.to_string(),
            source,
        }
    }

    pub(crate) fn proxy_sign_in(proxy: &str, given: bool) -> Self {
        Self::ProxySignIn {
            proxy: proxy.to_owned(),
            reason: if given {
                "refused the user name and password it was given. Correct them in the proxy setting"
            } else {
                "asks for a user name and a password. Give them with the proxy setting"
            },
        }
    }

    /// Whether the account is signed in but may not have it: for want of a right, or of a licence.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Forbidden { .. } | Self::Unlicensed { .. })
    }

    /// Whether the session is the reason: sign in, then try again.
    pub fn needs_sign_in(&self) -> bool {
        matches!(self, Self::SessionExpired)
    }

    /// The pause the PBX asked for, if it did.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// What to look at when there is no connection. Who typed a port of v12 is told what it is.
fn advice(server: &str) -> &'static str {
    if server.ends_with(":8899") || server.ends_with(":8900") {
        "This is a port of v12, which is not supported; v16 and later answer at 8887."
    } else {
        "Check the address, the port and the network."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_typed_a_port_of_v12_is_told_what_it_is() {
        let unreachable = |server: &str| {
            let source = "refused".into();
            let server = server.to_owned();
            Error::Unreachable { server, source }.to_string()
        };
        for old in ["http://pbx:8899", "https://pbx:8900"] {
            assert!(unreachable(old).contains("port of v12"), "{old}");
        }
        let usual = unreachable("https://pbx:8887");
        assert!(!usual.contains("v12") && usual.contains("Check the address"));
    }
}
