//! What the window sees of a search.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Failure, Result},
    ids::SearchId,
    jobs::saturate,
    live::LiveView,
    session::ScopeView,
    sync::Coverage,
    time::UtcRange,
};

/// The recordings of a part are read for so long after it.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Where the reading of a range from the PBX stands. Whole, never a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SearchSnapshot {
    /// Which search.
    pub id: SearchId,
    /// Grows with every snapshot.
    pub seq: u32,
    /// What it is doing.
    pub phase: SearchPhase,
    /// Calls of the range held in the catalogue.
    pub held_calls: u32,
    /// Recordings of the range held in the catalogue.
    pub held_recordings: u32,
    /// Calls as counted by the PBX, once it told.
    pub counted_calls: Option<u32>,
    /// Recordings as counted by the PBX, once it told.
    pub counted_recordings: Option<u32>,
    /// Where the PBX counts other than we hold, after reading it again.
    pub differences: Vec<SliceDifference>,
    /// Rows the PBX sent that could not be read.
    pub unreadable: u32,
    /// Days that are read for this search, once that is known. What was read for good before is not read again.
    pub days: u32,
    /// Those of them that have been read.
    pub days_read: u32,
    /// The PBX does not let this account list calls: what is held is recordings only.
    pub calls_refused: bool,
    /// The PBX does not let this account list recordings: that there are none says nothing.
    pub recordings_refused: bool,
    /// RFC 3339: what is held is true as of then.
    pub as_of: Option<String>,
    /// Whose calls.
    pub calls_scope: ScopeView,
    /// Whose recordings.
    pub recordings_scope: ScopeView,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What has been heard since.
    pub live: LiveView,
}

impl SearchSnapshot {
    /// True when no other snapshot of this search will come. A range that has been read goes on being followed.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, SearchPhase::Failed | SearchPhase::Cancelled)
    }

    /// Takes over how many calls and recordings are held now, after a part of the range was read again. What the PBX counts
    /// has grown by as many. Where it counted more or less than it sent, in that part or before, the larger difference
    /// stands: both may be the same one.
    pub(super) fn hold(&mut self, (calls, recordings): (u64, u64), of_part: (i64, i64)) {
        let counted = |counted: Option<u32>, before: u32, now: u64, of_part: i64| {
            counted.map(|counted| {
                let of_range = i64::from(counted) - i64::from(before);
                let difference = if of_part.abs() > of_range.abs() {
                    of_part
                } else {
                    of_range
                };
                saturate(now.saturating_add_signed(difference))
            })
        };
        self.counted_calls = counted(self.counted_calls, self.held_calls, calls, of_part.0);
        self.counted_recordings = counted(
            self.counted_recordings,
            self.held_recordings,
            recordings,
            of_part.1,
        );
        (self.held_calls, self.held_recordings) = (saturate(calls), saturate(recordings));
    }

    /// Takes over the account of a part of the range that was read again. What the PBX counts is what is held and what
    /// still differs.
    pub(super) fn renew(&mut self, coverage: &Coverage, part: &UtcRange, held: (u64, u64)) {
        let read_to = part.end.checked_add(DAY).unwrap_or(part.end);
        self.differences.retain(|slice| {
            let end = if slice.what == "calls" {
                part.end
            } else {
                read_to
            };
            slice
                .stretch()
                .is_ok_and(|(from, to)| to <= part.start || from >= end)
        });
        self.differ(coverage.differences());
        let counted = |what: &str, before: Option<u32>, held: u64| {
            let slices = self.differences.iter().filter(|slice| slice.what == what);
            let difference: i64 = slices.map(SliceDifference::difference).sum();
            before.map(|_| saturate(held.saturating_add_signed(difference)))
        };
        (self.counted_calls, self.counted_recordings) = (
            counted("calls", self.counted_calls, held.0),
            counted("recordings", self.counted_recordings, held.1),
        );
        (self.held_calls, self.held_recordings) = (saturate(held.0), saturate(held.1));
        let unreadable = coverage.calls.bad_rows + coverage.recordings.bad_rows;
        self.unreadable = if self.differences.is_empty() {
            saturate(unreadable)
        } else {
            self.unreadable.max(saturate(unreadable))
        };
    }

    /// Adds slices in which the PBX counts other than it sends; the newest word on a slice counts.
    pub(super) fn differ(&mut self, slices: Vec<SliceDifference>) {
        let same = |a: &SliceDifference, b: &SliceDifference| a.what == b.what && a.from == b.from;
        self.differences
            .retain(|old| !slices.iter().any(|new| same(old, new)));
        self.differences.extend(slices);
    }
}

impl SliceDifference {
    /// From when to when.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when that cannot be read.
    pub(super) fn stretch(&self) -> Result<(Timestamp, Timestamp)> {
        let read = |text: &str| {
            text.parse().map_err(|_| {
                Error::invalid(format!(
                    "`{text}` is no time of a slice; read the range again"
                ))
            })
        };
        Ok((read(&self.from)?, read(&self.to)?))
    }

    fn difference(&self) -> i64 {
        i64::from(self.counted) - i64::from(self.received)
    }
}

/// What a search is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SearchPhase {
    /// Pages are arriving.
    Reading,
    /// Everything there is has been read.
    Done,
    /// It stopped; what is held stays.
    Failed,
    /// A newer search took its place.
    Cancelled,
}

/// A slice of the range in which the PBX counts other than we hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SliceDifference {
    /// `calls` or `recordings`.
    pub what: String,
    /// RFC 3339.
    pub from: String,
    /// RFC 3339.
    pub to: String,
    /// As counted by the PBX.
    pub counted: u32,
    /// As received.
    pub received: u32,
    /// How often it was read.
    pub tries: u32,
    /// RFC 3339: when it was read last.
    pub read_at: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::ScopeView;

    #[test]
    fn what_the_pbx_counts_grows_with_what_is_held() {
        let mut snapshot = SearchSnapshot {
            id: SearchId("search-1".to_owned()),
            seq: 1,
            phase: SearchPhase::Done,
            held_calls: 10,
            held_recordings: 7,
            counted_calls: Some(12),
            counted_recordings: None,
            differences: Vec::new(),
            unreadable: 0,
            days: 1,
            days_read: 1,
            calls_refused: false,
            recordings_refused: false,
            as_of: None,
            calls_scope: ScopeView::Tenant,
            recordings_scope: ScopeView::Tenant,
            failure: None,
            live: LiveView::default(),
        };
        let counts = |snapshot: &SearchSnapshot| (snapshot.held_calls, snapshot.counted_calls);
        snapshot.hold((13, 8), (0, 0));
        assert_eq!(
            counts(&snapshot),
            (13, Some(15)),
            "a difference from before stays"
        );
        snapshot.hold((14, 8), (1, 0));
        assert_eq!(
            counts(&snapshot),
            (14, Some(16)),
            "it may be the same difference"
        );
        snapshot.hold((14, 8), (-3, 0));
        assert_eq!(counts(&snapshot), (14, Some(11)), "a larger one is shown");
        snapshot.hold((11, 8), (0, 0));
        assert_eq!(counts(&snapshot), (11, Some(8)), "the PBX has dropped some");
        assert_eq!(snapshot.counted_recordings, None, "it never told");
    }
}
