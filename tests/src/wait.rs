//! Waiting for what another process does: asked again until it is so, or until time is up.

use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// How often is asked. Not a guess at how long something takes: the answer ends the wait.
const PAUSE: Duration = Duration::from_millis(25);

/// Asks `probe` until it has a value, at most for `limit`; `what` completes "… did not happen within".
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut probe: impl FnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let start = Instant::now();
    loop {
        // A page that is being drawn answers with errors at times; only the last one tells something.
        let last = match probe() {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => None,
            Err(failure) => Some(failure),
        };
        if start.elapsed() >= limit {
            let late = format!("{what} did not happen within {} s", limit.as_secs_f64());
            return Err(match last {
                Some(failure) => Failure::because(late, failure),
                None => Failure::new(late),
            });
        }
        thread::sleep(PAUSE);
    }
}

/// Asks `condition` until it holds, at most for `limit`.
pub fn wait_until(
    what: &str,
    limit: Duration,
    mut condition: impl FnMut() -> Outcome<bool>,
) -> Outcome<()> {
    wait_for(what, limit, || condition().map(|holds| holds.then_some(())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_ends_the_wait() {
        let mut asked = 0;
        let got = wait_for("three questions", Duration::from_secs(5), || {
            asked += 1;
            Ok((asked == 3).then_some(asked))
        });
        assert_eq!(got.unwrap(), 3);
    }

    #[test]
    fn time_up_names_what_was_awaited_and_the_last_error() {
        let failure = wait_until("a miracle", Duration::ZERO, || {
            Err(Failure::new("no chance"))
        })
        .unwrap_err()
        .to_string();
        assert_eq!(failure, "a miracle did not happen within 0 s: no chance");
    }
}
