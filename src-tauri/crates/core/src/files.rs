//! Writing small files so that they are either the old or the new ones, whatever happens.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
};

use crate::error::{Error, Result};

/// Writes a whole file by way of a temporary one beside it: data to disk, rename, folder to disk.
///
/// # Errors
/// [`Error::DiskFull`] or [`Error::Io`]; the old file then still stands.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    let temporary = path.with_file_name(name);
    let written = File::create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if let Err(source) = written.and_then(|()| fs::rename(&temporary, path)) {
        // The first failure is the one to report.
        let _ = fs::remove_file(&temporary);
        return Err(Error::io("written", path, source));
    }
    sync_parent(path)
}

/// Makes a rename in the folder of `path` survive power loss. Windows keeps names safe by itself.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be opened or synced.
pub fn sync_parent(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // A bare name is a file of the present folder, which `parent` calls by no name.
        let here = Path::new(".");
        let folder = if folder.as_os_str().is_empty() {
            here
        } else {
            folder
        };
        File::open(folder)
            .and_then(|open| open.sync_all())
            .map_err(|source| Error::io("written", folder, source))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_is_a_file_of_the_present_folder() {
        sync_parent(Path::new("report.md")).expect("the present folder can be synced");
    }
}
