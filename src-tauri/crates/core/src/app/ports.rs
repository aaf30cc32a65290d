//! What the app needs from outside.

use std::{env, path::PathBuf, sync::Arc};

use directories::ProjectDirs;

use crate::{
    clock::{Clock, SystemClock},
    error::{Error, Result},
    secrets::{Keychain, SecretStore},
    settings::{SettingsFile, SettingsStore},
};

/// The ways to the world that a test replaces.
pub struct Ports {
    /// Everything Tapedeck keeps is in this folder (`design.md`, Data on disk).
    pub data_dir: PathBuf,
    /// The folder offered for exports before a person has chosen one.
    pub export_dir: Option<PathBuf>,
    /// The keychain.
    pub secrets: Arc<dyn SecretStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The settings.
    pub settings: Arc<dyn SettingsStore>,
}

impl Ports {
    /// Those of a real desktop. The data folder is the given one, else `TAPEDECK_DATA_DIR`, else the platform's;
    /// `TAPEDECK_EXPORT_DIR` sets the folder offered for exports.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when the system knows no folder for an app's data.
    pub fn desktop(data_dir: Option<PathBuf>) -> Result<Self> {
        let folder_in = |name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let data_dir = data_dir
            .or_else(|| folder_in("TAPEDECK_DATA_DIR"))
            .or_else(|| {
                ProjectDirs::from("org", "Tapedeck", "Tapedeck")
                    .map(|dirs| dirs.data_dir().to_owned())
            })
            .ok_or_else(|| {
                Error::invalid(
                    "there is no home folder to keep data in; set TAPEDECK_DATA_DIR to a folder",
                )
            })?;
        Ok(Self {
            settings: Arc::new(SettingsFile::in_folder(&data_dir)),
            data_dir,
            export_dir: folder_in("TAPEDECK_EXPORT_DIR"),
            secrets: Arc::new(Keychain),
            clock: Arc::new(SystemClock),
        })
    }
}
