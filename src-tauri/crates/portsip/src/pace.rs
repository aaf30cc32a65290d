//! How many requests are in flight, and how long to wait after a failure.
//!
//! No fixed rate: the PBX's limit differs by version and is per minute or per address. The limit starts at 4, doubles per
//! round while answers come, and after the first 429 or 503 rises by one per round and is halved once per round of
//! refusals. A stated `Retry-After` holds back every new request, not only the refused one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::oneshot;
use tokio::time::Instant;

const START: f64 = 4.0;
const MOST: f64 = 32.0;

/// The adaptive limit on requests in flight, shared by all clones of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    limit: f64,
    in_flight: usize,
    /// Before the first refusal the limit doubles per round.
    probing: bool,
    /// Counts halvings: refusals of requests sent before the last halving say nothing new.
    epoch: u64,
    hold_until: Option<Instant>,
    waiting: VecDeque<oneshot::Sender<Permit>>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            limit: START,
            in_flight: 0,
            probing: true,
            epoch: 0,
            hold_until: None,
            waiting: VecDeque::new(),
        }
    }
}

/// The right to have one request in flight; given back when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    pace: Pace,
    epoch: u64,
    /// At least half the places were taken: only then does success tell that more would be welcome.
    crowded: bool,
}

impl Pace {
    /// Waits for a stated pause to end and for a free place.
    pub(crate) async fn acquire(&self) -> Permit {
        loop {
            let hold = self.state().hold_until;
            match hold {
                Some(until) if until > Instant::now() => tokio::time::sleep_until(until).await,
                _ => {}
            }
            let permit = match self.try_acquire() {
                Ok(permit) => permit,
                // The sender lives in the queue until it is served, so the error cannot happen; asking again is right.
                Err(turn) => match turn.await {
                    Ok(permit) => permit,
                    Err(_) => continue,
                },
            };
            if self
                .state()
                .hold_until
                .is_none_or(|until| until <= Instant::now())
            {
                return permit;
            }
        }
    }

    /// Requests allowed in flight right now.
    pub(crate) fn limit(&self) -> usize {
        self.state().limit as usize
    }

    /// Holds back new requests for `pause`.
    pub(crate) fn hold(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        state.hold_until = Some(state.hold_until.map_or(until, |old| old.max(until)));
    }

    fn try_acquire(&self) -> Result<Permit, oneshot::Receiver<Permit>> {
        let mut state = self.state();
        if state.in_flight < state.limit as usize {
            state.in_flight += 1;
            return Ok(self.permit(&state));
        }
        let (sender, receiver) = oneshot::channel();
        state.waiting.push_back(sender);
        Err(receiver)
    }

    /// Gives free places to those who wait. Permits are sent outside the lock: one that is not wanted any more comes
    /// back and is dropped, which locks again.
    fn serve(&self) {
        loop {
            let (sender, permit) = {
                let mut state = self.state();
                if state.in_flight >= state.limit as usize {
                    return;
                }
                let Some(sender) = state.waiting.pop_front() else {
                    return;
                };
                state.in_flight += 1;
                (sender, self.permit(&state))
            };
            drop(sender.send(permit));
        }
    }

    /// A permit for the place that was just taken.
    fn permit(&self, state: &State) -> Permit {
        let crowded = state.in_flight * 2 >= state.limit as usize;
        Permit {
            pace: self.clone(),
            epoch: state.epoch,
            crowded,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// The request was answered: room for more.
    pub(crate) fn succeeded(self) {
        let mut state = self.pace.state();
        let step = if state.probing {
            1.0
        } else {
            1.0 / state.limit
        };
        if self.crowded {
            state.limit = (state.limit + step).min(MOST);
        }
    }

    /// The PBX refused (429, 503) or fell silent: half as many.
    pub(crate) fn congested(self) {
        let mut state = self.pace.state();
        if self.epoch == state.epoch {
            state.epoch += 1;
            state.probing = false;
            state.limit = (state.limit / 2.0).max(1.0);
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        {
            let mut state = self.pace.state();
            state.in_flight -= 1;
        }
        self.pace.serve();
    }
}

/// A pause drawn from zero to `first * 2^failures`, at most `longest` (full jitter: many clients do not return at once).
pub(crate) fn full_jitter(first: Duration, longest: Duration, failures: u32) -> Duration {
    let span = first
        .saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX))
        .min(longest);
    span.mul_f64(rand::random::<f64>())
}

/// The pause stated by a `Retry-After` header: seconds or a date. A date in the past is no pause; garbage is no header.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(
            text.parse().unwrap_or(u64::from(u32::MAX)),
        ));
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds.is_finite() && (0.0..=f64::from(u32::MAX)).contains(&seconds))
            .then(|| Duration::from_secs_f64(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_pause_is_read_in_both_forms() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("date");
        let read = |text: &str| retry_after(text, now);
        assert_eq!(read("120"), Some(Duration::from_mins(2)));
        assert_eq!(read(" 0 "), Some(Duration::ZERO));
        assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(
            read("Sun, 06 Nov 1994 08:50:37 GMT"),
            Some(Duration::from_mins(1))
        );
        assert_eq!(
            read("Sun, 06 Nov 1994 08:00:00 GMT"),
            Some(Duration::ZERO),
            "past"
        );
        assert_eq!(
            read("99999999999999999999999"),
            Some(Duration::from_secs(u64::from(u32::MAX))),
            "huge"
        );
        for garbage in ["", "soon", "-5", "NaN", "inf", "1e400"] {
            assert_eq!(read(garbage), None, "{garbage:?}");
        }
    }

    #[test]
    fn pauses_grow_and_stay_below_the_longest() {
        let (first, longest) = (Duration::from_millis(100), Duration::from_secs(2));
        for failures in 0..70 {
            let most = first
                .saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX))
                .min(longest);
            for _ in 0..20 {
                assert!(full_jitter(first, longest, failures) <= most);
            }
        }
    }

    #[tokio::test]
    async fn the_limit_rises_and_is_halved_once_per_round() {
        let pace = Pace::default();
        for _ in 0..10 {
            let mut round = Vec::new();
            for _ in 0..pace.limit() {
                round.push(pace.acquire().await);
            }
            round.into_iter().for_each(Permit::succeeded);
        }
        assert_eq!(pace.limit(), 32);
        let mut round = Vec::new();
        for _ in 0..32 {
            round.push(pace.acquire().await);
        }
        round.into_iter().for_each(Permit::congested);
        assert_eq!(pace.limit(), 16, "32 refusals of one round are one message");
        let again = pace.acquire().await;
        again.congested();
        assert_eq!(pace.limit(), 8);
    }

    #[tokio::test]
    async fn a_caller_that_gives_up_waiting_loses_no_place() {
        let pace = Pace::default();
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(pace.acquire().await);
        }
        let gave_up = pace.try_acquire().expect_err("all places are taken");
        let waits = pace.try_acquire().expect_err("all places are taken");
        drop(gave_up);
        held.pop();
        let permit = waits.await.expect("the next in line is served");
        drop((held, permit));
        assert_eq!(pace.state().in_flight, 0);
    }
}
