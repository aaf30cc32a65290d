//! The engine: what a run does, from the lock on the folder to the last line of the proof.
//!
//! Transfers run on threads of their own and write synchronously: the async file API costs twice the CPU, and the
//! caller's threads must never wait for a disk. Recordings are looked up ahead of the transfers (a bounded few); how many
//! requests are in flight is the client's pace, or what was asked for.

mod body;
mod job;
mod lanes;
mod lookup;
mod prepare;
mod publish;
mod rate;
mod transfer;

use std::{future, sync::Arc};

use futures::{StreamExt as _, stream};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::{ExportPhase, ExportPlan, ExportProgress, ExportReport, check_options, finish, pack};
use crate::{
    error::{Error, Result},
    ids::CallId,
    jobs::JobOutcome,
};
use job::Board;

pub(crate) use job::Job;
pub(crate) use prepare::{RESERVE_FILE, is_leftover};

/// Told of every step; whole snapshots.
pub(super) type Tell = Arc<dyn Fn(&ExportProgress) + Send + Sync>;

/// Transfers at once when none is asked for: the client's pace decides below this.
const MOST_TRANSFERS: usize = 32;
/// Recordings looked up ahead of the transfers.
const MOST_LOOKUPS: usize = 16;

/// Exports a selection. Cancelling is an outcome: what is in place stays, and the manifest and the tables say so.
///
/// # Errors
/// [`Error::InvalidInput`] for options, [`Error::FolderBusy`], [`Error::DiskFull`], [`Error::Io`], and what the PBX says when
/// the session or the way to it is lost. Even then the manifest and the tables tell the truth, and running again continues.
pub async fn run(plan: ExportPlan, progress: Tell, cancel: CancellationToken) -> Result<ExportReport> {
    check_options(&plan.options)?;
    let stop = cancel.child_token();
    // When the caller drops this future, the threads must not go on behind its back.
    let _dropped = stop.clone().drop_guard();
    let (done, report) = oneshot::channel();
    let transfers = move || {
        let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).thread_name("export").enable_all().build();
        let result = match runtime {
            Ok(runtime) => runtime.block_on(export(plan, progress, cancel, stop)),
            Err(source) => Err(Error::io("written", &plan.dest, source)),
        };
        // The caller may have gone: then nobody asks for the report.
        drop(done.send(result));
    };
    std::thread::Builder::new().name("export".to_owned()).spawn(transfers).map_err(|_| Error::Internal { doing: "the export" })?;
    report.await.map_err(|_| Error::Internal { doing: "the export" })?
}

async fn export(plan: ExportPlan, tell: Tell, cancel: CancellationToken, stop: CancellationToken) -> Result<ExportReport> {
    let board = Board::new(tell);
    let started = jiff::Timestamp::now();
    let (job, appender, wanted) = blocking("preparing the export", move || prepare::prepare(plan, board, stop)).await??;
    let job = Arc::new(job);
    let ticker = tokio::spawn(tick(Arc::clone(&job)));
    job.board.phase(ExportPhase::Transferring);
    let (steps, ready) = mpsc::channel(64);
    let publisher = tokio::spawn(publish::publish(Arc::clone(&job), appender, ready));
    transfer_all(&job, wanted, steps).await;
    // Every sender is gone by now, so the publisher ends with what it has.
    if publisher.await.is_err() {
        job.fail(Error::Internal { doing: "the export" });
    }
    ticker.abort();
    let outcome = job.outcome(&cancel);
    job.board.phase(ExportPhase::Finishing);
    let finishing = Arc::clone(&job);
    let finished = blocking("finishing the export", move || finish::finish(&finishing, outcome, started)).await?;
    if let Some(error) = job.take_failure() {
        return Err(error);
    }
    finished?;
    let zip = if job.plan.options.zip && outcome != JobOutcome::Cancelled {
        job.board.phase(ExportPhase::Packing);
        let packing = Arc::clone(&job);
        let token = cancel.clone();
        blocking("packing the export", move || pack::pack(&packing.plan.dest, packing.plan.zip_password.as_ref(), &token)).await??
    } else {
        None
    };
    let outcome = if job.plan.options.zip && zip.is_none() { JobOutcome::Cancelled } else { outcome };
    job.board.phase(ExportPhase::Finished);
    Ok(ExportReport { outcome, progress: job.board.snapshot(), zip })
}

/// Looks the recordings up and fetches their files, both a few at a time, until all is done or stopped.
async fn transfer_all(job: &Arc<Job>, wanted: Vec<CallId>, steps: mpsc::Sender<publish::Step>) {
    let most = job.plan.options.parallel.map_or(MOST_TRANSFERS, |parallel| parallel as usize);
    let lookups = stream::iter(wanted)
        .take_while(|_| future::ready(!job.stop.is_cancelled()))
        .map(|id| {
            let (job, steps) = (Arc::clone(job), steps.clone());
            // Spawned: what is only polled when a transfer has ended would fall silent in the middle of a request.
            tokio::spawn(async move {
                tokio::select! {
                    biased;
                    () = job.stop.cancelled() => Vec::new(),
                    tasks = lookup::look_up(&job, &id, &steps) => tasks,
                }
            })
        })
        .buffer_unordered(MOST_LOOKUPS.min(most.max(2)));
    let tasks = lookups.flat_map(|found| {
        stream::iter(found.unwrap_or_else(|_| {
            job.fail(Error::Internal { doing: "reading a recording's detail" });
            Vec::new()
        }))
    });
    let transfers = tasks.map(|task| {
        let (job, steps) = (Arc::clone(job), steps.clone());
        // Spawned, so that a write of one does not hold up the others.
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = job.stop.cancelled() => {}
                () = transfer::fetch(&job, task, &steps) => {}
            }
        })
    });
    let failed = transfers.buffer_unordered(most).any(|ended| future::ready(ended.is_err())).await;
    if failed {
        job.fail(Error::Internal { doing: "a transfer" });
    }
}

/// Shows where the export stands, ten times a second.
async fn tick(job: Arc<Job>) {
    let mut every = tokio::time::interval(std::time::Duration::from_millis(100));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        job.board.show();
    }
}

/// Runs something that waits for a disk where that holds up nobody.
async fn blocking<T: Send + 'static>(doing: &'static str, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Internal { doing })
}
