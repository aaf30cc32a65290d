//! The signature of a folder. It signs `SHA256SUMS`, which holds the hash of everything else: audio, tables, the
//! manifest and the proof.

use std::{
    fs::{self, File},
    io::{BufReader, Write as _},
    path::Path,
};

use super::{disk::Disk, sums::SUMS_FILE, write_new};
use crate::{
    error::{Error, Result},
    signing::{PublicKey, Signer},
};

/// The signature's file name, as minisign looks for it.
pub(crate) const SIGNATURE_FILE: &str = "SHA256SUMS.minisig";

/// Whether a folder holds a signature.
pub(crate) fn exists(folder: &Path) -> bool {
    folder.join(SIGNATURE_FILE).is_file()
}

/// Takes the signature away before what it signs changes. It is gone for good once the next list is in place.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn remove(disk: &Disk, folder: &Path) -> Result<()> {
    if exists(folder) {
        disk.remove(&folder.join(SIGNATURE_FILE))?;
    }
    Ok(())
}

/// Signs the list as it stands.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`].
pub(crate) fn write(disk: &Disk, folder: &Path, signer: &Signer, comment: &str) -> Result<()> {
    let (path, sums) = (folder.join(SIGNATURE_FILE), folder.join(SUMS_FILE));
    let signed = File::open(&sums).map_err(|source| Error::io("read", &sums, source))?;
    let text = signer.sign(signed, comment)?;
    write_new(disk, &path, |file| {
        file.write_all(text.as_bytes())
            .map_err(|source| Error::io("written", &path, source))
    })
}

/// The trusted comment, where this key signed the list as it stands now.
pub(crate) fn check(folder: &Path, key: &PublicKey) -> Option<String> {
    let text = fs::read_to_string(folder.join(SIGNATURE_FILE)).ok()?;
    let sums = File::open(folder.join(SUMS_FILE)).ok()?;
    key.check(&text, BufReader::new(sums))
}
