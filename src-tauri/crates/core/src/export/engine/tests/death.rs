//! The process dies at each single step of a run.

use std::{
    fs, io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio_util::sync::CancellationToken;

use super::{House, audio_files, files, rounds};
use crate::{
    export::{
        self, AudioFormat, ExportOptions, Side, Sound, SoundChannels,
        disk::{Disk, Op, Refusal, Watch},
        lock::LOCK_FILE,
        manifest,
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

fn split() -> ExportOptions {
    ExportOptions {
        audio: AudioFormat::Wav,
        sound: Sound {
            channels: SoundChannels::Split,
            ..Sound::default()
        },
        ..ExportOptions::default()
    }
}

fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(path.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(&path, target).unwrap();
    }
}

/// Every file of the PBX is there, those with two sides as both, and nothing else.
async fn both_sides(house: &House, dest: &Path, when: &str) {
    let report = export::verify(dest, Arc::new(|_| {}), CancellationToken::new()).await;
    let problems = report.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?} {when}");
    let lines = manifest::read(dest).unwrap();
    let mut sides = 0;
    for ((id, index), right) in &house.right {
        let line = &lines[&(id.as_str().into(), *index)];
        let source = line.source_sha256.as_ref().or(line.sha256.as_ref());
        assert_eq!(source, Some(right), "{id} {when}");
        if line.side == Some(Side::Left) {
            let other = &lines[&(id.as_str().into(), line.file_count + index)];
            assert_eq!(other.side, Some(Side::Right), "{id} {when}");
            assert_eq!(other.source_sha256, line.source_sha256);
            sides += 1;
        }
    }
    assert!(sides > 1, "{sides} are split {when}");
    assert_eq!(
        audio_files(dest).len(),
        house.right.len() + sides,
        "nothing twice {when}"
    );
}

/// Dies at each step of a run that brings what is in `folder` to another form, and mends it.
async fn dies_on_the_way(house: &House, folder: &Path, options: &ExportOptions) {
    let scratch = tempfile::tempdir().unwrap();
    // All of them: TAPEDECK_DEATH_STRIDE=1.
    for step in (0..).step_by(rounds("TAPEDECK_DEATH_STRIDE", 7) as usize) {
        let dest = scratch.path().join(step.to_string());
        copy(folder, &dest);
        let when = format!("after step {step}");
        let disk = Disk::watched(Dying::after(step));
        let ended = house.export_as(&dest, disk, options.clone()).await;
        let died = ended.is_err();
        if died && dest.exists() {
            // What only the system takes back: a dead process leaves it.
            fs::write(dest.join(LOCK_FILE), "").unwrap();
        }
        if died {
            let mended = house
                .export_as(&dest, Disk::default(), options.clone())
                .await
                .unwrap();
            assert_eq!(mended.outcome, JobOutcome::Complete, "{when}");
        }
        if options.sound.channels == SoundChannels::Split {
            both_sides(house, &dest, &when).await;
        } else {
            house.everything(&dest, &when);
        }
        fs::remove_dir_all(&dest).unwrap();
        if !died {
            assert!(step > 40, "{step} steps are a whole run");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_splits_sides_or_joins_them_may_die_at_any_step() {
    let house = House::new("08:40", 20).await;
    let folder = tempfile::tempdir().unwrap();
    let [nothing, undivided, sides] =
        ["nothing", "undivided", "sides"].map(|name| folder.path().join(name));
    fs::create_dir(&nothing).unwrap();
    house.export(&undivided, Disk::default()).await.unwrap();
    house
        .export_as(&sides, Disk::default(), split())
        .await
        .unwrap();
    both_sides(&house, &sides, "at first").await;
    dies_on_the_way(&house, &nothing, &split()).await;
    dies_on_the_way(&house, &undivided, &split()).await;
    dies_on_the_way(&house, &sides, &ExportOptions::default()).await;
}
