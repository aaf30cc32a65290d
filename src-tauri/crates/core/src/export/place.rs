//! Where an export goes: what can be told of the place before a PBX is asked for anything.

use std::{
    fs::{self, OpenOptions},
    io,
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{ExportOptions, bag, pack};
use crate::error::{Error, Result};

/// Counts the looks of this process: another one at the same folder must not be taken for a refusal.
static LOOKS: AtomicU64 = AtomicU64::new(0);

/// Whether an export can be written there. Makes nothing: a folder that is missing is looked for further up.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`] for a place that cannot be written; [`Error::InvalidInput`] when an export of
/// another layout is there, or a ZIP is asked for and something else has its name.
pub async fn check_place(dest: &Path, options: &ExportOptions) -> Result<()> {
    let (dest, zip, layout) = (dest.to_owned(), options.zip, options.layout);
    let split = options.zip_split_kb.is_some();
    tokio::task::spawn_blocking(move || {
        check_writable(&dest)?;
        bag::check(&dest, layout)?;
        if zip {
            pack::check(&dest, split)
        } else {
            Ok(())
        }
    })
    .await
    .map_err(|_| Error::Internal {
        doing: "checking the folder",
    })?
}

/// Writes a file into the folder, or into the nearest one above it that exists, and takes it away again.
fn check_writable(dest: &Path) -> Result<()> {
    let whole = std::path::absolute(dest).map_err(|source| Error::io("read", dest, source))?;
    let existing = whole.ancestors().find(|path| path.exists());
    let existing = existing.unwrap_or(&whole);
    if !existing.is_dir() {
        let source = io::ErrorKind::NotADirectory.into();
        return Err(Error::io("used as a folder", existing, source));
    }
    let look = LOOKS.fetch_add(1, Ordering::Relaxed);
    let probe = existing.join(format!(".tapedeck.probe-{}-{look}", std::process::id()));
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&probe)
        .and_then(|_| fs::remove_file(&probe))
        .map_err(|source| Error::io("written", existing, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_looks_at_once_do_not_disturb_each_other() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|threads| {
            for _ in 0..4 {
                threads.spawn(|| {
                    for _ in 0..200 {
                        check_writable(folder.path()).unwrap();
                    }
                });
            }
        });
    }

    #[test]
    fn a_place_is_tried_without_a_trace() {
        let parent = tempfile::tempdir().unwrap();
        let file = parent.path().join("file");
        fs::write(&file, "mine").unwrap();
        check_writable(&parent.path().join("new/below")).unwrap();
        check_writable(parent.path()).unwrap();
        for taken in [file.clone(), file.join("below")] {
            let refused = check_writable(&taken).unwrap_err();
            assert!(
                matches!(&refused, Error::Io { path, .. } if *path == file),
                "{refused}"
            );
        }
        let left = fs::read_dir(parent.path()).unwrap().count();
        assert_eq!(left, 1, "nothing was made");
    }
}
