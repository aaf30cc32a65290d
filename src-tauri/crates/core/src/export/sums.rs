//! `SHA256SUMS`, which `sha256sum -c` checks without help from us.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::Path,
};

use tokio_util::sync::CancellationToken;

use super::{
    disk::Disk,
    manifest::{self, MANIFEST_FILE},
    names::is_inside,
    proof::PROOF_FILE,
    sha256_of, tables, write_new,
};
use crate::error::{Error, Result};

/// The list's file name.
pub(crate) const SUMS_FILE: &str = "SHA256SUMS";

/// Lists the tables, the manifest, the proof, and every audio file in the order of the manifest.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`].
pub(crate) fn write(disk: &Disk, folder: &Path) -> Result<()> {
    let path = folder.join(SUMS_FILE);
    let failed = |source| Error::io("written", &path, source);
    write_new(disk, &path, |file| {
        let mut file = BufWriter::with_capacity(1 << 17, file);
        // Two spaces: text mode, which on every system we know is the same as binary mode. Names need no escaping.
        let mut add = |hash: &str, name: &str| writeln!(file, "{hash}  {name}").map_err(failed);
        let own = tables::existing(folder)
            .into_iter()
            .map(tables::file_name)
            .chain([MANIFEST_FILE])
            .chain(tables::existing_page(folder))
            .chain(folder.join(PROOF_FILE).is_file().then_some(PROOF_FILE));
        for name in own {
            if let Some((_, hash)) = sha256_of(&folder.join(name), &CancellationToken::new())? {
                add(&hash, name)?;
            }
        }
        manifest::for_each(&folder.join(MANIFEST_FILE), &mut |line| match line.held() {
            Some((name, hash)) => add(hash, name),
            None => Ok(()),
        })?;
        file.flush().map_err(failed)
    })
}

/// The hashes by path; `None` without a list.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn read(folder: &Path) -> Result<Option<BTreeMap<String, String>>> {
    let mut sums = BTreeMap::new();
    let found = for_each(&folder.join(SUMS_FILE), &mut |name, hash| {
        sums.insert(name.to_owned(), hash.to_owned());
        Ok(())
    })?;
    Ok(found.then_some(sums))
}

/// Hands over each path of a list with its hash; false without a list. Lines that are none are left out.
///
/// # Errors
/// [`Error::Io`], or what `each` says.
pub(crate) fn for_each(
    path: &Path,
    each: &mut dyn FnMut(&str, &str) -> Result<()>,
) -> Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(Error::io("read", path, source)),
    };
    for line in BufReader::new(file).split(b'\n') {
        let line = line.map_err(|source| Error::io("read", path, source))?;
        let Ok(line) = String::from_utf8(line) else {
            continue;
        };
        if let Some((hash, name)) = line
            .split_once("  ")
            .filter(|(hash, name)| hash.len() == 64 && is_inside(name))
        {
            each(name, &hash.to_ascii_lowercase())?;
        }
    }
    Ok(true)
}
