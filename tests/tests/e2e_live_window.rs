//! New calls in the real window: announced while somebody looks, shown when asked for, playable once recorded.

#![cfg(target_os = "linux")]

use std::path::Path;

use demo_pbx::{DemoPbx, Happening, Options, RecordingAfter};
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::{SOON, Window};
use tokio::runtime::Runtime;

const DOT: &str = "[data-testid=live-dot][data-live=on]";

#[test]
fn a_call_that_ends_is_announced_and_its_recording_comes_later() -> Outcome<()> {
    let runtime = Runtime::new().map_err(|error| Failure::because("a runtime", error))?;
    let options = Options {
        days: 3,
        ..Options::default()
    };
    let pbx = runtime
        .block_on(DemoPbx::start(options))
        .map_err(|error| Failure::because("the demo PBX", error))?;
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    sign_in(&window, &pbx)?;
    wait_until("a live connection and a whole count", SOON, || {
        let live = !window.session().find_all(DOT)?.is_empty();
        let line = window.text_of("count-line")?;
        Ok(live && line.contains("PBX says") && line.contains("as of"))
    })?;
    let before = calls_found(&window)?;

    let call = Happening {
        talk_s: 20,
        recording: RecordingAfter::Telling,
    };
    let _within = runtime.enter();
    let id = pbx.call_now(&call);
    wait_until("the announcement", SOON, || {
        Ok(window.text_of("new-calls")?.contains("1 new call"))
    })?;
    assert_eq!(
        calls_found(&window)?,
        before,
        "nothing moves before it is asked for"
    );
    window.picture("live-announced")?;
    let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
    let axe =
        std::fs::read_to_string(&axe).map_err(|error| Failure::because(axe.display(), error))?;
    let faults = window.accessibility_faults(&axe)?;
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
    assert_eq!(calls_found(&window)?, before + 1);
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

fn sign_in(window: &Window, pbx: &DemoPbx) -> Outcome<()> {
    let account = pbx.sign_in();
    for (name, text) in [
        // Before the server, from which it would be guessed.
        ("domain", &account.domain),
        ("server", &pbx.base_url()),
        ("user", &account.user),
        ("password", &account.password),
    ] {
        let field = window.find(&format!("input[name={name}]"))?;
        window.type_into(&field, text)?;
    }
    let button = window.find("[data-testid=sign-in-form] button[type=submit]")?;
    window.click(&button)
}

/// How many calls the line under the grid says there are.
fn calls_found(window: &Window) -> Outcome<u32> {
    let line = window.text_of("count-line")?;
    let digits: String = line
        .chars()
        .take_while(|character| character.is_ascii_digit() || *character == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits
        .parse()
        .map_err(|error| Failure::because(format!("a count in {line:?}"), error))
}
