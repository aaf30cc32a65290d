//! What is remembered between launches, apart from secrets.

use serde::{Deserialize, Serialize};

use super::Preset;
use crate::{export::ExportOptions, ids::ProfileId};

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after what is seen")]
pub enum ColorScheme {
    #[default]
    System,
    Light,
    Dark,
}

/// Height of the grid's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// 32 px.
    #[default]
    Normal,
    /// 28 px.
    Compact,
}

/// A person's choices in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Light or dark.
    pub color_scheme: ColorScheme,
    /// Row height.
    pub density: Density,
    /// Zone for ranges and times; empty means the tenant's.
    pub zone: String,
    /// BCP 47 tag of the window's language; empty means the system's.
    pub language: String,
    /// The export sheet's last choices.
    pub export: ExportOptions,
    /// The grid's columns as the grid describes them; opaque here.
    pub grid_columns: String,
    /// The player's keys as they were changed by hand; opaque here.
    pub keys: String,
    /// Playback speed in percent of normal.
    pub speed_percent: u32,
    /// Hear of new calls where the PBX permits it.
    pub live_calls: bool,
    /// Tell outside the window when a job ends.
    pub notify: bool,
    /// Keep the computer from sleeping while a job is at work.
    pub keep_awake: bool,
    /// Days that calls stay in the catalogue, by their start; `None` keeps them for ever.
    pub keep_days: Option<u32>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            color_scheme: ColorScheme::default(),
            density: Density::default(),
            zone: String::new(),
            language: String::new(),
            export: ExportOptions::default(),
            grid_columns: String::new(),
            keys: String::new(),
            speed_percent: 100,
            live_calls: true,
            notify: true,
            keep_awake: true,
            keep_days: None,
        }
    }
}

/// Everything in `settings.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Format of this file; a newer one is read as far as it is understood.
    pub version: u32,
    /// Choices in the window.
    pub preferences: Preferences,
    /// Saved sign-ins.
    pub profiles: Vec<Profile>,
    /// The profile used when none is named.
    pub default_profile: Option<ProfileId>,
    /// Folder of the last export.
    pub last_export_dir: Option<std::path::PathBuf>,
    /// Size of the window.
    pub window: Option<WindowPlace>,
    /// Saved sign-ins whose password the PBX took for the REST API and not for events. It is not sent there again until
    /// the person wants new calls anew: refusals count towards the block of the office's address.
    pub events_refused: Vec<ProfileId>,
    /// Exports to do again, by name. One that a later version kept in another way is left out.
    #[serde(deserialize_with = "super::preset::readable")]
    pub presets: Vec<Preset>,
}

impl Settings {
    /// Takes over changed choices.
    pub(crate) fn prefer(&mut self, preferences: Preferences) {
        if preferences.live_calls != self.preferences.live_calls {
            self.events_refused.clear();
        }
        self.preferences = preferences;
    }

    /// Keeps a preset, in place of one of the same name.
    pub(crate) fn keep_preset(&mut self, preset: Preset) {
        self.presets.retain(|kept| kept.name != preset.name);
        self.presets.push(preset);
        self.presets.sort_by(|a, b| a.name.cmp(&b.name));
    }

    /// Remembers that the password of a saved sign-in was refused for events.
    pub(crate) fn note_events_refused(&mut self, id: ProfileId) {
        let saved = self.profiles.iter().any(|profile| profile.id == id);
        if saved && !self.events_refused.contains(&id) {
            self.events_refused.push(id);
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: 1,
            preferences: Preferences::default(),
            profiles: Vec::new(),
            default_profile: None,
            last_export_dir: None,
            window: None,
            events_refused: Vec::new(),
            presets: Vec::new(),
        }
    }
}

/// A saved sign-in without its password, which is in the keychain under the profile's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// `user@domain/host[:port]`.
    pub id: ProfileId,
    /// Address of the PBX.
    pub server: String,
    /// SIP domain; empty for a system administrator.
    pub domain: String,
    /// User name.
    pub user: String,
    /// SHA-256 of a certificate the person decided to trust.
    #[serde(default)]
    pub pin: Option<String>,
    /// Plain `http://` to another machine was allowed aloud.
    #[serde(default)]
    pub allow_plain_http: bool,
    /// `get` or `post` for reads, when the administrator pinned one.
    #[serde(default)]
    pub verb: Option<String>,
    /// `none`, or the address of a proxy; as the system says when missing. User and password for it are in the keychain.
    #[serde(default)]
    pub proxy: Option<String>,
    /// Authorities of the company, trusted for this profile only: the certificates themselves as PEM, so that nobody who
    /// can write the file they came from changes whom the profile trusts.
    #[serde(default)]
    pub authorities: String,
    /// The tenants that a system administrator has entered, the last one first: the next sign-in goes there again.
    #[serde(default)]
    pub tenants: Vec<KeptTenant>,
}

/// A tenant that was entered, or is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptTenant {
    /// Its id; empty when it was only named beforehand.
    pub id: String,
    /// Its name; or the id or SIP domain it was named by.
    pub name: String,
    /// Its SIP domain.
    pub domain: String,
}

/// Size of the window in logical pixels. Its position is left to the system: Wayland tells none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowPlace {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Filling the screen.
    pub maximized: bool,
}
