//! A typed client of the `PortSIP` PBX REST API (v16 and v22) for call records and call recordings.
//!
//! It knows HTTP and the PBX, and nothing of any application. Facts about the API and their certainty vary by version, so
//! the client copes with every plausible answer: lists that want `GET` or `POST`, three families of sign-in calls, filters
//! that are refused or ignored, counts that are wrong, pages of HTML in the place of data.
//!
//! * [`Client`] is the whole entrance: [`Client::info`], [`Client::sign_in`], [`Client::decide_scopes`],
//!   [`Client::list_calls`], [`Client::list_recordings`], [`Client::recording_files`], [`Client::open_file`].
//! * [`ServerAddress`], [`TlsPolicy`] and [`ClientOptions`] say where and how.
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
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzz;
mod http;
mod listing;
mod options;
mod pace;
mod query;
mod scope;
mod secret;
mod server;
mod tls;

pub use auth::{Credentials, Flavour, OtpChallenge, SignIn};
pub use blob::{FileBody, Resume};
pub use client::Client;
pub use dto::{
    Account, Cdr, Direction, FileLink, Info, Queue, QueueKind, RecordingFile, RecordingSummary,
    Tenant, User,
};
pub use error::{Cause, Error};
pub use listing::{BadRow, ListEvent, Reconciliation, SliceReport, Window};
pub use options::{ClientOptions, RetryPolicy, Verb};
pub use scope::{Scope, Scopes};
pub use secret::Secret;
pub use server::ServerAddress;
pub use tls::{CertificateInfo, Fingerprint, MalformedFingerprint, TlsPolicy};
