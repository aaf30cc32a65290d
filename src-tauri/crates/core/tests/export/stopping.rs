//! Runs that are held back, let go and stopped at random moments (`quality.md` F12).
//!
//! The whole figure is `TAPEDECK_STOPS=1000`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use demo_pbx::{Fault, Rule};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use tapedeck_core::{
    Result,
    export::{self, ExportOptions, ExportProgress, ExportReport, Hold},
    jobs::JobOutcome,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::house::{House, leftovers, options, rounds};

/// A stop takes no longer than this.
const STOPPED: Duration = Duration::from_millis(300);
/// The same where other tests run beside this one: only a stop that waits for something is as slow.
const STOPPED_AMONG_OTHERS: Duration = Duration::from_secs(5);

/// A run with its brake and its end.
struct Run {
    task: JoinHandle<Result<ExportReport>>,
    hold: Hold,
    cancel: CancellationToken,
}

impl Run {
    fn start(house: &House) -> Self {
        let (hold, cancel) = (Hold::default(), CancellationToken::new());
        let mut plan = house.plan(ExportOptions::default());
        plan.hold = hold.clone();
        let task = tokio::spawn(export::run(
            plan,
            Arc::new(|_: &ExportProgress| {}),
            cancel.clone(),
        ));
        Self { task, hold, cancel }
    }

    /// Lets it go on for so long, or to its end; whether it came there.
    async fn goes_on(&mut self, time: Duration) -> Option<ExportReport> {
        let ended = tokio::time::timeout(time, &mut self.task).await.ok()?;
        Some(ended.unwrap().unwrap())
    }

    /// Stops it, and tells how long that took.
    async fn stopped(self) -> (ExportReport, Duration) {
        let asked = Instant::now();
        self.cancel.cancel();
        let report = self.task.await.unwrap().unwrap();
        (report, asked.elapsed())
    }
}

fn moment(dice: &mut SmallRng) -> Duration {
    Duration::from_micros(dice.random_range(0..60_000))
}

/// A run that is held back some times and then stopped, held or not; its outcome.
async fn one(house: &House, dice: &mut SmallRng, most: Duration) -> JobOutcome {
    let mut run = Run::start(house);
    for _ in 0..dice.random_range(0..3) {
        if let Some(report) = run.goes_on(moment(dice)).await {
            return report.outcome;
        }
        let held = run.hold.hold();
        if let Some(report) = run.goes_on(moment(dice)).await {
            return report.outcome;
        }
        if dice.random_bool(0.3) {
            let (report, took) = run.stopped().await;
            drop(held);
            assert!(took <= most, "a held run took {took:?} to stop");
            return report.outcome;
        }
    }
    if let Some(report) = run.goes_on(moment(dice)).await {
        return report.outcome;
    }
    let (report, took) = run.stopped().await;
    assert!(took <= most, "a run took {took:?} to stop");
    report.outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_stops_at_once_wherever_it_is_and_nothing_is_lost() {
    let stops = rounds("TAPEDECK_STOPS", 30);
    let most = if std::env::var_os("TAPEDECK_STOPS").is_some() {
        STOPPED
    } else {
        STOPPED_AMONG_OTHERS
    };
    let house = House::with(demo_pbx::Options {
        calls: Some(400),
        ..options(5)
    })
    .await;
    // Every file takes its time, so that a run is stopped in the middle of many.
    house.pbx.faults().add(Rule::blobs(Fault::Delay(20)));
    let mut dice = SmallRng::seed_from_u64(12);
    let (mut cancelled, mut complete) = (0, 0);
    for stop in 0..stops {
        match one(&house, &mut dice, most).await {
            JobOutcome::Cancelled => cancelled += 1,
            JobOutcome::Complete => complete += 1,
            other => panic!("stop {stop} ended as {other:?}"),
        }
        let left = leftovers(&house.dest());
        assert!(left.is_empty(), "stop {stop} left {left:?}");
        if dice.random_bool(0.1) {
            // What is there is right, and a folder that was finished is begun again.
            no_gap_stays(&house).await;
            std::fs::remove_dir_all(house.dest()).unwrap();
        }
    }
    println!("{cancelled} were stopped, {complete} had come to their end");
    assert!(cancelled > 0, "some of them must have been at work");
    no_gap_stays(&house).await;
}

/// The next run finds the folder free, and makes it whole.
async fn no_gap_stays(house: &House) {
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    house.check(&[]);
}
