//! The crate as its callers see it: real files in, facts and samples out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "builders outside #[test] functions fail loudly too"
)]

mod convert;
mod decode;
mod files;
mod findings;
mod hostile;
mod peaks;
mod probe;
mod sniff;
mod sound;
mod tags;
