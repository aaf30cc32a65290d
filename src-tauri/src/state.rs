//! What lives as long as the app.

use std::{future::Future, path::PathBuf, pin::Pin};

use demo_pbx::DemoPbx;
use tapedeck_core::{Tapedeck, session::SessionView};
use tokio::sync::Mutex;

use crate::{adapters::sample, error::ApiResult};

/// Asks a person for a folder; `None` when they close the dialog.
pub type FolderDialog =
    Box<dyn Fn() -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> + Send + Sync>;

/// The app behind the window, the way to the system's dialogs, and the sample PBX while it is explored.
pub struct AppState {
    /// Everything Tapedeck can do.
    pub app: Tapedeck,
    pub(crate) choose_folder: FolderDialog,
    sample: Mutex<Option<DemoPbx>>,
}

impl AppState {
    /// For this app, with no sample PBX running.
    pub fn new(app: Tapedeck, choose_folder: FolderDialog) -> Self {
        Self {
            app,
            choose_folder,
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
