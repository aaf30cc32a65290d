//! A connection that is only looked at: how the PBX is reached and what its TLS is like. Nothing of HTTP is sent to it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use rustls::ProtocolVersion;
use rustls::pki_types::ServerName;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tower::ServiceExt as _;

use crate::classify::{Failure, ProxyFailure, failure_in};
use crate::client::{Client, Inner};
use crate::error::Cause;
use crate::proxy::Route;
use crate::{CertificateInfo, Error};

const WHAT: &str = "the connection";

/// How the PBX is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The proxy on the way, without credentials; `None` when the way is straight.
    pub proxy: Option<String>,
    /// The addresses the host name stands for here; empty when the proxy looks it up.
    pub addresses: Vec<IpAddr>,
    /// The name look-up.
    pub looked_up_in: Duration,
    /// From the look-up to a connection, the proxy included.
    pub connected_in: Duration,
}

/// What was agreed with the PBX, after its certificate was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// `TLS 1.3`.
    pub version: String,
    /// `TLS13_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// The certificate of the PBX.
    pub certificate: CertificateInfo,
    /// Certificates the PBX sent, its own included.
    pub chain: usize,
    /// The handshake.
    pub agreed_in: Duration,
}

/// A connection to the PBX, before anything is said on it.
pub struct OpenConnection {
    reach: Reach,
    stream: TcpStream,
}

impl OpenConnection {
    /// How it came about.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }
}

impl Client {
    /// Connects to the PBX, through the proxy if there is one, and says nothing.
    ///
    /// [`Error::Unreachable`] and the three errors of proxies.
    pub async fn connect(&self) -> Result<OpenConnection, Error> {
        let inner = &self.inner;
        let limit = inner.options.connect_timeout;
        match tokio::time::timeout(limit, inner.open()).await {
            Ok(opened) => opened,
            Err(late) => Err(inner.explain(WHAT, Failure::ConnectTimeout, late.into())),
        }
    }

    /// Agrees on encryption, and ends the connection. `None` for a PBX that is spoken to in plain HTTP.
    ///
    /// [`Error::Certificate`], [`Error::PinMismatch`], [`Error::Tls`]: what the first request would end with.
    pub async fn encrypt(&self, connection: OpenConnection) -> Result<Option<Encryption>, Error> {
        if self.inner.options.server.is_plain_http() {
            return Ok(None);
        }
        let handshake = self.inner.agree(connection.stream);
        match tokio::time::timeout(self.inner.options.connect_timeout, handshake).await {
            Ok(agreed) => agreed.map(Some),
            Err(_) => Err(Error::Timeout {
                what: "the TLS handshake".to_owned(),
                server: self.inner.options.server.to_string(),
            }),
        }
    }
}

impl Inner {
    async fn open(&self) -> Result<OpenConnection, Error> {
        let begun = Instant::now();
        let opened = match &self.route {
            None => self.straight().await,
            Some(route) => self
                .through(route)
                .await
                .map(|stream| (stream, Vec::new(), begun)),
        };
        let (stream, addresses, looked_up) = opened.map_err(|cause| {
            let failure = if cause.is::<OtherProxy>() {
                Failure::Proxy(ProxyFailure::Refused(cause.to_string()))
            } else {
                failure_in(cause.as_ref()).unwrap_or(Failure::Connect)
            };
            self.explain(WHAT, failure, cause)
        })?;
        let reach = Reach {
            proxy: self.route.as_ref().map(|route| route.name.clone()),
            addresses,
            looked_up_in: looked_up - begun,
            connected_in: looked_up.elapsed(),
        };
        Ok(OpenConnection { reach, stream })
    }

    /// A connection without a proxy, the addresses it could have had, and when they were known.
    async fn straight(&self) -> Result<(TcpStream, Vec<IpAddr>, Instant), Cause> {
        let server = &self.options.server;
        let place = (server.tls_name(), server.port());
        let sockets: Vec<SocketAddr> = tokio::net::lookup_host(place).await?.collect();
        let looked_up = Instant::now();
        let stream = TcpStream::connect(&sockets[..]).await?;
        let addresses = sockets.iter().map(SocketAddr::ip).collect();
        Ok((stream, addresses, looked_up))
    }

    /// A connection through a proxy, with the connectors that the HTTP library has.
    async fn through(&self, route: &Route) -> Result<TcpStream, Cause> {
        let target: Uri = self.options.server.url("/").as_str().parse()?;
        let proxy = route.intercept.uri().clone();
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        let stream = match proxy.scheme_str() {
            Some("socks5" | "socks5h") => {
                let mut socks = SocksV5::new(proxy, tcp);
                if let Some((user, password)) = route.intercept.raw_auth() {
                    socks = socks.with_auth(user.to_owned(), password.to_owned());
                }
                socks.oneshot(target).await?
            }
            // What is not encrypted goes to the proxy itself, without a tunnel.
            Some("http") if self.options.server.is_plain_http() => tcp.oneshot(proxy).await?,
            Some("http") => {
                let mut tunnel = Tunnel::new(proxy, tcp);
                if let Some(sign_in) = route.intercept.basic_auth() {
                    tunnel = tunnel.with_auth(sign_in.clone());
                }
                tunnel.oneshot(target).await?
            }
            // A proxy of the system that is spoken to over TLS itself, or an old SOCKS: told like a refusal.
            _ => return Err(OtherProxy.into()),
        };
        Ok(stream.into_inner())
    }

    async fn agree(&self, stream: TcpStream) -> Result<Encryption, Error> {
        let name = ServerName::try_from(self.options.server.tls_name());
        let explain = |cause: Cause| {
            let failure = failure_in(cause.as_ref()).unwrap_or(Failure::Interrupted);
            self.explain("the TLS handshake", failure, cause)
        };
        let name = name.map_err(|cause| explain(cause.into()))?;
        let begun = Instant::now();
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let mut stream = connector
            .connect(name, stream)
            .await
            .map_err(|cause| explain(cause.into()))?;
        let agreed_in = begun.elapsed();
        let session = stream.get_ref().1;
        let sent = session.peer_certificates().unwrap_or_default();
        let encryption = Encryption {
            version: version_name(session.protocol_version()),
            cipher: session
                .negotiated_cipher_suite()
                .map(|suite| format!("{:?}", suite.suite()))
                .unwrap_or_default(),
            certificate: CertificateInfo::of(sent.first().map_or(&[], |first| first)),
            chain: sent.len(),
            agreed_in,
        };
        // A polite end; the answer to it does not matter.
        let _ = stream.shutdown().await;
        Ok(encryption)
    }
}

/// A proxy that requests pass, but that a connection cannot be looked at through.
#[derive(Debug, thiserror::Error)]
#[error("it is of a kind that a connection cannot be looked at through")]
struct OtherProxy;

fn version_name(version: Option<ProtocolVersion>) -> String {
    match version {
        Some(ProtocolVersion::TLSv1_3) => "TLS 1.3".to_owned(),
        Some(ProtocolVersion::TLSv1_2) => "TLS 1.2".to_owned(),
        other => format!("{other:?}"),
    }
}
