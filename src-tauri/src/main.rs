//! The desktop app. Platform quirks first, then everything else in the library.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    steady_rendering();
    tapedeck_shell::run()
}

/// WebKitGTK's DMABUF renderer shows a blank window with some drivers (tauri#9394, tauri#11994). Whoever wants it back
/// sets the variable to 0.
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "no other thread exists yet that could read the environment meanwhile"
)]
fn steady_rendering() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_none() {
        // SAFETY: the first statement of the program, before any thread is started.
        unsafe { std::env::set_var(SWITCH, "1") };
    }
}

#[cfg(not(target_os = "linux"))]
fn steady_rendering() {}
