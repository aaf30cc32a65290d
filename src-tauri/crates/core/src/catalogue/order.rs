//! All calls of a question in an order, for pages far from its start.
//!
//! SQLite finds the first page of an order by keeping the best hundred; for the nine thousandth it would have to sort all
//! calls for each page. So the order is made once, of small numbers, and every further page is a look into it.

use std::{collections::HashMap, sync::Arc};

use rusqlite::types::ValueRef;

use super::{comparable, sql};
use crate::query::{SortColumn, SortKey};

/// Pages from here on come from a ready order; before it, keeping the best is quicker.
pub(super) const FAR: u32 = 2_000;
/// Orders remembered; a window has one grid, and somebody may go back to the order before.
const MOST: usize = 2;

/// Makes an order from rows that come ascending by start and id.
pub(super) struct Ordering {
    numbers: Vec<i64>,
    keys: Vec<Key>,
    by_start: Option<bool>,
}

/// What one column says of every row: which of its different values.
struct Key {
    descending: bool,
    /// Whether `A` and `a` are the same (`NOCASE`).
    folded: bool,
    known: HashMap<Box<[u8]>, u32>,
    values: Vec<u32>,
    /// Of the value at hand.
    bytes: Vec<u8>,
}

impl Ordering {
    pub(super) fn by(sort: &[SortKey]) -> Self {
        let last_start = sort
            .iter()
            .rfind(|key| key.column == SortColumn::Started)
            .map(|key| key.descending);
        let key = |key: &SortKey| Key {
            descending: key.descending,
            folded: sql::ignores_case(key.column),
            known: HashMap::new(),
            values: Vec::new(),
            bytes: Vec::new(),
        };
        Self {
            numbers: Vec::new(),
            keys: sort.iter().map(key).collect(),
            by_start: last_start,
        }
    }

    /// Adds the next row: the number of its call, then the value of each key.
    pub(super) fn add(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        self.numbers.push(row.get(0)?);
        for (place, key) in self.keys.iter_mut().enumerate() {
            key.add(row.get_ref(place + 1)?);
        }
        Ok(())
    }

    /// The numbers of the calls in the order. Rows that are equal stay as they came, by start and id.
    pub(super) fn made(self) -> Vec<i64> {
        let rows = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let mut order: Vec<u32> = if self.by_start == Some(true) {
            (0..rows).rev().collect()
        } else {
            (0..rows).collect()
        };
        // From the last key to the first, each leaving equal rows as the one after it has put them.
        for key in self.keys.into_iter().rev() {
            let ranks = key.ranks();
            let mut places: Vec<u64> = order
                .iter()
                .zip(0_u64..)
                .map(|(&row, place)| u64::from(ranks[row as usize]) << 32 | place)
                .collect();
            places.sort_unstable();
            order = places
                .into_iter()
                .map(|place| order[(place & u64::from(u32::MAX)) as usize])
                .collect();
        }
        order
            .into_iter()
            .map(|row| self.numbers[row as usize])
            .collect()
    }
}

impl Key {
    fn add(&mut self, value: ValueRef<'_>) {
        self.bytes.clear();
        comparable::write(value, self.folded, &mut self.bytes);
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let id = if let Some(&id) = self.known.get(self.bytes.as_slice()) {
            id
        } else {
            self.known.insert(self.bytes.as_slice().into(), next);
            next
        };
        self.values.push(id);
    }

    /// The place of each row's value among all values.
    fn ranks(self) -> Vec<u32> {
        let mut sorted: Vec<(Box<[u8]>, u32)> = self.known.into_iter().collect();
        sorted.sort_unstable();
        let mut ranks = vec![0; sorted.len()];
        for ((_, id), rank) in sorted.into_iter().zip(0_u32..) {
            ranks[id as usize] = if self.descending { !rank } else { rank };
        }
        self.values
            .into_iter()
            .map(|id| ranks[id as usize])
            .collect()
    }
}

/// The last orders of one state of the database.
#[derive(Default)]
pub(super) struct OrderCache {
    version: i64,
    known: Vec<(String, Arc<Vec<i64>>)>,
}

impl OrderCache {
    pub(super) fn find(&mut self, version: i64, question: &str) -> Option<Arc<Vec<i64>>> {
        if self.version != version {
            self.known.clear();
            self.version = version;
        }
        let found = self.known.iter().find(|(asked, _)| asked == question);
        found.map(|(_, order)| Arc::clone(order))
    }

    /// Keeps an order of the version asked for last.
    pub(super) fn keep(&mut self, question: String, order: Arc<Vec<i64>>) {
        if self.known.len() == MOST {
            self.known.remove(0);
        }
        self.known.push((question, order));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_state_forgets_old_orders() {
        let mut cache = OrderCache::default();
        assert_eq!(cache.find(1, "a"), None);
        for (question, number) in [("a", 1), ("b", 2), ("c", 3)] {
            cache.keep(question.to_owned(), Arc::new(vec![number]));
        }
        assert_eq!(cache.find(1, "a"), None, "only {MOST} are kept");
        assert_eq!(cache.find(1, "c").as_deref(), Some(&vec![3]));
        assert_eq!(cache.find(2, "c"), None, "something was written");
    }
}
