//! Which stretches of a range have been read for good, and need not be read again.

use jiff::{SignedDuration, Timestamp};
use portsip::{Scope, Scopes};
use rusqlite::params;

use super::{Shelf, SliceKind, intake::scope_word};
use crate::{error::Result, time::UtcRange};

/// A recording starts at most so long after its call (`design.md`: its window is a day longer).
const LONGEST_RING: SignedDuration = SignedDuration::from_hours(24);
/// Stretches to read that are nearer to one another are read in one go: each reading looks a day around itself.
const NEAR: SignedDuration = SignedDuration::from_hours(24);
/// Clocks that differ by less are taken to show the same.
const CLOCKS_AGREE: SignedDuration = SignedDuration::from_mins(5);

/// What is known of a range from earlier readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remembered {
    /// What has to be read, in the order of time, apart from one another.
    pub(crate) to_read: Vec<UtcRange>,
    /// When the oldest stretch that is not to be read was read; `None` when all of it is.
    pub(crate) as_of: Option<Timestamp>,
}

/// A stretch as it was read, in microseconds.
#[derive(Clone, Copy)]
struct Stretch {
    start: i64,
    end: i64,
    read_at: i64,
    /// It counts for this scope.
    ours: bool,
    settled: bool,
}

/// From when to when, in microseconds.
type Span = (i64, i64);

impl Shelf {
    /// What of `range` has to be read to know all of it up to `now`.
    ///
    /// A stretch needs no reading when its last one was whole, had the same scope, and came so late that nothing more was
    /// to be expected. A reading from the future proves that a clock was wrong, and counts for nothing.
    pub(crate) fn remembered(
        &self,
        range: &UtcRange,
        scopes: Scopes,
        now: Timestamp,
    ) -> Result<Remembered> {
        let whole = (
            range.start.as_microsecond(),
            range.end.min(now).as_microsecond(),
        );
        let tail_end = later(range.end, LONGEST_RING).min(now).as_microsecond();
        let calls = self.stretches(SliceKind::Calls, scopes.calls, whole)?;
        let recordings = self.stretches(
            SliceKind::Recordings,
            scopes.recordings,
            (whole.0, tail_end),
        )?;
        let latest = later(now, CLOCKS_AGREE).as_microsecond();
        let holds =
            |stretch: &Stretch| stretch.ours && stretch.settled && stretch.read_at <= latest;
        let mut gaps = gaps(&calls, whole, holds);
        gaps.extend(self::gaps(&recordings, whole, holds));
        // Recordings of calls just before the end of the range start after it.
        let read = |stretch: &Stretch| stretch.ours;
        if whole.1 < tail_end && !self::gaps(&recordings, (whole.1, tail_end), read).is_empty() {
            gaps.push((
                whole.0.max(whole.1 - LONGEST_RING.as_micros() as i64),
                whole.1,
            ));
        }
        let gaps = joined(gaps);
        let kept = |stretch: &&Stretch| {
            let inside = stretch.start < whole.1 && whole.0 < stretch.end;
            inside
                && !gaps
                    .iter()
                    .any(|gap| gap.0 <= stretch.start && stretch.end <= gap.1)
        };
        let oldest = calls.iter().chain(&recordings).filter(kept);
        let as_of = oldest.map(|stretch| stretch.read_at).min();
        let to_read = gaps.iter().filter_map(|&(start, end)| {
            Some(UtcRange {
                start: Timestamp::from_microsecond(start).ok()?,
                // What of the range is still to come is asked for as well, and cut off by whoever reads.
                end: if end == whole.1 {
                    range.end
                } else {
                    Timestamp::from_microsecond(end).ok()?
                },
                zone: range.zone.clone(),
            })
        });
        Ok(Remembered {
            to_read: to_read.collect(),
            as_of: as_of.and_then(|at| Timestamp::from_microsecond(at).ok()),
        })
    }

    /// The stretches of a span as they were read last, not overlapping, in the order of time.
    fn stretches(&self, kind: SliceKind, scope: Scope, span: Span) -> Result<Vec<Stretch>> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(
                "SELECT start, end, read_at, scope = ?5, settled FROM slice WHERE account = ?1 AND kind = ?2 AND start < ?4 \
                 AND end > ?3 ORDER BY generation DESC",
            )?;
            let key = params![
                self.account(),
                kind.word(),
                span.0,
                span.1,
                scope_word(scope)
            ];
            let rows = statement.query_map(key, |found| {
                Ok(Stretch {
                    start: found.get(0)?,
                    end: found.get(1)?,
                    read_at: found.get(2)?,
                    ours: found.get(3)?,
                    settled: found.get(4)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let newest_first = read().map_err(|source| reader.failed(source))?;
        let mut laid = Vec::new();
        for stretch in newest_first {
            lay_under(&mut laid, stretch);
        }
        Ok(laid)
    }
}

/// Adds the parts of a stretch that no newer one covers.
fn lay_under(laid: &mut Vec<Stretch>, older: Stretch) {
    let covered = |_: &Stretch| true;
    let span = (older.start, older.end);
    let free = gaps(laid, span, covered);
    laid.extend(free.into_iter().map(|(start, end)| Stretch {
        start,
        end,
        ..older
    }));
    laid.sort_unstable_by_key(|stretch| stretch.start);
}

/// The parts of a span in which no stretch `holds`. Stretches are in order and do not overlap.
fn gaps(stretches: &[Stretch], (start, end): Span, holds: impl Fn(&Stretch) -> bool) -> Vec<Span> {
    let mut gaps = Vec::new();
    let mut from = start;
    let first = stretches.partition_point(|stretch| stretch.end <= start);
    for stretch in &stretches[first..] {
        if stretch.start >= end {
            break;
        }
        if holds(stretch) {
            if stretch.start > from {
                gaps.push((from, stretch.start));
            }
            from = stretch.end;
        }
    }
    if from < end {
        gaps.push((from, end));
    }
    gaps
}

/// Spans in order, those near one another in one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    let near = NEAR.as_micros() as i64;
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if start.saturating_sub(near) <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

fn later(at: Timestamp, span: SignedDuration) -> Timestamp {
    at.checked_add(span).unwrap_or(Timestamp::MAX)
}
