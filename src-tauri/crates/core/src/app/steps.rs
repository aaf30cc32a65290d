//! The steps of a sign-in after the password: a code, a tenant, and what the session may see.

use std::sync::Arc;

use super::{Tapedeck, blocking, zone_name};
use crate::{
    error::{Error, Result},
    session::{
        CodeMailed, Connecting, Mailed, Session, SignInStep, ToRemember, proxy_entry, step_of,
    },
    settings::Profile,
    sync,
};

impl Tapedeck {
    /// Goes on after [`SignInStep::CodeNeeded`]. A refused code may be typed again.
    ///
    /// # Errors
    /// [`Error::Pbx`] when the code is refused, [`Error::NotSignedIn`] when no sign-in waits for one.
    pub async fn submit_code(&self, code: &str) -> Result<SignInStep> {
        let mut connecting = self.waiting().await?;
        if let Some(challenge) = &connecting.challenge {
            let verified = connecting.client.verify_code(challenge, code.trim()).await;
            if let Err(refused) = verified {
                self.park(connecting).await;
                return step_of(refused.into());
            }
        }
        connecting.challenge = None;
        self.go_on(connecting).await
    }

    /// Has the PBX mail another code, if the last one had its time to arrive.
    ///
    /// # Errors
    /// [`Error::CodeJustMailed`], [`Error::Pbx`], or [`Error::NotSignedIn`] when no sign-in waits for a code.
    pub async fn resend_code(&self) -> Result<CodeMailed> {
        let (client, challenge) = {
            let mut waiting = self.inner.connecting.lock().await;
            let connecting = waiting.as_mut().ok_or(Error::NotSignedIn)?;
            let challenge = connecting.challenge.clone().ok_or(Error::NotSignedIn)?;
            match connecting.mailed.seconds_left() {
                0 => connecting.mailed = Mailed::now(),
                seconds => return Err(Error::CodeJustMailed { seconds }),
            }
            (connecting.client.clone(), challenge)
        };
        client.send_code(&challenge).await?;
        Ok(Mailed::now().view())
    }

    /// Goes on after [`SignInStep::ChooseTenant`]. When the PBX does not let the account into that one, another may be
    /// chosen.
    ///
    /// # Errors
    /// [`Error::TenantUserNeeded`] and [`Error::Pbx`], [`Error::NotFound`] for a tenant that was not offered,
    /// [`Error::NotSignedIn`] when no sign-in waits for a choice.
    pub async fn choose_tenant(&self, id: &str) -> Result<SignInStep> {
        let mut connecting = self.waiting().await?;
        if let Err(error) = connecting.choose(id).await {
            self.park(connecting).await;
            return Err(error);
        }
        self.go_on(connecting).await
    }

    /// Gives up a sign-in that waits for a code or a choice.
    pub async fn cancel_sign_in(&self) {
        if let Ok(connecting) = self.waiting().await {
            connecting.client.sign_out().await;
        }
    }

    /// The sign-in that waits, taken.
    async fn waiting(&self) -> Result<Connecting> {
        let waiting = self.inner.connecting.lock().await.take();
        waiting.ok_or(Error::NotSignedIn)
    }

    async fn park(&self, connecting: Connecting) {
        let before = self.inner.connecting.lock().await.replace(connecting);
        if let Some(before) = before {
            // It may have been signed in already, and only its tenant was not chosen.
            before.client.sign_out().await;
        }
    }

    /// From signed in to usable, or to the question for a code or a tenant.
    pub(super) async fn go_on(&self, mut connecting: Connecting) -> Result<SignInStep> {
        if connecting.challenge.is_some() {
            let mailed = connecting.mailed.view();
            self.park(connecting).await;
            return Ok(SignInStep::CodeNeeded { mailed });
        }
        let tenants = connecting.find_tenant().await?;
        if !tenants.is_empty() {
            self.park(connecting).await;
            return Ok(SignInStep::ChooseTenant { tenants });
        }
        match self.enter(connecting).await {
            Ok(session) => Ok(SignInStep::Done {
                session: session.view,
            }),
            Err(error) => step_of(error),
        }
    }

    async fn enter(&self, connecting: Connecting) -> Result<Session> {
        let to_remember = connecting.to_remember.clone();
        let profile = connecting.profile.clone();
        let catalogue = self.inner.catalogue.clone();
        let mut session = connecting
            .finish(
                move |account| catalogue.shelf(account),
                zone_name(&self.inner.clock.zone()),
            )
            .await?;
        if let Some(secrets) = to_remember {
            session.view.notice = self.remember(profile, secrets).await?;
        }
        if let Err(error) = sync::read_directory(&session.client, &session.shelf).await {
            // Names are a comfort: without the directory, numbers are shown.
            tracing::info!(%error, "the directory could not be read");
        }
        self.leave().await;
        self.tell_when_ended(&session);
        self.inner.session.send_replace(Some(session.clone()));
        Ok(session)
    }

    /// Tells once, when the PBX ends this session.
    fn tell_when_ended(&self, session: &Session) {
        let (session, inner) = (session.clone(), Arc::downgrade(&self.inner));
        tokio::spawn(async move {
            if session.client.session_ended().await
                && let Some(inner) = inner.upgrade()
            {
                let app = Self { inner };
                // New calls are heard of with the password: that would take the session back unasked.
                app.stop_listening();
                // Nobody listening is fine: the session itself says that it has ended.
                let _ = app.inner.session_ends.send(session.lost().failure());
            }
        });
    }

    /// Keeps profile and secrets; says so when the keychain does not take them.
    async fn remember(&self, profile: Profile, secrets: ToRemember) -> Result<Option<String>> {
        let id = profile.id.clone();
        let app = self.clone();
        blocking("keeping the profile", move || {
            app.change_settings(|settings| settings.keep_profile(profile))
        })
        .await?;
        let keychain = &self.inner.secrets;
        let kept = async {
            keychain.set(id.as_str(), secrets.password).await?;
            match secrets.proxy {
                Some(credentials) => keychain.set(&proxy_entry(&id), credentials).await,
                None => keychain.remove(&proxy_entry(&id)).await,
            }
        };
        Ok(kept
            .await
            .err()
            .map(|error| format!("{error}; the password is kept for this session only")))
    }
}
