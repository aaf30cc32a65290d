//! The way to a PBX, and what can be known of it without a password.

use portsip::{
    CertificateInfo, Client, ClientOptions, Fingerprint, Info, ServerAddress, TlsPolicy, Verb,
};

use super::{CertificateView, Connection, ServerProbe};
use crate::error::{Error, Result};

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
            too_old: matches!(error, Some(Error::Pbx(portsip::Error::TooOld { .. }))),
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
