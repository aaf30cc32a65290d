//! Finds this PBX's secrets where a client has left them.
//!
//! Every token and every recording link it hands out begins with [`MARK`], and so does every secret that a test makes
//! up. None of them may ever reach a disk or a terminal: tests look through everything they wrote when they end.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use memchr::memmem::Finder;

use crate::PASSWORD;

/// What secrets begin with.
pub const MARK: &str = "canary-";

/// Whether a text holds a secret.
pub fn in_text(text: &str) -> bool {
    text.contains(MARK) || text.contains(PASSWORD)
}

/// The files below a folder that hold a secret, whatever kind of file they are; links are not followed.
///
/// # Errors
/// What reading the folder said. What vanishes meanwhile is passed over.
pub fn in_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let secrets = [MARK, PASSWORD].map(|secret| Finder::new(secret).into_owned());
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && holds(&path, &secrets)? {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn holds(file: &Path, secrets: &[Finder<'_>]) -> io::Result<bool> {
    match fs::read(file) {
        Ok(bytes) => Ok(secrets.iter().any(|secret| secret.find(&bytes).is_some())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_in_any_file_at_any_depth() {
        let folder = std::env::temp_dir().join(format!("canary-test-{}", std::process::id()));
        fs::create_dir_all(folder.join("a/b")).unwrap();
        fs::write(folder.join("quiet"), "nothing").unwrap();
        assert_eq!(in_files(&folder).unwrap(), Vec::<PathBuf>::new());
        fs::write(
            folder.join("a/b/database"),
            [b"\0\xff".as_slice(), b"canary-x\0"].concat(),
        )
        .unwrap();
        fs::write(folder.join("a/log"), format!("signed in with {PASSWORD}")).unwrap();
        let mut found = in_files(&folder).unwrap();
        found.sort();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, [folder.join("a/b/database"), folder.join("a/log")]);
    }
}
