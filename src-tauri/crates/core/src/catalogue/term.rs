//! One term as SQL: a boolean expression over the columns of `call`, put into `NOT (…)` where it is denied.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::{
    condition::{Condition, json},
    findings::CHECKED,
    marks::key,
};
use crate::{
    error::Result,
    findings::SoundWord,
    query::{ExtensionSet, FlagField, ListField, PartField, SpanField, Term, TermTest},
    time::UtcRange,
};

/// Something was found in the call; one parameter: the account.
const FOUND: &str = "id IN (SELECT call FROM finding WHERE account = ?)";

impl Condition {
    /// Adds a term; a denied one is the same expression, turned round: no column it names can be null.
    pub(super) fn and_term(&mut self, account: i64, range: &UtcRange, term: &Term) -> Result<()> {
        let mut inner = Self::none();
        inner.and_test(account, range, &term.test)?;
        if inner.sql.is_empty() {
            return Ok(());
        }
        let not = if term.not { "NOT " } else { "" };
        self.and(&format!("{not}({})", inner.sql), []);
        self.values.extend(inner.values);
        Ok(())
    }

    fn and_test(&mut self, account: i64, range: &UtcRange, test: &TermTest) -> Result<()> {
        match test {
            TermTest::OneOf { field, any } => self.and_one_of(account, *field, any)?,
            TermTest::Between { field, min, max } => self.and_between(account, *field, *min, *max),
            TermTest::Is { field } => self.and_flag(account, *field),
            TermTest::Contains { field, any } => self.and_contains(*field, any),
            TermTest::Shift { shift } => self.and_shift(range, shift),
        }
        Ok(())
    }

    fn and_one_of(&mut self, account: i64, field: ListField, any: &[String]) -> Result<()> {
        match field {
            ListField::Extension => self.and_extensions(&ExtensionSet::parse(any)?),
            ListField::From => self.and_party(&["caller"], "caller_name", any),
            ListField::To => self.and_party(&["callee", "destination"], "callee_name", any),
            ListField::Tag => {
                let keys: Vec<String> = any.iter().map(|name| key(name)).collect();
                let mut names = Self::none();
                names.and_values("key", &keys);
                self.and(
                    &format!("id IN (SELECT call FROM call_tag WHERE account = ? AND tag IN (SELECT id FROM tag WHERE account = ? AND {}))", names.sql),
                    [account.into(), account.into()],
                );
                self.values.extend(names.values);
            }
            ListField::Finding => self.and_findings(account, any),
            ListField::Id => {
                let ids = json(any.iter().map(String::as_str));
                self.and("id IN (SELECT value FROM json_each(?))", [ids]);
            }
            ListField::Side => self.and_values("extension", any),
            ListField::Direction => self.and_values("direction", any),
            ListField::Status => self.and_values("status", any),
            ListField::EndReason => self.and_values("end_reason", any),
            ListField::Did => self.and_values("did", any),
            ListField::Trunk => self.and_values("trunk", any),
            ListField::Queue => self.and_values("queue", any),
        }
        Ok(())
    }

    /// What listening found is one of these. Words that are none are not asked for: [`Term::check`] refused them.
    fn and_findings(&mut self, account: i64, any: &[String]) {
        let mut tests = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        for word in any.iter().filter_map(|word| SoundWord::from_word(word)) {
            let (test, of) = match word {
                SoundWord::Any => (FOUND.to_owned(), vec![account.into()]),
                SoundWord::None => (
                    format!("(id IN ({CHECKED}) AND NOT {FOUND})"),
                    vec![account.into(), account.into()],
                ),
                SoundWord::Unchecked => (
                    format!("((recording IS NOT NULL) = 1 AND id NOT IN ({CHECKED}))"),
                    vec![account.into()],
                ),
                SoundWord::Kind(kind) => (
                    "id IN (SELECT call FROM finding WHERE account = ? AND kind = ?)".to_owned(),
                    vec![account.into(), kind.as_str().to_owned().into()],
                ),
            };
            tests.push(test);
            values.extend(of);
        }
        self.and_any(&tests, values);
    }

    /// The column is one of these, whatever the case of Latin letters; `*` stands for anything that is not nothing.
    fn and_values(&mut self, column: &str, any: &[String]) {
        let (patterns, plain): (Vec<_>, Vec<_>) = any.iter().partition(|value| value.contains('*'));
        let mut tests = Vec::new();
        let mut values = Vec::new();
        if !plain.is_empty() {
            tests.push(format!(
                "{column} COLLATE NOCASE IN (SELECT value FROM json_each(?))"
            ));
            let plain: Vec<String> = plain.into_iter().flat_map(|one| spellings(one)).collect();
            values.push(json(plain.iter().map(String::as_str)));
        }
        for pattern in patterns.into_iter().flat_map(|one| spellings(one)) {
            tests.push(format!("({column} <> '' AND {column} LIKE ? ESCAPE '\\')"));
            values.push(like(&pattern).into());
        }
        self.and_any(&tests, values);
    }

    /// A number is exactly one of the columns, a range as for extensions; anything but digits is also a part of the name.
    fn and_party(&mut self, numbers: &[&str], name: &str, any: &[String]) {
        let mut tests = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        for value in any {
            if let Some((first, last)) = range_of(value) {
                for column in numbers {
                    tests.push(format!("({column} BETWEEN ? AND ? AND length({column}) = ? AND {column} NOT GLOB '*[^0-9]*')"));
                    let length = i64::try_from(first.len()).unwrap_or(i64::MAX);
                    values.extend([first.clone().into(), last.clone().into(), length.into()]);
                }
            } else if value.contains('*') {
                for column in numbers.iter().chain([&name]) {
                    let mut pattern = Self::none();
                    pattern.and_values(column, std::slice::from_ref(value));
                    tests.push(pattern.sql);
                    values.extend(pattern.values);
                }
            } else {
                for column in numbers {
                    tests.push(format!("{column} = ?"));
                    values.push(value.clone().into());
                }
                if value.chars().any(|c| !matches!(c, '0'..='9' | '+' | '#')) {
                    for spelling in spellings(value) {
                        tests.push(format!("{name} LIKE ? ESCAPE '\\'"));
                        values.push(format!("%{}%", like(&spelling)).into());
                    }
                }
            }
        }
        self.and_any(&tests, values);
    }

    fn and_any(&mut self, tests: &[String], values: Vec<Value>) {
        self.and(&format!("({})", tests.join(" OR ")), []);
        self.values.extend(values);
    }

    fn and_between(&mut self, account: i64, field: SpanField, min: Option<u32>, max: Option<u32>) {
        let column = match field {
            SpanField::Talk => "talk_s",
            SpanField::Ring => "ring_s",
            SpanField::Rating => "rating",
        };
        let mut bounds = Self::none();
        if let Some(min) = min {
            bounds.and(&format!("{column} >= ?"), [min.into()]);
        }
        if let Some(max) = max {
            bounds.and(&format!("{column} <= ?"), [max.into()]);
        }
        let sql = bounds.sql;
        match field {
            SpanField::Talk | SpanField::Ring => self.and(&sql, []),
            SpanField::Rating => self.and(
                &format!("id IN (SELECT call FROM review WHERE account = ? AND {sql})"),
                [account.into()],
            ),
        }
        self.values.extend(bounds.values);
    }

    fn and_flag(&mut self, account: i64, field: FlagField) {
        match field {
            FlagField::Answered => self.and("status = 'answered'", []),
            FlagField::Recorded => self.and("(recording IS NOT NULL) = 1", []),
            FlagField::Reviewed => self.and(
                "id IN (SELECT call FROM review WHERE account = ? AND reviewed IS NOT NULL)",
                [account.into()],
            ),
            FlagField::Notes => self.and(
                "id IN (SELECT call FROM note WHERE account = ?)",
                [account.into()],
            ),
        }
    }

    fn and_contains(&mut self, field: PartField, any: &[String]) {
        let mut tests = Vec::new();
        let mut values = Vec::new();
        for part in any {
            let mut one = Self::none();
            match field {
                PartField::Number => one.and_number(part),
                PartField::Text => one.and_words(part),
            }
            // A part that is nothing but dashes and spaces is in every number.
            let sql = if one.sql.is_empty() { "1" } else { &one.sql };
            tests.push(format!("({sql})"));
            values.extend(one.values);
        }
        self.and_any(&tests, values);
    }
}

/// A value as it may be written: SQLite knows upper and lower case of `a` to `z` only, and a function of ours for every row
/// would cost more than the few ways in which people write names.
fn spellings(value: &str) -> BTreeSet<String> {
    let mut spellings = BTreeSet::from([value.to_owned()]);
    if !value.is_ascii() {
        let lower = value.to_lowercase();
        spellings.extend([value.to_uppercase(), capitalised(&lower), lower]);
    }
    spellings
}

/// Each word with a capital.
fn capitalised(lower: &str) -> String {
    let mut text = String::with_capacity(lower.len());
    let mut begins = true;
    for c in lower.chars() {
        if begins {
            text.extend(c.to_uppercase());
        } else {
            text.push(c);
        }
        begins = !c.is_alphanumeric();
    }
    text
}

/// A value as a pattern of `LIKE`: `*` is anything, `\*` a star, all else itself.
fn like(value: &str) -> String {
    let mut pattern = String::with_capacity(value.len() + 4);
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next_if_eq(&'*').is_some() => pattern.push('*'),
            '*' => pattern.push('%'),
            '%' | '_' | '\\' => pattern.extend(['\\', c]),
            _ => pattern.push(c),
        }
    }
    pattern
}

/// `200-299`: text between two texts of the same length is numeric order when all of it is digits.
fn range_of(value: &str) -> Option<(String, String)> {
    if !value.contains(['-', '–']) {
        return None;
    }
    let set = ExtensionSet::parse(&[value.to_owned()]).ok()?;
    set.ranges().next()
}
