//! The computer stays awake while a job is at work, and only then.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::SeqCst},
};

use demo_pbx::{Fault, PathKind, Rule};
use tapedeck_core::jobs::{Awake, Held, JobOutcome, stay_awake};
use tokio::sync::watch;

use crate::{
    desk::Desk,
    jobs::{ended, input},
};

/// Counts who holds it awake.
struct Counting {
    held: watch::Sender<usize>,
    asked: AtomicUsize,
    refuses: bool,
}

struct Hold(watch::Sender<usize>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.send_modify(|held| *held -= 1);
    }
}

impl Awake for Counting {
    fn hold(&self) -> Result<Held, String> {
        self.asked.fetch_add(1, SeqCst);
        if self.refuses {
            return Err("there is no such thing here".to_owned());
        }
        self.held.send_modify(|held| *held += 1);
        Ok(Box::new(Hold(self.held.clone())))
    }
}

fn counting(refuses: bool) -> Arc<Counting> {
    Arc::new(Counting {
        held: watch::Sender::new(0),
        asked: AtomicUsize::new(0),
        refuses,
    })
}

async fn until(awake: &Counting, held: usize) {
    awake
        .held
        .subscribe()
        .wait_for(|now| *now == held)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_at_work_keeps_the_computer_awake_and_a_paused_one_does_not() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let awake = counting(false);
    tokio::spawn(stay_awake(desk.app.clone(), Arc::clone(&awake) as _));
    desk.pbx.faults().add(Rule::blobs(Fault::Stall(0.5)));
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r"))
        .unwrap();
    until(&awake, 1).await;
    desk.pbx.until_asked(PathKind::Blob, 1).await;
    let mut state = desk.app.watch_job(&id).unwrap();
    let fetching = |job: &tapedeck_core::jobs::JobSnapshot| !job.in_flight.is_empty();
    state.wait_for(fetching).await.unwrap();
    assert!(desk.app.pause_job(&id));
    until(&awake, 0).await;
    assert!(desk.app.resume_job(&id));
    until(&awake, 1).await;
    desk.app.cancel_job(&id);
    until(&awake, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_held_when_the_person_does_not_want_it() {
    let desk = Desk::signed_in().await;
    let mut preferences = desk.app.preferences();
    preferences.keep_awake = false;
    desk.app.set_preferences(preferences).await.unwrap();
    let dest = tempfile::tempdir().unwrap();
    let awake = counting(false);
    tokio::spawn(stay_awake(desk.app.clone(), Arc::clone(&awake) as _));
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r"))
        .unwrap();
    ended(&desk.app, &id).await;
    assert_eq!(awake.asked.load(SeqCst), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_refuses_fails_no_job() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let awake = counting(true);
    tokio::spawn(stay_awake(desk.app.clone(), Arc::clone(&awake) as _));
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r"))
        .unwrap();
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    assert_eq!(
        awake.asked.load(SeqCst),
        1,
        "tried once, not with every step"
    );
}
