//! What a reading found: its progress and its account at the end.

use jiff::Timestamp;
use portsip::Reconciliation;

use crate::{app::SliceDifference, catalogue::Join};

/// Where a reading stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncProgress {
    /// Calls of the range in the catalogue, those of earlier readings included.
    pub held_calls: u64,
    /// Recordings of the range in the catalogue.
    pub held_recordings: u64,
    /// Calls as counted by the PBX, once its whole list is read.
    pub counted_calls: Option<u64>,
    /// Recordings of the range as counted by the PBX, once its whole list is read.
    pub counted_recordings: Option<u64>,
    /// Days of the range whose calls have been read to their end.
    pub days_read: u32,
    /// Days of the range that are being read; what was read for good before is not among them.
    pub days: u32,
}

/// The account of one reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Calls counted and received.
    pub calls: Reconciliation,
    /// Recordings counted and received, over a window a day longer than the range.
    pub recordings: Reconciliation,
    /// Recordings of the range whose call the PBX does not list; each is a row of its own.
    pub recordings_without_call: u64,
    /// What is held is true as of then; later calls are not in it.
    pub as_of: Timestamp,
    /// Up to when calls were read. Later than `as_of` when a part of the range was read earlier, for good.
    pub read_at: Timestamp,
    /// It was stopped before its end.
    pub cancelled: bool,
    /// This account may not read calls; only recordings were read.
    pub calls_refused: bool,
    /// This account may not read recordings; only calls were read.
    pub recordings_refused: bool,
    /// How recordings found their calls.
    pub join: Join,
    /// Calls of stretches that were read for good before and not again; the PBX counted as many.
    pub remembered: u64,
}

impl Coverage {
    /// The coverage of a reading that read nothing.
    pub(super) fn nothing(as_of: Timestamp) -> Self {
        let none = || Reconciliation {
            counted: Some(0),
            filtered_by_pbx: true,
            ..Reconciliation::default()
        };
        Self {
            calls: none(),
            recordings: none(),
            as_of,
            read_at: as_of,
            ..Self::default()
        }
    }

    /// Where the PBX counts other than was received, after reading it again.
    pub fn differences(&self) -> Vec<SliceDifference> {
        let calls = self.calls.differences().map(|slice| ("calls", slice));
        let recordings = self
            .recordings
            .differences()
            .map(|slice| ("recordings", slice));
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        calls
            .chain(recordings)
            .map(|(what, slice)| SliceDifference {
                what: what.to_owned(),
                from: slice.start.to_string(),
                to: slice.end.to_string(),
                counted: small(slice.counted.unwrap_or(slice.received)),
                received: small(slice.received),
                tries: slice.rereads.saturating_add(1),
                read_at: self.as_of.to_string(),
            })
            .collect()
    }

    /// Calls as counted by the PBX.
    pub fn counted_calls(&self) -> Option<u64> {
        self.calls
            .counted
            .map(|counted| counted.saturating_add(self.remembered))
    }

    /// Adds the reading of another part of the range.
    pub(super) fn add(&mut self, part: Self) {
        add(&mut self.calls, part.calls);
        add(&mut self.recordings, part.recordings);
        self.recordings_without_call += part.recordings_without_call;
        self.as_of = self.as_of.min(part.as_of);
        self.read_at = self.read_at.max(part.read_at);
        self.cancelled |= part.cancelled;
        self.calls_refused |= part.calls_refused;
        self.recordings_refused |= part.recordings_refused;
        self.join = part.join;
        self.remembered += part.remembered;
    }

    /// Recordings of the range as counted by the PBX. It counts by answer time and over a longer window, so this is what
    /// is held plus what it counted and did not send.
    pub fn counted_recordings(&self, held: u64) -> Option<u64> {
        self.recordings
            .counted
            .map(|_| held.saturating_add_signed(self.recordings.difference()))
    }

    /// True when the range was read to its end and everything counted was received.
    pub fn is_complete(&self) -> bool {
        !self.cancelled
            && !self.calls_refused
            && !self.recordings_refused
            && self.calls.is_complete()
            && self.recordings.is_complete()
    }
}

/// Adds the account of another part of the same list.
fn add(all: &mut Reconciliation, part: Reconciliation) {
    all.counted = all
        .counted
        .zip(part.counted)
        .map(|(all, part)| all.saturating_add(part));
    all.received += part.received;
    all.duplicates += part.duplicates;
    all.bad_rows += part.bad_rows;
    all.slices.extend(part.slices);
    all.filtered_by_pbx &= part.filtered_by_pbx;
}
