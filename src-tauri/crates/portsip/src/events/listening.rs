//! Listening for as long as there is a session: where the socket is, and how patiently it is opened again.

use url::Url;

use super::conversation::{self, End};
use super::socket::Door;
use super::{Event, Refusal};
use crate::Error;
use crate::auth::{Credentials, Flavour};
use crate::client::{Client, Inner};
use crate::http::{Ask, Patience};
use crate::pace::full_jitter;

/// Where v22 has it.
const PATH: &str = "/wsi";
/// Conversations in a row that may break off between the password and its answer. A PBX that closes the socket instead
/// of refusing the password would else be sent it for ever.
const MOST_UNANSWERED: u32 = 2;

impl Client {
    /// Hears of the tenant's calls as they happen, at `wss://…/wsi` (a v16: port 8885), until that is refused or the
    /// session ends; dropping the future ends it too. A socket that breaks is opened again after a pause.
    ///
    /// It signs in with the password, which it has only with [`crate::ClientOptions::remember_password`]: the vendor's
    /// pages hint at a token, but name no field for it. The password goes over the same TLS set-up as all else, and
    /// never again once it was refused.
    pub async fn events(&self, mut sink: impl FnMut(Event) + Send) -> Refusal {
        let inner = &self.inner;
        let Some(credentials) = inner.session.credentials_for_events() else {
            return Refusal::NoPassword;
        };
        let policy = &inner.options.reconnect;
        let (mut failures, mut unanswered) = (0_u32, 0);
        loop {
            if inner.session.token().is_none() || failures > 0 && inner.has_lost_its_session().await
            {
                return Refusal::SignedOut;
            }
            match inner.converse(&credentials, &mut sink).await {
                Ok(End::Refused(refusal)) => return refusal,
                Ok(End::Unanswered) => {
                    unanswered += 1;
                    if unanswered == MOST_UNANSWERED {
                        return Refusal::PasswordRefused;
                    }
                }
                Ok(End::Broken(listened)) => {
                    unanswered = 0;
                    // Where only one sign-in at a time is allowed, sockets may end soon after they are opened: that
                    // must not become a race.
                    if listened.is_some_and(|listened| listened >= policy.steady_after) {
                        failures = 0;
                    }
                }
                Err(error) if error.is_transient() => {
                    tracing::debug!(%error, "the event socket cannot be opened");
                }
                Err(error) => {
                    tracing::info!(%error, "there is no event socket to listen to");
                    return Refusal::NotThere;
                }
            }
            let pause = full_jitter(policy.first_pause, policy.longest_pause, failures);
            failures = failures.saturating_add(1);
            tokio::time::sleep(pause).await;
        }
    }
}

impl Inner {
    /// Asks for something that every session may. A socket that broke may have been ended by a sign-in elsewhere, as the
    /// session then was: the password must not throw that one out.
    async fn has_lost_its_session(&self) -> bool {
        let ask = Ask {
            patience: Patience::Once,
            ..Ask::get("the account", "/api/user")
        };
        matches!(self.execute(&ask).await, Err(Error::SessionExpired))
    }

    /// Finds the socket and talks to it once.
    async fn converse(
        &self,
        credentials: &Credentials,
        sink: &mut (dyn FnMut(Event) + Send),
    ) -> Result<End, Error> {
        let door = match self.open_socket(self.options.server.url(PATH)).await? {
            Door::Absent => self.open_old_socket().await?,
            door => door,
        };
        match door {
            Door::Open(socket) => {
                let patience = self.options.idle_timeout;
                conversation::hold(socket, credentials, patience, sink).await
            }
            Door::Closed => Ok(End::Refused(Refusal::NotAllowed)),
            Door::Absent => Ok(End::Refused(Refusal::NotThere)),
        }
    }

    /// v16 has the socket on a port of its own, which a firewall may hide: that is as good as none.
    async fn open_old_socket(&self) -> Result<Door, Error> {
        if self.session.flavour() != Some(Flavour::Tokens) {
            return Ok(Door::Absent);
        }
        let mut url: Url = self.options.server.url("/");
        if url.set_port(Some(self.options.old_events_port)).is_err() {
            return Ok(Door::Absent);
        }
        match self.open_socket(url).await {
            Err(Error::Unreachable { .. }) => Ok(Door::Absent),
            door => door,
        }
    }
}
