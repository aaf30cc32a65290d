//! What all parts of a run share.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{MOST_TRANSFERS, Tell, lanes::Lanes, rate::Rate, room::Room};
use crate::{
    call::Call,
    error::{Error, Failure, Result},
    export::{
        ExportPhase, ExportPlan, ExportProgress, FileResult, Gap, ManifestLine,
        journal::{self, Journal},
        lock::FolderLock,
        manifest::Lines,
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
    pub(crate) plan: ExportPlan,
    pub(crate) template: Template,
    /// Cancelled by the person, or by a failure that ends the run.
    pub(crate) stop: CancellationToken,
    pub(crate) board: Board,
    pub(super) journal: Mutex<Option<Arc<Journal>>>,
    journal_needed: AtomicBool,
    pub(super) rate: Option<Rate>,
    pub(super) lanes: Lanes,
    lines: Mutex<Lines>,
    claims: Mutex<Claims>,
    failure: Mutex<Option<Error>>,
    unreached: AtomicU32,
    /// What the disk takes.
    pub(super) room: Room,
    /// Room for the manifest on a disk that fills up.
    pub(crate) reserve: PathBuf,
}

/// The parts a job is made of.
pub(super) struct Parts {
    pub(super) plan: ExportPlan,
    pub(super) template: Template,
    pub(super) stop: CancellationToken,
    pub(super) board: Board,
    pub(super) journal: Journal,
    pub(super) lines: Lines,
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
}

impl Job {
    pub(super) fn new(parts: Parts) -> Self {
        let limit = parts.plan.limit_rate.or_else(|| {
            parts
                .plan
                .options
                .limit_rate_kb
                .map(|kb| u64::from(kb) * 1000)
        });
        let lanes = Lanes::new(parts.plan.options.parallel, MOST_TRANSFERS);
        Self {
            lanes,
            plan: parts.plan,
            template: parts.template,
            stop: parts.stop,
            board: parts.board,
            journal: Mutex::new(Some(Arc::new(parts.journal))),
            journal_needed: AtomicBool::new(false),
            rate: limit.map(Rate::new),
            lines: Mutex::new(parts.lines),
            claims: Mutex::new(parts.claims),
            failure: Mutex::default(),
            unreached: AtomicU32::new(0),
            room: Room::default(),
            _lock: parts.lock,
            reserve: parts.reserve,
        }
    }

    /// The lines of the manifest as they stand now.
    pub(crate) fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
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
            journal::remove(&self.plan.dest);
        }
    }

    /// Ends the run with an error; the first one is kept.
    pub(super) fn fail(&self, error: Error) {
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
        } else if progress.gaps.is_empty() {
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
            call: CallFacts::new(&work.call, &self.plan.range.zone),
            result,
            reason,
            attempts,
            finished_at: Timestamp::now().to_string(),
        }
    }

    /// A file is settled: its line is in the manifest.
    pub(super) fn settled(&self, work: &Work, line: ManifestLine) {
        let whole = work.open.fetch_sub(1, Ordering::AcqRel) == 1;
        self.board.update(|progress| {
            match line.result {
                FileResult::Done => progress.files_done += 1,
                FileResult::Skipped if line.path.is_some() => progress.files_skipped += 1,
                // What another's file kept from its place is not in the folder.
                result => progress.gaps.push(Gap {
                    call_id: work.call.id.clone(),
                    recording_id: work.id.clone(),
                    file_index: line.file_index,
                    result,
                    reason: line.reason.clone().unwrap_or_default(),
                }),
            }
            progress.recordings_settled += u64::from(whole);
        });
        self.lines().insert(line.key(), line);
    }

    /// Drops the gaps of files that the PBX no longer lists for a recording.
    pub(super) fn forget_gaps_after(&self, id: &RecordingId, count: u32) {
        let mut lines = self.lines();
        for index in count + 1.. {
            let key = (id.clone(), index);
            match lines.get(&key) {
                Some(line) if line.result.is_gap() => drop(lines.remove(&key)),
                _ => break,
            }
        }
    }

    /// Files of a recording that are in place already.
    pub(super) fn skipped(&self, id: &RecordingId, indices: &[u32], whole: bool) {
        {
            let mut lines = self.lines();
            for index in indices {
                if let Some(line) = lines.get_mut(&(id.clone(), *index)) {
                    line.result = FileResult::Skipped;
                }
            }
        }
        self.board.update(|progress| {
            progress.files_skipped += indices.len() as u64;
            progress.recordings_settled += u64::from(whole);
        });
    }
}

/// Where the run stands, and who is told.
pub(crate) struct Board {
    tell: Tell,
    progress: Mutex<ExportProgress>,
    pub(super) bytes: AtomicU64,
    in_flight: Mutex<HashMap<String, u32>>,
    /// Requests that wait for a session. Held while the board is changed for them.
    waits: Mutex<u32>,
}

/// Names shown as being fetched.
const SHOWN: usize = 8;

impl Board {
    pub(super) fn new(tell: Tell) -> Self {
        Self {
            tell,
            progress: Mutex::default(),
            bytes: AtomicU64::new(0),
            in_flight: Mutex::default(),
            waits: Mutex::default(),
        }
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut ExportProgress)) {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Shows the run as it stands.
    pub(super) fn show(&self) {
        let names = self
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keys()
            .take(SHOWN)
            .cloned()
            .collect();
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.bytes = self.bytes.load(Ordering::Relaxed);
        progress.in_flight = names;
        (self.tell)(&progress);
    }

    /// The next part of the work begins.
    pub(crate) fn phase(&self, phase: ExportPhase) {
        self.update(|progress| progress.phase = phase);
        self.show();
    }

    /// A copy of where it stands.
    pub(crate) fn snapshot(&self) -> ExportProgress {
        let mut progress = self
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        progress.bytes = self.bytes.load(Ordering::Relaxed);
        progress
    }

    /// Shows the run as waiting until every answer is dropped.
    pub(super) fn waiting(&self, why: Failure) -> Waiting<'_> {
        let mut waits = self.waits();
        *waits += 1;
        self.update(|progress| {
            progress.phase = ExportPhase::Waiting;
            progress.waits_for = Some(why);
        });
        drop(waits);
        self.show();
        Waiting(self)
    }

    fn waits(&self) -> MutexGuard<'_, u32> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows a name as being fetched until the answer is dropped.
    pub(super) fn fetching(&self, name: &str) -> Fetching<'_> {
        *self
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(name.to_owned())
            .or_default() += 1;
        Fetching {
            board: self,
            name: name.to_owned(),
        }
    }
}

/// A request that waits.
pub(super) struct Waiting<'a>(&'a Board);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waits = self.0.waits();
        *waits -= 1;
        if *waits == 0 {
            self.0.update(|progress| {
                progress.phase = ExportPhase::Transferring;
                progress.waits_for = None;
            });
        }
    }
}

/// A name on the board.
pub(super) struct Fetching<'a> {
    board: &'a Board,
    name: String,
}

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        let mut names = self
            .board
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = names.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                names.remove(&self.name);
            }
        }
    }
}
