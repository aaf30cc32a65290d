//! From an address and a password to a session.

use portsip::{
    CertificateInfo, Client, ClientOptions, Credentials, Fingerprint, Info, OtpChallenge, Scope,
    Scopes, Secret, ServerAddress, SignIn, TlsPolicy, Verb,
};

use super::{CertificateView, Connection, ScopeView, ServerProbe, SessionView, profile_id};
use crate::{
    catalogue::{AccountKey, Shelf},
    error::{Error, Result},
    settings::Profile,
};

/// How to reach a PBX, before anybody is named.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    pub(crate) server: ServerAddress,
    pub(crate) pin: Option<Fingerprint>,
    pub(crate) allow_plain_http: bool,
    pub(crate) verb: Option<Verb>,
    pub(crate) connection: Connection,
}

impl Reach {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`Error::Pbx`] for an address, [`Error::InvalidInput`] for a pin that cannot be read.
    pub(crate) fn parse(server: &str, pin: Option<&str>, allow_plain_http: bool) -> Result<Self> {
        let pin = pin.map(parse_pin).transpose()?;
        Ok(Self {
            server: server.parse()?,
            pin,
            allow_plain_http,
            verb: None,
            connection: Connection::default(),
        })
    }

    pub(crate) fn client(&self) -> Result<Client> {
        let mut options = self.options();
        options.remember_password = true;
        Ok(Client::new(options)?)
    }

    /// One that never sends a password by itself.
    pub(crate) fn client_without_memory(&self) -> Result<Client> {
        Ok(Client::new(self.options())?)
    }

    fn options(&self) -> ClientOptions {
        let mut options = ClientOptions::new(self.server.clone());
        options.tls = self.pin.map_or(TlsPolicy::System, TlsPolicy::Pinned);
        options.proxy = self.connection.proxy.clone().unwrap_or_default();
        options.authorities = self.connection.authorities.clone().unwrap_or_default();
        options.allow_plain_http = self.allow_plain_http;
        options.verb = self.verb;
        options.user_agent = String::from(concat!("Tapedeck/", env!("CARGO_PKG_VERSION")));
        options
    }

    /// What can be known without a password.
    pub(crate) async fn ask(&self, domain: &str) -> Result<Info> {
        let domain = Some(domain).filter(|domain| !domain.is_empty());
        Ok(self.client_without_memory()?.info(domain).await?)
    }
}

impl ServerProbe {
    /// What a server answered; a server that cannot be used is an answer, too.
    pub(crate) fn of(server: &ServerAddress, answer: &Result<Info>) -> Self {
        let error = answer.as_ref().err();
        Self {
            server: server.to_string(),
            tenant_name: answer
                .as_ref()
                .ok()
                .and_then(|info| info.name.clone())
                .filter(|name| !name.is_empty()),
            certificate: error.and_then(certificate_of),
            failure: error.map(Error::failure),
        }
    }
}

/// 64 hex digits, colons and case ignored (`design.md`, Command line).
pub(crate) fn parse_pin(text: &str) -> Result<Fingerprint> {
    text.parse().map_err(|_| Error::invalid("a certificate pin is the SHA-256 of the certificate: 64 hex digits, with or without colons"))
}

/// The certificate to show, when an error is about one.
pub(crate) fn certificate_of(error: &Error) -> Option<CertificateView> {
    match error {
        Error::Pbx(portsip::Error::Certificate { info, problems, .. }) => {
            Some(view(info, &problems.to_string(), None))
        }
        Error::Pbx(portsip::Error::PinMismatch {
            expected,
            presented,
            ..
        }) => Some(view(
            presented,
            "it is not the one that was trusted before",
            Some(expected),
        )),
        _ => None,
    }
}

fn view(info: &CertificateInfo, reason: &str, pinned: Option<&Fingerprint>) -> CertificateView {
    CertificateView {
        subject: info.subject.clone(),
        issuer: info.issuer.clone(),
        names: info.names.clone(),
        valid_from: info.not_before.to_string(),
        valid_until: info.not_after.to_string(),
        fingerprint: info.fingerprint.to_string(),
        reason: reason.to_owned(),
        changed: pinned.is_some(),
        pinned: pinned.map(ToString::to_string),
    }
}

/// A sign-in on its way.
pub(crate) struct Connecting {
    pub(crate) client: Client,
    pub(crate) profile: Profile,
    pub(crate) challenge: Option<OtpChallenge>,
    /// Kept in the keychain once the sign-in has worked.
    pub(crate) to_remember: Option<ToRemember>,
    pub(crate) sample: bool,
}

/// Secrets for the keychain.
#[derive(Clone)]
pub(crate) struct ToRemember {
    pub(crate) password: Secret,
    /// For the proxy on the way.
    pub(crate) proxy: Option<Secret>,
}

impl Connecting {
    /// Sends the password once.
    pub(crate) async fn start(
        reach: &Reach,
        domain: &str,
        user: &str,
        password: Secret,
        remember: bool,
    ) -> Result<Self> {
        let client = reach.client()?;
        let profile = Profile {
            id: profile_id(&reach.server, domain, user),
            server: reach.server.to_string(),
            domain: domain.to_owned(),
            user: user.to_owned(),
            pin: reach.pin.map(|pin| pin.to_string()),
            allow_plain_http: reach.allow_plain_http,
            verb: reach
                .verb
                .map(|verb| if verb == Verb::Post { "post" } else { "get" }.to_owned()),
            proxy: reach.connection.proxy_setting(),
            authorities: reach.connection.authorities_setting(),
        };
        let to_remember = remember.then(|| ToRemember {
            password: password.clone(),
            proxy: reach.connection.credentials_to_keep(),
        });
        let credentials = Credentials {
            domain: Some(domain.to_owned()).filter(|domain| !domain.is_empty()),
            user: user.to_owned(),
            password,
        };
        let challenge = match client.sign_in(&credentials).await? {
            SignIn::Done => None,
            SignIn::CodeNeeded(challenge) => {
                // Whether the PBX has mailed a code by itself is not documented: ask once (`api.md` 9, no. 4).
                client.send_code(&challenge).await?;
                Some(challenge)
            }
        };
        Ok(Self {
            client,
            profile,
            challenge,
            to_remember,
            sample: false,
        })
    }

    /// Finds out what the session may see. The account stays signed out when that is nothing.
    pub(crate) async fn finish(
        self,
        shelf: impl FnOnce(&AccountKey) -> Result<Shelf>,
        machine_zone: String,
    ) -> Result<Session> {
        let Self {
            client,
            profile,
            sample,
            ..
        } = self;
        let found = async {
            let account = client.account().await?;
            if account.force_reset {
                return Err(portsip::Error::PasswordMustChange);
            }
            Ok((client.decide_scopes().await?, client.tenant().await?))
        };
        let (scopes, tenant) = match found.await {
            Ok(found) => found,
            Err(error) => {
                client.sign_out().await;
                return Err(error.into());
            }
        };
        // The sample PBX listens on another port at every launch; its account is one and the same.
        let server = if sample {
            "sample".to_owned()
        } else {
            profile.server.clone()
        };
        let account = AccountKey {
            server,
            domain: profile.domain.clone(),
            user: profile.user.clone(),
        };
        let (name, zone) = tenant
            .map(|tenant| (tenant.name, tenant.timezone))
            .unwrap_or_default();
        let view = SessionView {
            profile: profile.id.clone(),
            server: profile.server.clone(),
            domain: profile.domain.clone(),
            user: profile.user.clone(),
            tenant_name: if name.is_empty() {
                profile.domain.clone()
            } else {
                name
            },
            zone: zone
                .filter(|zone| crate::time::zone(zone).is_ok())
                .unwrap_or(machine_zone),
            calls: scope_view(scopes.calls),
            recordings: scope_view(scopes.recordings),
            sample,
            notice: None,
        };
        let shelf = shelf(&account)?;
        Ok(Session {
            view,
            client,
            scopes,
            account,
            shelf,
        })
    }
}

fn scope_view(scope: Scope) -> ScopeView {
    match scope {
        Scope::Tenant => ScopeView::Tenant,
        Scope::Own => ScopeView::Own,
    }
}

/// A signed-in account.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) view: SessionView,
    pub(crate) client: Client,
    pub(crate) scopes: Scopes,
    pub(crate) account: AccountKey,
    pub(crate) shelf: Shelf,
}
