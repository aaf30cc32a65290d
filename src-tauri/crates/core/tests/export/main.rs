//! Exports from the demo PBX: every byte, every gap, every interruption.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "these are tests; a failed helper must stop them"
)]

mod bodies;
mod double;
mod faults;
mod folder;
mod hostile;
mod house;
mod kill;
mod model;
mod sides;
mod signing;
mod soak;
mod sound;
mod stopping;
mod whole;
