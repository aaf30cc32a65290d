//! Pictures of made-up calls, held against a plain reading of what each number means.

mod properties;

use jiff::tz::TimeZone;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    app::{DirectoryEntry, DirectoryKind},
    call::{Call, CallStatus},
    catalogue::{AccountKey, Catalogue, Change, Circumstances, Intake, RecordingRow, Shelf},
    ids::{CallId, RecordingId},
    query::{CallFilter, CallQuery},
    time::{RangeInput, UtcRange},
};

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
