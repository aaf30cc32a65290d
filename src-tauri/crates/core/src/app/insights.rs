//! The picture of a query, and its charts as files.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{Tapedeck, blocking, newest::Newest};
use crate::{
    catalogue::Shelf,
    error::{Error, Result},
    files::write_atomic,
    insights::{ExtensionInsights, ExtensionOrder, Insights, InsightsTable, Picture},
    query::CallQuery,
};

/// Extensions a page may have.
const MOST_EXTENSIONS: u32 = 500;
/// How a PNG file begins (PNG specification, 5.2).
const PNG: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

/// The picture that is looked at, and the one that is being made.
#[derive(Default)]
pub(super) struct Pictures {
    newest: Newest,
    /// Of parts of a picture. Apart: rows of the picture before may be asked for while the next one is made, and must not
    /// end it.
    newest_part: Newest,
    last: Mutex<Option<Kept>>,
}

/// A picture with what it shows: whose calls, of which question, in which state of the catalogue.
#[derive(Clone)]
struct Kept {
    shelf: Shelf,
    query: CallQuery,
    version: i64,
    picture: Arc<Picture>,
}

impl Pictures {
    fn last(&self) -> MutexGuard<'_, Option<Kept>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, shelf: &Shelf, query: &CallQuery) -> Option<Kept> {
        let same = |kept: &Kept| kept.shelf.is(shelf) && kept.query == *query;
        self.last().clone().filter(same)
    }
}

impl Tapedeck {
    /// The picture of everything a query finds; `None` when a newer question ended this one.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn insights(&self, query: CallQuery) -> Result<Option<Insights>> {
        let picture = self.picture(query, false).await?;
        Ok(picture.map(|picture| picture.insights().clone()))
    }

    /// Extensions `offset..offset + limit` of the picture that was last made of a query, at most 500; `None` when a newer
    /// question ended this one.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn extension_insights(
        &self,
        query: CallQuery,
        order: ExtensionOrder,
        offset: u32,
        limit: u32,
    ) -> Result<Option<ExtensionInsights>> {
        if limit > MOST_EXTENSIONS {
            return Err(Error::invalid(format!(
                "a page has at most {MOST_EXTENSIONS} extensions, {limit} were asked for"
            )));
        }
        let picture = self.picture(query, true).await?;
        Ok(picture.map(|picture| picture.extensions(order, offset, limit)))
    }

    /// Writes a chart of a query to a file, as CSV.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`], [`Error::DiskFull`] and [`Error::Io`].
    pub async fn save_insights(
        &self,
        query: CallQuery,
        table: InsightsTable,
        file: &Path,
    ) -> Result<()> {
        let file = file.to_owned();
        let busy = || Error::invalid("the charts are being drawn anew; save them again".to_owned());
        let picture = self.picture(query, true).await?.ok_or_else(busy)?;
        blocking("writing a chart as a table", move || {
            write_atomic(&file, &picture.csv(table)?)
        })
        .await
    }

    /// Writes a chart that the window has drawn to a file: a PNG in Base64.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for anything but a PNG, [`Error::DiskFull`] and [`Error::Io`].
    pub async fn save_drawing(&self, png: String, file: &Path) -> Result<()> {
        let file = file.to_owned();
        blocking("writing a chart", move || {
            let bytes = STANDARD.decode(png).unwrap_or_default();
            if !bytes.starts_with(&PNG) {
                return Err(Error::invalid(
                    "the chart could not be drawn as a PNG; save it as CSV".to_owned(),
                ));
            }
            write_atomic(&file, &bytes)
        })
        .await
    }

    /// The picture of a query: the last one when it is of that query and, unless `any_state`, of the catalogue as it is.
    async fn picture(&self, query: CallQuery, any_state: bool) -> Result<Option<Arc<Picture>>> {
        let shelf = self.signed_in()?.shelf;
        let app = self.clone();
        blocking("summing up calls", move || {
            let pictures = &app.inner.pictures;
            // Asked before counting: a commit in between makes the picture look older than it is, never newer.
            let version = shelf.version()?;
            let known = pictures.find(&shelf, &query);
            if let Some(kept) = known.filter(|kept| any_state || kept.version == version) {
                return Ok(Some(kept.picture));
            }
            let newest = if any_state {
                &pictures.newest_part
            } else {
                &pictures.newest
            };
            let cancel = newest.begin();
            let Some(picture) = Picture::of(&shelf, &query, &cancel)? else {
                return Ok(None);
            };
            let picture = Arc::new(picture);
            *pictures.last() = Some(Kept {
                shelf,
                query,
                version,
                picture: Arc::clone(&picture),
            });
            Ok(Some(picture))
        })
        .await
    }
}
