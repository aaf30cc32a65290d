//! One process per export folder.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use super::{bag::PAYLOAD, journal};
use crate::error::{Error, Result};

/// The file that is locked while an export runs.
pub(crate) const LOCK_FILE: &str = ".tapedeck.lock";

/// The right to write in a folder. The system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct FolderLock {
    path: PathBuf,
    _file: File,
    /// Whether the lock file stood there already: an earlier run did not come to its end.
    pub(crate) interrupted: bool,
}

impl FolderLock {
    /// Takes the folder, at once or not at all.
    ///
    /// # Errors
    /// [`Error::FolderBusy`] while another process has it, [`Error::Io`] when the folder cannot be written.
    pub(crate) fn take(folder: &Path) -> Result<Self> {
        let path = folder.join(LOCK_FILE);
        loop {
            let interrupted = path.exists();
            let file = OpenOptions::new()
                .create(true)
                .truncate(false)
                .read(true)
                .write(true)
                .open(&path)
                .map_err(|source| Error::io("written", folder, source))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::FolderBusy {
                        path: folder.to_owned(),
                    });
                }
                // A file system without locks (some network shares): better alone and unguarded than not at all.
                Err(TryLockError::Error(source))
                    if source.kind() == std::io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(source)) => return Err(Error::io("locked", &path, source)),
            }
            // The last owner may have removed the file between our opening and locking it: then we hold nothing.
            if is_same(&file, &path) {
                return Ok(Self {
                    path,
                    _file: file,
                    interrupted,
                });
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // Removed while still locked; a file that stays is no harm, the next one takes it over.
        let _ = fs::remove_file(&self.path);
    }
}

/// Whether an earlier run into a folder did not come to its end. Asked before a long listing, so that a folder that is
/// taken is told at once.
///
/// # Errors
/// [`Error::FolderBusy`] while another process has it.
pub fn was_interrupted(dest: &Path) -> Result<bool> {
    // Of a bag, the payload is the folder that is locked.
    Ok(is_left(dest)? || is_left(&dest.join(PAYLOAD))?)
}

fn is_left(folder: &Path) -> Result<bool> {
    match File::open(folder.join(LOCK_FILE)).map(|file| file.try_lock()) {
        Ok(Err(TryLockError::WouldBlock)) => Err(Error::FolderBusy {
            path: folder.to_owned(),
        }),
        Ok(_) => Ok(true),
        // What else is wrong with the folder is said when it is written to.
        Err(_) => Ok(journal::exists(folder)),
    }
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(open), Ok(named)) = (file.metadata(), fs::metadata(path)) else {
        return false;
    };
    (open.dev(), open.ino()) == (named.dev(), named.ino())
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner_and_a_dead_ones_lock_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let first = FolderLock::take(folder.path()).unwrap();
        assert!(!first.interrupted);
        assert!(matches!(
            FolderLock::take(folder.path()),
            Err(Error::FolderBusy { .. })
        ));
        assert!(
            matches!(
                was_interrupted(folder.path()),
                Err(Error::FolderBusy { .. })
            ),
            "it can be asked beforehand"
        );
        drop(first);
        assert!(!was_interrupted(folder.path()).unwrap());
        assert!(
            !folder.path().join(LOCK_FILE).exists(),
            "nothing of ours stays"
        );
        fs::write(folder.path().join(LOCK_FILE), "").unwrap();
        assert!(was_interrupted(folder.path()).unwrap());
        assert!(
            FolderLock::take(folder.path()).unwrap().interrupted,
            "a file nobody holds is a leftover"
        );
    }
}
