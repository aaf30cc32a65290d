//! `cargo xtask bench NAME`: speed beside other programs, with release builds of everything that is measured.

use crate::command::{Failure, cargo, command, program, release_dir, run};
use crate::display::{self, VirtualDisplay};
use crate::{setup, ui};

/// The measuring program and what it measures.
const PACKAGES: &[&str] = &["tapedeck-bench", "tapedeck-cli", "demo-pbx"];

/// The scenario that opens the window. It alone needs the app, what drives it, and a display.
const WINDOWED: &str = "grid";

/// Builds and runs one scenario; without a name, says which there are.
pub(crate) fn bench(arguments: &[String]) -> Result<(), Failure> {
    let windowed = arguments.first().is_some_and(|name| name == WINDOWED);
    let mut build = vec!["build", "--release"];
    for package in PACKAGES {
        build.extend(["--package", package]);
    }
    if windowed {
        setup::everything()?;
        ui::build()?;
        // By itself, as it is built to be packaged: together with the others it would get features that they want.
        run(&mut cargo(&["build", "--release", "--package", "tapedeck"]))?;
    } else {
        setup::cli()?;
    }
    run(&mut cargo(&build))?;
    let mut measuring = command(program(&release_dir()?, "tapedeck-bench"), arguments);
    let display = if windowed && !display::present() {
        Some(VirtualDisplay::start()?)
    } else {
        None
    };
    if let Some(display) = &display {
        measuring.env("DISPLAY", display.name());
    }
    run(&mut measuring)
}
