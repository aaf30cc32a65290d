//! The program as scripts see it: arguments, standard output, standard error, files and exit codes, against the demo PBX.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests may panic as tests do"
)]

mod connecting;
mod exporting;
mod formats;
mod gaps;
mod interrupted;
mod listing;
mod profiles;
mod secrets;
mod support;
mod two_at_once;
mod usage;
mod verifying;
