//! How the window was left, by sign-in: a small file each, so that it outlives the process at any moment.
//!
//! What is in it is the window's own matter. It says what people looked for and listened to, so it goes with their data.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use sha2::{Digest as _, Sha256};

use crate::{
    error::{Error, Result},
    export::hex,
    files,
    ids::ProfileId,
};

/// Bytes of a desk; the window names no more than some thousand calls in one.
const MOST: usize = 256 * 1024;

/// The desks in the data folder.
pub(crate) struct Desks {
    folder: PathBuf,
    /// Held while one is written or goes: all have one temporary name each.
    writing: Mutex<()>,
}

impl Desks {
    /// Those in `desks/` of that folder.
    pub(crate) fn in_folder(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("desks"),
            writing: Mutex::default(),
        }
    }

    /// The desk as it was kept last; `None` when there is none, or none that this program wrote.
    pub(crate) fn read(&self, profile: &ProfileId) -> Result<Option<String>> {
        let path = self.path(profile);
        match fs::read(&path) {
            Ok(bytes) if bytes.len() > MOST => Ok(None),
            Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
            Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::io("read", path, source)),
        }
    }

    /// Keeps a desk in the place of the one before, which stands when this one cannot be written.
    pub(crate) fn keep(&self, profile: &ProfileId, desk: &str) -> Result<()> {
        if desk.len() > MOST {
            return Err(Error::invalid(format!(
                "the state of the window takes {} bytes, more than the {MOST} that are kept; the one before stays",
                desk.len()
            )));
        }
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        files::create_private(&self.folder)?;
        files::write_atomic(&self.path(profile), desk.as_bytes())
    }

    /// Drops a desk, if there is one.
    pub(crate) fn forget(&self, profile: &ProfileId) -> Result<()> {
        let _alone = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.path(profile);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Error::io("removed", path, source))
            }
            _ => Ok(()),
        }
    }

    /// An id has characters that names of files must not have.
    fn path(&self, profile: &ProfileId) -> PathBuf {
        let name = hex(&Sha256::digest(profile.as_str()));
        self.folder.join(format!("{}.json", &name[..32]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> ProfileId {
        ProfileId::from("qa@example.com/pbx.example.com:1/../x")
    }

    #[test]
    fn a_desk_is_kept_by_sign_in_and_found_by_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let desks = Desks::in_folder(folder.path());
        assert_eq!(desks.read(&ours()).unwrap(), None, "nothing was kept yet");
        desks.keep(&ours(), r#"{"a":"李"}"#).unwrap();
        desks.keep(&ProfileId::from("another"), "{}").unwrap();
        let next = Desks::in_folder(folder.path());
        assert_eq!(next.read(&ours()).unwrap().unwrap(), r#"{"a":"李"}"#);
        let files = fs::read_dir(folder.path().join("desks")).unwrap().count();
        assert_eq!(files, 2, "a file each, and no temporary one is left");
        next.forget(&ours()).unwrap();
        next.forget(&ours()).unwrap();
        assert_eq!(next.read(&ours()).unwrap(), None, "forgotten");
        assert!(
            next.read(&ProfileId::from("another")).unwrap().is_some(),
            "the other one stays"
        );
    }

    #[test]
    fn what_cannot_be_written_leaves_the_desk_before() {
        let folder = tempfile::tempdir().unwrap();
        let desks = Desks::in_folder(folder.path());
        desks.keep(&ours(), "before").unwrap();
        let refused = desks.keep(&ours(), &"x".repeat(MOST + 1)).unwrap_err();
        assert!(matches!(refused, Error::InvalidInput { .. }), "{refused:?}");
        let path = desks.path(&ours());
        // A folder under the temporary name refuses the writing, as a full disk would.
        fs::create_dir(path.with_extension("json.tmp")).unwrap();
        desks.keep(&ours(), "after").unwrap_err();
        assert_eq!(desks.read(&ours()).unwrap().unwrap(), "before");
    }

    #[test]
    fn a_file_of_somebody_else_is_no_desk() {
        let folder = tempfile::tempdir().unwrap();
        let desks = Desks::in_folder(folder.path());
        desks.keep(&ours(), "{}").unwrap();
        for foreign in [b"\xff\xfe".to_vec(), vec![b'x'; MOST + 1]] {
            fs::write(desks.path(&ours()), foreign).unwrap();
            assert_eq!(desks.read(&ours()).unwrap(), None);
        }
    }
}
