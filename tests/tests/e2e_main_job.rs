//! The main job in the real window: sample data, filters, playing, an export, and proof on the disk.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tapedeck_tests::calls;
use tapedeck_tests::export::Export;
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::programs::program;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::{wait_for, wait_until};
use tapedeck_tests::window::{SOON, Window};

/// The sample data is read from the demo PBX first, and files are fetched from it.
const WORK: Duration = Duration::from_mins(1);

const EXTENSION: &str = "101";

/// Rows whose recording can be played and exported.
const RECORDED: &str = ".ag-row:has([col-id=state] button)";

#[test]
fn a_newcomer_finds_hears_and_exports_calls() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    let mut faults = Vec::new();

    let (folder, chosen) = in_window(&window, &mut faults).inspect_err(|_| {
        // The failure that is reported is the first one, with or without a picture of it.
        let _ = window.picture("failed");
    })?;
    drop(window);

    let export = Export::read(Path::new(&folder))?;
    let calls: std::collections::BTreeSet<&str> = export
        .recordings
        .values()
        .filter_map(|line| line["recording_id"].as_str())
        .collect();
    assert_eq!(
        calls.len() + export.gaps.len(),
        chosen,
        "every chosen call has its files or a reason; gaps: {:?}",
        export.gaps
    );
    assert!(
        !calls.is_empty(),
        "the demo PBX has the files of its recordings"
    );
    verify(&sandbox, &folder)?;
    sandbox.check_home_is_empty()?;
    assert!(
        faults.is_empty(),
        "axe-core found what shuts people out:\n{}",
        faults.join("\n")
    );
    Ok(())
}

/// What a person does, up to the finished export; returns its folder and how many calls were chosen.
fn in_window(window: &Window, faults: &mut Vec<String>) -> Outcome<(String, usize)> {
    faults.extend(window.look_at("sign-in")?);
    window.click_test_id("explore-sample")?;
    wait_until("a count of calls", WORK, || {
        let line = window.text_of("count-line")?;
        Ok(line.contains(|character: char| character.is_ascii_digit()))
    })?;
    filter_by_date_and_extension(window)?;
    faults.extend(window.look_at("calls")?);
    play(window)?;
    faults.extend(window.look_at("player")?);
    let chosen = choose(window, 3)?;
    let folder = export(window, faults)?;
    faults.extend(window.look_at("exports")?);
    Ok((folder, chosen))
}

fn filter_by_date_and_extension(window: &Window) -> Outcome<()> {
    window.click_test_id("filter-range")?;
    window.click_test_id("range-30d")?;
    window.click_test_id("filter-extensions")?;
    window.click_role("option", EXTENSION)?;
    // Escape closes the list, as a person would.
    let search = window.find("[data-testid=filter-extensions], input[aria-expanded=true]")?;
    window.type_into(&search, "\u{E00C}")?;
    wait_until("rows of this extension only", WORK, || {
        let rows = window.session().execute(
            "return [...document.querySelectorAll('[data-testid=calls-grid] .ag-row')]
                .map((row) => row.textContent).filter((text) => text.trim() !== '')",
            json!([]),
        )?;
        let rows: Vec<&str> = rows
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row.as_str())
            .collect();
        Ok(!rows.is_empty() && rows.iter().all(|row| row.contains(EXTENSION)))
    })?;
    // While calls arrive rows move on, and a click may meet another one.
    calls::wait_until_whole(window)
}

/// Plays the first recording and sees the position move.
fn play(window: &Window) -> Outcome<()> {
    let button = window.find(&format!("{RECORDED} [col-id=state] button"))?;
    window.click(&button)?;
    let position = || -> Outcome<f64> {
        let element = window.by_test_id("player-position")?;
        let text = window
            .session()
            .attribute(&element, "data-seconds")?
            .unwrap_or_default();
        text.parse()
            .map_err(|error| Failure::because(format!("position {text:?}"), error))
    };
    let first = wait_for("a position beyond the start", SOON, || {
        let now = position()?;
        Ok((now > 0.0).then_some(now))
    })?;
    wait_until("a position that moves on", SOON, || Ok(position()? > first)).map_err(|failure| {
        let state = window
            .by_test_id("player-dock")
            .and_then(|dock| window.session().attribute(&dock, "data-state"));
        let stands = position();
        Failure::new(format!(
            "{failure}: it stood at {first} s and stands at {stands:?}, the player says {state:?}"
        ))
    })
}

/// Ticks the first rows that have a recording; returns how many.
fn choose(window: &Window, wanted: usize) -> Outcome<usize> {
    let boxes = wait_for("enough rows with a recording", SOON, || {
        let boxes = window
            .session()
            .find_all(&format!("{RECORDED} [col-id=select] input"))?;
        Ok((boxes.len() >= wanted).then_some(boxes))
    })?;
    for tick in boxes.iter().take(wanted) {
        window.click(tick)?;
    }
    Ok(wanted)
}

/// Exports what is chosen to the folder offered, and waits for the end; returns the folder.
fn export(window: &Window, faults: &mut Vec<String>) -> Outcome<String> {
    window.click_test_id("export-open")?;
    let folder = wait_for("a folder to export to", SOON, || {
        let folder = window.text_of("export-folder-path")?;
        Ok(folder.starts_with('/').then_some(folder))
    })?;
    faults.extend(window.look_at("export-sheet")?);
    window.click_test_id("export-start")?;
    let job = window.by_test_id("job-row")?;
    let outcome = wait_for("the end of the export", WORK, || {
        let outcome = window.session().attribute(&job, "data-outcome")?;
        Ok(outcome.filter(|outcome| outcome != "running"))
    })?;
    let said = window.text_of("job-list")?;
    assert_eq!(outcome, "complete", "the job list says: {said}");
    Ok(folder)
}

/// The program's own verification agrees with ours.
fn verify(sandbox: &Sandbox, folder: &str) -> Outcome<()> {
    let output = sandbox
        .furnish(&mut Command::new(program("tapedeck-cli")?))
        .args(["verify", folder])
        .output()
        .map_err(|error| Failure::because("tapedeck-cli verify", error))?;
    assert!(
        output.status.success(),
        "verify found: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
