//! New calls in the real window: announced while somebody looks, shown when asked for, playable once recorded.

#![cfg(target_os = "linux")]

use demo_pbx::{Happening, RecordingAfter};
use tapedeck_tests::calls;
use tapedeck_tests::failure::Outcome;
use tapedeck_tests::office::Office;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::{SOON, Window};

const DOT: &str = "[data-testid=live-dot][data-live=on]";

#[test]
fn a_call_that_ends_is_announced_and_its_recording_comes_later() -> Outcome<()> {
    let office = Office::of_days(3)?;
    let pbx = office.pbx();
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    wait_until("a live connection", SOON, || {
        Ok(!window.session().find_all(DOT)?.is_empty())
    })?;
    let before = calls::wait_for_all(&window)?;

    let call = Happening {
        talk_s: 20,
        recording: RecordingAfter::Telling,
    };
    let _within = office.enter();
    let id = pbx.call_now(&call);
    wait_until("the announcement", SOON, || {
        Ok(window.text_of("new-calls")?.contains("1 new call"))
    })?;
    assert_eq!(
        calls::found(&window)?,
        before,
        "nothing moves before it is asked for"
    );
    let faults = window.look_at("live-announced")?;
    assert!(faults.is_empty(), "axe-core found: {}", faults.join("\n"));

    window.click_test_id("new-calls")?;
    let state = format!(".ag-row[row-id=\"{id}\"] [col-id=state]");
    let row = window.find(&state)?;
    assert!(
        window
            .session()
            .text_content(&row)?
            .contains("not ready yet"),
        "its recording is on its way"
    );
    wait_until("an end of the announcement", SOON, || {
        Ok(!window.has("new-calls")?)
    })?;
    calls::wait_for_found(&window, before + 1)?;
    assert!(!window.has("count-differs")?, "the PBX counts the same");
    window.picture("live-shown")?;

    assert!(
        pbx.recording_ready(&id),
        "the demo PBX has held it back until now"
    );
    let play = window.find(&format!("{state} button"))?;
    window.picture("live-recorded")?;
    window.click(&play)?;
    wait_until("its sound", SOON, || {
        let position = window.by_test_id("player-position")?;
        let seconds = window.session().attribute(&position, "data-seconds")?;
        Ok(seconds.is_some_and(|seconds| seconds.parse::<f64>().is_ok_and(|at| at > 0.0)))
    })?;
    sandbox.check_home_is_empty()
}
