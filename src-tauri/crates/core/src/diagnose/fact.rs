//! What was seen during a step, by name, so that every language can name it.

use serde::{Deserialize, Serialize};

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "`label` says what each is")]
pub enum FactName {
    Proxy,
    Addresses,
    LookUp,
    Connected,
    Protocol,
    Cipher,
    Handshake,
    TrustedBy,
    Subject,
    Issuer,
    Hosts,
    ValidFrom,
    ValidUntil,
    Fingerprint,
    Pinned,
    Chain,
    Tenant,
    Portal,
    Flavour,
    Verb,
    Role,
    Version,
    Scope,
    Counted,
    Ranges,
    Links,
    ContentType,
    TimeZone,
    Difference,
    KnownWithin,
    Cause,
}

impl FactName {
    /// As it is called in a report.
    pub fn label(self) -> &'static str {
        match self {
            Self::Proxy => "Proxy",
            Self::Addresses => "Addresses",
            Self::LookUp => "Name looked up in",
            Self::Connected => "Connected in",
            Self::Protocol => "Protocol",
            Self::Cipher => "Cipher",
            Self::Handshake => "Handshake in",
            Self::TrustedBy => "Trusted by",
            Self::Subject => "Issued to",
            Self::Issuer => "Issued by",
            Self::Hosts => "For hosts",
            Self::ValidFrom => "Valid from",
            Self::ValidUntil => "Valid until",
            Self::Fingerprint => "SHA-256",
            Self::Pinned => "Trusted before",
            Self::Chain => "Certificates sent",
            Self::Tenant => "Tenant",
            Self::Portal => "Own host name",
            Self::Flavour => "Sign-in call",
            Self::Verb => "Reads with",
            Self::Role => "Role",
            Self::Version => "Version",
            Self::Scope => "Whose",
            Self::Counted => "Counted by the PBX",
            Self::Ranges => "Parts of files",
            Self::Links => "Links",
            Self::ContentType => "Stated type",
            Self::TimeZone => "Zone",
            Self::Difference => "PBX ahead by",
            Self::KnownWithin => "Known within",
            Self::Cause => "Cause",
        }
    }
}

/// Something that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// What it is about.
    pub name: FactName,
    /// One line.
    pub value: String,
}
