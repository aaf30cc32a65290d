//! Filters as text, values to choose from, saved views and the searches of late.

use serde::{Deserialize, Serialize};

use super::{Tapedeck, blocking};
use crate::{
    catalogue::Shelf,
    error::Result,
    ids::ViewId,
    query::{self, CallFilter, FilterProblem, ListField},
    views::{SavedView, View},
};

/// A line of text, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FilterReading {
    /// What it asks; nothing when it cannot be read.
    pub filter: Option<CallFilter>,
    /// Why it cannot be read.
    pub problem: Option<FilterProblem>,
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FilterValue {
    /// As the filter has it.
    pub value: String,
    /// The name of a number; may be empty.
    pub name: String,
    /// How many calls have it.
    pub calls: Option<u32>,
}

impl FilterValue {
    /// A value that is its own name.
    pub(crate) fn word(word: &str) -> Self {
        Self {
            value: word.to_owned(),
            name: String::new(),
            calls: None,
        }
    }
}

impl Tapedeck {
    /// Reads a line of text as a filter.
    pub fn read_filter(&self, line: &str) -> FilterReading {
        let (filter, problem) = match query::parse(line) {
            Ok(filter) => (Some(filter), None),
            Err(problem) => (None, Some(problem)),
        };
        FilterReading { filter, problem }
    }

    /// Values of a field that contain `part` in number or name, at most 50.
    ///
    /// # Errors
    /// [`crate::Error::NotSignedIn`], [`crate::Error::Catalogue`].
    pub async fn filter_values(&self, field: ListField, part: String) -> Result<Vec<FilterValue>> {
        self.asking(move |shelf| shelf.values(field, &part)).await
    }

    /// The saved views of the account, in the order of the person.
    ///
    /// # Errors
    /// As for [`Tapedeck::filter_values`].
    pub async fn views(&self) -> Result<Vec<SavedView>> {
        self.asking(Shelf::views).await
    }

    /// Keeps a view: a new one, or in place of the one with this id.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] with what to change, [`crate::Error::NotFound`] when the one to replace is gone,
    /// else as for [`Tapedeck::filter_values`].
    pub async fn save_view(&self, id: Option<ViewId>, view: View) -> Result<SavedView> {
        self.asking(move |shelf| shelf.save_view(id.as_ref(), view))
            .await
    }

    /// Forgets a view.
    ///
    /// # Errors
    /// As for [`Tapedeck::filter_values`].
    pub async fn delete_view(&self, id: ViewId) -> Result<()> {
        self.asking(move |shelf| shelf.delete_view(&id)).await
    }

    /// Puts the views into this order.
    ///
    /// # Errors
    /// As for [`Tapedeck::filter_values`].
    pub async fn order_views(&self, ids: Vec<ViewId>) -> Result<()> {
        self.asking(move |shelf| shelf.order_views(&ids)).await
    }

    /// The filters searched for of late, as lines of text, newest first.
    ///
    /// # Errors
    /// As for [`Tapedeck::filter_values`].
    pub async fn recent_searches(&self) -> Result<Vec<String>> {
        self.asking(Shelf::recent_searches).await
    }

    /// Remembers a filter as searched for now; one that asks nothing is not remembered.
    ///
    /// # Errors
    /// As for [`Tapedeck::filter_values`].
    pub async fn note_search(&self, filter: CallFilter) -> Result<()> {
        let (line, now) = (query::print(&filter), self.now());
        if line.is_empty() {
            return Ok(());
        }
        self.asking(move |shelf| shelf.note_search(&line, now))
            .await
    }

    /// Forgets the searches of late.
    ///
    /// # Errors
    /// As for [`Tapedeck::filter_values`].
    pub async fn forget_searches(&self) -> Result<()> {
        self.asking(Shelf::forget_searches).await
    }

    async fn asking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shelf) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shelf = self.signed_in()?.shelf;
        blocking("the catalogue of searches", move || work(&shelf)).await
    }
}
