//! From a password to a session.

use portsip::{Client, Credentials, OtpChallenge, Scope, Scopes, Secret, SignIn, Tenant, Verb};

use super::{
    Reach, ScopeView, SessionView, TakenBack, TenantView, code::Mailed, profile_id, tenant,
};
use crate::{
    catalogue::{AccountKey, Shelf},
    error::{Error, Result},
    ids::{ConnectionId, ProfileId},
    settings::{KeptTenant, Profile},
};

/// In the place of a server that has another address at every launch.
const SAMPLE: &str = "sample";

/// A sign-in on its way.
pub(crate) struct Connecting {
    pub(crate) client: Client,
    pub(crate) profile: Profile,
    pub(crate) challenge: Option<OtpChallenge>,
    /// When the code was mailed.
    pub(crate) mailed: Mailed,
    /// The tenant a system administrator is to enter, as said or kept.
    wanted: Option<String>,
    /// The tenants to choose from, when it is not known which.
    tenants: Vec<Tenant>,
    entered: Option<Tenant>,
    /// Kept in the keychain once the sign-in has worked.
    pub(crate) to_remember: Option<ToRemember>,
    sample: bool,
    /// As it was given for this sign-in.
    pub(crate) connection: Option<ConnectionId>,
}

/// Secrets for the keychain.
#[derive(Clone)]
pub(crate) struct ToRemember {
    pub(crate) password: Secret,
    /// For the proxy on the way.
    pub(crate) proxy: Option<Secret>,
}

/// Who signs in.
pub(crate) struct Who {
    pub(crate) domain: String,
    pub(crate) user: String,
    pub(crate) password: Secret,
    /// Keep profile and password.
    pub(crate) remember: bool,
    /// The tenant a system administrator is to enter; the last one if nothing is said.
    pub(crate) tenant: Option<String>,
}

impl Connecting {
    /// Sends the password once. `tenants` are those that the profile has entered before.
    pub(crate) async fn start(reach: &Reach, who: Who, tenants: Vec<KeptTenant>) -> Result<Self> {
        let client = reach.client()?;
        let Who {
            domain,
            user,
            password,
            remember,
            tenant,
        } = who;
        let profile = Profile {
            id: profile_id(&reach.server, &domain, &user),
            server: reach.server.to_string(),
            domain: domain.clone(),
            user: user.clone(),
            pin: reach.pin.map(|pin| pin.to_string()),
            allow_plain_http: reach.allow_plain_http,
            verb: reach
                .verb
                .map(|verb| if verb == Verb::Post { "post" } else { "get" }.to_owned()),
            proxy: reach.connection.proxy_setting(),
            authorities: reach.connection.authorities_setting(),
            tenants,
        };
        let wanted = tenant.or_else(|| Some(profile.last_tenant()?.said().to_owned()));
        let to_remember = remember.then(|| ToRemember {
            password: password.clone(),
            proxy: reach.connection.credentials_to_keep(),
        });
        let credentials = Credentials {
            domain: Some(domain).filter(|domain| !domain.is_empty()),
            user,
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
            mailed: Mailed::now(),
            wanted,
            tenants: Vec::new(),
            entered: None,
            to_remember,
            sample: false,
            connection: None,
        })
    }

    /// Brings a system administrator into the tenant that is wanted, or the only one. When it is not known which, the
    /// tenants to choose from are the answer; otherwise it is empty. The account stays signed out when it may not.
    pub(crate) async fn find_tenant(&mut self) -> Result<Vec<TenantView>> {
        if !self.profile.domain.is_empty() || self.entered.is_some() {
            return Ok(Vec::new());
        }
        let looked = self.look_for_tenant().await;
        if looked.is_err() {
            self.client.sign_out().await;
        }
        looked?;
        Ok(self.tenants.iter().map(tenant::view).collect())
    }

    async fn look_for_tenant(&mut self) -> Result<()> {
        let tenants = self.client.tenants().await?;
        let wanted = self.wanted.as_deref().unwrap_or_default();
        let found = match tenants.as_slice() {
            // A name that fits none is asked about, even if there is only one.
            [only] if wanted.is_empty() => Some(only),
            all => tenant::meant(all, wanted),
        };
        if let Some(tenant) = found.cloned() {
            return self.enter(tenant).await;
        }
        self.tenants = tenants;
        Ok(())
    }

    /// The person has chosen among the tenants.
    pub(crate) async fn choose(&mut self, id: &str) -> Result<()> {
        let chosen = self.tenants.iter().find(|tenant| tenant.id == id).cloned();
        let tenant = chosen.ok_or_else(|| Error::NotFound {
            what: format!("tenant {id}"),
        })?;
        self.enter(tenant).await
    }

    async fn enter(&mut self, tenant: Tenant) -> Result<()> {
        tenant::entered(&tenant, self.client.switch_tenant(&tenant.id).await)?;
        self.profile.keep_tenant(&tenant);
        self.tenants = Vec::new();
        self.entered = Some(tenant);
        Ok(())
    }

    /// Finds out what the session may see. The account stays signed out when that is nothing.
    pub(crate) async fn finish(
        self,
        shelf: impl FnOnce(&AccountKey) -> Result<Shelf>,
        machine_zone: String,
    ) -> Result<Session> {
        let found = match self.found().await {
            Ok(found) => found,
            Err(error) => {
                self.client.sign_out().await;
                return Err(error);
            }
        };
        let account = self.account();
        let shelf = shelf(&account)?;
        let scopes = found.scopes;
        let view = self.view(found, &account, machine_zone);
        Ok(Session {
            view,
            client: self.client,
            scopes,
            account,
            shelf,
            taken_back: TakenBack::default(),
        })
    }

    /// The sample PBX listens on another port at every launch; who signs in to it is one and the same.
    pub(crate) fn be_sample(&mut self) {
        let Profile {
            id, user, domain, ..
        } = &mut self.profile;
        self.sample = true;
        *id = ProfileId(format!("{user}@{domain}/{SAMPLE}"));
    }

    /// Under which key its calls are kept.
    fn account(&self) -> AccountKey {
        let Self {
            profile, entered, ..
        } = self;
        let server = if self.sample { SAMPLE } else { &profile.server };
        let domain = entered.as_ref().map_or(profile.domain.as_str(), |tenant| {
            tenant::home(&tenant.domain, &tenant.id)
        });
        AccountKey {
            server: server.to_owned(),
            domain: domain.to_owned(),
            user: profile.user.clone(),
        }
    }

    fn view(&self, found: Found, account: &AccountKey, machine_zone: String) -> SessionView {
        let groups = self.client.groups().into_iter();
        let tenant = found.tenant.or_else(|| self.entered.clone());
        let tenant = tenant.unwrap_or_default();
        let name = match tenant::shown_name(&tenant) {
            "" => &account.domain,
            name => name,
        };
        SessionView {
            profile: self.profile.id.clone(),
            server: self.profile.server.clone(),
            domain: account.domain.clone(),
            user: self.profile.user.clone(),
            administrator: self.entered.is_some(),
            tenant_name: name.to_owned(),
            zone: [tenant.timezone, found.zone]
                .into_iter()
                .flatten()
                .find(|zone| crate::time::zone(zone).is_ok())
                .unwrap_or(machine_zone),
            calls: scope_view(found.scopes.calls),
            recordings: scope_view(found.scopes.recordings),
            groups: groups.map(|group| group.name).collect(),
            ended: false,
            connection: self.connection.clone(),
            sample: self.sample,
            notice: None,
        }
    }

    /// Asks the PBX who this is and what it may see.
    async fn found(&self) -> Result<Found> {
        let client = &self.client;
        let account = client.account().await?;
        if account.force_reset {
            return Err(portsip::Error::PasswordMustChange.into());
        }
        let scopes = match client.decide_scopes().await {
            Err(refused) if refused.is_forbidden() && self.profile.domain.is_empty() => {
                return Err(Error::TenantUserNeeded {
                    why: if self.entered.is_some() {
                        refused.to_string()
                    } else {
                        "the PBX shows this account no tenant to enter".to_owned()
                    },
                });
            }
            scopes => scopes?,
        };
        Ok(Found {
            scopes,
            tenant: client.tenant().await?,
            zone: account.timezone,
        })
    }
}

/// What a session may see, and where its tenant is.
struct Found {
    scopes: Scopes,
    tenant: Option<Tenant>,
    /// The user's own, of PBXs that have one.
    zone: Option<String>,
}

fn scope_view(scope: Scope) -> ScopeView {
    match scope {
        Scope::Tenant => ScopeView::Tenant,
        Scope::Own => ScopeView::Own,
        Scope::Groups => ScopeView::Groups,
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
    /// When it was last taken back from a sign-in elsewhere.
    pub(crate) taken_back: TakenBack,
}
