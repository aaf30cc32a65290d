//! What goes into a ZIP of an export.

use std::path::Path;

use crate::error::Result;
use crate::export::{
    TableKind, bag, manifest,
    proof::PROOF_FILE,
    signature::{self, SIGNATURE_FILE},
    sums::{self, SUMS_FILE},
    tables,
};

/// The names to pack: lists first, so that a reader finds them without reading all.
pub(super) fn names(dest: &Path) -> Result<Vec<String>> {
    let payload = bag::payload_of(dest);
    let (folder, below) = payload
        .as_deref()
        .map_or((dest, ""), |payload| (payload, bag::BELOW));
    let signature = signature::exists(folder).then_some(SIGNATURE_FILE);
    let mut names: Vec<String> = [PROOF_FILE, SUMS_FILE]
        .into_iter()
        .chain(signature)
        .map(|name| format!("{below}{name}"))
        .collect();
    if payload.is_some() {
        names.splice(0..0, bag::TAG_FILES.map(str::to_owned));
    }
    let listed = sums::read(folder)?.unwrap_or_default();
    let lines = manifest::read(folder)?;
    let held = lines
        .values()
        .filter_map(|line| line.held())
        .map(|(path, _)| path.to_owned());
    let mut rest: Vec<String> = listed
        .into_keys()
        .chain(held)
        .filter(|name| name != PROOF_FILE)
        .collect();
    let sheet = tables::file_name(TableKind::Xlsx);
    rest.sort_by_cached_key(|name| (!is_list(name) && name != sheet, name.clone()));
    rest.dedup();
    names.extend(rest.into_iter().map(|name| format!("{below}{name}")));
    Ok(names)
}

/// Whether a name of a folder or a bag is one of its lists and tables.
pub(super) fn is_list(name: &str) -> bool {
    let in_export = name.strip_prefix(bag::BELOW).unwrap_or(name);
    tables::is_list(in_export) || in_export == SIGNATURE_FILE || bag::TAG_FILES.contains(&name)
}
