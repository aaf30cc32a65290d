//! The way to a PBX beside its address: through which proxy, and which authorities of the company are trusted on it.

use std::path::Path;

use portsip::{Authorities, CertificateInfo, Proxy, ProxyCredentials, ProxyServer, Secret};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    ids::ProfileId,
    settings::Profile,
};

/// Where the way leads through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ProxyMode {
    /// As the operating system says.
    #[default]
    System,
    /// Straight.
    None,
    /// Through a given proxy.
    Given,
}

/// A proxy as typed. Goes in once; of user and password nothing comes back.
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ProxyInput {
    /// Where the way leads through.
    pub mode: ProxyMode,
    /// `http://host:port` or `socks5h://host:port`; credentials in it are taken out.
    pub address: String,
    /// User name; empty for none, or for the one in the keychain of the profile.
    pub user: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for ProxyInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProxyInput")
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

/// The way to a PBX as a person gives it. What is `None` is taken from the profile.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionInput {
    /// The proxy.
    pub proxy: Option<ProxyInput>,
    /// Authorities as PEM, see [`crate::Tapedeck::read_authorities`]; empty for none.
    pub authorities: Option<String>,
}

/// A certificate of an authority, as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuthorityView {
    /// Whom it names.
    pub subject: String,
    /// RFC 3339.
    pub valid_until: String,
    /// SHA-256 of its DER form, `AA:BB:…`.
    pub fingerprint: String,
}

/// Authorities that were read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AuthoritiesView {
    /// The certificates and nothing else, as PEM.
    pub pem: String,
    /// What is in it.
    pub certificates: Vec<AuthorityView>,
}

/// The way to a PBX as it is kept: everything but the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Where the way leads through.
    pub proxy: ProxyMode,
    /// The given proxy, without credentials; else empty.
    pub proxy_address: String,
    /// Authorities as PEM; else empty.
    pub authorities: String,
    /// What is in them.
    pub certificates: Vec<AuthorityView>,
}

impl ConnectionView {
    /// That of a profile.
    pub(crate) fn of(profile: &Profile) -> Self {
        let proxy = match profile.proxy.as_deref() {
            None => ProxyMode::System,
            Some(NO_PROXY) => ProxyMode::None,
            Some(_) => ProxyMode::Given,
        };
        let address = profile.proxy.clone().filter(|_| proxy == ProxyMode::Given);
        let authorities = Authorities::read(profile.authorities.as_bytes()).unwrap_or_default();
        Self {
            proxy,
            proxy_address: address.unwrap_or_default(),
            authorities: profile.authorities.clone(),
            certificates: certificate_views(&authorities),
        }
    }
}

/// In the settings: no proxy at all.
const NO_PROXY: &str = "none";

/// What was given of the way to a PBX.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connection {
    pub(crate) proxy: Option<Proxy>,
    pub(crate) authorities: Option<Authorities>,
}

impl Connection {
    /// Reads what a person gave.
    ///
    /// # Errors
    /// [`Error::Pbx`] for a proxy, [`Error::InvalidInput`] for authorities that cannot be read.
    pub(crate) fn read(input: ConnectionInput) -> Result<Self> {
        Ok(Self {
            proxy: input.proxy.map(read_proxy).transpose()?,
            authorities: input.authorities.as_deref().map(read_pem).transpose()?,
        })
    }

    /// That of a profile, without credentials.
    pub(crate) fn of(profile: &Profile) -> Result<Self> {
        let proxy = match profile.proxy.as_deref() {
            None => Proxy::System,
            Some(NO_PROXY) => Proxy::Direct,
            Some(address) => Proxy::Through(address.parse()?),
        };
        Ok(Self {
            proxy: Some(proxy),
            authorities: Some(read_pem(&profile.authorities)?),
        })
    }

    /// Takes what was not given from `kept`.
    pub(crate) fn or(mut self, kept: Self) -> Self {
        self.proxy = self.proxy.or(kept.proxy);
        self.authorities = self.authorities.or(kept.authorities);
        self
    }

    /// Takes credentials for the given proxy, when none came with it.
    pub(crate) fn fill_in_credentials(&mut self, kept: ProxyCredentials) {
        if let Some(Proxy::Through(server)) = &mut self.proxy {
            server.credentials.get_or_insert(kept);
        }
    }

    /// As a profile keeps the proxy.
    pub(crate) fn proxy_setting(&self) -> Option<String> {
        match self.proxy.as_ref()? {
            Proxy::System => None,
            Proxy::Direct => Some(NO_PROXY.to_owned()),
            Proxy::Through(server) => Some(server.to_string()),
        }
    }

    /// As a profile keeps the authorities.
    pub(crate) fn authorities_setting(&self) -> String {
        self.authorities
            .as_ref()
            .map(Authorities::to_pem)
            .unwrap_or_default()
    }

    /// As the keychain keeps the credentials: the user name ends with the first line.
    pub(crate) fn credentials_to_keep(&self) -> Option<Secret> {
        let ProxyCredentials { user, password } = self.given_proxy()?.credentials.as_ref()?;
        Some(Secret::new(format!("{user}\n{}", password.expose())))
    }

    /// The given proxy and its credentials.
    pub(crate) fn given_proxy(&self) -> Option<&ProxyServer> {
        match self.proxy.as_ref()? {
            Proxy::Through(server) => Some(server),
            Proxy::System | Proxy::Direct => None,
        }
    }
}

/// Under this name the keychain keeps the credentials for the proxy of a profile.
pub(crate) fn proxy_entry(id: &ProfileId) -> String {
    format!("proxy of {id}")
}

/// What [`Connection::credentials_to_keep`] has written.
pub(crate) fn kept_credentials(kept: &Secret) -> Option<ProxyCredentials> {
    let (user, password) = kept.expose().split_once('\n')?;
    Some(ProxyCredentials {
        user: user.to_owned(),
        password: Secret::from(password),
    })
}

fn read_proxy(input: ProxyInput) -> Result<Proxy> {
    let ProxyInput {
        mode,
        address,
        user,
        password,
    } = input;
    match mode {
        ProxyMode::System => Ok(Proxy::System),
        ProxyMode::None => Ok(Proxy::Direct),
        ProxyMode::Given => {
            let mut server: ProxyServer = address.parse()?;
            if !user.trim().is_empty() {
                server.credentials = Some(ProxyCredentials {
                    user: user.trim().to_owned(),
                    password: Secret::new(password),
                });
            } else if let Some(credentials) =
                server.credentials.as_mut().filter(|_| !password.is_empty())
            {
                credentials.password = Secret::new(password);
            }
            Ok(Proxy::Through(server))
        }
    }
}

fn read_pem(pem: &str) -> Result<Authorities> {
    if pem.is_empty() {
        return Ok(Authorities::default());
    }
    Authorities::read(pem.as_bytes()).map_err(|why| {
        Error::invalid(format!(
            "the company's authorities cannot be used: {why}. Choose their file again"
        ))
    })
}

/// Reads a file of authorities, PEM or DER.
///
/// # Errors
/// [`Error::InvalidInput`] with the reason.
pub(crate) fn read_authorities(file: &Path) -> Result<AuthoritiesView> {
    let refuse = |why: &dyn std::fmt::Display| {
        Error::invalid(format!(
            "{} cannot be used as a file of authorities: {why}",
            file.display()
        ))
    };
    let bytes = std::fs::read(file).map_err(|why| refuse(&why))?;
    let authorities = Authorities::read(&bytes).map_err(|why| refuse(&why))?;
    Ok(AuthoritiesView {
        pem: authorities.to_pem(),
        certificates: certificate_views(&authorities),
    })
}

fn certificate_views(authorities: &Authorities) -> Vec<AuthorityView> {
    let view = |info: CertificateInfo| AuthorityView {
        subject: info.subject,
        valid_until: info.not_after.to_string(),
        fingerprint: info.fingerprint.to_string(),
    };
    authorities.certificates().into_iter().map(view).collect()
}
