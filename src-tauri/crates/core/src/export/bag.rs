//! An export as a bag (BagIt 1.0, RFC 8493): the export itself is the payload in `data/`, and the lists around it let any
//! archive check it without knowing Tapedeck.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    Layout, ProblemKind,
    disk::Disk,
    manifest, sha256_of,
    signature::{self, SIGNATURE_FILE},
    sums::{self, SUMS_FILE},
    write_new,
};
use crate::error::{Error, Result};

/// The folder of the payload.
pub(crate) const PAYLOAD: &str = "data";
/// Before the names of its files.
pub(crate) const BELOW: &str = "data/";
/// Says that the folder is a bag.
const DECLARATION_FILE: &str = "bagit.txt";
const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const INFO_FILE: &str = "bag-info.txt";
/// The payload's hashes.
pub(crate) const LIST_FILE: &str = "manifest-sha256.txt";
/// The hashes of the three others.
const TAGS_FILE: &str = "tagmanifest-sha256.txt";
/// What stands beside the payload.
pub(crate) const TAG_FILES: [&str; 4] = [DECLARATION_FILE, INFO_FILE, LIST_FILE, TAGS_FILE];

/// Where the export lies in a folder that is a bag, or is becoming one; `None` when the folder is no bag.
pub(crate) fn payload_of(dest: &Path) -> Option<PathBuf> {
    let payload = dest.join(PAYLOAD);
    let is_bag = !manifest::exists(dest) && manifest::exists(&payload);
    is_bag.then_some(payload)
}

/// The bag around a folder that is the payload of a complete one.
pub(crate) fn around(payload: &Path) -> Option<&Path> {
    let dest = payload.parent()?;
    (payload.ends_with(PAYLOAD) && dest.join(DECLARATION_FILE).is_file()).then_some(dest)
}

/// Whether an export of that layout may go there: a folder is a bag or is none, from its first export on.
///
/// # Errors
/// [`Error::InvalidInput`] with what to do.
pub(crate) fn check(dest: &Path, layout: Layout) -> Result<()> {
    let refused = match layout {
        Layout::Folder if payload_of(dest).is_some() => {
            "holds an export as a bag; export as a bag again, or choose another folder"
        }
        Layout::Folder if around(dest).is_some() => {
            "is the payload of a bag; export as a bag into the folder above it, or choose another folder"
        }
        Layout::Bagit if manifest::exists(dest) => {
            "holds an export that is no bag; export as a folder again, or choose another folder"
        }
        _ => return Ok(()),
    };
    Err(Error::invalid(format!("{} {refused}", dest.display())))
}

/// Writes what makes a bag of the finished export in `payload`.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`].
pub(crate) fn seal(disk: &Disk, payload: &Path, version: &str) -> Result<()> {
    let dest = payload.parent().unwrap_or(payload);
    let (files, bytes) = write_list(disk, dest, payload)?;
    let info = format!(
        "Bag-Software-Agent: Tapedeck {version}\nBagging-Date: {}\nPayload-Oxum: {bytes}.{files}\n",
        Timestamp::now().strftime("%F"),
    );
    write(disk, &dest.join(INFO_FILE), &info)?;
    write(disk, &dest.join(DECLARATION_FILE), DECLARATION)?;
    let tags = [DECLARATION_FILE, INFO_FILE, LIST_FILE]
        .into_iter()
        .map(|name| Ok(format!("{}  {name}\n", hash(&dest.join(name))?)))
        .collect::<Result<String>>()?;
    write(disk, &dest.join(TAGS_FILE), &tags)
}

/// Lists every file of the payload: those of `SHA256SUMS`, that list itself and its signature. Gives their number and bytes.
/// Our names hold no line break and no `%`, the characters that such a list escapes.
fn write_list(disk: &Disk, dest: &Path, payload: &Path) -> Result<(u64, u64)> {
    let path = dest.join(LIST_FILE);
    let (mut files, mut bytes) = (0, 0);
    write_new(disk, &path, |file| {
        let mut file = BufWriter::with_capacity(1 << 17, file);
        let mut add = |name: &str, hash: &str| {
            files += 1;
            // What somebody took away since is listed, and has no bytes.
            bytes += fs::metadata(payload.join(name)).map_or(0, |file| file.len());
            writeln!(file, "{hash}  {BELOW}{name}")
                .map_err(|source| Error::io("written", &path, source))
        };
        sums::for_each(&payload.join(SUMS_FILE), &mut add)?;
        let signature = signature::exists(payload).then_some(SIGNATURE_FILE);
        for name in [SUMS_FILE].into_iter().chain(signature) {
            add(name, &hash(&payload.join(name))?)?;
        }
        file.flush()
            .map_err(|source| Error::io("written", &path, source))
    })?;
    Ok((files, bytes))
}

fn write(disk: &Disk, path: &Path, text: &str) -> Result<()> {
    write_new(disk, path, |file| {
        file.write_all(text.as_bytes())
            .map_err(|source| Error::io("written", path, source))
    })
}

fn hash(path: &Path) -> Result<String> {
    let whole = sha256_of(path, &CancellationToken::new())?;
    Ok(whole.map(|(_, hash)| hash).unwrap_or_default())
}

/// The payload's hashes by path below `data/`, as the bag tells them; `None` without its list.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn listed(dest: &Path) -> Result<Option<BTreeMap<String, String>>> {
    let mut listed = BTreeMap::new();
    let found = sums::for_each(&dest.join(LIST_FILE), &mut |name, hash| {
        if let Some(name) = name.strip_prefix(BELOW) {
            listed.insert(name.to_owned(), hash.to_owned());
        }
        Ok(())
    })?;
    Ok(found.then_some(listed))
}

/// What is wrong with the files beside the payload.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn wrong_tags(dest: &Path) -> Result<Vec<(&'static str, ProblemKind)>> {
    let mut told = BTreeMap::new();
    let is_told = sums::for_each(&dest.join(TAGS_FILE), &mut |name, hash| {
        told.insert(name.to_owned(), hash.to_owned());
        Ok(())
    })?;
    let mut wrong = Vec::new();
    for name in TAG_FILES {
        let path = dest.join(name);
        if !path.is_file() {
            wrong.push((name, ProblemKind::Missing));
        } else if is_told && name != TAGS_FILE && told.get(name) != Some(&hash(&path)?) {
            wrong.push((name, ProblemKind::Changed));
        }
    }
    Ok(wrong)
}
