//! Values to choose from for a condition: what the directory, the tags and the calls know.

use std::{collections::HashMap, sync::Arc};

use jiff::{SignedDuration, tz::TimeZone};

use super::{Shelf, row, shelf::beside_each_other, sql::Selection};
use crate::{
    app::{DirectoryEntry, DirectoryKind, FilterValue},
    call::{CallStatus, Direction},
    error::Result,
    findings::SoundWord,
    query::{CallFilter, ListField},
    time::UtcRange,
};

/// Values offered at most.
const MOST_VALUES: usize = 50;

/// Calls by what they have in a column.
type Counts = HashMap<Box<str>, u32>;

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
            ListField::Finding => words(&SoundWord::words()),
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

    /// What calls have in a column, most frequent first, with the names known; then what else is known.
    fn seen(&self, column: &'static str, known: Vec<FilterValue>) -> Result<Vec<FilterValue>> {
        let mut values = self.collected(column)?.to_vec();
        for entry in known {
            match values.iter_mut().find(|value| value.value == entry.value) {
                Some(value) => value.name = entry.name,
                None => values.push(entry),
            }
        }
        Ok(values)
    }

    /// The different values of a column of the narrow index, most frequent first.
    fn collected(&self, column: &'static str) -> Result<Arc<Vec<FilterValue>>> {
        let question = format!("{column} {}", self.account());
        // Asked before collecting, as for totals.
        let version = self.store().version()?;
        let found = self.store().values().find(version, &question);
        if let Some(known) = found {
            return Ok(known);
        }
        let mut counts: Vec<(Box<str>, u32)> = self.counts(column)?.into_iter().collect();
        counts.sort_unstable_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        let value = |(value, calls): (Box<str>, u32)| FilterValue {
            value: value.into(),
            name: String::new(),
            calls: Some(calls),
        };
        let values: Arc<Vec<FilterValue>> = Arc::new(counts.into_iter().map(value).collect());
        let kept = Arc::clone(&values);
        self.store().values().keep(version, question, kept);
        Ok(values)
    }

    /// How many calls have each value of a column that is not nothing.
    fn counts(&self, column: &'static str) -> Result<Counts> {
        let Some(range) = self.all_of_it()? else {
            return Ok(Counts::new());
        };
        let all = Selection::new(self.account(), &range, &CallFilter::default())?;
        let stretches = beside_each_other(&all, |_, part| {
            let mut counts = Counts::new();
            self.each_row(part.each(column), |row| {
                let value = row.get_ref(0)?.as_str()?;
                match counts.get_mut(value) {
                    Some(count) => *count += 1,
                    None => drop(counts.insert(value.into(), 1)),
                }
                Ok(())
            })?;
            Ok(counts)
        })?;
        let mut counts = Counts::new();
        for (value, calls) in stretches.into_iter().flatten() {
            *counts.entry(value).or_default() += calls;
        }
        counts.remove("");
        Ok(counts)
    }

    /// From the first call to the last; nothing where there is none.
    fn all_of_it(&self) -> Result<Option<UtcRange>> {
        let reader = self.reader()?;
        let end = |which: &str| {
            let sql = format!("SELECT {which}(started) FROM call WHERE account = ?1");
            let mut statement = reader.prepare_cached(&sql)?;
            statement.query_row([self.account()], |found| row::optional_time(found, 0))
        };
        let ends = end("min").and_then(|first| Ok((first, end("max")?)));
        let (Some(start), Some(last)) = ends.map_err(|source| reader.failed(source))? else {
            return Ok(None);
        };
        let end = last.checked_add(SignedDuration::from_micros(1));
        Ok(Some(UtcRange {
            start,
            end: end.unwrap_or(last),
            zone: TimeZone::UTC,
        }))
    }
}

fn is_queue(kind: DirectoryKind) -> bool {
    matches!(kind, DirectoryKind::Queue | DirectoryKind::RingGroup)
}

fn words(words: &[&str]) -> Vec<FilterValue> {
    words.iter().map(|word| FilterValue::word(word)).collect()
}
