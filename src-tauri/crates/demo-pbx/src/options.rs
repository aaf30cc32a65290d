//! How a demo PBX is set up before it starts; what can change while it runs is in [`crate::faults`].

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::FaultPlan;

/// Which generation of PBX it plays (api.md 1, "Version map").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Family {
    /// Signs in at `/tokens`; files by `file_id` from `/files/{id}/data`; no `/auth`, no blobs.
    #[serde(rename = "v16")]
    V16,
    /// Signs in at `/login/oauth/token`; no `/auth`.
    #[serde(rename = "v22.0")]
    V22_0,
    /// Signs in at `/auth/sign_in`, and still at `/login/oauth/token`.
    #[default]
    #[serde(rename = "v22.2")]
    V22_2,
}

impl std::str::FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "v16" => Ok(Self::V16),
            "v22.0" => Ok(Self::V22_0),
            "v22.2" => Ok(Self::V22_2),
            other => Err(format!("`{other}` is none of v16, v22.0, v22.2")),
        }
    }
}

/// What an unknown path answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnknownPath {
    /// The portal's HTML with status 200, as the real one does (api.md 8, trap 9).
    #[default]
    Portal,
    /// 404 with an error body.
    NotFound,
}

/// The set-up of one demo PBX. `Options::default()` is what the app's sample data uses.
#[derive(Debug, Clone)]
pub struct Options {
    /// TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The company's seed: same seed and same day, same calls.
    pub seed: u64,
    /// The moment up to which calls exist, and what its clock shows at the start; `None` is the start of the program.
    pub now: Option<Timestamp>,
    /// How many days of calls, the present one included.
    pub days: u16,
    /// For load tests: about this many calls instead of the company's own 7,000 to 9,000.
    pub calls: Option<u32>,
    /// No conversation is longer than this, in seconds. A low value keeps the files small.
    pub longest_talk: u32,
    /// The generation of PBX.
    pub family: Family,
    /// The tenant's IANA time zone: `GET /tenant`, office hours and the times in file names.
    pub timezone: String,
    /// How long an access token is good for.
    pub token_lifetime: Duration,
    /// Wrong passwords from one address before it is blocked for an hour; `None` never blocks (api.md 2.8).
    pub lockout_after: Option<u32>,
    /// What an unknown path answers.
    pub unknown_path: UnknownPath,
    /// Whether `verify_otp` answers with tokens; if not, only with a session cookie (api.md 9, row 3).
    pub otp_answers_tokens: bool,
    /// Whether a recording's link needs the bearer (22.3 and later, api.md 5.5).
    pub private_links: bool,
    /// Whether `GET` and `POST /__demo/faults` and `GET /__demo/counters` exist.
    pub control: bool,
    /// The faults it starts with.
    pub faults: FaultPlan,
    /// Serve over TLS, with a self-signed certificate made at start.
    #[cfg(feature = "tls")]
    pub tls: Option<crate::Certificate>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            seed: 42,
            now: None,
            days: 90,
            calls: None,
            longest_talk: 600,
            family: Family::default(),
            timezone: "Europe/London".to_owned(),
            token_lifetime: Duration::from_mins(30),
            lockout_after: Some(5),
            unknown_path: UnknownPath::default(),
            otp_answers_tokens: true,
            private_links: false,
            control: false,
            faults: FaultPlan::default(),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}
