//! The disk below an export: every change a run makes passes here, so that a test can watch each step and break it.
//!
//! Reading changes nothing and goes around it. Outside tests nobody watches, and a step costs one comparison more.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::error::{Error, Result};

/// A step that is about to be taken.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(test), expect(dead_code, reason = "only tests look into it"))]
pub(crate) enum Op<'a> {
    /// A file, new or emptied.
    Create(&'a Path),
    /// These bytes at this place of a file.
    Write(&'a Path, u64, &'a [u8]),
    /// Another length of a file.
    SetLen(&'a Path, u64),
    /// Content and length of a file to the disk.
    Sync(&'a Path),
    /// Another name; what stands there goes.
    Rename(&'a Path, &'a Path),
    /// A file goes.
    Remove(&'a Path),
    /// A folder, and those above it.
    MakeFolders(&'a Path),
    /// The names in a folder to the disk.
    SyncFolder(&'a Path),
}

/// Why a step is not taken.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Of a write: so many bytes are written all the same.
    pub(crate) written: usize,
    pub(crate) error: io::Error,
}

/// Somebody who is told of every step, and may refuse it.
pub(crate) trait Watch: fmt::Debug + Send + Sync {
    fn before(&self, op: Op<'_>) -> Result<(), Refusal>;
}

/// The way to the disk; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    watch: Option<Arc<dyn Watch>>,
    /// Folders are only made below this one.
    root: Option<Arc<Path>>,
}

impl Disk {
    /// A disk whose steps are watched.
    #[cfg(test)]
    pub(crate) fn watched(watch: Arc<dyn Watch>) -> Self {
        Self {
            watch: Some(watch),
            root: None,
        }
    }

    /// The same, for what lies in this folder: it is not made again when it is gone. Where a drive was unplugged it would
    /// be made on another disk.
    pub(crate) fn below(&self, folder: &Path) -> Self {
        Self {
            watch: self.watch.clone(),
            root: Some(folder.into()),
        }
    }

    /// An empty file, whatever stood there; its folders are made if need be.
    pub(crate) fn create(&self, path: &Path) -> Result<DiskFile> {
        let create = || {
            self.before(Op::Create(path))
                .and_then(|()| File::create(path))
        };
        let file = match (create(), path.parent()) {
            (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
                self.make_folders(folder)?;
                create()
            }
            (file, _) => file,
        };
        Ok(self.file(
            path,
            file.map_err(|source| Error::io("written", path, source))?,
        ))
    }

    /// A file as it stands, to be written in.
    pub(crate) fn open(&self, path: &Path) -> Result<DiskFile> {
        let file = OpenOptions::new().write(true).open(path);
        Ok(self.file(
            path,
            file.map_err(|source| Error::io("written", path, source))?,
        ))
    }

    fn file(&self, path: &Path, file: File) -> DiskFile {
        DiskFile {
            file,
            path: path.to_owned(),
            disk: self.clone(),
            at: 0,
        }
    }

    /// Gives a file another name, in place of what stands there.
    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.before(Op::Rename(from, to))
            .and_then(|()| fs::rename(from, to))
            .map_err(|source| Error::io("renamed", to, source))
    }

    /// Gives a file a name that is free: what stands there is never touched, whoever put it there just now.
    pub(crate) fn rename_new(&self, from: &Path, to: &Path) -> Result<()> {
        self.before(Op::Rename(from, to))
            .and_then(|()| rename_new(from, to))
            .map_err(|source| Error::io("renamed", to, source))
    }

    /// Removes a file.
    pub(crate) fn remove(&self, path: &Path) -> Result<()> {
        self.before(Op::Remove(path))
            .and_then(|()| fs::remove_file(path))
            .map_err(|source| Error::io("removed", path, source))
    }

    /// Makes a folder and those above it, as far as they may be made.
    pub(crate) fn make_folders(&self, folder: &Path) -> Result<()> {
        self.before(Op::MakeFolders(folder))
            .and_then(|()| match &self.root {
                Some(root) => make_below(root, folder),
                None => fs::create_dir_all(folder),
            })
            .map_err(|source| Error::io("created", folder, source))
    }

    /// Makes the names in a folder survive power loss.
    pub(crate) fn sync_folder(&self, folder: &Path) -> Result<()> {
        self.before(Op::SyncFolder(folder))
            .and_then(|()| sync_folder(folder))
            .map_err(|source| Error::io("written", folder, source))
    }

    fn before(&self, op: Op<'_>) -> io::Result<()> {
        match &self.watch {
            Some(watch) => watch.before(op).map_err(|refusal| refusal.error),
            None => Ok(()),
        }
    }
}

/// Makes a folder and those between it and `root`, which must be there.
fn make_below(root: &Path, folder: &Path) -> io::Result<()> {
    let mut made = root.to_owned();
    let below = folder.strip_prefix(root).unwrap_or(Path::new(""));
    if below.as_os_str().is_empty() {
        return fs::metadata(root).map(drop);
    }
    for part in below {
        made.push(part);
        match fs::create_dir(&made) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// A file being written: at any place, or one piece after the other by [`Write`].
#[derive(Debug)]
pub(crate) struct DiskFile {
    file: File,
    path: PathBuf,
    disk: Disk,
    at: u64,
}

impl DiskFile {
    /// Writes all of it at a place.
    pub(crate) fn write_at(&self, bytes: &[u8], at: u64) -> Result<()> {
        self.put(bytes, at)
            .map_err(|source| Error::io("written", &self.path, source))
    }

    /// Cuts it off, or lengthens it with zeros.
    pub(crate) fn set_len(&self, bytes: u64) -> Result<()> {
        self.disk
            .before(Op::SetLen(&self.path, bytes))
            .and_then(|()| self.file.set_len(bytes))
            .map_err(|source| Error::io("written", &self.path, source))
    }

    /// Brings content and length to the disk.
    pub(crate) fn sync(&self) -> Result<()> {
        self.disk
            .before(Op::Sync(&self.path))
            .and_then(|()| self.file.sync_data())
            .map_err(|source| Error::io("written", &self.path, source))
    }

    /// The same file once more, at its beginning.
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self {
            file: self.file.try_clone()?,
            path: self.path.clone(),
            disk: self.disk.clone(),
            at: 0,
        })
    }

    fn put(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        if let Some(watch) = &self.disk.watch
            && let Err(refusal) = watch.before(Op::Write(&self.path, at, bytes))
        {
            write_all_at(&self.file, &bytes[..refusal.written], at)?;
            return Err(refusal.error);
        }
        write_all_at(&self.file, bytes, at)
    }
}

impl Write for DiskFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes, self.at)?;
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for DiskFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

/// Writes all of it at a place of a file.
#[cfg(unix)]
pub(super) fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

/// Writes all of it at a place of a file.
#[cfg(windows)]
pub(super) fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, at) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = &bytes[written..];
                at += written as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads exactly so many bytes from a place of a file.
#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Reads exactly so many bytes from a place of a file.
#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Windows keeps names safe by itself.
#[cfg_attr(
    not(unix),
    expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")
)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// The system's own step where it has one, else by way of a second name.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::{
            fs::{CWD, RenameFlags, renameat_with},
            io::Errno,
        };
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Old kernels, and file systems that cannot do it.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            done => return Ok(done?),
        }
    }
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // FAT and most network shares know no second name.
        Err(_) if to.symlink_metadata().is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_gone_is_not_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("export");
        fs::create_dir(&root).unwrap();
        let disk = Disk::default().below(&root);
        disk.create(&root.join("a/b/x.part")).unwrap();
        disk.create(&root.join("a/c/x.part")).unwrap();
        fs::rename(&root, folder.path().join("away")).unwrap();
        for path in ["a/b/x.part", "x.part"] {
            let Err(Error::Io { source, .. }) = disk.create(&root.join(path)) else {
                panic!("{path} was written");
            };
            assert_eq!(source.kind(), io::ErrorKind::NotFound);
        }
        assert!(!root.exists(), "it may have been a drive");
    }

    #[test]
    fn a_strangers_file_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (part, target) = (folder.path().join("a.part"), folder.path().join("a"));
        fs::write(&part, "new").unwrap();
        fs::write(&target, "old").unwrap();
        let disk = Disk::default();
        let Err(Error::Io { source, .. }) = disk.rename_new(&part, &target) else {
            panic!("it was replaced");
        };
        assert_eq!(source.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"old");
        disk.rename(&part, &target).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert!(!part.exists());
        disk.rename_new(&target, &part).unwrap();
        assert!(part.exists() && !target.exists(), "a free name is taken");
    }

    #[test]
    fn a_file_is_written_in_order_and_at_places() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder/x");
        let mut file = Disk::default().create(&path).unwrap();
        file.write_all(b"abc").unwrap();
        file.write_all(b"def").unwrap();
        file.write_at(b"XY", 1).unwrap();
        file.seek(SeekFrom::Start(5)).unwrap();
        file.write_all(b"Z!").unwrap();
        file.set_len(6).unwrap();
        file.sync().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"aXYdeZ");
        let mut read = [0; 2];
        read_exact_at(&File::open(&path).unwrap(), &mut read, 1).unwrap();
        assert_eq!(&read, b"XY");
    }
}
