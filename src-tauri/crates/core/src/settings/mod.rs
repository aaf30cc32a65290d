//! What is remembered between launches, apart from secrets: profiles, preferences, the window's place.

mod file;
mod memory;
mod model;
mod preset;

pub use file::SettingsFile;
pub use memory::MemorySettings;
pub use model::{ColorScheme, Density, KeptTenant, Preferences, Profile, Settings, WindowPlace};
pub use preset::{Preset, PresetDays};

use crate::error::Result;

/// A place that keeps [`Settings`]. Small and quick enough to be called anywhere but on the window's thread.
pub trait SettingsStore: Send + Sync + 'static {
    /// The settings as kept, or the defaults; with a notice when something had to be set aside.
    fn load(&self) -> Result<Loaded>;
    /// Keeps these settings.
    fn save(&self, settings: &Settings) -> Result<()>;
}

/// Settings, and what a person should know of how they were read.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Says that an unreadable file was set aside, and where.
    pub notice: Option<String>,
}
