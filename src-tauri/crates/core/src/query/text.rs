//! Filters as a line of text: `from:101 talk:>30s -tag:complaint`. The grammar is in `docs/search.md`.
//!
//! [`print`] writes what [`parse`] reads: the two are inverse for every filter that [`super::CallFilter::and`] builds.

mod field;
mod parse;
mod print;
mod problem;
mod reader;
mod value;

#[cfg(test)]
mod tests;

pub use field::Field;
pub use parse::parse;
pub use print::print;
pub use problem::FilterProblem;
