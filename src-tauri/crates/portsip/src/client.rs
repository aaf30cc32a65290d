//! The client: one HTTP connection pool, one session, one pace, for one PBX.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::redirect::Policy;

use crate::auth::SessionCell;
use crate::clock::PbxClock;
use crate::http::OwnOriginCookies;
use crate::pace::Pace;
use crate::{ClientOptions, Error, ServerAddress, Verb, tls};

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
    pub(crate) clock: PbxClock,
    pub(crate) pace: Pace,
    pub(crate) session: SessionCell,
    pub(crate) verb: RwLock<Option<Verb>>,
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
        let setup = |source: crate::error::Cause| Error::Setup {
            server: server.to_string(),
            source,
        };
        let tls = tls::client_config(server.tls_name(), options.tls)
            .map_err(|cause| setup(cause.into()))?;
        let cookies = Arc::new(OwnOriginCookies::new(server.clone()));
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .cookie_provider(Arc::clone(&cookies))
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.idle_timeout)
            // Shorter than servers keep idle connections: one that dies while a request goes out would cost a sign-in.
            .pool_idle_timeout(IDLE_CONNECTION)
            .user_agent(&options.user_agent);
        if server.is_loopback() {
            // A proxy set for the network has no way to this computer.
            builder = builder.no_proxy();
        }
        let http = builder
            .build()
            .map_err(|cause| setup(cause.without_url().into()))?;
        let verb = RwLock::new(options.verb);
        let pace = Pace::new(options.retry.first_pause, options.retry.longest_pause);
        let session = SessionCell::new(options.flavour);
        Ok(Self {
            inner: Arc::new(Inner {
                options,
                http,
                cookies,
                clock: PbxClock::default(),
                pace,
                session,
                verb,
            }),
        })
    }

    /// The PBX.
    pub fn server(&self) -> &ServerAddress {
        &self.inner.options.server
    }

    /// The verb that worked, to be pinned in [`ClientOptions::verb`] next time; `None` before the first read.
    pub fn verb(&self) -> Option<Verb> {
        *self
            .inner
            .verb
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What the PBX's clock shows now, to about a second; `None` before its first answer, or if it never says.
    pub fn pbx_time(&self) -> Option<Timestamp> {
        self.inner.clock.now()
    }

    /// Requests the PBX takes at once right now: 1 to 32, fewer after it refused some.
    pub fn requests_in_flight_limit(&self) -> usize {
        self.inner.pace.limit()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.inner.options.server.to_string())
            .finish_non_exhaustive()
    }
}
