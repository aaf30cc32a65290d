//! The first calls of an order and the sums over all calls, out of one walk.
//!
//! SQLite would walk the range once for the page and once more to count. Here each stretch of the range is walked once, by a
//! thread of its own, which sums up what it meets and keeps the best calls of it.

use std::collections::BinaryHeap;

use rusqlite::Row;

use super::{
    Shelf, keys::Keys, order::latest_first, pages::Page, shelf::beside_each_other, sql::Selection,
};
use crate::{app::CallTotals, error::Result, query::SortKey};

/// Where the first key is in a row of [`Selection::sums_and_keys`].
const FIRST_KEY: usize = 3;

/// Sums over the calls met so far, and the first of them in an order.
struct Best<'k> {
    most: usize,
    keys: &'k Keys,
    /// Calls that are equal come latest first.
    latest_first: bool,
    /// The last of those kept is on top.
    kept: BinaryHeap<Kept>,
    key: Vec<u8>,
    place: u64,
    totals: Sums,
}

/// A call that is kept: what it is ordered by, then when it was met.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    key: Vec<u8>,
    place: u64,
    number: i64,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    calls: u64,
    recordings: u64,
    talk_s: u64,
}

impl<'k> Best<'k> {
    /// Keeps the first `most` calls. `stretch` says which stretch of the range is walked: they lie one after the other.
    fn new(sort: &[SortKey], keys: &'k Keys, most: usize, stretch: usize) -> Self {
        Self {
            most,
            keys,
            latest_first: latest_first(sort),
            kept: BinaryHeap::with_capacity(most + 1),
            key: Vec::new(),
            place: (stretch as u64) << 40,
            totals: Sums::default(),
        }
    }

    /// Adds the next row; they come ascending by start and id.
    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        self.totals.calls += 1;
        self.totals.recordings += u64::from(row.get::<_, bool>(1)?);
        self.totals.talk_s += u64::from(row.get::<_, u32>(2)?);
        self.place += 1;
        let place = if self.latest_first {
            !self.place
        } else {
            self.place
        };
        self.keys.write(row, FIRST_KEY, &mut self.key)?;
        if self.kept.len() < self.most {
            self.kept.push(Kept {
                key: self.key.clone(),
                place,
                number: row.get(0)?,
            });
        } else if let Some(mut last) = self.kept.peek_mut()
            && (&self.key, place) < (&last.key, last.place)
        {
            last.key.clone_from(&self.key);
            last.place = place;
            last.number = row.get(0)?;
        }
        Ok(())
    }
}

/// The numbers of the calls from `offset` on, out of the best of all stretches, and the sums over all of them.
fn together(walked: Vec<Best<'_>>, offset: usize, limit: usize) -> (Vec<i64>, CallTotals) {
    let mut sums = Sums::default();
    let mut kept = Vec::new();
    for stretch in walked {
        sums.calls += stretch.totals.calls;
        sums.recordings += stretch.totals.recordings;
        sums.talk_s += stretch.totals.talk_s;
        kept.extend(stretch.kept);
    }
    kept.sort_unstable();
    let page = kept.into_iter().skip(offset).take(limit);
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let totals = CallTotals {
        calls: small(sums.calls),
        recordings: small(sums.recordings),
        talk_s: small(sums.talk_s),
    };
    (page.map(|kept| kept.number).collect(), totals)
}

impl Shelf {
    /// The numbers of the calls of a page in an order, and the sums over all calls of the question, by walking its range.
    pub(super) fn best(
        &self,
        selection: &Selection,
        page: &Page<'_>,
    ) -> Result<(Vec<i64>, CallTotals)> {
        let (sort, offset, limit) = (page.sort, page.offset as usize, page.limit as usize);
        let keys = Keys::of(self, sort)?;
        let walked = beside_each_other(selection, |stretch, part| {
            let mut best = Best::new(sort, &keys, offset + limit, stretch);
            self.each_row(part.sums_and_keys(sort), |row| best.add(row))?;
            Ok(best)
        })?;
        Ok(together(walked, offset, limit))
    }
}
