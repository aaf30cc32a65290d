//! Tapedeck without a window: everything the app does, for the shell, the command line and tests alike.
//!
//! A call travels one way: a PBX page becomes [`portsip`] rows, these become [`call::Call`]s in the [`catalogue`], and
//! pages of the catalogue go to whoever asks. A recording travels one way too: its link is read, the bytes go to a
//! `.part` file, are checked, renamed into place and written to the manifest ([`export`]).
//!
//! This crate names no window and no fixed path. What it needs from outside is a trait it owns: [`secrets::SecretStore`],
//! [`settings::SettingsStore`], [`clock::Clock`].

pub mod activity;
pub mod app;
pub mod call;
pub mod case;
pub mod catalogue;
pub mod clock;
mod desks;
pub mod diagnose;
pub mod error;
pub mod export;
pub mod files;
pub mod findings;
pub mod ids;
pub mod insights;
pub mod jobs;
pub mod legs;
pub mod live;
pub mod logs;
pub mod marks;
pub mod playback;
pub mod query;
pub mod secrets;
pub mod session;
pub mod settings;
pub mod signing;
pub mod sync;
pub mod time;
pub mod views;

pub use app::Tapedeck;
pub use error::{Error, ErrorKind, Failure, Result};
pub use portsip::Secret;
