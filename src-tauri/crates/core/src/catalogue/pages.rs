//! Pages of what a question finds.

use std::sync::Arc;

use rusqlite::{Connection, params_from_iter};

use super::{
    Shelf,
    keys::Keys,
    order::{self, Ordering},
    row,
    shelf::beside_each_other,
    sorting,
    sql::{self, Selection},
};
use crate::{
    call::Call,
    error::{Error, Result},
    query::{CallFilter, SortKey},
    time::UtcRange,
};

/// Rows a single page can have.
const MOST_ROWS: u32 = 500;
/// A page by start is sought among so many calls for each of its rows before anything is looked up: where one call in fifty
/// fits, it is found there.
const NEAR_EACH: u32 = 50;
/// Calls that are walked through at most before looking up.
const NEAR_MOST: u32 = 50_000;

impl Shelf {
    /// `limit` calls (at most 500) from `offset` on. An empty order means ascending by start; ties go by start and id.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a filter that cannot be asked or a limit above 500.
    pub fn page(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        sort: &[SortKey],
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Call>> {
        let page = Page::checked(sort, offset, limit)?;
        self.rows(Selection::new(self.account(), range, filter)?, &page)
    }

    /// A page as [`Shelf::page`] gives it, and how many calls there are in all where that is known with it: a page in order
    /// of start is there long before all calls are counted.
    ///
    /// # Errors
    /// As for [`Shelf::page`].
    pub fn page_and_total(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        sort: &[SortKey],
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<Call>, Option<u32>)> {
        let page = Page::checked(sort, offset, limit)?;
        let selection = Selection::new(self.account(), range, filter)?;
        let question = selection.question();
        // Asked before reading, as for totals.
        let version = self.store().version()?;
        let first = offset < order::FAR && !sorting::by_start(sort);
        if first && let Some(answer) = self.first_page(selection.clone(), &page)? {
            return Ok(answer);
        }
        let rows = self.rows(selection, &page)?;
        let counted = self.store().totals().find(version, &question);
        let at_end = !rows.is_empty() || offset == 0;
        let read = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let total = match counted {
            Some(totals) => Some(totals.calls),
            None if read < limit && at_end => Some(offset + read),
            None => None,
        };
        Ok((rows, total))
    }

    fn rows(&self, selection: Selection, page: &Page<'_>) -> Result<Vec<Call>> {
        if page.offset >= order::FAR && !sorting::by_start(page.sort) && !selection.is_gone() {
            return self.far_page(selection, page);
        }
        let reader = self.reader()?;
        page.read(&reader, selection)
            .map_err(|source| reader.failed(source))
    }

    /// A page near the start of an order, out of the walk that counts; nothing where calls are not walked to.
    fn first_page(
        &self,
        selection: Selection,
        page: &Page<'_>,
    ) -> Result<Option<(Vec<Call>, Option<u32>)>> {
        let question = selection.question();
        let reader = self.reader()?;
        let selection = selection
            .shortened(&reader)
            .map_err(|source| reader.failed(source))?;
        drop(reader);
        if !selection.walks() {
            return Ok(None);
        }
        // Who counts the same calls meanwhile gets the totals of this walk.
        let one = self.store().one_at_a_time(&question);
        let _walking = one.begin();
        let version = self.store().version()?;
        let (numbers, totals) = self.best(&selection, page)?;
        self.store().totals().keep(version, question, totals);
        Ok(Some((self.numbered(&numbers)?, Some(totals.calls))))
    }

    /// A page out of the whole order, which is made when it is asked for first.
    pub(super) fn far_page(&self, selection: Selection, page: &Page<'_>) -> Result<Vec<Call>> {
        let order = self.order(selection, page.sort)?;
        let from = order.len().min(page.offset as usize);
        let to = order.len().min(from + page.limit as usize);
        self.numbered(&order[from..to])
    }

    /// Calls by their numbers, in this order.
    fn numbered(&self, numbers: &[i64]) -> Result<Vec<Call>> {
        let numbers = serde_json::Value::from(numbers).to_string();
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(&sql::numbered())?;
            let rows = statement.query_map([numbers], row::read)?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }

    fn order(&self, selection: Selection, sort: &[SortKey]) -> Result<Arc<Vec<i64>>> {
        let question = format!("{} {sort:?}", selection.question());
        let mut orders = self.store().orders();
        // Asked before reading, as for totals.
        let version = self.store().version()?;
        if let Some(known) = orders.find(version, &question) {
            return Ok(known);
        }
        let reader = self.reader()?;
        let selection = selection
            .shortened(&reader)
            .map_err(|source| reader.failed(source))?;
        drop(reader);
        let keys = Keys::of(self, sort)?;
        let stretches = beside_each_other(&selection, |_, part| {
            let mut ordering = Ordering::by(sort, &keys);
            self.each_row(part.keys(sort), |row| ordering.add(row))?;
            Ok(ordering.made())
        })?;
        let order = Arc::new(order::together(stretches, sort));
        orders.keep(version, question, Arc::clone(&order));
        Ok(order)
    }
}

/// Rows `offset..offset + limit` of an order.
pub(super) struct Page<'s> {
    pub(super) sort: &'s [SortKey],
    pub(super) offset: u32,
    pub(super) limit: u32,
}

impl<'s> Page<'s> {
    fn checked(sort: &'s [SortKey], offset: u32, limit: u32) -> Result<Self> {
        if limit > MOST_ROWS {
            return Err(Error::invalid(format!(
                "a page of {limit} rows is too long; ask for at most {MOST_ROWS}"
            )));
        }
        Ok(Self {
            sort,
            offset,
            limit,
        })
    }

    /// The page as SQLite puts it in order.
    fn read(&self, db: &Connection, selection: Selection) -> rusqlite::Result<Vec<Call>> {
        if !sorting::by_start(self.sort) {
            return self.of(db, &selection.shortened(db)?);
        }
        let most = self
            .offset
            .saturating_add(self.limit)
            .saturating_mul(NEAR_EACH);
        let latest_first = self.sort.first().is_some_and(|key| key.descending);
        if let Some((near, whole)) = selection.near(db, latest_first, most.min(NEAR_MOST))? {
            let rows = self.of(db, &near)?;
            if whole || rows.len() == self.limit as usize {
                return Ok(rows);
            }
        }
        self.of(db, &selection.shortened_by_start(db)?)
    }

    fn of(&self, db: &Connection, selection: &Selection) -> rusqlite::Result<Vec<Call>> {
        let (sql, values) = selection.page(self.sort, self.offset, self.limit);
        let mut statement = db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), row::read)?;
        rows.collect()
    }
}
