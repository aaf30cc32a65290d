//! Calls of a range that ended since it was read.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::shifted;
use crate::{ids::CallId, time::UtcRange};

/// Events tell whole seconds; records are finer.
const SECOND: SignedDuration = SignedDuration::from_secs(1);
/// No call lasts longer: one that ended unheard began at most so long before.
const LONGEST_CALL: SignedDuration = SignedDuration::from_hours(24);

/// A call that has ended, as heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) id: CallId,
    pub(crate) started: Timestamp,
    pub(crate) ended: Timestamp,
}

/// The calls that are counted as new.
#[derive(Debug, Default)]
pub(crate) struct Arrivals {
    calls: BTreeMap<CallId, Arrival>,
    /// From then on calls may have ended that were not heard of.
    gap: Option<Timestamp>,
}

#[derive(Debug)]
struct Arrival {
    started: Timestamp,
    ended: Timestamp,
    /// It was read for and not found; the PBX may write its record a moment later.
    vain: bool,
}

impl Arrivals {
    /// How many calls are new.
    pub(crate) fn count(&self) -> usize {
        self.calls.len()
    }

    /// The ids of the new calls.
    pub(crate) fn ids(&self) -> Vec<CallId> {
        self.calls.keys().cloned().collect()
    }

    /// Counts a call of `range`.
    pub(crate) fn hear(&mut self, call: Heard, range: &UtcRange) {
        if call.started < range.end && shifted(call.started, SECOND) > range.start {
            self.calls.entry(call.id).or_insert(Arrival {
                started: call.started,
                ended: call.ended,
                vain: false,
            });
        }
    }

    /// Notes that calls that end from now on may not be heard of.
    pub(crate) fn note_gap(&mut self, now: Timestamp) {
        self.gap.get_or_insert(now);
    }

    /// Forgets calls that are held already.
    pub(crate) fn held(&mut self, held: &HashSet<CallId>) {
        self.calls.retain(|id, _| !held.contains(id));
    }

    /// The part of `range` to read so that all new calls are there, and up to when: a PBX whose clock is ahead has calls
    /// that began later than now. `None` when nothing is new.
    pub(crate) fn to_read(
        &self,
        range: &UtcRange,
        now: Timestamp,
    ) -> Option<(UtcRange, Timestamp)> {
        let calls = || self.calls.values();
        let unheard = self.gap.map(|gap| shifted(gap, -LONGEST_CALL));
        let first = calls().map(|call| call.started).chain(unheard).min()?;
        let latest = calls().map(|call| shifted(call.ended, SECOND)).max();
        let part = UtcRange {
            start: first.max(range.start),
            ..range.clone()
        };
        Some((part, latest.map_or(now, |latest| latest.max(now))))
    }

    /// After reading: what is held is no longer new, and what was looked for twice in vain is given up.
    pub(crate) fn read(&mut self, held: &HashSet<CallId>) {
        self.gap = None;
        self.held(held);
        self.calls
            .retain(|_, call| !std::mem::replace(&mut call.vain, true));
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn range() -> UtcRange {
        UtcRange {
            start: at(1000),
            end: at(2000),
            zone: TimeZone::UTC,
        }
    }

    fn ended(id: &str, started: i64, ended: i64) -> Heard {
        Heard {
            id: CallId(id.to_owned()),
            started: at(started),
            ended: at(ended),
        }
    }

    fn held(ids: &[&str]) -> HashSet<CallId> {
        ids.iter().map(|id| CallId((*id).to_owned())).collect()
    }

    #[test]
    fn only_calls_of_the_range_are_new_and_each_once() {
        let mut arrivals = Arrivals::default();
        for call in [
            ended("a", 1500, 1520),
            ended("a", 1500, 1520),
            ended("before", 900, 1520),
            ended("edge", 1000, 1520),
            ended("after", 2000, 2010),
        ] {
            arrivals.hear(call, &range());
        }
        assert_eq!(arrivals.count(), 2, "{arrivals:?}");
        arrivals.held(&held(&["a"]));
        assert_eq!(arrivals.ids(), [CallId("edge".to_owned())]);
    }

    #[test]
    fn just_the_stretch_with_the_new_calls_is_read() {
        let mut arrivals = Arrivals::default();
        assert_eq!(arrivals.to_read(&range(), at(1525)), None, "nothing is new");
        arrivals.hear(ended("a", 1500, 1520), &range());
        arrivals.hear(ended("b", 1400, 1530), &range());
        let (part, until) = arrivals.to_read(&range(), at(1525)).unwrap();
        assert_eq!((part.start, part.end), (at(1400), at(2000)));
        assert_eq!(until, at(1531), "the clock of the PBX is ahead");
        assert_eq!(arrivals.to_read(&range(), at(1600)).unwrap().1, at(1600));
        arrivals.read(&held(&["a", "b"]));
        assert_eq!(
            (arrivals.count(), arrivals.to_read(&range(), at(1600))),
            (0, None)
        );
    }

    #[test]
    fn a_gap_widens_the_stretch_by_the_longest_call() {
        let day = 86_400;
        let wide = UtcRange {
            end: at(30 * day),
            ..range()
        };
        let mut arrivals = Arrivals::default();
        arrivals.note_gap(at(10 * day));
        arrivals.note_gap(at(11 * day));
        arrivals.hear(ended("a", 12 * day, 12 * day + 60), &wide);
        let (part, _) = arrivals.to_read(&wide, at(13 * day)).unwrap();
        assert_eq!(part.start, at(9 * day), "the first gap counts");
        arrivals.read(&held(&["a"]));
        assert_eq!(arrivals.to_read(&wide, at(13 * day)), None, "it is closed");
    }

    #[test]
    fn a_call_without_a_record_is_given_up_the_second_time() {
        let mut arrivals = Arrivals::default();
        arrivals.hear(ended("late", 1500, 1520), &range());
        arrivals.read(&held(&[]));
        assert_eq!(arrivals.count(), 1, "its record may come a moment later");
        arrivals.hear(ended("late", 1500, 1520), &range());
        arrivals.read(&held(&[]));
        assert_eq!(arrivals.count(), 0, "a hint that leads nowhere is no help");
    }
}
