//! Terms in SQL: lists, spans, names, and shifts across changes of the clocks.

use proptest::prelude::*;

use super::*;
use crate::{
    catalogue::{sql::Selection, tests::filters::asked},
    error::Error,
    marks::{Mark, NoteInput},
    query::{self, CallFilter, Hours, Shift, Term, TermTest, Weekday},
    time::RangeInput,
};

fn parsed(line: &str) -> CallFilter {
    query::parse(line).expect(line)
}

/// The ids that a filter finds, by walking and by looking up what can be.
fn found(shelf: &Shelf, span: &UtcRange, filter: &CallFilter) -> Vec<String> {
    let calls = shelf.page(span, filter, &[], 0, 500).expect("page");
    let reader = shelf.store().reader().expect("reader");
    let selection = Selection::new(shelf.account(), span, filter).expect("valid");
    let looked_up = selection.shortened(&reader).expect("looked up");
    assert_eq!(
        asked(shelf, &looked_up, &[]),
        calls,
        "looked up: {filter:?}"
    );
    calls.into_iter().map(|call| call.id.0).collect()
}

#[test]
fn a_name_in_capitals_is_found_where_its_small_letters_are_others() {
    let shelf = shelf();
    let weiss = Call {
        caller_name: "ANA WEISS".to_owned(),
        ..call("1", 1)
    };
    fill(&shelf, &range(0, 100), &[weiss]);
    let found = |line: &str| found(&shelf, &range(0, 100), &parsed(line));
    assert_eq!(found("from:weiß"), ["1"]);
    assert_eq!(found("from:*weiß"), ["1"]);
}

/// Four calls that differ in what is asked below.
fn company() -> Shelf {
    let shelf = shelf();
    let calls = [
        Call {
            caller: "101".to_owned(),
            caller_name: "Anna Öz".to_owned(),
            callee: "+49301".to_owned(),
            destination: String::new(),
            direction: Direction::Outbound,
            queue: String::new(),
            ring_s: 12,
            ..call("a", 1)
        },
        Call {
            caller: "+4930".to_owned(),
            caller_name: "100%_sure".to_owned(),
            callee: "8001".to_owned(),
            destination: "205".to_owned(),
            queue: "8001".to_owned(),
            status: CallStatus::Busy,
            end_reason: "BUSY HERE".to_owned(),
            ..call("b", 2)
        },
        Call {
            caller: "0205".to_owned(),
            trunk: "carrier b, Köln".to_owned(),
            extension: "0205".to_owned(),
            recording_id: Some(RecordingId::from("c")),
            ..call("c", 3)
        },
        Call {
            caller: "299".to_owned(),
            callee_name: "Åsa \"x\"".to_owned(),
            did: "*57".to_owned(),
            trunk: String::new(),
            extension: String::new(),
            ..call("d", 4)
        },
    ];
    fill(&shelf, &range(0, 100), &calls);
    shelf
}

#[test]
fn each_field_finds_what_it_says_and_its_denial_the_rest() {
    let shelf = company();
    let span = range(0, 100);
    for (line, expected) in [
        ("from:101", "a"),
        ("from:101,0205", "a c"),
        ("from:200-299", "d"),
        ("from:anna", "a"),
        ("from:100%", "b"),
        ("from:+49*", "b"),
        ("from:\"anna ö\"", "a"),
        ("to:205", "b"),
        ("to:+49301", "a"),
        ("to:200-300", "b"),
        ("to:åsa,\"x\\\"\"", "d"),
        ("to:Åsa", "d"),
        ("direction:out", "a"),
        ("status:busy,failed", "b"),
        ("end:\"busy here\"", "b"),
        ("end:busy*", "b"),
        ("end:*here", "b"),
        ("end:_USY*", ""),
        ("did:\\*57,\\**", "d"),
        ("trunk:\"CARRIER B, Köln\"", "c"),
        ("trunk:carrier*", "a b c"),
        ("trunk:*", "a b c"),
        ("queue:8000", "c d"),
        ("queue:*", "b c d"),
        ("ring:>10s", "a"),
        ("ring:..5s", "b c d"),
        ("ring:12", "a"),
        ("recorded:yes", "c"),
        ("answered:no", "b"),
        ("number:301,\"49 30 1\"", "a b c"),
        ("text:anna,köln", "a c"),
        ("text:\"köln carrier\"", "c"),
        ("id:a,d", "a d"),
        ("ext:205,299 ext:200-210", "b"),
        ("from:101 to:101", ""),
        ("side:101", "a b"),
        ("side:*", "a b c"),
    ] {
        let filter = parsed(line);
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(found(&shelf, &span, &filter), expected, "{line}");
        // Every condition of the line turned round, one at a time: what is denied is exactly the rest.
        for term in filter.into_terms() {
            let only = |not| CallFilter {
                terms: vec![Term {
                    not,
                    test: term.test.clone(),
                }],
                ..CallFilter::default()
            };
            let mut both = found(&shelf, &span, &only(false));
            both.extend(found(&shelf, &span, &only(true)));
            both.sort();
            assert_eq!(both, ["a", "b", "c", "d"], "{line}: {term:?}");
        }
    }
}

#[test]
fn marks_are_found_and_so_are_calls_without_them() {
    let shelf = company();
    let span = range(0, 100);
    let put = |ids: &str, mark: Mark| {
        shelf
            .mark(&span, &parsed(&format!("id:{ids}")), mark, at(50))
            .expect("marked");
    };
    let tag = |name: &str| Mark::Tag {
        name: name.to_owned(),
    };
    put("a,b", tag("Beschwerde Ö"));
    put("b", tag("VIP"));
    put("b,c", Mark::Reviewed { reviewed: true });
    put("c", Mark::Reviewed { reviewed: false });
    put("c", Mark::Rating { rating: Some(4) });
    put("d", Mark::Rating { rating: Some(2) });
    let note = NoteInput {
        call: CallId::from("d"),
        file_index: None,
        at_ms: None,
        text: "call back".to_owned(),
    };
    shelf.write_note(&note, at(60)).expect("written");
    for (line, expected) in [
        ("tag:\"beschwerde ö\"", "a b"),
        ("tag:BESCHWERDE*,vip", "a b"),
        ("tag:vip tag:beschwerde*", "b"),
        ("-tag:vip", "a c d"),
        ("tag:*", "a b"),
        ("-tag:*", "c d"),
        ("reviewed:yes", "b"),
        ("reviewed:no", "a c d"),
        ("rating:>=3", "c"),
        ("rating:2..4", "c d"),
        ("-rating:1..5", "a b"),
        ("notes:yes", "d"),
        ("notes:no tag:*", "a b"),
    ] {
        let expected: Vec<&str> = expected.split_whitespace().collect();
        assert_eq!(found(&shelf, &span, &parsed(line)), expected, "{line}");
    }
    let counted = shelf.totals(&span, &parsed("-tag:vip")).expect("totals");
    assert_eq!(counted.calls, 3, "totals ask the same");
    put("a", tag("vip"));
    let counted = shelf.totals(&span, &parsed("-tag:vip")).expect("totals");
    assert_eq!(counted.calls, 2, "a mark is seen at once");
}

#[test]
fn a_filter_too_large_for_sqlite_is_refused_and_one_at_the_limit_is_asked() {
    let shelf = company();
    let span = range(0, 100);
    let many = |count: usize| -> CallFilter {
        let names: Vec<String> = (0..count).map(|n| format!("anna{n}*")).collect();
        parsed(&format!("-to:{} -from:x", names.join(",")))
    };
    assert_eq!(
        found(&shelf, &span, &many(299)).len(),
        4,
        "the limit itself can be asked"
    );
    let words = CallFilter {
        text: Some("a ".repeat(301)),
        ..CallFilter::default()
    };
    let long = CallFilter {
        terms: vec![Term::is(TermTest::OneOf {
            field: query::ListField::Trunk,
            any: vec!["x".repeat(1001)],
        })],
        ..CallFilter::default()
    };
    for filter in [many(300), words, long] {
        assert!(
            matches!(
                shelf.page(&span, &filter, &[], 0, 1),
                Err(Error::InvalidInput { .. })
            ),
            "told in words, not by SQLite"
        );
    }
    let list = CallFilter {
        terms: vec![Term {
            not: true,
            test: TermTest::OneOf {
                field: query::ListField::Queue,
                any: (0..50_000).map(|n| n.to_string()).collect(),
            },
        }],
        ..CallFilter::default()
    };
    assert_eq!(
        found(&shelf, &span, &list),
        ["a"],
        "plain lists have no limit"
    );
}

fn civil(from: &str, to: &str, zone: &str) -> UtcRange {
    let range = RangeInput {
        from: from.to_owned(),
        to: to.to_owned(),
        zone: zone.to_owned(),
    };
    range.resolve().expect("range")
}

/// A call every so many minutes of a range, named by its local start.
fn every(minutes: i64, span: &UtcRange) -> (Shelf, Vec<Call>) {
    let shelf = shelf();
    let mut calls = Vec::new();
    let mut at = span.start;
    while at < span.end {
        let name = at
            .to_zoned_datetime(span.zone.clone())
            .strftime("%a %H:%M %z")
            .to_string();
        calls.push(Call {
            id: CallId(name),
            started: at,
            ..call("", 0)
        });
        at += jiff::SignedDuration::from_mins(minutes);
    }
    fill(&shelf, span, &calls);
    (shelf, calls)
}

#[test]
fn nights_of_weekdays_end_on_the_morning_after() {
    let week = civil("2026-11-02", "2026-11-08", "Asia/Kuala_Lumpur");
    let (shelf, _) = every(180, &week);
    let nights = found(&shelf, &week, &parsed("time:21:00-03:00 day:fri-sat,mon"));
    let short: Vec<&str> = nights.iter().map(|name| &name[..9]).collect();
    assert_eq!(
        short,
        [
            "Mon 21:00",
            "Tue 00:00",
            "Fri 21:00",
            "Sat 00:00",
            "Sat 21:00",
            "Sun 00:00"
        ],
        "and 00:00 on Monday belongs to Sunday's night"
    );
}

#[test]
fn the_night_the_clocks_change_has_all_its_hours() {
    for (from, to, hours) in [
        // Back from 03:00 to 02:00: a night of nine hours; forward: one of seven.
        ("2026-10-24", "2026-10-25", 9),
        ("2026-03-28", "2026-03-29", 7),
        ("2026-11-14", "2026-11-15", 8),
    ] {
        let span = civil(from, to, "Europe/Berlin");
        let (shelf, _) = every(60, &span);
        let night = found(&shelf, &span, &parsed("time:22:00-06:00 day:sat"));
        assert_eq!(night.len(), hours, "{from}: {night:?}");
        let day = found(&shelf, &span, &parsed("-time:22:00-06:00"));
        assert!(
            day.iter()
                .all(|name| ("06:00".."22:00").contains(&&name[4..9])),
            "{from}: {day:?}"
        );
    }
}

/// The same by the calendar, call by call.
fn in_shift(call: &Call, shift: &Shift, span: &UtcRange) -> bool {
    let local = call.started.to_zoned_datetime(span.zone.clone()).datetime();
    shift.hours.iter().any(|hours| {
        let since = local - jiff::SignedDuration::from_mins(i64::from(hours.from_min));
        let minutes = i64::from(since.hour()) * 60 + i64::from(since.minute());
        let weekday = Weekday::ALL[since.date().weekday().to_monday_zero_offset() as usize];
        minutes < i64::from(hours.length_min()) && shift.days.contains(&weekday)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn shifts_in_sql_are_those_of_the_calendar(
        zone in prop::sample::select(&["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"][..]),
        hours in prop::collection::vec((0..1440_u16, 0..1440_u16), 1..3),
        days in prop::collection::vec(prop::sample::select(&Weekday::ALL[..]), 1..7),
        first in prop::sample::select(&["2026-02-10", "2026-03-01", "2026-03-25", "2026-10-01", "2026-10-30"][..]),
        not in any::<bool>(),
    ) {
        let from: jiff::civil::Date = first.parse().expect("date");
        let to = from + jiff::ToSpan::days(17);
        let span = civil(first, &to.to_string(), zone);
        let (shelf, calls) = every(97, &span);
        let hours = hours.into_iter().map(|(from_min, to_min)| Hours { from_min, to_min });
        let shift = Shift::new(hours.collect(), days);
        let expected: Vec<&str> = calls.iter().filter(|call| in_shift(call, &shift, &span) != not).map(|call| call.id.as_str()).collect();
        let filter = CallFilter { terms: vec![Term { not, test: TermTest::Shift { shift } }], ..CallFilter::default() };
        prop_assert_eq!(found(&shelf, &span, &filter), expected);
    }
}
