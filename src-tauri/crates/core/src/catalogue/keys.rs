//! What calls are ordered by, as bytes that compare as the calls do.

use std::collections::HashMap;

use rusqlite::{
    Row,
    types::{Value, ValueRef},
};

use super::{Shelf, comparable, sorting};
use crate::{error::Result, query::SortKey};

/// The keys of an order, read from the rows of [`super::sql::Selection::keys`].
pub(super) struct Keys(Vec<Key>);

struct Key {
    /// `A` and `a` are the same.
    folded: bool,
    descending: bool,
    /// For a key that people wrote: the row has the id of the call.
    written: Option<Written>,
}

/// What people wrote, by call. They are few beside all calls: a look into this is quicker than one into the file for each call.
struct Written {
    calls: HashMap<Box<str>, Value>,
    none: Value,
}

impl Keys {
    pub(super) fn of(shelf: &Shelf, sort: &[SortKey]) -> Result<Self> {
        let key = |key: &SortKey| {
            let written = match sorting::written(key.column) {
                Some((sql, none)) => Some(Written {
                    calls: shelf.written(sql)?,
                    none,
                }),
                None => None,
            };
            Ok(Key {
                folded: sorting::ignores_case(key.column),
                descending: key.descending,
                written,
            })
        };
        sort.iter().map(key).collect::<Result<_>>().map(Self)
    }

    /// Writes the keys of a row, the first of which is in column `first`.
    pub(super) fn write(
        &self,
        row: &Row<'_>,
        first: usize,
        into: &mut Vec<u8>,
    ) -> rusqlite::Result<()> {
        into.clear();
        for (at, key) in (first..).zip(&self.0) {
            let value = row.get_ref(at)?;
            let value = match &key.written {
                Some(written) => written.by(value.as_str()?),
                None => value,
            };
            comparable::append(value, key.folded, key.descending, into);
        }
        Ok(())
    }
}

impl Written {
    fn by(&self, call: &str) -> ValueRef<'_> {
        self.calls.get(call).unwrap_or(&self.none).into()
    }
}

impl Shelf {
    fn written(&self, sql: &str) -> Result<HashMap<Box<str>, Value>> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(sql)?;
            let rows = statement
                .query_map([self.account()], |found| Ok((found.get(0)?, found.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        read().map_err(|source| reader.failed(source))
    }
}
