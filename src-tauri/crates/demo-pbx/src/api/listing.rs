//! Filtering, ordering and paging, the same for every list.

use std::cmp::Ordering;

use super::filter::{Cell, Filter};
use super::problem::Problem;
use super::query::Query;

/// Rows of one kind, in ascending order of `started_at` if they have one.
pub(crate) trait Shelf {
    /// How many rows there are.
    fn len(&self) -> usize;
    /// What a row holds in a field; `None` if the kind has no such field.
    fn cell(&self, row: usize, field: &str) -> Option<Cell<'_>>;
    /// An example of a field, to check filters against even when there is no row.
    fn kind(&self, field: &str) -> Option<Cell<'static>>;
    /// When a row started, in microseconds since 1970; `None` if rows are not in order of time.
    fn started(&self, row: usize) -> Option<i64>;
    /// Whether the row may be seen at all.
    fn visible(&self, row: usize) -> bool;
    /// Whether [`Self::visible`] can be false.
    fn restricted(&self) -> bool;
    /// Whether `search` matches.
    fn found(&self, row: usize, text: &str) -> bool;
}

/// The rows of one page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub count: usize,
    pub rows: Vec<usize>,
}

/// What a query selects. A window of `started_at`, ascending or descending, costs two binary searches.
pub(crate) fn select(shelf: &impl Shelf, query: &Query) -> Result<Page, Problem> {
    query.filter.check(|field| shelf.kind(field))?;
    if let Some((field, _)) = query
        .order
        .iter()
        .find(|(field, _)| shelf.kind(field).is_none())
    {
        return Err(Problem::invalid(format!(
            "orderby: unknown field `{field}`"
        )));
    }
    let timed = shelf.len() > 0 && shelf.started(0).is_some();
    let (range, only_time) = if timed {
        within(shelf, &query.filter)
    } else {
        (0..shelf.len(), query.filter.0.is_empty())
    };
    let by_time = match query.order.as_slice() {
        [] => Some(timed),
        [(field, descending)] if timed && field == "started_at" => Some(*descending),
        _ => None,
    };
    if let (true, false, true, Some(descending)) = (
        only_time,
        shelf.restricted(),
        query.search.is_empty(),
        by_time,
    ) {
        let count = range.len();
        let first = query.skip.min(count);
        let last = first.saturating_add(query.top).min(count);
        let rows = if descending {
            (first..last).map(|place| range.end - 1 - place).collect()
        } else {
            (range.start + first..range.start + last).collect()
        };
        return Ok(Page { count, rows });
    }
    let mut rows: Vec<usize> = range
        .filter(|row| {
            shelf.visible(*row)
                && (only_time || matches(shelf, *row, &query.filter))
                && (query.search.is_empty() || shelf.found(*row, &query.search))
        })
        .collect();
    match by_time {
        Some(true) => rows.reverse(),
        Some(false) => {}
        None => rows.sort_by(|a, b| compare(shelf, *a, *b, &query.order)),
    }
    let count = rows.len();
    Ok(Page {
        count,
        rows: rows.into_iter().skip(query.skip).take(query.top).collect(),
    })
}

fn within(shelf: &impl Shelf, filter: &Filter) -> (std::ops::Range<usize>, bool) {
    let (from, until, only) = filter.window("started_at");
    let point = |at: i64| first_at_or_after(shelf, at);
    let start = point(from);
    (start..point(until).max(start), only)
}

fn first_at_or_after(shelf: &impl Shelf, at: i64) -> usize {
    let (mut low, mut high) = (0, shelf.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if shelf.started(middle).is_some_and(|started| started < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

fn matches(shelf: &impl Shelf, row: usize, filter: &Filter) -> bool {
    filter.0.is_empty()
        || filter.0.iter().any(|all| {
            all.iter().all(|condition| {
                shelf
                    .cell(row, &condition.field)
                    .is_some_and(|cell| condition.holds(&cell))
            })
        })
}

fn compare(shelf: &impl Shelf, a: usize, b: usize, order: &[(String, bool)]) -> Ordering {
    for (field, descending) in order {
        let found = shelf
            .cell(a, field)
            .partial_cmp(&shelf.cell(b, field))
            .unwrap_or(Ordering::Equal);
        if found.is_ne() {
            return if *descending { found.reverse() } else { found };
        }
    }
    Ordering::Equal
}
