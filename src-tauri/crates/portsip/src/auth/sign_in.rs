//! Signing in with a password, over the flavours, without ever sending a refused password twice.

use jiff::Timestamp;

use super::token::Granted;
use super::{Credentials, Flavour, OtpChallenge, SignIn};
use crate::Error;
use crate::client::{Client, Inner};
use crate::http::{Answer, Ask, Patience, Said};

impl Client {
    /// Signs in with `/auth/sign_in`, else `/login/oauth/token`, else `/tokens`; the next only when the former does not
    /// exist on this server (404, 405, 501, HTML). A refusal ends it: five failures block the office for an hour.
    /// Before the first password goes there, the server is asked what it is: [`Error::TooOld`] gets none.
    ///
    /// Never repeated by itself, except when no connection came about. The password is kept only with
    /// [`crate::ClientOptions::remember_password`].
    pub async fn sign_in(&self, credentials: &Credentials) -> Result<SignIn, Error> {
        let inner = &self.inner;
        let _turn = inner.session.turnstile.lock().await;
        inner.session.forget();
        inner.cookies.clear();
        inner.refuse_v12().await?;
        let outcome = inner.sign_in_now(credentials).await?;
        if inner.options.remember_password {
            inner
                .session
                .remember_credentials(Some(credentials.clone()));
        }
        Ok(outcome)
    }

    /// The sign-in call that worked, to be given in [`crate::ClientOptions::flavour`] next time.
    pub fn flavour(&self) -> Option<Flavour> {
        self.inner.session.flavour()
    }

    /// Whether there is a session. It may still turn out to have ended.
    pub fn is_signed_in(&self) -> bool {
        self.inner.session.token().is_some()
    }
}

impl Inner {
    /// One pass over the flavours. The caller holds the turnstile.
    pub(super) async fn sign_in_now(&self, credentials: &Credentials) -> Result<SignIn, Error> {
        for flavour in Flavour::in_order(self.session.flavour()) {
            let answer = self
                .execute_unsigned(&flavour.sign_in(credentials)?)
                .await?;
            if answer.is_absent() && !is_about_the_account(&answer) {
                if let Some(to) = answer.redirect_to {
                    let reason =
                        "a password is sent to the given address only. If that is the PBX, use it"
                            .to_owned();
                    return Err(Error::RedirectRefused {
                        what: "the sign-in".to_owned(),
                        to,
                        reason,
                    });
                }
                continue;
            }
            if !answer.is_success() {
                return Err(refusal(&answer));
            }
            return self.granted(flavour, &answer.body).await;
        }
        let detail = "it has none of the known sign-in calls".to_owned();
        Err(Error::NotPortsip {
            server: self.options.server.to_string(),
            detail,
        })
    }

    async fn granted(&self, flavour: Flavour, body: &str) -> Result<SignIn, Error> {
        match Granted::read(body, Timestamp::now()) {
            Granted::Tokens(tokens) => {
                self.session.hold(tokens, flavour);
                Ok(SignIn::Done)
            }
            Granted::CodeNeeded(token) => {
                self.session.remember_flavour(flavour);
                self.session.note_code_needed();
                Ok(SignIn::CodeNeeded(OtpChallenge { token, flavour }))
            }
            Granted::PasswordMustChange => Err(Error::PasswordMustChange),
            Granted::Nothing => {
                // A session sign-in has no body: its token waits behind the cookie (api.md, section 2.3).
                self.token_behind_cookie(flavour).await?;
                Ok(SignIn::Done)
            }
        }
    }

    /// `GET /login` on the cookies of a call that succeeded without a token.
    pub(super) async fn token_behind_cookie(&self, flavour: Flavour) -> Result<(), Error> {
        let ask = Ask {
            patience: Patience::Unsent,
            ..Ask::get("the session", "/api/login")
        };
        let answer = self.execute_unsigned(&ask).await?;
        if answer.is_success()
            && let Granted::Tokens(tokens) = Granted::read(&answer.body, Timestamp::now())
        {
            self.session.hold(tokens, flavour);
            return Ok(());
        }
        let detail = "the PBX agreed but sent no token".to_owned();
        Err(Error::BadResponse {
            what: "the sign-in".to_owned(),
            detail,
        })
    }
}

/// A 404 of a sign-in call that exists: “No tenant information found by provided SIP domain”. The next call would send
/// a refused password again.
fn is_about_the_account(answer: &Answer) -> bool {
    let said = answer.said();
    let message = said.message.to_ascii_lowercase();
    let objects = [
        "tenant",
        "domain",
        "user",
        "account",
        "password",
        "credential",
    ];
    said.by_api && objects.iter().any(|object| message.contains(object))
}

/// What a refused sign-in or code call means. Codes differ by version (22.6 changed them), so words count too.
pub(super) fn refusal(answer: &Answer) -> Error {
    let Said { code, message, .. } = answer.said();
    let words = format!("{code} {message}").to_ascii_lowercase();
    let what = "the sign-in".to_owned();
    let changes = [
        "must change",
        "force_reset",
        "password_expired",
        "password expired",
        "reset your password",
    ];
    if answer.status == 429 {
        Error::Throttled {
            what,
            retry_after: answer.retry_after,
        }
    } else if answer.status >= 500 {
        Error::Server {
            what,
            status: answer.status,
            message,
        }
    } else if answer.status == 423
        || code.eq_ignore_ascii_case("DENIED")
        || words.contains("blocked")
    {
        let until = words
            .find("until ")
            .and_then(|at| at_bytes(&format!("{code} {message}"), at + 6));
        Error::LockedOut { message, until }
    } else if changes.iter().any(|change| words.contains(change)) {
        Error::PasswordMustChange
    } else {
        Error::WrongPassword { message }
    }
}

/// The text from a byte on, if there is any; lower-casing ASCII keeps byte positions.
fn at_bytes(text: &str, from: usize) -> Option<String> {
    let rest = text.get(from..)?.trim().trim_end_matches('.');
    (!rest.is_empty()).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, code: &str, message: &str) -> Answer {
        let body = format!(r#"{{"errors":[{{"code":"{code}","message":"{message}"}}]}}"#);
        Answer {
            status,
            html: false,
            retry_after: None,
            redirect_to: None,
            body,
        }
    }

    #[test]
    fn refusals_are_told_apart() {
        for status in [400, 401, 403] {
            let wrong = refusal(&answer(
                status,
                "UNAUTHORIZED",
                "Login failed, authentication error",
            ));
            assert!(matches!(wrong, Error::WrongPassword { .. }), "{status}");
            let locked = refusal(&answer(
                status,
                "DENIED",
                "the client IP address 10.0.0.7 has been blocked until 2026-11-24 10:00:00.",
            ));
            assert!(
                matches!(&locked, Error::LockedOut { until: Some(until), .. } if until == "2026-11-24 10:00:00"),
                "{locked:?}"
            );
        }
        assert!(matches!(
            refusal(&answer(400, "DENIED", "go away")),
            Error::LockedOut { until: None, .. }
        ));
        assert!(matches!(
            refusal(&answer(403, "PASSWORD_EXPIRED", "x")),
            Error::PasswordMustChange
        ));
        assert!(matches!(
            refusal(&answer(502, "X", "x")),
            Error::Server { status: 502, .. }
        ));
        assert!(matches!(
            refusal(&answer(429, "X", "x")),
            Error::Throttled { .. }
        ));
    }

    #[test]
    fn an_unknown_domain_is_not_a_missing_call() {
        assert!(is_about_the_account(&answer(
            404,
            "NOT_FOUND",
            "No tenant information found by provided SIP domain"
        )));
        assert!(!is_about_the_account(&answer(
            404,
            "NOT_FOUND",
            "no such resource"
        )));
    }
}
