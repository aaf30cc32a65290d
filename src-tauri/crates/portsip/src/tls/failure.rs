//! Why there is no encrypted connection, when the certificate is not the reason.

use std::fmt;

use rustls::{AlertDescription, Error as TlsError, PeerIncompatible};

/// What went wrong in a TLS handshake, apart from the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsProblem {
    /// Something else than TLS answers.
    NotTls,
    /// TLS 1.0, 1.1 or older only.
    Outdated,
    /// No cipher or key exchange that both sides accept.
    NothingInCommon,
    /// The server insists on a certificate from us.
    ClientCertificate,
    /// The connection was closed before anything was agreed.
    Closed,
    /// Anything else, as the library says it.
    Other(String),
}

impl TlsProblem {
    /// What a failed handshake or an alert means. `asked` says whether a client certificate was asked for.
    pub(crate) fn of(error: &TlsError, asked: bool) -> Self {
        use AlertDescription as Alert;
        match error {
            TlsError::InvalidMessage(_) => Self::NotTls,
            TlsError::AlertReceived(Alert::CertificateRequired) => Self::ClientCertificate,
            TlsError::AlertReceived(
                Alert::HandshakeFailure
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
                | Alert::DecryptError,
            ) if asked => Self::ClientCertificate,
            TlsError::AlertReceived(Alert::ProtocolVersion)
            | TlsError::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ) => Self::Outdated,
            TlsError::AlertReceived(Alert::HandshakeFailure | Alert::InsufficientSecurity)
            | TlsError::PeerIncompatible(_) => Self::NothingInCommon,
            other => Self::Other(other.to_string()),
        }
    }

    /// What a person can do about it.
    pub fn next_step(&self) -> &'static str {
        match self {
            Self::NotTls => "Check the port; for a PortSIP PBX it is usually 8887.",
            Self::Outdated | Self::NothingInCommon => {
                "Ask the administrator to update the PBX; TLS 1.2 or 1.3 is needed."
            }
            Self::ClientCertificate => {
                "Ask the administrator for an address of the PBX without that demand."
            }
            Self::Closed => {
                "Check the port; a firewall or a proxy on the way may also refuse the connection."
            }
            Self::Other(_) => "Check the port; the PBX must offer TLS 1.2 or 1.3.",
        }
    }
}

impl fmt::Display for TlsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTls => "the port does not speak TLS",
            Self::Outdated => "the PBX only offers an outdated TLS (1.0 or 1.1)",
            Self::NothingInCommon => {
                "the PBX offers no encryption that is still safe (its TLS may be outdated)"
            }
            Self::ClientCertificate => {
                "the server asks for a client certificate, which Tapedeck does not have"
            }
            Self::Closed => "the connection is closed before encryption is agreed",
            Self::Other(text) => text,
        })
    }
}
