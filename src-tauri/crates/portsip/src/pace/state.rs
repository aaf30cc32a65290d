//! The rules of the pace, without a clock of their own.
//!
//! The number in flight starts at 4 and doubles per round while answers come. A refusal takes the place of the refused
//! request away: what remains is what the PBX took at once. Then one request, by itself, asks whether it was that. If it
//! passes, the number is kept for a while before one more is tried. If it is refused too, it was too many per time: longer
//! and longer pauses follow, and when one request passes at last, all that passed since, over the time it took, is the
//! rate to stay under from then on.
//!
//! Files take places at the PBX too, but do not wait for any here. While some are under way, a refused test may well mean
//! them; then only a refusal that lasts speaks of a rate.

use std::time::Duration;

use tokio::time::Instant;

use super::pauses::doubled;
use super::rate::{Rate, Tally};

const START: f64 = 4.0;
const MOST: f64 = 32.0;
/// When the number in flight is found, one more is tried after this time; when that is refused, after twice as long.
const FIRST_TRIAL: Duration = Duration::from_secs(5);
const LAST_TRIAL: Duration = Duration::from_mins(2);
/// PBXs count by the minute (api.md, section 1), so just after it they are asked again.
const MINUTE: Duration = Duration::from_millis(60_500);
/// A stated pause from this on speaks of a rate …
const TELLING_PAUSE: Duration = Duration::from_secs(1);
/// … if it was not among the first requests, when the number in flight is still being found.
const BEYOND_THE_FIRST: u64 = 50;
/// So does, while files are under way, a refusal that lasts this long.
const LASTING: Duration = Duration::from_secs(20);
/// A place is free whenever a file has come: pauses are no longer than this beside files.
const BESIDE_FILES: Duration = Duration::from_secs(1);

/// Which request it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    number: u64,
    /// At least half the places were taken: only then does success tell that more would be welcome.
    crowded: bool,
    /// It asks whether the PBX takes more after a refusal.
    is_test: bool,
}

/// How a request ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome {
    Taken,
    /// With the pause stated.
    Refused(Option<Duration>),
    Silent,
    /// It was given up, or its end says nothing.
    Unknown,
}

/// Whether one more may be sent.
#[derive(Debug)]
pub(super) enum Admission {
    Go(Ticket),
    NotBefore(Instant),
    AfterAnEnd,
}

#[derive(Debug)]
pub(super) struct State {
    first_pause: Duration,
    longest_pause: Duration,
    limit: f64,
    in_flight: usize,
    /// Files under way besides.
    files: usize,
    /// Before the first refusal the limit doubles per round.
    doubling: bool,
    /// Requests sent so far.
    sent: u64,
    /// Silences of requests up to this number say nothing new.
    halved_at: u64,
    hold_until: Option<Instant>,
    refusal: Option<Refusal>,
    found: Option<Found>,
    rate: Option<Rate>,
    tally: Tally,
}

/// The PBX has refused, and it is not known yet why.
#[derive(Debug)]
struct Refusal {
    /// Requests up to this number were sent before.
    sent_before: u64,
    /// A request asks whether the PBX takes more.
    test_under_way: bool,
    refused_tests: u32,
    /// The PBX stated a pause that speaks of a rate.
    stated: bool,
    since: Instant,
    beside_files: bool,
}

/// A number in flight that the PBX takes, while one more was refused.
#[derive(Debug)]
struct Found {
    limit: f64,
    wait: Duration,
    until: Instant,
}

impl State {
    pub(super) fn new(first_pause: Duration, longest_pause: Duration, now: Instant) -> Self {
        Self {
            first_pause,
            longest_pause,
            limit: START,
            in_flight: 0,
            files: 0,
            doubling: true,
            sent: 0,
            halved_at: 0,
            hold_until: None,
            refusal: None,
            found: None,
            rate: None,
            tally: Tally::begin(now),
        }
    }

    /// Requests allowed at once.
    pub(super) fn limit(&self) -> usize {
        self.limit as usize
    }

    /// A file was opened.
    pub(super) fn file_begins(&mut self) {
        self.files += 1;
    }

    /// A file has come or was given up.
    pub(super) fn file_ends(&mut self) {
        self.files -= 1;
    }

    /// No request before then.
    pub(super) fn hold(&mut self, until: Instant) {
        self.hold_until = Some(self.hold_until.map_or(until, |old| old.max(until)));
    }

    /// Whether a request may be sent at `now`; if so it counts as sent.
    pub(super) fn admit(&mut self, now: Instant) -> Admission {
        if let Some(until) = self.hold_until.filter(|until| *until > now) {
            return Admission::NotBefore(until);
        }
        let (number, limit) = (self.sent + 1, self.limit());
        if let Some(refusal) = &mut self.refusal {
            let by_itself = self.in_flight * 2 <= limit || self.in_flight == 0;
            if refusal.test_under_way || !by_itself {
                return Admission::AfterAnEnd;
            }
            refusal.test_under_way = true;
        } else if self.in_flight >= limit {
            return Admission::AfterAnEnd;
        } else if let Some(slot) = self.rate.as_ref().map(Rate::slot).filter(|at| *at > now) {
            return Admission::NotBefore(slot);
        } else {
            self.tally.sending(now);
        }
        if let Some(rate) = &mut self.rate {
            rate.take(now);
        }
        self.sent = number;
        self.in_flight += 1;
        Admission::Go(Ticket {
            number,
            crowded: self.in_flight * 2 >= limit,
            is_test: self.refusal.is_some(),
        })
    }

    /// A request has ended.
    pub(super) fn ended(&mut self, ticket: Ticket, outcome: Outcome, now: Instant) {
        self.in_flight -= 1;
        if let Some(refusal) = self.refusal.as_mut().filter(|_| ticket.is_test) {
            refusal.test_under_way = false;
        }
        match outcome {
            Outcome::Taken => {
                self.tally.taken();
                if ticket.is_test {
                    self.taken_again(now);
                } else if self.refusal.is_none() && ticket.crowded {
                    self.grow(now);
                }
            }
            Outcome::Refused(stated) => {
                self.doubling = false;
                self.refused(ticket, stated, now);
                match stated {
                    Some(pause) => self.hold(now + pause),
                    None if ticket.is_test => self.pause(now),
                    None => {}
                }
            }
            Outcome::Silent if ticket.number > self.halved_at => {
                self.halved_at = self.sent;
                self.doubling = false;
                self.limit = (self.limit / 2.0).max(1.0);
            }
            Outcome::Silent | Outcome::Unknown => {}
        }
    }

    fn refused(&mut self, ticket: Ticket, stated: Option<Duration>, now: Instant) {
        let telling = stated.is_some_and(|pause| pause >= TELLING_PAUSE);
        if let Some(refusal) = &mut self.refusal {
            refusal.stated |= telling;
            if ticket.is_test {
                refusal.refused_tests += 1;
                refusal.beside_files |= self.files > 0;
            } else if ticket.number <= refusal.sent_before {
                self.limit = (self.limit - 1.0).max(1.0);
            }
            return;
        }
        self.limit = self.limit.min(self.in_flight as f64).max(1.0);
        self.refusal = Some(Refusal {
            sent_before: self.sent,
            test_under_way: false,
            refused_tests: 0,
            stated: telling,
            since: now,
            beside_files: false,
        });
    }

    /// Waits before the next test, longer every time; but not past the minute, when a new count begins.
    fn pause(&mut self, now: Instant) {
        let Some(refusal) = &self.refusal else { return };
        let times = refusal.refused_tests.saturating_sub(1);
        let longest = if refusal.beside_files {
            self.longest_pause.min(BESIDE_FILES)
        } else {
            self.longest_pause
        };
        let pause = doubled(self.first_pause, longest, times);
        let until = now + pause.mul_f64(0.5 + rand::random::<f64>() / 2.0);
        let minute = self.tally.since() + MINUTE;
        self.hold(if now < minute {
            until.min(minute)
        } else {
            until
        });
    }

    /// A test has passed: now it is known what was too much.
    fn taken_again(&mut self, now: Instant) {
        let Some(refusal) = self.refusal.take() else {
            return;
        };
        let stated = refusal.stated && self.tally.count() >= BEYOND_THE_FIRST;
        let by_files = refusal.beside_files && now.duration_since(refusal.since) < LASTING;
        let repeated = refusal.refused_tests > 0 || self.rate.is_some();
        if stated || (repeated && !by_files) {
            self.found = None;
            self.rate = Some(Rate::learned(&self.tally, self.rate.as_ref(), now));
            self.tally = Tally::begin(now);
        } else {
            self.keep_limit(now);
        }
    }

    fn keep_limit(&mut self, now: Instant) {
        let again = self
            .found
            .as_ref()
            .filter(|found| self.limit <= found.limit + 1.0);
        let wait = again.map_or(FIRST_TRIAL, |found| (found.wait * 2).min(LAST_TRIAL));
        self.found = Some(Found {
            limit: self.limit,
            wait,
            until: now + wait,
        });
    }

    fn grow(&mut self, now: Instant) {
        if self.found.as_ref().is_none_or(|found| found.until <= now) {
            let step = if self.doubling { 1.0 } else { 1.0 / self.limit };
            self.limit = (self.limit + step).min(MOST);
        }
    }
}
