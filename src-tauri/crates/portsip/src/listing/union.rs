//! Several lists read as one: a row that stands in more than one of them is delivered once and counted once.

use std::sync::Arc;

use jiff::Timestamp;

use super::ids::IdSet;
use super::report::{Reconciliation, SliceReport};
use super::run::{self, List};
use super::{ListEvent, Window};
use crate::Error;
use crate::client::Inner;
use crate::dto::Row;

/// Reads the lists one after the other. A slice is only whole when every list has it, so slices are told at the end.
pub(crate) async fn list<T: Row + 'static>(
    inner: Arc<Inner>,
    lists: Vec<List>,
    window: Window,
    mut sink: impl FnMut(ListEvent<T>) + Send,
) -> Result<Reconciliation, Error> {
    if let [only] = lists.as_slice() {
        return run::list(inner, only.clone(), window, sink).await;
    }
    let mut seen = IdSet::default();
    let mut twice = Vec::new();
    let mut accounts = Vec::new();
    for list in lists {
        let account = run::list(Arc::clone(&inner), list, window, |event| {
            if let ListEvent::Rows(mut rows) = event {
                rows.retain(|row: &T| {
                    let new = seen.insert(row.id());
                    if !new {
                        twice.push(row.started_at());
                    }
                    new
                });
                if !rows.is_empty() {
                    sink(ListEvent::Rows(rows));
                }
            }
        })
        .await?;
        accounts.push(account);
    }
    let whole = merged(accounts, &twice, window);
    for slice in &whole.slices {
        sink(ListEvent::SliceDone(slice.clone()));
    }
    Ok(whole)
}

/// The account of all lists together. `twice` are the starts of rows that came again with a later list.
fn merged(
    accounts: Vec<Reconciliation>,
    twice: &[Option<Timestamp>],
    window: Window,
) -> Reconciliation {
    let mut all = accounts.into_iter();
    let Some(mut whole) = all.next() else {
        return Reconciliation::default();
    };
    for other in all {
        whole.slices = if aligned(&whole.slices, &other.slices) {
            std::iter::zip(whole.slices, other.slices)
                .map(|(ours, theirs)| added(ours, theirs))
                .collect()
        } else {
            // Cut differently (a list that was not filtered is one slice): only the window as a whole can be told.
            whole
                .slices
                .into_iter()
                .chain(other.slices)
                .map(|slice| SliceReport {
                    start: window.start,
                    end: window.end,
                    ..slice
                })
                .reduce(added)
                .into_iter()
                .collect()
        };
        whole.counted = sum(whole.counted, other.counted);
        whole.received += other.received;
        whole.duplicates += other.duplicates;
        whole.bad_rows += other.bad_rows;
        whole.filtered_by_pbx &= other.filtered_by_pbx;
    }
    for start in twice {
        whole.counted = whole.counted.map(|count| count.saturating_sub(1));
        whole.received -= 1;
        let inside = |slice: &&mut SliceReport| {
            start.is_none_or(|start| slice.start <= start && start < slice.end)
        };
        if let Some(slice) = whole.slices.iter_mut().find(inside) {
            slice.counted = slice.counted.map(|count| count.saturating_sub(1));
            slice.received = slice.received.saturating_sub(1);
        }
    }
    whole
}

fn aligned(ours: &[SliceReport], theirs: &[SliceReport]) -> bool {
    ours.len() == theirs.len()
        && std::iter::zip(ours, theirs)
            .all(|(ours, theirs)| (ours.start, ours.end) == (theirs.start, theirs.end))
}

fn sum(ours: Option<u64>, theirs: Option<u64>) -> Option<u64> {
    Some(ours? + theirs?)
}

fn added(ours: SliceReport, theirs: SliceReport) -> SliceReport {
    SliceReport {
        counted: sum(ours.counted, theirs.counted),
        received: ours.received + theirs.received,
        duplicates: ours.duplicates + theirs.duplicates,
        bad_rows: ours.bad_rows + theirs.bad_rows,
        bad: [ours.bad, theirs.bad].concat(),
        rereads: ours.rereads.max(theirs.rereads),
        moved: ours.moved || theirs.moved,
        ..ours
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: &str) -> Timestamp {
        format!("2026-11-02T{hour}:00:00Z").parse().expect("time")
    }

    fn slice(from: &str, to: &str, counted: u64, received: u64) -> SliceReport {
        SliceReport {
            start: at(from),
            end: at(to),
            counted: Some(counted),
            received,
            duplicates: 0,
            bad_rows: 0,
            bad: Vec::new(),
            rereads: 0,
            moved: false,
        }
    }

    fn account(slices: Vec<SliceReport>) -> Reconciliation {
        let sum = |of: fn(&SliceReport) -> u64| slices.iter().map(of).sum();
        Reconciliation {
            counted: Some(sum(|slice| slice.counted.unwrap_or_default())),
            received: sum(|slice| slice.received),
            slices,
            filtered_by_pbx: true,
            ..Reconciliation::default()
        }
    }

    fn window() -> Window {
        Window {
            start: at("00"),
            end: at("20"),
        }
    }

    #[test]
    fn a_row_of_two_lists_counts_once_and_a_missing_one_still_shows() {
        let own = account(vec![slice("00", "10", 5, 5), slice("10", "20", 2, 2)]);
        let group = account(vec![slice("00", "10", 4, 3), slice("10", "20", 1, 1)]);
        let whole = merged(
            vec![own, group],
            &[Some(at("03")), Some(at("12"))],
            window(),
        );
        assert_eq!((whole.counted, whole.received), (Some(10), 9));
        let slices: Vec<_> = whole
            .slices
            .iter()
            .map(|slice| (slice.counted, slice.received))
            .collect();
        assert_eq!(slices, [(Some(8), 7), (Some(2), 2)]);
        assert_eq!(whole.difference(), 1, "one was counted and did not come");
    }

    #[test]
    fn lists_that_are_cut_differently_are_told_as_one() {
        let own = account(vec![slice("00", "10", 5, 5), slice("10", "20", 2, 2)]);
        let group = Reconciliation {
            filtered_by_pbx: false,
            ..account(vec![slice("00", "20", 4, 4)])
        };
        let whole = merged(vec![own, group], &[None], window());
        assert_eq!(whole.slices.len(), 1);
        let all = &whole.slices[0];
        assert_eq!((all.start, all.end), (at("00"), at("20")));
        assert_eq!((all.counted, all.received), (Some(10), 10));
        assert!(!whole.filtered_by_pbx);
    }
}
