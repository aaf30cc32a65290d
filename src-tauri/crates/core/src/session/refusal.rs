//! Sign-ins that fail for a reason that typing again does not mend: each is a step of its own with what to do next.

use jiff::{Timestamp, fmt::rfc2822};

use super::{SignInStep, certificate_of};
use crate::error::{Error, Result};

/// The form of dates in mails and HTTP headers.
static RFC_2822: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new();

/// The step behind an error, if there is one; every other error stays one.
pub(crate) fn step_of(error: Error) -> Result<SignInStep> {
    if let Some(certificate) = certificate_of(&error) {
        return Ok(SignInStep::CertificateUnknown { certificate });
    }
    match error {
        Error::Pbx(portsip::Error::PasswordMustChange) => Ok(SignInStep::PasswordMustChange),
        Error::Pbx(portsip::Error::LockedOut { message, until }) => Ok(SignInStep::LockedOut {
            until: until
                .as_deref()
                .and_then(moment)
                .map(|until| until.to_string()),
            said: message,
        }),
        other => Err(other),
    }
}

/// The moment at the start of a text, if it says its zone: the PBX's own is not known, so a bare time stays a text. What
/// follows the moment is left out.
fn moment(text: &str) -> Option<Timestamp> {
    let mut text = text.trim();
    loop {
        text = text.trim_end_matches([',', ';', '.', ')', ' ']);
        if let Some(moment) = parse(text) {
            return Some(moment);
        }
        (text, _) = text.rsplit_once(' ')?;
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    if let Ok(moment) = RFC_2822.parse_timestamp(text) {
        return Some(moment);
    }
    // `2026-11-24 10:00:00 GMT+08:00`, `… UTC`, `… +0800`
    let (civil, zone) = text.rsplit_once(' ')?;
    let offset = zone.trim_start_matches("GMT").trim_start_matches("UTC");
    let offset = if offset.is_empty() { "Z" } else { offset };
    format!("{civil}{offset}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_where_its_zone_is_said() {
        let ten: Timestamp = "2026-11-24T10:00:00Z".parse().unwrap();
        for said in [
            "2026-11-24T10:00:00Z",
            "2026-11-24T18:00:00+08:00",
            "2026-11-24 18:00:00 +0800",
            "2026-11-24 10:00:00 UTC",
            "2026-11-24 18:00:00 GMT+08:00",
            "Tue, 24 Nov 2026 10:00:00 GMT",
            "2026-11-24 10:00:00Z, contact your administrator.",
        ] {
            assert_eq!(moment(said), Some(ten), "{said}");
        }
        for said in ["2026-11-24 10:00:00", "tomorrow", "", "10:00 UTC"] {
            assert_eq!(moment(said), None, "{said}");
        }
    }

    #[test]
    fn only_what_has_a_step_of_its_own_becomes_one() {
        let locked = portsip::Error::LockedOut {
            message: "blocked until 2026-11-24T10:00:00Z".to_owned(),
            until: Some("2026-11-24T10:00:00Z".to_owned()),
        };
        assert_eq!(
            step_of(locked.into()).unwrap(),
            SignInStep::LockedOut {
                until: Some("2026-11-24T10:00:00Z".to_owned()),
                said: "blocked until 2026-11-24T10:00:00Z".to_owned()
            }
        );
        let wrong = portsip::Error::WrongPassword {
            message: "no".to_owned(),
        };
        assert!(matches!(
            step_of(wrong.into()),
            Err(Error::Pbx(portsip::Error::WrongPassword { .. }))
        ));
    }
}
