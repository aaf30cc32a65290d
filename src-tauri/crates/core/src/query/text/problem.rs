//! Why a line of text is no filter, and where.

use serde::{Deserialize, Serialize};

use super::super::FilterFault;
use crate::error::Error;

/// What is wrong with a filter in its text form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FilterProblem {
    /// Characters (Unicode scalar values) before the place.
    pub at: u32,
    /// Characters the place is long; 0 at the end of the text.
    pub length: u32,
    /// What is wrong and what would be right.
    pub fault: FilterFault,
}

impl FilterProblem {
    pub(super) fn new(place: std::ops::Range<usize>, fault: FilterFault) -> Self {
        let count = |chars| u32::try_from(chars).unwrap_or(u32::MAX);
        Self {
            at: count(place.start),
            length: count(place.len()),
            fault,
        }
    }

    /// The same as an error, with the place in words.
    pub fn error(&self, text: &str) -> Error {
        let place: String = text
            .chars()
            .skip(self.at as usize)
            .take(self.length as usize)
            .collect();
        let fault = &self.fault;
        Error::invalid(if place.is_empty() {
            format!("the filter ends too early: {fault}")
        } else {
            let character = self.at.saturating_add(1);
            format!("the filter at character {character} ({place:?}): {fault}")
        })
    }
}
