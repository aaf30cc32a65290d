//! Signing in and out.

use std::time::Duration;

use portsip::Secret;
use tokio::sync::broadcast;

use super::{Tapedeck, blocking};
use crate::{
    error::{Error, Failure, Result},
    ids::{ConnectionId, ProfileId},
    session::{
        Attended, Connecting, Connection, NewProfile, ProfileView, Reach, ServerProbe, Session,
        SessionView, SignInInput, SignInStep, Who, profile_id, proxy_entry, step_of,
    },
    settings::{KeptTenant, Profile},
};

/// Sessions that the PBX ended, for whoever asks the person to sign in again.
pub type SessionEnds = broadcast::Receiver<Failure>;

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

    /// Signs in, or says what is needed first. The password is sent at most once, and to v12 not at all.
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
            tenant,
        } = input;
        let (domain, user) = (domain.trim().to_owned(), user.trim().to_owned());
        let mut reach = Reach::parse(&server, pin.as_deref(), allow_plain_http)?;
        reach.connection = self.given_connection(connection.as_ref())?;
        let id = profile_id(&reach.server, &domain, &user);
        let mut tenants = Vec::new();
        if let Some(profile) = self.profile(|profile| profile.id == id) {
            self.fill_in(&mut reach, &profile).await?;
            tenants = profile.tenants;
        }
        self.forget_refusal(&reach.connection);
        let password = if password.is_empty() {
            self.kept_password(&id).await?
        } else {
            Secret::new(password)
        };
        let who = Who {
            domain,
            user,
            password,
            remember,
            tenant,
        };
        match Connecting::start(&reach, who, tenants).await {
            Ok(mut connecting) => {
                connecting.connection = connection;
                self.go_on(connecting).await
            }
            Err(error) => step_of(error),
        }
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
        let who = Who {
            domain: domain.to_owned(),
            user: user.to_owned(),
            password: Secret::new(password.to_owned()),
            remember: false,
            tenant: None,
        };
        let mut connecting = Connecting::start(&reach, who, Vec::new()).await?;
        connecting.be_sample();
        match self.go_on(connecting).await? {
            SignInStep::Done { session } => Ok(session),
            _ => Err(Error::Internal {
                doing: "signing in to the sample data",
            }),
        }
    }

    /// Who is signed in, and whether the PBX has ended that session meanwhile.
    pub fn session(&self) -> Option<SessionView> {
        let session = self.inner.session.borrow().clone()?;
        Some(SessionView {
            ended: !session.client.is_signed_in(),
            ..session.view
        })
    }

    /// Address of the web portal of the PBX, which is that of its API.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], and [`Error::InvalidInput`] for the sample data, which has none.
    pub fn portal(&self) -> Result<String> {
        let SessionView { server, sample, .. } = self.signed_in()?.view;
        if sample {
            return Err(Error::invalid("the sample data has no web portal"));
        }
        Ok(server)
    }

    pub(super) fn signed_in(&self) -> Result<Session> {
        self.inner
            .session
            .borrow()
            .clone()
            .ok_or(Error::NotSignedIn)
    }

    /// The sessions of the account that is signed in now, for work that waits for a person to sign in again.
    pub(super) fn attended(&self) -> Result<Attended> {
        Ok(Attended::new(
            self.signed_in()?,
            self.inner.session.subscribe(),
        ))
    }

    /// Takes a session back that the PBX ended before its time, with the password in memory. It throws out whoever
    /// signed in elsewhere, so it is done only where nobody can be asked, and once in five minutes at most.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], and [`Error::Pbx`] when the session stays lost.
    pub async fn take_session_back(&self) -> Result<()> {
        self.signed_in()?.take_back().await
    }

    /// Tells of every session that the PBX ends from now on, once each.
    pub fn session_ends(&self) -> SessionEnds {
        self.inner.session_ends.subscribe()
    }

    /// Signs out here and at the PBX, stops what runs, and wipes the audio that was fetched for playing.
    pub async fn sign_out(&self) {
        self.inner.jobs.cancel_all();
        self.leave().await;
        if let Err(error) = self.inner.playback.wipe().await {
            tracing::warn!(%error, "the player's cache could not be emptied");
        }
    }

    /// Ends the session at the PBX and forgets it here, and a sign-in that waits for a code or a choice with it; the
    /// saved password stays.
    pub async fn leave(&self) {
        self.inner.searches.cancel();
        self.inner.sound_checks.cancel();
        self.stop_listening();
        let waiting = self.inner.connecting.lock().await.take();
        let session = self.inner.session.send_replace(None);
        let clients = [
            waiting.map(|connecting| connecting.client),
            session.map(|session| session.client),
        ];
        let goodbyes = clients.iter().flatten().map(portsip::Client::sign_out);
        let told = futures::future::join_all(goodbyes);
        if tokio::time::timeout(SIGN_OUT_LIMIT, told).await.is_err() {
            tracing::info!(
                "the PBX did not answer the sign-out in time; its session ends by itself"
            );
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
            tenant,
            pin,
            connection,
            allow_plain_http,
        } = profile;
        let reach = Reach::parse(&server, pin.as_deref(), allow_plain_http)?;
        let (domain, user) = (domain.trim().to_owned(), user.trim().to_owned());
        if user.is_empty() || (domain.is_empty() && tenant.is_none()) {
            return Err(Error::invalid(
                "a saved sign-in needs the user name and the SIP domain, or the tenant of a system administrator; give both",
            ));
        }
        let connection = Connection::read(connection)?;
        let id = profile_id(&reach.server, &domain, &user);
        let named = tenant.map(|name| KeptTenant {
            id: String::new(),
            name,
            domain: String::new(),
        });
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
            tenants: named.into_iter().collect(),
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
            app.inner.desks.forget(&gone)?;
            for account in profile.accounts() {
                app.inner.catalogue.forget(&account)?;
            }
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
}
