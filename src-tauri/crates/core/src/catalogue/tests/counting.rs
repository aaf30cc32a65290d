//! Counting what nobody wants to know any more.

use tokio_util::sync::CancellationToken;

use super::*;
use crate::query::{CallFilter, SortColumn, SortKey};

fn shelf_of(calls: i64) -> Shelf {
    let shelf = shelf();
    let rows: Vec<Call> = (0..calls).map(|n| call(&n.to_string(), n)).collect();
    fill(&shelf, &range(0, calls), &rows);
    shelf
}

#[test]
fn a_cancelled_walk_ends_and_its_connection_serves_the_next_question() {
    let shelf = shelf_of(3_000);
    let cancel = CancellationToken::new();
    cancel.cancel();
    let count = |cancel: &CancellationToken| {
        let reader = shelf.store().reader_until(cancel).expect("reader");
        reader.query_row("SELECT sum(length(haystack)) FROM call", [], |row| {
            row.get::<_, i64>(0)
        })
    };
    let ended = count(&cancel).expect_err("cancelled");
    assert_eq!(
        ended.sqlite_error_code(),
        Some(rusqlite::ErrorCode::OperationInterrupted),
        "{ended}"
    );
    let reader = shelf.store().reader().expect("reader");
    let calls: i64 = reader
        .query_row(
            "SELECT count(*) FROM call WHERE haystack <> ''",
            [],
            |row| row.get(0),
        )
        .expect("the connection is free of the cancelled question");
    assert_eq!(calls, 3_000);
}

#[test]
fn a_cancelled_question_has_no_totals_and_leaves_none() {
    let shelf = shelf_of(10);
    let (span, all) = (range(0, 10), CallFilter::default());
    let cancel = CancellationToken::new();
    cancel.cancel();
    let none = shelf.totals_until(&span, &all, &cancel).expect("ended");
    assert_eq!(none, None);
    assert_eq!(shelf.totals(&span, &all).expect("totals").calls, 10);
    let known = shelf.page_and_total(&span, &all, &[], 0, 3).expect("page");
    assert_eq!(known.1, Some(10), "what was counted is known");
}

#[test]
fn a_page_by_start_does_not_wait_for_the_count() {
    let shelf = shelf_of(10);
    let (span, all) = (range(0, 10), CallFilter::default());
    let total = |offset, limit| {
        let page = shelf.page_and_total(&span, &all, &[], offset, limit);
        page.expect("page").1
    };
    assert_eq!(total(0, 3), None, "there may be any number of them");
    assert_eq!(total(8, 3), Some(10), "the last page ends them");
    assert_eq!(total(0, 11), Some(10), "so does the only one");
    assert_eq!(total(20, 3), None, "a page behind the end says nothing");
}

#[test]
fn a_cancelled_page_ends_and_the_next_one_is_whole() {
    let shelf = shelf_of(3_000);
    let (span, all) = (range(0, 3_000), CallFilter::default());
    let by_talk = [SortKey {
        column: SortColumn::TalkS,
        descending: true,
    }];
    let cancel = CancellationToken::new();
    let asked = shelf.until(&cancel);
    cancel.cancel();
    for offset in [0, 2_500] {
        let ended = asked.page_and_total(&span, &all, &by_talk, offset, 100);
        assert!(
            ended.is_err(),
            "the walk to row {offset} went on to its end: {ended:?}"
        );
        let page = shelf.page(&span, &all, &by_talk, offset, 100);
        assert_eq!(
            page.expect("a connection free of the cancelled question")
                .len(),
            100,
            "from row {offset} on"
        );
    }
}
