//! Whatever the calls are: marks open what they say, and sums are what a walk over the calls finds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::query::{Hours, ListField, Shift, SpanField, Term, TermTest, Weekday};

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
            directions,
            min_talk_s,
            answered,
            recorded,
            ..CallFilter::default()
        },
    )
}

/// Fewer than `most` calls, and a question about them.
fn asked(most: usize) -> impl Strategy<Value = (Vec<Call>, CallQuery)> {
    let made = prop::collection::vec(made(), 0..most);
    (made, bounds(), prop::sample::select(&ZONES[..]), filters()).prop_map(
        |(made, (from, to), zone, filter)| {
            let query = CallQuery {
                range: range(&from, &to, zone),
                filter,
                sort: Vec::new(),
            };
            (calls_of(&made), query)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn every_mark_opens_as_many_calls_as_it_says((calls, query) in asked(40)) {
        let shelf = shelf(&calls);
        let shown = picture(&shelf, &query);
        let insights = shown.insights();
        let filter = &query.filter;

        let totals = shelf.totals(&query.range.resolve().expect("range"), filter).expect("totals");
        prop_assert_eq!((insights.total.calls, insights.total.recorded, insights.talk_s), (totals.calls, totals.recordings, totals.talk_s));
        let mut end = query.range.resolve().expect("range").start;
        for period in &insights.periods {
            let part = range(&period.from, &period.to, &query.range.zone);
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
    fn every_sum_is_what_a_walk_over_the_calls_finds((calls, query) in asked(60)) {
        let shelf = shelf(&calls);
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
                let part = range(&period.from, &period.to, &query.range.zone).resolve().expect("range");
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
