//! One ZIP: written, and proven by reading every entry back.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read as _, Write as _},
    path::Path,
};

use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use zip::{
    AesMode, CompressionMethod, ZipArchive, ZipWriter, result::ZipError, write::FileOptions,
    write::SimpleFileOptions,
};

use super::contents::is_list;
use crate::{
    error::{Error, Result},
    export::hex,
};

/// What becomes one ZIP.
pub(super) struct Archive<'a> {
    /// The folder the names are below.
    pub(super) folder: &'a Path,
    /// Encrypts it.
    pub(super) password: Option<&'a portsip::Secret>,
    /// What it says of itself.
    pub(super) comment: &'a str,
    pub(super) cancel: &'a CancellationToken,
}

impl Archive<'_> {
    /// Writes the named files to `part` and reads them back; false when it was cancelled.
    pub(super) fn make(&self, part: &Path, names: &[String]) -> Result<bool> {
        match self.write(part, names)? {
            Some(hashes) => self.prove(part, &hashes),
            None => Ok(false),
        }
    }

    fn write(&self, part: &Path, names: &[String]) -> Result<Option<Vec<(String, String)>>> {
        let failed = |source| Error::io("written", part, source);
        let file = File::create(part).map_err(failed)?;
        let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 18, file));
        zip.set_comment(self.comment)
            .map_err(|error| failed(broken(error)))?;
        let mut hashes = Vec::new();
        let mut block = vec![0; 1 << 17];
        for name in names {
            let path = self.folder.join(name);
            let mut source =
                File::open(&path).map_err(|source| Error::io("read", &path, source))?;
            zip.start_file(name, self.options(name))
                .map_err(|error| failed(broken(error)))?;
            let mut hash = Sha256::new();
            loop {
                if self.cancel.is_cancelled() {
                    return Ok(None);
                }
                let read = source
                    .read(&mut block)
                    .map_err(|source| Error::io("read", &path, source))?;
                if read == 0 {
                    break;
                }
                hash.update(&block[..read]);
                zip.write_all(&block[..read]).map_err(failed)?;
            }
            hashes.push((name.clone(), hex(&hash.finalize())));
        }
        let file = zip.finish().map_err(|error| failed(broken(error)))?;
        let file = file
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok(Some(hashes))
    }

    fn options(&self, name: &str) -> FileOptions<'_, 'static, ()> {
        // Sound does not get smaller, and the lists do.
        let method = if is_list(name) {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(true)
            .unix_permissions(0o644);
        match self.password {
            Some(password) => options.with_aes_encryption(AesMode::Aes256, password.expose()),
            None => options,
        }
    }

    /// Reads every entry back; false when it was cancelled.
    pub(super) fn prove(&self, part: &Path, hashes: &[(String, String)]) -> Result<bool> {
        let damaged = |why: String| Error::Damaged {
            path: part.to_owned(),
            why,
        };
        let file = File::open(part).map_err(|source| Error::io("read", part, source))?;
        let mut zip = ZipArchive::new(BufReader::with_capacity(1 << 18, file))
            .map_err(|error| damaged(error.to_string()))?;
        let mut block = vec![0; 1 << 17];
        for (index, (name, want)) in hashes.iter().enumerate() {
            let entry = match self.password {
                Some(password) => zip.by_index_decrypt(index, password.expose().as_bytes()),
                None => zip.by_index(index),
            };
            let mut entry = entry.map_err(|error| damaged(format!("{name}: {error}")))?;
            let mut hash = Sha256::new();
            loop {
                if self.cancel.is_cancelled() {
                    return Ok(false);
                }
                let read = entry
                    .read(&mut block)
                    .map_err(|error| damaged(format!("{name}: {error}")))?;
                if read == 0 {
                    break;
                }
                hash.update(&block[..read]);
            }
            if !entry.name().is_ok_and(|found| found == *name) || hex(&hash.finalize()) != *want {
                return Err(damaged(format!(
                    "{name} does not read back as it was written"
                )));
            }
        }
        Ok(true)
    }
}

fn broken(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(source) => source,
        other => io::Error::other(other),
    }
}
