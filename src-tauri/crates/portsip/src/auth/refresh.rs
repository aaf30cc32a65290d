//! Renewing the session: one at a time, in advance or on a 401, both tokens replaced.

use jiff::Timestamp;

use super::session::Token;
use super::token::Granted;
use super::{Flavour, SignIn};
use crate::client::Inner;
use crate::http::{Ask, Patience};
use crate::{Error, Secret};

impl Inner {
    /// The token for the next request. When 80 % of its life are over, one request renews it and the others go on with
    /// the old one; when it has outlived itself, all wait for the renewal.
    pub(crate) async fn bearer(&self) -> Result<Token, Error> {
        let token = self.session.token().ok_or(Error::SessionExpired)?;
        if token.due && token.outlived() {
            self.renew(token.generation).await?;
        } else if token.due
            && let Ok(turn) = self.session.turnstile.try_lock()
        {
            self.renew_early(token.generation).await;
            drop(turn);
        } else {
            return Ok(token);
        }
        self.session.token().ok_or(Error::SessionExpired)
    }

    /// One attempt while the old token still lives. The caller holds the turnstile.
    async fn renew_early(&self, generation: u64) {
        let still_due = self
            .session
            .token()
            .is_some_and(|token| token.generation == generation && token.due);
        if let Some((refresh_token, flavour)) = self.session.refresh_token().filter(|_| still_due) {
            match self
                .refreshed(flavour, &refresh_token, Patience::Once)
                .await
            {
                Ok(true) => {}
                // The old token may live on for a while; its 401 will say when it does not.
                Ok(false) => self.session.drop_refresh_token(),
                Err(error) => {
                    tracing::debug!(%error, "the session could not be renewed in advance");
                    self.session.postpone_renewal();
                }
            }
        }
    }

    /// Replaces the tokens of `generation`. Whoever comes while another renews waits for that outcome; whoever comes
    /// with an older generation has nothing to do.
    pub(crate) async fn renew(&self, generation: u64) -> Result<(), Error> {
        let _turn = self.session.turnstile.lock().await;
        match self.session.token() {
            None => return Err(Error::SessionExpired),
            Some(token) if token.generation != generation => return Ok(()),
            Some(_) => {}
        }
        if let Some((refresh_token, flavour)) = self.session.refresh_token()
            && self.refreshed_or_postponed(flavour, &refresh_token).await?
        {
            return Ok(());
        }
        self.session.drop_refresh_token();
        self.sign_in_again(generation).await
    }

    /// As `renew`, when the PBX has refused the token: without a renewal it is worthless.
    pub(crate) async fn renew_after_401(&self, generation: u64) -> Result<(), Error> {
        match self.renew(generation).await {
            Err(Error::SessionExpired) => Err(self.session_is_dead(generation)),
            outcome => outcome,
        }
    }

    /// The session is over: nobody needs to try its tokens again.
    pub(crate) fn session_is_dead(&self, generation: u64) -> Error {
        self.session.drop_tokens(generation);
        Error::SessionExpired
    }

    /// As `refreshed`, with all patience for the first request that needs it and one attempt each for those that
    /// queued behind a failure.
    async fn refreshed_or_postponed(
        &self,
        flavour: Flavour,
        refresh_token: &Secret,
    ) -> Result<bool, Error> {
        let patience = if self.session.renewal_is_postponed() {
            Patience::Once
        } else {
            Patience::Read
        };
        let outcome = self.refreshed(flavour, refresh_token, patience).await;
        if outcome.is_err() {
            self.session.postpone_renewal();
        }
        outcome
    }

    /// Whether the refresh token was accepted. An error means that it is not known: no connection, or a failing server.
    async fn refreshed(
        &self,
        flavour: Flavour,
        refresh_token: &Secret,
        patience: Patience,
    ) -> Result<bool, Error> {
        let ask = Ask {
            patience,
            ..flavour.refresh(refresh_token)?
        };
        let answer = self.execute_unsigned(&ask).await?;
        if !answer.is_success() || answer.html {
            return Ok(false);
        }
        match Granted::read(&answer.body, Timestamp::now()) {
            Granted::Tokens(tokens) => {
                self.session.hold(tokens, flavour);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Once, with the remembered password, if there is one.
    async fn sign_in_again(&self, generation: u64) -> Result<(), Error> {
        let outlived = self.session.token().is_none_or(|token| token.outlived());
        let Some(credentials) = self.session.take_credentials() else {
            return Err(if outlived {
                self.session_is_dead(generation)
            } else {
                Error::SessionExpired
            });
        };
        match self.sign_in_now(&credentials).await {
            Ok(SignIn::Done) => {
                self.session.remember_credentials(Some(credentials));
                Ok(())
            }
            Ok(SignIn::CodeNeeded(_)) => Err(self.session_is_dead(generation)),
            Err(error) if error.is_transient() => {
                self.session.remember_credentials(Some(credentials));
                Err(error)
            }
            // A password that is refused now is not sent again.
            Err(_) => Err(self.session_is_dead(generation)),
        }
    }
}
