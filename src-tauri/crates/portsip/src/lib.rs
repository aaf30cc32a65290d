//! A typed client of the `PortSIP` PBX REST API (v16 and v22) for call records and call recordings.
//!
//! It knows HTTP and the PBX, and nothing of any application. Facts about the API and their certainty vary by version, so
//! the client copes with every plausible answer: lists that want `GET` or `POST`, three families of sign-in calls, filters
//! that are refused or ignored, counts that are wrong, pages of HTML in the place of data.
//!
//! * [`Client`] is the whole entrance: [`Client::info`], [`Client::sign_in`], [`Client::decide_scopes`],
//!   [`Client::list_calls`], [`Client::call_legs`], [`Client::list_recordings`], [`Client::recording_files`],
//!   [`Client::open_file`], [`Client::events`].
//! * [`ServerAddress`], [`TlsPolicy`], [`Authorities`], [`Proxy`] and [`ClientOptions`] say where and how.
//! * [`Client::connect`], [`Client::encrypt`], [`Client::calls_access`], [`Client::clock_difference`] and
//!   [`Client::answer_shapes`] find out why something does not work.
//! * [`Error`] has one variant per thing the caller can do about it. Nothing printable holds a secret.

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod auth;
mod blob;
mod classify;
mod client;
mod clock;
mod directory;
mod dto;
mod error;
mod events;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod handshake;
mod http;
mod legs;
mod listing;
mod numbers;
mod options;
mod pace;
mod proxy;
mod query;
mod recognise;
mod rights;
mod scope;
mod secret;
mod server;
mod tls;

pub use auth::{Credentials, Flavour, OtpChallenge, SignIn};
pub use blob::{FileBody, Resume};
pub use client::Client;
pub use clock::ClockDifference;
pub use dto::{
    Account, CallLeg, Cdr, Direction, FileLink, Group, Info, NumberInfo, NumberKind, RecordingFile,
    RecordingSummary, Shape, Tenant, User,
};
pub use error::{Cause, Error};
pub use events::{CallEvent, CallOutcome, CallTarget, Event, Refusal};
pub use handshake::{Encryption, OpenConnection, Reach};
pub use legs::CallLegs;
pub use listing::{BadRow, ListEvent, Reconciliation, SliceReport, Window};
pub use options::{ClientOptions, Reconnect, RetryPolicy, Verb};
pub use pace::gently;
pub use proxy::{Proxy, ProxyAddress, ProxyCredentials, ProxyServer};
pub use rights::{Access, AnswerShape};
pub use scope::{Scope, Scopes};
pub use secret::Secret;
pub use server::ServerAddress;
pub use tls::{
    Authorities, CertificateInfo, CertificateProblem, CertificateProblems, Fingerprint,
    MalformedFingerprint, TlsPolicy, TlsProblem, UnusableAuthorities,
};
