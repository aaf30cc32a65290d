//! One slice, read until what is held and what is counted agree, or three times more.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::sync::mpsc;

use super::Window;
use super::ids::IdSet;
use super::pages::{Fetched, Shape, Source, TOP};
use super::report::{BadRow, SliceReport};
use crate::Error;
use crate::dto::Row;
use crate::http::bad;

/// Readings after the first one.
const REREADS: u32 = 3;
/// Pages of one slice under way; the client's pace decides how many of them are in flight.
const PAGES_AT_ONCE: usize = 32;
/// Pages of one reading: beyond this the server never ends.
const MOST_PAGES: u32 = 50_000;
/// Unusable rows that are listed one by one.
const MOST_BAD: usize = 100;

/// Where new rows go; closed when nobody listens any more.
pub(crate) type Out<T> = mpsc::Sender<Vec<T>>;

/// The account of one pass over a slice.
#[derive(Debug, Default)]
struct Reading {
    /// All ids, also of rows outside the window.
    ids: IdSet,
    outside: u64,
    bad_rows: u64,
    bad: Vec<BadRow>,
    duplicates: u64,
    counted: Option<u64>,
    count_changed: bool,
    /// Non-empty pages, and whether each stated its own length as the count.
    pages: u32,
    counts_are_lengths: bool,
    requests: u32,
}

impl Reading {
    fn total(&self) -> u64 {
        self.ids.len() + self.bad_rows
    }

    /// The stated total, unless it was only ever the length of a page.
    fn count(&self) -> Option<u64> {
        self.counted
            .filter(|_| !(self.counts_are_lengths && self.pages > 1))
    }

    fn agrees(&self) -> bool {
        self.count()
            .is_none_or(|count| count == self.total() && !self.count_changed)
    }

    fn note_count(&mut self, page_count: Option<u64>, len: usize) {
        if len > 0 {
            self.counts_are_lengths =
                (self.pages == 0 || self.counts_are_lengths) && page_count == Some(len as u64);
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
}

/// Reads `slice`, beginning with its `first` page if that was fetched already.
pub(crate) async fn read_slice<T: Row + 'static>(
    source: Arc<Source<T>>,
    slice: Window,
    window: Window,
    mut first: Option<Fetched<T>>,
    out: Out<T>,
) -> Result<SliceReport, Error> {
    let mut held = IdSet::default();
    let mut rereads = 0;
    loop {
        let mut pass = Pass {
            source: &source,
            window,
            out: &out,
            held: &mut held,
            reading: Reading::default(),
        };
        pass.walk(slice, first.take(), true).await?;
        let reading = pass.reading;
        if reading.agrees() || rereads == REREADS {
            return Ok(SliceReport {
                start: slice.start,
                end: slice.end,
                counted: reading
                    .count()
                    .map(|count| count.saturating_sub(reading.outside)),
                received: held.len(),
                duplicates: reading.duplicates,
                bad_rows: reading.bad_rows,
                bad: reading.bad,
                rereads,
            });
        }
        rereads += 1;
        tracing::debug!(
            what = source.what(),
            counted = reading.counted,
            received = reading.total(),
            rereads,
            "a slice differs"
        );
    }
}

/// One pass: its parts share what was seen.
struct Pass<'a, T> {
    source: &'a Source<T>,
    window: Window,
    out: &'a Out<T>,
    /// Ids inside the window, over all passes: what was delivered.
    held: &'a mut IdSet,
    reading: Reading,
}

/// How far a walk over one range of time has come.
#[derive(Default)]
struct Progress {
    /// Whether the range is the whole slice: its counts are those of the slice.
    whole: bool,
    /// The rows of this range.
    ids: IdSet,
    bad_rows: u64,
    count: Option<u64>,
    /// Rows per page as the server serves them.
    step: u64,
    /// The offset after the last page.
    next: u64,
}

impl Progress {
    fn total(&self) -> u64 {
        self.ids.len() + self.bad_rows
    }

    /// Whether the stated count promises more; `None` if there is no count.
    fn lacks_rows(&self) -> Option<bool> {
        self.count.map(|count| self.total() < count)
    }

    fn note_page(&mut self, skip: u64, len: u64) {
        self.next = self.next.max(skip + len);
    }
}

impl<T: Row + 'static> Pass<'_, T> {
    /// Reads a range of time: the first page, the rest at once by its count, then on until nothing new comes. If the
    /// server ignores offsets, the range is halved until its parts fit a page.
    fn walk(
        &mut self,
        range: Window,
        first: Option<Fetched<T>>,
        whole: bool,
    ) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let first = match first {
                Some(page) => page,
                None => self.fetch(range, 0).await?,
            };
            let len = first.len as u64;
            let full = may_be_cut(first.len);
            let mut at = Progress {
                whole,
                count: first.count,
                step: len,
                next: len,
                ..Progress::default()
            };
            self.take(first, &mut at).await?;
            if len == 0 {
                return Ok(());
            }
            if at.lacks_rows() == Some(true) && !self.offsets_ignored() {
                self.fan_out(range, &mut at).await?;
            }
            self.tail(range, &mut at).await?;
            if self.offsets_ignored()
                && at.lacks_rows().unwrap_or(full)
                && self.source.shape != Shape::Unfiltered
                && let Some(halves) = range.halves()
            {
                for half in halves {
                    self.walk(half, None, false).await?;
                }
            }
            Ok(())
        })
    }

    /// The pages that the count promises, several at once. An empty one ends it: the count may be wrong.
    async fn fan_out(&mut self, range: Window, at: &mut Progress) -> Result<(), Error> {
        let source = self.source;
        let promised = at.count.unwrap_or_default();
        let mut end = promised;
        let mut waiting: VecDeque<(u64, u64)> = VecDeque::new();
        let mut under_way = FuturesUnordered::new();
        let mut planned = at.next;
        loop {
            while under_way.len() < PAGES_AT_ONCE {
                let (skip, want) = match waiting.pop_front() {
                    Some(job) => job,
                    None if planned < end => {
                        planned += at.step;
                        (planned - at.step, at.step)
                    }
                    None => break,
                };
                self.count_request()?;
                under_way.push(async move { (skip, want, source.page(range, skip).await) });
            }
            let Some((skip, want, page)) = under_way.next().await else {
                return Ok(());
            };
            let page = page?;
            let len = page.len as u64;
            let new = self.take(page, at).await?;
            if len == 0 {
                end = end.min(skip);
            } else if new == 0 {
                source.skip_is_ignored.store(true, Relaxed);
                end = 0;
            } else if len < want && skip + len < promised {
                waiting.push_back((skip + len, want - len));
            }
            at.note_page(skip, len);
        }
    }

    /// Page by page past what was promised: while rows are missing, and while there is no count or only one that may be
    /// the length of a page, however short: a server may cap its pages at any number.
    async fn tail(&mut self, range: Window, at: &mut Progress) -> Result<(), Error> {
        while !self.offsets_ignored() {
            let lacks = at.lacks_rows().unwrap_or(true);
            if !lacks && self.source.counts_are_totals() {
                return Ok(());
            }
            let skip = at.next;
            let page = self.fetch(range, skip).await?;
            let len = page.len as u64;
            let new = self.take(page, at).await?;
            // One repeated row is what a server that counts `skip` from 1 sends at the end.
            if len > 1 && new == 0 && lacks {
                self.source.skip_is_ignored.store(true, Relaxed);
            }
            if new == 0 {
                return Ok(());
            }
            at.note_page(skip, len);
        }
        Ok(())
    }

    async fn fetch(&mut self, range: Window, skip: u64) -> Result<Fetched<T>, Error> {
        self.count_request()?;
        self.source.page(range, skip).await
    }

    fn count_request(&mut self) -> Result<(), Error> {
        self.reading.requests += 1;
        if self.reading.requests > MOST_PAGES {
            return Err(bad(self.source.what(), "the list does not end".to_owned()));
        }
        Ok(())
    }

    fn offsets_ignored(&self) -> bool {
        self.source.skip_is_ignored.load(Relaxed)
    }

    /// Takes a page into account and passes its new rows on; how many rows were new to this range. A page that only repeats
    /// known rows says nothing more: neither its count nor its unusable rows, which have no identity, are counted again.
    async fn take(&mut self, page: Fetched<T>, at: &mut Progress) -> Result<u64, Error> {
        let reading = &mut self.reading;
        let bad_rows = page.bad.len() as u64;
        let mut new = if page.rows.is_empty() { bad_rows } else { 0 };
        let mut batch = page.rows;
        batch.retain(|row| {
            new += u64::from(at.ids.insert(row.id()));
            if !reading.ids.insert(row.id()) {
                reading.duplicates += 1;
                return false;
            }
            let inside = row
                .started_at()
                .is_none_or(|started| self.window.contains(started));
            reading.outside += u64::from(!inside);
            inside && self.held.insert(row.id())
        });
        let repeats = page.len > 0 && new == 0;
        if at.whole && !repeats {
            reading.note_count(page.count, page.len);
        }
        if !repeats {
            reading.bad_rows += bad_rows;
            at.bad_rows += bad_rows;
            let room = MOST_BAD.saturating_sub(reading.bad.len());
            reading.bad.extend(page.bad.into_iter().take(room));
        }
        if !batch.is_empty() {
            // A closed channel means that the listing was dropped; then this future is, too.
            drop(self.out.send(batch).await);
        }
        Ok(new)
    }
}

/// Whether a page may have been cut at a page size: the usual caps are 100 and round numbers below.
fn may_be_cut(len: usize) -> bool {
    len == TOP || (len < TOP && len > 0 && (len.is_multiple_of(10) || len.is_multiple_of(25)))
}
