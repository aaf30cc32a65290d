//! Ranges: what a person types, and the UTC span it means. Converted once, here (`design.md`, Time).

mod range;

#[cfg(test)]
mod tests;

pub use range::{RangeInput, UtcRange, zone};
