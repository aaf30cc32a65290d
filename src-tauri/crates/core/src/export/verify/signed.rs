//! Who signed a folder, and what follows from it: a list that is signed is the first witness of everything in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{Expected, Problem, ProblemKind, Signed, unfinished};
use crate::{
    error::Result,
    export::{
        TableKind,
        manifest::MANIFEST_FILE,
        proof::{self, PROOF_FILE},
        signature::{self, SIGNATURE_FILE},
        tables,
    },
    signing::PublicKey,
};

/// Checks the signature of a folder; `demanded` is the key it must be of. The answer is that of a good one.
pub(super) fn signed(
    folder: &Path,
    demanded: Option<&PublicKey>,
    problems: &mut BTreeSet<Problem>,
) -> Result<Option<Signed>> {
    // While a run is at work, or was killed, the list and its signature wait for its end.
    if unfinished::is_interrupted(folder) {
        return Ok(None);
    }
    let told = proof::signed_by(&folder.join(PROOF_FILE))?;
    let mut problem = |kind| {
        problems.insert(Problem {
            path: SIGNATURE_FILE.to_owned(),
            kind,
        });
    };
    if !signature::exists(folder) {
        if told.is_some() || demanded.is_some() {
            problem(ProblemKind::Missing);
        }
        return Ok(None);
    }
    let key = demanded
        .cloned()
        .or_else(|| told.and_then(|key| key.parse().ok()));
    let signed = key.and_then(|key| {
        let comment = signature::check(folder, &key)?;
        Some(Signed {
            public_key: key.to_string(),
            comment,
        })
    });
    if signed.is_none() {
        problem(ProblemKind::BadSignature);
    }
    Ok(signed)
}

/// What the signed list has, it alone tells; and a table or list that it does not have is none of the export's.
pub(super) fn trust(
    folder: &Path,
    expected: &mut BTreeMap<String, Expected>,
    problems: &mut BTreeSet<Problem>,
) {
    for want in expected.values_mut() {
        want.rely_on_sums();
    }
    let lists = [TableKind::Csv, TableKind::Xlsx, TableKind::Jsonl]
        .map(tables::file_name)
        .into_iter()
        .chain([tables::PAGE_FILE, MANIFEST_FILE, PROOF_FILE]);
    for name in lists {
        if !expected.contains_key(name) && folder.join(name).exists() {
            problems.insert(Problem {
                path: name.to_owned(),
                kind: ProblemKind::Extra,
            });
        }
    }
}
