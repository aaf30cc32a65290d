//! Old calls leave; what people wrote about stays, and nothing counts as read that is not held.

use super::*;
use crate::{
    catalogue::KeptLegs,
    legs::Leg,
    marks::{Mark, NoteInput},
    query::CallFilter,
};

const DAY: i64 = 86_400;

/// Calls of six days, one a day, all recorded and read for good: `0` is the oldest.
fn six_days(catalogue: &Catalogue, user: &str) -> Shelf {
    let shelf = catalogue.shelf(&account(user)).expect("shelf");
    let span = range(0, 6 * DAY);
    let mut intake = Intake::begin(shelf.clone(), &span, read_at(30 * DAY)).expect("begins");
    for day in 0..6 {
        let id = day.to_string();
        let (start, end) = (day * DAY, (day + 1) * DAY);
        intake
            .apply(&[
                Change::Calls(vec![call(&id, start + 60)]),
                Change::Recordings(vec![recording(&id, start + 65)]),
                slice_end(SliceKind::Calls, start, end, 1, 1),
                slice_end(SliceKind::Recordings, start, end, 1, 1),
            ])
            .expect("applies");
    }
    // Recordings start when a call is answered: their window is a day longer.
    let day_after = slice_end(SliceKind::Recordings, 6 * DAY, 7 * DAY, 0, 0);
    intake.apply(&[day_after]).expect("applies");
    shelf
}

fn held(shelf: &Shelf) -> Vec<String> {
    let page = shelf
        .page(&range(0, 6 * DAY), &CallFilter::default(), &[], 0, 100)
        .expect("page");
    page.into_iter().map(|call| call.id.0).collect()
}

fn one(id: &str) -> CallFilter {
    CallFilter {
        ids: vec![CallId::from(id)],
        ..CallFilter::default()
    }
}

#[test]
fn old_calls_leave_and_those_people_wrote_about_stay() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let shelf = six_days(&catalogue, "qa");
    let whole = range(0, 6 * DAY);
    let tag = Mark::Tag {
        name: "claim".to_owned(),
    };
    shelf.mark(&whole, &one("0"), tag, at(0)).expect("tagged");
    let rating = Mark::Rating { rating: Some(5) };
    shelf.mark(&whole, &one("1"), rating, at(0)).expect("rated");
    let note = NoteInput {
        call: CallId::from("2"),
        file_index: None,
        at_ms: None,
        text: "ask again".to_owned(),
    };
    shelf.write_note(&note, at(0)).expect("noted");
    let legs = KeptLegs {
        legs: Vec::<Leg>::new(),
        read_at: at(0),
    };
    for id in ["3", "5"] {
        shelf.keep_legs(&CallId::from(id), &legs).expect("kept");
    }

    assert_eq!(
        catalogue.retire(at(5 * DAY)).expect("retired"),
        2,
        "3 and 4"
    );
    assert_eq!(held(&shelf), ["0", "1", "2", "5"]);
    let (calls, recordings) = shelf.held(&whole).expect("held");
    assert_eq!(
        (calls, recordings),
        (4, 4),
        "recordings stay with their calls"
    );
    let legs = |id: &str| shelf.legs(&CallId::from(id)).expect("read").is_some();
    assert_eq!((legs("3"), legs("5")), (false, true));
    assert_eq!(catalogue.retire(at(5 * DAY)).expect("retired"), 0, "once");
}

#[test]
fn days_whose_calls_left_are_read_again_when_somebody_asks() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let shelf = six_days(&catalogue, "qa");
    let scopes = Circumstances::of_tenant(at(30 * DAY)).scopes;
    let to_read = |shelf: &Shelf| {
        let known = shelf.remembered(&range(0, 6 * DAY), scopes, at(31 * DAY));
        known.expect("looked up").to_read
    };
    assert!(to_read(&shelf).is_empty(), "all of it is known for good");
    catalogue.retire(at(4 * DAY)).expect("retired");
    let parts = to_read(&shelf);
    assert_eq!(parts.len(), 1, "{parts:?}");
    assert_eq!((parts[0].start, parts[0].end), (at(0), at(4 * DAY)));
}

#[test]
fn every_account_is_tidied_and_a_day_that_has_only_begun_to_be_old_is_read_whole() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let shelves = ["a", "b"].map(|user| six_days(&catalogue, user));
    // Within the second day, after its call.
    assert_eq!(catalogue.retire(at(DAY + 3600)).expect("retired"), 4);
    for shelf in &shelves {
        assert_eq!(held(shelf), ["2", "3", "4", "5"]);
    }
}
