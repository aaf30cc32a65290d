//! The course of a run: prepare, transfer, finish; and once more from the start when the disk was in the way.
//!
//! What a disk refused may have failed at any step, so nothing is mended in place: the next pass finds out what is there
//! as a new run would, and that is proven to be right from any state.

use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    blocking,
    board::Board,
    job::Job,
    pipeline, prepare,
    prepare::Prepared,
    waiting::{self, Waiting},
};
use crate::{
    error::{Error, Result},
    export::{ExportPhase, ExportPlan, ExportReport, PackedZip, disk::Disk, finish, pack},
    jobs::JobOutcome,
};

/// One run, before its first pass.
pub(super) struct Course {
    pub(super) plan: Arc<ExportPlan>,
    pub(super) disk: Disk,
    pub(super) board: Arc<Board>,
    /// Cancelled by the person.
    pub(super) cancel: CancellationToken,
    /// Cancelled with it, and when nobody waits for the run any more.
    pub(super) stop: CancellationToken,
    pub(super) started: Timestamp,
}

impl Course {
    /// Passes until one ends for another reason than the disk.
    pub(super) async fn run(self) -> Result<ExportReport> {
        let (mut waiting, mut has_begun) = (Waiting::default(), false);
        loop {
            let before = self.board.snapshot().recordings_settled;
            let error = match self.pass().await {
                Err(error) if self.plan.waits && waiting::is_of_disk(&error) => error,
                ended => return ended,
            };
            let progress = self.board.snapshot();
            // A folder that cannot even be begun with is said at once.
            has_begun |= progress.phase != ExportPhase::Preparing;
            if !has_begun {
                return Err(error);
            }
            waiting.after(progress.recordings_settled > before);
            if !waiting.wait(&self, error).await {
                return Ok(ExportReport {
                    outcome: JobOutcome::Cancelled,
                    progress: self.board.snapshot(),
                    zips: Vec::new(),
                });
            }
            self.board.begin_again();
        }
    }

    async fn pass(&self) -> Result<ExportReport> {
        let (plan, disk) = (Arc::clone(&self.plan), self.disk.clone());
        let (board, stop) = (Arc::clone(&self.board), self.stop.child_token());
        let started = self.started;
        let preparing = blocking("preparing the export", move || {
            prepare::prepare(plan, disk, board, stop, started)
        });
        let Prepared { job, wanted } = preparing.await??;
        let job = Arc::new(job);
        pipeline::transfer(&job, wanted).await;
        if self.plan.waits && job.failed_for_the_disk() {
            // Nothing is written on a disk that refuses it.
            return Err(job.take_failure().unwrap_or(Error::Internal {
                doing: "the export",
            }));
        }
        self.conclude(&job).await
    }

    async fn conclude(&self, job: &Arc<Job>) -> Result<ExportReport> {
        let outcome = job.outcome(&self.cancel);
        self.board.phase(ExportPhase::Finishing);
        let (finishing, started) = (Arc::clone(job), self.started);
        let finished = blocking("finishing the export", move || {
            finish::finish(&finishing, outcome, started)
        })
        .await?;
        if let Some(error) = job.take_failure() {
            return Err(error);
        }
        finished?;
        let zips = self.packed(outcome).await?;
        let stopped = self.plan.options.zip && zips.is_none();
        self.board.phase(ExportPhase::Finished);
        Ok(ExportReport {
            outcome: if stopped {
                JobOutcome::Cancelled
            } else {
                outcome
            },
            progress: self.board.snapshot(),
            zips: zips.unwrap_or_default(),
        })
    }

    /// The ZIPs, if they are asked for and nobody stopped the export.
    async fn packed(&self, outcome: JobOutcome) -> Result<Option<Vec<PackedZip>>> {
        if !self.plan.options.zip || outcome == JobOutcome::Cancelled {
            return Ok(None);
        }
        self.board.phase(ExportPhase::Packing);
        let (plan, cancel) = (Arc::clone(&self.plan), self.cancel.clone());
        blocking("packing the export", move || {
            let most = plan.options.zip_split();
            pack::pack(&plan.dest, most, plan.zip_password.as_ref(), &cancel)
        })
        .await?
    }
}
