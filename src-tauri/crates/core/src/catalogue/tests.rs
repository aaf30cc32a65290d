//! The catalogue as a whole: files, accounts, pages, readings.

mod counting;
mod damage;
mod directory;
mod fate;
mod files;
mod filters;
mod findings;
mod gone;
mod joining;
mod legs;
mod marks;
mod model;
mod plans;
mod readings;
mod retention;
mod scale;
mod slices;
mod terms;
mod texts;
mod values;

use jiff::{Timestamp, tz::TimeZone};

use portsip::{Scope, Scopes};

use super::{
    AccountKey, Catalogue, Change, Circumstances, Intake, RecordingRow, Shelf, SliceEnd, SliceKind,
};
use crate::{
    call::{Call, CallStatus, Direction},
    ids::{CallId, RecordingId},
    time::UtcRange,
};

/// The start of all times in these tests, in seconds.
const EPOCH: i64 = 1_790_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(EPOCH + seconds).expect("time")
}

fn range(start: i64, end: i64) -> UtcRange {
    UtcRange {
        start: at(start),
        end: at(end),
        zone: TimeZone::UTC,
    }
}

fn account(user: &str) -> AccountKey {
    AccountKey {
        server: "https://pbx.example.com:8887".to_owned(),
        domain: "example.com".to_owned(),
        user: user.to_owned(),
    }
}

fn shelf() -> Shelf {
    Catalogue::in_memory()
        .expect("opens")
        .shelf(&account("qa"))
        .expect("shelf")
}

/// An answered inbound call of 30 seconds.
fn call(id: &str, started: i64) -> Call {
    Call {
        id: CallId::from(id),
        recording_id: None,
        listed: true,
        direction: Direction::Inbound,
        extension: "101".to_owned(),
        extension_name: "Ana".to_owned(),
        other: "+491701".to_owned(),
        caller: "+491701".to_owned(),
        caller_name: String::new(),
        callee: "8000".to_owned(),
        callee_name: "Sales".to_owned(),
        destination: "101".to_owned(),
        did: "+49 30 123-45".to_owned(),
        trunk: "Carrier A".to_owned(),
        queue: "8000".to_owned(),
        started: at(started),
        answered: Some(at(started + 5)),
        ended: Some(at(started + 35)),
        ring_s: 5,
        talk_s: 30,
        status: CallStatus::Answered,
        end_reason: "CALLER_DISCONNECTED".to_owned(),
    }
}

fn recording(id: &str, started: i64) -> RecordingRow {
    RecordingRow {
        id: RecordingId::from(id),
        caller: "+491701".to_owned(),
        caller_name: String::new(),
        callee: "101".to_owned(),
        callee_name: String::new(),
        started: Some(at(started)),
        ended: Some(at(started + 30)),
    }
}

fn slice_end(kind: SliceKind, start: i64, end: i64, counted: u64, received: u64) -> Change {
    Change::SliceEnd(SliceEnd {
        kind,
        start: at(start),
        end: at(end),
        counted: Some(counted),
        received,
        tries: 1,
        sound: true,
    })
}

/// Read as the tenant, at that second by the clock of the PBX.
fn read_at(seconds: i64) -> Circumstances {
    Circumstances::of_tenant(at(seconds))
}

/// Begins a reading of a range at its end.
fn begin_range(shelf: &Shelf, range: &UtcRange) -> Intake {
    let end = range.end.as_second() - EPOCH;
    Intake::begin(shelf.clone(), range, read_at(end)).expect("begins")
}

/// Puts calls on a shelf in one reading, recorded where they say so.
fn fill(shelf: &Shelf, span: &UtcRange, calls: &[Call]) {
    let recordings: Vec<RecordingRow> = calls
        .iter()
        .filter(|call| call.recording_id.is_some())
        .map(|call| RecordingRow {
            id: RecordingId::from(call.id.as_str()),
            ..recording("", 0)
        })
        .collect();
    let mut intake = begin_range(shelf, span);
    intake
        .apply(&[
            Change::Calls(calls.to_vec()),
            Change::Recordings(recordings),
        ])
        .expect("applies");
}

fn ids(calls: &[Call]) -> Vec<&str> {
    calls.iter().map(|call| call.id.as_str()).collect()
}
