//! Filters, orders and pages in SQL, held against a plain reading of their documentation.

use std::cmp::Ordering;

use proptest::prelude::*;
use rusqlite::params_from_iter;

use super::*;
use crate::{
    catalogue::{pages::Page, row, sql::Selection},
    error::Error,
    query::{CallFilter, ExtensionSet, SortColumn, SortKey},
};

/// The documented meaning of a filter, without SQL.
fn matches(filter: &CallFilter, call: &Call) -> bool {
    let extensions = ExtensionSet::parse(&filter.extensions).expect("valid");
    let plain = |text: &str| {
        text.chars()
            .filter(|c| !" -()/[].".contains(*c))
            .collect::<String>()
            .to_lowercase()
    };
    let number = plain(filter.number.as_deref().unwrap_or_default());
    let numbers = [&call.caller, &call.callee, &call.destination, &call.did];
    let texts = [
        &call.caller,
        &call.caller_name,
        &call.callee,
        &call.callee_name,
        &call.destination,
        &call.extension_name,
        &call.did,
        &call.trunk,
        &call.queue,
        &call.end_reason,
    ];
    (extensions.is_empty()
        || [&call.caller, &call.callee, &call.destination]
            .iter()
            .any(|number| extensions.contains(number)))
        && (filter.directions.is_empty() || filter.directions.contains(&call.direction))
        && numbers.iter().any(|one| plain(one).contains(&number))
        && filter.min_talk_s.is_none_or(|min| call.talk_s >= min)
        && filter.max_talk_s.is_none_or(|max| call.talk_s <= max)
        && filter
            .answered
            .is_none_or(|answered| answered == (call.status == CallStatus::Answered))
        && filter
            .recorded
            .is_none_or(|recorded| recorded == call.recording_id.is_some())
        && filter
            .text
            .as_deref()
            .unwrap_or_default()
            .split_whitespace()
            .all(|word| {
                let word = word.to_lowercase();
                texts.iter().any(|text| text.to_lowercase().contains(&word))
            })
        && (filter.ids.is_empty() || filter.ids.contains(&call.id))
}

fn compare(sort: &[SortKey], a: &Call, b: &Call) -> Ordering {
    let by = |column| match column {
        SortColumn::Started => a.started.cmp(&b.started),
        SortColumn::Direction => a.direction.as_str().cmp(b.direction.as_str()),
        SortColumn::Extension => a.extension.cmp(&b.extension),
        SortColumn::ExtensionName => a
            .extension_name
            .to_ascii_lowercase()
            .cmp(&b.extension_name.to_ascii_lowercase()),
        SortColumn::Other => a.other.cmp(&b.other),
        SortColumn::TalkS => a.talk_s.cmp(&b.talk_s),
        SortColumn::RingS => a.ring_s.cmp(&b.ring_s),
        SortColumn::Queue => a.queue.cmp(&b.queue),
        SortColumn::Did => a.did.cmp(&b.did),
        SortColumn::Trunk => a
            .trunk
            .to_ascii_lowercase()
            .cmp(&b.trunk.to_ascii_lowercase()),
        SortColumn::Status => a.status.as_str().cmp(b.status.as_str()),
        SortColumn::EndReason => a.end_reason.cmp(&b.end_reason),
        SortColumn::Recorded => a.recording_id.is_some().cmp(&b.recording_id.is_some()),
        // Nobody has written anything here; `tests/marks.rs` has orders by marks.
        SortColumn::Tags
        | SortColumn::Reviewed
        | SortColumn::Rating
        | SortColumn::Notes
        | SortColumn::Findings => Ordering::Equal,
    };
    let towards =
        |order: Ordering, descending: bool| if descending { order.reverse() } else { order };
    let by_start = sort
        .iter()
        .rev()
        .find(|key| key.column == SortColumn::Started)
        .is_some_and(|key| key.descending);
    sort.iter()
        .map(|key| towards(by(key.column), key.descending))
        .chain([
            a.started.cmp(&b.started),
            towards(a.id.cmp(&b.id), by_start),
        ])
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

const NUMBERS: [&str; 12] = [
    "101",
    "102",
    "0101",
    "199",
    "200",
    "250",
    "2*0",
    "21*",
    "+49 (30) 123-45",
    "*57",
    "",
    "1.0/1",
];
const NAMES: [&str; 6] = ["Ana", "ÄNNE Öz", "İpek", "O'Neil %_\"", "", "ana"];
pub(super) const COLUMNS: [SortColumn; 18] = [
    SortColumn::Started,
    SortColumn::Direction,
    SortColumn::Extension,
    SortColumn::ExtensionName,
    SortColumn::Other,
    SortColumn::TalkS,
    SortColumn::RingS,
    SortColumn::Queue,
    SortColumn::Did,
    SortColumn::Trunk,
    SortColumn::Status,
    SortColumn::EndReason,
    SortColumn::Recorded,
    SortColumn::Tags,
    SortColumn::Reviewed,
    SortColumn::Rating,
    SortColumn::Notes,
    SortColumn::Findings,
];
const DIRECTIONS: [Direction; 5] = [
    Direction::Inbound,
    Direction::Outbound,
    Direction::Internal,
    Direction::Transit,
    Direction::Unknown,
];
const STATUSES: [CallStatus; 5] = [
    CallStatus::Answered,
    CallStatus::Unanswered,
    CallStatus::Busy,
    CallStatus::Cancelled,
    CallStatus::Failed,
];

fn any_call() -> impl Strategy<Value = Call> {
    let number = || prop::sample::select(&NUMBERS[..]);
    let name = || prop::sample::select(&NAMES[..]);
    let numbers = (number(), number(), number(), number(), number(), number());
    let names = (name(), name(), name(), name());
    let rest = (
        prop::sample::select(&DIRECTIONS[..]),
        prop::sample::select(&STATUSES[..]),
        0..4_u32,
        0..4_u32,
        0..8_i64,
        any::<bool>(),
    );
    (numbers, names, rest).prop_map(
        |(numbers, names, (direction, status, talk_s, ring_s, started, recorded))| Call {
            caller: numbers.0.to_owned(),
            callee: numbers.1.to_owned(),
            destination: numbers.2.to_owned(),
            did: numbers.3.to_owned(),
            extension: numbers.4.to_owned(),
            other: numbers.5.to_owned(),
            queue: numbers.4.to_owned(),
            caller_name: names.0.to_owned(),
            callee_name: names.1.to_owned(),
            extension_name: names.2.to_owned(),
            trunk: names.3.to_owned(),
            end_reason: names.0.to_owned(),
            direction,
            status,
            talk_s,
            ring_s,
            recording_id: recorded.then(|| RecordingId::from("set by fill")),
            ..call("", started)
        },
    )
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    prop::collection::vec(any_call(), 0..40).prop_map(|mut calls| {
        for (n, call) in calls.iter_mut().enumerate() {
            call.id = CallId(format!("{}", (n * 7919) % 1000));
            call.recording_id = call
                .recording_id
                .take()
                .map(|_| RecordingId(call.id.0.clone()));
        }
        calls
    })
}

fn filter() -> impl Strategy<Value = CallFilter> {
    let extensions = prop::collection::vec(
        prop::sample::select(&["101", "*57", "200-299", "0100-0199", "1-9", "102 199"][..]),
        0..3,
    );
    let number = prop::option::of(prop::sample::select(
        &["01", "4930", "(30) 1", "--", "*", "%", "101|", "'"][..],
    ));
    let text = prop::option::of(prop::sample::select(
        &[
            "ana",
            "ÄN",
            "i\u{307}p",
            "101 an",
            "%",
            "_",
            "\"",
            "",
            "O'NEIL ana",
            "öz\tänne",
            "nel",
            "%_\"",
            "ANA änne",
        ][..],
    ));
    let ids = prop::collection::vec((0..1000_usize).prop_map(|n| CallId(n.to_string())), 0..2);
    let flags = (
        prop::option::of(any::<bool>()),
        prop::option::of(any::<bool>()),
    );
    let talk = (prop::option::of(0..3_u32), prop::option::of(2..5_u32));
    let directions = prop::collection::vec(prop::sample::select(&DIRECTIONS[..]), 0..3);
    (extensions, number, text, ids, flags, talk, directions).prop_map(
        |(extensions, number, text, ids, flags, talk, directions)| {
            let talk = if talk.0.zip(talk.1).is_some_and(|(min, max)| min > max) {
                (None, talk.1)
            } else {
                talk
            };
            CallFilter {
                extensions: extensions.into_iter().map(str::to_owned).collect(),
                directions,
                number: number.map(str::to_owned),
                min_talk_s: talk.0,
                max_talk_s: talk.1,
                answered: flags.0,
                recorded: flags.1,
                text: text.map(str::to_owned),
                ids,
                terms: Vec::new(),
                gone: false,
            }
        },
    )
}

fn sort() -> impl Strategy<Value = Vec<SortKey>> {
    let key = (prop::sample::select(&COLUMNS[..]), any::<bool>())
        .prop_map(|(column, descending)| SortKey { column, descending });
    prop::collection::vec(key, 0..3)
}

/// The first page in the way the selection goes.
pub(super) fn asked(shelf: &Shelf, selection: &Selection, sort: &[SortKey]) -> Vec<Call> {
    let (sql, values) = selection.page(sort, 0, 500);
    let reader = shelf.store().reader().expect("reader");
    let mut statement = reader.prepare(&sql).expect("prepared");
    let rows = statement.query_map(params_from_iter(values), row::read);
    rows.expect("asked").map(|row| row.expect("call")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]
    #[test]
    fn sql_finds_what_the_documentation_says(calls in calls(), filter in filter(), sort in sort(), start in 0..4_i64, length in 1..8_i64, near in 0..9_u32) {
        let shelf = shelf();
        fill(&shelf, &range(0, 100), &calls);
        let span = range(start, start + length);
        let mut expected: Vec<&Call> = calls
            .iter()
            .filter(|call| span.start <= call.started && call.started < span.end && matches(&filter, call))
            .collect();
        expected.sort_by(|a, b| compare(&sort, a, b));
        let all = shelf.page(&span, &filter, &sort, 0, 500).expect("page");
        prop_assert_eq!(&all.iter().collect::<Vec<_>>(), &expected);
        let selection = || Selection::new(shelf.account(), &span, &filter).expect("valid");
        let far = shelf.far_page(selection(), &Page { sort: &sort, offset: 0, limit: 500 }).expect("page");
        prop_assert_eq!(&far, &all, "a page far from the start is of the same order");
        prop_assert_eq!(&asked(&shelf, &selection(), &sort), &all, "walking");
        let reader = shelf.store().reader().expect("reader");
        let looked_up = selection().shortened(&reader).expect("looked up");
        prop_assert_eq!(&asked(&shelf, &looked_up, &sort), &all, "what is looked up is what is there");
        let latest_first = near % 2 == 0;
        if let Some((stretch, whole)) = selection().near(&reader, latest_first, near).expect("near") {
            let by_start = [SortKey { column: SortColumn::Started, descending: latest_first }];
            let ordered = shelf.page(&span, &filter, &by_start, 0, 500).expect("page");
            let found = asked(&shelf, &stretch, &by_start);
            prop_assert_eq!(&found, &ordered[..found.len()], "the first calls of the order");
            prop_assert!(!whole || found == ordered, "all of the range");
        }
        let mut paged = Vec::new();
        while paged.len() < expected.len() {
            let page = shelf.page(&span, &filter, &sort, u32::try_from(paged.len()).expect("small"), 3).expect("page");
            prop_assert!(!page.is_empty(), "pages end early");
            paged.extend(page);
        }
        prop_assert_eq!(&paged, &all, "pages put together are the whole, also where keys are equal");
        for call in &calls {
            let place = all.iter().position(|other| other.id == call.id).and_then(|place| u32::try_from(place).ok());
            prop_assert_eq!(shelf.position(&span, &filter, &sort, &call.id).expect("position"), place);
        }
        let (first, total) = shelf.page_and_total(&span, &filter, &sort, 0, 3).expect("page");
        prop_assert_eq!(&first, &all[..all.len().min(3)], "nothing is counted yet");
        prop_assert!(total.is_none_or(|total| total as usize == expected.len()), "{total:?} of {}", expected.len());
        prop_assert!(total.is_some() || first.len() == 3, "the last page tells how many there are");
        let totals = shelf.totals(&span, &filter).expect("totals");
        let recorded = expected.iter().filter(|call| call.recording_id.is_some()).count();
        let talk: u32 = expected.iter().map(|call| call.talk_s).sum();
        prop_assert_eq!((totals.calls as usize, totals.recordings as usize, totals.talk_s), (expected.len(), recorded, talk));
        for offset in [0, 2] {
            let (page, counted) = shelf.page_and_total(&span, &filter, &sort, offset, 3).expect("page");
            let from = all.len().min(offset as usize);
            prop_assert_eq!(&page, &all[from..all.len().min(from + 3)], "out of the walk that counts");
            prop_assert_eq!(counted, Some(totals.calls), "counted before");
        }
        let mut walked = Vec::new();
        shelf.for_each(&span, &filter, &mut |call| { walked.push(call); Ok(()) }).expect("walk");
        let mut ascending = all;
        ascending.sort_by(|a, b| a.started.cmp(&b.started).then_with(|| a.id.cmp(&b.id)));
        prop_assert_eq!(walked, ascending);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn stretches_beside_each_other_give_the_page_of_one_walk(calls in calls(), sort in sort(), offset in 0..6_u32) {
        let shelf = shelf();
        let week = 7 * 86_400;
        let spread: Vec<Call> = calls
            .into_iter()
            .zip(0..)
            .map(|(call, n)| Call { started: at(n % 5 * week + n % 3), ..call })
            .collect();
        let span = range(0, 5 * week);
        fill(&shelf, &span, &spread);
        let filter = CallFilter::default();
        let (page, total) = shelf.page_and_total(&span, &filter, &sort, offset, 5).expect("page");
        prop_assert_eq!(&page, &shelf.page(&span, &filter, &sort, offset, 5).expect("page"));
        prop_assert!(total.is_none_or(|total| total as usize == spread.len()), "{total:?} of {}", spread.len());
        let selection = Selection::new(shelf.account(), &span, &filter).expect("valid");
        prop_assert_eq!(page, shelf.far_page(selection, &Page { sort: &sort, offset, limit: 5 }).expect("page"), "orders of stretches put together");
    }
}

#[test]
fn a_long_range_is_counted_in_parts_that_miss_and_repeat_nothing() {
    let shelf = shelf();
    let week = 7 * 86_400;
    let span = range(3, 5 * week + 11);
    // One at each end of every part, wherever the parts lie.
    let starts =
        (0..=40).flat_map(|eighth| [0, 1].map(|more| 3 + (5 * week + 8) * eighth / 40 + more));
    let calls: Vec<Call> = starts
        .enumerate()
        .map(|(n, started)| call(&n.to_string(), started))
        .collect();
    fill(&shelf, &range(0, 6 * week), &calls);
    let within = calls
        .iter()
        .filter(|call| span.start <= call.started && call.started < span.end)
        .count();
    for most in 1..=5 {
        let selection =
            Selection::new(shelf.account(), &span, &CallFilter::default()).expect("valid");
        let parts = selection.parts(most);
        assert_eq!(
            i64::try_from(parts.len()),
            Ok(most),
            "each part has a week at least"
        );
        let ids: Vec<String> = parts
            .iter()
            .flat_map(|part| asked(&shelf, part, &[]))
            .map(|call| call.id.0)
            .collect();
        assert_eq!(ids.len(), within, "in {most} parts");
    }
    let totals = shelf.totals(&span, &CallFilter::default()).expect("totals");
    assert_eq!(totals.calls as usize, within);
    let short = Selection::new(shelf.account(), &range(0, week), &CallFilter::default());
    assert_eq!(
        short.expect("valid").parts(4).len(),
        1,
        "a week is walked at once"
    );
}

#[test]
fn what_cannot_be_asked_is_explained() {
    let shelf = shelf();
    let ask =
        |filter: &CallFilter, limit| shelf.page(&range(0, 1), filter, &[], 0, limit).map(|_| ());
    let reversed = CallFilter {
        min_talk_s: Some(30),
        max_talk_s: Some(10),
        ..CallFilter::default()
    };
    let mistyped = CallFilter {
        extensions: vec!["20-1".to_owned()],
        ..CallFilter::default()
    };
    for (filter, limit) in [
        (&reversed, 10),
        (&mistyped, 10),
        (&CallFilter::default(), 501),
    ] {
        assert!(
            matches!(ask(filter, limit), Err(Error::InvalidInput { .. })),
            "{filter:?} {limit}"
        );
    }
    assert!(matches!(
        shelf.totals(&range(0, 1), &reversed),
        Err(Error::InvalidInput { .. })
    ));
    assert!(matches!(
        shelf.for_each(&range(0, 1), &mistyped, &mut |_| Ok(())),
        Err(Error::InvalidInput { .. })
    ));
    ask(
        &CallFilter {
            min_talk_s: Some(10),
            max_talk_s: Some(10),
            ..CallFilter::default()
        },
        500,
    )
    .expect("equal bounds are one value");
}

#[test]
fn long_lists_stay_within_the_limits_of_sqlite() {
    let shelf = shelf();
    fill(&shelf, &range(0, 100), &[call("7", 7)]);
    let filter = CallFilter {
        extensions: (0..60_000)
            .map(|n| n.to_string())
            .chain((0..100).map(|n| format!("{}-{}", 10_000_000 + n * 10, 10_000_001 + n * 10)))
            .collect(),
        directions: Direction::ASKABLE.to_vec(),
        ids: (0..60_000).map(|n| CallId(n.to_string())).collect(),
        text: Some("ana ".repeat(200)),
        ..CallFilter::default()
    };
    assert_eq!(
        ids(&shelf
            .page(&range(0, 100), &filter, &[], 0, 10)
            .expect("page")),
        ["7"]
    );
}
