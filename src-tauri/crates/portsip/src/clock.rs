//! The clock of the PBX, as its answers tell it, and how far the clock of this computer is from it.
//!
//! Days are cut by the clock of the PBX, which has stamped the calls: a computer that is hours off asks for the wrong ones
//! and does not notice.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::{DATE, HeaderMap};

use crate::client::Client;

/// The `Date` of an answer has no fractions: it may be this much older than the answer.
const RESOLUTION: Duration = Duration::from_secs(1);

/// The clock of the PBX against that of this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockDifference {
    /// Positive when the PBX is ahead.
    pub ahead: SignedDuration,
    /// The difference is known to this much either way: half the round trip and half a second.
    pub within: Duration,
}

impl ClockDifference {
    /// Whether the clocks may be equal as far as can be told, or nearly so: `tolerance` apart at most.
    pub fn is_below(&self, tolerance: Duration) -> bool {
        self.ahead.unsigned_abs() <= tolerance.saturating_add(self.within)
    }

    /// From the `Date` of an answer to a request that was sent at `asked_at` and took `round_trip`.
    fn read(theirs: SystemTime, asked_at: SystemTime, round_trip: Duration) -> Option<Self> {
        let ours = asked_at + round_trip / 2;
        let middle = theirs + RESOLUTION / 2;
        Some(Self {
            ahead: SignedDuration::system_until(ours, middle).ok()?,
            within: round_trip / 2 + RESOLUTION / 2,
        })
    }
}

/// What the answers so far have told.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// The narrowest difference.
    known: Mutex<Option<ClockDifference>>,
    /// The last date and when it came, which holds when the clock of this computer is set anew.
    last: Mutex<Option<(Timestamp, Instant)>>,
}

impl Clock {
    /// Takes the `Date` of an answer of the PBX into account.
    pub(crate) fn note(&self, headers: &HeaderMap, asked_at: SystemTime, round_trip: Duration) {
        let Some(theirs) = date(headers) else {
            return;
        };
        if let Ok(shown) = Timestamp::try_from(theirs) {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((shown, Instant::now()));
        }
        let Some(seen) = ClockDifference::read(theirs, asked_at, round_trip) else {
            return;
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none_or(|known| seen.within <= known.within) {
            *known = Some(seen);
        }
    }
}

/// The `Date` of an answer.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?.trim()).ok()
}

impl Client {
    /// What the PBX's clock shows now, to about a second; `None` before its first answer, or if it never says.
    pub fn pbx_time(&self) -> Option<Timestamp> {
        let last = &self.inner.clock.last;
        let (shown, came) = (*last.lock().unwrap_or_else(PoisonError::into_inner))?;
        shown.checked_add(came.elapsed()).ok()
    }

    /// How far the clocks are apart, from the `Date` of the quickest answer so far; `None` before the first answer, and
    /// for a PBX that sends no date.
    pub fn clock_difference(&self) -> Option<ClockDifference> {
        *self
            .inner
            .clock
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATE_TEXT: &str = "Tue, 24 Nov 2026 10:00:00 GMT";

    fn at(seconds: u64) -> SystemTime {
        httpdate::parse_http_date(DATE_TEXT).expect("a date") + Duration::from_secs(seconds)
    }

    #[test]
    fn half_the_round_trip_belongs_to_each_way() {
        let known = ClockDifference::read(at(0), at(0), Duration::from_secs(1)).expect("a date");
        assert_eq!(
            known.ahead,
            SignedDuration::ZERO,
            "asked at 0.0, answered at 0.5 of 0 to 1"
        );
        assert_eq!(known.within, Duration::from_secs(1));
        let late = ClockDifference::read(at(0), at(7200), Duration::ZERO).expect("a date");
        assert_eq!(
            late.ahead.as_secs(),
            -7199,
            "our clock is two hours ahead of the PBX"
        );
        assert!(!late.is_below(Duration::from_mins(1)));
        assert!(late.is_below(Duration::from_hours(2)));
    }

    #[test]
    fn the_quickest_answer_counts() {
        let clock = Clock::default();
        let mut headers = HeaderMap::new();
        clock.note(&headers, at(0), Duration::ZERO);
        assert!(
            clock.known.lock().expect("not poisoned").is_none(),
            "no date, no difference"
        );
        headers.insert(DATE, "soon".parse().expect("a header"));
        clock.note(&headers, at(0), Duration::ZERO);
        assert!(clock.known.lock().expect("not poisoned").is_none());
        headers.insert(DATE, DATE_TEXT.parse().expect("a header"));
        let within = || {
            clock
                .known
                .lock()
                .expect("not poisoned")
                .map(|known| known.within)
        };
        clock.note(&headers, at(0), Duration::from_secs(2));
        clock.note(&headers, at(0), Duration::from_secs(8));
        assert_eq!(
            within(),
            Some(Duration::from_millis(1500)),
            "a slower answer tells less"
        );
        clock.note(&headers, at(0), Duration::ZERO);
        assert_eq!(within(), Some(Duration::from_millis(500)));
    }
}
