//! The made-up company behind the demo PBX: its people, its calls and what was recorded of them.
//!
//! Everything follows from a seed and a day, so a test can state what the PBX must answer. A day's calls do not
//! depend on how many days are made: yesterday is the same whether today asks for 2 days or 90.

mod call;
mod days;
mod groups;
mod happening;
mod legs;
mod making;
mod people;
mod recordings;
mod routes;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

pub use call::{Call, Direction, Format, Party, RecordedFile, Recording};
pub use groups::{GROUPS, Group};
pub(crate) use happening::HappeningInput;
pub use happening::{Happening, RecordingAfter};
pub use legs::Leg;
pub(crate) use people::direct_number;
pub use people::{
    COMPANY_NAME, DOMAIN, IVRS, Ivr, MAIN_NUMBER, PEOPLE, Person, QUEUES, Queue, RING_GROUPS,
    TENANT_ID, TRUNKS, VOICEMAIL, ivr_at, person_at, queue_at, ring_group_at,
};

use crate::{Error, Options};

/// Microseconds since 1970 as a timestamp.
pub(crate) fn stamp(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A row of the call log.
#[derive(Debug, Clone)]
pub(crate) struct LogRow {
    /// Index of its call.
    pub call: u32,
    /// Which leg of the call, from 0.
    pub number: u8,
    pub leg: Leg,
}

/// Calls and recordings, both in ascending order of their `started_at`.
#[derive(Debug, Clone)]
pub struct Company {
    /// The tenant's IANA time zone.
    pub timezone: String,
    zone: TimeZone,
    /// Every call, ascending by `started_at` and by id.
    pub calls: Vec<Call>,
    /// Every recording, ascending by `started_at` (the answer time).
    pub recordings: Vec<Recording>,
    /// See [`Self::log`].
    log: OnceLock<Vec<LogRow>>,
    by_id: HashMap<u64, u32>,
}

impl Company {
    /// Makes the company that `options` describe.
    pub fn new(options: &Options) -> Result<Self, Error> {
        let zone = TimeZone::get(&options.timezone).map_err(|source| Error::TimeZone {
            name: options.timezone.clone(),
            source,
        })?;
        let now = options.now.unwrap_or_else(Timestamp::now);
        let mut calls = Vec::new();
        let mut recordings = Vec::new();
        for day in days::plan(now, &zone, options) {
            making::make_day(&day, options, now, &mut calls, &mut recordings);
        }
        let mut company = Self {
            timezone: options.timezone.clone(),
            zone,
            calls,
            recordings,
            log: OnceLock::new(),
            by_id: HashMap::new(),
        };
        company.put_in_order();
        Ok(company)
    }

    /// Adds a call that has just ended, among those that began before and after it.
    pub(crate) fn add_call(&mut self, call: Call) {
        self.calls.push(call);
        self.put_in_order();
    }

    /// Adds the recording of a call that is here.
    pub(crate) fn add_recording(&mut self, recording: Recording) {
        self.recordings.push(recording);
        self.put_in_order();
    }

    /// Sorts everything and ties it together by id.
    fn put_in_order(&mut self) {
        self.calls.sort_by_key(|call| (call.started_at, call.id));
        self.recordings.sort_by_key(Recording::started_at);
        self.by_id.clear();
        self.log = OnceLock::new();
        for (index, call) in self.calls.iter_mut().enumerate() {
            call.recording = None;
            self.by_id.insert(call.id, index as u32);
        }
        for (index, recording) in self.recordings.iter_mut().enumerate() {
            let Some(place) = self.by_id.get(&recording.id) else {
                continue;
            };
            recording.call = *place;
            if let Some(call) = self.calls.get_mut(*place as usize) {
                call.recording = Some(index as u32);
            }
        }
    }

    /// A moment as the house's own clock shows it.
    pub(crate) fn local(&self, at: Timestamp) -> DateTime {
        at.to_zoned_datetime(self.zone.clone()).datetime()
    }

    /// The call with this id.
    pub fn call(&self, id: &str) -> Option<&Call> {
        self.call_index(id).and_then(|index| self.calls.get(index))
    }

    /// The recording with this id.
    pub fn recording(&self, id: &str) -> Option<&Recording> {
        self.recordings.get(self.call(id)?.recording? as usize)
    }

    /// Every leg of every call, ascending by start. Made when it is first asked for: most tests never do.
    pub(crate) fn log(&self) -> &[LogRow] {
        self.log.get_or_init(|| {
            let rows = self.calls.iter().enumerate().flat_map(|(index, call)| {
                let legs = call.legs().into_iter().enumerate();
                legs.map(move |(number, leg)| LogRow {
                    call: index as u32,
                    number: number as u8,
                    leg,
                })
            });
            let mut log: Vec<LogRow> = rows.collect();
            log.sort_by_key(|row| (row.leg.started_at, row.call, row.number));
            log
        })
    }

    /// Where the call with this id stands in [`Self::calls`].
    pub(crate) fn call_index(&self, id: &str) -> Option<usize> {
        self.by_id
            .get(&id.parse().ok()?)
            .map(|index| *index as usize)
    }

    /// The calls that started in `[from, until)`.
    pub fn calls_between(&self, from: Timestamp, until: Timestamp) -> &[Call] {
        let range = Range {
            start: self.calls.partition_point(|call| call.started_at < from),
            end: self.calls.partition_point(|call| call.started_at < until),
        };
        self.calls.get(range).unwrap_or_default()
    }

    /// The recordings of the calls that started in `[from, until)`, in order of the calls.
    pub fn recordings_between(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = &Recording> {
        self.calls_between(from, until)
            .iter()
            .filter_map(|call| self.recordings.get(call.recording? as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(now: &str, days: u16, calls: Option<u32>) -> Company {
        Company::new(&Options {
            now: Some(now.parse().unwrap()),
            days,
            calls,
            ..Options::default()
        })
        .unwrap()
    }

    #[test]
    fn same_seed_and_day_give_the_same_calls() {
        let one = company("2026-11-24T15:30:00Z", 20, None);
        let two = company("2026-11-24T15:30:00Z", 20, None);
        assert_eq!(one.calls, two.calls);
        assert_eq!(one.recordings, two.recordings);
    }

    #[test]
    fn a_past_day_does_not_depend_on_how_many_days_are_made() {
        let long = company("2026-11-24T15:30:00Z", 30, None);
        let short = company("2026-11-24T15:30:00Z", 3, None);
        let (from, until) = (
            "2026-11-23T00:00:00Z".parse().unwrap(),
            "2026-11-24T00:00:00Z".parse().unwrap(),
        );
        let ids = |company: &Company| {
            company
                .calls_between(from, until)
                .iter()
                .map(|call| call.id)
                .collect::<Vec<_>>()
        };
        assert!(!ids(&long).is_empty());
        assert_eq!(ids(&long), ids(&short));
    }

    #[test]
    fn weekdays_are_busy_and_today_stops_now() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
        let company = company("2026-11-24T12:00:00Z", 90, None);
        let monday = company.calls_between(
            "2026-11-23T00:00:00Z".parse().unwrap(),
            "2026-11-24T00:00:00Z".parse().unwrap(),
        );
        assert!(
            (130..=170).contains(&monday.len()),
            "{} calls on a Monday",
            monday.len()
        );
        let sunday = company.calls_between(
            "2026-11-22T00:00:00Z".parse().unwrap(),
            "2026-11-23T00:00:00Z".parse().unwrap(),
        );
        assert!(sunday.len() < 20, "{} calls on a Sunday", sunday.len());
        assert!(
            company.calls.iter().all(|call| call.ended_at <= now),
            "no call ends in the future"
        );
    }

    #[test]
    fn ids_ascend_with_time_and_hold_the_start_to_the_millisecond() {
        let company = company("2026-11-24T15:30:00Z", 90, Some(60_000));
        for pair in company.calls.windows(2) {
            assert!(pair[0].id < pair[1].id && pair[0].started_at <= pair[1].started_at);
        }
        for call in &company.calls {
            assert_eq!(
                (call.id >> 22).cast_signed() + 1_514_764_800_000,
                call.started_at.as_millisecond()
            );
            assert_eq!(
                call.id_text().len(),
                19 - usize::from(call.id < 1_000_000_000_000_000_000)
            );
        }
    }

    #[test]
    fn the_mix_of_calls_is_as_promised() {
        let company = company("2026-11-24T15:30:00Z", 90, None);
        let share = |test: &dyn Fn(&Call) -> bool| {
            company.calls.iter().filter(|call| test(call)).count() * 100 / company.calls.len()
        };
        for direction in [
            Direction::InboundCall,
            Direction::OutboundCall,
            Direction::ExtensionCall,
        ] {
            assert!(
                share(&|call| call.direction == direction) >= 10,
                "{direction:?}"
            );
        }
        let count =
            |test: &dyn Fn(&Call) -> bool| company.calls.iter().filter(|call| test(call)).count();
        assert!(count(&|call| call.direction == Direction::InboundOutboundCall) >= 20);
        for code in [480, 486, 487] {
            assert!(count(&|call| call.status_code == code) >= 50, "{code}");
        }
        let answered = count(&|call| call.answered_at.is_some());
        let recorded = company.recordings.len() * 100 / answered;
        assert!(
            (65..=75).contains(&recorded),
            "{recorded} % of answered calls are recorded"
        );
        assert!(
            company
                .recordings
                .iter()
                .filter(|recording| recording.files.len() == 2)
                .count()
                >= 50
        );
        for recording in &company.recordings {
            assert_eq!(
                Some(recording.id),
                company
                    .calls
                    .get(recording.call as usize)
                    .map(|call| call.id)
            );
        }
        let formats = |test: &dyn Fn(Format) -> bool| {
            company
                .recordings
                .iter()
                .flat_map(|one| &one.files)
                .filter(|file| test(file.format))
                .count()
        };
        assert!(formats(&|format| matches!(format, Format::Mp3(_))) > 100);
        assert!(formats(&|format| matches!(format, Format::Amr(_))) > 100);
        assert!(formats(&|format| format == Format::WavMulaw) > 20);
        assert!(formats(&|format| format == Format::Mp4) > 5);
    }

    #[test]
    fn no_conversation_is_longer_than_asked() {
        let company = Company::new(&Options {
            longest_talk: 5,
            days: 5,
            now: Some("2026-11-24T15:30:00Z".parse().unwrap()),
            ..Options::default()
        })
        .unwrap();
        assert!(
            company
                .recordings
                .iter()
                .flat_map(|one| &one.files)
                .all(|file| file.millis <= 5_000)
        );
        assert!(!company.recordings.is_empty());
    }
}
