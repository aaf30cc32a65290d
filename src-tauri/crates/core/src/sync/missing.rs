//! Reading only what of a range is not known for good.

use jiff::Timestamp;
use portsip::{Client, Scopes};
use tokio_util::sync::CancellationToken;

use super::{Coverage, SyncProgress, blocking, present, read_range};
use crate::{
    catalogue::{Remembered, Shelf},
    error::Result,
    time::UtcRange,
};

/// Whom to ask, for what, and where it is kept.
pub(crate) struct Asked<'a> {
    pub(crate) client: &'a Client,
    pub(crate) scopes: Scopes,
    pub(crate) shelf: &'a Shelf,
    pub(crate) range: &'a UtcRange,
    /// This computer's time.
    pub(crate) now: Timestamp,
}

/// What is held outside the part that is being read.
#[derive(Clone, Copy, Default)]
struct Besides {
    calls: u64,
    recordings: u64,
    days_read: u32,
    days: u32,
}

impl Asked<'_> {
    fn part<'p>(&'p self, range: &'p UtcRange) -> Asked<'p> {
        Asked { range, ..*self }
    }

    /// Reads the whole range, whatever is known of it.
    pub(crate) async fn read(
        &self,
        progress: &(dyn Fn(SyncProgress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Coverage> {
        let Self {
            client,
            scopes,
            shelf,
            range,
            now,
        } = *self;
        read_range(client, scopes, shelf, range, now, progress, cancel).await
    }

    async fn remembered(&self) -> Result<Remembered> {
        let (shelf, range, scopes) = (self.shelf.clone(), self.range.clone(), self.scopes);
        let now = present(self.client, self.now);
        blocking("looking up what was read", move || {
            shelf.remembered(&range, scopes, now)
        })
        .await
    }

    /// What is held of the range and not of a part of it.
    async fn besides(&self, part: &UtcRange) -> Result<(u64, u64)> {
        let (shelf, range, part) = (self.shelf.clone(), self.range.clone(), part.clone());
        blocking("counting", move || {
            let (all, inside) = (shelf.held(&range)?, shelf.held(&part)?);
            Ok((
                all.0.saturating_sub(inside.0),
                all.1.saturating_sub(inside.1),
            ))
        })
        .await
    }

    fn days(&self) -> u32 {
        let end = self.range.end.min(present(self.client, self.now));
        super::writer::days(end.duration_since(self.range.start))
    }
}

/// Reads what of a range is not known for good from earlier readings. What it gives back is the account of the whole range:
/// it is true as of its oldest reading.
///
/// # Errors
/// As for [`read_range`].
pub(crate) async fn read_missing(
    asked: &Asked<'_>,
    progress: &(dyn Fn(SyncProgress) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<Coverage> {
    let Remembered { to_read, as_of } = asked.remembered().await?;
    let Some(oldest) = as_of else {
        return asked.read(progress, cancel).await;
    };
    let mut coverage = Coverage::nothing(oldest);
    let mut besides = Besides {
        days: to_read.iter().map(|part| asked.part(part).days()).sum(),
        ..Besides::default()
    };
    for part in &to_read {
        let part = asked.part(part);
        (besides.calls, besides.recordings) = asked.besides(part.range).await?;
        let tell = |told: SyncProgress| progress(besides.with(told));
        let read = part.read(&tell, cancel).await?;
        let cancelled = read.cancelled;
        coverage.add(read);
        if cancelled {
            return Ok(coverage);
        }
        besides.days_read += part.days();
    }
    let received = coverage.calls.received;
    let (shelf, range) = (asked.shelf.clone(), asked.range.clone());
    let held = blocking("counting", move || shelf.held(&range)).await?;
    coverage.remembered = held.0.saturating_sub(received);
    progress(SyncProgress {
        held_calls: held.0,
        held_recordings: held.1,
        counted_calls: coverage.counted_calls(),
        counted_recordings: coverage.counted_recordings(held.1),
        days_read: besides.days,
        days: besides.days,
    });
    Ok(coverage)
}

impl Besides {
    /// The progress of a part as that of the whole range, which has no count before its end.
    fn with(self, part: SyncProgress) -> SyncProgress {
        SyncProgress {
            held_calls: self.calls + part.held_calls,
            held_recordings: self.recordings + part.held_recordings,
            counted_calls: None,
            counted_recordings: None,
            days_read: self.days_read + part.days_read,
            days: self.days,
        }
    }
}
