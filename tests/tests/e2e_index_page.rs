//! `index.html` of an export, opened from the disk in WebKit itself: search, sort, play, by mouse and by keys, without the app.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tapedeck_tests::cli;
use tapedeck_tests::days::last_days;
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::wait_until;
use tapedeck_tests::window::{SOON, Window};

const DOWN: &str = "\u{E015}";
const ENTER: &str = "\u{E007}";

/// What nobody would wish to be called.
const HOSTILE: &str =
    "</script><img src=x onerror=document.title='taken'><script>document.title='taken'</script>";

/// Exports the last week of some extensions of the sample data; the answer is the page.
fn exported(sandbox: &Sandbox, extensions: &str) -> Outcome<PathBuf> {
    let folder = sandbox.exports();
    let mut command = cli::cli(sandbox)?;
    command
        .args(["export", "--demo", "--index"])
        .args(["--extension", extensions, "--dest"])
        .arg(&folder)
        .args(last_days(7));
    let run = cli::finish(&mut command)?;
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    Ok(folder.join("index.html"))
}

#[test]
fn an_export_can_be_searched_and_played_in_a_browser() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let page = exported(&sandbox, "101,102")?;
    let window = Window::browse(&sandbox, &page)?;
    let told = |script: &str| window.session().execute(script, json!([]));
    let all = told("return document.querySelectorAll('tbody tr').length")?;
    assert!(all.as_u64() > Some(10), "{all} rows");
    search_and_sort(&window)?;
    play(&window)?;
    Ok(())
}

fn search_and_sort(window: &Window) -> Outcome<()> {
    let session = window.session();
    let column = |place: u8| {
        let script = format!(
            "return [...document.querySelectorAll('tbody td:nth-child({place})')].map(cell => cell.textContent)"
        );
        session.execute(&script, json!([])).map(texts)
    };
    let before = column(2)?;
    let start = window.find("#heads th:nth-child(2) button")?;
    window.click(&start)?;
    let mut turned = column(2)?;
    let sort = session.execute(
        "return document.querySelector('#heads th:nth-child(2)').ariaSort",
        json!([]),
    )?;
    assert_eq!(sort, "descending");
    assert_ne!(turned, before);
    turned.sort();
    let mut sorted = before.clone();
    sorted.sort();
    assert_eq!(turned, sorted, "sorting loses no row");

    session.press("/")?;
    session.press("Internal 101")?;
    let found = column(3)?;
    assert!(found.len() < before.len(), "the search finds some");
    assert!(
        found.iter().all(|direction| direction == "internal"),
        "{found:?}"
    );
    let box_ = window.find("#search")?;
    session.execute(
        "arguments[0].value = ''; arguments[0].dispatchEvent(new Event('input'))",
        json!([tapedeck_tests::webdriver::reference(&box_)]),
    )?;
    assert_eq!(column(2)?.len(), before.len());
    Ok(())
}

/// The first recording, by keys from the search box.
fn play(window: &Window) -> Outcome<()> {
    let session = window.session();
    session.press(DOWN)?;
    session.press(ENTER)?;
    wait_until("sound", SOON, || {
        let playing = session.execute(
            "const audio = document.querySelector('audio'); return audio.error ? audio.error.message : audio.duration > 0 && audio.currentTime > 0",
            json!([]),
        )?;
        match playing {
            Value::Bool(playing) => Ok(playing),
            error => Err(Failure::new(format!("the file cannot be played: {error}"))),
        }
    })?;
    let pressed = session.find_all("tbody button[aria-pressed=true]")?;
    assert_eq!(pressed.len(), 1, "the button that plays is told");
    Ok(())
}

#[test]
fn a_hostile_name_is_text() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let exported = exported(&sandbox, "101")?;
    // As the page would have it: JSON text in which `<` is an escape.
    let page = fs::read_to_string(&exported).map_err(|error| Failure::because("no page", error))?;
    let name = json!(HOSTILE).to_string().replace('<', "\\u003c");
    let call = json!([
        "1",
        "2026-11-02T09:15:01Z",
        "inbound",
        "101",
        "",
        "1",
        "NAME",
        "2",
        "",
        "",
        1,
        "answered",
        "",
        "",
        ["javascript:a\"b/#?.wav"]
    ]);
    let call = call.to_string().replace("\"NAME\"", &name);
    let (start, rest) = page
        .split_once("{\"calls\":[")
        .ok_or_else(|| Failure::new("no data"))?;
    let (_, end) = rest
        .split_once("\n],\"more\"")
        .ok_or_else(|| Failure::new("no end"))?;
    let page = exported.with_file_name("hostile.html");
    fs::write(
        &page,
        format!("{start}{{\"calls\":[\n{call}\n],\"more\"{end}"),
    )
    .map_err(|error| Failure::because("cannot write the page", error))?;

    let window = Window::browse(&sandbox, &page)?;
    let shown = window.session().execute(
        "return document.querySelector('tbody tr').textContent",
        json!([]),
    )?;
    assert!(
        shown.as_str().is_some_and(|shown| shown.contains(HOSTILE)),
        "{shown}"
    );
    let title = window
        .session()
        .execute("return document.title", json!([]))?;
    assert_ne!(title, "taken", "nothing of it ran");
    let added = window.session().execute(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'document.title = \"taken\"'})); return document.title",
        json!([]),
    )?;
    assert_ne!(added, "taken", "no other script may run");
    let button = window.find("tbody button")?;
    window.click(&button)?;
    let address = window.session().execute(
        "return document.querySelector('#file').getAttribute('href')",
        json!([]),
    )?;
    assert_eq!(
        address, "./javascript%3Aa%22b/%23%3F.wav",
        "a path is a path and nothing else"
    );
    Ok(())
}

fn texts(values: Value) -> Vec<String> {
    let values = values.as_array().cloned().unwrap_or_default();
    values
        .iter()
        .map(|value| value.as_str().unwrap_or_default().to_owned())
        .collect()
}
