//! Renewing the session: one at a time, in advance or on a 401, both tokens replaced.
//!
//! A session that ends before its time was ended by somebody: where concurrent sign-ins are off, the same account signed in
//! elsewhere (api.md, section 2.6). Taking it back unasked would throw that person out, who would throw us out; so the kept
//! password is used unasked only for tokens that have had their time.

use jiff::Timestamp;

use super::session::{Standing, Token};
use super::token::Granted;
use super::{Flavour, SignIn};
use crate::client::{Client, Inner};
use crate::directory::enter;
use crate::http::{Ask, Patience, bearer_header};
use crate::{Error, Secret};

impl Client {
    /// Takes back a session that the PBX ended before its time, with the password kept by
    /// [`crate::ClientOptions::remember_password`]. Whoever else uses the account elsewhere may lose theirs: do it seldom,
    /// and where nobody can be asked. Nothing is sent if somebody has signed in meanwhile.
    ///
    /// [`Error::SessionExpired`] if there is no password or a code is asked for, else what the PBX said. A password that
    /// was refused is forgotten.
    pub async fn sign_in_again(&self) -> Result<(), Error> {
        let inner = &self.inner;
        let _turn = inner.session.turnstile.lock().await;
        if inner.session.token().is_some() {
            return Ok(());
        }
        inner.cookies.clear();
        if inner.use_kept_password().await? {
            Ok(())
        } else {
            Err(Error::SessionExpired)
        }
    }

    /// Waits until the session is over. `true`: the PBX ended it; `false`: signed out here.
    pub async fn session_ended(&self) -> bool {
        let mut standing = self.inner.session.standing();
        let over = standing
            .wait_for(|standing| *standing != Standing::In)
            .await;
        // The sender lives as long as this client.
        over.is_ok_and(|standing| *standing == Standing::Ended)
    }
}

impl Inner {
    /// The token for the next request. When 80 % of its life are over, one request renews it and the others go on with
    /// the old one; when it has outlived itself, all wait for the renewal. A new one enters the chosen tenant first.
    pub(crate) async fn bearer(&self) -> Result<Token, Error> {
        let mut token = self.session.token().ok_or(Error::SessionExpired)?;
        if token.due && token.outlived() {
            self.renew(token.generation).await?;
            token = self.session.token().ok_or(Error::SessionExpired)?;
        } else if token.due
            && let Ok(turn) = self.session.turnstile.try_lock()
        {
            self.renew_early(token.generation).await;
            drop(turn);
            token = self.session.token().ok_or(Error::SessionExpired)?;
        }
        if token.outside {
            self.enter_again().await
        } else {
            Ok(token)
        }
    }

    /// Whether a renewed session stays in the chosen tenant is not documented (api.md, section 2.7), and what is asked
    /// outside it would be refused or answered for somebody else: so it enters it again.
    async fn enter_again(&self) -> Result<Token, Error> {
        let _turn = self.session.turnstile.lock().await;
        let mut token = self.session.token().ok_or(Error::SessionExpired)?;
        let Some(tenant) = self.session.tenant().filter(|_| token.outside) else {
            return Ok(token);
        };
        let ask = Ask {
            patience: Patience::Read,
            ..enter(&tenant)
        };
        let answer = self
            .execute_unpaced(&ask, Some(&bearer_header(&token.secret)?))
            .await?;
        if matches!(answer.status, 401 | 403) || answer.is_absent() {
            return Err(self.session_is_dead(token.generation));
        }
        answer.expect_data(&ask.what)?;
        self.session.entered(&tenant);
        token.outside = false;
        Ok(token)
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
        self.sign_in_unasked(generation).await
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

    /// Once, with the kept password, if there is one and the session has had its time.
    async fn sign_in_unasked(&self, generation: u64) -> Result<(), Error> {
        if self.session.token().is_some_and(|token| !token.aged) {
            // The old token may still be good for what needs it; a 401 says that it is not.
            return Err(Error::SessionExpired);
        }
        match self.use_kept_password().await {
            Ok(true) => Ok(()),
            Err(error) if error.is_transient() => Err(error),
            Ok(false) | Err(_) => Err(self.session_is_dead(generation)),
        }
    }

    /// Signs in with the kept password; one that is refused is not sent again. `false`: there is none, or a code is asked
    /// for. The caller holds the turnstile.
    async fn use_kept_password(&self) -> Result<bool, Error> {
        let Some(credentials) = self.session.take_credentials() else {
            return Ok(false);
        };
        let outcome = self.sign_in_now(&credentials).await;
        let keep = match &outcome {
            Ok(SignIn::Done) => true,
            Ok(SignIn::CodeNeeded(_)) => false,
            Err(error) => error.is_transient(),
        };
        if keep {
            self.session.remember_credentials(Some(credentials));
        }
        outcome.map(|outcome| matches!(outcome, SignIn::Done))
    }
}
