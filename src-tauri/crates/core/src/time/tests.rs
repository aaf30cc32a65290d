//! Days and ranges against a reference that walks through time minute by minute.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::RangeInput;

/// Zones with changes of 60 and 30 minutes, at midnight, skipping and repeating it, and with odd offsets.
const ZONES: [&str; 8] = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Pacific/Chatham",
];

fn input(from: &str, to: &str, zone: &str) -> RangeInput {
    RangeInput {
        from: from.to_owned(),
        to: to.to_owned(),
        zone: zone.to_owned(),
    }
}

fn span(from: &str, to: &str, zone: &str) -> (String, String) {
    let range = input(from, to, zone).resolve().expect("valid");
    (range.start.to_string(), range.end.to_string())
}

fn stamps(start: &str, end: &str) -> (String, String) {
    (start.to_owned(), end.to_owned())
}

/// Whole minutes of UTC whose local date is `date`: first and one past the last.
fn minutes_of(date: Date, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let noon: Timestamp = format!("{date}T12:00:00Z").parse().expect("time");
    let minute = SignedDuration::from_mins(1);
    let mut at = noon - SignedDuration::from_hours(36);
    let end = noon + SignedDuration::from_hours(36);
    let (mut first, mut last) = (None, None);
    while at < end {
        if zone.to_datetime(at).date() == date {
            first.get_or_insert(at);
            last = Some(at);
        }
        at += minute;
    }
    (
        first.expect("the date exists"),
        last.expect("the date exists") + minute,
    )
}

#[test]
fn every_local_day_of_a_year_is_whole() {
    for name in ZONES {
        let zone = TimeZone::get(name).expect(name);
        let mut date: Date = "2026-01-01".parse().expect("date");
        let mut expected_start = None;
        while date.year() == 2026 {
            let text = date.to_string();
            let range = input(&text, &text, name)
                .resolve()
                .expect("a day can be asked for");
            if let Some(start) = expected_start {
                assert_eq!(
                    range.start, start,
                    "{name} {date}: days follow one another without gap or overlap"
                );
            }
            expected_start = Some(range.end);
            let offset_changes =
                range.end.duration_since(range.start) != SignedDuration::from_hours(24);
            // The walk is slow, so plain days are sampled; days of 23, 23.5, 24.5 and 25 hours are all walked.
            if offset_changes || date.day() == 1 {
                assert_eq!(
                    (range.start, range.end),
                    minutes_of(date, &zone),
                    "{name} {date}"
                );
            }
            date = date.tomorrow().expect("2026 has a next day");
        }
    }
}

#[test]
fn bare_dates_include_the_last_day() {
    assert_eq!(
        span("2026-11-01", "2026-11-07", "Asia/Kuala_Lumpur"),
        stamps("2026-10-31T16:00:00Z", "2026-11-07T16:00:00Z")
    );
    assert_eq!(
        span("2026-11-01", "2026-11-01", "UTC"),
        stamps("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")
    );
}

#[test]
fn typed_times_are_half_open() {
    assert_eq!(
        span("2026-11-01T08:00", "2026-11-01 17:30:15", "UTC"),
        stamps("2026-11-01T08:00:00Z", "2026-11-01T17:30:15Z")
    );
    assert_eq!(
        span(" 2026-11-01T08:00 ", "2026-11-01", "UTC"),
        stamps("2026-11-01T08:00:00Z", "2026-11-02T00:00:00Z")
    );
}

#[test]
fn a_skipped_time_is_the_instant_of_the_change() {
    // Berlin goes from 02:00 to 03:00 at 01:00 UTC.
    assert_eq!(
        span("2026-03-29T02:30", "2026-03-29T03:00", "UTC").0,
        "2026-03-29T02:30:00Z"
    );
    assert_eq!(
        span("2026-03-29T02:30", "2026-03-29T04:00", "Europe/Berlin"),
        stamps("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")
    );
    assert_eq!(
        span("2026-03-29T00:00", "2026-03-29T02:30", "Europe/Berlin"),
        stamps("2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z")
    );
    // Cairo skips midnight itself: the day starts at one.
    assert_eq!(
        span("2026-04-24", "2026-04-24", "Africa/Cairo"),
        stamps("2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")
    );
}

#[test]
fn a_repeated_time_loses_nothing() {
    // Berlin has 02:00 to 03:00 twice: from 00:00 UTC and from 01:00 UTC.
    assert_eq!(
        span("2026-10-25T02:30", "2026-10-25T02:45", "Europe/Berlin"),
        stamps("2026-10-25T00:30:00Z", "2026-10-25T01:45:00Z")
    );
    // Havana has the hour after midnight twice, and both are the new day's.
    assert_eq!(
        span("2026-10-31", "2026-10-31", "America/Havana").1,
        "2026-11-01T04:00:00Z"
    );
    assert_eq!(
        span("2026-11-01", "2026-11-01", "America/Havana"),
        stamps("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")
    );
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let cases = [
        ("2026-11-08", "2026-11-07", "UTC", "before it starts"),
        (
            "2026-11-02T00:00",
            "2026-11-01",
            "UTC",
            "swap the two dates",
        ),
        (
            "2026-11-01T08:00",
            "2026-11-01T08:00",
            "UTC",
            "no time passes",
        ),
        // The clocks skip that half hour.
        (
            "2026-04-24T00:00",
            "2026-04-24T00:30",
            "Africa/Cairo",
            "no time passes",
        ),
        ("2026-02-30", "2026-03-01", "UTC", "no date"),
        ("yesterday", "2026-03-01", "UTC", "no date"),
        ("", "2026-03-01", "UTC", "no date"),
        ("2026-03-01T08:00Z", "2026-03-02", "UTC", "no date"),
        ("2026-03-01T08:00+01:00", "2026-03-02", "UTC", "no date"),
        ("2026-03-01T08:00[UTC]", "2026-03-02", "UTC", "no date"),
        (
            "2026-03-01",
            "2026-03-02",
            "Europe/Atlantis",
            "no time zone",
        ),
        ("2026-03-01", "9999-12-31", "UTC", "too far"),
    ];
    for (from, to, zone, why) in cases {
        let error = input(from, to, zone).resolve().expect_err(from).to_string();
        assert!(error.contains(why), "{from} to {to}: {error}");
    }
}
