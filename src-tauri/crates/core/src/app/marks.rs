//! Tags, notes and reviews, as the window changes them.

use super::{Tapedeck, blocking};
use crate::{
    catalogue::Shelf,
    error::Result,
    ids::{CallId, ChangeId, NoteId},
    marks::{CallMarks, Mark, Marked, NoteInput, TagCount, WrittenNote},
    query::CallQuery,
};

impl Tapedeck {
    /// Puts a mark on every call of a query.
    ///
    /// # Errors
    /// [`crate::Error::NotSignedIn`], [`crate::Error::InvalidInput`] for the query or the mark, and what the catalogue said.
    pub async fn mark_calls(&self, query: CallQuery, mark: Mark) -> Result<Marked> {
        let now = self.now();
        self.marking(move |shelf| shelf.mark(&query.range.resolve()?, &query.filter, mark, now))
            .await
    }

    /// Puts back what a change changed; the change that comes back does it again.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when it cannot be undone any more, else as for [`Tapedeck::mark_calls`].
    pub async fn undo_change(&self, change: ChangeId) -> Result<Marked> {
        self.marking(move |shelf| shelf.undo(&change)).await
    }

    /// Everything people wrote about a call.
    ///
    /// # Errors
    /// As for [`Tapedeck::mark_calls`].
    pub async fn marks(&self, call: CallId) -> Result<CallMarks> {
        self.marking(move |shelf| shelf.marks(&call)).await
    }

    /// Tags in use whose name contains `part`, at most 200.
    ///
    /// # Errors
    /// As for [`Tapedeck::mark_calls`].
    pub async fn tags(&self, part: String) -> Result<Vec<TagCount>> {
        self.marking(move |shelf| shelf.tags(&part)).await
    }

    /// Writes a note about a call.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for a call that is not held, else as for [`Tapedeck::mark_calls`].
    pub async fn write_note(&self, input: NoteInput) -> Result<WrittenNote> {
        self.known_call(&input.call).await?;
        let now = self.now();
        self.marking(move |shelf| shelf.write_note(&input, now))
            .await
    }

    /// Gives a note another text.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no such note, else as for [`Tapedeck::mark_calls`].
    pub async fn change_note(&self, id: NoteId, text: String) -> Result<Marked> {
        let now = self.now();
        self.marking(move |shelf| shelf.change_note(&id, &text, now))
            .await
    }

    /// Deletes a note.
    ///
    /// # Errors
    /// As for [`Tapedeck::change_note`].
    pub async fn delete_note(&self, id: NoteId) -> Result<Marked> {
        self.marking(move |shelf| shelf.delete_note(&id)).await
    }

    async fn marking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shelf) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let shelf = self.signed_in()?.shelf;
        blocking("what people wrote about calls", move || work(&shelf)).await
    }
}
