//! How many requests per time a PBX has shown to take.

use std::time::Duration;

use tokio::time::Instant;

/// A measured rate is kept to this part of itself at first …
const CAREFUL: f64 = 0.97;
/// … and rises along a cube, in case the limit has been lifted: slowly near what was measured, which it reaches after two
/// minutes, then faster, to about twice as much after this time; seconds.
const DOUBLES_IN: f64 = 400.0;
/// The same for a rate that was only guessed.
const GUESS_DOUBLES_IN: f64 = 60.0;
/// What remains of a rate that turned out to be too much before it could be measured.
const LESS: f64 = 0.7;
/// Slots that went by unused, for want of a timer as fine as the rate, are made up for within this time.
const CATCH_UP: Duration = Duration::from_millis(50);

/// Requests are counted over stretches of this length; the last two are looked at.
const STRETCH: Duration = Duration::from_secs(30);
/// So many over so much time are a measurement.
const ENOUGH: u64 = 20;
const LONG_ENOUGH: Duration = Duration::from_secs(1);
/// A guess takes no less time than this.
const INSTANT: Duration = Duration::from_millis(250);

/// A rate to stay under, and the next free slot.
#[derive(Debug)]
pub(super) struct Rate {
    per_second: f64,
    doubles_in: f64,
    since: Instant,
    next: Instant,
}

impl Rate {
    /// What the tally says, else a guess below what was too much.
    pub(super) fn learned(tally: &Tally, too_much: Option<&Self>, now: Instant) -> Self {
        let (per_second, doubles_in) = match (tally.measured(now), too_much) {
            (Some(measured), _) => (measured, DOUBLES_IN),
            (None, Some(rate)) => (rate.allowed(now) * LESS, GUESS_DOUBLES_IN),
            (None, None) => (tally.guessed(now), GUESS_DOUBLES_IN),
        };
        Self {
            per_second,
            doubles_in,
            since: now,
            next: now,
        }
    }

    /// Requests per second allowed at `now`.
    pub(super) fn allowed(&self, now: Instant) -> f64 {
        let part = now.duration_since(self.since).as_secs_f64() / self.doubles_in;
        self.per_second * (CAREFUL + part.powi(3))
    }

    /// When the next request may be sent.
    pub(super) fn slot(&self) -> Instant {
        self.next
    }

    /// Takes the slot.
    pub(super) fn take(&mut self, now: Instant) {
        let earliest = now.checked_sub(CATCH_UP).unwrap_or(now);
        // At least one in a quarter of an hour, whatever was measured.
        let gap = Duration::from_secs_f64(1.0 / self.allowed(now).max(1e-3));
        self.next = self.next.max(earliest) + gap;
    }
}

/// How many requests the PBX took lately.
#[derive(Debug)]
pub(super) struct Tally {
    earlier: Option<Stretch>,
    present: Stretch,
}

#[derive(Debug)]
struct Stretch {
    since: Instant,
    taken: u64,
}

impl Stretch {
    fn begin(now: Instant) -> Self {
        Self {
            since: now,
            taken: 0,
        }
    }
}

impl Tally {
    pub(super) fn begin(now: Instant) -> Self {
        Self {
            earlier: None,
            present: Stretch::begin(now),
        }
    }

    /// A request is sent while none is refused. What is long past is forgotten: a quiet hour before a busy second would
    /// make the PBX look slow.
    pub(super) fn sending(&mut self, now: Instant) {
        let age = now.duration_since(self.present.since);
        if age >= STRETCH {
            let past = std::mem::replace(&mut self.present, Stretch::begin(now));
            self.earlier = (age < STRETCH * 2 && past.taken > 0).then_some(past);
        }
    }

    pub(super) fn taken(&mut self) {
        self.present.taken += 1;
    }

    /// From when on requests are counted.
    pub(super) fn since(&self) -> Instant {
        self.earlier.as_ref().unwrap_or(&self.present).since
    }

    pub(super) fn count(&self) -> u64 {
        self.present.taken + self.earlier.as_ref().map_or(0, |stretch| stretch.taken)
    }

    /// Requests per second, if enough were counted over enough time.
    fn measured(&self, now: Instant) -> Option<f64> {
        let time = now.duration_since(self.since());
        (time >= LONG_ENOUGH && self.count() >= ENOUGH)
            .then(|| self.count() as f64 / time.as_secs_f64())
    }

    fn guessed(&self, now: Instant) -> f64 {
        let time = now.duration_since(self.since()).max(INSTANT);
        self.count().max(1) as f64 / time.as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(number: f64) -> Duration {
        Duration::from_secs_f64(number)
    }

    #[test]
    fn a_measured_rate_rises_slowly_then_fast() {
        let start = Instant::now();
        let mut tally = Tally::begin(start);
        (0..1000).for_each(|_| tally.taken());
        let learned = start + seconds(60.0);
        let rate = Rate::learned(&tally, None, learned);
        let part = |after: f64| rate.allowed(learned + seconds(after)) / (1000.0 / 60.0);
        assert!((part(0.0) - 0.97).abs() < 1e-9, "a little less at first");
        assert!(
            part(100.0) < 1.0 && part(130.0) > 1.0,
            "all of it after two minutes"
        );
        assert!(
            part(420.0) > 2.0,
            "twice as much when nothing is refused for long"
        );
    }

    #[test]
    fn what_is_long_past_is_forgotten() {
        let start = Instant::now();
        let mut tally = Tally::begin(start);
        let mut send = |at: f64, requests: u64| {
            tally.sending(start + seconds(at));
            (0..requests).for_each(|_| tally.taken());
            tally.count()
        };
        assert_eq!(send(1.0, 10), 10);
        assert_eq!(send(31.0, 5), 15, "the stretch before counts");
        assert_eq!(send(62.0, 1), 6, "the one before that does not");
        assert_eq!(send(1000.0, 7), 7, "nor does what was before a silence");
        assert_eq!(tally.since(), start + seconds(1000.0));
    }

    #[test]
    fn too_little_to_measure_is_guessed_and_lowered() {
        let start = Instant::now();
        let mut tally = Tally::begin(start);
        (0..50).for_each(|_| tally.taken());
        let guess = Rate::learned(&tally, None, start + seconds(0.01));
        assert!((guess.per_second - 200.0).abs() < 1e-9, "50 in a blink");
        let less = Rate::learned(&Tally::begin(start), Some(&guess), start + seconds(0.01));
        assert!(less.per_second < 0.7 * guess.per_second + 1e-9);
    }
}
