//! What is remembered of readings, and what has to be read again.

use super::*;

const DAY: i64 = 86_400;
/// Long after the days of these tests.
const NOW: i64 = 30 * DAY;

fn tenant() -> Scopes {
    read_at(0).scopes
}

/// Reads days as a reading does: both lists, the recordings for a day more.
fn read_days(shelf: &Shelf, start: i64, end: i64, when: Circumstances) {
    let mut intake =
        Intake::begin(shelf.clone(), &range(start * DAY, end * DAY), when).expect("begins");
    let mut changes: Vec<Change> = (start..end)
        .map(|day| whole(SliceKind::Calls, day))
        .collect();
    changes.extend((start..=end).map(|day| whole(SliceKind::Recordings, day)));
    intake.apply(&changes).expect("applies");
}

fn whole(kind: SliceKind, day: i64) -> Change {
    slice_end(kind, day * DAY, (day + 1) * DAY, 7, 7)
}

/// The days to read of days, in parts of a day.
fn to_read(shelf: &Shelf, start: i64, end: i64) -> Vec<(f64, f64)> {
    to_read_as(shelf, &range(start * DAY, end * DAY), tenant(), NOW)
}

fn to_read_as(shelf: &Shelf, range: &UtcRange, scopes: Scopes, now: i64) -> Vec<(f64, f64)> {
    let remembered = shelf.remembered(range, scopes, at(now)).expect("reads");
    let day = |at: Timestamp| (at.as_second() - EPOCH) as f64 / DAY as f64;
    let parts = remembered.to_read.iter();
    parts.map(|part| (day(part.start), day(part.end))).collect()
}

#[test]
fn what_was_read_for_good_is_not_read_again() {
    let shelf = shelf();
    assert_eq!(to_read(&shelf, 0, 9), [(0.0, 9.0)], "nothing is known");
    read_days(&shelf, 2, 5, read_at(20 * DAY));
    assert_eq!(to_read(&shelf, 2, 5), []);
    assert_eq!(to_read(&shelf, 0, 9), [(0.0, 2.0), (5.0, 9.0)]);
    let half = range(2 * DAY + DAY / 2, 3 * DAY);
    assert_eq!(
        to_read_as(&shelf, &half, tenant(), NOW),
        [],
        "a part of a day, too"
    );
    let shifted = range(4 * DAY + DAY / 2, 6 * DAY + DAY / 2);
    assert_eq!(
        to_read_as(&shelf, &shifted, tenant(), NOW),
        [(5.0, 6.5)],
        "days of another zone: only what is left is read"
    );
    let as_of = shelf
        .remembered(&range(0, 9 * DAY), tenant(), at(NOW))
        .expect("reads")
        .as_of;
    assert_eq!(as_of, Some(at(20 * DAY)));
}

#[test]
fn a_day_settles_three_days_after_its_end() {
    let shelf = shelf();
    read_days(&shelf, 0, 9, read_at(9 * DAY));
    assert_eq!(
        to_read(&shelf, 0, 9),
        [(5.0, 9.0)],
        "day 5 ended exactly three days before it was read"
    );
}

#[test]
fn a_stretch_that_differs_or_was_doubted_is_read_again() {
    let shelf = shelf();
    read_days(&shelf, 0, 9, read_at(20 * DAY));
    let mut again = begin_range(&shelf, &range(4 * DAY, 5 * DAY));
    again
        .apply(&[slice_end(SliceKind::Calls, 4 * DAY, 5 * DAY, 8, 7)])
        .expect("applies");
    assert_eq!(
        to_read(&shelf, 0, 9),
        [(4.0, 5.0)],
        "the PBX counted more than it sent"
    );
    read_days(&shelf, 4, 5, read_at(21 * DAY));
    assert_eq!(to_read(&shelf, 0, 9), [], "and now it does not");
    let mut doubtful =
        Intake::begin(shelf.clone(), &range(6 * DAY, 7 * DAY), read_at(22 * DAY)).expect("begins");
    doubtful
        .apply(&[whole(SliceKind::Calls, 6)])
        .expect("applies");
    doubtful.doubt().expect("notes");
    assert_eq!(
        to_read(&shelf, 0, 9),
        [(6.0, 7.0)],
        "a row belonged to no stretch"
    );
    let unsound = Change::SliceEnd(SliceEnd {
        kind: SliceKind::Recordings,
        start: at(2 * DAY),
        end: at(3 * DAY),
        counted: Some(7),
        received: 7,
        tries: 3,
        sound: false,
    });
    begin_range(&shelf, &range(2 * DAY, 3 * DAY))
        .apply(&[unsound])
        .expect("applies");
    assert_eq!(to_read(&shelf, 0, 5), [(2.0, 3.0)], "rows moved");
}

#[test]
fn a_stretch_without_a_count_is_read_again() {
    let shelf = shelf();
    read_days(&shelf, 0, 2, read_at(20 * DAY));
    let uncounted = Change::SliceEnd(SliceEnd {
        kind: SliceKind::Calls,
        start: at(0),
        end: at(DAY),
        counted: None,
        received: 7,
        tries: 1,
        sound: true,
    });
    Intake::begin(shelf.clone(), &range(0, DAY), read_at(21 * DAY))
        .expect("begins")
        .apply(&[uncounted])
        .expect("applies");
    assert_eq!(
        to_read(&shelf, 0, 2),
        [(0.0, 1.0)],
        "nobody said how many there are"
    );
}

#[test]
fn another_scope_remembers_nothing_and_is_not_remembered() {
    let shelf = shelf();
    let own = Scopes {
        calls: Scope::Own,
        recordings: Scope::Own,
    };
    read_days(&shelf, 0, 9, read_at(20 * DAY));
    assert_eq!(
        to_read_as(&shelf, &range(0, 9 * DAY), own, NOW),
        [(0.0, 9.0)]
    );
    let as_own = Circumstances {
        scopes: own,
        ..read_at(21 * DAY)
    };
    read_days(&shelf, 3, 4, as_own);
    assert_eq!(
        to_read(&shelf, 0, 9),
        [(3.0, 5.0)],
        "the rows of others were set aside, so the tenant's day is not known; its recordings were read for a day more"
    );
}

#[test]
fn clocks_that_jump_settle_nothing() {
    let untold = Circumstances {
        clock_told: false,
        ..read_at(20 * DAY)
    };
    let shelf = self::shelf();
    read_days(&shelf, 0, 2, untold);
    assert_eq!(
        to_read(&shelf, 0, 2),
        [(0.0, 2.0)],
        "the PBX did not say what time it is"
    );
    let shelf = self::shelf();
    read_days(&shelf, 0, 2, read_at(20 * DAY));
    let earlier = to_read_as(&shelf, &range(0, 2 * DAY), tenant(), 19 * DAY);
    assert_eq!(earlier, [(0.0, 2.0)], "a reading from the future");
    let soon = to_read_as(&shelf, &range(0, 2 * DAY), tenant(), 20 * DAY - 60);
    assert_eq!(soon, [], "clocks differ by a minute");
}

#[test]
fn recordings_after_the_range_must_have_been_read() {
    let shelf = shelf();
    let mut intake =
        Intake::begin(shelf.clone(), &range(0, 2 * DAY), read_at(20 * DAY)).expect("begins");
    let mut changes: Vec<Change> = (0..2).map(|day| whole(SliceKind::Calls, day)).collect();
    changes.extend((0..2).map(|day| whole(SliceKind::Recordings, day)));
    intake.apply(&changes).expect("applies");
    assert_eq!(
        to_read(&shelf, 0, 2),
        [(1.0, 2.0)],
        "the reading was stopped before the recordings of calls at midnight"
    );
    intake
        .apply(&[whole(SliceKind::Recordings, 2)])
        .expect("applies");
    assert_eq!(to_read(&shelf, 0, 2), []);
}

#[test]
fn a_later_reading_takes_the_place_of_those_it_covers() {
    let shelf = shelf();
    let count = || -> i64 {
        let reader = shelf.store().reader().expect("reader");
        reader
            .query_row("SELECT count(*) FROM slice", [], |row| row.get(0))
            .expect("counts")
    };
    for hour in 1..=24 {
        let end = hour * DAY / 24;
        let mut intake =
            Intake::begin(shelf.clone(), &range(0, end), read_at(end)).expect("begins");
        intake
            .apply(&[slice_end(SliceKind::Calls, 0, end, 7, 7)])
            .expect("applies");
        assert_eq!(count(), 1, "the day that grew is one stretch");
    }
    let mut old = Intake::begin(shelf.clone(), &range(0, DAY), read_at(20 * DAY)).expect("begins");
    let mut new = Intake::begin(shelf.clone(), &range(0, DAY), read_at(20 * DAY)).expect("begins");
    new.apply(&[
        slice_end(SliceKind::Calls, 0, DAY, 8, 7),
        slice_end(SliceKind::Recordings, 0, 2 * DAY, 7, 7),
    ])
    .expect("applies");
    old.apply(&[whole(SliceKind::Calls, 0)]).expect("applies");
    assert_eq!(
        to_read(&shelf, 0, 1),
        [(0.0, 1.0)],
        "an older reading that ends later does not overrule"
    );
}
