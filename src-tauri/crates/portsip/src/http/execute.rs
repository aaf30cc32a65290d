//! The loop around an attempt: pace, session, retries, and the verb that the server understands.

use std::sync::PoisonError;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderValue;
use tokio::time::Instant;

use super::answer::Answer;
use super::transport::{Ask, Body, Patience};
use crate::classify::{Fate, status_fate};
use crate::client::Inner;
use crate::pace::full_jitter;
use crate::{Error, Secret, Verb};

/// What has been spent on one call so far.
#[derive(Debug, Default)]
struct Spent {
    attempts: u32,
    throttled: u32,
    renewals: u32,
    /// When it was throttled for the first time.
    throttled_since: Option<Instant>,
}

impl Inner {
    /// A list or detail call, with the verb this server understands. Until a read has succeeded, a `GET` that finds
    /// nothing is sent once more as `POST` (api.md, section 9, item 1).
    pub(crate) async fn read_call(&self, ask: &Ask) -> Result<Answer, Error> {
        if let Some(verb) = self.verb() {
            return self.execute(&with_verb(ask, verb)).await;
        }
        let first = self.execute(&with_verb(ask, Verb::Get)).await?;
        if !first.is_absent() {
            self.remember_verb(Verb::Get, &first);
            return Ok(first);
        }
        let second = self.execute(&with_verb(ask, Verb::Post)).await?;
        self.remember_verb(Verb::Post, &second);
        // What neither verb finds is reported as the first answer said it.
        Ok(if second.is_absent() { first } else { second })
    }

    /// Sends `ask` with the bearer until it has a final answer: success, or a refusal for the caller to judge.
    pub(crate) async fn execute(&self, ask: &Ask) -> Result<Answer, Error> {
        let mut spent = Spent::default();
        loop {
            let permit = self.pace.acquire().await;
            let token = self.bearer().await?;
            let answer = match self
                .attempt(ask, Some(&bearer_header(&token.secret)?))
                .await
            {
                Ok(answer) => answer,
                Err(error) => {
                    if matches!(error, Error::Timeout { .. }) {
                        permit.silent();
                    } else {
                        drop(permit);
                    }
                    self.pause_after_loss(ask, &mut spent, error).await?;
                    continue;
                }
            };
            match status_fate(answer.status) {
                Fate::Unauthenticated => {
                    drop(permit);
                    if spent.renewals > 0 && !token.outlived() {
                        return Err(self.session_is_dead(token.generation));
                    }
                    spent.renewals += 1;
                    self.renew_after_401(token.generation).await?;
                }
                Fate::Throttled => {
                    permit.refused(self.bearable(answer.retry_after));
                    // The pause is spent in the next `acquire`, by all who ask.
                    self.throttled(ask, &mut spent, &answer)?;
                }
                Fate::Transient => {
                    let stated = self.bearable(answer.retry_after);
                    if answer.status == 503 {
                        permit.refused(stated);
                    } else {
                        drop(permit);
                        self.pace.hold(stated.unwrap_or_default());
                    }
                    let pause = self.failed(ask, &mut spent, &answer)?;
                    if stated.is_none() {
                        tokio::time::sleep(pause).await;
                    }
                }
                Fate::Success | Fate::Final => {
                    permit.taken();
                    return Ok(answer);
                }
            }
        }
    }

    /// As [`Self::execute_unpaced`], without a bearer.
    pub(crate) async fn execute_unsigned(&self, ask: &Ask) -> Result<Answer, Error> {
        self.execute_unpaced(ask, None).await
    }

    /// Sends `ask` outside the pace: sign-in and renewal must pass when everything else waits for them. Only calls with
    /// [`Patience::Read`] are repeated after an answer.
    pub(crate) async fn execute_unpaced(
        &self,
        ask: &Ask,
        bearer: Option<&HeaderValue>,
    ) -> Result<Answer, Error> {
        let mut spent = Spent::default();
        loop {
            let answer = match self.attempt(ask, bearer).await {
                Ok(answer) => answer,
                Err(error) => {
                    self.pause_after_loss(ask, &mut spent, error).await?;
                    continue;
                }
            };
            let pause = match status_fate(answer.status) {
                Fate::Throttled if ask.patience == Patience::Read => {
                    self.throttled(ask, &mut spent, &answer)?
                }
                Fate::Transient if ask.patience == Patience::Read => {
                    self.failed(ask, &mut spent, &answer)?
                }
                _ => return Ok(answer),
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// The remembered or pinned verb.
    pub(crate) fn verb(&self) -> Option<Verb> {
        *self.verb.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember_verb(&self, verb: Verb, answer: &Answer) {
        if answer.is_success() && !answer.html {
            *self.verb.write().unwrap_or_else(PoisonError::into_inner) = Some(verb);
        }
    }

    /// A stated pause, unless nobody could wait it out.
    fn bearable(&self, stated: Option<Duration>) -> Option<Duration> {
        stated.filter(|pause| *pause <= self.options.retry.patience)
    }

    /// The pause after a 429, which is not an attempt; an error when patience ends.
    fn throttled(&self, ask: &Ask, spent: &mut Spent, answer: &Answer) -> Result<Duration, Error> {
        let policy = &self.options.retry;
        let drawn = full_jitter(policy.first_pause, policy.longest_pause, spent.throttled);
        let pause = answer.retry_after.unwrap_or(drawn);
        spent.throttled = spent.throttled.saturating_add(1);
        let waited = spent
            .throttled_since
            .get_or_insert_with(Instant::now)
            .elapsed();
        if waited.saturating_add(pause) > policy.patience {
            return Err(Error::Throttled {
                what: ask.what.clone(),
                retry_after: answer.retry_after,
            });
        }
        tracing::debug!(what = %ask.what, times = spent.throttled, "the PBX limits requests");
        Ok(pause)
    }

    /// The pause after a failure of the server; an error after the last attempt.
    fn failed(&self, ask: &Ask, spent: &mut Spent, answer: &Answer) -> Result<Duration, Error> {
        let policy = &self.options.retry;
        spent.attempts += 1;
        let stated = answer.retry_after.unwrap_or_default();
        if spent.attempts >= policy.attempts || stated > policy.patience {
            let (what, status, message) = (ask.what.clone(), answer.status, answer.said().message);
            return Err(Error::Server {
                what,
                status,
                message,
            });
        }
        tracing::debug!(what = %ask.what, status = answer.status, attempt = spent.attempts, "the PBX failed, trying again");
        Ok(stated.max(full_jitter(
            policy.first_pause,
            policy.longest_pause,
            spent.attempts - 1,
        )))
    }

    async fn pause_after_loss(
        &self,
        ask: &Ask,
        spent: &mut Spent,
        error: Error,
    ) -> Result<(), Error> {
        let policy = &self.options.retry;
        spent.attempts += 1;
        let most = match (ask.patience, &error) {
            (Patience::Read, error) if error.is_transient() => policy.attempts,
            // A name that did not resolve or a refused connection: nothing was sent, so once more is safe.
            (Patience::Unsent, error) if error.is_unsent() => policy.attempts.min(2),
            _ => 1,
        };
        if spent.attempts >= most {
            return Err(error);
        }
        tracing::debug!(what = %ask.what, attempt = spent.attempts, %error, "no answer, trying again");
        tokio::time::sleep(full_jitter(
            policy.first_pause,
            policy.longest_pause,
            spent.attempts - 1,
        ))
        .await;
        Ok(())
    }
}

fn with_verb(ask: &Ask, verb: Verb) -> Ask {
    match verb {
        Verb::Get => Ask {
            method: Method::GET,
            body: Body::None,
            ..ask.clone()
        },
        Verb::Post => Ask {
            method: Method::POST,
            body: Body::Json(Secret::from("{}")),
            ..ask.clone()
        },
    }
}

/// `Authorization: Bearer …`, marked so that no log of the HTTP library prints it.
pub(crate) fn bearer_header(token: &Secret) -> Result<HeaderValue, Error> {
    let mut header =
        HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(|_| {
            Error::BadResponse {
                what: "the sign-in".to_owned(),
                detail: "the token holds characters that cannot be sent".to_owned(),
            }
        })?;
    header.set_sensitive(true);
    Ok(header)
}
