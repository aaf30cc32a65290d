//! How a client is to behave; everything has a default but the server.

use std::time::Duration;

use crate::auth::Flavour;
use crate::{Authorities, Proxy, ServerAddress, TlsPolicy};

/// The HTTP verb of list and detail calls: the vendor's guide and its OpenAPI files disagree (api.md, section 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// As in the OpenAPI files and in public clients.
    Get,
    /// As in the guide: same URL parameters, body `{}`.
    Post,
}

/// How often and how patiently a read is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts of one read in all, the first included. A 429 is not an attempt.
    pub attempts: u32,
    /// The first pause is drawn from zero to this; each further one from twice the span (full jitter).
    pub first_pause: Duration,
    /// No drawn pause is longer than this.
    pub longest_pause: Duration,
    /// A stated `Retry-After`, or all waiting for 429 together, above this ends the call with `Error::Throttled`.
    pub patience: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 6,
            first_pause: Duration::from_millis(300),
            longest_pause: Duration::from_secs(15),
            patience: Duration::from_hours(1),
        }
    }
}

/// How patiently the event socket is opened again after it broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconnect {
    /// The first pause is drawn from zero to this; each further one from twice the span (full jitter).
    pub first_pause: Duration,
    /// No drawn pause is longer than this.
    pub longest_pause: Duration,
    /// A socket that was listened to for this long starts the pauses afresh when it breaks.
    pub steady_after: Duration,
}

impl Default for Reconnect {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(2),
            longest_pause: Duration::from_mins(5),
            steady_after: Duration::from_mins(1),
        }
    }
}

/// Everything a [`crate::Client`] needs to know before its first request.
#[derive(Clone, Debug)]
pub struct ClientOptions {
    /// The PBX.
    pub server: ServerAddress,
    /// Whom to trust.
    pub tls: TlsPolicy,
    /// Authorities of the company, trusted besides those of the operating system.
    pub authorities: Authorities,
    /// How connections leave this computer.
    pub proxy: Proxy,
    /// A pinned verb; `None` finds out with the first read.
    pub verb: Option<Verb>,
    /// The sign-in call that worked last time; it is tried first.
    pub flavour: Option<Flavour>,
    /// Allow `http://` beyond this computer. The password then crosses the network readable.
    pub allow_plain_http: bool,
    /// Keep the password in memory and sign in again, once, when a session that has had its time cannot be renewed. One
    /// that the PBX ended before is taken back by [`crate::Client::sign_in_again`] only.
    pub remember_password: bool,
    /// Limit for name look-up, TCP and TLS together.
    pub connect_timeout: Duration,
    /// No byte for this long ends an attempt.
    pub idle_timeout: Duration,
    /// Sent as `User-Agent`.
    pub user_agent: String,
    /// Retries of reads.
    pub retry: RetryPolicy,
    /// Retries of the event socket.
    pub reconnect: Reconnect,
    /// Where a v16 has its event socket (api.md, section 6).
    pub old_events_port: u16,
}

impl ClientOptions {
    /// The defaults: system trust, verb and sign-in call to be found out, 10 s to connect, 30 s of silence.
    pub fn new(server: ServerAddress) -> Self {
        Self {
            server,
            tls: TlsPolicy::System,
            authorities: Authorities::default(),
            proxy: Proxy::System,
            verb: None,
            flavour: None,
            allow_plain_http: false,
            remember_password: false,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            user_agent: concat!("portsip/", env!("CARGO_PKG_VERSION")).to_owned(),
            retry: RetryPolicy::default(),
            reconnect: Reconnect::default(),
            old_events_port: 8885,
        }
    }
}
