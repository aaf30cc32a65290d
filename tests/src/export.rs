//! An export folder as an auditor reads it: with `SHA256SUMS`, the manifest and the bytes, and no code of the product.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::failure::{Failure, Outcome};
use crate::sandbox::files_below;

/// Files of an export that are not recordings.
const PAPERS: &[&str] = &[
    "SHA256SUMS",
    "calls.csv",
    "calls.jsonl",
    "calls.xlsx",
    "export.json",
    "manifest.jsonl",
];

/// A folder that was read and found whole.
pub struct Export {
    folder: PathBuf,
    /// Path, as the manifest writes it, to the manifest's line.
    pub recordings: BTreeMap<String, Value>,
    /// Lines of the manifest that are not a file but a reason why there is none.
    pub gaps: Vec<Value>,
}

impl Export {
    /// Reads the folder and proves it: every file has the hash of both lists, every audio file is what it says it is,
    /// and nothing lies there that no list mentions.
    pub fn read(folder: &Path) -> Outcome<Self> {
        let mut recordings = BTreeMap::new();
        let mut gaps = Vec::new();
        for line in text(&folder.join("manifest.jsonl"))?.lines() {
            let line: Value = serde_json::from_str(line)
                .map_err(|error| Failure::because(format!("manifest line {line}"), error))?;
            match line["path"].as_str() {
                Some(path) if line["result"] == "done" || line["result"] == "skipped" => {
                    if recordings.insert(path.to_owned(), line.clone()).is_some() {
                        return Err(Failure::new(format!("{path} is twice in the manifest")));
                    }
                }
                _ => gaps.push(line),
            }
        }
        let export = Self {
            folder: folder.to_owned(),
            recordings,
            gaps,
        };
        let sums = export.sums()?;
        for (path, sum) in &sums {
            if *sum != export.hash(path)? {
                return Err(Failure::new(format!("{path} is not what SHA256SUMS says")));
            }
        }
        for (path, line) in &export.recordings {
            if !sums.contains_key(path) {
                return Err(Failure::new(format!("{path} is not in SHA256SUMS")));
            }
            export.check(path, line)?;
        }
        export.check_nothing_else()?;
        Ok(export)
    }

    /// The SHA-256 of every recording, by path.
    pub fn hashes(&self) -> BTreeMap<&str, &str> {
        self.recordings
            .iter()
            .map(|(path, line)| (path.as_str(), line["sha256"].as_str().unwrap_or_default()))
            .collect()
    }

    fn sums(&self) -> Outcome<BTreeMap<String, String>> {
        let mut sums = BTreeMap::new();
        for line in text(&self.folder.join("SHA256SUMS"))?.lines() {
            let (sum, path) = line
                .split_once("  ")
                .ok_or_else(|| Failure::new(format!("SHA256SUMS has the line {line:?}")))?;
            sums.insert(path.to_owned(), sum.to_owned());
        }
        Ok(sums)
    }

    fn bytes(&self, path: &str) -> Outcome<Vec<u8>> {
        fs::read(self.folder.join(path)).map_err(|error| Failure::because(path, error))
    }

    fn hash(&self, path: &str) -> Outcome<String> {
        Ok(hex(&Sha256::digest(self.bytes(path)?)))
    }

    fn check(&self, path: &str, line: &Value) -> Outcome<()> {
        let bytes = self.bytes(path)?;
        let wrong = |what: &str| Err(Failure::new(format!("{path}: {what}; its line is {line}")));
        if line["sha256"] != hex(&Sha256::digest(&bytes)).as_str() {
            return wrong("the manifest has another SHA-256");
        }
        if line["bytes"].as_u64() != Some(bytes.len() as u64) {
            return wrong("the manifest has another size");
        }
        if !is_audio(line["content"].as_str().unwrap_or_default(), &bytes) {
            return wrong("its first bytes are not those of its content");
        }
        Ok(())
    }

    fn check_nothing_else(&self) -> Outcome<()> {
        let mut found = Vec::new();
        files_below(&self.folder, &mut found)?;
        let unknown: BTreeSet<String> = found
            .iter()
            .filter_map(|path| path.strip_prefix(&self.folder).ok())
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .filter(|path| !PAPERS.contains(&path.as_str()) && !self.recordings.contains_key(path))
            .collect();
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "files that no list mentions: {unknown:?}"
            )))
        }
    }
}

/// The recordings in a folder with the time of their last change.
pub fn changes(folder: &Path) -> Outcome<Vec<(PathBuf, SystemTime)>> {
    let mut files = Vec::new();
    files_below(folder, &mut files)?;
    files.retain(|path| {
        path.extension().is_some_and(|ending| {
            ["wav", "mp3", "amr", "mp4", "m4a"]
                .iter()
                .any(|known| ending == *known)
        })
    });
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let changed = fs::metadata(&path).and_then(|found| found.modified());
            changed
                .map(|time| (path.clone(), time))
                .map_err(|error| Failure::because(path.display(), error))
        })
        .collect()
}

fn text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path)
        .map_err(|error| Failure::because(format!("cannot read {}", path.display()), error))
}

/// Bytes as `sha256sum` writes them.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether a file begins, and a WAV ends, as its content says.
fn is_audio(content: &str, bytes: &[u8]) -> bool {
    match content {
        "wav" => is_whole_wav(bytes),
        "mp3" => {
            bytes.starts_with(b"ID3")
                || (bytes.len() > 2 && bytes[0] == 0xFF && bytes[1] & 0xE0 == 0xE0)
        }
        "amr" => bytes.starts_with(b"#!AMR\n") || bytes.starts_with(b"#!AMR-WB\n"),
        "mp4" => bytes.get(4..8) == Some(b"ftyp"),
        "flac" => bytes.starts_with(b"fLaC"),
        _ => false,
    }
}

/// RIFF/WAVE whose chunks follow each other to the end of the file, with a `fmt ` before a `data` that is not empty.
fn is_whole_wav(bytes: &[u8]) -> bool {
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        return false;
    }
    let mut at = 12;
    let mut has_format = false;
    while let Some(head) = bytes.get(at..at + 8) {
        let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        match &head[..4] {
            b"fmt " => has_format = size >= 16,
            // A recorder that was never told the end writes 0 or the greatest number.
            b"data" if size == 0 || size == 0xFFFF_FFFF => {
                return has_format && bytes.len() > at + 8;
            }
            b"data" => return has_format && bytes.len() >= at + 8 + size,
            _ => {}
        }
        at += 8 + size + size % 2;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{hex, is_audio};
    use sha2::{Digest, Sha256};

    fn wav(declared: u32, data: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
        file.extend([0; 16]);
        file.extend(b"data");
        file.extend(declared.to_le_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn a_wav_is_whole_when_its_data_is() {
        assert!(is_audio("wav", &wav(4, b"abcd")));
        assert!(is_audio("wav", &wav(0, b"abcd")), "0 means until the end");
        assert!(!is_audio("wav", &wav(5, b"abcd")), "one byte is missing");
        assert!(
            !is_audio("wav", b"<html>sign in</html>"),
            "a page is not a recording"
        );
    }

    #[test]
    fn hashes_are_written_as_sha256sum_writes_them() {
        assert_eq!(
            hex(&Sha256::digest(b"")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }
}
