//! `cargo xtask demo`: Tapedeck on its built-in demo PBX, in the window or, where there is none, through the CLI.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::calendar::days_ago;
use crate::command::{Failure, cargo, command, debug_dir, program, read, root, run};
use crate::{display, setup, ui};

/// How many rows of a listing are shown.
const SHOWN: usize = 8;

/// The extension whose calls are exported: one person's week is a few dozen files.
const EXTENSION: &str = "101";

/// Starts the demo: the window where there is a display, else the CLI.
pub(crate) fn demo(arguments: &[String]) -> Result<(), Failure> {
    let headless = match arguments {
        [] => !display::present(),
        [only] if only == "--headless" => true,
        _ => {
            return Err(Failure::new(
                "`cargo xtask demo` takes only the argument --headless",
            ));
        }
    };
    if headless {
        setup::cli()?;
        run(&mut cargo(&["build", "--package", "tapedeck-cli"]))?;
        return through_cli(&debug_dir()?);
    }
    setup::window()?;
    ui::build()?;
    run(&mut cargo(&["build", "--package", "tapedeck"]))?;
    println!("Tapedeck opens on its built-in demo PBX. Close the window to end.");
    run(private(&mut command(
        program(&debug_dir()?, "tapedeck"),
        &["--demo"],
    )))
}

/// The main job without a window: list a week of calls, export one extension's recordings, verify them.
pub(crate) fn through_cli(binaries: &Path) -> Result<(), Failure> {
    let cli = program(binaries, "tapedeck-cli");
    let week = ["--demo", "--from", &days_ago(6)?, "--to", &days_ago(0)?];
    let folder = root().join("target/demo-export");
    let folder_text = folder.display().to_string();
    let ask = |arguments: &[&str]| read(private(&mut command(&cli, arguments)));

    let calls = ask(&[&["calls"], &week[..], &["--output", "jsonl"]].concat())?;
    let recordings = ask(&[&["recordings"], &week[..], &["--output", "jsonl"]].concat())?;
    let one = [&week[..], &["--extension", EXTENSION]].concat();
    let rows = ask(&[&["calls"], &one[..], &["--output", "table"]].concat())?;
    show(&rows, SHOWN + 1);
    run(private(&mut command(
        &cli,
        &[&["export"], &one[..], &["--dest", &folder_text]].concat(),
    )))?;
    run(private(&mut command(&cli, &["verify", &folder_text])))?;

    let sums = fs::read_to_string(folder.join("SHA256SUMS"))
        .map_err(|error| Failure::new(format!("the export left no SHA256SUMS: {error}")))?;
    // Recordings are in folders of their own; tables and lists are beside them.
    let files = sums.lines().filter(|line| line.contains('/')).count();
    if calls.is_empty() || recordings.is_empty() || files == 0 {
        return Err(Failure::new("the demo PBX has no calls to show"));
    }
    println!(
        "\nLast 7 days: {} calls, {} recordings. Extension {EXTENSION}: {files} recording files exported and verified:",
        calls.lines().count(),
        recordings.lines().count(),
    );
    show(&sums, SHOWN);
    println!("They are in {folder_text}");
    Ok(())
}

/// Our programs with their data under `target/`: a look at the demo leaves nothing on the machine.
fn private(command: &mut Command) -> &mut Command {
    command.env("TAPEDECK_DATA_DIR", root().join("target/demo-data"))
}

fn show(text: &str, lines: usize) {
    for line in text.lines().take(lines) {
        println!("  {line}");
    }
    let more = text.lines().count().saturating_sub(lines);
    if more > 0 {
        println!("  … and {more} more");
    }
}
