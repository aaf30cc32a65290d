//! Stopping, and two at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use demo_pbx::{Fault, Rule};
use tapedeck_core::{
    Error,
    export::{self, ExportOptions, ExportPhase, ExportProgress},
    jobs::JobOutcome,
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, leftovers, manifest, sha256, table};

#[tokio::test]
async fn a_stopped_export_leaves_nothing_half_and_goes_on_later() {
    let house = House::new(3).await;
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let progress = move |progress: &ExportProgress| {
        if progress.files_done >= 20 {
            stop.cancel();
        }
    };
    let mut plan = house.plan(ExportOptions::default());
    plan.limit_rate = Some(1_000_000);
    let report = export::run(plan, Arc::new(progress), cancel).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Cancelled);
    assert!(report.progress.recordings_settled < report.progress.recordings);
    assert!(
        leftovers(&house.dest()).is_empty(),
        "{:?}",
        leftovers(&house.dest())
    );
    let lines = manifest(&house.dest());
    for line in lines.values() {
        let bytes = std::fs::read(house.dest().join(line["path"].as_str().unwrap())).unwrap();
        assert_eq!(line["sha256"], sha256(&bytes));
    }
    assert_eq!(table(&house.dest()).len(), house.pbx.company().calls.len());
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        (report.outcome, report.progress.files_skipped),
        (JobOutcome::Complete, lines.len() as u64)
    );
    house.check(&[]);
}

#[tokio::test]
async fn stopping_takes_less_than_a_moment_even_when_the_pbx_is_silent() {
    let house = House::new(1).await;
    house.pbx.faults().add(Rule::blobs(Fault::Delay(60_000)));
    let cancel = CancellationToken::new();
    let (started, stop) = (Arc::new(AtomicBool::new(false)), cancel.clone());
    let seen = Arc::clone(&started);
    let progress = move |progress: &ExportProgress| {
        if progress.phase == ExportPhase::Transferring
            && !progress.in_flight.is_empty()
            && !seen.swap(true, Ordering::Relaxed)
        {
            stop.cancel();
        }
    };
    let clock = std::time::Instant::now();
    let report = export::run(
        house.plan(ExportOptions::default()),
        Arc::new(progress),
        cancel,
    )
    .await
    .unwrap();
    assert_eq!(report.outcome, JobOutcome::Cancelled);
    assert!(clock.elapsed().as_secs() < 20, "took {:?}", clock.elapsed());
}

#[tokio::test]
async fn a_second_export_into_the_same_folder_is_refused_at_once() {
    let house = Arc::new(House::new(1).await);
    house.pbx.faults().add(Rule::blobs(Fault::Delay(60_000)));
    let cancel = CancellationToken::new();
    let (up, mut wait) = tokio::sync::mpsc::unbounded_channel();
    let progress = move |progress: &ExportProgress| {
        if progress.phase == ExportPhase::Transferring {
            let _ = up.send(());
        }
    };
    let first = tokio::spawn(export::run(
        house.plan(ExportOptions::default()),
        Arc::new(progress),
        cancel.clone(),
    ));
    wait.recv().await.unwrap();
    let clock = std::time::Instant::now();
    let second = house.export(ExportOptions::default()).await;
    assert!(
        matches!(second, Err(Error::FolderBusy { .. })),
        "{second:?}"
    );
    assert!(clock.elapsed().as_secs() < 1);
    cancel.cancel();
    assert_eq!(first.await.unwrap().unwrap().outcome, JobOutcome::Cancelled);
    house.pbx.faults().clear();
    assert_eq!(
        house
            .export(ExportOptions::default())
            .await
            .unwrap()
            .outcome,
        JobOutcome::Complete
    );
    house.check(&[]);
}

#[tokio::test]
async fn a_caller_that_goes_away_stops_the_export() {
    let house = House::new(1).await;
    house.pbx.faults().add(Rule::blobs(Fault::Delay(60_000)));
    let (up, mut wait) = tokio::sync::mpsc::unbounded_channel();
    let progress = move |progress: &ExportProgress| {
        let _ = up.send(progress.phase);
    };
    let running = tokio::spawn(export::run(
        house.plan(ExportOptions::default()),
        Arc::new(progress),
        CancellationToken::new(),
    ));
    while wait.recv().await != Some(ExportPhase::Transferring) {}
    running.abort();
    // The last sender is dropped with the run.
    while wait.recv().await.is_some() {}
    house.pbx.faults().clear();
    assert_eq!(
        house
            .export(ExportOptions::default())
            .await
            .unwrap()
            .outcome,
        JobOutcome::Complete
    );
    house.check(&[]);
}
