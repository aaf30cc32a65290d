//! Reading a range from the PBX into the catalogue, so that nothing is missing silently and nothing is there twice.
//!
//! Calls and recordings are listed at the same time. A recording starts when its call is answered, so its window is a day
//! longer; one that joins no call is checked against the calls of the day before, and if none of these claims it either
//! it becomes a row of its own. Batches are written as they come (`writer`); rows that the PBX no longer has are set aside
//! when their slice is whole. What has been read for good is read again only by who asks for it (`missing`).

mod coverage;
mod legs;
mod map;
mod missing;
#[cfg(test)]
mod tests;
mod writer;

use std::{collections::HashSet, future::Future};

use jiff::{SignedDuration, Timestamp};
use portsip::{Client, ListEvent, Reconciliation, Scope, Scopes, Window};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub use coverage::{Coverage, SyncProgress};
pub(crate) use legs::read_legs;
pub(crate) use missing::{Asked, read_missing};

use crate::{
    app::{DirectoryEntry, DirectoryKind},
    call::Call,
    catalogue::{self, Change, Circumstances, Held, Intake, Join, Names, RecordingRow, Shelf},
    error::{Error, Result},
    time::UtcRange,
};
use writer::{Writer, Written};

/// No call rings longer before it is answered (`design.md`: the recording window is widened by this).
const LONGEST_RING: SignedDuration = SignedDuration::from_hours(24);
/// Clocks that differ by less are taken to show the same.
const CLOCKS_AGREE: SignedDuration = SignedDuration::from_mins(5);
/// Batches waiting to be written; with more, the lists wait.
const MOST_WAITING: usize = 64;

/// Reads the calls and recordings of a range, up to `now`, into the shelf.
///
/// `now` is this computer's. Where the PBX shows another time, that counts: it has stamped the calls, and by a clock that is
/// a day slow its newest ones would not exist yet.
///
/// `progress` is called after every batch written. A cancelled reading is no error: the coverage says so, and what had
/// been written stays.
///
/// # Errors
/// [`Error::Pbx`] when a list cannot be read to its end, [`Error::Catalogue`] or [`Error::DiskFull`] when it cannot be
/// kept. What had been written stays.
pub async fn read_range(
    client: &Client,
    scopes: Scopes,
    shelf: &Shelf,
    range: &UtcRange,
    now: Timestamp,
    progress: &(dyn Fn(SyncProgress) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<Coverage> {
    let as_of = present(client, now);
    if range.start >= as_of.min(range.end) {
        return Ok(Coverage::nothing(as_of));
    }
    let reading = Reading {
        client,
        scopes,
        range,
        as_of,
        progress,
    };
    tokio::select! {
        coverage = reading.run(shelf.clone()) => coverage,
        () = cancel.cancelled() => Ok(Coverage { cancelled: true, ..Coverage::nothing(as_of) }),
    }
}

/// Now, where this computer's clock shows `now`.
pub(crate) fn present(client: &Client, now: Timestamp) -> Timestamp {
    let now = client
        .pbx_time()
        .filter(|there| there.duration_since(now).abs() > CLOCKS_AGREE)
        .unwrap_or(now);
    // The catalogue counts in microseconds, and a bound that both sides round differently would lose a call.
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// Reads the recordings that started in `range` once more, up to `now`, and marks the calls that are held. Nothing is
/// dropped and no row is added: it is for recordings that come a while after their calls.
///
/// # Errors
/// As for [`read_range`].
pub(crate) async fn read_recordings(
    client: &Client,
    scope: Scope,
    shelf: &Shelf,
    range: &UtcRange,
    now: Timestamp,
) -> Result<()> {
    let window = Window {
        start: range.start,
        end: now,
    };
    let mut recordings = Vec::new();
    let listed = client.list_recordings(scope, window, |event| {
        if let ListEvent::Rows(rows) = event {
            recordings.extend(rows.into_iter().map(map::recording));
        }
    });
    listed.await?;
    let circumstances = Circumstances {
        scopes: Scopes {
            calls: scope,
            recordings: scope,
        },
        as_of: now,
        clock_told: false,
    };
    let (shelf, range) = (shelf.clone(), range.clone());
    blocking("writing recordings", move || {
        let mut intake = Intake::begin(shelf, &range, circumstances)?;
        intake.apply(&[Change::Recordings(recordings)])?;
        if intake.join() == Join::ByParties {
            intake.unclaimed()?;
        }
        Ok(())
    })
    .await
}

/// Reads extensions, queues, ring groups and IVRs, for names and for the choice of filters. What a PBX refuses, or does not
/// have, stays as it was known.
///
/// # Errors
/// [`Error::Pbx`] when the PBX cannot be asked, [`Error::Catalogue`] when the answer cannot be kept.
pub async fn read_directory(client: &Client, shelf: &Shelf) -> Result<()> {
    let (users, numbers) =
        futures::future::try_join(client.users(), client.service_numbers()).await?;
    let users = users.into_iter().map(|user| DirectoryEntry {
        number: user.extension_number,
        name: user.display_name,
        kind: DirectoryKind::Extension,
        seen: false,
    });
    let entries: Vec<DirectoryEntry> = users
        .chain(numbers.into_iter().filter_map(map::number))
        .filter(|entry| !entry.number.is_empty())
        .collect();
    if entries.is_empty() {
        return Ok(());
    }
    let shelf = shelf.clone();
    blocking("writing the directory", move || {
        shelf.set_directory(&entries)
    })
    .await
}

/// One reading of a range.
struct Reading<'a> {
    client: &'a Client,
    scopes: Scopes,
    range: &'a UtcRange,
    as_of: Timestamp,
    progress: &'a (dyn Fn(SyncProgress) + Send + Sync),
}

/// What both lists said at their end; `None` for one this account may not read.
struct Lists {
    calls: Option<Reconciliation>,
    recordings: Option<Reconciliation>,
}

impl Reading<'_> {
    async fn run(&self, shelf: Shelf) -> Result<Coverage> {
        let (range, begun) = (self.range.clone(), shelf.clone());
        let circumstances = Circumstances {
            scopes: self.scopes,
            as_of: self.as_of,
            clock_told: self.client.pbx_time().is_some(),
        };
        let (intake, names) = blocking("opening the catalogue", move || {
            let names = begun.names()?;
            Ok((Intake::begin(begun, &range, circumstances)?, names))
        })
        .await?;
        self.tell(intake.held(), 0, None);
        let (mut writer, mut written) = Writer::start(intake, names.clone());
        let lists = self.read_lists(&writer, &mut written).await;
        let finished = writer
            .finish(&mut written, |written| {
                self.tell(written.held, written.days, None);
            })
            .await;
        // The catalogue's failure explains why the lists stopped, not the other way round.
        let (intake, unusable) = finished?;
        if unusable > 0 {
            intake.doubt()?;
        }
        let lists = lists?;
        let mut coverage = self.settle(intake, names, &lists).await?;
        coverage.calls.bad_rows += unusable;
        let range = self.range.clone();
        blocking("noting the numbers of calls", move || {
            shelf.note_seen(&range)
        })
        .await?;
        Ok(coverage)
    }

    fn calls_window(&self) -> Window {
        Window {
            start: self.range.start,
            end: self.range.end.min(self.as_of),
        }
    }

    fn recordings_window(&self) -> Window {
        let end = self
            .range
            .end
            .checked_add(LONGEST_RING)
            .unwrap_or(self.range.end);
        Window {
            start: self.range.start,
            end: end.min(self.as_of),
        }
    }

    /// Reads both lists at once; polls them only while the writer keeps up.
    async fn read_lists(
        &self,
        writer: &Writer,
        written: &mut mpsc::UnboundedReceiver<Written>,
    ) -> Result<Lists> {
        let calls = self
            .client
            .list_calls(self.scopes.calls, self.calls_window(), |event| {
                writer.calls(event);
            });
        let recordings = self.client.list_recordings(
            self.scopes.recordings,
            self.recordings_window(),
            |event| writer.recordings(event),
        );
        let both = async {
            let (calls, recordings) =
                futures::future::try_join(readable(calls), readable(recordings)).await?;
            match (calls, recordings) {
                (Err(refused), Err(_)) => Err(refused.into()),
                (calls, recordings) => Ok(Lists {
                    calls: calls.ok(),
                    recordings: recordings.ok(),
                }),
            }
        };
        // Boxed: it holds the state of both lists.
        let mut both = Box::pin(both);
        loop {
            tokio::select! {
                biased;
                batch = written.recv() => match batch {
                    Some(batch) => {
                        writer.settled(batch.batches);
                        self.tell(batch.held, batch.days, None);
                    }
                    // The writer has failed; its own error says how.
                    None => return Err(Error::Internal { doing: "writing calls to the catalogue" }),
                },
                lists = &mut both, if writer.waiting() < MOST_WAITING => return lists,
            }
        }
    }

    /// Finds a place for recordings without a call, and counts.
    async fn settle(&self, mut intake: Intake, names: Names, lists: &Lists) -> Result<Coverage> {
        let (unclaimed, mut intake) = blocking("joining recordings with calls", move || {
            Ok((intake.unclaimed()?, intake))
        })
        .await?;
        let elsewhere = if lists.calls.is_some() {
            self.claimed_before(&intake, &unclaimed, &names).await?
        } else {
            HashSet::new()
        };
        let alone: Vec<RecordingRow> = unclaimed
            .into_iter()
            .filter(|recording| !elsewhere.contains(&recording.id))
            .collect();
        let count = alone.len();
        let orphans: Vec<Call> = alone
            .into_iter()
            .filter_map(|recording| map::orphan(recording, &names))
            .collect();
        let (recordings_without_call, without_time) =
            (orphans.len() as u64, (count - orphans.len()) as u64);
        let complete = lists.recordings.is_some();
        let (held, join) = blocking("counting calls", move || {
            let held = if complete {
                intake.settle(&orphans)?
            } else {
                intake.held()
            };
            Ok((held, intake.join()))
        })
        .await?;
        let mut coverage = Coverage {
            calls: lists.calls.clone().unwrap_or_default(),
            recordings: lists.recordings.clone().unwrap_or_default(),
            recordings_without_call,
            as_of: self.as_of,
            read_at: self.as_of,
            cancelled: false,
            calls_refused: lists.calls.is_none(),
            recordings_refused: lists.recordings.is_none(),
            join,
            remembered: 0,
        };
        coverage.recordings.bad_rows += without_time;
        self.tell(held, self.days(), Some(&coverage));
        Ok(coverage)
    }

    /// The recordings that belong to calls from before the range, read from the PBX for this question only.
    async fn claimed_before(
        &self,
        intake: &Intake,
        unclaimed: &[RecordingRow],
        names: &Names,
    ) -> Result<HashSet<crate::ids::RecordingId>> {
        let Ok(until) = self.range.start.checked_add(LONGEST_RING) else {
            return Ok(HashSet::new());
        };
        let near: Vec<RecordingRow> = unclaimed
            .iter()
            .filter(|row| row.started.is_some_and(|started| started < until))
            .cloned()
            .collect();
        if near.is_empty() {
            return Ok(HashSet::new());
        }
        let start = self
            .range
            .start
            .checked_sub(LONGEST_RING)
            .unwrap_or(self.range.start);
        let mut calls = Vec::new();
        let day = Window {
            start,
            end: self.range.start,
        };
        self.client
            .list_calls(self.scopes.calls, day, |event| {
                if let ListEvent::Rows(rows) = event {
                    calls.extend(rows.into_iter().filter_map(|cdr| map::call(cdr, names)));
                }
            })
            .await?;
        Ok(catalogue::claimed(intake.join(), &near, &calls))
    }

    /// Days of the calls' window.
    fn days(&self) -> u32 {
        let Window { start, end } = self.calls_window();
        writer::days(end.duration_since(start))
    }

    fn tell(&self, held: Held, days_read: u32, end: Option<&Coverage>) {
        (self.progress)(SyncProgress {
            held_calls: held.calls,
            held_recordings: held.recordings,
            counted_calls: end.and_then(Coverage::counted_calls),
            counted_recordings: end.and_then(|end| end.counted_recordings(held.recordings)),
            days_read,
            days: self.days(),
        });
    }
}

/// A list this account may not read is an answer too: the other list may be open (`design.md`, Scope).
async fn readable<T>(
    list: impl Future<Output = Result<T, portsip::Error>>,
) -> Result<Result<T, portsip::Error>, portsip::Error> {
    match list.await {
        Err(refused) if refused.is_forbidden() => Ok(Err(refused)),
        Err(error) => Err(error),
        Ok(value) => Ok(Ok(value)),
    }
}

/// Runs work that waits for the disk off the threads that serve the network.
async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal { doing })?
}
