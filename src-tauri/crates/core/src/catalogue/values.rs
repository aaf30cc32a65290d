//! Values to choose from for a condition: what the directory, the tags and the newest calls know.

use rusqlite::params;

use super::Shelf;
use crate::{
    app::{DirectoryEntry, DirectoryKind, FilterValue},
    call::{CallStatus, Direction},
    error::Result,
    query::ListField,
};

/// Values offered at most.
const MOST_VALUES: usize = 50;
/// Calls that are looked through: enough to meet every trunk of a busy month, and quick at a million.
const NEWEST: u32 = 50_000;

impl Shelf {
    /// Values of a field that contain `part` in number or name, whatever the case, the likeliest first; at most 50.
    pub(crate) fn values(&self, field: ListField, part: &str) -> Result<Vec<FilterValue>> {
        let all = match field {
            ListField::Extension | ListField::From | ListField::To | ListField::Side => {
                self.numbers(|_| true)?
            }
            ListField::Queue => {
                let known = self.numbers(|entry| is_queue(entry.kind))?;
                self.seen("queue", known)?
            }
            ListField::Did => self.seen("did", Vec::new())?,
            ListField::Trunk => self.seen("trunk", Vec::new())?,
            ListField::EndReason => self.seen("end_reason", Vec::new())?,
            ListField::Direction => words(&Direction::ASKABLE.map(Direction::as_str)),
            ListField::Status => words(&CallStatus::ALL.map(CallStatus::as_str)),
            ListField::Tag => {
                let tags = self.tags(part)?.into_iter();
                tags.map(|tag| FilterValue {
                    calls: Some(tag.calls),
                    ..FilterValue::word(&tag.name)
                })
                .collect()
            }
            ListField::Id => Vec::new(),
        };
        let part = part.to_lowercase();
        let fits = |value: &FilterValue| {
            value.value.to_lowercase().contains(&part) || value.name.to_lowercase().contains(&part)
        };
        let mut found: Vec<FilterValue> = all.into_iter().filter(fits).collect();
        found.sort_by_key(|value| !value.value.to_lowercase().starts_with(&part));
        found.truncate(MOST_VALUES);
        Ok(found)
    }

    fn numbers(&self, wanted: impl Fn(&DirectoryEntry) -> bool) -> Result<Vec<FilterValue>> {
        let entries = self.directory()?.into_iter();
        let numbers = entries.filter(wanted).map(|entry| FilterValue {
            value: entry.number,
            name: entry.name,
            calls: None,
        });
        Ok(numbers.collect())
    }

    /// What the newest calls have in a column, most frequent first, with the names known; then what else is known.
    fn seen(&self, column: &str, known: Vec<FilterValue>) -> Result<Vec<FilterValue>> {
        let reader = self.store().reader()?;
        let sql = format!(
            "SELECT value, count(*) FROM (SELECT {column} AS value FROM call WHERE account = ?1 ORDER BY started DESC LIMIT ?2) \
             WHERE value <> '' GROUP BY value ORDER BY count(*) DESC, value"
        );
        let read = || {
            let mut statement = reader.prepare_cached(&sql)?;
            let rows = statement.query_map(params![self.account(), NEWEST], |found| {
                Ok(FilterValue {
                    value: found.get(0)?,
                    name: String::new(),
                    calls: Some(found.get(1)?),
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let mut values = read().map_err(|source| reader.failed(source))?;
        for entry in known {
            match values.iter_mut().find(|value| value.value == entry.value) {
                Some(value) => value.name = entry.name,
                None => values.push(entry),
            }
        }
        Ok(values)
    }
}

fn is_queue(kind: DirectoryKind) -> bool {
    matches!(kind, DirectoryKind::Queue | DirectoryKind::RingGroup)
}

fn words(words: &[&str]) -> Vec<FilterValue> {
    words.iter().map(|word| FilterValue::word(word)).collect()
}
