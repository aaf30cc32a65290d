//! Signing in, and what a session may see.

mod connect;
mod connection;
mod profile;
mod view;

pub(crate) use connect::{Connecting, Reach, Session, ToRemember, certificate_of, parse_pin};
pub use connection::{
    AuthoritiesView, AuthorityView, ConnectionInput, ConnectionView, ProxyInput, ProxyMode,
};
pub(crate) use connection::{Connection, kept_credentials, proxy_entry, read_authorities};
pub use profile::profile_id;
pub use view::{
    CertificateView, NewProfile, ProfileView, ScopeView, ServerProbe, SessionView, SignInInput,
    SignInStep,
};
