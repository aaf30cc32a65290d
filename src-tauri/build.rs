//! Gives Tauri its configuration, and the window its rights.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    // A fresh clone has no built UI yet; `cargo check` of the shell must work all the same. `cargo xtask` builds it.
    let built = Path::new("ui/dist/index.html");
    if !built.exists() {
        fs::create_dir_all("ui/dist")?;
        fs::write(
            built,
            "<!doctype html><title>Tapedeck</title><p>The UI is not built: run <code>cargo xtask run</code>.</p>\n",
        )?;
    }
    // The capabilities live with the shell, not beside `tauri.conf.json`.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/*.json");
    tauri_build::try_build(attributes).map_err(io::Error::other)
}
