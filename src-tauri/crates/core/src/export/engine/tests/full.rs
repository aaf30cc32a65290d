//! A disk that fills up, at many points.

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use super::{House, audio_files, files};
use crate::{
    error::Error,
    export::disk::{Disk, Op, Refusal, Watch},
    jobs::JobOutcome,
};

/// A disk of so many bytes. Removing a file makes room again.
#[derive(Debug)]
pub(super) struct Small {
    room: Mutex<u64>,
    sizes: Mutex<HashMap<PathBuf, u64>>,
}

impl Small {
    pub(super) fn of(bytes: u64) -> Arc<Self> {
        Arc::new(Self {
            room: Mutex::new(bytes),
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
                let free = self.room.lock().unwrap().saturating_sub(used);
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
async fn a_full_disk_stops_the_export_and_leaves_nothing_short() {
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
        house.nothing_bad(&dest, "on a full disk");
        assert!(audio_files(&dest).len() >= before, "what was there stays");
        before = audio_files(&dest).len();
        let parts = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "part");
        assert_eq!(files(&dest).iter().filter(|path| parts(path)).count(), 0);
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
