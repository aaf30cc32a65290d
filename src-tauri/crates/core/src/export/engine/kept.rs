//! What a killed run left: parts that another attempt can go on with are kept, everything else goes.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::{
    part::{Part, PartFile},
    stamp::{Stamp, proven},
};
use crate::{
    error::{Error, Result},
    export::{PART, TEMPORARY, disk::Disk},
    ids::RecordingId,
};

/// How deep a name template is looked into.
const DEEPEST: u32 = 16;

/// Stamped parts by file.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<HashMap<(RecordingId, u32), (PathBuf, Stamp)>>);

impl Kept {
    /// Looks through a folder. Only names that no person gives a file are touched.
    pub(super) fn gather(disk: &Disk, folder: &Path) -> Result<Self> {
        let kept = Self::default();
        kept.sweep(disk, folder, 0)?;
        Ok(kept)
    }

    fn sweep(&self, disk: &Disk, folder: &Path, depth: u32) -> Result<()> {
        let failed = |source| Error::io("read", folder, source);
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            let path = entry.path();
            if kind.is_dir() && depth < DEEPEST {
                self.sweep(disk, &path, depth + 1)?;
            } else if kind.is_file()
                && entry.file_name().to_str().is_some_and(is_leftover)
                && !self.keep(&path)
            {
                disk.remove(&path)?;
            }
        }
        Ok(())
    }

    /// Whether the file is worth keeping.
    fn keep(&self, path: &Path) -> bool {
        let Some(stamp) = Stamp::read(path) else {
            return false;
        };
        let key = (stamp.owner.recording_id.clone(), stamp.owner.file_index);
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two of one file would be a riddle; one is enough.
        if parts.contains_key(&key) {
            return false;
        }
        parts.insert(key, (path.to_owned(), stamp));
        true
    }

    /// The part of a file with the bytes in it that are right. Blocks: they are read.
    pub(super) fn take(&self, disk: &Disk, id: &RecordingId, file_index: u32) -> Option<Part> {
        let (path, stamp) = {
            let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            parts.remove(&(id.clone(), file_index))?
        };
        // Removed again unless it is adopted.
        let name = PartFile::new(disk, path);
        let right = proven(name.path(), &stamp).ok().flatten()?;
        tracing::debug!(recording = %id, bytes = right.0, "a file of an interrupted run is continued");
        Part::adopt(disk, name, stamp.owner, right).ok()
    }

    /// Whether there is a part of this file.
    pub(super) fn has(&self, id: &RecordingId, file_index: u32) -> bool {
        let parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        !parts.is_empty() && parts.contains_key(&(id.clone(), file_index))
    }

    /// Removes what nobody asked for.
    pub(super) fn clear(&self, disk: &Disk) {
        let mut parts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, (path, _)) in parts.drain() {
            drop(PartFile::new(disk, path));
        }
    }
}

/// Whether a name is that of a part or a temporary file of ours.
pub(crate) fn is_leftover(name: &str) -> bool {
    let audio = |name: &str| {
        name.rsplit_once('.').is_some_and(|(_, ending)| {
            matches!(
                ending,
                "wav" | "mp3" | "amr" | "awb" | "mp4" | "flac" | "ogg"
            )
        })
    };
    name.ends_with(TEMPORARY) || name.strip_suffix(PART).is_some_and(audio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::engine::stamp::Owner;

    #[test]
    fn only_our_leftovers_are_swept_and_stamped_parts_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("d")).unwrap();
        let names = [
            "d/a.wav.part",
            "calls.csv.tapedeck.tmp",
            "film.part",
            "d/a.wav",
            "notes.txt",
        ];
        for name in names {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let disk = Disk::default();
        let stamped = folder.path().join("d/b.wav.part");
        let owner = Owner {
            recording_id: "b".into(),
            file_index: 2,
            validator: "x".to_owned(),
            total: 100_000,
        };
        let mut part = Part::create(&disk, stamped.clone(), Some(owner)).unwrap();
        part.push(&vec![7; 70_000]).unwrap();
        std::mem::forget(part);
        let kept = Kept::gather(&disk, folder.path()).unwrap();
        let left = names.map(|name| folder.path().join(name).exists());
        assert_eq!(left, [false, false, true, true, true]);
        assert!(kept.has(&"b".into(), 2) && !kept.has(&"b".into(), 1));
        let part = kept.take(&disk, &"b".into(), 2).unwrap();
        assert_eq!(part.bytes(), 65_536, "the whole blocks of it");
        drop(part);
        assert!(!stamped.exists(), "it goes with its handle");
    }

    #[test]
    fn what_nobody_asks_for_is_removed_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::default();
        let path = folder.path().join("b.wav.part");
        let owner = Owner {
            recording_id: "b".into(),
            file_index: 1,
            validator: "x".to_owned(),
            total: 100_000,
        };
        let mut part = Part::create(&disk, path.clone(), Some(owner)).unwrap();
        part.push(&vec![7; 70_000]).unwrap();
        std::mem::forget(part);
        let kept = Kept::gather(&disk, folder.path()).unwrap();
        assert!(path.exists());
        kept.clear(&disk);
        assert!(!path.exists());
    }
}
