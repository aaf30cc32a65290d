//! Ranges: what a person types, and the UTC span it means. Converted once, here (`design.md`, Time).

mod range;
mod relative;

#[cfg(test)]
mod tests;

pub(crate) use range::day_start;
pub use range::{RangeInput, UtcRange, zone};
pub use relative::RelativeRange;
