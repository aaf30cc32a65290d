//! The token object of all flavours, read leniently.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use crate::Secret;
use crate::dto::{Flag, Number, Text, read_time};

/// A lifetime longer than this is as good as none: the session is renewed on a 401 then.
const LONGEST: Duration = Duration::from_hours(366 * 24);

/// `{token_type, access_token, refresh_token, expires_in}`, or a request for a one-time code.
#[derive(Debug, Default, Deserialize)]
struct Wire {
    #[serde(default)]
    access_token: Text,
    #[serde(default)]
    refresh_token: Text,
    #[serde(default)]
    expires_in: Number,
    #[serde(default)]
    expires_at: Text,
    #[serde(default)]
    token: Text,
    #[serde(default)]
    password_force_reset: Flag,
}

/// What a sign-in, code or refresh call returned.
#[derive(Debug)]
pub(crate) enum Granted {
    /// Signed in.
    Tokens(Tokens),
    /// A code is needed; this is the token of the challenge.
    CodeNeeded(Secret),
    /// The password has to be changed first.
    PasswordMustChange,
    /// Nothing of the kind.
    Nothing,
}

/// A new pair of tokens.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) access: Secret,
    pub(crate) refresh: Option<Secret>,
    pub(crate) lifetime: Option<Duration>,
}

impl Granted {
    pub(crate) fn read(body: &str, now: Timestamp) -> Self {
        let Ok(wire) = serde_json::from_str::<Wire>(body) else {
            return Self::Nothing;
        };
        if !wire.access_token.0.is_empty() {
            let lifetime = wire.lifetime(now);
            let refresh = Some(wire.refresh_token.0)
                .filter(|token| !token.is_empty())
                .map(Secret::new);
            return Self::Tokens(Tokens {
                access: Secret::new(wire.access_token.0),
                refresh,
                lifetime,
            });
        }
        if !wire.token.0.is_empty() {
            return Self::CodeNeeded(Secret::new(wire.token.0));
        }
        if wire.password_force_reset.0 {
            Self::PasswordMustChange
        } else {
            Self::Nothing
        }
    }
}

impl Wire {
    fn lifetime(&self, now: Timestamp) -> Option<Duration> {
        let stated = self
            .expires_in
            .whole()
            .filter(|&seconds| seconds > 0)
            .map(Duration::from_secs);
        let until = || {
            read_time(&self.expires_at.0)
                .and_then(|at| Duration::try_from(at.duration_since(now)).ok())
        };
        stated
            .or_else(until)
            .filter(|&lifetime| lifetime <= LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Granted {
        Granted::read(body, "2026-01-01T00:00:00Z".parse().expect("time"))
    }

    #[test]
    fn lifetimes_come_in_many_forms() {
        for (body, seconds) in [
            (r#"{"access_token":"a","expires_in":1800}"#, Some(1800)),
            (r#"{"access_token":"a","expires_in":"3600"}"#, Some(3600)),
            (r#"{"access_token":"a","expires_in":0}"#, None),
            (
                r#"{"access_token":"a","expires_in":null,"expires_at":"2026-01-01T00:10:00Z"}"#,
                Some(600),
            ),
            (
                r#"{"access_token":"a","expires_at":"2020-01-01T00:00:00Z"}"#,
                None,
            ),
            (r#"{"access_token":"a","expires_in":99999999999999}"#, None),
            (r#"{"access_token":"a"}"#, None),
        ] {
            let Granted::Tokens(tokens) = read(body) else {
                panic!("no tokens in {body}")
            };
            assert_eq!(tokens.lifetime, seconds.map(Duration::from_secs), "{body}");
            assert!(tokens.refresh.is_none());
        }
    }

    #[test]
    fn a_challenge_is_no_token() {
        assert!(matches!(
            read(r#"{"two_factor_enabled":true,"token":"s"}"#),
            Granted::CodeNeeded(_)
        ));
        assert!(matches!(
            read(r#"{"access_token":"","token":"s"}"#),
            Granted::CodeNeeded(_)
        ));
        assert!(matches!(read(r#"{"access_token":null}"#), Granted::Nothing));
        assert!(matches!(
            read(r#"{"password_force_reset":true}"#),
            Granted::PasswordMustChange
        ));
        assert!(matches!(read(""), Granted::Nothing));
        assert!(matches!(read("[]"), Granted::Nothing));
    }
}
