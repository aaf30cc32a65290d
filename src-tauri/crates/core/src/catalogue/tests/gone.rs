//! What the PBX listed once and no longer does.

use super::*;
use crate::{catalogue::Gone, query::CallFilter};

/// Reads 0..100 with these calls and recordings, whole, at that second.
fn read(shelf: &Shelf, calls: &[&str], recordings: &[&str], when: i64) {
    let mut intake = Intake::begin(shelf.clone(), &range(0, 100), read_at(when)).expect("begins");
    let start = |id: &str| 10 * id.parse::<i64>().expect("a number");
    let rows: Vec<Call> = calls.iter().map(|id| call(id, start(id))).collect();
    let sound = recordings
        .iter()
        .map(|id| recording(id, start(id) + 5))
        .collect();
    let (calls, recordings) = (rows.len() as u64, recordings.len() as u64);
    intake
        .apply(&[
            Change::Calls(rows),
            Change::Recordings(sound),
            slice_end(SliceKind::Calls, 0, 100, calls, calls),
            slice_end(SliceKind::Recordings, 0, 100, recordings, recordings),
        ])
        .expect("applies");
    let orphans: Vec<Call> = intake
        .unclaimed()
        .expect("joined")
        .into_iter()
        .map(|row| Call {
            listed: false,
            recording_id: Some(row.id.clone()),
            started: row.started.expect("has a time"),
            queue: String::new(),
            ..call(row.id.as_str(), 0)
        })
        .collect();
    intake.settle(&orphans).expect("settles");
}

fn shown(shelf: &Shelf, gone: bool) -> Vec<String> {
    let filter = CallFilter {
        gone,
        ..CallFilter::default()
    };
    let calls = shelf
        .page(&range(0, 100), &filter, &[], 0, 500)
        .expect("page");
    let totals = shelf.totals(&range(0, 100), &filter).expect("totals");
    assert_eq!(
        totals.calls as usize,
        calls.len(),
        "the sums are of the same calls"
    );
    calls.into_iter().map(|call| call.id.0).collect()
}

fn gone(shelf: &Shelf, id: &str) -> Gone {
    let id = CallId::from(id);
    let gone = shelf.gone(std::iter::once(&id)).expect("reads");
    gone.get(&id).copied().unwrap_or_default()
}

#[test]
fn a_call_that_is_gone_is_kept_apart_and_may_come_back() {
    let shelf = shelf();
    read(&shelf, &["1", "2", "3"], &["2"], 1000);
    assert_eq!(
        (shown(&shelf, false).len(), shown(&shelf, true).len()),
        (3, 0)
    );
    read(&shelf, &["1", "3"], &[], 2000);
    assert_eq!(
        shown(&shelf, false),
        ["1", "3"],
        "hidden from what the PBX has"
    );
    assert_eq!(
        shelf.held(&range(0, 100)).expect("held"),
        (2, 0),
        "and from what is held"
    );
    assert_eq!(shown(&shelf, true), ["2"]);
    assert_eq!(
        gone(&shelf, "2"),
        Gone {
            call: Some(at(2000)),
            recording: Some(at(2000))
        }
    );
    let kept = shelf
        .call(&CallId::from("2"))
        .expect("reads")
        .expect("is kept");
    assert_eq!(
        (kept.queue.as_str(), kept.talk_s),
        ("8000", 30),
        "with all it said"
    );
    let mut walked = Vec::new();
    shelf
        .for_each(&range(0, 100), &CallFilter::default(), &mut |call| {
            walked.push(call.id.0);
            Ok(())
        })
        .expect("walks");
    assert_eq!(walked, ["1", "3"], "an export sees what the PBX has");
    read(&shelf, &["1", "2", "3"], &["2"], 3000);
    assert_eq!(shown(&shelf, false), ["1", "2", "3"]);
    assert_eq!(shown(&shelf, true), Vec::<String>::new(), "it is back");
    assert_eq!(gone(&shelf, "2"), Gone::default());
}

#[test]
fn it_is_gone_since_it_was_first_missed() {
    let shelf = shelf();
    read(&shelf, &["1", "2"], &[], 1000);
    read(&shelf, &["1"], &[], 2000);
    read(&shelf, &["1"], &[], 3000);
    assert_eq!(gone(&shelf, "2").call, Some(at(2000)));
}

#[test]
fn a_call_whose_recording_alone_is_gone_says_so() {
    let shelf = shelf();
    read(&shelf, &["1"], &["1"], 1000);
    read(&shelf, &["1"], &[], 2000);
    assert_eq!(
        gone(&shelf, "1"),
        Gone {
            call: None,
            recording: Some(at(2000))
        }
    );
    assert_eq!(shelf.held(&range(0, 100)).expect("held"), (1, 0));
    read(&shelf, &["1"], &["1"], 3000);
    assert_eq!(gone(&shelf, "1"), Gone::default(), "it came back");
}

#[test]
fn a_call_that_is_gone_and_its_recording_is_not() {
    let shelf = shelf();
    read(&shelf, &["1", "2"], &["2"], 1000);
    read(&shelf, &["1"], &["2"], 2000);
    assert_eq!(
        shown(&shelf, false),
        ["1", "2"],
        "the recording is a row of its own"
    );
    assert_eq!(gone(&shelf, "2").call, None, "so it is not told as gone");
    read(&shelf, &["1"], &[], 3000);
    assert_eq!(shown(&shelf, true), ["2"]);
    let kept = shelf
        .call(&CallId::from("2"))
        .expect("reads")
        .expect("is kept");
    assert!(
        kept.listed && kept.queue == "8000",
        "the call says more than its recording: {kept:?}"
    );
}

#[test]
fn a_slice_that_stays_short_sets_nothing_aside() {
    let shelf = shelf();
    read(&shelf, &["1", "2"], &[], 1000);
    let mut short = begin_range(&shelf, &range(0, 100));
    short
        .apply(&[
            Change::Calls(vec![call("1", 10)]),
            slice_end(SliceKind::Calls, 0, 100, 2, 1),
        ])
        .expect("applies");
    assert_eq!(
        (shown(&shelf, false).len(), shown(&shelf, true).len()),
        (2, 0)
    );
}
