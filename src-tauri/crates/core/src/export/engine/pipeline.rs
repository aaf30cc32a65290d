//! The stages of a pass, each a few at a time and none further ahead than the next one takes: check, look up, fetch,
//! convert.

use std::{future, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream};
use tokio::{sync::mpsc, time::MissedTickBehavior};

use super::{
    MOST_TRANSFERS, blocking,
    converting::Unconverted,
    existing::{self, Wanted},
    job::Job,
    lookup,
    publish::{self, Step},
    transfer,
};
use crate::{error::Error, export::ExportPhase};

/// Recordings that one thread checks before it takes others.
const BATCH: usize = 16;
/// Recordings looked up ahead of the transfers.
const MOST_LOOKUPS: usize = 16;

/// Fetches what is wanted. Why it stopped, if it did, is in the job.
pub(super) async fn transfer(job: &Arc<Job>, wanted: Vec<Wanted>) {
    let ticker = tokio::spawn(tick(Arc::clone(job)));
    job.board.phase(ExportPhase::Transferring);
    let (steps, ready) = mpsc::channel(64);
    let publisher = tokio::spawn(publish::publish(Arc::clone(job), ready));
    transfer_all(job, wanted, steps).await;
    // Every sender is gone by now, so the publisher ends with what it has.
    let published = publisher.await;
    job.kept.clear(&job.disk);
    ticker.abort();
    // It holds the job, and with it the folder, until it is gone.
    let _ = ticker.await;
    // Something that fell over has settled nothing: that must not look like a complete export.
    if published.is_err() || job.has_forgotten() {
        job.fail(Error::Internal {
            doing: "the export",
        });
    }
}

/// Everything is spawned: what is only polled when a transfer has ended would fall silent in the middle of a request.
async fn transfer_all(job: &Arc<Job>, wanted: Vec<Wanted>, steps: mpsc::Sender<Step>) {
    let most = job
        .plan
        .options
        .parallel
        .map_or(MOST_TRANSFERS, |parallel| parallel as usize);
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let pending = stream::iter(batches(wanted))
        .take_while(|_| future::ready(!job.stop.is_cancelled()))
        .map(|batch| {
            let shared = Arc::clone(job);
            blocking("checking the folder", move || {
                existing::check(&shared, batch)
            })
        })
        .buffer_unordered(cores)
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
                    .flatten()
            })
        })
        .buffer_unordered(most)
        .filter_map(|fetched| future::ready(fetched.unwrap_or_default()))
        .map(|file| tokio::spawn(convert(Arc::clone(job), file, steps.clone())))
        .buffer_unordered(cores)
        .for_each(|_| future::ready(()))
        .await;
}

/// Converts a file. What is stopped leaves nothing, and is begun anew by the next run.
async fn convert(job: Arc<Job>, file: Box<Unconverted>, steps: mpsc::Sender<Step>) {
    let shared = Arc::clone(&job);
    let converted = blocking("converting the recording", move || file.convert(&shared)).await;
    match converted.and_then(|converted| converted) {
        Ok(made) => {
            for step in made {
                // The publisher is only gone when the run has failed.
                drop(steps.send(step).await);
            }
        }
        Err(error) => job.fail(error),
    }
}

/// The selection in portions that one thread checks.
fn batches(wanted: Vec<Wanted>) -> impl Iterator<Item = Vec<Wanted>> {
    let mut wanted = wanted.into_iter();
    std::iter::from_fn(move || {
        Some(wanted.by_ref().take(BATCH).collect::<Vec<_>>()).filter(|batch| !batch.is_empty())
    })
}

/// Shows where the export stands, and looks at the hour for its limit, ten times a second.
async fn tick(job: Arc<Job>) {
    let mut every = tokio::time::interval(Duration::from_millis(100));
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        job.rate.set(job.plan.limit_now());
        job.board.show();
    }
}
