//! The process dies at each single step of a run.

use std::{
    fs, io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{House, rounds};
use crate::{
    export::{
        disk::{Disk, Op, Refusal, Watch},
        lock::LOCK_FILE,
    },
    jobs::JobOutcome,
};

/// Takes so many steps; the next one stops half-way, and no other follows.
#[derive(Debug)]
struct Dying {
    steps: u64,
    taken: AtomicU64,
}

impl Dying {
    fn after(steps: u64) -> Arc<Self> {
        Arc::new(Self {
            steps,
            taken: AtomicU64::new(0),
        })
    }
}

impl Watch for Dying {
    fn before(&self, op: Op<'_>) -> Result<(), Refusal> {
        let step = self.taken.fetch_add(1, Ordering::Relaxed);
        if step < self.steps {
            return Ok(());
        }
        let written = match op {
            Op::Write(_, _, bytes) if step == self.steps => bytes.len() / 2,
            _ => 0,
        };
        Err(Refusal {
            written,
            error: io::Error::other("the process is dead"),
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_may_die_at_any_step() {
    let house = House::new("08:40", 20).await;
    assert!(
        (5..=12).contains(&house.right.len()),
        "a handful of files, not {}",
        house.right.len()
    );
    let folder = tempfile::tempdir().unwrap();
    // All of them: TAPEDECK_DEATH_STRIDE=1.
    for step in (0..).step_by(rounds("TAPEDECK_DEATH_STRIDE", 4) as usize) {
        let dest = folder.path().join(step.to_string());
        let disk = Dying::after(step);
        let when = format!("after step {step}");
        if house
            .export(&dest, Disk::watched(disk.clone()))
            .await
            .is_ok()
        {
            assert!(step > 100, "{step} steps are a whole run");
            house.everything(&dest, &when);
            break;
        }
        if dest.exists() {
            house.nothing_bad(&dest, &when);
            // What only the system takes back: a dead process leaves it.
            fs::write(dest.join(LOCK_FILE), "").unwrap();
        }
        let report = house.export(&dest, Disk::default()).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Complete, "{when}");
        house.everything(&dest, &when);
        fs::remove_dir_all(&dest).unwrap();
    }
}
