//! Pictures of made-up calls, held against a plain reading of what each number means.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, tz::TimeZone};
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    app::{DirectoryEntry, DirectoryKind},
    call::{Call, CallStatus},
    catalogue::{AccountKey, Catalogue, Change, Circumstances, Intake, RecordingRow, Shelf},
    ids::{CallId, RecordingId},
    query::{CallFilter, CallQuery, Hours, ListField, Shift, SpanField, Term, TermTest, Weekday},
    time::{RangeInput, UtcRange},
};

/// Changes of 60 and 30 minutes, at midnight, skipping and repeating it; Newfoundland did so a minute past it until 2011.
const ZONES: [&str; 6] = [
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Havana",
    "America/St_Johns",
    "Asia/Kathmandu",
];
const DIRECTION_OF: [Direction; 4] = Direction::ASKABLE;
const STATUS_OF: [CallStatus; 3] = [
    CallStatus::Answered,
    CallStatus::Unanswered,
    CallStatus::Busy,
];

fn call(id: &str, started: &str) -> Call {
    Call {
        id: CallId::from(id),
        recording_id: None,
        listed: true,
        direction: Direction::Inbound,
        extension: "101".to_owned(),
        extension_name: String::new(),
        other: "+491701".to_owned(),
        caller: "+491701".to_owned(),
        caller_name: String::new(),
        callee: "101".to_owned(),
        callee_name: String::new(),
        destination: "101".to_owned(),
        did: String::new(),
        trunk: String::new(),
        queue: String::new(),
        started: started.parse().expect("time"),
        answered: None,
        ended: None,
        ring_s: 5,
        talk_s: 30,
        status: CallStatus::Answered,
        end_reason: String::new(),
    }
}

fn recorded(id: &str, started: &str) -> Call {
    Call {
        recording_id: Some(RecordingId::from(id)),
        ..call(id, started)
    }
}

fn shelf(calls: &[Call]) -> Shelf {
    let account = AccountKey {
        server: "https://pbx.example.com:8887".to_owned(),
        domain: "example.com".to_owned(),
        user: "qa".to_owned(),
    };
    let shelf = Catalogue::in_memory()
        .expect("opens")
        .shelf(&account)
        .expect("shelf");
    let everything = UtcRange {
        start: "1990-01-01T00:00:00Z".parse().expect("time"),
        end: "2060-01-01T00:00:00Z".parse().expect("time"),
        zone: TimeZone::UTC,
    };
    let recordings = calls.iter().filter_map(|call| {
        Some(RecordingRow {
            id: call.recording_id.clone()?,
            caller: call.caller.clone(),
            caller_name: String::new(),
            callee: call.callee.clone(),
            callee_name: String::new(),
            started: Some(call.started),
            ended: None,
        })
    });
    let recordings = Change::Recordings(recordings.collect());
    let mut intake = Intake::begin(
        shelf.clone(),
        &everything,
        Circumstances::of_tenant(everything.end),
    )
    .expect("begins");
    intake
        .apply(&[Change::Calls(calls.to_vec()), recordings])
        .expect("applies");
    shelf
}

fn range(from: &str, to: &str, zone: &str) -> RangeInput {
    RangeInput {
        from: from.to_owned(),
        to: to.to_owned(),
        zone: zone.to_owned(),
    }
}

fn question(range: RangeInput) -> CallQuery {
    CallQuery {
        range,
        filter: CallFilter::default(),
        sort: Vec::new(),
    }
}

fn picture(shelf: &Shelf, query: &CallQuery) -> Picture {
    Picture::of(shelf, query, &CancellationToken::new())
        .expect("can be asked")
        .expect("nobody cancelled it")
}

const BY_NUMBER: ExtensionOrder = ExtensionOrder {
    column: ExtensionColumn::Extension,
    descending: false,
};

fn sum<'t>(tallies: impl IntoIterator<Item = &'t Tally>) -> Tally {
    tallies
        .into_iter()
        .fold(Tally::default(), |sum, one| sum.plus(*one))
}

/// What opening Calls with this range and filter would count.
fn opened(shelf: &Shelf, range: &RangeInput, filter: &CallFilter) -> (u32, u32) {
    let totals = shelf
        .totals(&range.resolve().expect("range"), filter)
        .expect("totals");
    (totals.calls, totals.recordings)
}

fn narrowed(filter: &CallFilter, answered: bool, recorded: Option<bool>) -> Option<CallFilter> {
    let fits = |had: Option<bool>, want: bool| had.is_none_or(|had| had == want);
    let fit = fits(filter.answered, answered)
        && recorded.is_none_or(|recorded| fits(filter.recorded, recorded));
    fit.then(|| CallFilter {
        answered: Some(answered),
        recorded: recorded.or(filter.recorded),
        ..filter.clone()
    })
}

/// Seconds from the middle of the ranges under test, direction, status, ring, talk, extension, recorded.
type Made = (i64, usize, usize, u32, u32, usize, bool);

fn made() -> impl Strategy<Value = Made> {
    // Close to the changes of clocks, or anywhere.
    let near = (0..4_usize, -7_200..7_200_i64).prop_map(|(change, off)| {
        // Autumn and spring of 2010 in Newfoundland and Europe, and Cairo's of 2024.
        let at = [
            "2010-11-07T02:30:00Z",
            "2010-03-14T03:31:00Z",
            "2010-10-31T01:00:00Z",
            "2024-10-31T21:00:00Z",
        ];
        at[change].parse::<Timestamp>().expect("time").as_second() + off
    });
    let anywhere = 1_262_300_000..1_325_400_000_i64;
    let when = prop_oneof![near, anywhere];
    (
        when,
        0..4_usize,
        0..3_usize,
        0..200_u32,
        0..8_000_u32,
        0..4_usize,
        any::<bool>(),
    )
}

fn calls_of(made: &[Made]) -> Vec<Call> {
    let one = |(place, made): (usize, &Made)| {
        let (at, direction, status, ring_s, talk_s, extension, recorded) = *made;
        Call {
            started: Timestamp::from_second(at).expect("time"),
            direction: DIRECTION_OF[direction],
            status: STATUS_OF[status],
            extension: ["101", "102", "1000", ""][extension].to_owned(),
            recording_id: recorded.then(|| RecordingId(place.to_string())),
            ring_s,
            talk_s,
            ..call(&place.to_string(), "2026-01-01T00:00:00Z")
        }
    };
    made.iter().enumerate().map(one).collect()
}

fn bounds() -> impl Strategy<Value = (String, String)> {
    let days = prop_oneof![
        Just(("2010-11-06", "2010-11-08")),
        Just(("2010-10-01", "2010-11-30")),
        Just(("2010-03-14", "2010-03-14")),
        Just(("2010-01-01", "2011-12-31")),
        Just(("2010-01-02", "2024-12-30")),
        Just(("1990-01-01", "2059-12-31")),
    ];
    let times = prop_oneof![Just(""), Just("T00:00"), Just("T00:01"), Just("T08:30")];
    let ends = prop_oneof![Just(""), Just("T23:30"), Just("T23:59:59"), Just("T12:00")];
    (days, times, ends)
        .prop_map(|((from, to), start, end)| (format!("{from}{start}"), format!("{to}{end}")))
}

fn filters() -> impl Strategy<Value = CallFilter> {
    let yes_no = || prop::option::weighted(0.3, any::<bool>());
    let talk = prop::option::weighted(0.3, 0..300_u32);
    let directions = prop_oneof![
        3 => Just(Vec::new()),
        1 => Just(vec![Direction::Inbound]),
        1 => Just(vec![Direction::Internal, Direction::Transit]),
    ];
    (yes_no(), yes_no(), talk, directions).prop_map(
        |(answered, recorded, min_talk_s, directions)| CallFilter {
            answered,
            recorded,
            min_talk_s,
            directions,
            ..CallFilter::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn every_mark_opens_as_many_calls_as_it_says(
        made in prop::collection::vec(made(), 0..40),
        (from, to) in bounds(),
        zone in 0..ZONES.len(),
        filter in filters(),
    ) {
        let shelf = shelf(&calls_of(&made));
        let query = CallQuery { range: range(&from, &to, ZONES[zone]), filter, sort: Vec::new() };
        let shown = picture(&shelf, &query);
        let insights = shown.insights();
        let filter = &query.filter;

        let totals = shelf.totals(&query.range.resolve().expect("range"), filter).expect("totals");
        prop_assert_eq!((insights.total.calls, insights.total.recorded, insights.talk_s), (totals.calls, totals.recordings, totals.talk_s));
        let mut end = query.range.resolve().expect("range").start;
        for period in &insights.periods {
            let part = range(&period.from, &period.to, ZONES[zone]);
            let span = part.resolve().expect("a period is a range");
            prop_assert_eq!(span.start, end, "periods follow one another: {} to {}", &period.from, &period.to);
            prop_assert_eq!(i64::from(period.minutes), span.end.duration_since(span.start).as_secs() / 60);
            end = span.end;
            let tally = sum(&period.directions);
            prop_assert_eq!((tally.calls, tally.recorded), opened(&shelf, &part, filter), "{} to {}", &period.from, &period.to);
            let answered = narrowed(filter, true, None).map_or(0, |filter| opened(&shelf, &part, &filter).0);
            let missing = narrowed(filter, true, Some(false)).map_or(0, |filter| opened(&shelf, &part, &filter).0);
            prop_assert_eq!((tally.answered, tally.missing), (answered, missing));
            for (direction, tally) in insights.directions.iter().zip(&period.directions) {
                let one = CallFilter { directions: vec![*direction], ..filter.clone() };
                prop_assert_eq!((tally.calls, tally.recorded), opened(&shelf, &part, &one));
            }
        }
        prop_assert_eq!(end, query.range.resolve().expect("range").end);
        let besides = |test: TermTest, not: bool| {
            let mut filter = filter.clone();
            filter.terms.push(Term { not, test });
            opened(&shelf, &query.range, &filter)
        };
        for hour in &insights.week {
            let from = u16::try_from(hour.hour).expect("an hour");
            let hours = Hours { from_min: from * 60, to_min: (from + 1) % 24 * 60 };
            let days = vec![Weekday::ALL[hour.weekday as usize - 1]];
            let tally = sum(&hour.directions);
            let shift = Shift { hours: vec![hours], days };
            prop_assert_eq!((tally.calls, tally.recorded), besides(TermTest::Shift { shift }, false), "{:?}", hour);
        }
        for bin in &insights.ring {
            let ring = TermTest::Between { field: SpanField::Ring, min: Some(bin.min_s), max: bin.max_s };
            prop_assert_eq!(bin.calls, besides(ring, false).0, "{:?}", bin);
        }
        for row in &shown.extensions(BY_NUMBER, 0, 500).rows {
            let nobody = row.extension.is_empty();
            let any = vec![if nobody { "*".to_owned() } else { row.extension.clone() }];
            let side = TermTest::OneOf { field: ListField::Side, any };
            prop_assert_eq!((row.tally.calls, row.tally.recorded), besides(side, nobody), "{}", &row.extension);
        }
        for bin in &insights.talk {
            let within = CallFilter {
                min_talk_s: Some(bin.min_s.max(filter.min_talk_s.unwrap_or(0))),
                max_talk_s: bin.max_s,
                ..filter.clone()
            };
            let possible = bin.max_s.is_none_or(|max| max >= filter.min_talk_s.unwrap_or(0));
            let found = narrowed(&within, true, None).filter(|_| possible);
            prop_assert_eq!(bin.calls, found.map_or(0, |filter| opened(&shelf, &query.range, &filter).0), "{:?}", bin);
        }
    }

    #[test]
    fn every_sum_is_what_a_walk_over_the_calls_finds(
        made in prop::collection::vec(made(), 0..60),
        (from, to) in bounds(),
        zone in 0..ZONES.len(),
        filter in filters(),
    ) {
        let shelf = shelf(&calls_of(&made));
        let query = CallQuery { range: range(&from, &to, ZONES[zone]), filter, sort: Vec::new() };
        let shown = picture(&shelf, &query);
        let insights = shown.insights();
        let span = query.range.resolve().expect("range");
        let mut found = Vec::new();
        shelf.for_each(&span, &query.filter, &mut |call| { found.push(call); Ok(()) }).expect("read");

        let count = |test: &dyn Fn(&Call) -> bool| found.iter().filter(|call| test(call)).count() as u32;
        for hour in &insights.week {
            let here = |call: &Call| {
                let local = span.zone.to_datetime(call.started);
                (local.weekday().to_monday_one_offset() as u32, local.hour() as u32) == (hour.weekday, hour.hour)
            };
            prop_assert_eq!(sum(&hour.directions).calls, count(&here), "{:?}", hour);
            for (direction, tally) in insights.directions.iter().zip(&hour.directions) {
                prop_assert_eq!(tally.answered, count(&|call| here(call) && call.direction == *direction && call.status == CallStatus::Answered));
            }
        }
        for bin in &insights.ring {
            prop_assert_eq!(bin.calls, count(&|call| call.ring_s >= bin.min_s && bin.max_s.is_none_or(|max| call.ring_s <= max)));
        }
        prop_assert_eq!(insights.ring_s, found.iter().map(|call| call.ring_s).sum::<u32>());

        let numbers: BTreeSet<&str> = found.iter().map(|call| call.extension.as_str()).collect();
        let page = shown.extensions(BY_NUMBER, 0, 500);
        prop_assert_eq!(page.rows.len(), numbers.len());
        prop_assert_eq!(sum(page.rows.iter().map(|row| &row.tally)), insights.total, "extensions add up");
        for row in &page.rows {
            let own: Vec<&Call> = found.iter().filter(|call| call.extension == row.extension).collect();
            prop_assert_eq!(row.tally.calls as usize, own.len());
            prop_assert_eq!(row.talk_s, own.iter().map(|call| call.talk_s).sum::<u32>());
            prop_assert_eq!(row.holes, holes(&own, &span.zone));
            let cells = |number: fn(&CoverageCell) -> u32| row.coverage.iter().map(number).sum::<u32>();
            prop_assert_eq!(cells(|cell| cell.calls), row.tally.calls);
            prop_assert_eq!(cells(|cell| cell.answered), row.tally.answered);
            prop_assert_eq!(cells(|cell| cell.missing), row.tally.missing);
            prop_assert_eq!(cells(|cell| cell.holes), row.holes);
            for cell in &row.coverage {
                let period = &insights.periods[cell.period as usize];
                let part = range(&period.from, &period.to, ZONES[zone]).resolve().expect("range");
                let inside = own.iter().filter(|call| part.start <= call.started && call.started < part.end).count();
                prop_assert_eq!(cell.calls as usize, inside);
            }
        }
    }
}

/// Days with answered calls and no recording of any of them, when there are recordings at all.
fn holes(calls: &[&Call], zone: &TimeZone) -> u32 {
    let mut days: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    for call in calls
        .iter()
        .filter(|call| call.status == CallStatus::Answered)
    {
        let day = days.entry(day_of(call, zone)).or_default();
        day.0 += 1;
        day.1 += u32::from(call.recording_id.is_some());
    }
    let any = calls.iter().any(|call| call.recording_id.is_some());
    let bare = days.values().filter(|(_, recorded)| any && *recorded == 0);
    bare.count() as u32
}

/// The day that a call counts for: the date that a range has to name to find it.
fn day_of(call: &Call, zone: &TimeZone) -> jiff::civil::Date {
    let local = zone.to_datetime(call.started).date();
    let has = |day: jiff::civil::Date| {
        let start = crate::time::day_start(day, zone).expect("day");
        let end = crate::time::day_start(day.tomorrow().expect("day"), zone).expect("day");
        start <= call.started && call.started < end
    };
    [
        local,
        local.tomorrow().expect("day"),
        local.yesterday().expect("day"),
    ]
    .into_iter()
    .find(|day| has(*day))
    .expect("every moment is in a day")
}

#[test]
fn a_day_of_the_clock_change_has_its_hours() {
    // Berlin has 02:00 to 03:00 twice on the 25th of October 2026, and not at all on the 29th of March.
    let shelf = shelf(&[
        call("a", "2026-10-25T00:30:00Z"),
        call("b", "2026-10-25T01:30:00Z"),
        call("c", "2026-03-29T01:30:00Z"),
    ]);
    let autumn = picture(
        &shelf,
        &question(range("2026-10-24", "2026-10-26", "Europe/Berlin")),
    );
    let minutes: Vec<u32> = autumn
        .insights()
        .periods
        .iter()
        .map(|day| day.minutes)
        .collect();
    assert_eq!(minutes, [1440, 1500, 1440], "25 hours");
    let hours = |picture: &Picture| -> Vec<(u32, u32, u32)> {
        let week = picture.insights().week.iter();
        week.map(|hour| (hour.weekday, hour.hour, sum(&hour.directions).calls))
            .filter(|(_, _, calls)| *calls > 0)
            .collect()
    };
    assert_eq!(
        hours(&autumn),
        [(7, 2, 2)],
        "both of the hours that are called two o'clock"
    );
    let spring = picture(
        &shelf,
        &question(range("2026-03-29", "2026-03-29", "Europe/Berlin")),
    );
    assert_eq!(spring.insights().periods[0].minutes, 1380, "23 hours");
    assert_eq!(hours(&spring), [(7, 3, 1)], "there is no two o'clock");
}

#[test]
fn long_ranges_are_told_in_weeks_months_and_years() {
    let shelf = shelf(&[call("a", "2026-06-03T12:00:00Z")]);
    let of = |from: &str, to: &str| {
        let shown = picture(&shelf, &question(range(from, to, "UTC")));
        let Insights {
            unit,
            periods,
            total,
            ..
        } = shown.insights();
        assert_eq!(total.calls, 1, "{from} to {to}");
        let last = periods.last().expect("a range has periods");
        (
            *unit,
            periods.len(),
            periods[1].from.clone(),
            last.from.clone(),
            last.to.clone(),
        )
    };
    let text = str::to_owned;
    assert_eq!(
        of("2026-01-01", "2027-02-04"),
        (
            PeriodUnit::Day,
            400,
            text("2026-01-02"),
            text("2027-02-04"),
            text("2027-02-04")
        )
    );
    assert_eq!(
        of("2026-01-01", "2027-02-05"),
        (
            PeriodUnit::Week,
            58,
            text("2026-01-05"),
            text("2027-02-01"),
            text("2027-02-05")
        ),
        "weeks begin on Monday; the first and the last are cut"
    );
    assert_eq!(
        of("2020-01-15", "2028-01-15T12:00"),
        (
            PeriodUnit::Month,
            97,
            text("2020-02-01"),
            text("2028-01-01"),
            text("2028-01-15T12:00")
        )
    );
    assert_eq!(
        of("1000-01-01", "9998-12-31"),
        (
            PeriodUnit::Year,
            8999,
            text("1001-01-01"),
            text("9998-01-01"),
            text("9998-12-31")
        )
    );
}

#[test]
fn a_hole_is_a_day_without_recordings_of_one_who_is_recorded() {
    let other = |call: Call| Call {
        extension: "102".to_owned(),
        ..call
    };
    let missed = Call {
        status: CallStatus::Unanswered,
        ..call("e", "2026-11-03T09:00:00Z")
    };
    let shelf = shelf(&[
        recorded("a", "2026-11-01T09:00:00Z"),
        call("b", "2026-11-01T10:00:00Z"),
        call("c", "2026-11-02T09:00:00Z"),
        call("d", "2026-11-02T10:00:00Z"),
        missed,
        other(call("f", "2026-11-01T09:00:00Z")),
        other(call("g", "2026-11-02T09:00:00Z")),
    ]);
    let name = DirectoryEntry {
        number: "101".to_owned(),
        name: "Ana".to_owned(),
        kind: DirectoryKind::Extension,
        seen: false,
    };
    shelf.set_directory(&[name]).expect("entered");
    let page = picture(&shelf, &question(range("2026-11-01", "2026-11-03", "UTC")))
        .extensions(BY_NUMBER, 0, 9);
    let [ana, nobody] = page.rows.as_slice() else {
        panic!("two extensions: {page:?}");
    };
    assert_eq!((ana.name.as_str(), nobody.name.as_str()), ("Ana", ""));
    assert_eq!(
        (ana.holes, nobody.holes),
        (1, 0),
        "102 is not recorded at all: that is no hole"
    );
    let cell = |period, calls, answered, missing, holes| CoverageCell {
        period,
        calls,
        answered,
        missing,
        holes,
    };
    assert_eq!(
        ana.coverage,
        [
            cell(0, 2, 2, 1, 0),
            cell(1, 2, 2, 2, 1),
            cell(2, 1, 0, 0, 0)
        ],
        "partly recorded, a hole, and nothing to record"
    );
}

#[test]
fn extensions_come_in_the_order_and_pages_that_are_asked_for() {
    let of = |id: &str, extension: &str, talk_s, status| Call {
        extension: extension.to_owned(),
        talk_s,
        status,
        ..call(id, "2026-11-01T09:00:00Z")
    };
    let (yes, no) = (CallStatus::Answered, CallStatus::Busy);
    let shelf = shelf(&[
        of("a", "101", 10, yes),
        of("b", "101", 10, no),
        of("c", "1000", 90, yes),
        of("d", "99", 5, no),
    ]);
    let shown = picture(&shelf, &question(range("2026-11-01", "2026-11-01", "UTC")));
    let order = |column, descending| -> Vec<String> {
        let rows = shown
            .extensions(ExtensionOrder { column, descending }, 0, 9)
            .rows;
        rows.into_iter().map(|row| row.extension).collect()
    };
    assert_eq!(
        order(ExtensionColumn::Extension, false),
        ["99", "101", "1000"],
        "as people count"
    );
    assert_eq!(
        order(ExtensionColumn::Calls, true),
        ["101", "99", "1000"],
        "equal ones by number"
    );
    assert_eq!(order(ExtensionColumn::TalkS, true), ["1000", "101", "99"]);
    assert_eq!(
        order(ExtensionColumn::Answered, false),
        ["99", "101", "1000"]
    );
    let page = shown.extensions(BY_NUMBER, 1, 1);
    assert_eq!(
        (
            page.rows.len(),
            page.total,
            page.most_calls,
            page.most_talk_s
        ),
        (1, 3, 2, 90)
    );
    assert_eq!(page.rows[0].extension, "101");
    assert!(
        shown.extensions(BY_NUMBER, 7, 9).rows.is_empty(),
        "past the end there is nothing"
    );
}

#[test]
fn a_cancelled_picture_is_none() {
    let shelf = shelf(&[call("a", "2026-11-01T09:00:00Z")]);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let query = question(range("2026-11-01", "2026-11-01", "UTC"));
    assert!(
        Picture::of(&shelf, &query, &cancel)
            .expect("no failure")
            .is_none()
    );
}

#[test]
fn tables_are_safe_to_open_and_say_what_is_drawn() {
    let shelf = shelf(&[Call {
        extension: "=1+1".to_owned(),
        ..recorded("a", "2026-11-02T09:00:00Z")
    }]);
    let shown = picture(&shelf, &question(range("2026-11-01", "2026-11-02", "UTC")));
    let text = |table| String::from_utf8(shown.csv(table).expect("written")).expect("UTF-8");
    assert_eq!(
        text(InsightsTable::Periods),
        "\u{feff}day,until,minutes,direction,calls,answered,recorded,answered_not_recorded\r\n\
         2026-11-01,2026-11-01,1440,inbound,0,0,0,0\r\n\
         2026-11-02,2026-11-02,1440,inbound,1,1,1,0\r\n"
    );
    assert_eq!(
        text(InsightsTable::Extensions),
        "\u{feff}extension,extension_name,talk_s,days_without_recording,calls,answered,recorded,answered_not_recorded\r\n\
         '=1+1,,30,0,1,1,1,0\r\n"
    );
    assert_eq!(
        text(InsightsTable::Coverage),
        "\u{feff}extension,extension_name,day,until,calls,answered,answered_not_recorded,days_without_recording\r\n\
         '=1+1,,2026-11-02,2026-11-02,1,1,0,0\r\n"
    );
    assert!(text(InsightsTable::Week).contains("\r\nMonday,9,inbound,1,1,1,0\r\n"));
    assert!(text(InsightsTable::Ring).contains("\r\n5,9,1\r\n"));
    assert!(
        text(InsightsTable::Talk).ends_with("7200,,0\r\n"),
        "the last has no end"
    );
}
