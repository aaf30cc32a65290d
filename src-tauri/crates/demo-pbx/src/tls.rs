//! TLS as a fresh PortSIP installation has it: a self-signed certificate that is its own CA.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::Error;
use crate::server::{Wire, Wrap};

impl Wire for TlsStream<TcpStream> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// What is wrong with the certificate; a public CA signed none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certificate {
    /// `CA:TRUE`, for 127.0.0.1 and localhost, valid: what a fresh installation has.
    #[default]
    SelfSigned,
    /// The same, but it ended in 2020.
    Expired,
    /// The same, but for another host.
    WrongHost,
}

/// A new certificate and key, and what wraps sockets in them; the certificate in DER.
pub(crate) fn self_signed(kind: Certificate) -> Result<(Wrap, Vec<u8>), Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Certificate(error.to_string());
    let names = match kind {
        Certificate::WrongHost => vec!["pbx.elsewhere.test".to_owned()],
        _ => vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
    };
    let mut parameters = CertificateParams::new(names).map_err(|error| failed(&error))?;
    if kind == Certificate::Expired {
        parameters.not_before = rcgen::date_time_ymd(2018, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2020, 1, 1);
    }
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::OrganizationName, "PortSIP demo");
    parameters
        .distinguished_name
        .push(DnType::CommonName, "demo.tapedeck.test");
    let key = KeyPair::generate().map_err(|error| failed(&error))?;
    let certificate = parameters
        .self_signed(&key)
        .map_err(|error| failed(&error))?;
    let der = certificate.der().to_vec();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let secret = PrivateKeyDer::try_from(key.serialize_der()).map_err(|error| failed(&error))?;
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret)
        .map_err(|error| failed(&error))?;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let wrap: Wrap = Arc::new(move |socket| {
        let acceptor = acceptor.clone();
        Box::pin(async move { Ok(Box::new(acceptor.accept(socket).await?) as Box<dyn Wire>) })
    });
    Ok((wrap, der))
}
