//! Recordings that the PBX lists and does not hand out: exit code 1, each with its reason.

use demo_pbx::{Fault, PathKind, Rule};

use crate::support::{Bench, MONDAY, small};

/// Exports with one recording spoilt; the others must be there, the one with that result.
fn spoilt(rules: impl IntoIterator<Item = Rule>, result: &str) {
    let bench = Bench::start(small());
    let mut ids = bench.recorded("101");
    let victim = ids.remove(1);
    for rule in rules {
        bench.pbx.faults().add(rule.ids([victim.clone()]));
    }
    bench
        .export("101", &[])
        .expect(1)
        .says("partial")
        .says(&format!("1 {result}"))
        .says(&victim);
    let out = bench.out();
    let lines = out.manifest();
    let gap = lines
        .iter()
        .find(|line| line["recording_id"] == *victim)
        .expect("the gap has a line");
    assert_eq!(gap["result"], result, "{gap}");
    assert!(gap["path"].is_null(), "a gap has no file: {gap}");
    assert!(
        gap["reason"]
            .as_str()
            .is_some_and(|reason| !reason.is_empty()),
        "the reason is said: {gap}"
    );
    let row = out
        .rows()
        .into_iter()
        .find(|row| row["call_id"] == victim)
        .unwrap();
    assert_eq!(row["result"], result);
    let files: usize = ids
        .iter()
        .map(|id| bench.pbx.company().recording(id).unwrap().files.len())
        .sum();
    assert_eq!(out.audio().len(), files, "all the others, nothing half");
    out.sums_are_right();

    bench.pbx.faults().clear();
    bench.export("101", &[]).expect(0);
    ids.insert(1, victim);
    bench.out().holds(&bench.pbx, &ids);
}

#[test]
fn gone() {
    for status in [404, 410] {
        spoilt([Rule::blobs(Fault::Status(status))], "gone");
    }
}

#[test]
fn not_allowed() {
    spoilt([Rule::blobs(Fault::Status(403))], "not_allowed");
    spoilt([Rule::blobs(Fault::Html)], "not_allowed");
}

#[test]
fn no_files() {
    let empty = Fault::Instead {
        status: 200,
        content_type: "application/json".to_owned(),
        body: r#"{"count":0,"items":[]}"#.to_owned(),
    };
    spoilt([Rule::new(empty).on([PathKind::Recording])], "no_recording");
}

#[test]
fn broken_server() {
    spoilt([Rule::blobs(Fault::Status(500))], "failed");
}

#[test]
fn a_body_that_is_always_cut_off_never_gets_a_name() {
    spoilt([Rule::blobs(Fault::Truncate(0.5))], "failed");
}

#[test]
fn a_body_that_is_cut_off_once_is_fetched_again() {
    let bench = Bench::small();
    bench
        .pbx
        .faults()
        .add(Rule::blobs(Fault::Truncate(0.5)).times(1));
    bench.export("101", &[]).expect(0);
    bench.out().holds(&bench.pbx, &bench.recorded("101"));
    assert!(bench.pbx.counters().faults["truncate"] > 0);
}

#[test]
fn calls_without_a_recording_are_no_gap() {
    let bench = Bench::small();
    let id = bench
        .monday_calls()
        .iter()
        .find(|call| call.recording.is_none())
        .unwrap()
        .id_text();
    bench
        .run(&["export", "--from", MONDAY, "--id", &id, "--dest", "out"])
        .expect(0);
    assert_eq!(bench.out().rows().len(), 1);
    assert!(bench.out().audio().is_empty());
}
