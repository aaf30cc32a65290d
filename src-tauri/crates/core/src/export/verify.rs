//! Verifying a folder: offline, every byte re-read against the manifest and the sums.

mod bagged;
mod expected;
mod problem;
mod reread;
mod signed;
mod unfinished;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

use tokio_util::sync::CancellationToken;

use super::{
    bag,
    engine::{RESERVE_FILE, is_leftover},
    journal::{self, JOURNAL_FILES},
    lock::LOCK_FILE,
    manifest::{self, MANIFEST_FILE},
    proof::PROOF_FILE,
    signature::SIGNATURE_FILE,
    sums::SUMS_FILE,
    tables,
};
use crate::{
    error::{Error, Result},
    signing::PublicKey,
};
use bagged::Bag;
use expected::{Expected, expected};
pub use problem::{Problem, ProblemKind};
use reread::{Check, Found};

/// Where a verification stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerifyProgress {
    /// Files there should be.
    pub files_total: u64,
    /// Files re-read so far.
    pub files_checked: u64,
    /// Bytes re-read so far.
    pub bytes: u64,
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Files re-read.
    pub files_checked: u64,
    /// Bytes re-read.
    pub bytes: u64,
    /// Whose signature it bears; `None` without one that holds.
    pub signed: Option<Signed>,
    /// What is not as it should be, by path.
    pub problems: Vec<Problem>,
    /// An export into this folder that did not come to its end, in words: what is there may be right, and is not all.
    pub unfinished: Option<String>,
    /// It was stopped before everything was read.
    pub cancelled: bool,
}

/// A signature that holds for the whole folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Of the key it was checked with: the one demanded, else the one that the folder names itself.
    pub public_key: String,
    /// What was signed with it: time, counts and version.
    pub comment: String,
}

/// Files that file managers leave behind.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Re-reads every file of an export.
///
/// # Errors
/// [`Error::NoExport`] without a manifest; [`Error::Io`] when the folder itself cannot be read.
pub async fn verify(
    dir: &Path,
    progress: Arc<dyn Fn(VerifyProgress) + Send + Sync>,
    cancel: CancellationToken,
) -> Result<VerifyReport> {
    verify_signed_by(dir, None, progress, cancel).await
}

/// As [`verify`]; with a key, a folder that this key did not sign has a problem.
///
/// # Errors
/// As for [`verify`].
pub async fn verify_signed_by(
    dir: &Path,
    key: Option<PublicKey>,
    progress: Arc<dyn Fn(VerifyProgress) + Send + Sync>,
    cancel: CancellationToken,
) -> Result<VerifyReport> {
    let dir = dir.to_owned();
    tokio::task::spawn_blocking(move || verify_now(&dir, key.as_ref(), &*progress, &cancel))
        .await
        .map_err(|_| Error::Internal {
            doing: "the verification",
        })?
}

fn verify_now(
    dir: &Path,
    key: Option<&PublicKey>,
    tell: &(dyn Fn(VerifyProgress) + Send + Sync),
    cancel: &CancellationToken,
) -> Result<VerifyReport> {
    let bag = Bag::of(dir)?;
    let folder = bag.as_ref().map_or(dir, |bag| &bag.payload);
    if !manifest::exists(folder) {
        return Err(Error::NoExport {
            path: dir.to_owned(),
        });
    }
    let mut problems = BTreeSet::new();
    let mut expected = expected(folder, &mut problems)?;
    if let Some(bag) = &bag {
        bag.testify(&mut expected);
    }
    let signed = signed::signed(folder, key, &mut problems)?;
    if signed.is_some() {
        signed::trust(folder, &mut expected, &mut problems);
    }
    let check = Check::new(folder, &expected, tell, cancel);
    check.run();
    let Check {
        found,
        bytes,
        checked,
        ..
    } = check;
    let mut changed = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    changed.sort();
    let mut wrong_lists = BTreeSet::new();
    for (path, found) in changed {
        let want = &expected[&path];
        let kind = match found {
            Found::Missing => ProblemKind::Missing,
            // A list that tells otherwise than the first witness is the odd one out.
            Found::Hash(hash) if want.witnesses().next() == Some(&hash) => {
                wrong_lists.extend(want.liars(&hash));
                continue;
            }
            Found::Hash(_) => ProblemKind::Changed,
        };
        problems.insert(Problem { path, kind });
    }
    if wrong_lists.contains(SUMS_FILE) {
        problems.insert(Problem::changed(SUMS_FILE));
    }
    let cancelled = cancel.is_cancelled();
    if !cancelled {
        // What a killed run had given its name is ours, although the manifest does not know it yet.
        let noted = journal::left_behind(folder);
        let noted = noted.iter().filter_map(|intent| intent.line.held());
        let mut known: BTreeSet<&str> = noted.map(|(path, _)| path).collect();
        known.extend(expected.keys().map(String::as_str));
        extras(folder, "", &known, &mut problems)?;
        if let Some(bag) = &bag {
            problems = bag.around(
                problems,
                wrong_lists.contains(bag::LIST_FILE) || bag.lacks(&expected),
            )?;
        }
    }
    let report = VerifyReport {
        files_checked: checked.into_inner(),
        bytes: bytes.into_inner(),
        signed,
        problems: problems.into_iter().collect(),
        unfinished: unfinished::unfinished(folder)?,
        cancelled,
    };
    tell(VerifyProgress {
        files_total: expected.len() as u64,
        files_checked: report.files_checked,
        bytes: report.bytes,
    });
    Ok(report)
}

/// Everything in the folder that nothing is known of. Links are not followed.
fn extras(
    dir: &Path,
    below: &str,
    known: &BTreeSet<&str>,
    problems: &mut BTreeSet<Problem>,
) -> Result<()> {
    let folder: PathBuf = dir.join(below);
    let failed = |source| Error::io("read", &folder, source);
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name.clone()
        } else {
            format!("{below}/{name}")
        };
        if entry.file_type().map_err(failed)?.is_dir() {
            extras(dir, &path, known, problems)?;
        } else if !known.contains(path.as_str()) && !is_own(below, &name) {
            problems.insert(Problem {
                path,
                kind: ProblemKind::Extra,
            });
        }
    }
    Ok(())
}

/// Names that belong to an export although no list has them.
fn is_own(below: &str, name: &str) -> bool {
    let top = || {
        let lists = [
            MANIFEST_FILE,
            SUMS_FILE,
            SIGNATURE_FILE,
            PROOF_FILE,
            LOCK_FILE,
            RESERVE_FILE,
            tables::PAGE_FILE,
        ];
        let tables = [
            super::TableKind::Csv,
            super::TableKind::Xlsx,
            super::TableKind::Jsonl,
        ]
        .map(tables::file_name);
        lists
            .iter()
            .chain(&tables)
            .chain(&JOURNAL_FILES)
            .any(|own| *own == name)
    };
    LITTER.contains(&name) || is_leftover(name) || (below.is_empty() && top())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{disk::Disk, ledger::Ledger, manifest::sample, sums};

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("d")).unwrap();
        for name in ["d/a.wav", "d/b.wav"] {
            fs::write(folder.path().join(name), "abc").unwrap();
        }
        let mut end = Ledger::open(&Disk::default(), folder.path(), &mut |_| {}).unwrap();
        end.append(
            [
                sample("a", 1, Some("d/a.wav")),
                sample("b", 1, Some("d/b.wav")),
                sample("c", 1, None),
            ]
            .iter(),
        )
        .unwrap();
        sums::write(&Disk::default(), folder.path()).unwrap();
        fs::write(folder.path().join(PROOF_FILE), "{}").unwrap();
        folder
    }

    fn problems(folder: &Path) -> Vec<String> {
        let report = verify_now(folder, None, &|_| {}, &CancellationToken::new()).unwrap();
        report.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_whole_folder_has_no_problem() {
        let folder = folder();
        for name in [
            "calls.csv",
            "export.json",
            ".DS_Store",
            "d/.DS_Store",
            LOCK_FILE,
        ] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let report = verify_now(folder.path(), None, &|_| {}, &CancellationToken::new()).unwrap();
        assert_eq!(report.problems, []);
        assert!(!report.cancelled && report.files_checked >= 2 && report.bytes >= 6);
        assert!(report.unfinished.is_some(), "the lock is of a killed run");
    }

    #[test]
    fn each_problem_is_named() {
        let folder = folder();
        fs::write(folder.path().join("d/a.wav"), "abd").unwrap();
        fs::remove_file(folder.path().join("d/b.wav")).unwrap();
        fs::write(folder.path().join("d/new.txt"), "").unwrap();
        assert_eq!(
            problems(folder.path()),
            ["changed d/a.wav", "missing d/b.wav", "extra d/new.txt"]
        );
    }

    #[test]
    fn tampering_with_the_lists_is_told() {
        let folder = folder();
        let manifest = folder.path().join(MANIFEST_FILE);
        let text = fs::read_to_string(&manifest).unwrap();
        fs::write(&manifest, text.replace("d/a.wav", "../a.wav")).unwrap();
        assert_eq!(
            problems(folder.path()),
            ["changed manifest.jsonl"],
            "d/a.wav is still in the sums"
        );
        fs::write(&manifest, text).unwrap();
        let sums = folder.path().join(SUMS_FILE);
        let text = fs::read_to_string(&sums).unwrap();
        fs::write(&sums, text.replacen("ba78", "ba79", 1)).unwrap();
        assert_eq!(
            problems(folder.path()),
            ["changed SHA256SUMS"],
            "two witnesses against one"
        );
        fs::remove_file(&sums).unwrap();
        fs::remove_file(folder.path().join(PROOF_FILE)).unwrap();
        assert_eq!(
            problems(folder.path()),
            ["missing SHA256SUMS", "missing export.json"]
        );
    }

    #[test]
    fn a_file_that_only_a_killed_runs_journal_knows_is_not_extra() {
        let folder = folder();
        fs::write(folder.path().join("d/new.wav"), "abc").unwrap();
        assert_eq!(problems(folder.path()), ["extra d/new.wav"]);
        let intent = journal::Intent {
            part: "d/new.wav.part".to_owned(),
            replace: false,
            line: sample("new", 1, Some("d/new.wav")),
            superseded: None,
        };
        let journal = journal::Journal::open(&Disk::default(), folder.path()).unwrap();
        journal.note(&intent).unwrap();
        assert_eq!(problems(folder.path()), [""; 0]);
    }

    #[test]
    fn a_folder_without_a_manifest_is_no_export() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            verify_now(folder.path(), None, &|_| {}, &CancellationToken::new()),
            Err(Error::NoExport { .. })
        ));
    }

    #[test]
    fn a_stopped_verification_says_so() {
        let folder = folder();
        let stopped = CancellationToken::new();
        stopped.cancel();
        let report = verify_now(folder.path(), None, &|_| {}, &stopped).unwrap();
        assert!(report.cancelled && report.problems.is_empty());
    }
}
