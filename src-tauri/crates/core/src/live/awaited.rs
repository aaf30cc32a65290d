//! Calls that are shown and whose recording may still come: when to look for it.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{LATEST_RECORDING, shifted};
use crate::ids::CallId;

/// When a missing recording is looked for again, from when it was first missed (`api.md` 9, row 16).
const LOOKS: [SignedDuration; 4] = [
    SignedDuration::from_secs(5),
    SignedDuration::from_secs(15),
    SignedDuration::from_secs(60),
    SignedDuration::from_secs(180),
];

/// The calls that wait.
#[derive(Debug, Default)]
pub(crate) struct Awaited {
    calls: BTreeMap<CallId, Waiting>,
}

#[derive(Debug)]
struct Waiting {
    started: Timestamp,
    missed: Timestamp,
    looked: usize,
    /// Nothing comes any more.
    over: Timestamp,
}

/// A call without a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unrecorded {
    pub(crate) id: CallId,
    pub(crate) started: Timestamp,
    pub(crate) ended: Timestamp,
}

impl Waiting {
    fn next(&self) -> Timestamp {
        let look = LOOKS
            .get(self.looked)
            .map(|after| shifted(self.missed, *after));
        look.map_or(self.over, |look| look.min(self.over))
    }
}

impl Awaited {
    /// How many calls wait.
    pub(crate) fn count(&self) -> usize {
        self.calls.len()
    }

    /// These calls have no recording at `now`, and no others of the range wait. One that has waited before goes on
    /// with its looks.
    pub(crate) fn are(&mut self, unrecorded: Vec<Unrecorded>, now: Timestamp) {
        let ids: HashSet<&CallId> = unrecorded.iter().map(|call| &call.id).collect();
        self.calls
            .retain(|id, waiting| ids.contains(id) && waiting.over > now);
        for call in unrecorded {
            // The PBX's clock may be ahead of ours.
            let over = shifted(call.ended.min(now), LATEST_RECORDING);
            if over > now {
                self.calls.entry(call.id).or_insert(Waiting {
                    started: call.started,
                    missed: now,
                    looked: 0,
                    over,
                });
            }
        }
    }

    /// How long until something is to be done.
    pub(crate) fn pause(&self, now: Timestamp) -> Option<Duration> {
        let next = self.calls.values().map(Waiting::next).min()?;
        Some(next.duration_since(now).try_into().unwrap_or_default())
    }

    /// Takes note that the time has come: from when on recordings have to be looked for, if they have to.
    pub(crate) fn due(&mut self, now: Timestamp) -> Option<Timestamp> {
        let mut look = false;
        for waiting in self.calls.values_mut() {
            let due = LOOKS
                .iter()
                .filter(|after| shifted(waiting.missed, **after) <= now)
                .count();
            if due > waiting.looked && now < waiting.over {
                waiting.looked = due;
                look = true;
            }
        }
        self.calls.retain(|_, waiting| now < waiting.over);
        // One look finds them all.
        self.calls
            .values()
            .map(|waiting| waiting.started)
            .min()
            .filter(|_| look)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn unrecorded(id: &str, started: i64, ended: i64) -> Unrecorded {
        Unrecorded {
            id: CallId(id.to_owned()),
            started: at(started),
            ended: at(ended),
        }
    }

    /// The moments at which it looks, and when nobody waits any more.
    fn looks(awaited: &mut Awaited, mut now: Timestamp) -> (Vec<i64>, i64) {
        let mut looks = Vec::new();
        while let Some(pause) = awaited.pause(now) {
            now = shifted(now, SignedDuration::try_from(pause).unwrap());
            looks.extend(awaited.due(now).map(|_| now.as_second()));
        }
        (looks, now.as_second())
    }

    #[test]
    fn a_recording_is_looked_for_four_times_within_ten_minutes() {
        let mut awaited = Awaited::default();
        awaited.are(vec![unrecorded("a", 900, 1000)], at(1010));
        assert_eq!(
            looks(&mut awaited, at(1010)),
            (vec![1015, 1025, 1070, 1190], 1600)
        );
        awaited.are(vec![unrecorded("a", 900, 1000)], at(1500));
        assert_eq!(
            looks(&mut awaited, at(1500)),
            (vec![1505, 1515, 1560], 1600),
            "none after ten minutes"
        );
        awaited.are(vec![unrecorded("a", 900, 1000)], at(1600));
        assert_eq!(awaited.count(), 0, "too late");
    }

    #[test]
    fn one_look_is_for_all_and_goes_back_to_the_first() {
        let mut awaited = Awaited::default();
        awaited.are(vec![unrecorded("a", 900, 1000)], at(1000));
        assert_eq!(awaited.due(at(1004)), None, "not yet");
        let both = vec![unrecorded("a", 900, 1000), unrecorded("b", 950, 1004)];
        awaited.are(both, at(1004));
        assert_eq!(awaited.due(at(1005)), Some(at(900)));
        assert_eq!(awaited.due(at(1005)), None, "once");
        awaited.are(vec![unrecorded("b", 950, 1004)], at(1005));
        assert_eq!(
            (awaited.count(), awaited.due(at(1009))),
            (1, Some(at(950))),
            "the other one has come"
        );
    }

    #[test]
    fn a_clock_that_is_ahead_does_not_make_it_wait_for_ever() {
        let mut awaited = Awaited::default();
        awaited.are(vec![unrecorded("a", 4500, 4600)], at(1000));
        assert_eq!(looks(&mut awaited, at(1000)).1, 1600);
    }
}
