//! The Calls place, as a test asks it and reads it.

use std::time::Duration;

use serde_json::json;

use crate::failure::{Failure, Outcome};
use crate::wait::{wait_for, wait_until};
use crate::window::{SOON, Window};

/// Calls of days are read from the PBX first.
const READING: Duration = Duration::from_mins(1);

/// Goes to an address and answers once the page has heard of it and drawn: what is read then is not of the question before.
const ASK: &str = r"
const [parameters, done] = arguments;
const asked = `#/calls?${parameters}`;
const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(null)));
if (location.hash === asked) drawn();
else {
  window.addEventListener('hashchange', drawn, { once: true });
  location.hash = asked;
}";

/// Asks for what an address says (`range=7d&rec=yes`), as a link of the window does.
pub fn ask(window: &Window, parameters: &str) -> Outcome<()> {
    window
        .session()
        .execute_async(ASK, json!([parameters]))
        .map(drop)
}

/// Waits until everything asked for has been read and counted.
pub fn wait_until_whole(window: &Window) -> Outcome<()> {
    wait_until("a whole count", READING, || {
        let line = window.text_of("count-line")?;
        Ok(line.contains("as of") && line.contains("PBX says"))
    })
}

/// Waits until everything has been read and, with no filter, found; returns how many calls that are.
pub fn wait_for_all(window: &Window) -> Outcome<u32> {
    wait_until_whole(window)?;
    wait_for("all calls of the range", SOON, || {
        let line = window.text_of("count-line")?;
        let numbers = line.split_once(" of ").map(|(shown, rest)| {
            let held = number_at_start(rest);
            number_at_start(shown).filter(|shown| *shown > 0 && Some(*shown) == held)
        });
        Ok(numbers.flatten())
    })
}

/// How many calls the line under the grid says are found.
pub fn found(window: &Window) -> Outcome<u32> {
    let line = window.text_of("count-line")?;
    number_at_start(&line)
        .ok_or_else(|| Failure::new(format!("there is no count of calls in {line:?}")))
}

/// Waits until the line under the grid tells this many found calls, and the grid has as many rows.
pub fn wait_for_found(window: &Window, wanted: u32) -> Outcome<()> {
    let mut last = 0;
    wait_until(&format!("a count of {wanted} calls"), SOON, || {
        last = found(window)?;
        Ok(last == wanted && rows(window)? == wanted)
    })
    .map_err(|failure| Failure::because(failure, format!("{last} were counted last")))
}

/// How many rows the grid has, without its header.
pub fn rows(window: &Window) -> Outcome<u32> {
    let script = "return document.querySelector('[data-testid=calls-grid] [role=grid]')?.getAttribute('aria-rowcount')";
    let count = window.session().execute(script, json!([]))?;
    let count = count.as_str().and_then(|count| count.parse::<u32>().ok());
    count
        .map(|count| count.saturating_sub(1))
        .ok_or_else(|| Failure::new("the grid tells no number of rows"))
}

/// Ticks the first rows.
pub fn tick(window: &Window, wanted: usize) -> Outcome<()> {
    for row in 0..wanted {
        window.click_on(&format!(
            ".ag-row[row-index=\"{row}\"] [col-id=select] input:not(:checked)"
        ))?;
        let start = format!("{} ", row + 1);
        wait_until("one more selected call", SOON, || {
            Ok(
                window.has("selection-bar")?
                    && window.text_of("selection-bar")?.starts_with(&start),
            )
        })?;
    }
    Ok(())
}

/// The number with which a text begins, as English writes it: `1,204 of 5,678 calls`.
pub fn number_at_start(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .take_while(|character| character.is_ascii_digit() || *character == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_at_start;

    #[test]
    fn numbers_as_english_writes_them() {
        assert_eq!(number_at_start("1,204 of 5,678 calls"), Some(1_204));
        assert_eq!(number_at_start("0 of 7 calls"), Some(0));
        assert_eq!(number_at_start("Reading"), None);
    }
}
