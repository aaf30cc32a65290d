//! The searches of the window: one runs at a time, a newer one takes its place.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{SearchPhase, SearchSnapshot, Tapedeck};
use crate::{
    error::{Error, Result},
    ids::SearchId,
    jobs::saturate,
    query::CallQuery,
    session::SessionView,
    sync::{Coverage, SyncProgress},
};

/// The newest search.
#[derive(Default)]
pub(super) struct Searches {
    count: AtomicU64,
    newest: Mutex<Option<Search>>,
}

#[derive(Clone)]
struct Search {
    id: SearchId,
    state: watch::Sender<SearchSnapshot>,
    cancel: CancellationToken,
}

impl Searches {
    /// Stops the search that runs, if one does.
    pub(super) fn cancel(&self) {
        if let Some(search) = self
            .newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
        {
            search.cancel.cancel();
        }
    }

    fn begin(&self, session: &SessionView) -> Search {
        self.cancel();
        let id = SearchId(format!(
            "search-{}",
            self.count.fetch_add(1, Ordering::Relaxed) + 1
        ));
        let (state, _) = watch::channel(SearchSnapshot {
            id: id.clone(),
            seq: 0,
            phase: SearchPhase::Reading,
            held_calls: 0,
            held_recordings: 0,
            counted_calls: None,
            counted_recordings: None,
            differences: Vec::new(),
            unreadable: 0,
            calls_refused: false,
            recordings_refused: false,
            as_of: None,
            calls_scope: session.calls,
            recordings_scope: session.recordings,
            failure: None,
        });
        let search = Search {
            id,
            state,
            cancel: CancellationToken::new(),
        };
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(search.clone());
        search
    }
}

impl Search {
    fn show(&self, change: impl FnOnce(&mut SearchSnapshot)) {
        self.state.send_modify(|snapshot| {
            snapshot.seq = snapshot.seq.saturating_add(1);
            change(snapshot);
        });
    }

    fn progress(&self, progress: SyncProgress) {
        self.show(|snapshot| {
            snapshot.held_calls = saturate(progress.held_calls);
            snapshot.held_recordings = saturate(progress.held_recordings);
            snapshot.counted_calls = progress.counted_calls.map(saturate);
            snapshot.counted_recordings = progress.counted_recordings.map(saturate);
        });
    }

    fn end(&self, ended: Result<Coverage>, held: Option<(u64, u64)>) {
        self.show(|snapshot| {
            if let Some((calls, recordings)) = held {
                snapshot.held_calls = saturate(calls);
                snapshot.held_recordings = saturate(recordings);
            }
            match ended {
                Ok(coverage) if coverage.cancelled => snapshot.phase = SearchPhase::Cancelled,
                Ok(coverage) => {
                    snapshot.phase = SearchPhase::Done;
                    let held = u64::from(snapshot.held_recordings);
                    snapshot.counted_calls = coverage.counted_calls().map(saturate);
                    snapshot.counted_recordings = coverage.counted_recordings(held).map(saturate);
                    snapshot.differences = coverage.differences();
                    snapshot.unreadable =
                        saturate(coverage.calls.bad_rows + coverage.recordings.bad_rows);
                    snapshot.calls_refused = coverage.calls_refused;
                    snapshot.recordings_refused = coverage.recordings_refused;
                    snapshot.as_of = Some(coverage.as_of.to_string());
                }
                Err(error) => {
                    snapshot.phase = SearchPhase::Failed;
                    snapshot.failure = Some(error.failure());
                }
            }
        });
    }
}

impl Tapedeck {
    /// Begins to read the query's range from the PBX. Must be called on a runtime.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for the range or a filter, [`Error::NotSignedIn`].
    pub fn start_search(&self, query: CallQuery) -> Result<SearchId> {
        let session = self.signed_in()?;
        let range = query.range.resolve()?;
        query.filter.check()?;
        let search = self.inner.searches.begin(&session.view);
        let id = search.id.clone();
        let app = self.clone();
        tokio::spawn(async move {
            let ended = app
                .read(&query, |progress| search.progress(progress), &search.cancel)
                .await;
            let shelf = session.shelf.clone();
            let held = super::blocking("counting", move || shelf.held(&range))
                .await
                .ok();
            search.end(ended, held);
        });
        Ok(id)
    }

    /// Snapshots of a search as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a newer search has taken its place.
    pub fn watch_search(&self, id: &SearchId) -> Result<watch::Receiver<SearchSnapshot>> {
        let newest = self
            .inner
            .searches
            .newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let search = newest.as_ref().filter(|search| &search.id == id);
        search
            .map(|search| search.state.subscribe())
            .ok_or_else(|| Error::NotFound {
                what: id.to_string(),
            })
    }
}
