//! A filter and an order as SQL. Every value is a bound parameter; only words of this file become part of the text.

use rusqlite::types::Value;

use super::row::{COLUMNS, normalised};
use crate::{
    call::Direction,
    error::Result,
    ids::CallId,
    query::{CallFilter, ExtensionSet, SortColumn, SortKey},
    time::UtcRange,
};

/// The calls of an account and range that a filter lets through.
pub(super) struct Selection {
    condition: String,
    values: Vec<Value>,
}

impl Selection {
    /// Reads the filter; fails where [`CallFilter::check`] does.
    pub(super) fn new(account: i64, range: &UtcRange, filter: &CallFilter) -> Result<Self> {
        let extensions = filter.check()?;
        let mut selection = Self {
            condition: String::new(),
            values: Vec::new(),
        };
        selection.and("account = ?", [account.into()]);
        selection.and("started >= ?", [range.start.as_microsecond().into()]);
        selection.and("started < ?", [range.end.as_microsecond().into()]);
        selection.and_extensions(&extensions);
        selection.and_directions(&filter.directions);
        if let Some(number) = filter
            .number
            .as_deref()
            .map(normalised)
            .filter(|number| !number.is_empty())
        {
            selection.and("instr(digits, ?) > 0", [number.into()]);
        }
        if let Some(seconds) = filter.min_talk_s {
            selection.and("talk_s >= ?", [seconds.into()]);
        }
        if let Some(seconds) = filter.max_talk_s {
            selection.and("talk_s <= ?", [seconds.into()]);
        }
        match filter.answered {
            Some(true) => selection.and("status = 'answered'", []),
            Some(false) => selection.and("status <> 'answered'", []),
            None => {}
        }
        match filter.recorded {
            Some(true) => selection.and("recording IS NOT NULL", []),
            Some(false) => selection.and("recording IS NULL", []),
            None => {}
        }
        for word in filter
            .text
            .as_deref()
            .unwrap_or_default()
            .split_whitespace()
        {
            selection.and("instr(haystack, ?) > 0", [word.to_lowercase().into()]);
        }
        if !filter.ids.is_empty() {
            let ids = json(filter.ids.iter().map(CallId::as_str));
            selection.and("id IN (SELECT value FROM json_each(?))", [ids]);
        }
        Ok(selection)
    }

    fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        if !self.condition.is_empty() {
            self.condition.push_str(" AND ");
        }
        self.condition.push_str(condition);
        self.values.extend(values);
    }

    /// Text between two texts of the same length is numeric order when all of it is digits, hence the three conditions.
    fn and_extensions(&mut self, extensions: &ExtensionSet) {
        if extensions.is_empty() {
            return;
        }
        let mut any = Vec::new();
        let mut values = Vec::new();
        let numbers = json(extensions.numbers());
        for column in ["caller", "callee", "destination"] {
            any.push(format!("{column} IN (SELECT value FROM json_each(?))"));
            values.push(numbers.clone());
        }
        for (first, last) in extensions.ranges() {
            for column in ["caller", "callee", "destination"] {
                any.push(format!("({column} BETWEEN ? AND ? AND length({column}) = ? AND {column} NOT GLOB '*[^0-9]*')"));
                let length = i64::try_from(first.len()).unwrap_or(i64::MAX);
                values.extend([first.clone().into(), last.clone().into(), length.into()]);
            }
        }
        self.and(&format!("({})", any.join(" OR ")), []);
        self.values.extend(values);
    }

    fn and_directions(&mut self, directions: &[Direction]) {
        if directions.is_empty() {
            return;
        }
        let words = json(directions.iter().map(|direction| direction.as_str()));
        self.and("direction IN (SELECT value FROM json_each(?))", [words]);
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
        let condition = &self.condition;
        let order = order(sort);
        self.values.extend([limit.into(), offset.into()]);
        if sort.iter().all(|key| key.column == SortColumn::Started) {
            return (
                format!(
                    "SELECT {COLUMNS} FROM call WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
                ),
                self.values,
            );
        }
        let account = self.values[0].clone();
        self.values.push(account);
        let sql = format!(
            "SELECT {COLUMNS} FROM (SELECT started AS s, id AS i FROM call WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?) \
             CROSS JOIN call ON account = ? AND started = s AND id = i ORDER BY {order}"
        );
        (sql, self.values)
    }

    /// All calls in ascending order of start and id.
    pub(super) fn all(self) -> (String, Vec<Value>) {
        (
            format!(
                "SELECT {COLUMNS} FROM call WHERE {} ORDER BY started, id",
                self.condition
            ),
            self.values,
        )
    }

    /// Number of calls, of those with a recording, and the seconds of talk.
    pub(super) fn totals(self) -> (String, Vec<Value>) {
        (
            format!(
                "SELECT count(*), count(recording), total(talk_s) FROM call WHERE {}",
                self.condition
            ),
            self.values,
        )
    }
}

/// Texts as one parameter, so that a list of any length stays within SQLite's limits.
fn json<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    texts.collect::<serde_json::Value>().to_string().into()
}

/// The order, made total by start and id.
fn order(sort: &[SortKey]) -> String {
    let mut keys = Vec::with_capacity(sort.len() + 2);
    let mut by_start = None;
    for key in sort {
        keys.push(format!(
            "{}{}",
            expression(key.column),
            towards(key.descending)
        ));
        if key.column == SortColumn::Started {
            by_start = Some(key.descending);
        }
    }
    if by_start.is_none() {
        keys.push("started".to_owned());
    }
    keys.push(format!("id{}", towards(by_start.unwrap_or(false))));
    keys.join(", ")
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
