//! The system's own dialogs for files and folders. The window never names a path: a person does, here.

use std::{future::Future, path::PathBuf, pin::Pin};

use tauri::{AppHandle, Runtime};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

use crate::state::{Dialogs, PathDialog};

/// All of them.
pub(crate) fn of<R: Runtime>(app: &AppHandle<R>) -> Dialogs {
    Dialogs {
        folder: dialog(app, FileDialogBuilder::pick_folder),
        authorities: dialog(app, |ask, answer| {
            ask.add_filter("PEM, DER", &["pem", "crt", "cer", "der"])
                .pick_file(answer);
        }),
        report: dialog(app, |ask, answer| {
            ask.set_file_name("tapedeck-connection.md")
                .add_filter("Markdown", &["md"])
                .save_file(answer);
        }),
        chart: {
            let app = app.clone();
            Box::new(move |name| {
                let kind = name.rsplit('.').next().unwrap_or_default().to_owned();
                answered(&app, |ask, answer| {
                    ask.set_file_name(name)
                        .add_filter(kind.to_uppercase(), &[&kind])
                        .save_file(answer);
                })
            })
        },
    }
}

type Answer = Box<dyn FnOnce(Option<FilePath>) + Send>;

fn dialog<R: Runtime>(
    app: &AppHandle<R>,
    ask: impl Fn(FileDialogBuilder<R>, Answer) + Send + Sync + Copy + 'static,
) -> PathDialog {
    let app = app.clone();
    Box::new(move || answered(&app, ask))
}

/// Asks, and waits for the answer.
fn answered<R: Runtime>(
    app: &AppHandle<R>,
    ask: impl FnOnce(FileDialogBuilder<R>, Answer),
) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
    let (answer, answered) = oneshot::channel();
    let answer: Answer = Box::new(move |chosen| {
        // The window may be gone by now; the choice is then of no use.
        let _ = answer.send(chosen);
    });
    ask(app.dialog().file(), answer);
    Box::pin(async move { answered.await.ok().flatten()?.into_path().ok() })
}
