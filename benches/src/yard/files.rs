//! The recordings, and whether a folder holds them all.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use crate::Result;

/// So many different contents; each file is a second name of one of them, so that the server's own disk is not measured.
const CONTENTS: u32 = 64;

/// WAV files, all of one size.
pub(crate) struct Files {
    pub(crate) folder: PathBuf,
    pub(crate) count: u32,
    pub(crate) bytes: u32,
    hashes: HashMap<[u8; 32], u32>,
}

impl Files {
    pub(crate) fn make(folder: &Path, count: u32, bytes: u32) -> Result<Self> {
        let mut hashes = HashMap::new();
        for content in 0..CONTENTS.min(count) {
            let wav = wav(bytes, content);
            let hash: [u8; 32] = Sha256::digest(&wav).into();
            let times = (content..count).step_by(CONTENTS as usize).count() as u32;
            hashes.insert(hash, times);
            fs::write(folder.join(name(content)), wav)?;
        }
        for number in CONTENTS..count {
            fs::hard_link(
                folder.join(name(number % CONTENTS)),
                folder.join(name(number)),
            )?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            count,
            bytes,
            hashes,
        })
    }

    /// Names in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> + use<> {
        (0..self.count).map(name)
    }

    /// All bytes together.
    pub(crate) fn total(&self) -> u64 {
        u64::from(self.count) * u64::from(self.bytes)
    }
}

/// The file of a recording.
pub(super) fn name(number: u32) -> String {
    format!("{}.wav", super::office::id(number))
}

/// 8 kHz, 16 bit, mono.
fn wav(bytes: u32, seed: u32) -> Vec<u8> {
    let sound = bytes - 44;
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(36 + sound).to_le_bytes());
    wav.extend_from_slice(
        b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data",
    );
    wav.extend_from_slice(&sound.to_le_bytes());
    let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
    wav.extend((0..sound).map(|_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    }));
    wav
}

/// Checks that a folder holds exactly these contents, as often as there are files.
pub(crate) fn check(files: &Files, folder: &Path) -> Result<()> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    let half = paths.len() / 2;
    let (first, second) = paths.split_at(half);
    let (mine, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| counted(second));
        (counted(first), other.join())
    });
    let mut found = mine?;
    let other = other.map_err(|_| "the check fell over")??;
    for (hash, times) in other {
        *found.entry(hash).or_default() += times;
    }
    if found == files.hashes {
        Ok(())
    } else {
        Err(format!("{} does not hold what was served", folder.display()).into())
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "wav") {
            found.push(path);
        }
    }
    Ok(())
}

fn counted(paths: &[PathBuf]) -> std::io::Result<HashMap<[u8; 32], u32>> {
    let mut found = HashMap::new();
    for path in paths {
        let hash: [u8; 32] = Sha256::digest(fs::read(path)?).into();
        *found.entry(hash).or_default() += 1;
    }
    Ok(found)
}
