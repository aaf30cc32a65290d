//! Exporting only what is new in a folder.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Tapedeck, blocking};
use crate::{
    error::Result,
    export,
    ids::FolderId,
    query::{CallFilter, CallQuery},
    time::{RangeInput, RelativeRange},
};

/// What an export that adds to a folder has to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NewSince {
    /// Everything before this is in the folder, or is not to be had; RFC 3339.
    pub until: String,
    /// The days to look at: three more, for recordings that came late.
    pub range: RangeInput,
    /// Earlier exports asked for the same calls as the same user; else their end says little about these.
    pub same_selection: bool,
}

impl Tapedeck {
    /// From when on something can be new in a folder for that selection, until `to`, or today. `None` for a folder
    /// without an earlier export.
    ///
    /// # Errors
    /// [`crate::Error::NotSignedIn`], [`crate::Error::Io`], [`crate::Error::InvalidInput`] for the zone.
    pub async fn new_since(
        &self,
        dest: PathBuf,
        filter: CallFilter,
        zone: String,
        to: Option<String>,
    ) -> Result<Option<NewSince>> {
        let account = self.signed_in()?.account;
        let now = self.now();
        blocking("looking at the folder", move || {
            let Some(earlier) = export::earlier_export(&dest, &account, &filter)? else {
                return Ok(None);
            };
            let to = match to {
                Some(to) => to,
                None => RelativeRange::Today.at(now, &zone)?.to,
            };
            Ok(Some(NewSince {
                until: earlier.until.to_string(),
                range: earlier.range(&zone, to)?,
                same_selection: earlier.same_selection,
            }))
        })
        .await
    }

    /// The same for a folder that a person chose and the query they look at.
    ///
    /// # Errors
    /// As for [`Tapedeck::new_since`].
    pub async fn find_earlier(
        &self,
        folder: &FolderId,
        query: CallQuery,
    ) -> Result<Option<NewSince>> {
        let dest = self.folder(folder)?;
        self.new_since(dest, query.filter, query.range.zone, None)
            .await
    }
}
