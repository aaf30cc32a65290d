//! How a demo PBX is set up before it starts; what can change while it runs is in [`crate::faults`].

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::FaultPlan;

/// Which generation of PBX it plays (api.md 1, "Version map").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Family {
    /// Another API altogether: signs in at `/account/credentials/verify`, errors are `{err_code, msg}`, and the token goes
    /// in a header of its own. It answers just enough to be recognised by.
    #[serde(rename = "v12")]
    V12,
    /// Signs in at `/tokens`; files by `file_id` from `/files/{id}/data`; no `/auth`, no blobs.
    #[serde(rename = "v16")]
    V16,
    /// Signs in at `/login/oauth/token`; no `/auth`.
    #[serde(rename = "v22.0")]
    V22_0,
    /// Signs in at `/auth/sign_in`, and still at `/login/oauth/token`.
    #[serde(rename = "v22.2")]
    V22_2,
    /// The same, and says in fifteen words why a call was sent on.
    #[default]
    #[serde(rename = "v22.3")]
    V22_3,
    /// As v22.3, with what came up to then: roles by id and capabilities, the user's own time zone, the state of the
    /// transcription in lists, groups whose administrators may see recordings.
    #[serde(rename = "v22.8")]
    V22_8,
}

impl Family {
    /// Every generation, oldest first, with its name.
    const NAMES: [(&'static str, Self); 6] = [
        ("v12", Self::V12),
        ("v16", Self::V16),
        ("v22.0", Self::V22_0),
        ("v22.2", Self::V22_2),
        ("v22.3", Self::V22_3),
        ("v22.8", Self::V22_8),
    ];
}

impl std::str::FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::NAMES.iter().find(|(name, _)| *name == text);
        found.map(|(_, family)| *family).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name).join(", ");
            format!("`{text}` is none of {names}")
        })
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

/// The pauses between calls that happen by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePace {
    /// The shortest and the longest in office hours.
    pub office: (Duration, Duration),
    /// The same at night and at weekends.
    pub quiet: (Duration, Duration),
}

impl Default for LivePace {
    /// Gentle: a call a minute in office hours, one in six minutes else.
    fn default() -> Self {
        Self {
            office: (Duration::from_secs(40), Duration::from_mins(2)),
            quiet: (Duration::from_mins(5), Duration::from_mins(8)),
        }
    }
}

/// The set-up of one demo PBX. `Options::default()` is what the app's sample data uses.
#[derive(Debug, Clone)]
pub struct Options {
    /// TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The company's seed: same seed and same day, same calls.
    pub seed: u64,
    /// The moment up to which calls exist; `None` is the start of the program.
    pub now: Option<Timestamp>,
    /// Whether the `Date` of its answers goes on from `now`; if not, it is that of the computer.
    pub dated: bool,
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
    /// Whether a sign-in ends the other sessions of the same account (api.md 2.6, "Allow concurrent logins" off).
    pub single_session: bool,
    /// Names of tenants beside the company, without a call, for a system administrator to choose from (api.md 2.7).
    pub other_tenants: Vec<String>,
    /// What an unknown path answers.
    pub unknown_path: UnknownPath,
    /// Whether `verify_otp` answers with tokens; if not, only with a session cookie (api.md 9, row 3).
    pub otp_answers_tokens: bool,
    /// Whether a recording's link needs the bearer (22.3 and later, api.md 5.5).
    pub private_links: bool,
    /// A call now and then while it runs.
    pub live: Option<LivePace>,
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
            dated: true,
            days: 90,
            calls: None,
            longest_talk: 600,
            family: Family::default(),
            timezone: "Europe/London".to_owned(),
            token_lifetime: Duration::from_mins(30),
            lockout_after: Some(5),
            single_session: false,
            other_tenants: Vec::new(),
            unknown_path: UnknownPath::default(),
            otp_answers_tokens: true,
            private_links: false,
            live: None,
            control: false,
            faults: FaultPlan::default(),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}
