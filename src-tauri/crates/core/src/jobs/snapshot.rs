//! What the window sees of a job: whole snapshots, never differences.

use serde::{Deserialize, Serialize};

use crate::{
    error::Failure,
    export::{ExportCoverage, ExportPhase, FileResult, Gap, SignatureFate},
    ids::JobId,
};

/// One job as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
    /// Which job.
    pub id: JobId,
    /// Grows with every snapshot of the job.
    pub seq: u32,
    /// What it does.
    pub kind: JobKind,
    /// The part of the work being done.
    pub phase: ExportPhase,
    /// Set once it is over.
    pub outcome: Option<JobOutcome>,
    /// The folder, for people to read.
    pub folder: String,
    /// The range asked for, for people to read.
    pub range: String,
    /// Calls of the selection.
    pub calls: u32,
    /// Recordings of the selection.
    pub recordings: u32,
    /// Recordings settled so far.
    pub recordings_settled: u32,
    /// Files fetched.
    pub files_done: u32,
    /// Files that were there already.
    pub files_skipped: u32,
    /// Audio received, in thousands of bytes.
    pub kilobytes: u32,
    /// Thousands of bytes a second over the last seconds.
    pub rate_kb: u32,
    /// Seconds left at this rate, once that can be told.
    pub seconds_left: Option<u32>,
    /// Names being fetched now.
    pub in_flight: Vec<String>,
    /// How many gaps of each kind.
    pub gap_counts: Vec<GapCount>,
    /// The first hundred gaps.
    pub gaps: Vec<Gap>,
    /// For a verification: one line per problem, the first hundred (`changed|missing|extra|bad_signature PATH`).
    pub problems: Vec<String>,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339, once it is over.
    pub finished_at: Option<String>,
    /// What the export covers, once it is over; jobs of earlier versions do not know.
    #[serde(default)]
    pub coverage: Option<ExportCoverage>,
    /// For an export, what became of the folder's signature; for a verification, whose signature holds.
    #[serde(default)]
    pub signature: SignatureFate,
    /// Why it failed as a whole, or what it waits for.
    pub failure: Option<Failure>,
}

impl JobSnapshot {
    /// A job that has done nothing yet.
    pub(super) fn new(id: JobId, kind: JobKind, started_at: String) -> Self {
        Self {
            id,
            seq: 0,
            kind,
            phase: ExportPhase::Preparing,
            outcome: None,
            folder: String::new(),
            range: String::new(),
            calls: 0,
            recordings: 0,
            recordings_settled: 0,
            files_done: 0,
            files_skipped: 0,
            kilobytes: 0,
            rate_kb: 0,
            seconds_left: None,
            in_flight: Vec::new(),
            gap_counts: Vec::new(),
            gaps: Vec::new(),
            problems: Vec::new(),
            started_at,
            finished_at: None,
            coverage: None,
            signature: SignatureFate::default(),
            failure: None,
        }
    }

    /// True when no other snapshot of this job will come.
    pub fn is_over(&self) -> bool {
        self.outcome.is_some()
    }
}

/// How many gaps of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct GapCount {
    /// The kind.
    pub result: FileResult,
    /// How many.
    pub count: u32,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Fetch recordings into a folder.
    Export,
    /// Re-read a folder against its manifest.
    Verify,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum JobOutcome {
    /// Every recording is in place; or the folder is whole.
    Complete,
    /// Some recordings are missing, each with its reason; or the folder has problems.
    Partial,
    /// Stopped by a person. What is in place stays; running it again continues.
    Cancelled,
    /// It could not go on.
    Failed,
    /// Tapedeck ended while it ran; running it again continues.
    Interrupted,
}
