//! How SQLite finds the rows of a page: never by looking at all of them.

use rusqlite::params_from_iter;

use super::*;
use crate::{
    catalogue::sql::Selection,
    query::{CallFilter, SortColumn, SortKey},
};

fn plan(shelf: &Shelf, filter: &CallFilter, sort: &[SortKey]) -> String {
    let (sql, values) = Selection::new(shelf.account(), &range(0, 100), filter)
        .expect("valid")
        .page(sort, 0, 100);
    let reader = shelf.store().reader().expect("reader");
    let mut statement = reader
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .expect("prepared");
    let steps = statement
        .query_map(params_from_iter(values), |row| row.get::<_, String>(3))
        .expect("explained");
    steps
        .map(|step| step.expect("text"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn pages_search_the_range_and_sort_only_when_they_must() {
    let shelf = shelf();
    let everything = CallFilter {
        extensions: vec!["101".to_owned(), "200-299".to_owned()],
        directions: vec![Direction::Inbound],
        number: Some("30".to_owned()),
        recorded: Some(true),
        text: Some("ana".to_owned()),
        ..CallFilter::default()
    };
    let key = |column, descending| [SortKey { column, descending }];
    for filter in [CallFilter::default(), everything] {
        for descending in [false, true] {
            let by_start = plan(&shelf, &filter, &key(SortColumn::Started, descending));
            assert!(
                by_start.contains(
                    "SEARCH call USING PRIMARY KEY (account=? AND started>? AND started<?)"
                ),
                "{by_start}"
            );
            assert!(
                !by_start.contains("SCAN call") && !by_start.contains("TEMP B-TREE"),
                "{by_start}"
            );
            let by_talk = plan(&shelf, &filter, &key(SortColumn::TalkS, descending));
            assert!(
                by_talk.contains(
                    "SEARCH call USING PRIMARY KEY (account=? AND started>? AND started<?)"
                ),
                "{by_talk}"
            );
            assert!(!by_talk.contains("SCAN call"), "{by_talk}");
        }
    }
    let one = CallFilter {
        ids: vec![CallId::from("1")],
        ..CallFilter::default()
    };
    assert!(!plan(&shelf, &one, &[]).contains("SCAN call"));
}
