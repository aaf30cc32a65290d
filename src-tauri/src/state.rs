//! What lives as long as the app.

use std::{future::Future, path::PathBuf, pin::Pin};

use demo_pbx::DemoPbx;
use tapedeck_core::{Tapedeck, session::SessionView};
use tokio::sync::Mutex;

use crate::{adapters::sample, error::ApiResult};

/// Asks a person for a path; `None` when they close the dialog.
pub type PathDialog =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> + Send + Sync>;

/// Asks a person where to write a file of that name; `None` when they close the dialog.
pub type SaveDialog =
    Box<dyn Fn(String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> + Send + Sync>;

/// The system's dialogs.
pub struct Dialogs {
    /// A folder to export to.
    pub folder: PathDialog,
    /// A file of authorities to read.
    pub authorities: PathDialog,
    /// A file to write a report to.
    pub report: PathDialog,
    /// A file to write a chart to; the ending of its name says as what.
    pub chart: SaveDialog,
}

/// The app behind the window, the way to the system's dialogs, and the sample PBX while it is explored.
pub struct AppState {
    /// Everything Tapedeck can do.
    pub app: Tapedeck,
    pub(crate) dialogs: Dialogs,
    sample: Mutex<Option<DemoPbx>>,
}

impl AppState {
    /// For this app, with no sample PBX running.
    pub fn new(app: Tapedeck, dialogs: Dialogs) -> Self {
        Self {
            app,
            dialogs,
            sample: Mutex::default(),
        }
    }

    /// Starts the built-in PBX, unless it runs already, and signs in to it.
    pub(crate) async fn explore_sample(&self) -> ApiResult<SessionView> {
        let mut running = self.sample.lock().await;
        let pbx = match running.take() {
            Some(pbx) => running.insert(pbx),
            None => running.insert(sample::start().await?),
        };
        sample::sign_in(&self.app, pbx).await
    }
}
