//! The one window: made, remembered, closed with care.

use std::time::Duration;

use tapedeck_core::{Tapedeck, settings::WindowPlace};
use tauri::{
    AppHandle, Manager as _, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Window,
    WindowEvent,
};
use tauri_specta::Event as _;

use crate::{events::CloseAsked, state::AppState};

/// Its label, by which the capabilities name it.
pub(crate) const MAIN: &str = "main";
const LEAST: (f64, f64) = (960.0, 600.0);
const USUAL: (f64, f64) = (1280.0, 800.0);
/// How long the page may take to keep how it stands.
const LAST_WORD: Duration = Duration::from_secs(3);

/// Opens the window as it was left.
pub(crate) fn open<R: Runtime>(
    app: &AppHandle<R>,
    tapedeck: &Tapedeck,
) -> tauri::Result<WebviewWindow<R>> {
    let place = tapedeck.window_place();
    let (width, height) = place.map_or(USUAL, |place| {
        (
            f64::from(place.width).max(LEAST.0),
            f64::from(place.height).max(LEAST.1),
        )
    });
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Tapedeck")
        .inner_size(width, height)
        .min_inner_size(LEAST.0, LEAST.1)
        .maximized(place.is_some_and(|place| place.maximized))
        .data_directory(tapedeck.data_dir().join("webview"))
        // The window shows what the app brings and nothing else.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri")
                || matches!(url.host_str(), Some("tauri.localhost" | "localhost"))
        })
        .build()?;
    Ok(window)
}

/// Keeps the size, and has the page keep how it stands and ask before jobs are cut off.
pub(crate) fn on_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    let Some(state) = window.try_state::<AppState>() else {
        return;
    };
    remember(window, &state.app);
    let jobs = state.app.running_jobs();
    let asked = CloseAsked {
        jobs: u32::try_from(jobs).unwrap_or(u32::MAX),
    };
    if asked.emit(window).is_err() {
        return;
    }
    // The page closes its window with `destroy`.
    api.prevent_close();
    if jobs == 0 {
        tauri::async_runtime::spawn(close_in_the_end(window.clone()));
    }
}

/// Nothing is asked, so a page that does not close its window has stopped listening.
async fn close_in_the_end<R: Runtime>(window: Window<R>) {
    tokio::time::sleep(LAST_WORD).await;
    // Mostly it is gone by now, which is what is wanted.
    let _ = window.destroy();
}

fn remember<R: Runtime>(window: &Window<R>, app: &Tapedeck) {
    let (Ok(size), Ok(scale), Ok(maximized)) = (
        window.inner_size(),
        window.scale_factor(),
        window.is_maximized(),
    ) else {
        return;
    };
    let size = size.to_logical::<u32>(scale);
    let place = WindowPlace {
        width: size.width,
        height: size.height,
        maximized,
    };
    if let Err(error) = app.set_window_place(place) {
        tracing::warn!(%error, "the window's size could not be kept");
    }
}
