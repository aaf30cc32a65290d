//! What there should be, as the lists of an export tell it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Problem, ProblemKind, unfinished};
use crate::{
    error::Result,
    export::{
        bag,
        manifest::{self, MANIFEST_FILE},
        proof::PROOF_FILE,
        sums::{self, SUMS_FILE},
    },
};

/// What a file should hash to.
#[derive(Debug, Default)]
pub(super) struct Expected {
    manifest: Option<String>,
    sums: Option<String>,
    pub(super) bag: Option<String>,
}

impl Expected {
    /// What each list says, the most trusted first.
    pub(super) fn witnesses(&self) -> impl Iterator<Item = &String> {
        [&self.manifest, &self.sums, &self.bag]
            .into_iter()
            .flatten()
    }

    /// The sums are signed: where they tell, nobody else is asked.
    pub(super) fn rely_on_sums(&mut self) {
        if self.sums.is_some() {
            self.manifest = None;
        }
    }

    /// The lists that say otherwise.
    pub(super) fn liars(&self, hash: &str) -> impl Iterator<Item = &'static str> {
        [(SUMS_FILE, &self.sums), (bag::LIST_FILE, &self.bag)]
            .into_iter()
            .filter(move |(_, told)| told.as_ref().is_some_and(|told| told != hash))
            .map(|(list, _)| list)
    }
}

/// Every file that should be there. A manifest that points outside the folder was tampered with.
pub(super) fn expected(
    dir: &Path,
    problems: &mut BTreeSet<Problem>,
) -> Result<BTreeMap<String, Expected>> {
    let mut expected = BTreeMap::<String, Expected>::new();
    for line in manifest::read(dir)?.into_values() {
        match line.held() {
            Some((path, hash)) => {
                expected.entry(path.to_owned()).or_default().manifest =
                    Some(hash.to_ascii_lowercase());
            }
            None if line.path.is_some() && !line.result.is_gap() => {
                problems.insert(Problem::changed(MANIFEST_FILE));
            }
            None => {}
        }
    }
    // A run that was interrupted has added to the manifest since the sums were written: they are no witness then.
    if unfinished::is_interrupted(dir) {
        return Ok(expected);
    }
    let sums = sums::read(dir)?;
    for (name, there) in [
        (SUMS_FILE, sums.is_some()),
        (PROOF_FILE, dir.join(PROOF_FILE).exists()),
    ] {
        if !there {
            problems.insert(Problem {
                path: name.to_owned(),
                kind: ProblemKind::Missing,
            });
        }
    }
    for (path, hash) in sums.unwrap_or_default() {
        expected.entry(path).or_default().sums = Some(hash);
    }
    Ok(expected)
}
