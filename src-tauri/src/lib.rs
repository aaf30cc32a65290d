//! The shell: the only code that names `tauri`. It opens the window, carries commands to `tapedeck-core` and events back.

mod adapters;
mod commands;
pub mod contract;
mod error;
pub mod events;
pub mod state;

use std::{process::ExitCode, sync::Arc, time::Duration};

use tapedeck_core::{
    Failure, Tapedeck,
    app::{Ports, SessionEnds},
    jobs::stay_awake,
    logs,
};
use tauri::{AppHandle, Manager as _, RunEvent};
use tauri_specta::Event as _;

use crate::{
    adapters::{awake::SystemAwake, dialogs, notice, taskbar, window},
    events::{JobFinished, SessionExpired},
    state::AppState,
};

/// How long closing the app may take.
const LAST_ORDER: Duration = Duration::from_secs(10);

/// Runs the app until its window is closed.
pub fn run() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            tracing::error!(%failure, "Tapedeck could not start");
            complain(&failure);
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::exit,
    reason = "in the code that tauri generates for its context"
)]
fn start() -> Result<(), String> {
    let ports = Ports::desktop(None).map_err(|error| error.to_string())?;
    let _log = logs::write_to(&ports.data_dir).map_err(|error| error.to_string())?;
    let tapedeck = Tapedeck::open(ports).map_err(|error| error.to_string())?;
    let sample = std::env::args().any(|argument| argument == "--demo");
    let contract = contract::builder();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            bring_forward(app);
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(contract.invoke_handler())
        .on_window_event(window::on_event)
        .setup(move |app| {
            contract.mount_events(app);
            tell_of_jobs(app.handle().clone(), tapedeck.clone());
            taskbar::follow(app.handle().clone(), tapedeck.overall_jobs());
            tauri::async_runtime::spawn(stay_awake(tapedeck.clone(), Arc::new(SystemAwake)));
            tauri::async_runtime::spawn(tapedeck.clone().tend());
            tell_of_sessions(app.handle().clone(), tapedeck.session_ends());
            let state = AppState::new(tapedeck.clone(), dialogs::of(app.handle()));
            if sample {
                // Before there is a window: it then finds somebody signed in, as after a reload.
                if let Err(failure) = tauri::async_runtime::block_on(state.explore_sample()) {
                    tracing::error!(?failure, "the sample data cannot be explored");
                }
            }
            app.manage(state);
            window::open(app.handle(), &tapedeck)?;
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| error.to_string())?;
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            put_in_order(app);
        }
    });
    Ok(())
}

/// A second launch shows the window of the first.
fn bring_forward(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(window::MAIN) {
        // A window that cannot be raised is at least there.
        let _ = window.unminimize().and_then(|()| window.set_focus());
    }
}

/// Tells the window of every job that ends, and the person who is not looking at it.
fn tell_of_jobs(app: AppHandle, tapedeck: Tapedeck) {
    let mut ended = tapedeck.job_events();
    tauri::async_runtime::spawn(async move {
        use tokio::sync::broadcast::error::RecvError;
        loop {
            match ended.recv().await {
                Ok(job) => {
                    notice::tell(&app, &tapedeck, &job);
                    if let Err(error) = (JobFinished { job }).emit(&app) {
                        tracing::warn!(%error, "the window was not told of a finished job");
                    }
                }
                // Missed some: the list of jobs still shows them.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// Tells the window of every session that the PBX ends: whoever waits for one waits for the person.
fn tell_of_sessions(app: AppHandle, mut ends: SessionEnds) {
    tauri::async_runtime::spawn(async move {
        use tokio::sync::broadcast::error::RecvError;
        loop {
            match ends.recv().await {
                Ok(Failure { message, .. }) => {
                    if let Err(error) = (SessionExpired { message }).emit(&app) {
                        tracing::warn!(%error, "the window was not told that the session has ended");
                    }
                }
                // Missed some: the newest session still says that it has ended.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
}

/// Before the process ends: jobs put their folders in order, the PBX is told.
fn put_in_order(app: &AppHandle) {
    let Some(state) = app.try_state::<AppState>() else {
        return;
    };
    let tapedeck = state.app.clone();
    tauri::async_runtime::block_on(async move {
        // A job that cannot be stopped in time is called interrupted at the next start, and continues then.
        if tokio::time::timeout(LAST_ORDER, tapedeck.stop_jobs())
            .await
            .is_err()
        {
            tracing::warn!("a job did not stop in time");
        }
        tapedeck.leave().await;
    });
}

/// There is no window to say it in, so the terminal has to do.
#[expect(clippy::print_stderr, reason = "the only place left to say it")]
fn complain(failure: &str) {
    eprintln!("Tapedeck could not start: {failure}");
}
