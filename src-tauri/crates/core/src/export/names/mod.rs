//! File names: a template filled from a call, and text made safe for Windows, macOS and Linux alike.
//!
//! A value can never make a folder or leave the export: it is made safe before it is put in, and every component once
//! more afterwards. The id of the call survives any shortening, so two calls never share a name by being long.

mod claims;
mod field;
mod format;
mod grammar;
#[cfg(test)]
mod hostile;
mod problem;
mod safe;
mod template;

pub use problem::TemplateProblem;
pub use safe::{fold, is_inside, safe_component};
pub use template::Template;

pub(crate) use claims::Claims;

/// The fields a template may use, in the order they are documented.
pub fn fields() -> &'static [&'static str] {
    field::FIELDS
}
