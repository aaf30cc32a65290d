//! How an export tells what it is doing.

use serde::{Deserialize, Serialize};

use super::ExportCoverage;
use crate::{
    error::Failure,
    ids::{CallId, RecordingId},
};

/// What became of one file or one missing recording; the words of `manifest.jsonl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FileResult {
    /// Fetched in this run, whole, checked and in place.
    Done,
    /// Was there already with the right bytes; without a path, another file had the name and was left alone: a gap.
    Skipped,
    /// Could not be fetched; the reason says why.
    Failed,
    /// The PBX lists it but has no file for it.
    NoRecording,
    /// This account may not have it.
    NotAllowed,
    /// It was there once: 404 or 410.
    Gone,
}

impl FileResult {
    /// The word in the manifest and the tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::NoRecording => "no_recording",
            Self::NotAllowed => "not_allowed",
            Self::Gone => "gone",
        }
    }

    /// True when a recording that the PBX lists is missing from the result.
    pub fn is_gap(self) -> bool {
        !matches!(self, Self::Done | Self::Skipped)
    }
}

/// A recording that is not in the result, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// The call.
    pub call_id: CallId,
    /// The recording.
    pub recording_id: RecordingId,
    /// Which of its files, from 1.
    pub file_index: u32,
    /// One of the gap words.
    pub result: FileResult,
    /// Why, in words.
    pub reason: String,
}

/// How many recordings or files are missing, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named after the results")]
pub struct GapCounts {
    pub failed: u64,
    pub no_recording: u64,
    pub not_allowed: u64,
    pub gone: u64,
    /// Kept from their place by other files.
    pub skipped: u64,
}

impl GapCounts {
    /// Each kind and how many there are.
    pub fn by_kind(&self) -> [(FileResult, u64); 5] {
        [
            (FileResult::Failed, self.failed),
            (FileResult::NoRecording, self.no_recording),
            (FileResult::NotAllowed, self.not_allowed),
            (FileResult::Gone, self.gone),
            (FileResult::Skipped, self.skipped),
        ]
    }

    /// All together.
    pub fn total(&self) -> u64 {
        self.by_kind().iter().map(|(_, count)| count).sum()
    }

    fn add(&mut self, result: FileResult) {
        match result {
            FileResult::Failed => self.failed += 1,
            FileResult::NoRecording => self.no_recording += 1,
            FileResult::NotAllowed => self.not_allowed += 1,
            FileResult::Gone => self.gone += 1,
            FileResult::Skipped => self.skipped += 1,
            FileResult::Done => {}
        }
    }
}

/// So many gaps are listed; all are counted, and all are in the manifest.
const LISTED: usize = 100;

/// Where an export stands. Whole, never a difference to an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportProgress {
    /// Calls of the selection.
    pub calls: u64,
    /// Recordings of the selection that the PBX lists.
    pub recordings: u64,
    /// Recordings that are settled: in place, skipped or a gap.
    pub recordings_settled: u64,
    /// Files fetched in this run.
    pub files_done: u64,
    /// Files that needed no transfer.
    pub files_skipped: u64,
    /// Recordings or files missing so far.
    pub gap_counts: GapCounts,
    /// The first hundred of them.
    pub gaps: Vec<Gap>,
    /// Audio bytes received in this run.
    pub bytes: u64,
    /// Names being fetched now, at most a few.
    pub in_flight: Vec<String>,
    /// The part of the work being done.
    pub phase: ExportPhase,
    /// In [`ExportPhase::Waiting`]: what for.
    pub waits_for: Option<Failure>,
    /// What it covers; at the end.
    pub coverage: Option<ExportCoverage>,
    /// What became of the folder's signature; at the end.
    pub signature: SignatureFate,
}

/// What became of the signature of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct SignatureFate {
    /// It is signed now; the public key to check it with.
    pub public_key: Option<String>,
    /// It was signed before, and this run into it was not: its old signature is gone.
    pub removed: bool,
}

impl ExportProgress {
    /// One more is missing.
    pub(crate) fn add_gap(&mut self, gap: Gap) {
        self.gap_counts.add(gap.result);
        if self.gaps.len() < LISTED {
            self.gaps.push(gap);
        }
    }
}

/// The parts of an export, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ExportPhase {
    /// Reading what to export from the PBX and what is in the folder already.
    #[default]
    Preparing,
    /// Fetching files.
    Transferring,
    /// Stopped for want of room or sign-in; goes on by itself when that is mended.
    Waiting,
    /// Held back by a person.
    Paused,
    /// Writing tables, sums and the proof.
    Finishing,
    /// Packing.
    Packing,
    /// Over.
    Finished,
}
