//! The line of text above the calls in the real window: what is typed becomes chips, and finds what the command line finds.

#![cfg(target_os = "linux")]

use tapedeck_tests::calls::{self, wait_for_found};
use tapedeck_tests::cli;
use tapedeck_tests::days::last_days;
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::office::Office;
use tapedeck_tests::sandbox::Sandbox;
use tapedeck_tests::wait::{wait_for, wait_until};
use tapedeck_tests::window::{SOON, Window};

const ENTER: &str = "\u{E007}";
const DOWN: &str = "\u{E015}";
const CTRL_F: &str = "\u{E009}f";

#[test]
fn typed_conditions_become_chips_and_count_as_the_command_line_does() -> Outcome<()> {
    let office = Office::of_days(7)?;
    let sandbox = Sandbox::new()?;
    let window = Window::open(&sandbox, &[])?;
    office.sign_in(&window)?;
    let scripts = Sandbox::new()?;
    in_window(&window, &|filter| count(&office, &scripts, filter)).inspect_err(|_| {
        let _ = window.picture("failed-filter-line");
    })?;
    sandbox.check_home_is_empty()
}

fn in_window(window: &Window, count: &dyn Fn(&str) -> Outcome<u32>) -> Outcome<()> {
    let [_, from, _, to] = last_days(5);
    calls::ask(window, &format!("from={from}&to={to}&zone=UTC"))?;
    calls::wait_until_whole(window)?;

    type_line(window, "from:101 talk:>30s")?;
    wait_for_chips(window, &["Talk at least 0:31", "Caller: 101"])?;
    let both = count("from:101 talk:>30s")?;
    assert!(both > 0, "the demo company's 101 does call somebody");
    wait_for_found(window, both)?;
    let faults = window.look_at("filter-line")?;
    assert!(faults.is_empty(), "axe-core found: {}", faults.join("\n"));

    deny(window, "Caller: 101")?;
    wait_for_chips(window, &["Talk at least 0:31", "Not Caller: 101"])?;
    let denied = count("-from:101 talk:>30s")?;
    assert!(denied > both, "most calls are not from 101");
    wait_for_found(window, denied)?;

    type_line(window, "form:101")?;
    let problem = wait_for("the problem", SOON, || {
        window.text_of("filter-problem").map(Some)
    })?;
    assert!(
        problem.contains("form") && problem.contains("from"),
        "it names the word and the likely one: {problem}"
    );
    window.picture("filter-problem")?;
    assert_eq!(
        calls::found(window)?,
        denied,
        "what cannot be read changes nothing"
    );
    Ok(())
}

/// Types into the line from anywhere, and sends it.
fn type_line(window: &Window, line: &str) -> Outcome<()> {
    window.session().press(CTRL_F)?;
    wait_until("the focus in the line", SOON, || {
        window.has_focus("[data-testid=filter-text]")
    })?;
    window.session().press(line)?;
    window.session().press(ENTER)
}

fn wait_for_chips(window: &Window, wanted: &[&str]) -> Outcome<()> {
    let mut last = Vec::new();
    wait_until(&format!("the chips {wanted:?}"), SOON, || {
        last.clear();
        for chip in window
            .session()
            .find_all("[data-testid=chips] button[aria-haspopup=menu]")?
        {
            last.push(window.session().text_content(&chip)?);
        }
        Ok(last == wanted)
    })
    .map_err(|failure| Failure::because(failure, format!("{last:?} were there last")))
}

/// Turns a chip round without a mouse.
fn deny(window: &Window, chip: &str) -> Outcome<()> {
    let button = window.by_role("button", chip)?;
    window.type_into(&button, ENTER)?;
    window.find("[role=menuitemcheckbox]")?;
    wait_until("the focus on the item that is not so", SOON, || {
        window.session().press(DOWN)?;
        window.has_focus("[role=menuitemcheckbox][aria-checked=false]")
    })?;
    window.session().press(ENTER)
}

/// How many calls the command line finds.
fn count(office: &Office, sandbox: &Sandbox, filter: &str) -> Outcome<u32> {
    let mut command = cli::cli(sandbox)?;
    office
        .name_to(&mut command)
        .args([
            "calls", "--output", "jsonl", "--zone", "UTC", "--filter", filter,
        ])
        .args(last_days(5));
    let run = cli::finish(&mut command)?;
    assert_eq!(run.code, Some(0), "tapedeck-cli said: {}", run.err);
    let lines = run.out.lines().count();
    u32::try_from(lines).map_err(|error| Failure::because("a count", error))
}
