//! Signing in and out.

use std::{sync::PoisonError, time::Duration};

use portsip::Secret;

use super::{Tapedeck, blocking, zone_name};
use crate::{
    error::{Error, Result},
    ids::{ConnectionId, ProfileId},
    session::{
        Connecting, Connection, NewProfile, ProfileView, Reach, ServerProbe, Session, SessionView,
        SignInInput, SignInStep, ToRemember, certificate_of, profile_id, proxy_entry,
    },
    settings::Profile,
    sync,
};

/// Signing out at a PBX that does not answer must not hold up the person.
const SIGN_OUT_LIMIT: Duration = Duration::from_secs(3);

impl Tapedeck {
    /// What can be known of a server before a password is given. A server that cannot be used is an answer, too.
    ///
    /// # Errors
    /// [`Error::Pbx`] for an address, [`Error::InvalidInput`] for a pin that cannot be read.
    pub async fn probe_server(
        &self,
        server: &str,
        domain: &str,
        pin: Option<&str>,
        connection: Option<&ConnectionId>,
    ) -> Result<ServerProbe> {
        let mut reach = Reach::parse(server, pin, false)?;
        reach.connection = self.given_connection(connection)?;
        let address = reach.server.to_string();
        let known = self.profile(|profile| profile.server == address);
        if let Some(profile) = known {
            self.fill_in(&mut reach, &profile).await?;
        }
        // This runs while somebody types, and proxies lock accounts.
        let answer = if self.has_refused(&reach.connection) {
            Err(Error::ProxyNotAskedAgain)
        } else {
            reach.ask(domain.trim()).await
        };
        if let Err(Error::Pbx(portsip::Error::ProxySignIn { .. })) = &answer {
            self.note_refusal(&reach.connection);
        }
        Ok(ServerProbe::of(&reach.server, &answer))
    }

    /// Signs in, or says what is needed first. The password is sent at most once.
    ///
    /// # Errors
    /// [`Error::Pbx`] with what the PBX or the way to it said.
    pub async fn sign_in(&self, input: SignInInput) -> Result<SignInStep> {
        let SignInInput {
            server,
            domain,
            user,
            password,
            remember,
            pin,
            connection,
            allow_plain_http,
        } = input;
        let (domain, user) = (domain.trim().to_owned(), user.trim().to_owned());
        let mut reach = Reach::parse(&server, pin.as_deref(), allow_plain_http)?;
        reach.connection = self.given_connection(connection.as_ref())?;
        let id = profile_id(&reach.server, &domain, &user);
        if let Some(profile) = self.profile(|profile| profile.id == id) {
            self.fill_in(&mut reach, &profile).await?;
        }
        self.forget_refusal(&reach.connection);
        let password = if password.is_empty() {
            self.kept_password(&id).await?
        } else {
            Secret::new(password)
        };
        match Connecting::start(&reach, &domain, &user, password, remember).await {
            Ok(connecting) => self.go_on(connecting).await,
            Err(error) => certificate_of(&error)
                .map(|certificate| SignInStep::CertificateUnknown { certificate })
                .ok_or(error),
        }
    }

    /// Goes on after [`SignInStep::CodeNeeded`]. A refused code may be typed again.
    ///
    /// # Errors
    /// [`Error::Pbx`] when the code is refused, [`Error::NotSignedIn`] when no sign-in waits for one.
    pub async fn submit_code(&self, code: &str) -> Result<SignInStep> {
        let mut waiting = self.inner.connecting.lock().await;
        let connecting = waiting.as_ref().ok_or(Error::NotSignedIn)?;
        if let Some(challenge) = &connecting.challenge {
            connecting
                .client
                .verify_code(challenge, code.trim())
                .await?;
        }
        let Some(mut connecting) = waiting.take() else {
            return Err(Error::NotSignedIn);
        };
        drop(waiting);
        connecting.challenge = None;
        self.go_on(connecting).await
    }

    /// Has the PBX mail another code.
    ///
    /// # Errors
    /// [`Error::Pbx`], or [`Error::NotSignedIn`] when no sign-in waits for a code.
    pub async fn resend_code(&self) -> Result<()> {
        let waiting = self.inner.connecting.lock().await;
        let challenge = waiting
            .as_ref()
            .and_then(|connecting| Some((&connecting.client, connecting.challenge.as_ref()?)));
        let (client, challenge) = challenge.ok_or(Error::NotSignedIn)?;
        Ok(client.send_code(challenge).await?)
    }

    /// Signs in to the built-in PBX. Nothing of it is kept among the profiles.
    ///
    /// # Errors
    /// [`Error::Pbx`].
    pub async fn sign_in_sample(
        &self,
        server: &str,
        domain: &str,
        user: &str,
        password: &str,
    ) -> Result<SessionView> {
        let reach = Reach::parse(server, None, false)?;
        let mut connecting = Connecting::start(
            &reach,
            domain,
            user,
            Secret::new(password.to_owned()),
            false,
        )
        .await?;
        connecting.sample = true;
        match self.go_on(connecting).await? {
            SignInStep::Done { session } => Ok(session),
            SignInStep::CodeNeeded | SignInStep::CertificateUnknown { .. } => {
                Err(Error::Internal {
                    doing: "signing in to the sample data",
                })
            }
        }
    }

    /// Who is signed in.
    pub fn session(&self) -> Option<SessionView> {
        self.inner
            .session
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|session| session.view.clone())
    }

    pub(super) fn signed_in(&self) -> Result<Session> {
        self.inner
            .session
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
            .ok_or(Error::NotSignedIn)
    }

    /// Signs out here and at the PBX, stops what runs, and wipes the audio that was fetched for playing.
    pub async fn sign_out(&self) {
        self.inner.jobs.cancel_all();
        self.leave().await;
        if let Err(error) = self.inner.playback.wipe().await {
            tracing::warn!(%error, "the player's cache could not be emptied");
        }
    }

    /// Ends the session at the PBX and forgets it here; the saved password stays.
    pub async fn leave(&self) {
        *self.inner.connecting.lock().await = None;
        self.inner.searches.cancel();
        self.stop_listening();
        let session = self
            .inner
            .session
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(session) = session {
            if tokio::time::timeout(SIGN_OUT_LIMIT, session.client.sign_out())
                .await
                .is_err()
            {
                tracing::info!(
                    "the PBX did not answer the sign-out in time; its session ends by itself"
                );
            }
        }
    }

    /// The saved sign-ins.
    pub fn profiles(&self) -> Vec<ProfileView> {
        self.settings().profile_views()
    }

    /// Saves a sign-in without a password; credentials for a proxy go into the keychain. `allow_plain_http` lets the
    /// password cross the network readable.
    ///
    /// # Errors
    /// As for [`Tapedeck::probe_server`], those of writing the settings, and [`Error::Keychain`].
    pub async fn add_profile(&self, profile: NewProfile) -> Result<ProfileId> {
        let NewProfile {
            server,
            domain,
            user,
            pin,
            connection,
            allow_plain_http,
        } = profile;
        let reach = Reach::parse(&server, pin.as_deref(), allow_plain_http)?;
        let (domain, user) = (domain.trim().to_owned(), user.trim().to_owned());
        if domain.is_empty() || user.is_empty() {
            return Err(Error::invalid(
                "a saved sign-in needs the SIP domain and the user name; give both",
            ));
        }
        let connection = Connection::read(connection)?;
        let id = profile_id(&reach.server, &domain, &user);
        let profile = Profile {
            id: id.clone(),
            server: reach.server.to_string(),
            domain,
            user,
            pin: reach.pin.map(|pin| pin.to_string()),
            allow_plain_http,
            verb: None,
            proxy: connection.proxy_setting(),
            authorities: connection.authorities_setting(),
        };
        self.change_settings(|settings| settings.keep_profile(profile))?;
        if let Some(credentials) = connection.credentials_to_keep() {
            let secrets = &self.inner.secrets;
            secrets.set(&proxy_entry(&id), credentials).await?;
        }
        Ok(id)
    }

    /// Forgets a sign-in, its secret and what was read from its PBX.
    ///
    /// # Errors
    /// [`Error::NotFound`], and those of settings and catalogue. A keychain that cannot be used is only logged: the
    /// profile is gone all the same.
    pub async fn remove_profile(&self, id: &ProfileId) -> Result<()> {
        let profile = self
            .settings()
            .profiles
            .iter()
            .find(|profile| &profile.id == id)
            .cloned();
        let profile = profile.ok_or_else(|| Error::NotFound {
            what: format!("profile {id}"),
        })?;
        for entry in [id.as_str(), &proxy_entry(id)] {
            if let Err(error) = self.inner.secrets.remove(entry).await {
                tracing::warn!(%error, "a password of a removed profile may still be in the keychain");
            }
        }
        let app = self.clone();
        let gone = id.clone();
        blocking("removing the profile", move || {
            app.inner.catalogue.forget(&crate::catalogue::AccountKey {
                server: profile.server,
                domain: profile.domain,
                user: profile.user,
            })?;
            app.change_settings(|settings| {
                settings.drop_profile(&gone);
            })
        })
        .await
    }

    /// Makes a saved sign-in the one that is used when none is named.
    ///
    /// # Errors
    /// [`Error::NotFound`], and those of writing the settings.
    pub fn set_default_profile(&self, id: &ProfileId) -> Result<()> {
        if !self
            .settings()
            .profiles
            .iter()
            .any(|profile| &profile.id == id)
        {
            return Err(Error::NotFound {
                what: format!("profile {id}"),
            });
        }
        self.change_settings(|settings| settings.default_profile = Some(id.clone()))
    }

    async fn kept_password(&self, id: &ProfileId) -> Result<Secret> {
        let missing = |why: String| Error::NoPassword { why };
        match self.inner.secrets.get(id.as_str()).await {
            Ok(kept) => kept.ok_or_else(|| missing("none is kept for this account".to_owned())),
            Err(error @ Error::Keychain { .. }) => Err(missing(error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// From signed in to usable, or to the question for a code.
    async fn go_on(&self, connecting: Connecting) -> Result<SignInStep> {
        if connecting.challenge.is_some() {
            *self.inner.connecting.lock().await = Some(connecting);
            return Ok(SignInStep::CodeNeeded);
        }
        self.leave().await;
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
        let view = session.view.clone();
        *self
            .inner
            .session
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(session);
        Ok(SignInStep::Done { session: view })
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
