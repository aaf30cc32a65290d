//! The app as one value: what the window and the command line call.

mod activity;
mod asking;
mod calls;
mod connections;
mod desks;
mod diagnoses;
mod estimates;
mod export_view;
mod exports;
mod findings;
mod following;
mod insights;
mod legs;
mod legs_view;
mod live;
mod marks;
mod newest;
mod only_new;
mod ports;
mod presets;
mod search_view;
mod searches;
mod session;
mod sound_checks;
mod steps;
mod storage;
mod tending;
mod view;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{Timestamp, tz::TimeZone};
use tokio::sync::{broadcast, watch};

pub use activity::ActivityView;
pub use asking::{FilterReading, FilterValue};
pub use diagnoses::{DiagnosisInput, DiagnosisSignIn};
pub use estimates::ExportEstimate;
pub use export_view::{ExportInput, ExportPreview, FolderChoice, NamePreview, NameProblem};
pub use exports::ExportExtras;
pub(crate) use exports::ExportWork;
pub use legs_view::{ConversationView, RecordingFileView, StepView, TransferView};
pub use only_new::NewSince;
pub use ports::Ports;
pub use presets::{ExportChoices, PresetInput, PresetView};
pub use search_view::{SearchPhase, SearchSnapshot, SliceDifference};
pub use session::SessionEnds;
pub use sound_checks::{SoundCheck, SoundCheckFailure};
pub use storage::{AccountStorage, StorageView};
pub use view::{
    AppInfo, CallPage, CallRow, CallTotals, DirectoryEntry, DirectoryKind, Outline, Playable,
};

use crate::{
    activity::Activity,
    catalogue::Catalogue,
    clock::Clock,
    desks::Desks,
    error::{Error, Failure, Result},
    files,
    ids::FolderId,
    jobs::Jobs,
    playback::Playback,
    query::CallQuery,
    secrets::Secrets,
    session::{Connecting, Session},
    settings::{Preferences, Settings, SettingsStore, WindowPlace},
};
use connections::Connections;
use diagnoses::Diagnoses;
use insights::Pictures;
use live::Ear;
use newest::{Newest, NewestOf};
use searches::Searches;
use sound_checks::SoundChecks;
use tending::Tending;

/// Tapedeck without a window. Cheap to clone; all clones are the same app.
#[derive(Clone)]
pub struct Tapedeck {
    inner: Arc<Inner>,
}

struct Inner {
    data_dir: PathBuf,
    export_dir: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    secrets: Secrets,
    settings_store: Arc<dyn SettingsStore>,
    settings: Mutex<Settings>,
    notice: Option<String>,
    catalogue: Catalogue,
    playback: Playback,
    jobs: Jobs,
    activity: Activity,
    desks: Desks,
    searches: Searches,
    ear: Ear,
    /// Who is signed in; work that waits for a sign-in watches it.
    session: watch::Sender<Option<Session>>,
    session_ends: broadcast::Sender<Failure>,
    /// A sign-in that waits for its code, or for a tenant.
    connecting: tokio::sync::Mutex<Option<Connecting>>,
    folders: Mutex<HashMap<FolderId, PathBuf>>,
    connections: Connections,
    diagnoses: Diagnoses,
    sound_checks: SoundChecks,
    estimates: Newest,
    pictures: Pictures,
    /// The question whose totals the grid shows.
    shown: Newest,
    /// The question whose pages the grid shows.
    shown_pages: NewestOf<CallQuery>,
    tending: Tending,
}

impl Tapedeck {
    /// Opens settings and catalogue in the data folder.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`] when the folder cannot be used, [`Error::Catalogue`] or
    /// [`Error::CatalogueTooNew`] when the database cannot.
    pub fn open(ports: Ports) -> Result<Self> {
        let Ports {
            data_dir,
            export_dir,
            secrets,
            clock,
            settings,
        } = ports;
        files::create_private(&data_dir)?;
        let loaded = settings.load()?;
        let catalogue = Catalogue::open(&data_dir.join("catalogue.sqlite"))?;
        let notices: Vec<&str> = [loaded.notice.as_deref(), catalogue.notice()]
            .into_iter()
            .flatten()
            .collect();
        let notice = (!notices.is_empty()).then(|| notices.join(" "));
        let jobs = Jobs::open(catalogue.jobs())?;
        let inner = Inner {
            export_dir,
            clock,
            secrets: Secrets::new(secrets),
            settings_store: settings,
            settings: Mutex::new(loaded.settings),
            notice,
            catalogue,
            playback: Playback::new(data_dir.join("cache")),
            jobs,
            activity: Activity::in_folder(&data_dir),
            desks: Desks::in_folder(&data_dir),
            searches: Searches::default(),
            ear: Ear::default(),
            session: watch::Sender::default(),
            session_ends: broadcast::channel(16).0,
            connecting: tokio::sync::Mutex::default(),
            folders: Mutex::default(),
            connections: Connections::default(),
            diagnoses: Diagnoses::default(),
            sound_checks: SoundChecks::default(),
            estimates: Newest::default(),
            pictures: Pictures::default(),
            shown: Newest::default(),
            shown_pages: NewestOf::default(),
            tending: Tending::default(),
            data_dir,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Says that settings or catalogue could not be read and were set aside, and where.
    pub fn notice(&self) -> Option<&str> {
        self.inner.notice.as_deref()
    }

    /// Version, folders, zones and the name template's fields.
    pub fn info(&self) -> AppInfo {
        let mut zones: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .collect();
        zones.sort_unstable();
        AppInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.inner.data_dir.display().to_string(),
            zones,
            system_zone: zone_name(&self.inner.clock.zone()),
            template_fields: crate::export::names::fields()
                .iter()
                .map(|field| (*field).to_owned())
                .collect(),
            default_template: crate::export::DEFAULT_TEMPLATE.to_owned(),
            notice: self.inner.notice.clone(),
        }
    }

    /// The folder everything is kept in.
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// The choices in the window.
    pub fn preferences(&self) -> Preferences {
        self.settings().preferences.clone()
    }

    /// Keeps changed choices.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`]; the choices then hold until the app ends.
    pub async fn set_preferences(&self, preferences: Preferences) -> Result<()> {
        let app = self.clone();
        let live = preferences.live_calls;
        let wanted_before = self.settings().preferences.live_calls;
        let kept = blocking("keeping the settings", move || {
            app.change_settings(|settings| settings.prefer(preferences))
        })
        .await;
        if live != wanted_before {
            self.change_listening(live);
        }
        kept
    }

    /// Size of the window when it was last closed.
    pub fn window_place(&self) -> Option<WindowPlace> {
        self.settings().window
    }

    /// Keeps the size of the window.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`].
    pub fn set_window_place(&self, place: WindowPlace) -> Result<()> {
        self.change_settings(|settings| settings.window = Some(place))
    }

    /// The zone of the tenant when somebody is signed in, else of this computer.
    pub fn default_zone(&self) -> String {
        self.session().map_or_else(
            || zone_name(&self.inner.clock.zone()),
            |session| session.zone,
        )
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// This computer's time zone.
    pub(crate) fn here(&self) -> TimeZone {
        self.inner.clock.zone()
    }

    fn settings(&self) -> MutexGuard<'_, Settings> {
        self.inner
            .settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the settings here and on disk. What another Tapedeck wrote meanwhile (the command line beside the
    /// window) is read first, so that a change here does not undo one there.
    fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<()> {
        let mut settings = self.settings();
        *settings = self.inner.settings_store.load()?.settings;
        change(&mut settings);
        self.inner.settings_store.save(&settings)
    }
}

/// IANA name of a zone; a machine whose zone has none is taken to be in UTC, which is at least said everywhere.
fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("UTC").to_owned()
}

/// Runs blocking work off the asynchronous threads.
async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal { doing })?
}
