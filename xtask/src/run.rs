//! `cargo xtask run`: the app in development, with the UI served by Vite.

use crate::command::{Failure, command, root, run as run_program};
use crate::setup;

/// Starts `tauri dev` and stays until it ends.
pub(crate) fn run() -> Result<(), Failure> {
    setup::window()?;
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    // Started at the root, where `tauri.conf.json` is: from `ui/` the CLI does not find the app.
    let tauri = root().join("ui/node_modules/.bin").join(name);
    run_program(&mut command(tauri, &["dev"]))
}
