//! A disk that fills up, is taken away, or refuses.

use std::{
    collections::HashMap,
    fs, io,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use super::{Course, House, audio_files, files, is_part};
use crate::{
    error::{Error, ErrorKind},
    export::{
        ExportPhase, ExportProgress,
        disk::{Disk, Op, Refusal, Watch},
    },
    jobs::JobOutcome,
};

/// A disk of so many bytes. Removing a file makes room again.
#[derive(Debug)]
struct Small {
    room: AtomicU64,
    sizes: Mutex<HashMap<PathBuf, u64>>,
}

impl Small {
    fn of(bytes: u64) -> Arc<Self> {
        Arc::new(Self {
            room: AtomicU64::new(bytes),
            sizes: Mutex::default(),
        })
    }
}

impl Watch for Small {
    fn before(&self, op: Op<'_>) -> Result<(), Refusal> {
        let mut sizes = self.sizes.lock().unwrap();
        match op {
            Op::Write(path, at, bytes) => {
                let used: u64 = sizes.values().sum();
                let has = sizes.get(path).copied().unwrap_or(0);
                let needs = (at + bytes.len() as u64).saturating_sub(has);
                let free = self.room.load(Ordering::Relaxed).saturating_sub(used);
                sizes.insert(path.to_owned(), has + needs.min(free));
                if needs > free {
                    return Err(Refusal {
                        written: (bytes.len() as u64).saturating_sub(needs - free) as usize,
                        error: io::ErrorKind::StorageFull.into(),
                    });
                }
            }
            Op::SetLen(path, length) => drop(sizes.insert(path.to_owned(), length)),
            Op::Create(path) => drop(sizes.insert(path.to_owned(), 0)),
            Op::Remove(path) => drop(sizes.remove(path)),
            Op::Rename(from, to) => {
                let size = sizes.remove(from).unwrap_or(0);
                sizes.insert(to.to_owned(), size);
            }
            Op::Sync(_) | Op::MakeFolders(_) | Op::SyncFolder(_) => {}
        }
        Ok(())
    }
}

#[tokio::test]
async fn a_full_disk_ends_an_export_that_does_not_wait() {
    let house = House::new("23:00", 4).await;
    let folder = tempfile::tempdir().unwrap();
    let dest = folder.path().join("export");
    let mut before = 0;
    // Some megabytes in all: full early, in the middle of a file and late. A little more than one is kept in reserve.
    for room in [1_100_000, 1_333_333, 2_000_001] {
        let error = house
            .export(&dest, Disk::watched(Small::of(room)))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::DiskFull { .. }), "{error}");
        assert!(
            error.to_string().contains("MB more are needed"),
            "it says how much is needed: {error}"
        );
        house.nothing_bad(&dest, "on a full disk");
        assert!(audio_files(&dest).len() >= before, "what was there stays");
        before = audio_files(&dest).len();
        assert_eq!(files(&dest).iter().filter(|path| is_part(path)).count(), 0);
        for name in ["calls.csv", "export.json"] {
            assert!(dest.join(name).exists(), "{name} tells how far it came");
        }
    }
    assert!(before > 0, "something fitted");
    let report = house.export(&dest, Disk::default()).await.unwrap();
    assert_eq!(
        (report.outcome, report.progress.files_skipped),
        (JobOutcome::Complete, before as u64),
        "with room it goes on"
    );
    house.everything(&dest, "with room");
}

/// Refuses in one way for a while: from one step on, until it was looked at so many times.
#[derive(Debug)]
struct Broken {
    error: i32,
    steps: AtomicI64,
    looks: AtomicI64,
}

impl Watch for Broken {
    fn before(&self, op: Op<'_>) -> Result<(), Refusal> {
        if self.steps.fetch_sub(1, Ordering::Relaxed) > 0 || self.looks.load(Ordering::Relaxed) <= 0
        {
            return Ok(());
        }
        if let Op::Create(path) = op
            && path.ends_with(super::RESERVE_FILE)
        {
            self.looks.fetch_sub(1, Ordering::Relaxed);
        }
        let error = io::Error::from_raw_os_error(self.error);
        Err(Refusal { written: 0, error })
    }
}

/// Runs an export that waits, and gives back how often it did and what it said.
async fn waited(
    house: &House,
    disk: Disk,
    look: impl Fn(&ExportProgress) + Send + Sync + 'static,
) -> (
    Vec<crate::error::Failure>,
    std::path::PathBuf,
    tempfile::TempDir,
) {
    let folder = tempfile::tempdir().unwrap();
    let dest = folder.path().join("export");
    let mut plan = house.plan(&dest);
    plan.waits = true;
    let said = Arc::new(Mutex::new(Vec::new()));
    let (heard, last) = (Arc::clone(&said), Mutex::new(ExportPhase::Preparing));
    let tell = move |progress: &ExportProgress| {
        let before = std::mem::replace(&mut *last.lock().unwrap(), progress.phase);
        if progress.phase == ExportPhase::Waiting && before != ExportPhase::Waiting {
            let failure = progress.waits_for.clone();
            heard
                .lock()
                .unwrap()
                .push(failure.expect("it says what it waits for"));
        }
        look(progress);
    };
    let report = House::course(plan, disk, Arc::new(tell))
        .run()
        .await
        .unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "{:?}",
        report.progress.gaps
    );
    assert_eq!(
        (report.progress.files_done, report.progress.files_skipped),
        (house.right.len() as u64, 0),
        "one run has fetched it all, in however many passes"
    );
    house.everything(&dest, "when the disk was mended");
    let said = said.lock().unwrap().clone();
    (said, dest, folder)
}

#[tokio::test]
async fn a_full_disk_is_waited_for_once_and_then_it_goes_on() {
    let house = House::new("23:00", 4).await;
    let disk = Small::of(1_333_333);
    let small = Arc::clone(&disk);
    let (said, ..) = waited(&house, Disk::watched(disk), move |progress| {
        if progress.phase == ExportPhase::Waiting {
            small.room.store(u64::MAX, Ordering::Relaxed);
        }
    })
    .await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].kind, ErrorKind::DiskFull);
    assert!(
        said[0].message.contains("MB more are needed"),
        "{}",
        said[0].message
    );
}

#[cfg(unix)]
#[tokio::test]
async fn whatever_a_disk_refuses_is_waited_for() {
    use rustix::io::Errno;
    let house = House::new("09:10", 8).await;
    let house = &house;
    let refused = [
        (Errno::ROFS, 25),
        (Errno::ACCESS, 40),
        (Errno::IO, 60),
        (Errno::MFILE, 33),
        (Errno::IO, 90),
    ]
    .map(|(errno, from)| async move {
        let disk = Disk::watched(Arc::new(Broken {
            error: errno.raw_os_error(),
            steps: AtomicI64::new(from),
            looks: AtomicI64::new(1),
        }));
        let (said, ..) = waited(house, disk, |_| {}).await;
        assert_eq!(said.len(), 1, "{errno} from step {from}: {said:?}");
        assert_eq!(said[0].kind, ErrorKind::Io);
    });
    // Each waits most of its time.
    futures::future::join_all(refused).await;
}

#[tokio::test]
async fn a_folder_that_was_taken_away_is_waited_for_and_not_made_again() {
    let house = House::new("23:00", 4).await;
    let there = Arc::new(Mutex::new(None::<PathBuf>));
    let (gone, state) = (Arc::clone(&there), Mutex::new((false, 0)));
    let folder = tempfile::tempdir().unwrap();
    let (dest, away) = (folder.path().join("export"), folder.path().join("away"));
    let (from, to) = (dest.clone(), away);
    *gone.lock().unwrap() = Some(dest.clone());
    let mut plan = house.plan(&dest);
    plan.waits = true;
    plan.limit_rate = Some(3_000_000);
    let tell = move |progress: &ExportProgress| {
        let mut state = state.lock().unwrap();
        if progress.files_done >= 5 && !state.0 {
            state.0 = true;
            fs::rename(&from, &to).unwrap();
        }
        if progress.phase == ExportPhase::Waiting {
            state.1 += 1;
            assert!(
                !from.exists(),
                "it is not made again: it may have been a drive"
            );
            fs::rename(&to, &from).unwrap();
        }
    };
    let report = House::course(plan, Disk::default(), Arc::new(tell))
        .run()
        .await
        .unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    house.everything(&dest, "when the folder is back");
}

#[tokio::test]
async fn a_run_that_waits_can_be_stopped_and_told_to_try_at_once() {
    let house = House::new("09:10", 8).await;
    let folder = tempfile::tempdir().unwrap();
    let dest = folder.path().join("export");
    for stopped in [true, false] {
        // It could be looked at for ever.
        let disk = Arc::new(Broken {
            error: 5,
            steps: AtomicI64::new(40),
            looks: AtomicI64::new(i64::MAX),
        });
        let mut plan = house.plan(&dest);
        plan.waits = true;
        let hold = plan.hold.clone();
        let cancel = Arc::new(Mutex::new(None::<tokio_util::sync::CancellationToken>));
        let (stop, broken) = (Arc::clone(&cancel), Arc::clone(&disk));
        let tell = move |progress: &ExportProgress| {
            if progress.phase == ExportPhase::Waiting {
                if stopped {
                    stop.lock().unwrap().as_ref().unwrap().cancel();
                } else {
                    broken.looks.store(0, Ordering::Relaxed);
                    hold.nudge();
                }
            }
        };
        let course: Course = House::course(plan, Disk::watched(disk), Arc::new(tell));
        *cancel.lock().unwrap() = Some(course.cancel.clone());
        let report = course.run().await.unwrap();
        let expected = if stopped {
            JobOutcome::Cancelled
        } else {
            JobOutcome::Complete
        };
        assert_eq!(report.outcome, expected);
    }
    house.everything(&dest, "in the end");
}
