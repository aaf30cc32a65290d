//! Recordings that share no id with their calls.

use super::{readings::begin, *};
use crate::catalogue::{Held, Join, claimed};

/// Twenty-five calls and recordings that share no id.
fn strangers() -> (Vec<Call>, Vec<RecordingRow>) {
    let calls = (0..25).map(|n| call(&format!("c{n}"), n * 10)).collect();
    let recordings = (0..25)
        .map(|n| recording(&format!("r{n}"), n * 10 + 6))
        .collect();
    (calls, recordings)
}

#[test]
fn when_no_id_matches_parties_and_time_join() {
    let shelf = shelf();
    let (calls, recordings) = strangers();
    let mut intake = begin(&shelf, 1000);
    intake
        .apply(&[Change::Calls(calls), Change::Recordings(recordings)])
        .expect("applies");
    assert_eq!(intake.unclaimed().expect("joined"), []);
    assert_eq!(intake.join(), Join::ByParties);
    assert_eq!(
        intake.settle(&[]).expect("settles"),
        Held {
            calls: 25,
            recordings: 25
        }
    );
    let third = shelf
        .call(&CallId::from("c3"))
        .expect("read")
        .expect("there");
    assert_eq!(third.recording_id, Some(RecordingId::from("r3")));
    // What was learned holds for the next reading, however short, and rows that come again keep their recordings.
    let mut next = begin(&shelf, 1000);
    let batch = [
        Change::Recordings(vec![recording("r3", 36)]),
        Change::Calls(vec![call("c3", 30)]),
    ];
    assert_eq!(
        next.apply(&batch).expect("applies"),
        Held {
            calls: 25,
            recordings: 25
        }
    );
    assert_eq!(
        (next.join(), next.unclaimed().expect("joined")),
        (Join::ByParties, vec![])
    );
}

#[test]
fn few_strangers_prove_nothing() {
    let shelf = shelf();
    let (mut calls, mut recordings) = strangers();
    calls.truncate(19);
    recordings.truncate(19);
    let mut intake = begin(&shelf, 1000);
    intake
        .apply(&[Change::Calls(calls), Change::Recordings(recordings)])
        .expect("applies");
    assert_eq!(
        (intake.unclaimed().expect("joined").len(), intake.join()),
        (19, Join::ById)
    );
}

#[test]
fn one_match_by_id_rules_the_fallback_out() {
    let shelf = shelf();
    let (calls, mut recordings) = strangers();
    recordings[0].id = RecordingId::from("c0");
    let mut intake = begin(&shelf, 1000);
    intake
        .apply(&[Change::Calls(calls), Change::Recordings(recordings)])
        .expect("applies");
    assert_eq!(
        (intake.unclaimed().expect("joined").len(), intake.join()),
        (24, Join::ById)
    );
}

#[test]
fn calls_before_the_range_claim_their_recordings() {
    let rows = [
        recording("1", 6),
        recording("r2", 16),
        recording("r3", 1000),
    ];
    let calls = [call("1", -10), call("2", 10)];
    let ids = |join| {
        let mut ids: Vec<String> = claimed(join, &rows, &calls)
            .into_iter()
            .map(|id| id.0)
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(Join::ById), ["1"]);
    assert_eq!(ids(Join::ByParties), ["1", "r2"]);
}
