//! What a person asks for: a range, filters and an order.

mod extensions;

use serde::{Deserialize, Serialize};

pub use extensions::ExtensionSet;

use crate::{
    call::Direction,
    error::{Error, Result},
    ids::CallId,
    time::RangeInput,
};

/// A question to the catalogue. The same value starts a search, fetches a page and selects what to export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallQuery {
    /// From when to when, in which zone.
    pub range: RangeInput,
    /// What must hold for each call.
    pub filter: CallFilter,
    /// First key first; empty means ascending by start. Ties are broken by start and id.
    pub sort: Vec<SortKey>,
}

/// Conditions that all must hold; an empty list or `None` asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallFilter {
    /// Numbers and ranges as typed: `101`, `200-299`. Caller, callee or destination must be one of them.
    pub extensions: Vec<String>,
    /// Any of these directions.
    pub directions: Vec<Direction>,
    /// Part of the caller's, callee's, destination's or dialled number; spaces, dashes and brackets do not count.
    pub number: Option<String>,
    /// Shortest talk time, seconds, inclusive.
    pub min_talk_s: Option<u32>,
    /// Longest talk time, seconds, inclusive.
    pub max_talk_s: Option<u32>,
    /// Answered or not.
    pub answered: Option<bool>,
    /// Recorded or not.
    pub recorded: Option<bool>,
    /// Free text: every word must occur in a number, name, trunk, queue or end reason, whatever its case.
    pub text: Option<String>,
    /// Only these calls.
    pub ids: Vec<CallId>,
    /// Calls that the PBX listed once and no longer does, in place of those it has. They are shown, never exported.
    #[serde(default)]
    pub gone: bool,
}

impl CallFilter {
    /// Whether this filter can be asked at all; the extensions it names.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for an extension that cannot be read or a shortest talk time above the longest.
    pub fn check(&self) -> Result<ExtensionSet> {
        if let (Some(min), Some(max)) = (self.min_talk_s, self.max_talk_s)
            && min > max
        {
            return Err(Error::invalid(format!(
                "the shortest talk time ({min} s) is above the longest ({max} s); swap the two"
            )));
        }
        ExtensionSet::parse(&self.extensions)
    }

    /// Whether what this filter finds can be exported: the PBX has nothing any more of what it no longer lists.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when it cannot.
    pub fn check_exportable(&self) -> Result<()> {
        if self.gone {
            return Err(Error::invalid(
                "calls that the PBX no longer has cannot be exported; take that filter away",
            ));
        }
        Ok(())
    }
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SortKey {
    /// What to order by.
    pub column: SortColumn,
    /// Largest or latest first.
    pub descending: bool,
}

/// What calls can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is the column of the same name in `calls.csv`"
)]
pub enum SortColumn {
    Started,
    Direction,
    Extension,
    ExtensionName,
    Other,
    TalkS,
    RingS,
    Queue,
    Did,
    Trunk,
    Status,
    EndReason,
    Recorded,
}
