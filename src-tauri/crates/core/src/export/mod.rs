//! Exporting: recordings into a folder, with tables and the proof that nothing is missing.
//!
//! A file is fetched to `<name>.part`, checked, noted in a journal, brought to the disk, renamed into place and only then
//! written to `manifest.jsonl`. Whatever stops this, running it again continues: nothing is lost, nothing is fetched
//! twice, and no half file ever stands under a final name (`design.md`, The export folder).

mod bag;
mod conversion;
mod convert;
mod coverage;
mod disk;
mod engine;
mod estimate;
mod finish;
#[cfg(test)]
pub(crate) mod fixture;
mod hash;
mod hold;
mod incremental;
mod journal;
mod ledger;
mod limit;
mod lock;
mod manifest;
pub mod names;
mod pack;
mod place;
mod plan;
mod progress;
mod proof;
mod request;
mod side;
mod signature;
mod small_id;
mod sound;
mod sums;
pub mod tables;
mod verify;

pub use conversion::Conversion;
pub use coverage::{CoverageGaps, ExportCoverage, ExtensionCoverage};
pub use engine::run;
pub use estimate::EstimateBasis;
pub use hold::{Held, Hold};
pub use incremental::{EarlierExport, earlier_export, has_runs};
pub use limit::OfficeLimit;
pub use lock::was_interrupted;
pub use manifest::ManifestLine;
pub use pack::PackedZip;
pub use place::check_place;
pub use plan::{ExportPlan, ExportReport, KnownFiles, check_options};
pub use progress::*;
pub use request::*;
pub use side::Side;
pub use sound::{SAMPLE_RATES, Sound, SoundChannels, VideoChoice};
pub use verify::{
    Problem, ProblemKind, Signed, VerifyProgress, VerifyReport, verify, verify_signed_by,
};

pub(crate) use estimate::{Survey, ToEstimate, survey};
pub(crate) use hash::{hex, sha256_of};
pub(crate) use plan::{check_apart_from_names, preview_names};

use std::path::{Path, PathBuf};

use crate::error::Result;
use disk::{Disk, DiskFile};

/// Bytes a second of talk take in the PBX's default format, 8 kHz 16-bit mono WAV (`api.md` 5.6).
pub(crate) const BYTES_PER_TALK_SECOND: u64 = 16_000;
/// Ending of a file that is being fetched.
pub(crate) const PART: &str = ".part";
/// Ending of a table or list that is being written.
pub(crate) const TEMPORARY: &str = ".tapedeck.tmp";

/// Writes a whole file under a temporary name, brings it to the disk and renames it into place.
pub(crate) fn write_new(
    disk: &Disk,
    path: &Path,
    write: impl FnOnce(&mut DiskFile) -> Result<()>,
) -> Result<()> {
    let temporary = temporary(path);
    let written = (|| {
        let mut file = disk.create(&temporary)?;
        write(&mut file)?;
        publish_new(disk, file, path)
    })();
    if written.is_err() {
        // The first failure is the one to report.
        let _ = disk.remove(&temporary);
    }
    written
}

/// Brings a complete temporary file to the disk and gives it its name.
pub(crate) fn publish_new(disk: &Disk, file: DiskFile, path: &Path) -> Result<()> {
    file.sync()?;
    // Windows renames no open file.
    drop(file);
    disk.rename(&temporary(path), path)?;
    disk.sync_folder(path.parent().unwrap_or(path))
}

/// Where a file is written before it gets its name.
pub(crate) fn temporary(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(TEMPORARY);
    path.with_file_name(name)
}
