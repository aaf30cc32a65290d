//! The client against a hand-made PBX double, item by item of what a sturdy client must survive.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on may say so

mod double;
mod events;
mod events_double;
mod handshake;
mod legs;
mod numbers;
mod proxies;
mod proxy_double;
mod section_9;
mod shapes;
mod tls;
mod tls_double;
mod transport;
