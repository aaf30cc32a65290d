//! The program as scripts see it: arguments, standard output, standard error, files and exit codes, against the demo PBX.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests may panic as tests do"
)]

mod activity;
mod bags;
mod connecting;
mod diagnosing;
mod exporting;
mod formats;
mod gaps;
mod incremental;
mod interrupted;
mod listing;
mod presets;
mod profiles;
mod proxies;
/// The same little proxy that the client is tested with.
#[path = "../../../portsip/tests/it/proxy_double.rs"]
#[allow(dead_code)] // not every manner is needed here
mod proxy_double;
mod secrets;
mod steps;
mod support;
mod two_at_once;
mod usage;
mod verifying;
