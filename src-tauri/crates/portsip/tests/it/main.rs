//! The client against a hand-made PBX double, item by item of what a sturdy client must survive.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on may say so

mod double;
mod files;
mod listing_double;
mod lists;
mod lists_demo;
mod lists_random;
mod pace;
mod session;
mod sign_in;
mod tls;
mod transport;
mod verbs;
