//! What lies behind the bytes of a `.part` while it grows: whose it is, and the proof of how much of it is right.
//!
//! A killed run leaves parts behind, and power loss may have taken or zeroed any of their bytes. So nothing about a part
//! is believed: it tells the hash of what should lie before its stamp, and only bytes with that hash are kept. The stamp
//! is written before the block that makes it true, and tells the hash before that block as well: whichever of the two
//! writes a death falls between, one of the hashes holds.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{export::hex, ids::RecordingId};

/// The last bytes of a stamped part, behind the length of the stamp.
const MAGIC: &[u8; 8] = b"tapedeck";
const FOOT: usize = 4 + MAGIC.len();
/// No stamp is longer.
const MOST: u64 = 4096;

/// Whose bytes a part holds, and of which file of the server's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Owner {
    pub(super) recording_id: RecordingId,
    pub(super) file_index: u32,
    /// What the server is asked to compare before it sends the rest.
    pub(super) validator: String,
    /// Size of the whole file.
    pub(super) total: u64,
}

/// So many bytes with this hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Prefix {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Prefix {
    /// What the hash has seen so far.
    pub(super) fn of(bytes: u64, hash: &Sha256) -> Self {
        Self {
            bytes,
            sha256: hex(&hash.clone().finalize()),
        }
    }
}

/// A stamp.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) owner: Owner,
    /// With the block that is written next.
    pub(super) now: Prefix,
    /// Without it.
    pub(super) before: Prefix,
}

impl Stamp {
    /// As it is written.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // A struct of texts and numbers: this cannot fail, and an empty stamp is none.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        bytes.extend_from_slice(MAGIC);
        bytes
    }

    /// The stamp at the end of a file; `None` if there is none.
    pub(super) fn read(path: &Path) -> Option<Self> {
        Self::try_read(path).ok().flatten()
    }

    fn try_read(path: &Path) -> io::Result<Option<Self>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut tail = Vec::new();
        file.seek(SeekFrom::Start(length.saturating_sub(MOST)))?;
        file.take(MOST).read_to_end(&mut tail)?;
        let stamp = tail.strip_suffix(MAGIC).and_then(|tail| {
            let (tail, size) = tail.split_last_chunk::<4>()?;
            let size = u32::from_le_bytes(*size) as usize;
            let text = &tail[tail.len().checked_sub(size)?..];
            let stamp: Self = serde_json::from_slice(text).ok()?;
            let starts = length - (size + FOOT) as u64;
            (stamp.now.bytes == starts && stamp.before.bytes <= starts).then_some(stamp)
        });
        Ok(stamp)
    }
}

/// How much of a part is right, and the hash of it; `None` when nothing is.
pub(super) fn proven(path: &Path, stamp: &Stamp) -> io::Result<Option<(u64, Sha256)>> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 16];
    let (mut at, mut right) = (0, None);
    for prefix in [&stamp.before, &stamp.now] {
        while at < prefix.bytes {
            let most = (prefix.bytes - at).min(block.len() as u64) as usize;
            let read = file.read(&mut block[..most])?;
            if read == 0 {
                return Ok(right);
            }
            hash.update(&block[..read]);
            at += read as u64;
        }
        if at > 0 && Prefix::of(at, &hash) == *prefix {
            right = Some((at, hash.clone()));
        }
    }
    Ok(right)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::{disk::Disk, engine::part::Part};

    fn owner() -> Owner {
        Owner {
            recording_id: "7".into(),
            file_index: 1,
            validator: "\"a\"".to_owned(),
            total: 200_000,
        }
    }

    fn sound(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|at| (at * 7 % 251) as u8).collect()
    }

    /// A part as a run leaves it that was killed after so many bytes.
    fn left(folder: &Path, bytes: usize) -> std::path::PathBuf {
        let path = folder.join("x.wav.part");
        let mut part = Part::create(&Disk::default(), path.clone(), Some(owner())).unwrap();
        for piece in sound(bytes).chunks(10_000) {
            part.push(piece).unwrap();
        }
        std::mem::forget(part);
        path
    }

    fn held(path: &Path) -> Option<u64> {
        let stamp = Stamp::read(path)?;
        assert_eq!(stamp.owner, owner(), "it tells whose it is");
        let (bytes, hash) = proven(path, &stamp).unwrap()?;
        let lies = &fs::read(path).unwrap()[..bytes as usize];
        assert_eq!(
            lies,
            &sound(200_000)[..bytes as usize],
            "only right bytes are proven"
        );
        assert_eq!(
            Prefix::of(bytes, &hash),
            Prefix::of(bytes, &Sha256::new_with_prefix(lies))
        );
        Some(bytes)
    }

    #[test]
    fn whole_blocks_of_a_dead_run_are_proven() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(
            held(&left(folder.path(), 65_535)),
            None,
            "less than a block"
        );
        assert_eq!(held(&left(folder.path(), 65_536)), Some(65_536));
        assert_eq!(held(&left(folder.path(), 150_000)), Some(131_072));
    }

    #[test]
    fn a_death_between_stamp_and_block_costs_one_block() {
        let folder = tempfile::tempdir().unwrap();
        let path = left(folder.path(), 150_000);
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        // The second block never came: its place holds nothing, or anything.
        crate::export::disk::write_all_at(&file, &vec![0; 65_536], 65_536).unwrap();
        assert_eq!(held(&path), Some(65_536));
    }

    #[test]
    fn bytes_that_the_power_took_are_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        for (at, value) in [(0, 1), (40_000, 0xFF), (65_535, 1)] {
            let path = left(folder.path(), 150_000);
            let mut bytes = fs::read(&path).unwrap();
            bytes[at] ^= value;
            fs::write(&path, &bytes).unwrap();
            assert_eq!(held(&path), None, "byte {at} is wrong");
        }
        let path = left(folder.path(), 150_000);
        let bytes = fs::read(&path).unwrap();
        for cut in [1, 12, 200, 70_000, 131_000] {
            fs::write(&path, &bytes[..bytes.len() - cut]).unwrap();
            assert_eq!(
                held(&path),
                None,
                "{cut} bytes are missing, the stamp with them"
            );
        }
    }

    #[test]
    fn a_complete_part_has_no_stamp() {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [0, 1, 65_536, 65_537, 150_000] {
            let path = folder.path().join("x.wav.part");
            let mut part = Part::create(&Disk::default(), path.clone(), Some(owner())).unwrap();
            part.push(&sound(bytes)[..bytes / 3]).unwrap();
            part.flush().unwrap();
            part.push(&sound(bytes)[bytes / 3..]).unwrap();
            let whole = part.complete().unwrap();
            assert_eq!(fs::read(&path).unwrap(), sound(bytes), "{bytes} bytes");
            assert_eq!(whole.bytes, bytes as u64);
            assert_eq!(whole.sha256, hex(&Sha256::digest(sound(bytes))));
        }
    }

    #[test]
    fn an_adopted_part_is_completed_and_can_be_left_again() {
        let folder = tempfile::tempdir().unwrap();
        for left_at in [70_000, 150_000] {
            let path = left(folder.path(), left_at);
            let stamp = Stamp::read(&path).unwrap();
            let right = proven(&path, &stamp).unwrap().unwrap();
            let disk = Disk::default();
            let name = super::super::part::PartFile::new(&disk, path.clone());
            let mut part = Part::adopt(&disk, name, owner(), right).unwrap();
            assert_eq!(held(&path), Some(part.bytes()), "left again at once");
            let from = part.bytes() as usize;
            part.push(&sound(200_000)[from..]).unwrap();
            let whole = part.complete().unwrap();
            assert_eq!(fs::read(&path).unwrap(), sound(200_000));
            assert_eq!(whole.sha256, hex(&Sha256::digest(sound(200_000))));
        }
    }
}
