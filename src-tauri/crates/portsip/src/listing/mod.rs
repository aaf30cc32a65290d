//! All calls or recordings of a window, complete and once each, whatever the server makes of its parameters.
//!
//! The window is cut into slices of a day. Each slice is read in pages of 100, ascending, several pages and slices in
//! flight, each page beginning with the last row of the one before: pages that share rows leave nothing out between them
//! (`borders`). What was read is held against the stated `count` and read again, at most three times, when they differ or
//! rows have moved; then in parts that fit a page, so that nothing can move (`by_parts`). Rows are delivered in batches as
//! their answers come, unique by id over the whole listing, in no order across batches.
//! Rows outside the window are dropped: a server that ignores the filter costs time, not correctness.

mod borders;
mod by_pages;
mod by_parts;
mod ids;
pub(crate) mod pages;
mod reading;
mod report;
mod run;
mod slice;
mod union;
mod window;

use std::future::Future;

pub use report::{BadRow, Reconciliation, SliceReport};
pub use window::Window;

use crate::client::Client;
use crate::dto::{Cdr, Page, RecordingFile, RecordingSummary};
use crate::http::{self, Ask};
use crate::query::encode;
use crate::scope::GroupScope;
use crate::{Error, Scope};

/// What a listing tells while it runs.
#[derive(Clone, Debug, PartialEq)]
pub enum ListEvent<T> {
    /// New rows, never empty, never one that was delivered before.
    Rows(Vec<T>),
    /// A slice is read, as often as it needed. Slices end in any order.
    SliceDone(SliceReport),
}

impl Client {
    /// Lists the calls that started in `window`. `sink` is called from within this future; it should be quick.
    ///
    /// The first batch comes with the first answer. Dropping the future stops everything. An error ends the listing;
    /// what was delivered before stays true.
    ///
    /// ```no_run
    /// # async fn example(client: portsip::Client) -> Result<(), portsip::Error> {
    /// use portsip::{ListEvent, Scope, Window};
    ///
    /// let window = Window { start: "2026-11-01T00:00:00Z".parse().unwrap(), end: "2026-11-08T00:00:00Z".parse().unwrap() };
    /// let mut calls = Vec::new();
    /// let report = client
    ///     .list_calls(Scope::Tenant, window, |event| {
    ///         if let ListEvent::Rows(rows) = event {
    ///             calls.extend(rows);
    ///         }
    ///     })
    ///     .await?;
    /// println!("the PBX counted {:?}, {} are here", report.counted, report.received);
    /// # Ok(())
    /// # }
    /// ```
    pub fn list_calls(
        &self,
        scope: Scope,
        window: Window,
        sink: impl FnMut(ListEvent<Cdr>) + Send,
    ) -> impl Future<Output = Result<Reconciliation, Error>> + Send {
        let list = run::List {
            what: "the calls",
            path: scope.calls_path(),
            start: window.start,
            group: None,
        };
        run::list(self.inner.clone(), list, window, sink)
    }

    /// Lists the recordings that were answered in `window`; otherwise as [`Client::list_calls`]. To join them with calls
    /// that started in a window, widen its end: a recording starts when the call is answered. Of [`Scope::Groups`] the
    /// lists of the user and of each group are read as one, and slices are told at the end.
    pub fn list_recordings(
        &self,
        scope: Scope,
        window: Window,
        sink: impl FnMut(ListEvent<RecordingSummary>) + Send,
    ) -> impl Future<Output = Result<Reconciliation, Error>> + Send {
        let list = |scope: Scope, group| run::List {
            what: "the recordings",
            path: scope.recordings_path(),
            start: window.start,
            group,
        };
        let mut lists = vec![list(scope, None)];
        if scope == Scope::Groups {
            let GroupScope { groups, own } = self.group_scope();
            let of_groups = groups.into_iter().map(|group| list(scope, Some(group.id)));
            lists = of_groups.collect();
            if own {
                lists.insert(0, list(Scope::Own, None));
            }
        }
        union::list(self.inner.clone(), lists, window, sink)
    }

    /// The files of a recording, whose id is the call's. Empty if the PBX has none (any more, or yet: a recording may
    /// appear minutes after the call); [`Error::Forbidden`] also when a web page comes in its place. Links are secret and short-lived: read this just before [`Client::open_file`].
    pub async fn recording_files(
        &self,
        scope: Scope,
        id: &str,
    ) -> Result<Vec<RecordingFile>, Error> {
        let files = self.files_in(scope, id).await;
        match files {
            // It is not of the groups; then it is the user's own.
            Err(Error::Forbidden { .. } | Error::NotFound { .. }) if scope == Scope::Groups => {
                self.files_in(Scope::Own, id).await
            }
            files => files,
        }
    }

    async fn files_in(&self, scope: Scope, id: &str) -> Result<Vec<RecordingFile>, Error> {
        let what = format!("recording {}", http::printable(id));
        let path = format!("{}/{}", scope.recordings_path(), encode(id));
        let answer = self.inner.read_call(&Ask::get(what.as_str(), path)).await?;
        if answer.html && answer.is_success() && self.verb().is_some() {
            // Reads work on this server, so the page says that this one needs a permission.
            let what = format!("{what} (a web page came instead)");
            return Err(Error::Forbidden { what });
        }
        let answer = answer.expect_data(&what)?;
        let page = Page::read(&answer.body).map_err(|detail| http::bad(&what, detail))?;
        let files = page
            .items
            .iter()
            .map(|item| RecordingFile::read(item.get()));
        files
            .collect::<Result<_, _>>()
            .map_err(|detail| http::bad(&what, detail))
    }
}
