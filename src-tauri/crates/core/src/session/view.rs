//! What the window sees of sign-in and session.

use serde::{Deserialize, Serialize};

use super::{ConnectionInput, ConnectionView};
use crate::{
    error::Failure,
    ids::{ConnectionId, ProfileId},
};

/// What can be known of a server before a password is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ServerProbe {
    /// The address as understood, such as `https://pbx.example.com:8887`.
    pub server: String,
    /// Set when the SIP domain is known there.
    pub tenant_name: Option<String>,
    /// Set when the certificate is not trusted by this computer: show it and let the person decide.
    pub certificate: Option<CertificateView>,
    /// Set when the server cannot be used; also set beside `certificate`.
    pub failure: Option<Failure>,
    /// True when it is a PBX v12, which is not supported; `failure` says so, too.
    pub too_old: bool,
}

/// A certificate to be trusted or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// Whom it names.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The hosts it is for; often none on a PBX.
    pub names: Vec<String>,
    /// RFC 3339.
    pub valid_from: String,
    /// RFC 3339.
    pub valid_until: String,
    /// SHA-256 of its DER form, `AA:BB:…`.
    pub fingerprint: String,
    /// Why this computer does not trust it.
    pub reason: String,
    /// True when another certificate was pinned before: stop, never trust in passing.
    pub changed: bool,
    /// The fingerprint pinned before, if any.
    pub pinned: Option<String>,
}

/// A sign-in as typed. Goes in once; nothing of it comes back.
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SignInInput {
    /// Host, host and port, or URL.
    pub server: String,
    /// SIP domain of the tenant; empty for a system administrator.
    pub domain: String,
    /// User name, not the extension number.
    pub user: String,
    /// The user's web password. Empty: take it from the keychain of the profile.
    pub password: String,
    /// Keep password and profile in this computer's keychain.
    pub remember: bool,
    /// A certificate the person decided to trust.
    pub pin: Option<String>,
    /// Proxy and authorities as they were given; what was not given is taken from the profile.
    pub connection: Option<ConnectionId>,
    /// Send the password over `http://` to another machine than this one: said aloud by the person.
    pub allow_plain_http: bool,
    /// The tenant a system administrator enters, by id, SIP domain or name. `None`: the last one of the profile; empty:
    /// ask.
    pub tenant: Option<String>,
}

impl std::fmt::Debug for SignInInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignInInput")
            .field("server", &self.server)
            .field("domain", &self.domain)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A sign-in to save without its password.
#[derive(Clone, Debug, Default)]
pub struct NewProfile {
    /// Host, host and port, or URL.
    pub server: String,
    /// SIP domain of the tenant.
    pub domain: String,
    /// User name, not the extension number.
    pub user: String,
    /// The tenant a system administrator enters, by name, SIP domain or id; such an account has no domain.
    pub tenant: Option<String>,
    /// A certificate to trust.
    pub pin: Option<String>,
    /// Proxy and authorities.
    pub connection: ConnectionInput,
    /// Let the password cross the network readable.
    pub allow_plain_http: bool,
}

/// How far a sign-in got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum SignInStep {
    /// Signed in.
    Done {
        /// Who and where.
        session: SessionView,
    },
    /// A code was mailed; `submit_code` goes on.
    CodeNeeded {
        /// The mail that is on its way.
        mailed: CodeMailed,
    },
    /// The certificate is unknown or has changed; nothing was sent.
    CertificateUnknown {
        /// The one presented.
        certificate: CertificateView,
    },
    /// A system administrator has no calls of its own; `choose_tenant` goes on.
    ChooseTenant {
        /// The tenants that may be entered; never empty.
        tenants: Vec<TenantView>,
    },
    /// The account must choose a new password in the portal of the PBX first.
    PasswordMustChange,
    /// Too many sign-ins failed: the PBX refuses all from this network for a while.
    LockedOut {
        /// RFC 3339, where the PBX said it with its zone.
        until: Option<String>,
        /// What the PBX said.
        said: String,
    },
}

/// A one-time code that was mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CodeMailed {
    /// Seconds until another one may be asked for.
    pub again_in_s: u32,
}

/// A tenant to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its SIP domain.
    pub domain: String,
}

/// Who is signed in where, and what they may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// The profile it belongs to.
    pub profile: ProfileId,
    /// Address of the PBX.
    pub server: String,
    /// SIP domain of the tenant.
    pub domain: String,
    /// User name.
    pub user: String,
    /// True for a system administrator, who signs in without a domain and has entered this tenant.
    pub administrator: bool,
    /// Tenant name, when the PBX tells it; else the domain.
    pub tenant_name: String,
    /// IANA zone of the tenant, else of this computer.
    pub zone: String,
    /// What of the calls can be seen.
    pub calls: ScopeView,
    /// What of the recordings can be seen.
    pub recordings: ScopeView,
    /// Names of the groups behind [`ScopeView::Groups`].
    pub groups: Vec<String>,
    /// True when the PBX has ended the session: sign in again to go on.
    pub ended: bool,
    /// The way to the PBX, where it was given in this launch: signing in again takes the same.
    pub connection: Option<ConnectionId>,
    /// True on the built-in sample data.
    pub sample: bool,
    /// Set when the password could not be kept in the keychain.
    pub notice: Option<String>,
}

/// Whose calls or recordings can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ScopeView {
    /// Everybody's in the tenant.
    Tenant,
    /// The signed-in user's own.
    Own,
    /// The signed-in user's own and those of the groups it administers; of recordings only.
    Groups,
}

/// A saved sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ProfileView {
    /// Its id.
    pub id: ProfileId,
    /// Address of the PBX.
    pub server: String,
    /// SIP domain.
    pub domain: String,
    /// User name.
    pub user: String,
    /// A certificate trusted for it.
    pub pin: Option<String>,
    /// The way to it.
    pub connection: ConnectionView,
    /// The tenant that a system administrator enters.
    pub tenant: Option<String>,
    /// Used when nothing else is said.
    pub is_default: bool,
}
