//! The searches of the window: one runs at a time, a newer one takes its place.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    SearchPhase, SearchSnapshot, Tapedeck,
    following::{Following, Told},
    live::Ear,
};
use crate::{
    error::{Error, Result},
    ids::SearchId,
    jobs::saturate,
    live::{LiveState, LiveView},
    query::CallQuery,
    session::SessionView,
    sync::{self, Coverage, SyncProgress},
    time::UtcRange,
};

/// The newest search.
#[derive(Default)]
pub(super) struct Searches {
    count: AtomicU64,
    newest: Mutex<Option<Search>>,
}

#[derive(Clone)]
pub(super) struct Search {
    id: SearchId,
    range: UtcRange,
    /// Up to when calls were read, once they were.
    read_at: Arc<Mutex<Option<Timestamp>>>,
    state: watch::Sender<SearchSnapshot>,
    pub(super) cancel: CancellationToken,
    /// To the task that follows it once it has been read.
    told: mpsc::UnboundedSender<Told>,
}

impl Searches {
    /// Stops the newest search, whether it reads or is followed.
    pub(super) fn cancel(&self) {
        if let Some(search) = self.newest() {
            search.cancel.cancel();
        }
    }

    fn newest(&self) -> Option<Search> {
        self.newest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether the newest search is still being read.
    pub(super) fn is_reading(&self) -> bool {
        self.newest()
            .is_some_and(|search| search.is_reading() && !search.cancel.is_cancelled())
    }

    /// The search that has been read and is shown: its range, and as of when it is true.
    pub(super) fn shown(&self) -> Option<(UtcRange, Timestamp)> {
        let search = self.newest()?;
        let state = search.state.borrow();
        let done = state.phase == SearchPhase::Done && !search.cancel.is_cancelled();
        let read_at = search
            .read_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        done.then_some((search.range.clone(), (*read_at)?))
    }

    /// Tells the newest search; without one there is nobody to tell.
    pub(super) fn tell_newest(&self, told: Told) {
        if let Some(search) = self.newest() {
            // A search that is over needs to know nothing more.
            drop(search.told.send(told));
        }
    }

    /// Tells this search; `false` when it is not the newest one any more.
    pub(super) fn tell(&self, id: &SearchId, told: Told) -> bool {
        self.newest()
            .filter(|search| &search.id == id)
            .is_some_and(|search| search.told.send(told).is_ok())
    }

    /// Tells a search that has just begun how it stands. It is the newest one already, so that no later word is lost.
    fn hear_with(&self, ear: &Ear) {
        let state = ear.state();
        self.show_ear(state);
        if state != LiveState::Listening {
            // What ends until the socket is open is not heard of.
            self.tell_newest(Told::Gap);
        }
    }

    /// Shows whether new calls are heard of.
    pub(super) fn show_ear(&self, state: LiveState) {
        if let Some(search) = self.newest() {
            search.show_if(|snapshot| std::mem::replace(&mut snapshot.live.state, state) != state);
        }
    }

    fn begin(
        &self,
        session: &SessionView,
        range: UtcRange,
    ) -> (Search, mpsc::UnboundedReceiver<Told>) {
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
            days: 0,
            days_read: 0,
            calls_refused: false,
            recordings_refused: false,
            as_of: None,
            calls_scope: session.calls,
            recordings_scope: session.recordings,
            failure: None,
            live: LiveView::default(),
        });
        let (told, hearing) = mpsc::unbounded_channel();
        let search = Search {
            id,
            range,
            read_at: Arc::default(),
            state,
            cancel: CancellationToken::new(),
            told,
        };
        *self.newest.lock().unwrap_or_else(PoisonError::into_inner) = Some(search.clone());
        (search, hearing)
    }
}

impl Search {
    fn show(&self, change: impl FnOnce(&mut SearchSnapshot)) {
        self.state.send_modify(|snapshot| {
            snapshot.seq = snapshot.seq.saturating_add(1);
            change(snapshot);
        });
    }

    /// Shows a change if there is one.
    pub(super) fn show_if(&self, change: impl FnOnce(&mut SearchSnapshot) -> bool) {
        self.state.send_if_modified(|snapshot| {
            let changed = change(snapshot);
            if changed {
                snapshot.seq = snapshot.seq.saturating_add(1);
            }
            changed
        });
    }

    /// Whether pages are still arriving.
    pub(super) fn is_reading(&self) -> bool {
        self.state.borrow().phase == SearchPhase::Reading
    }

    /// Whether the PBX does not let this account list recordings.
    pub(super) fn recordings_refused(&self) -> bool {
        self.state.borrow().recordings_refused
    }

    /// What is held now, after recordings have come.
    pub(super) fn recount(&self, held: (u64, u64)) {
        self.show_if(|snapshot| {
            let before = (snapshot.held_calls, snapshot.held_recordings);
            snapshot.hold(held, (0, 0));
            before != (snapshot.held_calls, snapshot.held_recordings)
        });
    }

    /// Adds what a reading of a part of the range has brought. Differences from before stay: they may lie elsewhere.
    pub(super) fn add(&self, coverage: &Coverage, held: (u64, u64)) {
        self.note_read(coverage);
        self.show(|snapshot| {
            let difference = (
                coverage.calls.difference(),
                coverage.recordings.difference(),
            );
            snapshot.hold(held, difference);
            snapshot.differ(coverage.differences());
            snapshot.unreadable = snapshot.unreadable.saturating_add(saturate(
                coverage.calls.bad_rows + coverage.recordings.bad_rows,
            ));
            snapshot.as_of = Some(coverage.as_of.to_string());
        });
    }

    /// Shows what a part of the range holds after it was read again, if that is news.
    pub(super) fn renew(&self, coverage: &Coverage, part: &UtcRange, held: (u64, u64)) {
        self.show_if(|snapshot| {
            let before = snapshot.clone();
            snapshot.renew(coverage, part, held);
            before != *snapshot
        });
    }

    fn progress(&self, progress: SyncProgress) {
        self.show(|snapshot| {
            snapshot.held_calls = saturate(progress.held_calls);
            snapshot.held_recordings = saturate(progress.held_recordings);
            snapshot.counted_calls = progress.counted_calls.map(saturate);
            snapshot.counted_recordings = progress.counted_recordings.map(saturate);
            (snapshot.days, snapshot.days_read) = (progress.days, progress.days_read);
        });
    }

    fn note_read(&self, coverage: &Coverage) {
        let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
        *read_at = Some(coverage.read_at);
    }

    /// Ends the reading; whether the range has been read.
    fn end(&self, ended: Result<Coverage>, held: Option<(u64, u64)>) -> bool {
        if let Ok(coverage) = &ended {
            self.note_read(coverage);
        }
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
        self.state.borrow().phase == SearchPhase::Done
    }
}

impl Tapedeck {
    /// Begins to read from the PBX what of the query's range is not known for good. Must be called on a runtime.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for the range or a filter, [`Error::NotSignedIn`].
    pub fn start_search(&self, query: CallQuery) -> Result<SearchId> {
        self.search(&query, false)
    }

    /// As [`Tapedeck::start_search`], and reads all of the range anew.
    ///
    /// # Errors
    /// As there.
    pub fn search_anew(&self, query: CallQuery) -> Result<SearchId> {
        self.search(&query, true)
    }

    /// Stops the reading of a search; what has come stays. One that is over, or read, is left alone.
    pub fn cancel_search(&self, id: &SearchId) {
        let newest = self.inner.searches.newest();
        if let Some(search) = newest.filter(|search| &search.id == id && search.is_reading()) {
            search.cancel.cancel();
        }
    }

    fn search(&self, query: &CallQuery, anew: bool) -> Result<SearchId> {
        let session = self.signed_in()?;
        let range = query.range.resolve()?;
        query.filter.check()?;
        let (search, told) = self.inner.searches.begin(&session.view, range.clone());
        self.inner.tending.interrupt();
        self.listen(&session);
        self.inner.searches.hear_with(&self.inner.ear);
        let id = search.id.clone();
        let app = self.clone();
        tokio::spawn(async move {
            let asked = app.asked(&session, &range);
            let tell = |progress| search.progress(progress);
            let ended = if anew {
                asked.read(&tell, &search.cancel).await
            } else {
                sync::read_missing(&asked, &tell, &search.cancel).await
            };
            let (shelf, counted) = (session.shelf.clone(), range.clone());
            let held = super::blocking("counting", move || shelf.held(&counted))
                .await
                .ok();
            if search.end(ended, held) {
                Following::new(app, session, range, search).run(told).await;
            }
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
