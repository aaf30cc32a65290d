//! `settings.json` in the data folder, for the window and the command line alike.
//!
//! Not `tauri-plugin-store`: it writes in place, so that power loss leaves an empty file, and the command line has no
//! window to load it with.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Loaded, Settings, SettingsStore};
use crate::{
    error::{Error, Result},
    files,
};

/// The settings file and its backup beside it.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    path: PathBuf,
}

impl SettingsFile {
    /// `settings.json` in that folder.
    pub fn in_folder(data_dir: &Path) -> Self {
        Self {
            path: data_dir.join("settings.json"),
        }
    }

    fn backup(&self) -> PathBuf {
        self.path.with_extension("json.bak")
    }

    /// Moves an unreadable file out of the way; what it held may still be rescued by hand.
    fn set_aside(&self) -> Result<PathBuf> {
        let aside = self.path.with_extension("json.unreadable");
        fs::rename(&self.path, &aside)
            .map_err(|source| Error::io("renamed", &self.path, source))?;
        Ok(aside)
    }
}

fn read(path: &Path) -> Result<Option<Settings>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|source| Error::Damaged {
                path: path.to_owned(),
                why: source.to_string(),
            }),
        Err(source) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::io("read", path, source)),
    }
}

impl SettingsStore for SettingsFile {
    fn load(&self) -> Result<Loaded> {
        match read(&self.path) {
            Ok(Some(settings)) => Ok(Loaded {
                settings,
                notice: None,
            }),
            Ok(None) => Ok(Loaded::default()),
            Err(Error::Damaged { why, .. }) => {
                let aside = self.set_aside()?;
                let settings = read(&self.backup()).ok().flatten();
                let used = if let Some(settings) = &settings {
                    // In its place, or the next start would find no settings and begin with the defaults.
                    self.save(settings)?;
                    "the copy before the last change is used"
                } else {
                    "the defaults are used"
                };
                let notice = format!(
                    "The settings could not be read ({why}). They were set aside as {}; {used}.",
                    aside.display()
                );
                Ok(Loaded {
                    settings: settings.unwrap_or_default(),
                    notice: Some(notice),
                })
            }
            Err(error) => Err(error),
        }
    }

    fn save(&self, settings: &Settings) -> Result<()> {
        let bytes = serde_json::to_vec_pretty(settings).map_err(|source| Error::Damaged {
            path: self.path.clone(),
            why: source.to_string(),
        })?;
        // Only a file that can be read is worth keeping as the backup.
        if read(&self.path).is_ok_and(|current| current.is_some()) {
            fs::copy(&self.path, self.backup())
                .map_err(|source| Error::io("written", self.backup(), source))?;
        }
        files::write_atomic(&self.path, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let store = SettingsFile::in_folder(folder.path());
        assert_eq!(store.load().unwrap().settings, Settings::default());
        let mut settings = Settings::default();
        settings.preferences.zone = "Europe/Berlin".to_owned();
        store.save(&settings).unwrap();
        assert_eq!(store.load().unwrap().settings, settings);
    }

    #[test]
    fn an_unreadable_file_is_set_aside_and_the_backup_used() {
        let folder = tempfile::tempdir().unwrap();
        let store = SettingsFile::in_folder(folder.path());
        let mut settings = Settings::default();
        settings.preferences.language = "zh-CN".to_owned();
        store.save(&settings).unwrap();
        store.save(&settings).unwrap();
        fs::write(folder.path().join("settings.json"), b"\0\0\0").unwrap();
        let loaded = store.load().unwrap();
        assert_eq!(
            loaded.settings, settings,
            "the backup holds the settings before the last change"
        );
        assert!(loaded.notice.is_some(), "a person is told");
        assert!(
            folder.path().join("settings.json.unreadable").exists(),
            "nothing is thrown away"
        );
        let again = store.load().unwrap();
        assert_eq!(again.settings, settings, "the next start finds them, too");
        assert!(again.notice.is_none(), "told once");
    }

    #[test]
    fn unknown_and_missing_fields_are_no_reason_to_start_over() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("settings.json"),
            br#"{"version":7,"later":true,"preferences":{"zone":"UTC"},"presets":[{"name":"of another kind"}]}"#,
        )
        .unwrap();
        let loaded = SettingsFile::in_folder(folder.path()).load().unwrap();
        assert_eq!(loaded.settings.preferences.zone, "UTC");
        assert!(loaded.settings.presets.is_empty(), "not understood");
        assert!(loaded.notice.is_none());
    }
}
