//! Presets: kept, listed, and turned into what the export sheet shows.

use serde::{Deserialize, Serialize};

use super::{FolderChoice, Tapedeck};
use crate::{
    error::{Error, Result},
    export::ExportOptions,
    ids::{FolderId, JobId},
    query::{CallFilter, CallQuery},
    settings::{Preset, PresetDays},
    time::{RangeInput, RelativeRange},
};

/// What an export asks for, with the folder as the window may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExportChoices {
    /// What; of days that move, those they mean now.
    pub query: CallQuery,
    /// How.
    pub options: ExportOptions,
    /// Where, if that is said.
    pub folder: Option<FolderChoice>,
}

/// A preset as the window sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PresetView {
    /// Its name.
    pub name: String,
    /// Which days.
    pub days: PresetDays,
    /// Only what is new in the folder.
    pub only_new: bool,
    /// The export it asks for now.
    pub choices: ExportChoices,
}

/// A preset to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PresetInput {
    /// Its name; one of the same name is replaced.
    pub name: String,
    /// Which days.
    pub days: PresetDays,
    /// The zone of days that move.
    pub zone: String,
    /// Only what is new in the folder.
    pub only_new: bool,
    /// Which calls.
    pub filter: CallFilter,
    /// How.
    pub options: ExportOptions,
    /// Where; from `choose_folder`.
    pub folder: Option<FolderId>,
}

impl Tapedeck {
    /// All presets by name, those that the command line kept meanwhile among them.
    ///
    /// # Errors
    /// [`Error::Io`] when the settings cannot be read.
    pub fn presets(&self) -> Result<Vec<Preset>> {
        Ok(self.inner.settings_store.load()?.settings.presets)
    }

    /// The preset of that name.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when there is none, else as for [`Tapedeck::presets`].
    pub fn preset(&self, name: &str) -> Result<Preset> {
        let mut presets = self.presets()?.into_iter();
        presets.find(|preset| preset.name == name).ok_or_else(|| {
            Error::invalid(format!(
                "there is no preset {name:?}; `presets` lists those there are"
            ))
        })
    }

    /// The presets as the window shows them; one whose days cannot be told any more is left out.
    ///
    /// # Errors
    /// As for [`Tapedeck::presets`].
    pub fn list_presets(&self) -> Result<Vec<PresetView>> {
        let (now, zone) = (self.now(), self.default_zone());
        let views = self.presets()?.into_iter().filter_map(|preset| {
            Some(PresetView {
                choices: ExportChoices {
                    query: preset.query(now, &zone).ok()?,
                    options: preset.options,
                    folder: preset.folder.map(|path| self.remember_folder(path)),
                },
                name: preset.name,
                days: preset.days,
                only_new: preset.only_new,
            })
        });
        Ok(views.collect())
    }

    /// Keeps a preset of the window.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] with what to change, [`Error::Io`], [`Error::DiskFull`].
    pub fn save_preset(&self, input: PresetInput) -> Result<()> {
        let folder = input.folder.map(|id| self.folder(&id)).transpose()?;
        self.keep_preset(Preset {
            name: input.name,
            days: input.days,
            zone: input.zone,
            only_new: input.only_new,
            filter: input.filter,
            options: input.options,
            folder,
        })
    }

    /// Keeps a preset, in place of one of the same name.
    ///
    /// # Errors
    /// As for [`Tapedeck::save_preset`].
    pub fn keep_preset(&self, preset: Preset) -> Result<()> {
        let preset = preset.checked()?;
        self.change_settings(|settings| settings.keep_preset(preset))
    }

    /// Forgets a preset; `false` when there was none of that name.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::DiskFull`].
    pub fn delete_preset(&self, name: &str) -> Result<bool> {
        let mut found = false;
        self.change_settings(|settings| {
            let before = settings.presets.len();
            settings.presets.retain(|preset| preset.name != name);
            found = settings.presets.len() < before;
        })?;
        Ok(found)
    }

    /// What an export job asked for, to ask again with other days.
    ///
    /// # Errors
    /// [`Error::NotFound`], or [`Error::InvalidInput`] for a job that was no export.
    pub fn job_choices(&self, id: &JobId) -> Result<ExportChoices> {
        let order = self.inner.jobs.order(id)?;
        let (query, options) = order.export_again()?;
        Ok(ExportChoices {
            query,
            options,
            folder: Some(self.remember_folder(order.folder)),
        })
    }

    /// The days that a relative range means now.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a zone that is not known.
    pub fn resolve_range(&self, range: RelativeRange, zone: &str) -> Result<RangeInput> {
        range.at(self.now(), zone)
    }
}
