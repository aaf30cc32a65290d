//! What all parts of a run share.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    MOST_TRANSFERS, board::Board, existing::InPlace, kept::Kept, lanes::Lanes, rate::Rate,
    waiting::is_of_disk,
};
use crate::{
    call::Call,
    error::{Error, Result},
    export::{
        ExportPlan, FileResult, Gap, ManifestLine,
        disk::Disk,
        journal::{self, Journal},
        ledger::Ledger,
        lock::FolderLock,
        names::{Claims, Template},
        tables::CallFacts,
    },
    ids::RecordingId,
    jobs::JobOutcome,
};

/// So many requests in a row that did not reach the PBX end the run: it is gone, and every further recording would only
/// be called failed.
const UNREACHED: u32 = 5;

/// One run.
pub(crate) struct Job {
    /// Given back before anything else is dropped: whoever waits for the end of the run may take the folder.
    _lock: FolderLock,
    pub(crate) plan: Arc<ExportPlan>,
    /// When the run began.
    pub(super) started: Timestamp,
    pub(crate) template: Template,
    /// Cancelled by the person, or by a failure that ends the run.
    pub(crate) stop: CancellationToken,
    pub(crate) board: Arc<Board>,
    pub(super) journal: Mutex<Option<Arc<Journal>>>,
    journal_needed: AtomicBool,
    pub(super) rate: Rate,
    pub(super) lanes: Lanes,
    ledger: Mutex<Ledger>,
    claims: Mutex<Claims>,
    failure: Mutex<Option<Error>>,
    unreached: AtomicU32,
    pub(crate) disk: Disk,
    /// Parts of an interrupted run.
    pub(super) kept: Kept,
    /// Room for the manifest on a disk that fills up.
    pub(crate) reserve: PathBuf,
}

/// The parts a job is made of.
pub(super) struct Parts {
    pub(super) plan: Arc<ExportPlan>,
    pub(super) started: Timestamp,
    pub(super) template: Template,
    pub(super) stop: CancellationToken,
    pub(super) board: Arc<Board>,
    pub(super) journal: Journal,
    pub(super) ledger: Ledger,
    pub(super) kept: Kept,
    pub(super) disk: Disk,
    pub(super) claims: Claims,
    pub(super) lock: FolderLock,
    pub(super) reserve: PathBuf,
}

/// A recording whose files are being fetched.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) call: Call,
    pub(super) id: RecordingId,
    /// Files the PBX lists; 0 when it could not say.
    pub(super) file_count: u32,
    open: AtomicU32,
}

impl Work {
    /// A recording with `open` files that are not settled.
    pub(super) fn new(call: Call, id: RecordingId, file_count: u32, open: u32) -> Arc<Self> {
        Arc::new(Self {
            call,
            id,
            file_count,
            open: AtomicU32::new(open),
        })
    }

    /// It becomes more files than the PBX has. To be called before the first of them is settled.
    pub(super) fn adds(&self, files: u32) {
        self.open.fetch_add(files, Ordering::AcqRel);
    }
}

impl Job {
    pub(super) fn new(parts: Parts) -> Self {
        let lanes = Lanes::new(parts.plan.options.parallel, MOST_TRANSFERS);
        let rate = Rate::new(parts.plan.limit_now());
        Self {
            lanes,
            plan: parts.plan,
            started: parts.started,
            template: parts.template,
            stop: parts.stop,
            board: parts.board,
            journal: Mutex::new(Some(Arc::new(parts.journal))),
            journal_needed: AtomicBool::new(false),
            rate,
            ledger: Mutex::new(parts.ledger),
            kept: parts.kept,
            disk: parts.disk,
            claims: Mutex::new(parts.claims),
            failure: Mutex::default(),
            unreached: AtomicU32::new(0),
            _lock: parts.lock,
            reserve: parts.reserve,
        }
    }

    /// The manifest as it stands now.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The line of a file, read without holding up anybody.
    pub(super) fn line_of(&self, id: &RecordingId, index: u32) -> Result<Option<ManifestLine>> {
        let saved = self.ledger().find(id, index);
        saved.map(|saved| saved.read()).transpose()
    }

    pub(super) fn claims(&self) -> MutexGuard<'_, Claims> {
        self.claims.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journal of this run.
    pub(super) fn journal(&self) -> Result<Arc<Journal>> {
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.clone().ok_or(Error::Internal {
            doing: "the export",
        })
    }

    /// A commit failed half-way: the next run has to look at its notes.
    pub(super) fn keep_journal(&self) {
        self.journal_needed.store(true, Ordering::Relaxed);
    }

    /// Removes the journal, unless there is something in it that is not in the manifest.
    pub(crate) fn close_journal(&self) {
        drop(
            self.journal
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        if !self.journal_needed.load(Ordering::Relaxed) {
            journal::remove(&self.disk, &self.plan.dest);
        }
    }

    /// Ends the run with an error; the first one is kept.
    pub(super) fn fail(&self, error: Error) {
        let error = match error {
            Error::DiskFull { path, source, .. } => Error::DiskFull {
                path,
                needs: Some(self.board.still_needed()),
                source,
            },
            other => other,
        };
        tracing::warn!(%error, "the export stops");
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(error);
        self.stop.cancel();
    }

    /// Whether an error ended the run.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Whether it was an error of the disk.
    pub(super) fn failed_for_the_disk(&self) -> bool {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.as_ref().is_some_and(is_of_disk)
    }

    /// The error that ended the run.
    pub(crate) fn take_failure(&self) -> Option<Error> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Notes how the PBX was reached; true when so many failures in a row end the run.
    pub(super) fn reached(&self, error: Option<&portsip::Error>) -> bool {
        if matches!(error, Some(portsip::Error::Unreachable { .. })) {
            return self.unreached();
        }
        self.unreached.store(0, Ordering::Relaxed);
        false
    }

    /// Notes one more recording for which the PBX was not reached; true when that ends the run.
    pub(super) fn unreached(&self) -> bool {
        self.unreached.fetch_add(1, Ordering::Relaxed) + 1 >= UNREACHED
    }

    /// Whether recordings are unsettled although nothing stopped the run.
    pub(super) fn has_forgotten(&self) -> bool {
        let progress = self.board.snapshot();
        !self.stop.is_cancelled() && progress.recordings_settled < progress.recordings
    }

    /// How the run ended, as far as it can be told before the tables are written.
    pub(super) fn outcome(&self, cancel: &CancellationToken) -> JobOutcome {
        let progress = self.board.snapshot();
        if self.has_failed() {
            JobOutcome::Failed
        } else if progress.recordings_settled < progress.recordings
            && (cancel.is_cancelled() || self.stop.is_cancelled())
        {
            JobOutcome::Cancelled
        } else if progress.gap_counts.total() == 0 {
            JobOutcome::Complete
        } else {
            JobOutcome::Partial
        }
    }

    /// A line for a file of a recording, without any facts of the file.
    pub(super) fn line(
        &self,
        work: &Work,
        index: u32,
        result: FileResult,
        reason: Option<String>,
        attempts: u32,
    ) -> ManifestLine {
        ManifestLine {
            recording_id: work.id.clone(),
            file_index: index,
            file_count: work.file_count,
            path: None,
            bytes: None,
            sha256: None,
            content: None,
            codec: None,
            sample_rate: None,
            channels: None,
            audio_ms: None,
            source_sha256: None,
            conversion: None,
            side: None,
            call: CallFacts::new(work.call.clone(), &self.plan.range.zone),
            result,
            reason,
            attempts,
            finished_at: Timestamp::now().to_string(),
        }
    }

    /// A file is settled: its line is in the manifest.
    pub(super) fn settled(&self, work: &Work, line: &ManifestLine) {
        let whole = work.open.fetch_sub(1, Ordering::AcqRel) == 1;
        self.board.update(|progress| {
            match line.result {
                FileResult::Done => progress.files_done += 1,
                FileResult::Skipped if line.path.is_some() => progress.files_skipped += 1,
                // What another's file kept from its place is not in the folder.
                result => progress.add_gap(Gap {
                    call_id: work.call.id.clone(),
                    recording_id: work.id.clone(),
                    file_index: line.file_index,
                    result,
                    reason: line.reason.clone().unwrap_or_default(),
                }),
            }
            progress.recordings_settled += u64::from(whole);
        });
    }

    /// Files of a recording that are in place already.
    pub(super) fn skipped(&self, id: &RecordingId, files: &[InPlace], whole: bool) {
        let old: Vec<u32> = files
            .iter()
            .filter(|file| !file.fresh)
            .flat_map(InPlace::indices)
            .collect();
        let all = files.iter().flat_map(InPlace::indices).count();
        self.ledger().skip(id, &old);
        self.board.update(|progress| {
            progress.files_skipped += old.len() as u64;
            progress.files_done += (all - old.len()) as u64;
            progress.recordings_settled += u64::from(whole);
        });
    }
}
