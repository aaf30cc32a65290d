//! The window at first sight: sample data at once with `--demo`, and a page that reaches nothing but the app.

#![cfg(target_os = "linux")]

use std::time::Duration;

use serde_json::json;
use tapedeck_tests::failure::Outcome;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::Window;

/// The sample data is made and read first.
const WORK: Duration = Duration::from_mins(1);

#[test]
fn the_demo_argument_opens_the_sample_data() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &["--demo"])?;
    wait_until("rows without a click", WORK, || {
        let rows = window
            .session()
            .find_all("[data-testid=calls-grid] .ag-row")?;
        Ok(rows.len() > 5)
    })?;
    wait_until("a complete count", WORK, || {
        let line = window.text_of("count-line")?;
        Ok(line.contains("PBX says"))
    })?;
    assert!(
        !window.has("count-differs")?,
        "the demo PBX counts what it has"
    );
    Ok(())
}

#[test]
fn the_page_reaches_nothing_outside() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    let before = window
        .session()
        .execute("return location.href", json!([]))?;
    for (directive, attempt) in [
        (
            "connect-src",
            "fetch('https://example.com/').catch(() => undefined)",
        ),
        (
            "img-src",
            "new Image().src = 'https://example.com/pixel.png'",
        ),
        (
            "frame-src",
            "document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }))",
        ),
    ] {
        let refused = window.session().execute_async(
            &format!(
                "const done = arguments[arguments.length - 1];
                 document.addEventListener('securitypolicyviolation', (event) => done(event.effectiveDirective), {{ once: true }});
                 {attempt};"
            ),
            json!([]),
        )?;
        assert_eq!(
            refused, directive,
            "the content policy itself refuses it, not a network that happens to be down"
        );
    }
    let opened = window.session().execute(
        "return window.open('https://example.com/') === null",
        json!([]),
    )?;
    assert_eq!(opened, true, "no second window is opened");
    let after = window
        .session()
        .execute("return location.href", json!([]))?;
    assert_eq!(before, after, "the page is still the app's own");
    Ok(())
}
