//! Why a name template cannot be used, and where in it.

use std::{fmt, ops::Range};

use crate::error::Error;

/// What is wrong with a name template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateProblem {
    template: String,
    /// Bytes of the template.
    place: Range<usize>,
    reason: String,
}

impl TemplateProblem {
    pub(super) fn new(template: &str, place: Range<usize>, reason: impl Into<String>) -> Self {
        Self {
            template: template.to_owned(),
            place,
            reason: reason.into(),
        }
    }

    /// What is wrong and what would be right, as a sentence.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The wrong part, in bytes; empty where something is missing.
    pub fn place(&self) -> Range<usize> {
        self.place.clone()
    }

    /// The wrong part, in UTF-16 units as a text field counts; empty at the end where something is missing.
    pub fn utf16_place(&self) -> Range<usize> {
        let units = |to: usize| self.template[..to].encode_utf16().count();
        units(self.place.start)..units(self.place.end)
    }
}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if self.place.is_empty() {
            return Ok(());
        }
        let character = self.template[..self.place.start].chars().count() + 1;
        let part = &self.template[self.place.clone()];
        write!(
            f,
            " (at {part:?}, character {character} of the name template)"
        )
    }
}

impl From<TemplateProblem> for Error {
    fn from(problem: TemplateProblem) -> Self {
        Self::invalid(problem.to_string())
    }
}
