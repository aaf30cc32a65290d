//! One `.part` as it grows: hashed and written a block at a time, and stamped so that a dead run's bytes are not lost.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::stamp::{Owner, Prefix, Stamp};
use crate::{
    error::Result,
    export::{
        disk::{Disk, DiskFile},
        hex,
    },
};

/// Written at once; a death costs at most as much again.
const BLOCK: usize = 64 << 10;

/// The path of a `.part`, removed with its handle unless it was given its name.
#[derive(Debug)]
pub(super) struct PartFile {
    disk: Disk,
    path: Option<PathBuf>,
}

impl PartFile {
    pub(super) fn new(disk: &Disk, path: PathBuf) -> Self {
        Self {
            disk: disk.clone(),
            path: Some(path),
        }
    }

    pub(super) fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(""))
    }

    /// It has its name now, or belongs to another.
    pub(super) fn release(mut self) {
        self.path = None;
    }

    /// Lies under another name from now on.
    pub(super) fn rename(&mut self, path: PathBuf) -> Result<()> {
        self.disk.rename(self.path(), &path)?;
        self.path = Some(path);
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            let _ = self.disk.remove(&path);
        }
    }
}

/// A growing part.
#[derive(Debug)]
pub(super) struct Part {
    file: DiskFile,
    name: PartFile,
    hash: Sha256,
    pending: Vec<u8>,
    written: u64,
    /// The length of the file, a stamp behind the bytes included.
    length: u64,
    /// Set when another attempt could go on with these bytes.
    owner: Option<Owner>,
}

/// A whole part.
#[derive(Debug)]
pub(super) struct WholePart {
    pub(super) file: DiskFile,
    pub(super) name: PartFile,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Part {
    /// An empty part.
    pub(super) fn create(disk: &Disk, path: PathBuf, owner: Option<Owner>) -> Result<Self> {
        let file = disk.create(&path)?;
        Ok(Self {
            file,
            name: PartFile::new(disk, path),
            hash: Sha256::new(),
            pending: Vec::with_capacity(BLOCK),
            written: 0,
            length: 0,
            owner,
        })
    }

    /// A part that an earlier run left, of which so many bytes are proven.
    pub(super) fn adopt(
        disk: &Disk,
        name: PartFile,
        owner: Owner,
        (bytes, hash): (u64, Sha256),
    ) -> Result<Self> {
        let proven = Prefix::of(bytes, &hash);
        let stamp = Stamp {
            owner: owner.clone(),
            now: proven.clone(),
            before: proven,
        };
        let (file, stamp) = (disk.open(name.path())?, stamp.to_bytes());
        file.write_at(&stamp, bytes)?;
        let length = bytes + stamp.len() as u64;
        file.set_len(length)?;
        Ok(Self {
            file,
            name,
            hash,
            pending: Vec::with_capacity(BLOCK),
            written: bytes,
            length,
            owner: Some(owner),
        })
    }

    pub(super) fn path(&self) -> &Path {
        self.name.path()
    }

    /// So many bytes have come.
    pub(super) fn bytes(&self) -> u64 {
        self.written + self.pending.len() as u64
    }

    /// Whose part it is, if another attempt can go on with it.
    pub(super) fn owner(&self) -> Option<&Owner> {
        self.owner.as_ref()
    }

    /// Lies under another name from now on.
    pub(super) fn rename(&mut self, path: PathBuf) -> Result<()> {
        self.name.rename(path)
    }

    /// Takes bytes; whole blocks go to the file.
    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Result<()> {
        while self.pending.len() + bytes.len() >= BLOCK {
            let (now, rest) = bytes.split_at(BLOCK - self.pending.len());
            self.pending.extend_from_slice(now);
            self.write_pending()?;
            bytes = rest;
        }
        self.pending.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes what is pending, so that a pause or a death costs nothing.
    pub(super) fn flush(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.write_pending()
    }

    fn write_pending(&mut self) -> Result<()> {
        let before = self
            .owner
            .is_some()
            .then(|| Prefix::of(self.written, &self.hash));
        self.hash.update(&self.pending);
        let end = self.written + self.pending.len() as u64;
        if let (Some(owner), Some(before)) = (&self.owner, before) {
            let stamp = Stamp {
                owner: owner.clone(),
                now: Prefix::of(end, &self.hash),
                before,
            };
            let stamp = stamp.to_bytes();
            self.file.write_at(&stamp, end)?;
            self.length = end + stamp.len() as u64;
        }
        self.file.write_at(&self.pending, self.written)?;
        self.length = self.length.max(end);
        self.written = end;
        self.pending.clear();
        Ok(())
    }

    /// All bytes have come: without the stamp it is the file.
    pub(super) fn complete(mut self) -> Result<WholePart> {
        self.hash.update(&self.pending);
        self.file.write_at(&self.pending, self.written)?;
        let bytes = self.written + self.pending.len() as u64;
        if self.length > bytes {
            self.file.set_len(bytes)?;
        }
        Ok(WholePart {
            file: self.file,
            name: self.name,
            bytes,
            sha256: hex(&self.hash.finalize()),
        })
    }
}
