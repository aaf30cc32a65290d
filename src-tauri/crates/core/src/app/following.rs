//! After a range has been read: new calls are counted as they end, shown when a person asks for them, and recordings
//! that come late are looked for. One task for the newest search; nothing of it happens on its own but that.

use std::{collections::HashSet, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, oneshot};

use super::{SliceDifference, Tapedeck, blocking, searches::Search};
use crate::{
    error::{Error, Result},
    ids::CallId,
    jobs::saturate,
    live::{Arrivals, Awaited, Heard},
    session::Session,
    sync::{self, Coverage},
    time::UtcRange,
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a search that has been read is told.
pub(super) enum Told {
    /// A call has ended.
    Ended(Heard),
    /// Calls may have ended that were not told of.
    Gap,
    /// The new calls are wanted.
    Show(oneshot::Sender<Result<()>>),
    /// These stretches are to be read again.
    Reread(Vec<Stretch>, oneshot::Sender<Result<()>>),
    /// A stretch was read again in the background.
    Refreshed(Box<Coverage>, UtcRange),
}

/// A stretch of time.
pub(super) type Stretch = (Timestamp, Timestamp);

/// One search that is followed.
pub(super) struct Following {
    app: Tapedeck,
    session: Session,
    range: UtcRange,
    search: Search,
    arrivals: Arrivals,
    awaited: Awaited,
}

impl Following {
    pub(super) fn new(app: Tapedeck, session: Session, range: UtcRange, search: Search) -> Self {
        Self {
            app,
            session,
            range,
            search,
            arrivals: Arrivals::default(),
            awaited: Awaited::default(),
        }
    }

    /// Follows until the search is cancelled. What was told while the range was being read comes first.
    pub(super) async fn run(mut self, mut told: mpsc::UnboundedReceiver<Told>) {
        let cancel = self.search.cancel.clone();
        let following = async {
            self.look_who_waits().await;
            loop {
                let pause = self.awaited.pause(self.app.now());
                tokio::select! {
                    told = told.recv() => match told {
                        Some(told) => self.hear(told).await,
                        None => return,
                    },
                    () = self.app.wait(pause) => self.look_for_recordings().await,
                }
            }
        };
        cancel.run_until_cancelled(following).await;
    }

    async fn hear(&mut self, told: Told) {
        match told {
            Told::Gap => self.arrivals.note_gap(self.app.now()),
            Told::Ended(call) => {
                let id = call.id.clone();
                self.arrivals.hear(call, &self.range);
                match self.held(vec![id]).await {
                    Ok(held) => self.arrivals.held(&held),
                    Err(error) => {
                        tracing::debug!(%error, "a call that ended could not be looked up");
                    }
                }
            }
            Told::Show(answer) => {
                let shown = self.show_new_calls().await;
                // Whoever asked may have gone; the rows are there all the same.
                drop(answer.send(shown));
            }
            Told::Reread(stretches, answer) => {
                let read = self.read_again(stretches).await;
                drop(answer.send(read));
            }
            Told::Refreshed(coverage, part) => {
                if let Err(error) = self.take_in(&coverage, &part).await {
                    tracing::debug!(%error, "what was refreshed could not be counted");
                }
            }
        }
        self.tell();
    }

    /// Reads stretches of the range again, those next to one another in one go, and nothing else.
    async fn read_again(&mut self, stretches: Vec<Stretch>) -> Result<()> {
        for part in parts_of(&self.range, stretches) {
            let asked = self.app.asked(&self.session, &part);
            let coverage = asked.read(&|_| {}, &self.search.cancel).await?;
            if coverage.cancelled {
                return Ok(());
            }
            self.take_in(&coverage, &part).await?;
        }
        Ok(())
    }

    /// Shows what a part of the range holds now that it was read again.
    async fn take_in(&mut self, coverage: &Coverage, part: &UtcRange) -> Result<()> {
        let count = self.count().await?;
        self.search.renew(coverage, part, count);
        let held = self.held(self.arrivals.ids()).await?;
        self.arrivals.held(&held);
        self.look_who_waits().await;
        Ok(())
    }

    /// Reads what has come since, and nothing else.
    async fn show_new_calls(&mut self) -> Result<()> {
        let Some((part, until)) = self.arrivals.to_read(&self.range, self.app.now()) else {
            return Ok(());
        };
        let coverage = sync::read_range(
            &self.session.client,
            self.session.scopes,
            &self.session.shelf,
            &part,
            until,
            &|_| {},
            &self.search.cancel,
        )
        .await?;
        if coverage.cancelled {
            return Ok(());
        }
        let count = self.count().await?;
        self.search.add(&coverage, count);
        let held = self.held(self.arrivals.ids()).await?;
        self.arrivals.read(&held);
        self.look_who_waits().await;
        Ok(())
    }

    /// Looks for recordings that came late. A PBX that cannot be asked now is asked the next time.
    async fn look_for_recordings(&mut self) {
        let now = self.app.now();
        if let Some(since) = self.awaited.due(now) {
            let part = UtcRange {
                start: since.max(self.range.start),
                ..self.range.clone()
            };
            let session = &self.session;
            let read = sync::read_recordings(
                &session.client,
                session.scopes.recordings,
                &session.shelf,
                &part,
                now,
            );
            match read.await {
                Ok(()) => self.recount().await,
                Err(error) => tracing::debug!(%error, "recordings could not be looked for"),
            }
            self.look_who_waits().await;
        }
        self.tell();
    }

    async fn recount(&self) {
        match self.count().await {
            Ok(held) => self.search.recount(held),
            Err(error) => tracing::debug!(%error, "recordings that came late could not be counted"),
        }
    }

    /// Finds the calls of the range that ended a moment ago and have no recording.
    async fn look_who_waits(&mut self) {
        if self.search.recordings_refused() {
            return;
        }
        let now = self.app.now();
        let (shelf, range) = (self.session.shelf.clone(), self.range.clone());
        let unrecorded = blocking("looking for calls without a recording", move || {
            shelf.unrecorded(&range, crate::live::recordings_may_come_since(now))
        });
        match unrecorded.await {
            Ok(unrecorded) => self.awaited.are(unrecorded, now),
            Err(error) => tracing::debug!(%error, "calls without a recording are not known"),
        }
        self.tell();
    }

    /// Which of these calls are held.
    async fn held(&self, ids: Vec<CallId>) -> Result<HashSet<CallId>> {
        let shelf = self.session.shelf.clone();
        blocking("looking up calls", move || shelf.known(ids)).await
    }

    async fn count(&self) -> Result<(u64, u64)> {
        let (shelf, range) = (self.session.shelf.clone(), self.range.clone());
        blocking("counting", move || shelf.held(&range)).await
    }

    fn tell(&self) {
        let (new_calls, awaited) = (
            saturate(self.arrivals.count() as u64),
            saturate(self.awaited.count() as u64),
        );
        self.search.show_if(|snapshot| {
            let live = &mut snapshot.live;
            let news = (live.new_calls, live.awaited) != (new_calls, awaited);
            (live.new_calls, live.awaited) = (new_calls, awaited);
            news
        });
    }
}

/// The parts of a range that stretches make up, in the order of time and apart from one another. A stretch of recordings
/// after the range belongs to calls of its last day.
fn parts_of(range: &UtcRange, stretches: Vec<Stretch>) -> Vec<UtcRange> {
    let last_day = range.end.checked_sub(DAY).unwrap_or(range.start);
    let mut inside: Vec<Stretch> = stretches
        .into_iter()
        .map(|(from, to)| (from.min(last_day).max(range.start), to.min(range.end)))
        .filter(|(from, to)| from < to)
        .collect();
    inside.sort_unstable();
    let mut parts: Vec<UtcRange> = Vec::new();
    for (start, end) in inside {
        match parts.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => parts.push(UtcRange {
                start,
                end,
                ..range.clone()
            }),
        }
    }
    parts
}

impl Tapedeck {
    /// Reads these differing slices of a search again, all of them when none is named. What they hold then, and what still
    /// differs, is told by its snapshots.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a newer search has taken its place, [`Error::InvalidInput`] for a time that cannot be read,
    /// and what the PBX or the catalogue said.
    pub async fn read_slices(
        &self,
        id: &crate::ids::SearchId,
        slices: Vec<SliceDifference>,
    ) -> Result<()> {
        let slices = if slices.is_empty() {
            self.watch_search(id)?.borrow().differences.clone()
        } else {
            slices
        };
        let stretches = slices.iter().map(SliceDifference::stretch);
        let stretches = stretches.collect::<Result<Vec<_>>>()?;
        let (answer, answered) = oneshot::channel();
        let gone = || Error::NotFound {
            what: id.to_string(),
        };
        if !self
            .inner
            .searches
            .tell(id, Told::Reread(stretches, answer))
        {
            return Err(gone());
        }
        answered.await.map_err(|_| gone())?
    }

    /// Waits by the app's clock; for ever without a pause.
    pub(super) async fn wait(&self, pause: Option<Duration>) {
        match pause {
            Some(pause) => self.inner.clock.wait(pause).await,
            None => std::future::pending().await,
        }
    }

    /// Reads the calls that ended since a search was read, and only these; with them it is complete as of now.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a newer search has taken its place, [`Error::Pbx`] when the PBX cannot be asked.
    pub async fn show_new_calls(&self, id: &crate::ids::SearchId) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let gone = || Error::NotFound {
            what: id.to_string(),
        };
        if !self.inner.searches.tell(id, Told::Show(answer)) {
            return Err(gone());
        }
        answered.await.map_err(|_| gone())?
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn stretches_become_parts_of_the_range() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        let range = UtcRange {
            start: at(10),
            end: at(100),
            zone: TimeZone::UTC,
        };
        let parts = |stretches: &[(i64, i64)]| -> Vec<(i64, i64)> {
            let stretches = stretches.iter().map(|&(from, to)| (at(from), at(to)));
            let parts = parts_of(&range, stretches.collect());
            let hour = |at: Timestamp| at.as_second() / 3600;
            parts
                .iter()
                .map(|part| (hour(part.start), hour(part.end)))
                .collect()
        };
        assert_eq!(
            parts(&[(58, 82), (34, 58), (10, 34), (34, 58)]),
            [(10, 82)],
            "days next to one another, of both lists"
        );
        assert_eq!(parts(&[(10, 34), (58, 82)]), [(10, 34), (58, 82)]);
        assert_eq!(
            parts(&[(100, 124)]),
            [(76, 100)],
            "recordings after the range belong to calls of its last day"
        );
        assert_eq!(parts(&[(0, 200)]), [(10, 100)], "never more than the range");
    }
}
