//! The ways to PBXs that were given in this launch, and what saved sign-ins add to them.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use portsip::{ProxyCredentials, ProxyServer, Verb};

use super::{Tapedeck, blocking};
use crate::{
    error::{Error, Result},
    ids::{ConnectionId, ProfileId},
    session::{
        AuthoritiesView, Connection, ConnectionInput, Reach, kept_credentials, parse_pin,
        proxy_entry, read_authorities,
    },
    settings::Profile,
};

/// What was given, and which proxies have refused their credentials.
#[derive(Default)]
pub(super) struct Connections {
    given: Mutex<HashMap<ConnectionId, Connection>>,
    refused: Mutex<Vec<ProxyServer>>,
}

impl Tapedeck {
    /// Takes a proxy and authorities for the sign-ins to come. Credentials in it stay here until the app ends, or go into
    /// the keychain with a sign-in that is kept.
    ///
    /// # Errors
    /// [`Error::Pbx`] for a proxy, [`Error::InvalidInput`] for authorities that cannot be read.
    pub fn keep_connection(&self, input: ConnectionInput) -> Result<ConnectionId> {
        let connection = Connection::read(input)?;
        let mut given = self.given();
        let id = ConnectionId(format!("connection-{}", given.len() + 1));
        given.insert(id.clone(), connection);
        Ok(id)
    }

    /// Reads a file of authorities, PEM or DER.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] with the reason.
    pub async fn read_authorities(&self, file: PathBuf) -> Result<AuthoritiesView> {
        blocking("reading the authorities", move || read_authorities(&file)).await
    }

    pub(super) fn given_connection(&self, id: Option<&ConnectionId>) -> Result<Connection> {
        let Some(id) = id else {
            return Ok(Connection::default());
        };
        self.given()
            .get(id)
            .cloned()
            .ok_or_else(|| Error::NotFound {
                what: format!("connection {id}"),
            })
    }

    /// Takes from a saved profile what was not said anew.
    pub(super) async fn fill_in(&self, reach: &mut Reach, profile: &Profile) -> Result<()> {
        if reach.pin.is_none() {
            reach.pin = profile.pin.as_deref().map(parse_pin).transpose()?;
        }
        reach.allow_plain_http |= profile.allow_plain_http;
        reach.verb = match profile.verb.as_deref() {
            Some("post") => Some(Verb::Post),
            Some("get") => Some(Verb::Get),
            _ => None,
        };
        let kept = Connection::of(profile)?;
        let setting = kept.proxy_setting();
        let mut connection = std::mem::take(&mut reach.connection).or(kept);
        let wants_credentials = connection
            .given_proxy()
            .is_some_and(|proxy| proxy.credentials.is_none());
        if wants_credentials && connection.proxy_setting() == setting {
            if let Some(credentials) = self.kept_proxy_credentials(&profile.id).await {
                connection.fill_in_credentials(credentials);
            }
        }
        reach.connection = connection;
        Ok(())
    }

    /// A proxy without credentials may be in order; one that is not says so itself.
    async fn kept_proxy_credentials(&self, id: &ProfileId) -> Option<ProxyCredentials> {
        match self.inner.secrets.get(&proxy_entry(id)).await {
            Ok(found) => found.as_ref().and_then(kept_credentials),
            Err(error) => {
                tracing::warn!(%error, "no credentials for the proxy from the keychain");
                None
            }
        }
    }

    /// The first saved profile like this.
    pub(super) fn profile(&self, like: impl Fn(&Profile) -> bool) -> Option<Profile> {
        let settings = self.settings();
        settings
            .profiles
            .iter()
            .find(|profile| like(profile))
            .cloned()
    }

    pub(super) fn has_refused(&self, connection: &Connection) -> bool {
        let refused = self.refused();
        connection
            .given_proxy()
            .is_some_and(|proxy| refused.contains(proxy))
    }

    pub(super) fn note_refusal(&self, connection: &Connection) {
        self.refused().extend(connection.given_proxy().cloned());
    }

    /// A sign-in is meant: the credentials are tried once more.
    pub(super) fn forget_refusal(&self, connection: &Connection) {
        self.refused()
            .retain(|proxy| Some(proxy) != connection.given_proxy());
    }

    fn given(&self) -> std::sync::MutexGuard<'_, HashMap<ConnectionId, Connection>> {
        let given = &self.inner.connections.given;
        given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refused(&self) -> std::sync::MutexGuard<'_, Vec<ProxyServer>> {
        let refused = &self.inner.connections.refused;
        refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
