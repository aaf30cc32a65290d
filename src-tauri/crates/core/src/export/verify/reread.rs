//! Re-reading many files at once.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio_util::sync::CancellationToken;

use super::{Expected, VerifyProgress};
use crate::{error::Error, export::sha256_of};

/// How often progress is told.
const TELL: Duration = Duration::from_millis(100);

/// What lies at a path.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    Missing,
    Hash(String),
}

/// Files being re-read by as many threads as there are cores.
pub(super) struct Check<'a> {
    dir: &'a Path,
    expected: &'a BTreeMap<String, Expected>,
    paths: Vec<&'a String>,
    next: AtomicUsize,
    pub(super) checked: AtomicU64,
    pub(super) bytes: AtomicU64,
    pub(super) found: Mutex<Vec<(String, Found)>>,
    told: Mutex<Instant>,
    tell: &'a (dyn Fn(VerifyProgress) + Send + Sync),
    cancel: &'a CancellationToken,
}

impl<'a> Check<'a> {
    pub(super) fn new(
        dir: &'a Path,
        expected: &'a BTreeMap<String, Expected>,
        tell: &'a (dyn Fn(VerifyProgress) + Send + Sync),
        cancel: &'a CancellationToken,
    ) -> Self {
        Self {
            dir,
            expected,
            paths: expected.keys().collect(),
            next: AtomicUsize::new(0),
            checked: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            found: Mutex::default(),
            told: Mutex::new(Instant::now()),
            tell,
            cancel,
        }
    }

    pub(super) fn run(&self) {
        let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(|| self.work());
            }
            self.work();
        });
    }

    fn work(&self) {
        while let Some(path) = self.paths.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let found = match sha256_of(&self.dir.join(path), self.cancel) {
                Ok(Some((bytes, hash))) => {
                    self.bytes.fetch_add(bytes, Ordering::Relaxed);
                    self.checked.fetch_add(1, Ordering::Relaxed);
                    Found::Hash(hash)
                }
                Ok(None) => return,
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                    Found::Missing
                }
                // It is there and cannot be read: not what was exported.
                Err(error) => Found::Hash(error.to_string()),
            };
            let want = &self.expected[*path];
            let right =
                matches!(&found, Found::Hash(hash) if want.witnesses().all(|want| want == hash));
            if !right {
                self.found
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(((*path).clone(), found));
            }
            self.show();
        }
    }

    fn show(&self) {
        let Ok(mut told) = self.told.try_lock() else {
            return;
        };
        if told.elapsed() >= TELL {
            *told = Instant::now();
            (self.tell)(VerifyProgress {
                files_total: self.paths.len() as u64,
                files_checked: self.checked.load(Ordering::Relaxed),
                bytes: self.bytes.load(Ordering::Relaxed),
            });
        }
    }
}
