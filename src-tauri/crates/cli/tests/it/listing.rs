//! `calls` and `recordings`.

use demo_pbx::{Company, Fault, Options, PathKind, Rule, company};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::{Value, json};

use crate::support::{Bench, Ended, Home, MONDAY, last_weekday, piped, takes_part};

/// The columns of `calls.csv` as `design.md` has them.
const COLUMNS: &str = "call_id,recording_id,direction,extension,extension_name,caller,caller_name,callee,callee_name,\
    did,trunk,queue,started_utc,answered_utc,ended_utc,started_local,zone,ring_s,talk_s,audio_s,status,end_reason,\
    files,paths,bytes,sha256,result,reason";

fn ids<'a>(calls: impl IntoIterator<Item = &'a company::Call>) -> Vec<String> {
    calls.into_iter().map(company::Call::id_text).collect()
}

#[test]
fn demo_lists_a_day_of_the_company() {
    let home = Home::new();
    let day = last_weekday();
    let date = day.to_string();
    let listed = home
        .run(&[
            "calls", "--demo", "--from", &date, "--to", &date, "--output", "jsonl",
        ])
        .expect(0)
        .says("Europe/London");
    let company = Company::new(&Options::default()).unwrap();
    let zone = TimeZone::get("Europe/London").unwrap();
    let start = |day: Date| day.to_zoned_datetime(zone.clone()).unwrap().timestamp();
    let expected = ids(company.calls_between(start(day), start(day + 1.day())));
    assert!(expected.len() > 100, "a weekday is busy");
    assert_eq!(
        listed.ids(),
        expected,
        "every call of the day, once, ascending"
    );
}

#[test]
fn days_are_local_and_daylight_saving_is_kept() {
    let bench = Bench::small();
    let list = |arguments: &[&str]| {
        bench
            .run(&[&["calls", "--output", "jsonl"], arguments].concat())
            .expect(0)
    };
    let monday = list(&["--from", MONDAY, "--to", MONDAY]);
    assert_eq!(
        monday.ids(),
        ids(bench.monday_calls()),
        "the tenant's zone unless told otherwise"
    );
    let sunday = list(&["--from", "2026-03-29", "--to", "2026-03-29"]);
    assert_eq!(
        sunday.ids(),
        ids(bench.calls("2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z")),
        "the day summer time begins has 23 hours"
    );
    let far = list(&[
        "--from",
        "2026-03-28",
        "--to",
        MONDAY,
        "--zone",
        "Asia/Kuala_Lumpur",
    ]);
    assert_eq!(
        far.ids(),
        ids(bench.calls("2026-03-27T16:00:00Z", "2026-03-30T16:00:00Z"))
    );
    for row in far.json_lines() {
        assert_eq!(row["zone"], "Asia/Kuala_Lumpur");
        let local = row["started_local"].as_str().unwrap();
        assert!(local.ends_with("+08:00"), "{local}");
        let at = |text: &Value| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        assert_eq!(at(&row["started_local"]), at(&row["started_utc"]));
    }
    let morning = list(&["--from", "2026-03-30T08:00", "--to", "2026-03-30T12:00"]);
    assert_eq!(
        morning.ids(),
        ids(bench.calls("2026-03-30T07:00:00Z", "2026-03-30T11:00:00Z")),
        "a moment as the end is not included"
    );
}

#[test]
fn selections_find_what_they_say() {
    let bench = Bench::small();
    let list = |command: &str, arguments: &[&str]| {
        bench
            .run(
                &[
                    &[
                        command, "--from", MONDAY, "--to", MONDAY, "--output", "jsonl",
                    ],
                    arguments,
                ]
                .concat(),
            )
            .expect(0)
            .ids()
    };
    let expected = |test: &dyn Fn(&company::Call) -> bool| {
        let found = ids(bench.monday_calls().iter().filter(|call| test(call)));
        assert!(!found.is_empty(), "the company has such calls");
        found
    };
    assert_eq!(
        list("calls", &["--extension", "101,110-112"]),
        expected(&|call| ["101", "110", "111", "112"]
            .iter()
            .any(|number| takes_part(call, number)))
    );
    assert_eq!(
        list("recordings", &[]),
        expected(&|call| call.recording.is_some())
    );
    assert_eq!(
        list("calls", &["--with-recording", "no"]),
        expected(&|call| call.recording.is_none())
    );
    assert_eq!(
        list("calls", &["--answered", "no"]),
        expected(&|call| call.answered_at.is_none())
    );
    assert_eq!(
        list("calls", &["--direction", "outbound,internal"]),
        expected(&|call| matches!(
            call.direction,
            company::Direction::OutboundCall | company::Direction::ExtensionCall
        ))
    );
    assert_eq!(
        list("calls", &["--min-talk", "3s", "--max-talk", "4s"]),
        expected(&|call| (3..=4).contains(&call.duration()))
    );
    let one = bench.monday_calls()[7].id_text();
    assert_eq!(list("calls", &["--id", &one]), [one]);
    assert_eq!(
        list("calls", &["--filter", "-ext:101 talk:>3s"]),
        expected(&|call| !takes_part(call, "101") && call.duration() > 3)
    );
    assert_eq!(
        list(
            "recordings",
            &[
                "--filter",
                "-answered:no dir:out,internal",
                "--direction",
                "outbound"
            ]
        ),
        expected(&|call| call.recording.is_some()
            && call.answered_at.is_some()
            && call.direction == company::Direction::OutboundCall),
        "the filter and the flags must both hold"
    );
    // London is an hour ahead of UTC on that day.
    assert_eq!(
        list("calls", &["--filter", "time:10:00-12:30 day:mon"]),
        expected(&|call| {
            let time = call.started_at.to_string()[11..16].to_owned();
            ("09:00".."11:30").contains(&time.as_str())
        })
    );
}

#[test]
fn rows_have_the_columns_of_the_tables() {
    let bench = Bench::small();
    let day = ["--from", MONDAY, "--to", MONDAY];
    let csv = bench
        .run(&[&["calls", "--output", "csv"], &day[..]].concat())
        .expect(0);
    let mut lines = csv.out.lines();
    assert_eq!(
        lines.next(),
        Some(COLUMNS),
        "the header, without a byte-order mark"
    );
    assert_eq!(lines.count(), bench.monday_calls().len());
    let jsonl = bench
        .run(&[&["recordings", "--output", "jsonl"], &day[..]].concat())
        .expect(0);
    for (line, row) in jsonl.out.lines().zip(jsonl.json_lines()) {
        let keys = row.as_object().unwrap();
        assert_eq!(keys.len(), COLUMNS.split(',').count(), "{line}");
        for column in COLUMNS.split(',') {
            assert!(keys.contains_key(column), "{column} in {line}");
        }
        assert!(row["call_id"].is_string(), "ids are text: {line}");
        assert_eq!(row["recording_id"], row["call_id"]);
        for unknown in ["audio_s", "files", "bytes"] {
            assert!(
                matches!(&row[unknown], Value::Null) || row[unknown] == "",
                "{unknown} is not known from a list: {line}"
            );
        }
    }
}

#[test]
fn foreign_text_cannot_command_the_terminal() {
    let bench = Bench::small();
    let row = json!({
        "id": "1", "caller": "+15550100", "caller_display_name": "Eve\u{1b}]0;owned\u{7}\u{1b}[2J\r\u{9b}31m\u{202e}",
        "callee": "102", "callee_display_name": "a\nb", "started_at": "2026-03-30T10:00:00Z",
        "answered_at": "2026-03-30T10:00:01Z", "ended_at": "2026-03-30T10:00:04Z", "direction": "INBOUND_CALL",
        "status_code": 0, "destination": "102", "end_reason": "x\u{1b}[31m",
    });
    let answer = |items: Value| Fault::Instead {
        status: 200,
        content_type: "application/json".to_owned(),
        body: json!({"count": items.as_array().unwrap().len(), "items": items}).to_string(),
    };
    bench
        .pbx
        .faults()
        .add(Rule::new(answer(json!([row]))).on([PathKind::Cdrs]));
    bench
        .pbx
        .faults()
        .add(Rule::new(answer(json!([]))).on([PathKind::Recordings]));
    let day = ["calls", "--from", MONDAY, "--to", MONDAY];
    let table = bench.run(&day).expect(0);
    assert_eq!(table.out.lines().count(), 2, "{}", table.out);
    assert!(table.out.contains("Eve"), "{}", table.out);
    for text in [&table.out, &table.err] {
        assert!(
            !text
                .chars()
                .any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'),
            "{text:?}"
        );
    }
    let data = bench
        .run(&[&day[..], &["--output", "jsonl"]].concat())
        .expect(0);
    assert!(
        data.json_lines()[0]["caller_name"]
            .as_str()
            .unwrap()
            .starts_with("Eve"),
        "data keeps what the PBX says"
    );
    assert!(
        !data.out.contains('\u{1b}'),
        "JSON escapes control characters"
    );
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let bench = Bench::small();
    let mut child = piped(bench.command(&["calls", "--from", "2026-03-27", "--output", "jsonl"]))
        .spawn()
        .unwrap();
    // As `head` does, only before the first row.
    drop(child.stdout.take());
    Ended::wait(child).expect(0);
}

#[test]
fn a_count_that_is_not_met_is_partial() {
    let bench = Bench::small();
    bench.pbx.faults().update(|plan| plan.lists.count_off = 3);
    let listed = bench
        .run(&[
            "calls", "--from", MONDAY, "--to", MONDAY, "--output", "jsonl",
        ])
        .expect(1)
        .says("warning");
    assert_eq!(
        listed.ids(),
        ids(bench.monday_calls()),
        "what is there is listed all the same"
    );
}

#[test]
fn coverage_speaks_of_the_range_that_was_asked() {
    let bench = Bench::small();
    let recorded = bench
        .monday_calls()
        .iter()
        .filter(|call| call.recording.is_some())
        .count();
    let calls = bench.monday_calls().len();
    bench
        .run(&["calls", "--from", MONDAY, "--to", MONDAY])
        .expect(0)
        .says(&format!("calls: {calls} received, {calls} counted"))
        .says(&format!("{recorded} of them belong to the range"));
}

#[test]
fn an_empty_result_says_why() {
    let bench = Bench::small();
    let list = |arguments: &[&str]| bench.run(&[&["calls"], arguments].concat()).expect(0);
    list(&["--from", "1999-01-01", "--to", "1999-01-02"]).says("no call in this range");
    list(&["--from", MONDAY, "--to", MONDAY, "--id", "1"]).says("fits the selection");
}
