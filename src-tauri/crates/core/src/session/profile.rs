//! Saved sign-ins: everything but the secret.

use portsip::ServerAddress;

use super::tenant::home;
use crate::{
    catalogue::AccountKey,
    ids::ProfileId,
    session::{ConnectionView, ProfileView},
    settings::{Profile, Settings},
};

/// The id of a sign-in, `user@domain/host[:port]`: readable, and the same for the same account.
pub fn profile_id(server: &ServerAddress, domain: &str, user: &str) -> ProfileId {
    let origin = server.to_string();
    let place = origin.strip_prefix("https://").unwrap_or(&origin);
    let place = place.strip_suffix(":8887").unwrap_or(place);
    ProfileId(format!("{user}@{domain}/{place}"))
}

impl Profile {
    /// Under which keys calls of this sign-in are kept: a system administrator has one for every tenant.
    pub(crate) fn accounts(&self) -> Vec<AccountKey> {
        let key = |domain: &str| AccountKey {
            server: self.server.clone(),
            domain: domain.to_owned(),
            user: self.user.clone(),
        };
        let entered = self
            .tenants
            .iter()
            .map(|kept| key(home(&kept.domain, &kept.id)));
        entered.chain([key(&self.domain)]).collect()
    }
}

impl Settings {
    /// Adds a profile or takes over its changes; the first one becomes the default.
    pub(crate) fn keep_profile(&mut self, profile: Profile) {
        if self.default_profile.is_none() {
            self.default_profile = Some(profile.id.clone());
        }
        match self
            .profiles
            .iter_mut()
            .find(|known| known.id == profile.id)
        {
            Some(known) => *known = profile,
            None => self.profiles.push(profile),
        }
    }

    /// Removes a profile; `false` when there was none. Another one becomes the default.
    pub(crate) fn drop_profile(&mut self, id: &ProfileId) -> bool {
        let before = self.profiles.len();
        self.profiles.retain(|profile| &profile.id != id);
        if self.default_profile.as_ref() == Some(id) {
            self.default_profile = self.profiles.first().map(|profile| profile.id.clone());
        }
        self.profiles.len() < before
    }

    /// The profiles as shown.
    pub(crate) fn profile_views(&self) -> Vec<ProfileView> {
        let view = |profile: &Profile| ProfileView {
            id: profile.id.clone(),
            server: profile.server.clone(),
            domain: profile.domain.clone(),
            user: profile.user.clone(),
            pin: profile.pin.clone(),
            connection: ConnectionView::of(profile),
            tenant: profile.last_tenant().map(|tenant| tenant.name.clone()),
            is_default: self.default_profile.as_ref() == Some(&profile.id),
        };
        self.profiles.iter().map(view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(user: &str) -> Profile {
        let server: ServerAddress = "pbx.example.com".parse().unwrap();
        Profile {
            id: profile_id(&server, "example.com", user),
            server: server.to_string(),
            domain: "example.com".to_owned(),
            user: user.to_owned(),
            pin: None,
            allow_plain_http: false,
            verb: None,
            proxy: None,
            authorities: String::new(),
            tenants: Vec::new(),
        }
    }

    #[test]
    fn the_same_account_has_the_same_id_however_its_server_is_typed() {
        let id = |typed: &str| profile_id(&typed.parse().unwrap(), "d", "u").0;
        assert_eq!(id("pbx.example.com"), "u@d/pbx.example.com");
        assert_eq!(
            id("https://pbx.example.com:8887/api/"),
            "u@d/pbx.example.com"
        );
        assert_ne!(
            id("pbx.example.com:9000"),
            id("pbx.example.com"),
            "another port is another PBX"
        );
    }

    #[test]
    fn there_is_a_default_as_long_as_there_is_a_profile() {
        let mut settings = Settings::default();
        settings.keep_profile(profile("a"));
        settings.keep_profile(profile("b"));
        settings.keep_profile(profile("a"));
        assert_eq!(
            settings.profiles.len(),
            2,
            "a known profile is changed, not doubled"
        );
        assert_eq!(settings.default_profile, Some(profile("a").id));
        assert!(settings.drop_profile(&profile("a").id));
        assert_eq!(settings.default_profile, Some(profile("b").id));
        assert!(settings.drop_profile(&profile("b").id));
        assert_eq!(settings.default_profile, None);
        assert!(!settings.drop_profile(&profile("b").id));
    }
}
