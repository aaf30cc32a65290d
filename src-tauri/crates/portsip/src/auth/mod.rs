//! Signing in, staying signed in, signing out (api.md, section 2).

mod code;
mod flavour;
mod refresh;
mod session;
mod sign_in;
mod sign_out;
pub(crate) mod token;

use std::fmt;

pub use flavour::Flavour;
pub(crate) use session::{SessionCell, Token};

use crate::Secret;

/// Who signs in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The user (account) name, not the extension number.
    pub user: String,
    /// The tenant's SIP domain; `None` for a system administrator.
    pub domain: Option<String>,
    /// The user's web password; the SIP password is another one.
    pub password: Secret,
}

/// The outcome of a sign-in that was not refused.
#[derive(Debug)]
pub enum SignIn {
    /// Signed in.
    Done,
    /// The PBX wants a one-time code: [`crate::Client::send_code`] once, then [`crate::Client::verify_code`].
    CodeNeeded(OtpChallenge),
}

/// The open half of a sign-in with a one-time code. Its token is a secret.
#[derive(Clone)]
pub struct OtpChallenge {
    token: Secret,
    flavour: Flavour,
}

impl fmt::Debug for OtpChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtpChallenge")
            .field("flavour", &self.flavour)
            .finish_non_exhaustive()
    }
}
