//! What the system opens for us: a folder in its file manager, an address in its browser.

use std::path::PathBuf;

use tapedeck_core::{ErrorKind, Failure};
use tokio::sync::oneshot;

use crate::error::ApiResult;

/// Opens a folder in the file manager.
pub(crate) async fn show(folder: PathBuf) -> ApiResult<()> {
    let shown = folder.display().to_string();
    open(move || tauri_plugin_opener::open_path(&folder, None::<&str>))
        .await
        .map_err(|why| {
            unopened(format!(
                "{shown} cannot be shown: {why}. Open it in your file manager."
            ))
        })
}

/// Opens an address of the PBX in the browser.
pub(crate) async fn browse(address: String) -> ApiResult<()> {
    let shown = address.clone();
    open(move || tauri_plugin_opener::open_url(&address, None::<&str>))
        .await
        .map_err(|why| {
            unopened(format!(
                "{shown} cannot be opened: {why}. Open it in your browser."
            ))
        })
}

/// On a plain thread: opening goes over D-Bus on Linux, which panics inside an asynchronous runtime.
async fn open(
    how: impl FnOnce() -> Result<(), tauri_plugin_opener::Error> + Send + 'static,
) -> Result<(), String> {
    let (answer, answered) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = answer.send(how().map_err(|error| error.to_string()));
    });
    answered
        .await
        .unwrap_or_else(|_| Err("the system did not answer".to_owned()))
}

fn unopened(message: String) -> Failure {
    Failure {
        kind: ErrorKind::Io,
        message,
        detail: None,
        retry_after_secs: None,
        case: None,
    }
}
