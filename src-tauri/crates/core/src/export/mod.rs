//! Exporting: recordings into a folder, with tables and the proof that nothing is missing.
//!
//! A file is fetched to `<name>.part`, checked, noted in a journal, brought to the disk, renamed into place and only then
//! written to `manifest.jsonl`. Whatever stops this, running it again continues: nothing is lost, nothing is fetched
//! twice, and no half file ever stands under a final name (`design.md`, The export folder).

mod bag;
mod convert;
mod engine;
mod finish;
#[cfg(test)]
pub(crate) mod fixture;
mod hash;
mod journal;
mod lock;
mod manifest;
pub mod names;
mod pack;
mod place;
mod plan;
mod progress;
mod proof;
mod request;
mod sums;
pub mod tables;
mod verify;

pub use engine::run;
pub use manifest::ManifestLine;
pub use place::check_place;
pub use plan::{ExportPlan, ExportReport, check_options};
pub use progress::*;
pub use request::*;
pub use verify::{Problem, ProblemKind, VerifyProgress, VerifyReport, verify};

pub(crate) use hash::{hex, sha256_of};
pub(crate) use plan::{check_apart_from_names, preview_names};

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Result},
    files::sync_parent,
};

/// Ending of a file that is being fetched.
pub(crate) const PART: &str = ".part";
/// Ending of a table or list that is being written.
pub(crate) const TEMPORARY: &str = ".tapedeck.tmp";

/// Writes a whole file under a temporary name, brings it to the disk and renames it into place.
pub(crate) fn write_new(path: &Path, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let temporary = temporary(path);
    let written = (|| {
        let mut file =
            File::create(&temporary).map_err(|source| Error::io("written", path, source))?;
        write(&mut file)?;
        file.sync_all()
            .and_then(|()| fs::rename(&temporary, path))
            .map_err(|source| Error::io("written", path, source))
    })();
    if written.is_err() {
        // The first failure is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written.and_then(|()| sync_parent(path))
}

/// Where a file is written before it gets its name.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(TEMPORARY);
    path.with_file_name(name)
}
