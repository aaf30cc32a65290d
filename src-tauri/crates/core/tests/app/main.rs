//! The app as the window and the command line call it, over the demo PBX: sign-in, search, playback, jobs.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its world has failed"
)]

mod asking;
mod awake;
mod connecting;
mod desk;
mod diagnosing;
mod estimating;
mod jobs;
mod keeping;
mod legs;
mod listening;
mod live;
mod marking;
mod picturing;
mod presets;
mod proof;
/// The same little proxy that the client is tested with.
#[path = "../../../portsip/tests/it/proxy_double.rs"]
#[allow(dead_code)] // not every manner is needed here
mod proxy_double;
mod searching;
mod signing_in;
mod steps;
mod taken_over;
