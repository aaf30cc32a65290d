//! The engine: what a run does, from the lock on the folder to the last line of the proof.
//!
//! Transfers run on threads of their own and write synchronously: the async file API costs twice the CPU, and the
//! caller's threads must never wait for a disk. Recordings are looked up ahead of the transfers (a bounded few); how many
//! requests are in flight is the client's pace, or what was asked for.

mod board;
mod body;
mod complete;
mod converting;
mod course;
mod existing;
mod job;
mod kept;
mod lanes;
mod lookup;
mod not_yet;
mod part;
mod pipeline;
mod prepare;
mod publish;
mod rate;
mod session;
mod silence;
mod slot;
mod stamp;
#[cfg(test)]
mod tests;
mod transfer;
mod trouble;
mod waiting;

use std::sync::Arc;

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::{ExportPlan, ExportProgress, ExportReport, check_options, check_place, disk::Disk};
use crate::error::{Error, Result};
use board::Board;
use course::Course;

pub(crate) use job::Job;
pub(crate) use kept::is_leftover;
pub(crate) use prepare::RESERVE_FILE;

/// Told of every step; whole snapshots.
pub(super) type Tell = Arc<dyn Fn(&ExportProgress) + Send + Sync>;

/// Transfers at once when none is asked for: the client's pace decides below this.
const MOST_TRANSFERS: usize = 32;

/// Exports a selection. Cancelling is an outcome: what is in place stays, and the manifest and the tables say so.
///
/// # Errors
/// [`Error::InvalidInput`] for options, [`Error::FolderBusy`], [`Error::DiskFull`], [`Error::Io`], and what the PBX says when
/// the session or the way to it is lost. Even then the manifest and the tables tell the truth, and running again continues.
pub async fn run(
    plan: ExportPlan,
    progress: Tell,
    cancel: CancellationToken,
) -> Result<ExportReport> {
    check_options(&plan.options)?;
    plan.signer()?;
    check_place(&plan.dest, &plan.options).await?;
    let plan = plan.in_layout();
    let stop = cancel.child_token();
    // When the caller drops this future, the threads must not go on behind its back.
    let _dropped = stop.clone().drop_guard();
    let course = Course {
        plan: Arc::new(plan),
        disk: Disk::default(),
        board: Arc::new(Board::new(progress)),
        cancel,
        stop,
        started: jiff::Timestamp::now(),
    };
    let (done, report) = oneshot::channel();
    let transfers = move || {
        let threads =
            std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("export")
            .enable_all()
            .build();
        let result = match runtime {
            Ok(runtime) => runtime.block_on(course.run()),
            Err(source) => Err(Error::io("written", &course.plan.dest, source)),
        };
        // The caller may have gone: then nobody asks for the report.
        drop(done.send(result));
    };
    std::thread::Builder::new()
        .name("export".to_owned())
        .spawn(transfers)
        .map_err(|_| Error::Internal {
            doing: "the export",
        })?;
    report.await.map_err(|_| Error::Internal {
        doing: "the export",
    })?
}

/// Runs something that waits for a disk where that holds up nobody.
async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal { doing })
}
