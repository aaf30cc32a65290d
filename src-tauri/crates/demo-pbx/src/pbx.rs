//! A running demo PBX.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use crate::api::links::Links;
use crate::api::sessions::{PASSWORD, Sessions};
use crate::api::{self, Pbx};
use crate::company::DOMAIN;
use crate::counters::Tally;
use crate::happening::{self, Happenings};
use crate::server::{self, Wrap};
use crate::wsi::News;
use crate::{Company, Counters, Error, Faults, Happening, Options, PathKind};

/// How to sign in. The password protects invented calls and is public; it is still left out of `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SampleAccount {
    /// The SIP domain.
    pub domain: String,
    /// The account name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for SampleAccount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SampleAccount")
            .field("domain", &self.domain)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A demo PBX that listens on 127.0.0.1 for as long as this value lives.
pub struct DemoPbx {
    pbx: Arc<Pbx>,
    begun_with: Arc<Company>,
    address: SocketAddr,
    wrap: Wrap,
    scheme: &'static str,
    certificate: Option<Vec<u8>>,
    /// Cancelled: this listener and all its connections are gone.
    gone: Mutex<CancellationToken>,
    /// Cancelled at the end, with the storage origin.
    ended: CancellationToken,
}

impl fmt::Debug for DemoPbx {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("DemoPbx")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl DemoPbx {
    /// Makes the company and starts to listen, on the present tokio runtime.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let listen = |port: u16| move |source| Error::Listen { port, source };
        let port = options.port;
        let listener = server::bind(port).await.map_err(listen(port))?;
        let address = listener.local_addr().map_err(listen(port))?;
        let storage = server::bind(0).await.map_err(listen(0))?;
        let storage_url = format!("http://{}", storage.local_addr().map_err(listen(0))?);
        let company = Company::new(&options)?;
        let door = Protection::of(&options)?;
        let pbx = Arc::new(Pbx {
            company: RwLock::new(Arc::new(company)),
            news: News::default(),
            happenings: Happenings::default(),
            sessions: Sessions::new(&options),
            links: Links::default(),
            faults: Faults::new(options.seed, options.faults.clone()),
            tally: Tally::default(),
            storage_url,
            begun: Instant::now(),
            options,
        });
        let (gone, ended) = (CancellationToken::new(), CancellationToken::new());
        server::serve(
            storage,
            api::storage_router(&pbx),
            server::plain(),
            ended.clone(),
        )
        .map_err(listen(0))?;
        server::serve(
            listener,
            api::router(&pbx),
            Arc::clone(&door.wrap),
            gone.clone(),
        )
        .map_err(listen(port))?;
        if let Some(pace) = pbx.options.live.clone() {
            let living = happening::now_and_then(Arc::downgrade(&pbx), pace);
            tokio::spawn(ended.clone().run_until_cancelled_owned(living));
        }
        Ok(Self {
            begun_with: pbx.company(),
            pbx,
            address,
            wrap: door.wrap,
            scheme: door.scheme,
            certificate: door.certificate,
            gone: Mutex::new(gone),
            ended,
        })
    }

    /// Where it listens, such as `http://127.0.0.1:40123`, without a path.
    pub fn base_url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The origin to which [`crate::Fault::RedirectToStorage`] sends; it needs no sign-in and counts credentials that leak to it.
    pub fn storage_url(&self) -> &str {
        &self.pbx.storage_url
    }

    /// The self-signed certificate in DER, if it serves over TLS.
    pub fn certificate_der(&self) -> Option<&[u8]> {
        self.certificate.as_deref()
    }

    /// An account that sees the whole tenant. All others are in [`crate::accounts`].
    pub fn sign_in(&self) -> SampleAccount {
        self.sign_in_as("qa.lead")
    }

    /// The same for another user of the tenant.
    pub fn sign_in_as(&self, user: &str) -> SampleAccount {
        SampleAccount {
            domain: DOMAIN.to_owned(),
            user: user.to_owned(),
            password: PASSWORD.to_owned(),
        }
    }

    /// What can be made to go wrong.
    pub fn faults(&self) -> &Faults {
        &self.pbx.faults
    }

    /// What was asked so far.
    pub fn counters(&self) -> Counters {
        self.pbx.tally.read()
    }

    /// Waits until so many requests of a kind have come since the last reset.
    pub async fn until_asked(&self, kind: PathKind, count: u64) {
        self.pbx.tally.until(kind, count).await;
    }

    /// Counts from nothing again.
    pub fn reset_counters(&self) {
        self.pbx.tally.reset();
    }

    /// The calls and recordings it was started with.
    pub fn company(&self) -> &Company {
        &self.begun_with
    }

    /// The calls and recordings it tells of now, with what has happened since.
    pub fn company_now(&self) -> Arc<Company> {
        self.pbx.company()
    }

    /// A call happens, and has just ended: it is in the lists, and the event socket tells of it. Its id.
    pub fn call_now(&self, happening: &Happening) -> String {
        happening::call_now(&self.pbx, happening)
    }

    /// The recording of a call that happened can be had from now on; `false` if none was waiting for that.
    pub fn recording_ready(&self, id: &str) -> bool {
        self.pbx.recording_ready(id)
    }

    /// Cuts every event socket; they can be opened again.
    pub fn drop_event_sockets(&self) {
        self.pbx.news.cut();
    }

    /// The bytes of a file of a recording, `index` from 0; `None` if there is none.
    pub fn recording_bytes(&self, id: &str, index: usize) -> Option<Bytes> {
        let recording = id.parse().ok()?;
        self.pbx.file((recording, index)).map(|(bytes, _)| bytes)
    }

    /// The SHA-256 of [`Self::recording_bytes`], in lower-case hex.
    pub fn source_sha256(&self, id: &str, index: usize) -> Option<String> {
        let digest = Sha256::digest(self.recording_bytes(id, index)?);
        let digit = |value: u8| char::from_digit(value.into(), 16);
        digest
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
            .collect()
    }

    /// Every access token expires now; refresh tokens stay good.
    pub fn expire_tokens(&self) {
        self.pbx.sessions.expire();
    }

    /// Sessions that are open: signed in and not signed out, whether or not their access token has expired.
    pub fn open_sessions(&self) -> usize {
        self.pbx.sessions.count()
    }

    /// Everybody is signed out, refresh tokens included, as when the account signs in elsewhere.
    pub fn revoke_sessions(&self) {
        self.pbx.sessions.revoke();
    }

    /// Every link handed out so far answers 404; reading the detail again gives a new one.
    pub fn expire_links(&self) {
        self.pbx.links.expire();
    }

    /// Stops listening and cuts every connection, in the middle of whatever it carries.
    pub fn go_away(&self) {
        self.gone
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .cancel();
    }

    /// Listens again on the same port; sessions and links are as they were.
    pub async fn come_back(&self) -> Result<(), Error> {
        let port = self.address.port();
        let wrapped = |source| Error::Listen { port, source };
        let listener = server::bind(port).await.map_err(wrapped)?;
        let fresh = CancellationToken::new();
        server::serve(
            listener,
            api::router(&self.pbx),
            Arc::clone(&self.wrap),
            fresh.clone(),
        )
        .map_err(wrapped)?;
        *self.gone.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Ends it. Dropping does the same.
    pub fn shutdown(self) {
        drop(self);
    }
}

impl Drop for DemoPbx {
    fn drop(&mut self) {
        self.go_away();
        self.ended.cancel();
    }
}

/// With or without TLS.
struct Protection {
    wrap: Wrap,
    scheme: &'static str,
    certificate: Option<Vec<u8>>,
}

impl Protection {
    #[cfg(feature = "tls")]
    fn of(options: &Options) -> Result<Self, Error> {
        if let Some(kind) = options.tls {
            let (wrap, certificate) = crate::tls::self_signed(kind)?;
            return Ok(Self {
                wrap,
                scheme: "https",
                certificate: Some(certificate),
            });
        }
        Ok(Self::none())
    }

    #[cfg(not(feature = "tls"))]
    #[expect(
        clippy::unnecessary_wraps,
        reason = "with TLS, making the certificate can fail"
    )]
    fn of(_options: &Options) -> Result<Self, Error> {
        Ok(Self::none())
    }

    fn none() -> Self {
        Self {
            wrap: server::plain(),
            scheme: "http",
            certificate: None,
        }
    }
}
