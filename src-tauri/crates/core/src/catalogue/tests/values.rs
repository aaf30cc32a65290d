//! Values that are offered for a condition.

use super::*;
use crate::query::ListField;

fn offered(shelf: &Shelf, field: ListField, part: &str) -> Vec<(String, Option<u32>)> {
    let values = shelf.values(field, part).expect("values").into_iter();
    values.map(|value| (value.value, value.calls)).collect()
}

#[test]
fn all_that_calls_have_is_offered_most_frequent_first() {
    let shelf = shelf();
    let week = 7 * 86_400;
    let at_trunk = |id: &str, started, trunk: &str| Call {
        trunk: trunk.to_owned(),
        ..call(id, started)
    };
    // Far apart: they are collected in several stretches.
    let mut calls = vec![
        at_trunk("1", 0, "Old carrier"),
        at_trunk("2", 2 * week, "Carrier B"),
        at_trunk("3", 4 * week, "Carrier A"),
        at_trunk("4", 5 * week, "Carrier B"),
        at_trunk("5", 6 * week, ""),
    ];
    let span = range(0, 7 * week);
    fill(&shelf, &span, &calls);
    let one = |trunk: &str, calls| (trunk.to_owned(), Some(calls));
    assert_eq!(
        offered(&shelf, ListField::Trunk, "CARRIER"),
        [
            one("Carrier B", 2),
            one("Carrier A", 1),
            one("Old carrier", 1)
        ]
    );
    calls[0].trunk = "Carrier A".to_owned();
    fill(&shelf, &span, &calls);
    assert_eq!(
        offered(&shelf, ListField::Trunk, ""),
        [one("Carrier A", 2), one("Carrier B", 2)],
        "what was collected before is of another state"
    );
}

#[test]
fn an_empty_shelf_offers_nothing() {
    assert_eq!(offered(&shelf(), ListField::Did, ""), []);
}
