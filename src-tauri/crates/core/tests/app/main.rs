//! The app as the window and the command line call it, over the demo PBX: sign-in, search, playback, jobs.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its world has failed"
)]

mod desk;
mod jobs;
mod legs;
mod listening;
mod live;
mod searching;
mod signing_in;
