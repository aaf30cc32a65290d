//! All calls of a question in an order, for pages far from its start.
//!
//! SQLite finds the first page of an order by keeping the best hundred; for the nine thousandth it would have to sort all
//! calls for each page. So the order is made once, of small numbers, and every further page is a look into it.

use std::{cmp, thread};

use super::keys::Keys;
use crate::query::{SortColumn, SortKey};

/// Pages from here on come from a ready order; before it, keeping the best is quicker.
pub(super) const FAR: u32 = 2_000;
/// Bytes of what a row is ordered by that are compared at once: a number of fifteen digits is told apart by them.
const HEAD: usize = 16;

/// Makes an order of one stretch from rows that come ascending by start and id.
pub(super) struct Ordering<'k> {
    keys: &'k Keys,
    latest_first: bool,
    stretch: Stretch,
    /// Of the row at hand.
    key: Vec<u8>,
}

/// The rows of a stretch of the range with what they are ordered by.
#[derive(Default)]
pub(super) struct Stretch {
    rows: Vec<Keyed>,
    /// What is behind the heads of long keys.
    tails: Vec<u8>,
}

struct Keyed {
    /// The first bytes of the key.
    head: u128,
    number: i64,
    /// Where the rest of it is.
    tail: u32,
    length: u32,
}

impl<'k> Ordering<'k> {
    pub(super) fn by(sort: &[SortKey], keys: &'k Keys) -> Self {
        Self {
            keys,
            latest_first: latest_first(sort),
            stretch: Stretch::default(),
            key: Vec::new(),
        }
    }

    /// Adds the next row: the number of its call, then the value of each key.
    pub(super) fn add(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        self.keys.write(row, 1, &mut self.key)?;
        self.stretch.push(row.get(0)?, &self.key);
        Ok(())
    }

    /// The stretch in order. Rows that are equal stay as they came, by start and id.
    pub(super) fn made(mut self) -> Stretch {
        if self.latest_first {
            self.stretch.rows.reverse();
        }
        let Stretch { rows, tails } = &mut self.stretch;
        rows.sort_by(|a, b| compare((a, tails), (b, tails)));
        self.stretch
    }
}

impl Stretch {
    fn push(&mut self, number: i64, key: &[u8]) {
        let (first, rest) = key.split_at(key.len().min(HEAD));
        let mut head = [0; HEAD];
        head[..first.len()].copy_from_slice(first);
        // Four gigabytes of tails would be those of a hundred million calls.
        let short = |length: usize| u32::try_from(length).unwrap_or_default();
        self.rows.push(Keyed {
            head: u128::from_be_bytes(head),
            number,
            tail: short(self.tails.len()),
            length: short(rest.len()),
        });
        self.tails.extend_from_slice(rest);
    }
}

impl Keyed {
    fn tail<'t>(&self, tails: &'t [u8]) -> &'t [u8] {
        let from = self.tail as usize;
        tails
            .get(from..from + self.length as usize)
            .unwrap_or_default()
    }
}

/// Rows with the tails of their stretches. No key is the beginning of another, so what fills up a short head decides nothing.
fn compare((a, of_a): (&Keyed, &[u8]), (b, of_b): (&Keyed, &[u8])) -> cmp::Ordering {
    // Most keys are short, and comparing nothing with nothing is slow where it lies nowhere.
    if a.head != b.head || a.length.max(b.length) == 0 {
        return a.head.cmp(&b.head);
    }
    a.tail(of_a).cmp(b.tail(of_b))
}

/// The numbers of the calls of all stretches in one order; the stretches come ascending by start.
pub(super) fn together(mut stretches: Vec<Stretch>, sort: &[SortKey]) -> Vec<i64> {
    if latest_first(sort) {
        stretches.reverse();
    }
    let calls = stretches.iter().map(|stretch| stretch.rows.len()).sum();
    let mut order = vec![0; calls];
    let (first, last) = order.split_at_mut(calls / 2);
    let (mut from_start, mut from_end) = (Left::of(&stretches), Left::of(&stretches));
    // From both ends at once: neither has to know where the other stops.
    thread::scope(|scope| {
        scope.spawn(move || {
            for place in last.iter_mut().rev() {
                from_end.take_last(place);
            }
        });
        for place in first {
            from_start.take_first(place);
        }
    });
    order
}

/// What is left of stretches while they are put together: rows, and the tails they look into.
struct Left<'s>(Vec<(&'s [Keyed], &'s [u8])>);

impl<'s> Left<'s> {
    fn of(stretches: &'s [Stretch]) -> Self {
        let whole = |stretch: &'s Stretch| (stretch.rows.as_slice(), stretch.tails.as_slice());
        Self(stretches.iter().map(whole).collect())
    }

    /// Takes the first row of the order; of equal ones, that of the first stretch.
    fn take_first(&mut self, number: &mut i64) {
        let rows = self.0.iter_mut().filter(|(rows, _)| !rows.is_empty());
        let least = rows.min_by(|(a, of_a), (b, of_b)| compare((&a[0], of_a), (&b[0], of_b)));
        if let Some((rows, _)) = least
            && let Some((row, left)) = rows.split_first()
        {
            *number = row.number;
            *rows = left;
        }
    }

    /// Takes the last row of the order; of equal ones, that of the last stretch.
    fn take_last(&mut self, number: &mut i64) {
        let rows = self.0.iter_mut().filter(|(rows, _)| !rows.is_empty());
        let most = rows.max_by(|(a, of_a), (b, of_b)| {
            compare((&a[a.len() - 1], of_a), (&b[b.len() - 1], of_b))
        });
        if let Some((rows, _)) = most
            && let Some((row, left)) = rows.split_last()
        {
            *number = row.number;
            *rows = left;
        }
    }
}

/// Whether calls that are equal come latest first.
pub(super) fn latest_first(sort: &[SortKey]) -> bool {
    let by_start = sort.iter().rfind(|key| key.column == SortColumn::Started);
    by_start.is_some_and(|key| key.descending)
}
