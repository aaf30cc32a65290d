//! The running side of a job.

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{
    JobOutcome, JobSnapshot,
    brake::Brake,
    registry::{Jobs, Order, Record, paused},
};
use crate::{
    error::{Error, Result},
    export::{ExportPhase, Hold},
    ids::JobId,
};

/// A job as whoever runs it has it.
pub(crate) struct Running {
    pub(super) jobs: Jobs,
    pub(crate) order: Order,
    pub(super) state: watch::Sender<JobSnapshot>,
    pub(crate) cancel: CancellationToken,
    pub(super) brake: Brake,
    pub(super) started: Timestamp,
}

impl Running {
    pub(crate) fn id(&self) -> JobId {
        self.state.borrow().id.clone()
    }

    /// What holds it back while a person has paused it.
    pub(crate) fn hold(&self) -> Hold {
        self.brake.hold.clone()
    }

    /// Shows a new state, unless it is over. Only the newest waits; whoever watches slowly sees fewer of them.
    pub(crate) fn show(&self, change: impl FnOnce(&mut JobSnapshot)) {
        self.state.send_if_modified(|snapshot| {
            let open = snapshot.outcome.is_none();
            if open {
                snapshot.seq = snapshot.seq.saturating_add(1);
                change(snapshot);
            }
            open
        });
        self.jobs.sum_up();
    }

    /// Shows a state of the run as paused while a person holds it.
    pub(crate) fn mark_paused(&self, snapshot: &mut JobSnapshot) {
        if self.brake.is_on() {
            paused(snapshot);
        }
    }

    /// Shows the end, keeps it and tells of it.
    pub(crate) fn end(&self, change: impl FnOnce(&mut JobSnapshot)) {
        self.show(|snapshot| {
            change(snapshot);
            snapshot.phase = ExportPhase::Finished;
            snapshot.in_flight.clear();
            snapshot.seconds_left = None;
        });
        if let Err(error) = self.keep() {
            tracing::warn!(%error, "the end of a job could not be recorded; it will be listed as interrupted");
        }
        // Nobody listening is fine.
        let _ = self.jobs.ended.send(self.state.borrow().clone());
    }

    pub(super) fn keep(&self) -> Result<()> {
        let record = Record {
            snapshot: self.state.borrow().clone(),
            order: self.order.clone(),
        };
        let json = serde_json::to_string(&record).map_err(|_| Error::Internal {
            doing: "recording a job",
        })?;
        self.jobs
            .records
            .put(&record.snapshot.id, &json, self.started)
    }
}

impl Drop for Running {
    /// A task that stopped without an end (a fault of ours) must not leave a job that runs for ever.
    fn drop(&mut self) {
        if self.state.borrow().outcome.is_none() {
            self.end(|snapshot| {
                snapshot.outcome = Some(JobOutcome::Failed);
                snapshot.failure = Some(Error::Internal { doing: "the job" }.failure());
            });
        }
    }
}
