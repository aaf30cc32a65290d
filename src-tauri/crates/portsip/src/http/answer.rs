//! A complete answer of the API and what it means.

use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::Error;
use crate::dto::Text;

/// Status and body of one API call. Bodies are small and decoded from text: several times faster than from a stream.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) html: bool,
    pub(crate) retry_after: Option<Duration>,
    /// Where a redirect that was not followed leads: an origin, never a full address.
    pub(crate) redirect_to: Option<String>,
    pub(crate) body: String,
}

/// `{"errors":[{"code","message"}]}` (api.md, section 7), plus v12's `{err_code, msg}`.
#[derive(Debug, Default, Deserialize)]
struct ErrorBody {
    #[serde(default)]
    errors: Vec<ErrorEntry>,
    err_code: Option<IgnoredAny>,
    #[serde(default)]
    msg: Text,
    #[serde(default)]
    message: Text,
}

#[derive(Debug, Default, Deserialize)]
struct ErrorEntry {
    #[serde(default)]
    code: Text,
    #[serde(default)]
    message: Text,
}

/// What the PBX said about its refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) code: String,
    pub(crate) message: String,
    /// Whether the body has the API's error shape.
    pub(crate) by_api: bool,
    /// Whether it has that of v12.
    pub(crate) by_v12: bool,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether this call does not exist on the server.
    pub(crate) fn is_absent(&self) -> bool {
        crate::classify::is_absent(self.status, self.html) || (300..400).contains(&self.status)
    }

    /// The error code and message of a refusal; never empty.
    pub(crate) fn said(&self) -> Said {
        let body: ErrorBody = serde_json::from_str(&self.body).unwrap_or_default();
        let (by_api, by_v12) = (!body.errors.is_empty(), body.err_code.is_some());
        let (code, message) = body.errors.into_iter().next().map_or_else(
            || (String::new(), [body.msg.0, body.message.0].concat()),
            |e| (e.code.0, e.message.0),
        );
        let or = |text: String, default: &str| {
            if text.is_empty() {
                default.to_owned()
            } else {
                text
            }
        };
        Said {
            code: or(printable(&code), "UNKNOWN"),
            message: or(printable(&message), "it gave no reason"),
            by_api,
            by_v12,
        }
    }

    /// This answer if it is data, else what its status means for `what`.
    pub(crate) fn expect_data(self, what: &str) -> Result<Self, Error> {
        let what = what.to_owned();
        if let Some(to) = self.redirect_to {
            let reason =
                "an API call stays on its server. If that is the PBX, use it as the server address"
                    .to_owned();
            return Err(Error::RedirectRefused { what, to, reason });
        }
        if self.is_success() {
            return if self.html {
                let detail = "a web page came instead of data".to_owned();
                Err(Error::BadResponse { what, detail })
            } else {
                Ok(self)
            };
        }
        let Said { code, message, .. } = self.said();
        Err(match self.status {
            401 => Error::SessionExpired,
            403 if code.starts_with("LICENSE") => Error::Unlicensed { what, code },
            403 => Error::Forbidden { what },
            404 | 410 => Error::NotFound { what },
            429 => Error::Throttled {
                what,
                retry_after: self.retry_after,
            },
            status @ (300..=399 | 500..) => Error::Server {
                what,
                status,
                message,
            },
            status => Error::Refused {
                what,
                status,
                code,
                message,
            },
        })
    }
}

/// Foreign text on its way to a person or a log: one line, no control characters, not endless.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Whether the bytes start like HTML or XML: `<` after white space and a byte-order mark.
pub(crate) fn looks_like_markup(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    start.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        let html = looks_like_markup(body.as_bytes());
        Answer {
            status,
            html,
            retry_after: None,
            redirect_to: None,
            body: body.to_owned(),
        }
    }

    #[test]
    fn refusals_are_read_whatever_their_shape() {
        let said = |body: &str| answer(400, body).said();
        let documented =
            said(r#"{"errors":[{"code":"UNAUTHORIZED","message":"Login failed","detail":{}}]}"#);
        assert_eq!(
            (documented.code.as_str(), documented.message.as_str()),
            ("UNAUTHORIZED", "Login failed")
        );
        assert!(documented.by_api && !documented.by_v12);
        let old = said(r#"{"err_code":7,"msg":"no such user"}"#);
        assert_eq!(old.message, "no such user");
        assert!(old.by_v12 && !old.by_api);
        for empty in [
            "",
            "{}",
            "[]",
            "null",
            "<html>",
            r#"{"errors":[]}"#,
            r#"{"errors":[{"code":null}]}"#,
        ] {
            let said = said(empty);
            assert_eq!(
                (said.code.as_str(), said.message.as_str()),
                ("UNKNOWN", "it gave no reason"),
                "{empty}"
            );
        }
        assert_eq!(
            said("{\"errors\":[{\"message\":\"a\\u001b[31m\\nb\"}]}").message,
            "a [31m b"
        );
    }

    #[test]
    fn pages_are_not_data() {
        assert!(matches!(
            answer(200, "\u{feff} \n<!doctype html>").expect_data("x"),
            Err(Error::BadResponse { .. })
        ));
        assert!(answer(200, "{}").expect_data("x").is_ok());
        assert!(matches!(
            answer(403, "").expect_data("x"),
            Err(Error::Forbidden { .. })
        ));
        assert!(matches!(
            answer(403, r#"{"errors":[{"code":"LICENSE_MODULE_UNAVAILABLE","message":"no"}]}"#)
                .expect_data("x"),
            Err(Error::Unlicensed { code, .. }) if code == "LICENSE_MODULE_UNAVAILABLE"
        ));
        assert!(matches!(
            answer(410, "").expect_data("x"),
            Err(Error::NotFound { .. })
        ));
        assert!(matches!(
            answer(418, "").expect_data("x"),
            Err(Error::Refused { status: 418, .. })
        ));
        assert!(matches!(
            answer(501, "").expect_data("x"),
            Err(Error::Server { status: 501, .. })
        ));
    }
}
