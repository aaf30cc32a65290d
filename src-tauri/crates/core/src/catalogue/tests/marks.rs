//! Tags, notes and reviews: put on, taken back, and never lost with the calls they are about.

use proptest::prelude::*;

use super::*;
use crate::{
    catalogue::{pages::Page, sql::Selection},
    error::{Error, Result},
    ids::{ChangeId, NoteId},
    marks::{CallMarks, Mark, Marked, NoteInput, RowMarks, TagCount, WrittenNote},
    query::{CallFilter, SortColumn, SortKey},
};

/// A shelf with the calls `a`, `b`, `c` and `d`, an hour apart.
fn four() -> Shelf {
    let shelf = shelf();
    let calls = ["a", "b", "c", "d"];
    let rows: Vec<Call> = (0..)
        .zip(calls)
        .map(|(hour, id)| call(id, hour * 3600))
        .collect();
    fill(&shelf, &range(0, 100_000), &rows);
    shelf
}

fn of(ids: &[&str]) -> CallFilter {
    CallFilter {
        ids: ids.iter().map(|id| CallId::from(*id)).collect(),
        ..CallFilter::default()
    }
}

fn put(shelf: &Shelf, ids: &[&str], mark: Mark) -> Marked {
    shelf
        .mark(&range(0, 100_000), &of(ids), mark, at(50))
        .expect("marked")
}

fn tag(name: &str) -> Mark {
    Mark::Tag {
        name: name.to_owned(),
    }
}

fn untag(name: &str) -> Mark {
    Mark::Untag {
        name: name.to_owned(),
    }
}

fn rated(rating: impl Into<Option<u8>>) -> Mark {
    Mark::Rating {
        rating: rating.into(),
    }
}

fn reviewed(reviewed: bool) -> Mark {
    Mark::Reviewed { reviewed }
}

fn undo(shelf: &Shelf, marked: &Marked) -> Marked {
    let change = marked.change.as_ref().expect("something was different");
    shelf.undo(change).expect("undone")
}

fn row_of(shelf: &Shelf, id: &str) -> RowMarks {
    let id = CallId::from(id);
    shelf
        .row_marks([&id].into_iter())
        .expect("read")
        .remove(&id)
        .unwrap_or_default()
}

fn tags_of(shelf: &Shelf, id: &str) -> Vec<String> {
    let tags = row_of(shelf, id).tags;
    assert_eq!(
        tags,
        marks(shelf, id).tags,
        "the row and the inspector agree"
    );
    tags
}

fn marks(shelf: &Shelf, id: &str) -> CallMarks {
    shelf.marks(&CallId::from(id)).expect("read")
}

#[test]
fn a_tag_is_one_whatever_its_case_and_counts_the_calls_it_changed() {
    let shelf = four();
    assert_eq!(put(&shelf, &["a", "b"], tag("Beschwerde Ä")).calls, 2);
    let again = put(&shelf, &["b", "c"], tag("  beschwerde ä "));
    assert_eq!(again.calls, 1, "b had it already");
    assert_eq!(
        tags_of(&shelf, "c"),
        ["Beschwerde Ä"],
        "the first spelling stays"
    );
    put(&shelf, &["c"], tag("a tag"));
    assert_eq!(tags_of(&shelf, "c"), ["a tag", "Beschwerde Ä"], "by name");
    let known = |part: &str| shelf.tags(part).expect("read");
    assert_eq!(
        known("SCHWERDE ä"),
        [TagCount {
            name: "Beschwerde Ä".to_owned(),
            calls: 3
        }]
    );
    assert_eq!(known("").len(), 2);

    let nothing = put(&shelf, &["a"], tag("beschwerde ä"));
    assert_eq!(
        (nothing.calls, nothing.change),
        (0, None),
        "nothing to undo"
    );
    assert_eq!(
        put(&shelf, &["a", "b", "c", "d"], untag("BESCHWERDE Ä")).calls,
        3
    );
    assert_eq!(known("").len(), 1, "a tag that no call has is gone");
}

#[test]
fn undoing_brings_back_what_was_and_undoing_that_does_it_again() {
    let shelf = four();
    put(&shelf, &["a"], tag("vip"));
    let all = put(&shelf, &["a", "b", "c"], tag("vip"));
    let back = undo(&shelf, &all);
    assert_eq!(back.calls, 2);
    assert_eq!(tags_of(&shelf, "a"), ["vip"], "a had it before");
    assert!(tags_of(&shelf, "b").is_empty());
    assert!(
        matches!(
            shelf.undo(all.change.as_ref().expect("set")),
            Err(Error::NotFound { .. })
        ),
        "a change is undone once"
    );
    undo(&shelf, &back);
    assert_eq!(tags_of(&shelf, "b"), ["vip"]);

    let gone = put(&shelf, &["a", "b", "c", "d"], untag("vip"));
    assert_eq!(shelf.tags("").expect("read"), []);
    undo(&shelf, &gone);
    assert_eq!(
        (tags_of(&shelf, "c"), tags_of(&shelf, "d").len()),
        (vec!["vip".to_owned()], 0)
    );

    put(&shelf, &["a"], rated(2));
    let rating = put(&shelf, &["a", "b"], rated(5));
    undo(&shelf, &rating);
    assert_eq!(
        (row_of(&shelf, "a").rating, row_of(&shelf, "b").rating),
        (Some(2), None)
    );
}

#[test]
fn a_review_keeps_its_first_time_and_does_not_touch_the_rating() {
    let shelf = four();
    put(&shelf, &["a"], rated(4));
    assert_eq!(put(&shelf, &["a"], reviewed(true)).calls, 1);
    let later = shelf
        .mark(&range(0, 100_000), &of(&["a", "b"]), reviewed(true), at(99))
        .expect("marked");
    assert_eq!(later.calls, 1, "a was reviewed already");
    assert_eq!(marks(&shelf, "a").reviewed_at, Some(at(50).to_string()));
    undo(&shelf, &later);
    assert!(row_of(&shelf, "a").reviewed && !row_of(&shelf, "b").reviewed);
    let cleared = put(&shelf, &["a", "b", "c"], reviewed(false));
    assert_eq!(cleared.calls, 1);
    assert_eq!(row_of(&shelf, "a").rating, Some(4));
    undo(&shelf, &cleared);
    assert_eq!(
        marks(&shelf, "a").reviewed_at,
        Some(at(50).to_string()),
        "its own time"
    );
}

#[test]
fn notes_are_ordered_by_their_moment_and_come_back_as_they_were() {
    let shelf = four();
    let write = |text: &str, at_ms: Option<u32>| {
        let input = NoteInput {
            call: CallId::from("a"),
            file_index: at_ms.map(|_| 1),
            at_ms,
            text: text.to_owned(),
        };
        shelf.write_note(&input, at(60)).expect("written")
    };
    write("whole call", None);
    let late = write("late\nline", Some(9_000)).note;
    let WrittenNote {
        note: early,
        marked: written,
    } = write("early", Some(1_000));
    let texts = || -> Vec<String> {
        marks(&shelf, "a")
            .notes
            .into_iter()
            .map(|note| note.text)
            .collect()
    };
    assert_eq!(texts(), ["early", "late\nline", "whole call"]);
    assert_eq!(row_of(&shelf, "a").notes, 3);

    let changed = shelf
        .change_note(&late.id, "other", at(70))
        .expect("changed");
    assert_eq!(
        marks(&shelf, "a").notes[1].changed,
        Some(at(70).to_string())
    );
    undo(&shelf, &changed);
    assert_eq!(marks(&shelf, "a").notes[1], late);

    let deleted = shelf.delete_note(&late.id).expect("deleted");
    assert_eq!(texts(), ["early", "whole call"]);
    let back = undo(&shelf, &deleted);
    assert_eq!(
        marks(&shelf, "a").notes[1],
        late,
        "with its id and its times"
    );
    undo(&shelf, &back);
    assert_eq!(texts(), ["early", "whole call"]);

    undo(&shelf, &written);
    assert_eq!(texts(), ["whole call"]);
    let missing = |result: Result<Marked>| matches!(result, Err(Error::NotFound { .. }));
    assert!(missing(shelf.change_note(&early.id, "x", at(71))));
    assert!(missing(shelf.delete_note(&NoteId::from("no number"))));
    assert!(missing(shelf.undo(&ChangeId::from("12345"))));
}

#[test]
fn marks_of_one_account_are_nothing_to_another() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let [mine, theirs] = ["qa", "other"].map(|user| {
        let shelf = catalogue.shelf(&account(user)).expect("shelf");
        fill(&shelf, &range(0, 100_000), &[call("a", 0)]);
        shelf
    });
    let change = put(&mine, &["a"], tag("vip"));
    put(&mine, &["a"], rated(1));
    assert_eq!(row_of(&theirs, "a"), RowMarks::default());
    assert_eq!(theirs.tags("").expect("read"), []);
    assert!(theirs.undo(change.change.as_ref().expect("set")).is_err());
    catalogue.forget(&account("qa")).expect("forgotten");
    let again = catalogue.shelf(&account("qa")).expect("shelf");
    assert_eq!(
        row_of(&again, "a"),
        RowMarks::default(),
        "forgotten with the account"
    );
}

#[test]
fn marks_stay_with_a_call_that_is_read_again() {
    let shelf = four();
    put(&shelf, &["b"], tag("vip"));
    let whole = range(0, 100_000);
    fill(&shelf, &whole, &[call("a", 0)]);
    fill(&shelf, &whole, &[call("a", 0), call("b", 3600)]);
    assert_eq!(tags_of(&shelf, "b"), ["vip"]);
}

proptest! {
    /// Whatever is done and undone, newest first, in the end nothing was done.
    #[test]
    fn undoing_everything_leaves_nothing(steps in prop::collection::vec((0usize..15, 0usize..6), 1..20)) {
        let shelf = four();
        let mut done = Vec::new();
        for (which, what) in steps {
            let ids: Vec<&str> = ["a", "b", "c", "d"].into_iter().enumerate().filter(|(bit, _)| which >> bit & 1 == 0).map(|(_, id)| id).collect();
            let mark = [tag("x"), tag("y"), untag("X"), rated(3), rated(None), reviewed(what % 2 == 0)][what].clone();
            done.extend(put(&shelf, &ids, mark).change);
        }
        while let Some(change) = done.pop() {
            shelf.undo(&change).expect("undone");
        }
        for id in ["a", "b", "c", "d"] {
            prop_assert_eq!(row_of(&shelf, id), RowMarks::default());
        }
    }
}

/// The ids of all calls in an order: as the first page, out of the whole order, and one place at a time.
fn ordered(shelf: &Shelf, column: SortColumn, descending: bool) -> String {
    let (span, all) = (range(0, 100_000), CallFilter::default());
    let sort = [SortKey { column, descending }];
    let page = shelf.page(&span, &all, &sort, 0, 10).expect("page");
    let walked = shelf.page_and_total(&span, &all, &sort, 0, 10);
    assert_eq!(walked.expect("page").0, page, "out of the walk that counts");
    let selection = Selection::new(shelf.account(), &span, &all).expect("valid");
    let first = Page {
        sort: &sort,
        offset: 0,
        limit: 10,
    };
    let far = shelf.far_page(selection, &first).expect("page");
    assert_eq!(far, page, "far from the start");
    for (place, call) in (0..).zip(&page) {
        let found = shelf.position(&span, &all, &sort, &call.id);
        assert_eq!(found.expect("position"), Some(place));
    }
    page.into_iter().map(|call| call.id.0).collect()
}

#[test]
fn calls_are_ordered_by_what_people_wrote() {
    let shelf = four();
    put(&shelf, &["a", "c"], tag("Échec"));
    put(&shelf, &["a", "d"], tag("angry"));
    put(&shelf, &["d"], tag("Boss"));
    put(&shelf, &["b"], reviewed(true));
    put(&shelf, &["c"], rated(2));
    put(&shelf, &["d"], rated(5));
    for (id, text) in [("d", "one"), ("b", "one"), ("d", "two")] {
        let input = NoteInput {
            call: CallId::from(id),
            file_index: None,
            at_ms: None,
            text: text.to_owned(),
        };
        shelf.write_note(&input, at(60)).expect("written");
    }
    for (column, ascending, descending) in [
        (SortColumn::Tags, "bdac", "cadb"),
        (SortColumn::Reviewed, "acdb", "bacd"),
        (SortColumn::Rating, "abcd", "dcab"),
        (SortColumn::Notes, "acbd", "dbac"),
    ] {
        assert_eq!(ordered(&shelf, column, false), ascending, "{column:?}");
        assert_eq!(ordered(&shelf, column, true), descending, "{column:?}");
    }
}
