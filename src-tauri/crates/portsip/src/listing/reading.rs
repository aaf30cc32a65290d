//! One pass over a slice: what came, and what the server says about it.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use tokio::sync::mpsc;

use super::Window;
use super::borders::Borders;
use super::ids::IdSet;
use super::pages::{Fetched, Source};
use super::report::BadRow;
use crate::Error;
use crate::dto::Row;
use crate::http::bad;

/// Pages of one reading: beyond this the server never ends.
const MOST_PAGES: u32 = 50_000;
/// Unusable rows that are listed one by one.
const MOST_BAD: usize = 100;

/// Where new rows go; closed when nobody listens any more.
pub(crate) type Out<T> = mpsc::Sender<Vec<T>>;

/// The account of one pass.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// All ids, also of rows outside the window.
    ids: IdSet,
    pub(super) outside: u64,
    pub(super) bad_rows: u64,
    pub(super) bad: Vec<BadRow>,
    /// Rows that came again, and how many of them were asked for again.
    repeated: u64,
    asked_again: u64,
    pub(super) counted: Option<u64>,
    count_changed: bool,
    /// Non-empty pages, and whether each stated its own length as the count.
    pages: u32,
    counts_are_lengths: bool,
    requests: u32,
    /// Rows moved between the pages, and some may have slipped through.
    pub(super) moved: bool,
}

impl Reading {
    pub(super) fn total(&self) -> u64 {
        self.ids.len() + self.bad_rows
    }

    /// The stated total, unless it was only ever the length of a page.
    pub(super) fn count(&self) -> Option<u64> {
        self.counted
            .filter(|_| !(self.counts_are_lengths && self.pages > 1))
    }

    /// Rows that came again although nobody asked for them.
    pub(super) fn duplicates(&self) -> u64 {
        self.repeated.saturating_sub(self.asked_again)
    }

    pub(super) fn agrees(&self) -> bool {
        // Unusable rows may be counted or not.
        let possible = self.ids.len()..=self.total();
        let same = |count| possible.contains(&count) && !self.count_changed;
        !self.moved && self.count().is_none_or(same)
    }

    pub(super) fn note_count(&mut self, page_count: Option<u64>, len: u64) {
        if len > 0 {
            self.counts_are_lengths =
                (self.pages == 0 || self.counts_are_lengths) && page_count == Some(len);
            self.pages += 1;
        }
        if let Some(count) = page_count {
            // An empty page past the end may well state 0.
            if len > 0 || self.counted.is_none() {
                self.count_changed |= self.counted.is_some_and(|before| before != count);
                self.counted = Some(count);
            }
        }
    }

    /// Parts that agree with their own counts count for the whole.
    pub(super) fn count_by_parts(&mut self, sum: u64) {
        (self.counted, self.count_changed) = (Some(sum), false);
    }
}

/// One pass over a slice; its ways of reading share what was seen.
pub(super) struct Pass<'a, T> {
    pub(super) source: &'a Arc<Source<T>>,
    pub(super) window: Window,
    pub(super) out: &'a Out<T>,
    /// Ids inside the window, over all passes: what was delivered.
    pub(super) held: &'a mut IdSet,
    pub(super) reading: Reading,
}

/// What has been read of one range of time.
#[derive(Default)]
pub(super) struct Progress {
    /// It is the whole slice: its counts are those of the slice.
    pub(super) whole: bool,
    ids: IdSet,
    /// Places of unusable rows, which have no other identity.
    bad_places: HashSet<u64>,
    pub(super) count: Option<u64>,
    pub(super) borders: Borders,
    /// The first row of the range.
    first: Option<u64>,
    /// Rows per page as the server serves them.
    pub(super) step: u64,
    /// The offset after the last page.
    pub(super) next: u64,
    pub(super) last_was_full: bool,
    /// The first page came again, and its count may be its length.
    pub(super) is_in_doubt: bool,
    /// Nothing came after the last page, but nothing shows that it went on from there.
    pub(super) end_is_open: bool,
}

impl Progress {
    /// Begins with the first page of a range.
    pub(super) fn after<T>(page: &Fetched<T>, may_be_cut: bool, whole: bool) -> Self {
        Self {
            whole,
            count: page.count,
            first: page.keys.first().copied(),
            step: page.places(),
            next: page.places(),
            last_was_full: may_be_cut,
            ..Self::default()
        }
    }

    pub(super) fn total(&self) -> u64 {
        self.ids.len() + self.bad_places.len() as u64
    }

    /// Whether the stated count promises more; `None` if there is no count.
    pub(super) fn lacks_rows(&self) -> Option<bool> {
        self.count.map(|count| self.total() < count)
    }

    /// Where to go on after so many rows: at the last of them, so that the pages share it. Pages of one row would get nowhere.
    pub(super) fn go_on_from(&self, end: u64) -> u64 {
        end - u64::from(self.step > 1 && end > 0)
    }

    /// Whether a page is the first one again although another was asked for.
    pub(super) fn repeats_the_first<T>(&self, skip: u64, page: &Fetched<T>) -> bool {
        // A server that counts from 1 takes 0 and 1 for the same.
        skip > 1 && self.first.is_some() && self.first == page.keys.first().copied()
    }

    pub(super) fn note_page(&mut self, skip: u64, places: u64) {
        if places > 0 && skip + places > self.next {
            self.next = skip + places;
            self.last_was_full = places >= self.step;
        }
    }
}

impl<T: Row + 'static> Pass<'_, T> {
    pub(super) async fn fetch(&mut self, range: Window, skip: u64) -> Result<Fetched<T>, Error> {
        self.count_request()?;
        self.source.page(range, skip).await
    }

    pub(super) fn count_request(&mut self) -> Result<(), Error> {
        self.reading.requests += 1;
        if self.reading.requests > MOST_PAGES {
            return Err(bad(self.source.what(), "the list does not end".to_owned()));
        }
        Ok(())
    }

    pub(super) fn offsets_ignored(&self) -> bool {
        self.source.skip_is_ignored.load(Relaxed)
    }

    /// Takes a page into account and passes its new rows on; how many rows were new to this range. So many rows come again
    /// because they were asked for again: that is no fault of the server.
    pub(super) async fn take(
        &mut self,
        page: Fetched<T>,
        asked_again: u64,
        at: &mut Progress,
    ) -> u64 {
        let reading = &mut self.reading;
        reading.asked_again += asked_again;
        let before = at.total();
        for row in page.bad {
            if at.bad_places.insert(row.skip + row.index) {
                reading.bad_rows += 1;
                if reading.bad.len() < MOST_BAD {
                    reading.bad.push(row);
                }
            }
        }
        let mut batch = page.rows;
        batch.retain(|row| {
            at.ids.insert(row.id());
            if !reading.ids.insert(row.id()) {
                reading.repeated += 1;
                return false;
            }
            let inside = row
                .started_at()
                .is_none_or(|started| self.window.contains(started));
            reading.outside += u64::from(!inside);
            inside && self.held.insert(row.id())
        });
        if !batch.is_empty() {
            // A closed channel means that the listing was dropped; then this future is, too.
            drop(self.out.send(batch).await);
        }
        at.total() - before
    }
}
