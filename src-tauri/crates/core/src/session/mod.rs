//! Signing in, and what a session may see.

mod connect;
mod profile;
mod view;

pub(crate) use connect::{Connecting, Reach, Session, certificate_of, parse_pin};
pub use profile::profile_id;
pub use view::{
    CertificateView, ProfileView, ScopeView, ServerProbe, SessionView, SignInInput, SignInStep,
};
