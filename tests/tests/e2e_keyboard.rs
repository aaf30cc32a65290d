//! The main job in the real window without a mouse: every step by keys alone.

#![cfg(target_os = "linux")]

use std::time::Duration;

use serde_json::json;
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::{SOON, Window};

/// The sample data is read from the demo PBX first, and files are fetched from it.
const WORK: Duration = Duration::from_mins(1);

const TAB: &str = "\u{E004}";
const SHIFT_TAB: &str = "\u{E008}\u{E004}";
const ENTER: &str = "\u{E007}";
const DOWN: &str = "\u{E015}";
const CTRL_C: &str = "\u{E009}c";
const CTRL_E: &str = "\u{E009}e";
const CTRL_F: &str = "\u{E009}f";

/// No view has more stops of the Tab key than this.
const STOPS: usize = 40;

#[test]
fn the_main_job_needs_no_mouse() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    by_keys(&window).inspect_err(|_| {
        // The failure that is reported is the first one, with or without a picture of it.
        let _ = window.picture("failed-keyboard");
    })
}

fn by_keys(window: &Window) -> Outcome<()> {
    focus_comes(
        window,
        "the form takes what is typed without a click",
        "input[name=server]",
    )?;
    tab_to(window, "[data-testid=explore-sample]")?;
    window.session().press(ENTER)?;
    wait_until("a count of calls", WORK, || {
        Ok(window.has("count-line")? && window.text_of("count-line")?.contains("PBX says"))
    })?;

    window.session().press(CTRL_F)?;
    focus_comes(window, "the search box", "[data-testid=filter-text]")?;
    window.session().press("101")?;
    wait_until("rows that were searched for", SOON, || {
        let hash = window
            .session()
            .execute("return location.hash", json!([]))?;
        Ok(hash.as_str().is_some_and(|hash| hash.contains("q=101")))
    })?;
    wait_until("a row with the focus", SOON, || {
        window.session().press(DOWN)?;
        window.has_focus(".ag-row [role=gridcell]")
    })?;
    window.session().press(" ")?;
    window.session().press(DOWN)?;
    window.session().press(" ")?;
    wait_until("two selected calls", SOON, || {
        Ok(window.has("selection-bar")? && window.text_of("selection-bar")?.starts_with("2 "))
    })?;

    // A webview gives out the clipboard only within the key press itself.
    window.session().press(CTRL_C)?;
    window.by_role("button", "Copied")?;

    // The grid is one stop: one Tab leaves it, one brings back to the same cell.
    window.session().press(TAB)?;
    wait_until("Tab leaves the grid", SOON, || {
        window.has_focus(":not(.ag-root-wrapper *)")
    })?;
    window.session().press(SHIFT_TAB)?;
    focus_comes(
        window,
        "Shift+Tab comes back to the rows",
        ".ag-row [role=gridcell]",
    )?;
    window.session().press(SHIFT_TAB)?;
    focus_comes(
        window,
        "and the next one goes on to the search",
        "[role=search] *",
    )?;

    window.session().press(CTRL_E)?;
    window.by_test_id("export-sheet")?;
    wait_until("an export that can start", SOON, || {
        Ok(!window
            .session()
            .find_all("[data-testid=export-start]:not(:disabled)")?
            .is_empty())
    })?;
    tab_to(window, "[data-testid=export-start]")?;
    window.session().press(ENTER)?;
    wait_until("an export that is over", WORK, || {
        let done = window
            .session()
            .find_all("[data-testid=job-row][data-outcome=complete]")?;
        Ok(!done.is_empty())
    })?;
    focus_comes(
        window,
        "the focus went along to the exports, not back to the top of the page",
        "main, main *",
    )?;
    Ok(())
}

/// Presses Tab until what the selector means has the focus.
fn tab_to(window: &Window, selector: &str) -> Outcome<()> {
    for _ in 0..STOPS {
        if window.has_focus(selector)? {
            return Ok(());
        }
        window.session().press(TAB)?;
    }
    Err(Failure::new(format!(
        "{STOPS} presses of Tab do not reach {selector}"
    )))
}

/// Waits until what the selector means has the focus.
fn focus_comes(window: &Window, what: &str, selector: &str) -> Outcome<()> {
    wait_until(what, SOON, || window.has_focus(selector))
}
