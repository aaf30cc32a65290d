//! A restart of the real window: filters, scroll, selection, the opened call and the player are as they were left.

#![cfg(target_os = "linux")]

use serde_json::{Value, json};
use tapedeck_tests::calls;
use tapedeck_tests::failure::Outcome;
use tapedeck_tests::office::Office;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::{wait_for, wait_until};
use tapedeck_tests::window::{SOON, Window};

/// The first whole row in view: its number and its call.
const TOP_ROW: &str = r"
const top = document.querySelector('.ag-header')?.getBoundingClientRect().bottom ?? 0;
const rows = [...document.querySelectorAll('.ag-row[row-id]')]
  .map((row) => [row.getBoundingClientRect().top, Number(row.getAttribute('row-index')), row.getAttribute('row-id')])
  .filter(([y]) => y >= top - 1)
  .sort(([a], [b]) => a - b);
return rows[0]?.slice(1) ?? null;";

const SCROLL: &str = "document.querySelector('.ag-grid-viewport').scrollTop = 32 * arguments[0]";

#[test]
fn the_window_comes_back_as_it_was_left() -> Outcome<()> {
    let office = Office::of_days(7)?;
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    let left = leave(&window).inspect_err(|_| {
        let _ = window.picture("failed-leave");
    })?;
    window.close()?;

    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    come_back(&window, &left).inspect_err(|_| {
        let _ = window.picture("failed-restore");
    })?;
    sandbox.check_home_is_empty()
}

/// How the window was left.
struct Left {
    address: Value,
    top: Value,
    playing: String,
}

fn leave(window: &Window) -> Outcome<Left> {
    calls::ask(window, "range=7d&rec=yes&dir=inbound")?;
    calls::wait_until_whole(window)?;
    calls::tick(window, 2)?;
    window.click_on(".ag-row [col-id=state] button")?;
    wait_until("a second of sound", SOON, || Ok(position(window)? >= 1.0))?;
    window.click_test_id("player-play")?;
    wait_until("a pause", SOON, || {
        state(window).map(|state| state == "paused")
    })?;
    let address = window
        .session()
        .execute("return location.hash", json!([]))?;
    let playing = window.text_of("player-title")?;
    window.session().execute(SCROLL, json!([60]))?;
    // The last change: the window is closed as soon as it is seen, and nobody waits for anything to be kept.
    let top = wait_for("rows far down", SOON, || {
        let top = window.session().execute(TOP_ROW, json!([]))?;
        Ok((top[0].as_u64() >= Some(60)).then_some(top))
    })?;
    Ok(Left {
        address,
        top,
        playing,
    })
}

fn come_back(window: &Window, left: &Left) -> Outcome<()> {
    calls::wait_until_whole(window)?;
    let address = window
        .session()
        .execute("return location.hash", json!([]))?;
    assert_eq!(address, left.address, "the same range and filters");
    wait_until("the same row at the top", SOON, || {
        Ok(window.session().execute(TOP_ROW, json!([]))? == left.top)
    })?;
    assert!(
        window.text_of("selection-bar")?.starts_with("2 "),
        "the same selection"
    );
    wait_until("a player that waits", SOON, || window.has("player-waits"))?;
    assert_eq!(
        window.text_of("player-title")?,
        left.playing,
        "the same call is loaded"
    );
    assert_eq!(state(window)?, "paused", "nothing plays by itself");
    window.picture("restore-back")?;
    let before = position(window)?;
    window.click_test_id("player-play")?;
    wait_until("it goes on where it was", SOON, || {
        Ok(state(window)? == "playing" && position(window)? > before)
    })
}

fn position(window: &Window) -> Outcome<f64> {
    let element = window.by_test_id("player-position")?;
    let seconds = window.session().attribute(&element, "data-seconds")?;
    Ok(seconds.and_then(|text| text.parse().ok()).unwrap_or(0.0))
}

fn state(window: &Window) -> Outcome<String> {
    let dock = window.by_test_id("player-dock")?;
    let state = window.session().attribute(&dock, "data-state")?;
    Ok(state.unwrap_or_default())
}
