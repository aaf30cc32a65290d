//! A filter as SQL: what must hold for each call. Every value is a bound parameter; only words of this file become text.

use rusqlite::types::Value;

use super::row::normalised;
use crate::{
    call::Direction,
    error::Result,
    ids::CallId,
    query::{CallFilter, ExtensionSet},
    time::UtcRange,
};

/// What a call of an account and range must fulfil, with the values of its parameters in order.
pub(super) struct Condition {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Condition {
    /// Reads the filter; fails where [`CallFilter::check`] does.
    pub(super) fn new(account: i64, range: &UtcRange, filter: &CallFilter) -> Result<Self> {
        let extensions = filter.check()?;
        let mut condition = Self::none();
        condition.and("account = ?", [account.into()]);
        condition.and("started >= ?", [range.start.as_microsecond().into()]);
        condition.and("started < ?", [range.end.as_microsecond().into()]);
        condition.and_extensions(&extensions);
        condition.and_directions(&filter.directions);
        condition.and_number(filter.number.as_deref().unwrap_or_default());
        if let Some(seconds) = filter.min_talk_s {
            condition.and("talk_s >= ?", [seconds.into()]);
        }
        if let Some(seconds) = filter.max_talk_s {
            condition.and("talk_s <= ?", [seconds.into()]);
        }
        match filter.answered {
            Some(true) => condition.and("status = 'answered'", []),
            Some(false) => condition.and("status <> 'answered'", []),
            None => {}
        }
        match filter.recorded {
            // In these words it is in `call_in_brief`.
            Some(true) => condition.and("(recording IS NOT NULL) = 1", []),
            Some(false) => condition.and("(recording IS NOT NULL) = 0", []),
            None => {}
        }
        condition.and_words(filter.text.as_deref().unwrap_or_default());
        if !filter.ids.is_empty() {
            let ids = json(filter.ids.iter().map(CallId::as_str));
            condition.and("id IN (SELECT value FROM json_each(?))", [ids]);
        }
        for term in &filter.terms {
            condition.and_term(account, range, term)?;
        }
        Ok(condition)
    }

    /// What asks nothing.
    pub(super) fn none() -> Self {
        Self {
            sql: String::new(),
            values: Vec::new(),
        }
    }

    pub(super) fn and<const N: usize>(&mut self, condition: &str, values: [Value; N]) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(condition);
        self.values.extend(values);
    }

    /// A part of one of the numbers.
    pub(super) fn and_number(&mut self, part: &str) {
        let part = normalised(part);
        if !part.is_empty() {
            self.and("instr(digits, ?) > 0", [part.into()]);
        }
    }

    /// Every word occurs somewhere.
    pub(super) fn and_words(&mut self, words: &str) {
        for word in words.split_whitespace() {
            self.and("instr(haystack, ?) > 0", [word.to_lowercase().into()]);
        }
    }

    /// Text between two texts of the same length is numeric order when all of it is digits, hence the three conditions.
    pub(super) fn and_extensions(&mut self, extensions: &ExtensionSet) {
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
        let mut words: Vec<&str> = directions.iter().map(|one| one.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        if words.is_empty() {
            return;
        }
        // There are only five: comparing is quicker than looking up in a list, which SQLite would do for every call.
        let any = vec!["direction = ?"; words.len()].join(" OR ");
        self.and(&format!("({any})"), []);
        self.values
            .extend(words.into_iter().map(|word| word.to_owned().into()));
    }
}

/// Texts as one parameter, so that a list of any length stays within SQLite's limits.
pub(super) fn json<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    texts.collect::<serde_json::Value>().to_string().into()
}
