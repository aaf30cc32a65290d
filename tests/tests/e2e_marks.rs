//! Tags, reviews and notes in the real window: written, taken back, done again, and there after a restart.

#![cfg(target_os = "linux")]

use tapedeck_tests::calls::{self, wait_for_found};
use tapedeck_tests::failure::Outcome;
use tapedeck_tests::office::Office;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::{SOON, Window};

const ENTER: &str = "\u{E007}";
const UNDO: &str = "\u{E009}z";
const REDO: &str = "\u{E009}\u{E008}z";

const DAYS: &str = "range=7d";

#[test]
fn marks_are_taken_back_done_again_and_outlive_a_restart() -> Outcome<()> {
    let office = Office::of_days(7)?;
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    mark(&window).inspect_err(|_| {
        let _ = window.picture("failed-marks");
    })?;
    window.close()?;

    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    still_there(&window).inspect_err(|_| {
        let _ = window.picture("failed-marks-again");
    })?;
    sandbox.check_home_is_empty()
}

fn mark(window: &Window) -> Outcome<()> {
    calls::ask(window, DAYS)?;
    calls::wait_until_whole(window)?;
    calls::tick(window, 3)?;
    window.click_test_id("tag-open")?;
    let name = window.by_role("textbox", "Name of the tag")?;
    window.type_into(&name, &format!("Complaint{ENTER}"))?;
    told(window, "Tagged 3 calls with Complaint")?;

    window.click_test_id("review-open")?;
    window.click_role("menuitem", "Mark reviewed")?;
    told(window, "Marked 3 calls as reviewed")?;

    write_note(window, "calls back on Monday")?;
    told(window, "Note saved")?;
    let faults = window.look_at("marks")?;
    assert!(faults.is_empty(), "axe-core found: {}", faults.join("\n"));

    for step in ["Note saved", "Marked 3 calls", "Tagged 3 calls"] {
        window.session().press(UNDO)?;
        told(window, &format!("Taken back: {step}"))?;
    }
    calls::ask(
        window,
        &with_line(r#"{"kind":"one_of","field":"tag","any":["*"]}"#),
    )?;
    wait_for_found(window, 0)?;
    for step in ["Tagged 3 calls", "Marked 3 calls", "Note saved"] {
        window.session().press(REDO)?;
        told(window, &format!("Done again: {step}"))?;
    }
    wait_for_found(window, 3)
}

/// Opens the first call and writes a note in its inspector.
fn write_note(window: &Window, text: &str) -> Outcome<()> {
    window.click_on(".ag-row[row-index=\"0\"] [col-id=started]")?;
    window.click_role("button", "Add a note")?;
    let field = window.by_role("textbox", "Text of the note")?;
    window.type_into(&field, &format!("{text}{ENTER}"))
}

/// Waits for what the line of the last change tells.
fn told(window: &Window, what: &str) -> Outcome<()> {
    wait_until(&format!("\"{what}\""), SOON, || {
        Ok(window.text_of("undo-bar")?.starts_with(what))
    })
}

fn still_there(window: &Window) -> Outcome<()> {
    calls::ask(window, DAYS)?;
    calls::wait_until_whole(window)?;
    for (line, wanted) in [
        (r#"{"kind":"one_of","field":"tag","any":["complaint"]}"#, 3),
        (r#"{"kind":"is","field":"reviewed"}"#, 3),
        (r#"{"kind":"is","field":"notes"}"#, 1),
    ] {
        calls::ask(window, &with_line(line))?;
        wait_for_found(window, wanted)?;
    }
    window.click_on(".ag-row[row-index=\"0\"] [col-id=started]")?;
    wait_until("the note", SOON, || {
        Ok(window.text_of("notes")?.contains("calls back on Monday"))
    })?;
    window.picture("marks-after-restart")
}

/// The address of the days with one more condition.
fn with_line(test: &str) -> String {
    format!(r#"{DAYS}&terms=[{{"not":false,"test":{test}}}]"#)
}
