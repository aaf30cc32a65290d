//! One page of a list: how it is asked for, and how it is read.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use jiff::{SignedDuration, Timestamp};

use tokio::sync::Semaphore;

use super::Window;
use super::report::BadRow;
use super::run::List;
use crate::Error;
use crate::client::Inner;
use crate::dto::{Page, Row};
use crate::http::{Answer, Ask, bad};
use crate::query::{Query, started_between};

/// Rows asked for per page: the API's maximum.
pub(crate) const TOP: u64 = 100;
/// A few more than the pace ever lets through at once.
const PAGES_AT_ONCE: usize = 40;
/// No server serves fewer rows per page than this.
pub(super) const SHORTEST_LIMIT: u64 = 5;
/// A server that compares times as texts takes `…00.000Z` for earlier than `…00Z`: this much earlier the window begins for it.
/// Between slices there is no such hole.
const TICK: SignedDuration = SignedDuration::from_micros(1);
/// A server may round times by this much.
const ROUNDING: SignedDuration = SignedDuration::from_secs(2);
/// A page that is no valid JSON (cut without notice) is asked for this often.
const READINGS: u32 = 3;

/// Which parameters the server takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Window, order, page size, offset, count.
    Full,
    /// The window and the page only.
    WindowOnly,
    /// No filter: it was refused or ignored. The window is applied here.
    Unfiltered,
}

/// A list on one server, and what has been learned about it.
pub(crate) struct Source<T> {
    inner: Arc<Inner>,
    list: List,
    pub(crate) shape: Shape,
    /// `count` has been seen to be less than the rows of a page, so it proves nothing.
    count_is_too_low: AtomicBool,
    /// A page at an offset was the first page again.
    pub(crate) skip_is_ignored: AtomicBool,
    /// The pages that are asked for at once: whoever else asks for something, to play it, waits behind them.
    at_once: Semaphore,
    /// The longest first page that may have left rows out; 0 before there was one.
    longest: AtomicU64,
    row: PhantomData<fn() -> T>,
}

/// A page as it came.
#[derive(Debug)]
pub(crate) struct Fetched<T> {
    pub(crate) count: Option<u64>,
    /// The rows in it, usable or not, as numbers: a row that stands twice on its page takes one place in the list.
    pub(crate) keys: Vec<u64>,
    pub(crate) rows: Vec<T>,
    pub(crate) bad: Vec<BadRow>,
}

impl<T> Fetched<T> {
    /// The rows in it, once each.
    pub(crate) fn len(&self) -> u64 {
        self.keys.len() as u64
    }

    /// The places it takes in the list for certain: unusable rows may take some or none.
    pub(crate) fn places(&self) -> u64 {
        match self.len() - self.bad.len() as u64 {
            0 => self.len(),
            usable => usable,
        }
    }
}

impl<T: Row> Fetched<T> {
    /// Whether a row lies so far off the window it was asked for that the filter must have been ignored.
    pub(crate) fn goes_beyond(&self, window: Window) -> bool {
        let from = window.start.saturating_sub(ROUNDING);
        let to = window.end.saturating_add(ROUNDING);
        let (Ok(from), Ok(to)) = (from, to) else {
            return false;
        };
        let mut started = self.rows.iter().filter_map(Row::started_at);
        started.any(|at| at < from || at >= to)
    }
}

/// The answer to a page that a server may refuse because of its filter.
#[derive(Debug)]
pub(crate) enum Probed<T> {
    Page(Fetched<T>),
    /// 400, or 422 from a server that tells invalid values apart.
    FilterRefused,
}

impl<T: Row> Source<T> {
    pub(crate) fn new(inner: Arc<Inner>, list: List, shape: Shape) -> Self {
        Self {
            inner,
            list,
            shape,
            count_is_too_low: AtomicBool::new(false),
            skip_is_ignored: AtomicBool::new(false),
            at_once: Semaphore::new(PAGES_AT_ONCE),
            longest: AtomicU64::new(0),
            row: PhantomData,
        }
    }

    /// Whether the counts of this server have been seen to be totals, not lengths of pages.
    pub(crate) fn counts_are_totals(&self) -> bool {
        self.inner.counts_are_totals.load(Relaxed)
    }

    pub(crate) fn what(&self) -> &'static str {
        self.list.what
    }

    /// The page of `slice` after `skip` rows.
    pub(crate) async fn page(&self, slice: Window, skip: u64) -> Result<Fetched<T>, Error> {
        match self.fetch(slice, skip).await? {
            (_, Some(page)) => Ok(page),
            (answer, None) => Err(match answer.expect_data(self.list.what) {
                Err(error) => error,
                Ok(_) => bad(self.list.what, "it cannot be read".to_owned()),
            }),
        }
    }

    /// The first page, or the news that the filter is refused.
    pub(crate) async fn probe(&self, slice: Window) -> Result<Probed<T>, Error> {
        match self.fetch(slice, 0).await? {
            (_, Some(page)) => Ok(Probed::Page(page)),
            (answer, None)
                if matches!(answer.status, 400 | 422) && self.shape != Shape::Unfiltered =>
            {
                Ok(Probed::FilterRefused)
            }
            (answer, None) => Err(match answer.expect_data(self.list.what) {
                Err(error) => error,
                Ok(_) => bad(self.list.what, "it cannot be read".to_owned()),
            }),
        }
    }

    async fn fetch(&self, slice: Window, skip: u64) -> Result<(Answer, Option<Fetched<T>>), Error> {
        // An error means a closed semaphore, and this one is never closed.
        let _place = self.at_once.acquire().await;
        let ask = Ask::get(self.list.what, self.list.path).query(self.query(slice, skip).as_str());
        let mut reading = 1;
        loop {
            let answer = self.inner.read_call(&ask).await?;
            if !answer.is_success() || answer.html {
                return Ok((answer, None));
            }
            match decode(&answer.body, slice.start, skip) {
                Ok(page) => {
                    self.note(&page, skip);
                    return Ok((answer, Some(page)));
                }
                Err(_) if reading < READINGS => reading += 1,
                Err(detail) => return Err(bad(self.list.what, detail)),
            }
        }
    }

    /// Learns from a page; also from one that another source has brought.
    pub(crate) fn note(&self, page: &Fetched<T>, skip: u64) {
        let more = page.count.map(|count| count > page.len());
        if page.count.is_some_and(|count| count < page.places()) {
            self.count_is_too_low.store(true, Relaxed);
        }
        if more == Some(true) {
            self.inner.counts_are_totals.store(true, Relaxed);
        }
        if skip == 0 && more.unwrap_or(true) {
            self.longest.fetch_max(page.len(), Relaxed);
        }
    }

    /// Learns that more rows came after a first page of this length.
    pub(crate) fn note_cut(&self, len: u64) {
        self.longest.fetch_max(len, Relaxed);
    }

    /// Whether a first page may have left rows out: it is as long as pages get, or, where its count does not say
    /// otherwise, as long as a round limit.
    pub(crate) fn may_be_cut(&self, page: &Fetched<T>) -> bool {
        let (len, longest) = (page.len(), self.longest.load(Relaxed));
        let full = len >= TOP || (len >= longest && longest >= SHORTEST_LIMIT);
        let sound = self.counts_are_totals() && !self.count_is_too_low.load(Relaxed);
        let all = sound && page.count.is_some_and(|count| count <= len);
        let round = len.is_multiple_of(10) || len.is_multiple_of(25);
        len > 0 && (full || (round && !all))
    }

    fn query(&self, slice: Window, skip: u64) -> Query {
        let mut query = Query::new();
        if self.shape != Shape::Unfiltered {
            let start = if slice.start == self.list.start {
                self.list.start.saturating_sub(TICK).unwrap_or(slice.start)
            } else {
                slice.start
            };
            query = query.with("filter", &started_between(start, slice.end));
        }
        if self.shape != Shape::WindowOnly {
            query = query.with("orderby", "started_at asc");
        }
        query = query
            .with("top", &TOP.to_string())
            .with("skip", &skip.to_string());
        if let Some(group) = &self.list.group {
            query = query.with("group_ids", group);
        }
        if self.shape == Shape::Full {
            query.with("count", "true")
        } else {
            query
        }
    }
}

pub(crate) fn decode<T: Row>(body: &str, from: Timestamp, skip: u64) -> Result<Fetched<T>, String> {
    let page = Page::read(body)?;
    let (mut rows, mut bad) = (Vec::with_capacity(page.items.len()), Vec::new());
    let mut keys = Vec::with_capacity(page.items.len());
    let mut seen = HashSet::with_capacity(page.items.len());
    for (index, item) in (0..).zip(&page.items) {
        let key = match T::read(item.get()) {
            Ok(row) => {
                let key = key_of(row.id());
                rows.push(row);
                key
            }
            Err(reason) => {
                bad.push(BadRow {
                    from,
                    skip,
                    index,
                    reason,
                });
                key_of(skip + index)
            }
        };
        if seen.insert(key) {
            keys.push(key);
        }
    }
    Ok(Fetched {
        count: page.count,
        keys,
        rows,
        bad,
    })
}

/// A row as a number, the same on every page.
fn key_of(row: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    row.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::Cdr;

    #[test]
    fn a_row_that_stands_twice_takes_one_place() {
        let body = r#"{"count":9,"items":[{"id":"1"},{"id":"2"},{"id":"1"}]}"#;
        let page: Fetched<Cdr> = decode(body, Timestamp::UNIX_EPOCH, 0).expect("page");
        assert_eq!((page.len(), page.rows.len()), (2, 3));
    }

    #[test]
    fn bad_rows_are_counted_with_their_place_and_cost_nothing_else() {
        let body =
            r#"{"count":"4","items":[{"id":"1"},{"caller":"no id"},7,{"id":2,"started_at":""}]}"#;
        let page: Fetched<Cdr> = decode(body, Timestamp::UNIX_EPOCH, 300).expect("page");
        assert_eq!((page.count, page.len(), page.rows.len()), (Some(4), 4, 2));
        let places: Vec<(u64, u64)> = page.bad.iter().map(|row| (row.skip, row.index)).collect();
        assert_eq!(places, [(300, 1), (300, 2)]);
    }
}
