//! What listening found: kept when the player draws a file, and shown with its call.

use super::{Outline, Tapedeck, blocking};
use crate::{
    catalogue::Shelf,
    error::{Error, Result},
    findings::{FileFindings, HeardFile},
    ids::CallId,
};

impl Tapedeck {
    /// The outline of a file that was opened. What is found in its sound on the way is kept.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not opened, [`Error::Audio`] when it cannot be decoded.
    pub async fn outline(&self, id: &CallId, file_index: u32, buckets: u32) -> Result<Outline> {
        let shelf = self.signed_in()?.shelf;
        let recording = self.recording_of(id).await?;
        let heard = self
            .inner
            .playback
            .listen(&recording, file_index, buckets)
            .await;
        match heard {
            Ok((outline, heard)) => {
                if let Err(error) = self.keep_heard(&shelf, id, heard).await {
                    tracing::warn!(%error, "what was found in a recording is not kept");
                }
                Ok(outline)
            }
            Err(error) => Err(self.unreadable(&shelf, (id, file_index), error).await),
        }
    }

    /// What was found in the files of a call, by file; those nobody listened to are left out.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::Catalogue`].
    pub async fn findings(&self, id: CallId) -> Result<Vec<FileFindings>> {
        let shelf = self.signed_in()?.shelf;
        blocking("reading the findings", move || shelf.findings(&id)).await
    }

    /// Keeps what was found in a file of a call of that shelf; whether anything was.
    pub(super) async fn keep_heard(
        &self,
        shelf: &Shelf,
        id: &CallId,
        mut heard: HeardFile,
    ) -> Result<bool> {
        let (shelf, id, now) = (shelf.clone(), id.clone(), self.now());
        blocking("keeping the findings", move || {
            if let Some(call) = shelf.call(&id)? {
                heard.compare(call.talk_s);
            }
            shelf.keep_heard(&id, &heard, now)?;
            Ok(!heard.findings.is_empty())
        })
        .await
    }

    /// Keeps that a file cannot be decoded, when the error says so; hands the error back.
    pub(super) async fn unreadable(
        &self,
        shelf: &Shelf,
        (id, file_index): (&CallId, u32),
        error: Error,
    ) -> Error {
        let Error::Audio(audio::Error::Damaged { .. } | audio::Error::NotAudio) = &error else {
            return error;
        };
        let unreadable = HeardFile::unreadable(file_index);
        if let Err(error) = self.keep_heard(shelf, id, unreadable).await {
            tracing::warn!(%error, "that a recording cannot be decoded is not kept");
        }
        error
    }
}
