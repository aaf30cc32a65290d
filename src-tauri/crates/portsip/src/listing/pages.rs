//! One page of a list: how it is asked for, and how it is read.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::Window;
use super::report::BadRow;
use super::run::List;
use crate::Error;
use crate::client::Inner;
use crate::dto::{Page, Row};
use crate::http::{Answer, Ask, bad};
use crate::query::{Query, started_between};

/// Rows asked for per page: the API's maximum.
pub(crate) const TOP: usize = 100;
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
    /// A page at an offset repeated what came before it.
    pub(crate) skip_is_ignored: AtomicBool,
    row: PhantomData<fn() -> T>,
}

/// A page as it came.
#[derive(Debug)]
pub(crate) struct Fetched<T> {
    pub(crate) count: Option<u64>,
    /// Rows in it, usable or not.
    pub(crate) len: usize,
    pub(crate) rows: Vec<T>,
    pub(crate) bad: Vec<BadRow>,
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
            skip_is_ignored: AtomicBool::new(false),
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
        let ask = Ask::get(self.list.what, self.list.path).query(self.query(slice, skip).as_str());
        let mut reading = 1;
        loop {
            let answer = self.inner.read_call(&ask).await?;
            if !answer.is_success() || answer.html {
                return Ok((answer, None));
            }
            match decode(&answer.body, skip) {
                Ok(page) => {
                    if page.count.is_some_and(|count| count > page.len as u64) {
                        self.inner.counts_are_totals.store(true, Relaxed);
                    }
                    return Ok((answer, Some(page)));
                }
                Err(_) if reading < READINGS => reading += 1,
                Err(detail) => return Err(bad(self.list.what, detail)),
            }
        }
    }

    fn query(&self, slice: Window, skip: u64) -> Query {
        let mut query = Query::new();
        if self.shape != Shape::Unfiltered {
            query = query.with("filter", &started_between(slice.start, slice.end));
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

fn decode<T: Row>(body: &str, skip: u64) -> Result<Fetched<T>, String> {
    let page = Page::read(body)?;
    let mut rows = Vec::with_capacity(page.items.len());
    let mut unusable = Vec::new();
    for (index, item) in page.items.iter().enumerate() {
        match T::read(item.get()) {
            Ok(row) => rows.push(row),
            Err(reason) => unusable.push(BadRow {
                skip,
                index: index as u64,
                reason,
            }),
        }
    }
    // A row that stands twice on its page takes one place in the list: counting it twice would step over another.
    let distinct: HashSet<&str> = rows.iter().map(Row::id).collect();
    Ok(Fetched {
        count: page.count,
        len: distinct.len() + unusable.len(),
        rows,
        bad: unusable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::Cdr;

    #[test]
    fn a_row_that_stands_twice_takes_one_place() {
        let body = r#"{"count":9,"items":[{"id":"1"},{"id":"2"},{"id":"1"}]}"#;
        let page: Fetched<Cdr> = decode(body, 0).expect("page");
        assert_eq!((page.len, page.rows.len()), (2, 3));
    }

    #[test]
    fn bad_rows_are_counted_with_their_place_and_cost_nothing_else() {
        let body =
            r#"{"count":"4","items":[{"id":"1"},{"caller":"no id"},7,{"id":2,"started_at":""}]}"#;
        let page: Fetched<Cdr> = decode(body, 300).expect("page");
        assert_eq!((page.count, page.len, page.rows.len()), (Some(4), 4, 2));
        let places: Vec<(u64, u64)> = page.bad.iter().map(|row| (row.skip, row.index)).collect();
        assert_eq!(places, [(300, 1), (300, 2)]);
    }
}
