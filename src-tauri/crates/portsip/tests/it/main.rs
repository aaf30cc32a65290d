//! The client against a hand-made PBX double, item by item of what a sturdy client must survive.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on may say so

mod double;
mod section_9;
mod session;
mod sign_in;
mod tls;
mod transport;
mod verbs;
