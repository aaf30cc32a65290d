//! How the window was left, by sign-in.

use portsip::ServerAddress;

use super::{Tapedeck, blocking};
use crate::{catalogue::AccountKey, error::Result, ids::ProfileId, session::profile_id};

impl Tapedeck {
    /// How the window was left with this sign-in, in the window's own words; `None` when that is not known.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io).
    pub async fn desk(&self, profile: ProfileId) -> Result<Option<String>> {
        let app = self.clone();
        blocking("reading how the window was left", move || {
            app.inner.desks.read(&profile)
        })
        .await
    }

    /// Keeps how the window stands. It is on the disk when this returns.
    ///
    /// # Errors
    /// [`Error::InvalidInput`](crate::Error::InvalidInput) above 256 KiB, [`Error::DiskFull`](crate::Error::DiskFull) or
    /// [`Error::Io`](crate::Error::Io); what was kept before then stays.
    pub async fn keep_desk(&self, profile: ProfileId, desk: String) -> Result<()> {
        let app = self.clone();
        blocking("keeping how the window stands", move || {
            app.inner.desks.keep(&profile, &desk)
        })
        .await
    }

    /// Drops the desks of the sign-ins that see this account: of those that are saved, of the one that is signed in, and of
    /// one that was never saved.
    pub(super) fn forget_desks(&self, account: &AccountKey) -> Result<()> {
        let saved = self.settings().profiles.clone();
        let saved = saved
            .into_iter()
            .filter(|profile| profile.accounts().contains(account))
            .map(|profile| profile.id);
        let here = self
            .signed_in()
            .ok()
            .filter(|session| session.account == *account)
            .map(|session| session.view.profile);
        let unsaved = account
            .server
            .parse::<ServerAddress>()
            .ok()
            .map(|server| profile_id(&server, &account.domain, &account.user));
        for profile in saved.chain(here).chain(unsaved) {
            self.inner.desks.forget(&profile)?;
        }
        Ok(())
    }
}
