//! What a reading leaves behind: slices replaced, recordings joined in any order, nothing twice.

use super::*;
use crate::{catalogue::Held, query::CallFilter};

pub(super) fn begin(shelf: &Shelf, end: i64) -> Intake {
    begin_range(shelf, &range(0, end))
}

fn rows(shelf: &Shelf, end: i64) -> Vec<(String, bool)> {
    let calls = shelf
        .page(&range(0, end), &CallFilter::default(), &[], 0, 500)
        .expect("page");
    calls
        .into_iter()
        .map(|call| (call.id.0, call.recording_id.is_some()))
        .collect()
}

fn listed(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
    rows.iter()
        .map(|(id, recorded)| ((*id).to_owned(), *recorded))
        .collect()
}

#[test]
fn recordings_and_calls_join_in_any_order() {
    let batches = [
        Change::Calls(vec![call("1", 10), call("2", 20)]),
        Change::Recordings(vec![recording("2", 25), recording("3", 35)]),
        Change::Calls(vec![call("3", 30)]),
    ];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let shelf = shelf();
        let mut intake = begin(&shelf, 100);
        for index in order {
            intake
                .apply(std::slice::from_ref(&batches[index]))
                .expect("applies");
        }
        assert_eq!(
            rows(&shelf, 100),
            listed(&[("1", false), ("2", true), ("3", true)]),
            "{order:?}"
        );
        assert_eq!(
            intake.held(),
            Held {
                calls: 3,
                recordings: 2
            },
            "{order:?}"
        );
        assert_eq!(intake.unclaimed().expect("joined"), []);
    }
}

#[test]
fn a_batch_twice_is_there_once() {
    let shelf = shelf();
    let mut intake = begin(&shelf, 100);
    let batch = [
        Change::Calls(vec![call("1", 10)]),
        Change::Recordings(vec![recording("1", 15)]),
    ];
    for _ in 0..3 {
        assert_eq!(
            intake.apply(&batch).expect("applies"),
            Held {
                calls: 1,
                recordings: 1
            }
        );
    }
    let mut moved = call("1", 40);
    moved.talk_s = 99;
    intake
        .apply(&[Change::Calls(vec![moved.clone()])])
        .expect("applies");
    moved.recording_id = Some(RecordingId::from("1"));
    assert_eq!(
        shelf.call(&CallId::from("1")).expect("read"),
        Some(moved),
        "the later row replaces the earlier one, and keeps its recording"
    );
    assert_eq!(shelf.held(&range(0, 100)).expect("held"), (1, 1));
}

#[test]
fn a_whole_slice_drops_what_the_pbx_no_longer_has() {
    let shelf = shelf();
    let mut first = begin(&shelf, 200);
    let calls = vec![call("1", 10), call("2", 20), call("3", 30), call("9", 150)];
    first
        .apply(&[
            Change::Calls(calls),
            Change::Recordings(vec![recording("1", 15), recording("3", 35)]),
        ])
        .expect("applies");
    let mut second = begin(&shelf, 200);
    second
        .apply(&[Change::Calls(vec![call("1", 10), call("3", 30)])])
        .expect("applies");
    assert_eq!(
        rows(&shelf, 200).len(),
        4,
        "until the slice is whole, nothing goes"
    );
    let held = second
        .apply(&[slice_end(SliceKind::Calls, 0, 100, 2, 2)])
        .expect("applies");
    assert_eq!(
        rows(&shelf, 200),
        listed(&[("1", true), ("3", true), ("9", false)]),
        "call 9 is in another slice"
    );
    assert_eq!(
        held,
        Held {
            calls: 3,
            recordings: 2
        }
    );
    second
        .apply(&[
            Change::Recordings(vec![recording("3", 35)]),
            slice_end(SliceKind::Recordings, 0, 100, 1, 1),
        ])
        .expect("applies");
    assert_eq!(
        rows(&shelf, 200),
        listed(&[("1", false), ("3", true), ("9", false)]),
        "recording 1 is gone"
    );
    assert_eq!(
        second.held(),
        Held {
            calls: 3,
            recordings: 1
        }
    );
}

#[test]
fn a_slice_that_stays_short_keeps_everything() {
    let shelf = shelf();
    begin(&shelf, 100)
        .apply(&[Change::Calls(vec![call("1", 10), call("2", 20)])])
        .expect("applies");
    let mut second = begin(&shelf, 100);
    let short = [
        Change::Calls(vec![call("1", 10)]),
        slice_end(SliceKind::Calls, 0, 100, 2, 1),
    ];
    second.apply(&short).expect("applies");
    assert_eq!(
        rows(&shelf, 100),
        listed(&[("1", false), ("2", false)]),
        "the PBX counts two, so the one it did not send is kept"
    );
}

#[test]
fn an_older_reading_never_undoes_a_newer_one() {
    let shelf = shelf();
    let mut old = begin(&shelf, 100);
    let mut new = begin(&shelf, 100);
    let mut fresh = call("1", 10);
    fresh.talk_s = 77;
    new.apply(&[
        Change::Calls(vec![fresh.clone(), call("2", 20)]),
        slice_end(SliceKind::Calls, 0, 100, 2, 2),
    ])
    .expect("applies");
    old.apply(&[
        Change::Calls(vec![call("1", 10)]),
        slice_end(SliceKind::Calls, 0, 100, 1, 1),
    ])
    .expect("applies");
    assert_eq!(shelf.call(&CallId::from("1")).expect("read"), Some(fresh));
    assert_eq!(
        rows(&shelf, 100).len(),
        2,
        "call 2 is newer than the old reading"
    );
    assert_eq!(
        old.settle(&[]).expect("settles"),
        Held {
            calls: 2,
            recordings: 0
        },
        "the last count is exact"
    );
}

#[test]
fn recordings_without_a_call_become_rows_and_go_when_their_call_comes() {
    let shelf = shelf();
    let mut intake = begin(&shelf, 100);
    let recordings = vec![recording("1", 15), recording("7", 50), recording("8", 130)];
    intake
        .apply(&[
            Change::Calls(vec![call("1", 10)]),
            Change::Recordings(recordings),
        ])
        .expect("applies");
    let alone = intake.unclaimed().expect("joined");
    assert_eq!(
        alone,
        [recording("7", 50)],
        "1 has its call, 8 starts after the range"
    );
    let mut orphan = call("7", 50);
    (orphan.listed, orphan.recording_id) = (false, Some(RecordingId::from("7")));
    let held = intake
        .settle(std::slice::from_ref(&orphan))
        .expect("settles");
    assert_eq!(
        held,
        Held {
            calls: 1,
            recordings: 2
        },
        "a row without a call is no call"
    );
    assert_eq!(rows(&shelf, 100), listed(&[("1", true), ("7", true)]));
    let mut next = begin(&shelf, 100);
    next.apply(&[
        Change::Calls(vec![call("7", 45)]),
        Change::Recordings(vec![recording("7", 50)]),
    ])
    .expect("applies");
    assert_eq!(next.unclaimed().expect("joined"), []);
    next.settle(&[]).expect("settles");
    let found = shelf
        .call(&CallId::from("7"))
        .expect("read")
        .expect("there");
    assert!(
        found.listed && found.recording_id.is_some(),
        "the call took the place of the row"
    );
    assert_eq!(shelf.held(&range(0, 100)).expect("held"), (2, 2));
}

#[test]
fn rows_of_earlier_readings_without_a_call_go_when_the_recording_is_gone() {
    let shelf = shelf();
    let mut orphan = call("7", 50);
    (orphan.listed, orphan.recording_id) = (false, Some(RecordingId::from("7")));
    let mut intake = begin(&shelf, 100);
    intake
        .apply(&[Change::Recordings(vec![recording("7", 50)])])
        .expect("applies");
    intake.settle(&[orphan]).expect("settles");
    assert_eq!(rows(&shelf, 100).len(), 1);
    let mut next = begin(&shelf, 100);
    next.apply(&[slice_end(SliceKind::Recordings, 0, 100, 0, 0)])
        .expect("applies");
    next.settle(&[]).expect("settles");
    assert_eq!(rows(&shelf, 100), []);
}

#[test]
fn a_call_takes_a_recording_that_came_with_an_earlier_range() {
    let shelf = shelf();
    let mut earlier = begin(&shelf, 100);
    earlier
        .apply(&[Change::Recordings(vec![recording("8", 130)])])
        .expect("applies");
    let mut intake = begin_range(&shelf, &range(100, 200));
    let held = intake
        .apply(&[Change::Calls(vec![call("8", 120)])])
        .expect("applies");
    assert_eq!(
        held,
        Held {
            calls: 1,
            recordings: 1
        }
    );
}

#[test]
fn a_failed_batch_leaves_nothing() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let mut intake = begin(&shelf, 100);
    catalogue.forget(&account("qa")).expect("forgets");
    assert!(
        intake.apply(&[Change::Calls(vec![call("1", 10)])]).is_err(),
        "the account is gone"
    );
    assert_eq!(intake.held(), Held::default());
    let again = catalogue.shelf(&account("qa")).expect("shelf");
    assert_eq!(again.held(&range(0, 100)).expect("held"), (0, 0));
}

#[test]
fn calls_without_a_recording_are_found_by_their_end() {
    let shelf = shelf();
    let day = 86_400;
    let unanswered = Call {
        answered: None,
        ..call("unanswered", 3 * day)
    };
    let endless = Call {
        ended: None,
        ..call("endless", 3 * day)
    };
    let calls = [
        call("early", 10),
        call("recorded", 3 * day),
        call("bare", 3 * day + 1),
        call("later", 3 * day + 50),
        unanswered,
        endless,
    ];
    let mut intake = begin(&shelf, 9 * day);
    intake
        .apply(&[
            Change::Calls(calls.to_vec()),
            Change::Recordings(vec![recording("recorded", 3 * day + 5)]),
        ])
        .expect("applies");
    let found = |since: i64| -> Vec<String> {
        let found = shelf.unrecorded(&range(0, 3 * day + 50), at(since));
        let found = found.expect("reads").into_iter();
        found.map(|call| call.id.0).collect()
    };
    // Each call of this test ends 35 seconds after its start.
    assert_eq!(
        found(3 * day),
        ["bare"],
        "one of the range, answered and bare"
    );
    assert_eq!(found(3 * day + 36), ["bare"]);
    assert!(found(3 * day + 37).is_empty(), "it ended before that");
    assert_eq!(found(40), ["early", "bare"]);
    let asked = ["bare", "endless", "unheard"].map(|id| CallId(id.to_owned()));
    let known = shelf.known(asked.to_vec()).expect("reads");
    assert_eq!(known.len(), 2, "{known:?}");
}
