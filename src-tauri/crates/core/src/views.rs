//! Saved views: a search under a name, with the look of its table.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    ids::ViewId,
    query::CallFilter,
    settings::PresetDays,
    time,
};

/// Characters a name may have.
const LONGEST_NAME: usize = 80;
/// Bytes the look of a table may take.
const LONGEST_LOOK: usize = 100_000;

/// A search under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SavedView {
    /// Which.
    pub id: ViewId,
    /// What it is.
    pub view: View,
}

/// What a view shows and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// What a person calls it; no two have the same, whatever the case.
    pub name: String,
    /// Which days.
    pub days: PresetDays,
    /// The zone of days that move; empty for the tenant's.
    pub zone: String,
    /// Which calls of these days.
    pub filter: CallFilter,
    /// The columns and their order, as the table itself wrote them down; nothing leaves them as they are.
    pub columns: Option<String>,
}

impl View {
    /// The view with its name as it is kept, if it can be used.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] with what to change.
    pub fn checked(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        let length = self.name.chars().count();
        if length == 0 || length > LONGEST_NAME || self.name.chars().any(char::is_control) {
            return Err(Error::invalid(format!(
                "a view needs a name of 1 to {LONGEST_NAME} characters; give it another"
            )));
        }
        if self
            .columns
            .as_ref()
            .is_some_and(|look| look.len() > LONGEST_LOOK)
        {
            return Err(Error::invalid(
                "the columns of this view take too much room; reset them and save it again",
            ));
        }
        match &self.days {
            PresetDays::Fixed { range } => drop(range.resolve()?),
            PresetDays::Relative { .. } if self.zone.is_empty() => {}
            PresetDays::Relative { .. } => drop(time::zone(&self.zone)?),
        }
        self.filter.check()?;
        Ok(self)
    }

    /// By what it is unique: its name, whatever its case.
    pub(crate) fn key(&self) -> String {
        self.name.to_lowercase()
    }
}
