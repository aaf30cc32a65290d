//! How SQLite finds calls: from the narrow structures, never by looking at all the wide rows.

use rusqlite::params_from_iter;

use super::*;
use crate::{
    catalogue::{sql::Selection, tests::filters::COLUMNS},
    query::{CallFilter, SortColumn, SortKey},
};

/// The steps of a statement, each with what it says.
fn steps(shelf: &Shelf, sql: &str, values: &[rusqlite::types::Value]) -> String {
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

fn selection(shelf: &Shelf, filter: &CallFilter) -> Selection {
    Selection::new(shelf.account(), &range(0, 100), filter).expect("valid")
}

/// How the narrow index is read for a page and for totals.
fn plans(shelf: &Shelf, selection: impl Fn() -> Selection, sort: &[SortKey]) -> [String; 2] {
    let (page, of_page) = selection().page(sort, 0, 100);
    let (totals, of_totals) = selection().totals();
    [
        steps(shelf, &page, &of_page),
        steps(shelf, &totals, &of_totals),
    ]
}

/// Every filter that the narrow index answers alone.
fn narrow() -> [CallFilter; 2] {
    [
        CallFilter::default(),
        CallFilter {
            extensions: vec!["101".to_owned(), "1000-2999".to_owned()],
            directions: vec![Direction::Inbound],
            min_talk_s: Some(30),
            max_talk_s: Some(60),
            answered: Some(true),
            recorded: Some(false),
            ..CallFilter::default()
        },
    ]
}

#[test]
fn filters_sorts_and_counts_read_the_narrow_index_alone() {
    let shelf = shelf();
    for filter in narrow() {
        for column in COLUMNS {
            for descending in [false, true] {
                let sort = [SortKey { column, descending }];
                let [page, totals] = plans(&shelf, || selection(&shelf, &filter), &sort);
                for plan in [&page, &totals] {
                    assert!(
                        plan.contains("SEARCH call USING COVERING INDEX call_in_brief (account=? AND started>? AND started<?)"),
                        "{column:?} of {filter:?}: {plan}"
                    );
                    assert!(!plan.contains("SCAN call"), "{plan}");
                }
                assert!(
                    page.contains("SEARCH call USING INTEGER PRIMARY KEY (rowid=?)"),
                    "the rows of a page are fetched by number: {page}"
                );
            }
        }
    }
}

#[test]
fn an_order_by_start_is_read_and_not_made() {
    let shelf = shelf();
    for filter in narrow() {
        for descending in [false, true] {
            let column = SortColumn::Started;
            let (page, values) =
                selection(&shelf, &filter).page(&[SortKey { column, descending }], 900_000, 100);
            let plan = steps(&shelf, &page, &values);
            assert_eq!(
                plan.matches("TEMP B-TREE").count(),
                1,
                "only the rows of the page are put in order: {plan}"
            );
            assert!(
                plan.ends_with("USE TEMP B-TREE FOR ORDER BY"),
                "and that after they were found: {plan}"
            );
        }
    }
    let (all, values) = selection(&shelf, &CallFilter::default()).all();
    let plan = steps(&shelf, &all, &values);
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}

#[test]
fn texts_numbers_and_few_extensions_are_looked_up() {
    let shelf = shelf();
    fill(&shelf, &range(0, 100), &[call("1", 1)]);
    let text = |text: &str| CallFilter {
        text: Some(text.to_owned()),
        ..CallFilter::default()
    };
    let number = CallFilter {
        number: Some("1701".to_owned()),
        ..CallFilter::default()
    };
    let extension = CallFilter {
        extensions: vec!["101".to_owned()],
        ..CallFilter::default()
    };
    for filter in [text("ana"), text("sales 1"), number, extension] {
        let found = || {
            let reader = shelf.store().reader().expect("reader");
            selection(&shelf, &filter)
                .shortened(&reader)
                .expect("counted")
        };
        for plan in plans(&shelf, found, &[]) {
            let looked_up = plan.find("SCAN call_text VIRTUAL TABLE INDEX");
            let fetched = plan.find("SEARCH call USING INTEGER PRIMARY KEY (rowid=?)");
            assert!(
                looked_up.is_some() && looked_up < fetched && !plan.contains("SCAN call "),
                "{filter:?}: {plan}"
            );
        }
    }
}

#[test]
fn named_calls_are_found_by_their_ids() {
    let shelf = shelf();
    let filter = CallFilter {
        ids: vec![CallId::from("1")],
        text: Some("ana".to_owned()),
        ..CallFilter::default()
    };
    for plan in plans(&shelf, || selection(&shelf, &filter), &[]) {
        assert!(
            plan.contains("SEARCH call USING INDEX call_by_id (account=? AND id=?)"),
            "{plan}"
        );
        assert!(!plan.contains("SCAN call"), "{plan}");
    }
}

#[test]
fn a_picture_reads_the_narrow_index_alone_in_its_order() {
    let shelf = shelf();
    for filter in narrow() {
        let (sql, values) = selection(&shelf, &filter).facts();
        let plan = steps(&shelf, &sql, &values);
        assert!(
            plan.contains("SEARCH call USING COVERING INDEX call_in_brief (account=? AND started>? AND started<?)"),
            "{plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}
