//! A PBX that counts other than it hands out, in the real window: said aloud, shown by slice, and read again.

#![cfg(target_os = "linux")]

use std::time::Duration;

use serde_json::json;
use tapedeck_tests::calls;
use tapedeck_tests::failure::Outcome;
use tapedeck_tests::office::Office;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::{SOON, Window};

/// A slice that differs is read several times before the window says so.
const READING: Duration = Duration::from_mins(1);

/// Whether the sheet has come in from the side.
const IN_PLACE: &str = "
const sheet = document.querySelector('[data-testid=slices-sheet]')?.getBoundingClientRect();
return sheet !== undefined && sheet.right <= window.innerWidth;";

const SLICES: &str = "[data-testid=slices-sheet] tbody tr";

#[test]
fn differing_slices_are_shown_and_agree_once_the_pbx_does() -> Outcome<()> {
    let office = Office::of_days(3)?;
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    let faults = office.pbx().faults();
    faults.update(|plan| plan.lists.count_off = 2);
    office.sign_in(&window)?;
    in_window(&window, || faults.clear()).inspect_err(|_| {
        let _ = window.picture("failed-differences");
    })?;
    sandbox.check_home_is_empty()
}

fn in_window(window: &Window, mend: impl FnOnce()) -> Outcome<()> {
    calls::ask(window, "range=7d")?;
    wait_until("the banner", READING, || {
        Ok(window.has("count-differs")? && window.text_of("count-line")?.contains("as of"))
    })?;
    let banner = window.text_of("count-differs")?;
    let before = calls::wait_for_all(window)?;
    window.picture("differences-banner")?;
    window.click_test_id("count-differs")?;
    window.find(SLICES)?;
    let slices = window.session().find_all(SLICES)?.len();
    assert!(
        banner.contains(&format!("differ in {slices} slice")),
        "the sheet lists as many slices as the banner tells: {banner}"
    );
    wait_until("the sheet in its place", SOON, || {
        let inside = window.session().execute(IN_PLACE, json!([]))?;
        Ok(inside == true)
    })?;
    let axe = window.look_at("differences-sheet")?;
    assert!(axe.is_empty(), "axe-core found: {}", axe.join("\n"));

    mend();
    window.click_on(&format!("{SLICES}:first-child button"))?;
    // Recordings are looked for a while longer than their calls: one reading can settle more than one row.
    wait_until("fewer slices", SOON, || {
        let left = window.session().find_all(SLICES)?.len();
        Ok((1..slices).contains(&left))
    })?;
    window.click_test_id("read-all-slices")?;
    wait_until("the end of the differences", SOON, || {
        let sheet = window.text_of("slices-sheet")?;
        Ok(sheet.contains("Everything that the PBX counts") && !window.has("count-differs")?)
    })?;
    window.picture("differences-none")?;
    assert_eq!(
        calls::found(window)?,
        before,
        "what had been handed out was all there was"
    );
    Ok(())
}
