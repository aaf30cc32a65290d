//! The log of who exported what.

use std::fs;

use crate::support::Bench;

#[test]
fn exports_are_noted_and_tampering_is_found() {
    let bench = Bench::small();
    let none = bench.home.run(&["activity"]).expect(0);
    assert_eq!(none.out, "", "nothing has happened");
    bench.home.run(&["activity", "--verify"]).expect(0);
    bench.export("101", &[]).expect(0);
    bench.export("101", &["--dry-run"]).expect(0);
    let shown = bench.home.run(&["activity"]).expect(0);
    let lines: Vec<_> = shown.out.lines().collect();
    assert_eq!(lines.len(), 2, "a dry run exports nothing: {}", shown.out);
    assert!(lines[0].contains("export_started") && lines[0].contains("qa.lead@"));
    let recorded = bench.recorded("101").len();
    assert!(
        lines[1].contains(&format!("{recorded} recordings, 0 missing")),
        "{}",
        lines[1]
    );
    let csv = bench.home.run(&["activity", "--output", "csv"]).expect(0);
    assert_eq!(csv.out.lines().count(), 3);
    assert!(csv.out.starts_with("seq,at,action,"));
    let raw = bench.home.run(&["activity", "--output", "jsonl"]).expect(0);
    let last: serde_json::Value = serde_json::from_str(raw.out.lines().last().unwrap()).unwrap();
    assert_eq!(
        (last["seq"].as_u64(), last["outcome"].as_str()),
        (Some(2), Some("complete"))
    );
    assert!(last["folder"].as_str().unwrap().ends_with("out"));

    let path = bench.home.path("data").join("activity.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, raw.out, "jsonl is the log as it stands");
    fs::write(&path, text.replacen("qa.lead", "nobody1", 1)).unwrap();
    let found = bench.home.run(&["activity", "--verify"]).expect(1);
    assert_eq!(found.out, "line 1 of activity.jsonl was changed\n");
}

#[test]
fn a_log_that_cannot_be_written_holds_up_no_export() {
    let bench = Bench::small();
    bench.home.run(&["profiles"]).expect(0);
    fs::create_dir(bench.home.path("data").join("activity.jsonl")).unwrap();
    let done = bench.export("101", &[]).expect(0);
    assert!(
        done.err
            .contains("entries of the activity log were not written"),
        "{}",
        done.err
    );
}
