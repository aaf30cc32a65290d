//! A question as SQL: the calls of a filter as a page in an order, as all of them, and as totals.

use rusqlite::types::Value;

use super::{condition::Condition, row::COLUMNS};
use crate::{
    error::Result,
    query::{CallFilter, SortColumn, SortKey},
    time::UtcRange,
};

/// The calls of an account and range that a filter lets through.
pub(super) struct Selection {
    condition: String,
    values: Vec<Value>,
    /// Where the calls are.
    source: &'static str,
}

/// In place of the calls of the PBX those that it no longer has.
const GONE: &str = "WITH call AS (SELECT * FROM gone_call) ";

impl Selection {
    /// Reads the filter; fails where [`CallFilter::check`] does.
    pub(super) fn new(account: i64, range: &UtcRange, filter: &CallFilter) -> Result<Self> {
        let Condition { sql, values } = Condition::new(account, range, filter)?;
        Ok(Self {
            condition: sql,
            values,
            source: if filter.gone { GONE } else { "" },
        })
    }

    /// `limit` calls from `offset` on.
    ///
    /// Any order but by start has to sort the range; it then sorts keys only and fetches the rows of the page after.
    pub(super) fn page(
        mut self,
        sort: &[SortKey],
        offset: u32,
        limit: u32,
    ) -> (String, Vec<Value>) {
        let (condition, source) = (&self.condition, self.source);
        let order = order(sort);
        self.values.extend([limit.into(), offset.into()]);
        if sort.iter().all(|key| key.column == SortColumn::Started) {
            return (
                format!(
                    "{source}SELECT {COLUMNS} FROM call WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
                ),
                self.values,
            );
        }
        let account = self.values[0].clone();
        self.values.push(account);
        let sql = format!(
            "{source}SELECT {COLUMNS} FROM (SELECT started AS s, id AS i FROM call WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?) \
             CROSS JOIN call ON account = ? AND started = s AND id = i ORDER BY {order}"
        );
        (sql, self.values)
    }

    /// All calls in ascending order of start and id.
    pub(super) fn all(self) -> (String, Vec<Value>) {
        (
            format!(
                "{}SELECT {COLUMNS} FROM call WHERE {} ORDER BY started, id",
                self.source, self.condition
            ),
            self.values,
        )
    }

    /// The ids of all of them, in no order.
    pub(super) fn ids(self) -> (String, Vec<Value>) {
        (
            format!(
                "{}SELECT id FROM call WHERE {}",
                self.source, self.condition
            ),
            self.values,
        )
    }

    /// How many calls come before one of its own in an order; NULL when that is none of them.
    pub(super) fn position(&self, id: &str, sort: &[SortKey]) -> (String, Vec<Value>) {
        let (condition, source) = (&self.condition, self.source);
        let keys = keys(sort);
        let named = keys.iter().enumerate();
        let named: Vec<String> = named
            .map(|(n, (key, _))| format!("{key} AS k{n}"))
            .collect();
        let keys = keys.iter().enumerate().rev();
        let earlier = keys.fold("false".to_owned(), |later, (n, (key, descending))| {
            let than = if *descending { '>' } else { '<' };
            format!("({key} {than} k{n} OR ({key} = k{n} AND {later}))")
        });
        let sql = format!(
            "{source}SELECT (SELECT count(*) FROM call WHERE {condition} AND {earlier}) FROM \
             (SELECT {} FROM call WHERE {condition} AND id = ?)",
            named.join(", ")
        );
        let mut values = self.values.clone();
        values.extend(self.values.iter().cloned());
        values.push(id.to_owned().into());
        (sql, values)
    }

    /// Number of calls, of those with a recording, and the seconds of talk.
    pub(super) fn totals(self) -> (String, Vec<Value>) {
        (
            format!(
                "{}SELECT count(*), count(recording), total(talk_s) FROM call WHERE {}",
                self.source, self.condition
            ),
            self.values,
        )
    }
}

/// The order, made total by start and id.
fn order(sort: &[SortKey]) -> String {
    let keys = keys(sort).into_iter();
    let words = keys.map(|(key, descending)| format!("{key}{}", towards(descending)));
    words.collect::<Vec<_>>().join(", ")
}

/// What to order by, and whether the largest comes first.
fn keys(sort: &[SortKey]) -> Vec<(&'static str, bool)> {
    let by_start = sort.iter().rfind(|key| key.column == SortColumn::Started);
    let mut keys: Vec<_> = sort
        .iter()
        .map(|key| (expression(key.column), key.descending))
        .collect();
    if by_start.is_none() {
        keys.push(("started", false));
    }
    keys.push(("id", by_start.is_some_and(|key| key.descending)));
    keys
}

fn towards(descending: bool) -> &'static str {
    if descending { " DESC" } else { "" }
}

fn expression(column: SortColumn) -> &'static str {
    match column {
        SortColumn::Started => "started",
        SortColumn::Direction => "direction",
        SortColumn::Extension => "extension",
        SortColumn::ExtensionName => "extension_name COLLATE NOCASE",
        SortColumn::Other => "other",
        SortColumn::TalkS => "talk_s",
        SortColumn::RingS => "ring_s",
        SortColumn::Queue => "queue",
        SortColumn::Did => "did",
        SortColumn::Trunk => "trunk COLLATE NOCASE",
        SortColumn::Status => "status",
        SortColumn::EndReason => "end_reason",
        SortColumn::Recorded => "(recording IS NOT NULL)",
    }
}
