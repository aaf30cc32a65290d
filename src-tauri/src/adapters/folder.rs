//! Folders of this computer, shown in its file manager.

use std::path::PathBuf;

use tapedeck_core::{ErrorKind, Failure};
use tokio::sync::oneshot;

use crate::error::ApiResult;

/// Opens a folder in the file manager.
pub(crate) async fn show(folder: PathBuf) -> ApiResult<()> {
    // A plain thread: opening goes over D-Bus on Linux, which panics inside an asynchronous runtime.
    let (answer, answered) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = answer.send(
            tauri_plugin_opener::open_path(&folder, None::<&str>)
                .map_err(|error| (folder, error.to_string())),
        );
    });
    match answered.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err((folder, why))) => Err(unopened(format!(
            "{} cannot be shown: {why}. Open it in your file manager.",
            folder.display()
        ))),
        Err(_) => Err(unopened(
            "The file manager did not answer. Open the folder yourself.".to_owned(),
        )),
    }
}

fn unopened(message: String) -> Failure {
    Failure {
        kind: ErrorKind::Io,
        message,
        detail: None,
        retry_after_secs: None,
    }
}
