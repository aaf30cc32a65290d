//! Random sequences of what people and accidents do to an export, against a pure model of the folder (`quality.md` F12).
//!
//! The whole figure is `TAPEDECK_MODEL_SEQUENCES=10000`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
    time::Duration,
};

use demo_pbx::PathKind;
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use tapedeck_core::{
    Error, Result,
    export::{self, ExportOptions, ExportProgress, ExportReport, ProblemKind, VerifyReport},
    jobs::JobOutcome,
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, audio_files, leftovers, options, rounds, sha256};

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Act {
    Export,
    /// Stopped by the person at this progress notice.
    Cancel(u64),
    /// Dropped where it stands after this long.
    Crash(Duration),
    /// A file is deleted; which one of those there are.
    Delete(usize),
    /// A byte of a file is changed.
    Change(usize),
    Verify,
}

fn acts(dice: &mut SmallRng) -> Vec<Act> {
    (0..dice.random_range(3..9))
        .map(|_| match dice.random_range(0..7) {
            0 => Act::Export,
            1 => Act::Cancel(dice.random_range(0..30)),
            2 | 3 => Act::Crash(Duration::from_micros(dice.random_range(0..60_000))),
            4 => Act::Delete(dice.random_range(0..100)),
            5 => Act::Change(dice.random_range(0..100)),
            _ => Act::Verify,
        })
        .collect()
}

/// What is wrong with a file that was whole once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Damage {
    Changed,
    Deleted,
}

/// The folder as it must be.
#[derive(Debug, Default)]
struct Model {
    /// Files in place and whole.
    whole: BTreeSet<String>,
    damaged: BTreeMap<String, Damage>,
}

impl Model {
    fn damage(&mut self, which: usize, damage: Damage) -> Option<String> {
        let path = self
            .whole
            .iter()
            .nth(which % self.whole.len().max(1))?
            .clone();
        self.whole.remove(&path);
        self.damaged.insert(path.clone(), damage);
        Some(path)
    }

    /// A run has come to its end.
    fn complete(&mut self, truth: &BTreeMap<String, String>) {
        *self = Self {
            whole: truth.keys().cloned().collect(),
            damaged: BTreeMap::new(),
        };
    }
}

/// One folder, its model, and the truth: the hash of every file by its path.
struct Bench<'a> {
    house: &'a House,
    truth: &'a BTreeMap<String, String>,
    model: Model,
}

impl Bench<'_> {
    async fn act(&mut self, act: Act) {
        let dest = self.house.dest();
        match act {
            Act::Export => self.export().await,
            Act::Cancel(at) => {
                let report = self.run(Some(at)).await.unwrap();
                if report.outcome == JobOutcome::Complete {
                    self.model.complete(self.truth);
                }
                self.partly_done();
            }
            Act::Crash(after) => {
                // Whether it was done before that shows on the disk.
                drop(tokio::time::timeout(after, self.run(None)).await);
                self.settled().await;
                self.partly_done();
            }
            Act::Delete(which) => {
                if let Some(path) = self.model.damage(which, Damage::Deleted) {
                    fs::remove_file(dest.join(path)).unwrap();
                }
            }
            Act::Change(which) => {
                if let Some(path) = self.model.damage(which, Damage::Changed) {
                    let file = dest.join(path);
                    let mut bytes = fs::read(&file).unwrap();
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 1;
                    fs::write(file, bytes).unwrap();
                }
            }
            Act::Verify => self.verify().await,
        }
    }

    async fn export(&mut self) {
        let missing = self.truth.len() - self.model.whole.len();
        self.house.pbx.reset_counters();
        let report = self.run(None).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Complete);
        let fetched = self.house.pbx.counters().of(PathKind::Blob);
        assert_eq!(
            fetched, missing as u64,
            "what is whole is not fetched again, all else is"
        );
        self.model.complete(self.truth);
        self.house.check(&[]);
        assert_eq!(self.disk(), *self.truth);
    }

    /// Runs an export; a lock of a run that was dropped a moment ago is awaited.
    async fn run(&self, cancel_at: Option<u64>) -> Result<ExportReport> {
        let cancel = CancellationToken::new();
        let (notices, stop) = (AtomicU64::new(0), cancel.clone());
        let tell = move |_: &ExportProgress| {
            if cancel_at.is_some_and(|at| notices.fetch_add(1, Ordering::Relaxed) >= at) {
                stop.cancel();
            }
        };
        let plan = self.house.plan(ExportOptions {
            parallel: Some(3),
            ..ExportOptions::default()
        });
        export::run(plan, Arc::new(tell), cancel).await
    }

    /// Waits until a run that was dropped has let go of the folder.
    async fn settled(&self) {
        let mut ticks = tokio::time::interval(Duration::from_millis(2));
        for _ in 0..2_500 {
            let stopped = CancellationToken::new();
            stopped.cancel();
            let plan = self.house.plan(ExportOptions::default());
            match export::run(plan, Arc::new(|_: &ExportProgress| {}), stopped).await {
                Err(Error::FolderBusy { .. }) => ticks.tick().await,
                other => {
                    other.unwrap();
                    return;
                }
            };
        }
        panic!("a run that was dropped never lets go of its folder");
    }

    /// After a run that was cut short: files may have come, none may have suffered.
    fn partly_done(&mut self) {
        for (path, hash) in self.disk() {
            if self.truth.get(&path) == Some(&hash) {
                self.model.damaged.remove(&path);
                self.model.whole.insert(path);
            } else {
                assert_eq!(
                    self.model.damaged.get(&path),
                    Some(&Damage::Changed),
                    "{path} is no file of the PBX, and nobody but us has touched it"
                );
            }
        }
        for path in &self.model.whole {
            assert!(self.house.dest().join(path).is_file(), "{path} was there");
        }
    }

    async fn verify(&self) {
        let nothing_yet = self.model.whole.is_empty() && self.model.damaged.is_empty();
        let report = match self.verified().await {
            Err(Error::NoExport { .. }) if nothing_yet => return,
            report => report.unwrap(),
        };
        let found: BTreeMap<&str, ProblemKind> = report
            .problems
            .iter()
            .map(|problem| (problem.path.as_str(), problem.kind))
            .filter(|(path, _)| self.truth.contains_key(*path))
            .collect();
        let expected: BTreeMap<&str, ProblemKind> = self
            .model
            .damaged
            .iter()
            .map(|(path, damage)| match damage {
                Damage::Changed => (path.as_str(), ProblemKind::Changed),
                Damage::Deleted => (path.as_str(), ProblemKind::Missing),
            })
            .collect();
        assert_eq!(found, expected, "every damaged file is named, and no other");
    }

    async fn verified(&self) -> Result<VerifyReport> {
        export::verify(
            &self.house.dest(),
            Arc::new(|_| {}),
            CancellationToken::new(),
        )
        .await
    }

    /// The audio that is there, with its hash.
    fn disk(&self) -> BTreeMap<String, String> {
        let dest = self.house.dest();
        audio_files(&dest)
            .into_iter()
            .map(|path| {
                let bytes = fs::read(dest.join(&path)).unwrap();
                (path, sha256(&bytes))
            })
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_sequence_of_acts_leaves_the_folder_as_the_model_has_it() {
    let house = House::with(demo_pbx::Options {
        calls: Some(16),
        longest_talk: 1,
        ..options(2)
    })
    .await;
    let dest = house.dest();
    let mut bench = Bench {
        house: &house,
        truth: &BTreeMap::new(),
        model: Model::default(),
    };
    bench.run(None).await.unwrap();
    house.check(&[]);
    let truth = bench.disk();
    assert!(truth.len() > 4, "there is something to export: {truth:?}");

    for seed in 0..rounds("TAPEDECK_MODEL_SEQUENCES", 40) {
        fs::remove_dir_all(&dest).unwrap();
        bench = Bench {
            house: &house,
            truth: &truth,
            model: Model::default(),
        };
        let acts = acts(&mut SmallRng::seed_from_u64(seed));
        println!("sequence {seed}: {acts:?}");
        for act in acts {
            bench.act(act).await;
        }
        // However it went, one more run makes it whole.
        bench.export().await;
        let report = bench.verified().await.unwrap();
        assert!(
            report.problems.is_empty() && report.unfinished.is_none(),
            "{report:?}"
        );
        assert!(leftovers(&dest).is_empty(), "{:?}", leftovers(&dest));
    }
}
