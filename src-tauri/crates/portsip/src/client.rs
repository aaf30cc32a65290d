//! The client: one HTTP connection pool, one session, one pace, for one PBX.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use reqwest::redirect::Policy;
use rustls::ClientConfig;

use crate::auth::SessionCell;
use crate::clock::Clock;
use crate::http::OwnOriginCookies;
use crate::pace::Pace;
use crate::proxy::{Proxy, Route};
use crate::scope::GroupScope;
use crate::tls::{NoClientCertificate, Tls};
use crate::{ClientOptions, Error, ServerAddress, TlsPolicy, Verb};

/// Idle connections are closed by us first.
const IDLE_CONNECTION: Duration = Duration::from_secs(20);

/// A client of one PBX. Cheap to clone; clones share the session, the connections and the pace.
///
/// ```no_run
/// use portsip::{Client, ClientOptions, Credentials, Secret, SignIn};
///
/// # async fn example() -> Result<(), portsip::Error> {
/// let client = Client::new(ClientOptions::new("pbx.example.com".parse()?))?;
/// let credentials = Credentials {
///     user: "agent1".to_owned(),
///     domain: Some("test.io".to_owned()),
///     password: Secret::from("…"),
/// };
/// match client.sign_in(&credentials).await? {
///     SignIn::Done => {}
///     SignIn::CodeNeeded(challenge) => {
///         client.send_code(&challenge).await?;
///         client.verify_code(&challenge, "123456").await?;
///     }
/// }
/// let scopes = client.decide_scopes().await?;
/// println!("{:?}", scopes.calls);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

/// What all clones share.
pub(crate) struct Inner {
    pub(crate) options: ClientOptions,
    pub(crate) http: reqwest::Client,
    pub(crate) cookies: Arc<OwnOriginCookies>,
    pub(crate) pace: Pace,
    pub(crate) session: SessionCell,
    pub(crate) verb: RwLock<Option<Verb>>,
    /// A list has stated more than the rows of its page: the counts of this server are totals.
    pub(crate) counts_are_totals: AtomicBool,
    /// Set once the PBX has shown that it has no call log.
    pub(crate) no_call_log: AtomicBool,
    /// The proxy on the way, if there is one.
    pub(crate) route: Option<Route>,
    /// The TLS set-up, for connections that are only looked at.
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) client_certificate: Arc<NoClientCertificate>,
    pub(crate) clock: Clock,
    /// The server is known to be none that gets no password.
    pub(crate) recognised: AtomicBool,
    /// What [`Client::decide_scopes`] found behind [`crate::Scope::Groups`].
    pub(crate) groups: RwLock<GroupScope>,
}

impl Client {
    /// Sets the client up; nothing is sent. Refuses `http://` beyond this computer unless the options allow it.
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let server = &options.server;
        if server.is_plain_http() && !server.is_loopback() && !options.allow_plain_http {
            return Err(Error::PlainHttpRefused {
                server: server.to_string(),
            });
        }
        let tls = Tls::new(server.tls_name(), options.tls, &options.authorities)
            .map_err(|cause| Error::setup(server, cause.into()))?;
        let route = Route::to(server, &options.proxy);
        if let Some(route) = route
            .as_ref()
            .filter(|_| server.is_ipv6() && !server.is_plain_http())
        {
            // The HTTP library takes the brackets for a part of the name when it encrypts through a proxy.
            return Err(Error::ProxyRefused {
                proxy: route.name.clone(),
                server: server.to_string(),
                detail: "an IPv6 address cannot be reached through a proxy, its host name can"
                    .to_owned(),
            });
        }
        let cookies = Arc::new(OwnOriginCookies::new(server.clone()));
        let http = http_client(&options, &tls.config, Some(Arc::clone(&cookies)))?;
        let verb = RwLock::new(options.verb);
        let pace = Pace::new(options.retry.first_pause, options.retry.longest_pause);
        let session = SessionCell::new(options.flavour);
        Ok(Self {
            inner: Arc::new(Inner {
                options,
                http,
                cookies,
                pace,
                session,
                verb,
                counts_are_totals: AtomicBool::new(false),
                no_call_log: AtomicBool::new(false),
                route,
                tls: Arc::new(tls.config),
                client_certificate: tls.client_certificate,
                clock: Clock::default(),
                recognised: AtomicBool::new(false),
                groups: RwLock::default(),
            }),
        })
    }

    /// The PBX.
    pub fn server(&self) -> &ServerAddress {
        &self.inner.options.server
    }

    /// Whether exactly one certificate is trusted.
    pub fn is_pinned(&self) -> bool {
        self.inner.options.tls != TlsPolicy::System
    }

    /// Whether authorities are trusted besides those of the operating system.
    pub fn has_own_authorities(&self) -> bool {
        !self.inner.options.authorities.is_empty()
    }

    /// The verb that worked, to be pinned in [`ClientOptions::verb`] next time; `None` before the first read.
    pub fn verb(&self) -> Option<Verb> {
        *self
            .inner
            .verb
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// How long nothing may come before an attempt ends ([`ClientOptions::idle_timeout`]).
    pub fn idle_timeout(&self) -> Duration {
        self.inner.options.idle_timeout
    }

    /// Requests the PBX takes at once right now: 1 to 32, fewer after it refused some.
    pub fn requests_in_flight_limit(&self) -> usize {
        self.inner.pace.limit()
    }
}

/// The connection pool. Without `cookies` it knows no session.
pub(crate) fn http_client(
    options: &ClientOptions,
    tls: &ClientConfig,
    cookies: Option<Arc<OwnOriginCookies>>,
) -> Result<reqwest::Client, Error> {
    let server = &options.server;
    let setup = |cause: reqwest::Error| Error::setup(server, cause.without_url().into());
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .http1_only()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.idle_timeout)
        // Shorter than servers keep idle connections: one that dies while a request goes out would cost a sign-in.
        .pool_idle_timeout(IDLE_CONNECTION)
        .user_agent(&options.user_agent);
    if let Some(cookies) = cookies {
        builder = builder.cookie_provider(cookies);
    }
    builder = match options.proxy.for_library().map_err(setup)? {
        Some(proxy) => builder.proxy(proxy),
        // A proxy set for the network has no way to this computer.
        None if options.proxy == Proxy::Direct || server.is_loopback() => builder.no_proxy(),
        None => builder,
    };
    builder.build().map_err(setup)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.inner.options.server.to_string())
            .finish_non_exhaustive()
    }
}
