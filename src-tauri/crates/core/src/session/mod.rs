//! Signing in, and what a session may see.

mod code;
mod connect;
mod connection;
mod lease;
mod profile;
mod reach;
mod refusal;
mod tenant;
mod view;

pub(crate) use code::Mailed;
pub(crate) use connect::{Connecting, Session, ToRemember, Who};
pub use connection::{
    AuthoritiesView, AuthorityView, ConnectionInput, ConnectionView, ProxyInput, ProxyMode,
};
pub(crate) use connection::{Connection, kept_credentials, proxy_entry, read_authorities};
pub use lease::Lease;
pub(crate) use lease::{Attended, TakenBack};
pub use profile::profile_id;
pub(crate) use reach::{Reach, certificate_of, parse_pin};
pub(crate) use refusal::step_of;
pub use view::{
    CertificateView, CodeMailed, NewProfile, ProfileView, ScopeView, ServerProbe, SessionView,
    SignInInput, SignInStep, TenantView,
};
