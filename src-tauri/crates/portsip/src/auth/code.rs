//! One-time codes (api.md, section 2.1).

use jiff::Timestamp;
use serde::Serialize;

use super::OtpChallenge;
use super::flavour::json;
use super::sign_in::refusal;
use super::token::Granted;
use crate::Error;
use crate::client::Client;
use crate::http::Ask;

#[derive(Serialize)]
struct SendBody<'a> {
    token: &'a str,
}

#[derive(Serialize)]
struct VerifyBody<'a> {
    token: &'a str,
    code: &'a str,
}

impl Client {
    /// Has the code mailed. Call it once after [`crate::SignIn::CodeNeeded`] (whether the sign-in itself mails one is
    /// not documented), and again when the person asks for another.
    pub async fn send_code(&self, challenge: &OtpChallenge) -> Result<(), Error> {
        let body = json(&SendBody {
            token: challenge.token.expose(),
        })?;
        let answer = self
            .inner
            .execute_unsigned(&Ask::post("the one-time code", "/api/auth/send_otp", body))
            .await?;
        match answer.status {
            200..=299 => Ok(()),
            400 | 401 | 403 | 422 | 423 => Err(code_refusal(refusal(&answer))),
            _ => answer.expect_data("the one-time code").map(drop),
        }
    }

    /// Sends the code the person typed. A wrong one is [`Error::CodeRejected`]; the challenge stays open.
    pub async fn verify_code(&self, challenge: &OtpChallenge, code: &str) -> Result<(), Error> {
        let inner = &self.inner;
        let _turn = inner.session.turnstile.lock().await;
        let body = json(&VerifyBody {
            token: challenge.token.expose(),
            code: code.trim(),
        })?;
        let answer = inner
            .execute_unsigned(&Ask::post(
                "the one-time code",
                "/api/auth/verify_otp",
                body,
            ))
            .await?;
        match answer.status {
            400 | 401 | 403 | 422 | 423 => return Err(code_refusal(refusal(&answer))),
            _ => {}
        }
        let answer = answer.expect_data("the one-time code")?;
        match Granted::read(&answer.body, Timestamp::now()) {
            Granted::Tokens(tokens) => inner.session.hold(tokens, challenge.flavour),
            Granted::PasswordMustChange => return Err(Error::PasswordMustChange),
            // The body of this answer is not documented; the session may live in a cookie.
            Granted::CodeNeeded(_) | Granted::Nothing => {
                inner.token_behind_cookie(challenge.flavour).await?;
            }
        }
        Ok(())
    }
}

/// The refusal of a code is not that of a password.
fn code_refusal(refused: Error) -> Error {
    match refused {
        Error::WrongPassword { message } => Error::CodeRejected { message },
        other => other,
    }
}
