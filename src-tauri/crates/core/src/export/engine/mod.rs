//! The engine: what a run does, from the lock on the folder to the last line of the proof.
//!
//! Transfers run on threads of their own and write synchronously: the async file API costs twice the CPU, and the
//! caller's threads must never wait for a disk. Recordings are looked up ahead of the transfers (a bounded few); how many
//! requests are in flight is the client's pace, or what was asked for.

mod body;
mod complete;
mod existing;
mod job;
mod lanes;
mod lookup;
mod prepare;
mod publish;
mod rate;
mod room;
mod session;
#[cfg(test)]
mod tests;
mod transfer;

use std::{future, path::PathBuf, sync::Arc};

use futures::{StreamExt as _, stream};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::{
    ExportPhase, ExportPlan, ExportProgress, ExportReport, check_options, check_place, finish, pack,
};
use crate::{
    error::{Error, Result},
    jobs::JobOutcome,
};
use existing::Wanted;
use job::Board;
use prepare::Prepared;
use publish::Step;

pub(crate) use job::Job;
pub(crate) use prepare::{RESERVE_FILE, is_leftover};

/// Told of every step; whole snapshots.
pub(super) type Tell = Arc<dyn Fn(&ExportProgress) + Send + Sync>;

/// Transfers at once when none is asked for: the client's pace decides below this.
const MOST_TRANSFERS: usize = 32;
/// Recordings that one thread checks before it takes others.
const BATCH: usize = 16;
/// Recordings looked up ahead of the transfers.
const MOST_LOOKUPS: usize = 16;

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
    check_place(&plan.dest, &plan.options).await?;
    let plan = plan.in_layout();
    let stop = cancel.child_token();
    // When the caller drops this future, the threads must not go on behind its back.
    let _dropped = stop.clone().drop_guard();
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
            Ok(runtime) => runtime.block_on(export(plan, progress, cancel, stop)),
            Err(source) => Err(Error::io("written", &plan.dest, source)),
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

async fn export(
    plan: ExportPlan,
    tell: Tell,
    cancel: CancellationToken,
    stop: CancellationToken,
) -> Result<ExportReport> {
    let board = Board::new(tell);
    let started = jiff::Timestamp::now();
    let prepared = blocking("preparing the export", move || {
        prepare::prepare(plan, board, stop)
    })
    .await??;
    carry_out(prepared, cancel, started).await
}

async fn carry_out(
    prepared: Prepared,
    cancel: CancellationToken,
    started: jiff::Timestamp,
) -> Result<ExportReport> {
    let Prepared {
        job,
        appender,
        wanted,
    } = prepared;
    let job = Arc::new(job);
    let ticker = tokio::spawn(tick(Arc::clone(&job)));
    job.board.phase(ExportPhase::Transferring);
    let (steps, ready) = mpsc::channel(64);
    let publisher = tokio::spawn(publish::publish(Arc::clone(&job), appender, ready));
    transfer_all(&job, wanted, steps).await;
    // Every sender is gone by now, so the publisher ends with what it has.
    let published = publisher.await;
    ticker.abort();
    // Something that fell over has settled nothing: that must not look like a complete export.
    if published.is_err() || job.has_forgotten() {
        job.fail(Error::Internal {
            doing: "the export",
        });
    }
    let outcome = job.outcome(&cancel);
    job.board.phase(ExportPhase::Finishing);
    let finishing = Arc::clone(&job);
    let finished = blocking("finishing the export", move || {
        finish::finish(&finishing, outcome, started)
    })
    .await?;
    if let Some(error) = job.take_failure() {
        return Err(error);
    }
    finished?;
    let zip = packed(&job, outcome, &cancel).await?;
    let stopped = job.plan.options.zip && zip.is_none();
    job.board.phase(ExportPhase::Finished);
    Ok(ExportReport {
        outcome: if stopped {
            JobOutcome::Cancelled
        } else {
            outcome
        },
        progress: job.board.snapshot(),
        zip,
    })
}

/// The ZIP, if one is asked for and nobody stopped the export.
async fn packed(
    job: &Arc<Job>,
    outcome: JobOutcome,
    cancel: &CancellationToken,
) -> Result<Option<PathBuf>> {
    if !job.plan.options.zip || outcome == JobOutcome::Cancelled {
        return Ok(None);
    }
    job.board.phase(ExportPhase::Packing);
    let (job, cancel) = (Arc::clone(job), cancel.clone());
    blocking("packing the export", move || {
        pack::pack(&job.plan.dest, job.plan.zip_password.as_ref(), &cancel)
    })
    .await?
}

/// Checks what is there, looks the rest up and fetches it, all a few at a time, until it is done or stopped.
///
/// Everything is spawned: what is only polled when a transfer has ended would fall silent in the middle of a request.
async fn transfer_all(job: &Arc<Job>, wanted: Vec<Wanted>, steps: mpsc::Sender<Step>) {
    let most = job
        .plan
        .options
        .parallel
        .map_or(MOST_TRANSFERS, |parallel| parallel as usize);
    let readers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let pending = stream::iter(batches(wanted))
        .take_while(|_| future::ready(!job.stop.is_cancelled()))
        .map(|batch| {
            let shared = Arc::clone(job);
            blocking("checking the folder", move || {
                existing::check(&shared, batch)
            })
        })
        .buffer_unordered(readers)
        .flat_map(|checked| {
            stream::iter(checked.and_then(|checked| checked).unwrap_or_else(|error| {
                job.fail(error);
                Vec::new()
            }))
        });
    let tasks = pending
        .map(|pending| {
            let (job, steps) = (Arc::clone(job), steps.clone());
            tokio::spawn(async move {
                let stop = job.stop.clone();
                stop.run_until_cancelled(lookup::look_up(&job, pending, &steps))
                    .await
                    .unwrap_or_default()
            })
        })
        .buffer_unordered(MOST_LOOKUPS.min(most.max(2)))
        .flat_map(|found| stream::iter(found.unwrap_or_default()));
    tasks
        .map(|task| {
            let (job, steps) = (Arc::clone(job), steps.clone());
            tokio::spawn(async move {
                let stop = job.stop.clone();
                stop.run_until_cancelled(transfer::fetch(&job, task, &steps))
                    .await
                    .unwrap_or_default();
            })
        })
        .buffer_unordered(most)
        .for_each(|_| future::ready(()))
        .await;
}

/// The selection in portions that one thread checks.
fn batches(wanted: Vec<Wanted>) -> impl Iterator<Item = Vec<Wanted>> {
    let mut wanted = wanted.into_iter();
    std::iter::from_fn(move || {
        Some(wanted.by_ref().take(BATCH).collect::<Vec<_>>()).filter(|batch| !batch.is_empty())
    })
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
async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal { doing })
}
