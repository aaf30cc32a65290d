//! Files of ours: small ones are either the old or the new ones, whatever happens; folders are for their owner's eyes.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
};

use crate::error::{Error, Result};

/// Makes a folder that nobody but its owner can look into: calls and recordings of other people lie below it. One that
/// exists stays as it is. On Windows the folder above decides, and in the user's own that is the same.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`].
pub fn create_private(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|source| Error::io("created", folder, source))
}

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

    #[cfg(unix)]
    #[test]
    fn a_private_folder_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;

        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("new/below");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        create_private(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o750)).unwrap();
        create_private(&folder).unwrap();
        assert_eq!(mode(&folder), 0o750, "what an administrator set stays");
    }
}
