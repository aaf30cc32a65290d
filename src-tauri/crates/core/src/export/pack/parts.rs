//! Which files go into which ZIP, and what the ZIPs are called.

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use zip::ZipArchive;

use crate::{
    error::{Error, Result},
    export::PART,
};

/// What an entry and its two headers take beside its bytes and its name, at most: with ZIP64 and AES.
const ENTRY: u64 = 256;
/// What ends a ZIP, its comment included.
const END: u64 = 512;
/// How a part begins to say what it is.
const MARK: &str = "Tapedeck export, part ";

/// Shares files out to ZIPs of at most `most` bytes, in order. One that is larger gets a ZIP of its own.
pub(super) fn shared_out(folder: &Path, names: Vec<String>, most: u64) -> Result<Vec<Vec<String>>> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut room = 0;
    for name in names {
        let path = folder.join(&name);
        let bytes = fs::metadata(&path)
            .map_err(|source| Error::io("read", &path, source))?
            .len();
        // The name stands in both headers. What deflating saves is not counted on.
        let takes = bytes + 2 * name.len() as u64 + ENTRY;
        if let Some(part) = parts.last_mut().filter(|_| takes <= room) {
            part.push(name);
            room -= takes;
        } else {
            parts.push(vec![name]);
            room = most.saturating_sub(takes + END);
        }
    }
    Ok(parts)
}

/// What a part says of itself; by this a later export knows that it may replace it.
pub(super) fn comment(number: usize, of: usize) -> String {
    format!(
        "{MARK}{number} of {of}. Each part can be opened by itself; unpack all into one folder."
    )
}

/// `DEST-001.zip` for `DEST.zip`.
pub(super) fn numbered(whole: &Path, number: usize) -> PathBuf {
    let stem = whole.file_stem().unwrap_or_default().to_string_lossy();
    whole.with_file_name(format!("{stem}-{number:03}.zip"))
}

/// `x.zip.part`, where `x.zip` is written.
pub(super) fn part_of(target: &Path) -> PathBuf {
    let mut part = target.to_owned().into_os_string();
    part.push(PART);
    PathBuf::from(part)
}

/// The numbered ZIPs beside the folder, with their numbers; and those that were being written.
pub(super) fn existing(whole: &Path) -> Result<Vec<(usize, PathBuf)>> {
    let parent = whole.parent().unwrap_or(whole);
    let listed = match fs::read_dir(parent) {
        Ok(listed) => listed,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::io("read", parent, source)),
    };
    let stem = whole.file_stem().unwrap_or_default().to_string_lossy();
    let number = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        let name = name.strip_suffix(PART).unwrap_or(name);
        let digits = name
            .strip_prefix(&*stem)?
            .strip_prefix('-')?
            .strip_suffix(".zip")?;
        let all_digits = digits.len() >= 3 && digits.bytes().all(|digit| digit.is_ascii_digit());
        all_digits.then(|| digits.parse().ok()).flatten()
    };
    let mut found: Vec<(usize, PathBuf)> = listed
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter_map(|path| number(&path).map(|number| (number, path)))
        .collect();
    found.sort();
    Ok(found)
}

/// Whether it was being written when a run ended.
pub(super) fn is_unfinished(path: &Path) -> bool {
    path.to_string_lossy().ends_with(PART)
}

/// Whether a numbered ZIP is of an export of ours.
pub(super) fn is_ours(path: &Path) -> bool {
    File::open(path)
        .ok()
        .and_then(|file| ZipArchive::new(BufReader::new(file)).ok())
        .is_some_and(|zip| zip.comment().starts_with(MARK.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_shared_out_in_order_and_a_large_one_is_alone() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<String> = [400_000, 500_000, 3_000_000, 200_000, 300_000]
            .iter()
            .enumerate()
            .map(|(index, bytes)| {
                let name = format!("{index}.wav");
                fs::write(folder.path().join(&name), vec![0; *bytes]).unwrap();
                name
            })
            .collect();
        let parts = shared_out(folder.path(), names, 1_000_000).unwrap();
        assert_eq!(
            parts,
            [
                vec!["0.wav", "1.wav"],
                vec!["2.wav"],
                vec!["3.wav", "4.wav"]
            ]
        );
    }

    #[test]
    fn only_numbered_zips_of_this_folder_are_found() {
        let parent = tempfile::tempdir().unwrap();
        let whole = parent.path().join("a.b.zip");
        for name in [
            "a.b-002.zip",
            "a.b-001.zip.part",
            "a.b-1000.zip",
            "a.b-2.zip",
            "a.b-0x1.zip",
            "a.b.zip",
            "a-001.zip",
            "a.b-003.zip.old",
        ] {
            fs::write(parent.path().join(name), "").unwrap();
        }
        let found: Vec<usize> = existing(&whole)
            .unwrap()
            .iter()
            .map(|found| found.0)
            .collect();
        assert_eq!(found, [1, 2, 1000]);
        assert_eq!(numbered(&whole, 1000), parent.path().join("a.b-1000.zip"));
    }
}
