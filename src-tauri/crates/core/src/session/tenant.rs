//! The tenant a system administrator enters: such an account has no calls of its own (`api.md` 2.7).

use portsip::Tenant;

use super::TenantView;
use crate::{
    error::{Error, Result},
    settings::{KeptTenant, Profile},
};

/// The tenant that a person or a saved sign-in means: by id, else by SIP domain, else by name, whatever the case. `None`
/// when no tenant or more than one answers to it.
pub(crate) fn meant<'a>(tenants: &'a [Tenant], said: &str) -> Option<&'a Tenant> {
    let said = said.trim();
    if said.is_empty() {
        return None;
    }
    let same = |text: &str| text.to_lowercase() == said.to_lowercase();
    let only = |answers: &dyn Fn(&Tenant) -> bool| {
        let mut found = tenants.iter().filter(|tenant| answers(tenant));
        found.next().filter(|_| found.next().is_none())
    };
    only(&|tenant| tenant.id == said)
        .or_else(|| only(&|tenant| same(&tenant.domain)))
        .or_else(|| only(&|tenant| same(&tenant.name)))
}

/// As shown to choose from.
pub(crate) fn view(tenant: &Tenant) -> TenantView {
    TenantView {
        id: tenant.id.clone(),
        name: shown_name(tenant).to_owned(),
        domain: tenant.domain.clone(),
    }
}

/// Its name, else what it has instead.
pub(crate) fn shown_name(tenant: &Tenant) -> &str {
    [&tenant.name, &tenant.domain, &tenant.id]
        .into_iter()
        .find(|text| !text.is_empty())
        .map_or("", String::as_str)
}

/// What tells the calls of one tenant from those of another under the same administrator.
pub(crate) fn home<'a>(domain: &'a str, id: &'a str) -> &'a str {
    if domain.is_empty() { id } else { domain }
}

/// Whether entering a tenant was refused, and what that means for the account.
pub(crate) fn entered(tenant: &Tenant, answer: Result<(), portsip::Error>) -> Result<()> {
    match answer {
        // The call is not there, or not for this account: a page, a 404 or a refusal.
        Err(
            error @ (portsip::Error::Forbidden { .. }
            | portsip::Error::Unlicensed { .. }
            | portsip::Error::NotFound { .. }
            | portsip::Error::Refused { .. }
            | portsip::Error::BadResponse { .. }),
        ) => Err(Error::TenantUserNeeded {
            why: format!(
                "the PBX does not let this account into the tenant {} ({error})",
                shown_name(tenant)
            ),
        }),
        answer => Ok(answer?),
    }
}

impl KeptTenant {
    /// What to look for among the tenants.
    pub(crate) fn said(&self) -> &str {
        if self.id.is_empty() {
            &self.name
        } else {
            &self.id
        }
    }
}

impl Profile {
    /// The tenant to enter when none is said: the last one.
    pub(crate) fn last_tenant(&self) -> Option<&KeptTenant> {
        self.tenants.first()
    }

    /// Remembers a tenant as the last one.
    pub(crate) fn keep_tenant(&mut self, tenant: &Tenant) {
        // One without an id was only named beforehand.
        self.tenants
            .retain(|kept| !kept.id.is_empty() && kept.id != tenant.id);
        let kept = KeptTenant {
            id: tenant.id.clone(),
            name: shown_name(tenant).to_owned(),
            domain: tenant.domain.clone(),
        };
        self.tenants.insert(0, kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: &str, name: &str, domain: &str) -> Tenant {
        Tenant {
            id: id.to_owned(),
            name: name.to_owned(),
            domain: domain.to_owned(),
            timezone: None,
        }
    }

    #[test]
    fn a_tenant_is_meant_by_id_domain_or_name() {
        let tenants = [
            tenant("1", "Acme", "acme.example"),
            tenant("2", "Branch", "branch.example"),
            tenant("3", "Branch", "1"),
        ];
        let id = |said: &str| meant(&tenants, said).map(|tenant| tenant.id.as_str());
        assert_eq!(id("2"), Some("2"));
        assert_eq!(id("1"), Some("1"), "an id comes before a domain");
        assert_eq!(id(" ACME.example "), Some("1"));
        assert_eq!(id("acme"), Some("1"));
        assert_eq!(id("branch"), None, "two answer to it");
        assert_eq!(id("nobody"), None);
        assert_eq!(id(""), None);
    }

    #[test]
    fn the_last_tenant_comes_first_and_none_is_kept_twice() {
        let mut profile = Profile {
            id: "admin@/pbx".into(),
            server: "https://pbx:8887".to_owned(),
            domain: String::new(),
            user: "admin".to_owned(),
            pin: None,
            allow_plain_http: false,
            verb: None,
            proxy: None,
            authorities: String::new(),
            tenants: vec![KeptTenant {
                id: String::new(),
                name: "Acme".to_owned(),
                domain: String::new(),
            }],
        };
        assert_eq!(profile.last_tenant().map(KeptTenant::said), Some("Acme"));
        for id in ["1", "2", "1"] {
            profile.keep_tenant(&tenant(id, "", ""));
        }
        let kept: Vec<&str> = profile.tenants.iter().map(KeptTenant::said).collect();
        assert_eq!(kept, ["1", "2"]);
    }
}
