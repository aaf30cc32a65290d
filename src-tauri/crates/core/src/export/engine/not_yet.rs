//! Recordings that are not there yet: one may appear minutes after its call (`api.md` 9, item 16).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A recording that is missing is asked for again after these seconds …
const PAUSES: [u64; 4] = [5, 15, 60, 180];
/// … if its call ended less than this ago. So long a recording may still grow by a file, too.
pub(super) const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// Whether a call ended only just now. Both times are the PBX's; a call that seems to end in the future has ended too.
pub(super) fn is_fresh(ended: Timestamp, now: Timestamp) -> bool {
    now.duration_since(ended).abs() < FRESH
}

/// How long to wait before a recording that is not there is asked for once more; `None` when it is not expected to come.
pub(super) fn pause(fresh: bool, asked_again: usize) -> Option<Duration> {
    let seconds = PAUSES.get(asked_again).filter(|_| fresh)?;
    Some(Duration::from_secs(*seconds))
}

/// Asks until there is something, again and again for a fresh call; what `absent` knows as an error is nothing, too.
pub(super) async fn awaited<T, E, F>(
    fresh: bool,
    absent: impl Fn(&E) -> bool,
    mut ask: impl FnMut() -> F,
) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<Vec<T>, E>>,
{
    let mut asked_again = 0;
    loop {
        let answer = ask().await;
        let nothing = match &answer {
            Ok(found) => found.is_empty(),
            Err(error) => absent(error),
        };
        match pause(fresh, asked_again).filter(|_| nothing) {
            Some(pause) => tokio::time::sleep(pause).await,
            None => return answer,
        }
        asked_again += 1;
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    /// What was answered at last, and after how many seconds each time was asked.
    async fn asked(
        fresh: bool,
        mut answers: Vec<Result<Vec<u8>, &'static str>>,
    ) -> (Result<Vec<u8>, &'static str>, Vec<u64>) {
        let (start, mut times) = (Instant::now(), Vec::new());
        let answer = awaited(
            fresh,
            |error| *error == "absent",
            || {
                times.push(start.elapsed().as_secs());
                std::future::ready(if answers.len() > 1 {
                    answers.remove(0)
                } else {
                    answers[0].clone()
                })
            },
        )
        .await;
        (answer, times)
    }

    #[tokio::test(start_paused = true)]
    async fn row_16_a_fresh_recording_is_asked_for_after_5_15_60_and_180_seconds() {
        let late = vec![Ok(vec![]), Err("absent"), Ok(vec![]), Ok(vec![7])];
        assert_eq!(asked(true, late).await, (Ok(vec![7]), vec![0, 5, 20, 80]));
        assert_eq!(
            asked(true, vec![Ok(vec![])]).await,
            (Ok(vec![]), vec![0, 5, 20, 80, 260]),
            "then it is a gap"
        );
        assert_eq!(
            asked(true, vec![Err("absent")]).await,
            (Err("absent"), vec![0, 5, 20, 80, 260])
        );
    }

    #[tokio::test(start_paused = true)]
    async fn row_16_nothing_else_is_waited_for() {
        assert_eq!(asked(false, vec![Ok(vec![])]).await, (Ok(vec![]), vec![0]));
        assert_eq!(
            asked(true, vec![Err("forbidden")]).await,
            (Err("forbidden"), vec![0])
        );
        assert_eq!(asked(true, vec![Ok(vec![1])]).await, (Ok(vec![1]), vec![0]));
    }

    #[test]
    fn row_16_fresh_is_less_than_ten_minutes_by_the_clock_of_the_pbx() {
        let now: Timestamp = "2026-11-20T18:00:00Z".parse().unwrap();
        for (seconds, fresh) in [
            (0, true),
            (599, true),
            (600, false),
            (-30, true),
            (-700, false),
        ] {
            let ended = now - SignedDuration::from_secs(seconds);
            assert_eq!(is_fresh(ended, now), fresh, "{seconds} seconds ago");
        }
    }
}
