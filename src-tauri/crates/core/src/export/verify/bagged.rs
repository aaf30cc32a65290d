//! What a bag adds to a verification: its list is one more witness, and the files beside the payload are known.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{Expected, LITTER, Problem, ProblemKind, unfinished};
use crate::{
    error::{Error, Result},
    export::{bag, engine::is_leftover, proof::PROOF_FILE, sums::SUMS_FILE},
};

/// A folder that is a bag.
pub(super) struct Bag {
    dest: PathBuf,
    /// The export in it.
    pub(super) payload: PathBuf,
    /// What its list says; `None` without one, and while the payload is ahead of it.
    listed: Option<BTreeMap<String, String>>,
    interrupted: bool,
}

impl Bag {
    /// The bag, if the folder is one.
    pub(super) fn of(dest: &Path) -> Result<Option<Self>> {
        let Some(payload) = bag::payload_of(dest) else {
            return Ok(None);
        };
        let interrupted = unfinished::is_interrupted(&payload);
        let listed = if interrupted {
            None
        } else {
            bag::listed(dest)?
        };
        Ok(Some(Self {
            dest: dest.to_owned(),
            payload,
            listed,
            interrupted,
        }))
    }

    /// Adds what its list says of each file. For the lists of the export themselves there is no other witness.
    pub(super) fn testify(&self, expected: &mut BTreeMap<String, Expected>) {
        let Some(listed) = &self.listed else { return };
        for name in [SUMS_FILE, PROOF_FILE] {
            expected.entry(name.to_owned()).or_default();
        }
        for (name, hash) in listed {
            expected.entry(name.clone()).or_default().bag = Some(hash.clone());
        }
    }

    /// Whether its list leaves out a file of the payload.
    pub(super) fn lacks(&self, expected: &BTreeMap<String, Expected>) -> bool {
        self.listed.is_some() && expected.values().any(|want| want.bag.is_none())
    }

    /// The problems of the payload as those of the whole bag, and what is wrong beside the payload.
    pub(super) fn around(
        &self,
        problems: BTreeSet<Problem>,
        wrong_list: bool,
    ) -> Result<BTreeSet<Problem>> {
        let mut all: BTreeSet<Problem> = problems
            .into_iter()
            .map(|problem| Problem {
                path: format!("{}{}", bag::BELOW, problem.path),
                ..problem
            })
            .collect();
        if wrong_list {
            all.insert(Problem::changed(bag::LIST_FILE));
        }
        // Before a run has come to its end, the bag is not closed.
        if !self.interrupted {
            let wrong = bag::wrong_tags(&self.dest)?.into_iter();
            all.extend(wrong.map(|(name, kind)| Problem {
                path: name.to_owned(),
                kind,
            }));
        }
        self.extras(&mut all)?;
        Ok(all)
    }

    fn extras(&self, problems: &mut BTreeSet<Problem>) -> Result<()> {
        let failed = |source| Error::io("read", &self.dest, source);
        for entry in std::fs::read_dir(&self.dest).map_err(failed)? {
            let name = entry
                .map_err(failed)?
                .file_name()
                .to_string_lossy()
                .into_owned();
            let is_own = name == bag::PAYLOAD || bag::TAG_FILES.contains(&name.as_str());
            if !is_own && !LITTER.contains(&name.as_str()) && !is_leftover(&name) {
                problems.insert(Problem {
                    path: name,
                    kind: ProblemKind::Extra,
                });
            }
        }
        Ok(())
    }
}
