//! Insights in the real window: a mark opens exactly its calls, and a chart becomes a picture.

#![cfg(target_os = "linux")]

use serde_json::json;
use tapedeck_tests::calls::{self, number_at_start, wait_for_found};
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::office::Office;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::{wait_for, wait_until};
use tapedeck_tests::webdriver::element;
use tapedeck_tests::window::{SOON, Window};

const CTRL_3: &str = "\u{E009}3";

/// What of the mark that says it has most calls is under the pointer in its middle, and how many it says; nothing while
/// the chart is of another question.
const BUSIEST: &str = r"
if (document.querySelector(`[aria-busy=true]:is(${arguments[0]}, :has(${arguments[0]}))`)) return {};
const calls = (mark) =>
  Number(/: (?:all )?([\d,]+) (?:answered )?calls?/.exec(mark.getAttribute('aria-label'))?.[1]?.replaceAll(',', ''));
const marks = [...document.querySelectorAll(`${arguments[0]} [data-mark]`)].filter((mark) => calls(mark) > 0);
const mark = marks.sort((a, b) => calls(b) - calls(a))[0] ?? null;
if (mark === null) return {};
mark.scrollIntoView({ block: 'center' });
const { x, y, width, height } = mark.querySelector('rect').getBoundingClientRect();
const shown = document.elementFromPoint(x + width / 2, y + height / 2);
return mark.contains(shown) ? { mark: shown, calls: calls(mark) } : {};";

/// What the page draws as a PNG is kept in `window.picture`.
const KEEP_PICTURES: &str = r"
const draw = HTMLCanvasElement.prototype.toDataURL;
window.picture = null;
HTMLCanvasElement.prototype.toDataURL = function (...how) {
  const picture = draw.apply(this, how);
  window.picture = picture;
  return picture;
};";

/// Not a click of the driver: the dialog of the chart before takes them.
const PRESS_PNG: &str =
    "document.querySelector(`${arguments[0]} header button[aria-label*=PNG]`).click()";

/// A mark of each kind of chart: a part of a bar, an hour of the week, a length, an extension's day.
const CHARTS: [&str; 4] = ["periods", "week", "talk", "coverage"];

#[test]
fn marks_open_their_calls_and_charts_become_pictures() -> Outcome<()> {
    let office = Office::of_days(5)?;
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    in_window(&window).inspect_err(|_| {
        let _ = window.picture("failed-insights");
    })?;
    sandbox.check_home_is_empty()
}

fn in_window(window: &Window) -> Outcome<()> {
    calls::ask(window, "range=7d")?;
    let whole = calls::wait_for_all(window)?;
    for chart in CHARTS {
        show_insights(window, whole)?;
        let says = open_busiest(window, chart)?;
        assert!(says > 0, "{chart}: its busiest mark has calls");
        wait_for_found(window, says)
            .map_err(|failure| Failure::because(format!("a mark of {chart}"), failure))?;
    }
    show_insights(window, whole)?;
    let faults = window.look_at("insights")?;
    assert!(faults.is_empty(), "axe-core found: {}", faults.join("\n"));
    picture_of(window, "periods")?;
    picture_of(window, "week")
}

/// Goes to Insights and waits for the picture of all calls; what a mark opened is left behind.
fn show_insights(window: &Window, whole: u32) -> Outcome<()> {
    window.session().press(CTRL_3)?;
    let mut figures = String::new();
    wait_until("the whole picture", SOON, || {
        let list = window.by_role("list", "In figures")?;
        figures = window.session().text_content(&list)?;
        Ok(number_at_start(&figures) == Some(whole))
    })
    .map_err(|failure| Failure::because(failure, format!("{whole} were found, shown: {figures}")))
}

/// Clicks the mark of a chart that says it has most calls; returns how many it says.
fn open_busiest(window: &Window, chart: &str) -> Outcome<u32> {
    wait_for(&format!("a mark of {chart} that opens"), SOON, || {
        let found = window
            .session()
            .execute(BUSIEST, json!([chart_of(chart)]))?;
        let Some(mark) = element(&found["mark"]) else {
            return Ok(None);
        };
        window.session().click(&mark)?;
        Ok(found["calls"].as_u64())
    })
    .and_then(|calls| u32::try_from(calls).map_err(|error| Failure::because("a count", error)))
}

/// Presses PNG and looks at what the page hands over: a picture of the size of the chart, with title and marks drawn.
///
/// The system's dialog, which asks where to write it, ends with the app.
fn picture_of(window: &Window, chart: &str) -> Outcome<()> {
    window.session().execute(KEEP_PICTURES, json!([]))?;
    window
        .session()
        .execute(PRESS_PNG, json!([chart_of(chart)]))?;
    let drawn = wait_for(&format!("a picture of {chart}"), SOON, || {
        let drawn = window
            .session()
            .execute_async(include_str!("look_at_picture.js"), json!([chart_of(chart)]))?;
        Ok((!drawn.is_null()).then_some(drawn))
    })?;
    assert_eq!(drawn["type"], "image/png", "{chart}: it is a PNG");
    assert_eq!(
        drawn["size"], drawn["wanted"],
        "{chart}: twice the size of the chart and its margins"
    );
    assert_eq!(
        drawn["title"], true,
        "{chart}: something is written over the chart"
    );
    assert_eq!(
        drawn["mark"], true,
        "{chart}: its busiest mark is drawn where it stands in the window"
    );
    Ok(())
}

fn chart_of(name: &str) -> String {
    format!("[data-testid=chart-{name}]")
}
