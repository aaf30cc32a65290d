//! What was asked and how long the answer took, as one side writes it and the other reads it.

use std::time::Instant;

use crate::Result;

/// A line about an answer that came just now.
pub(super) fn line(kind: &str, name: &str, since: Instant, rows: &[String]) -> String {
    let millis = since.elapsed().as_secs_f64() * 1000.0;
    format!("{kind}\t{name}\t{millis}\t{}\n", rows.join(" "))
}

/// How long an answer took, and what it was.
pub(super) struct Answer {
    pub(super) kind: String,
    name: String,
    pub(super) millis: f64,
    rows: Vec<String>,
}

impl Answer {
    pub(super) fn read_all(text: &str) -> Result<Vec<Self>> {
        let read = |line: &str| {
            let mut cells = line.split('\t');
            let mut next = || cells.next().map(str::to_owned);
            Some(Self {
                kind: next()?,
                name: next()?,
                millis: next()?.parse().ok()?,
                rows: next()?.split_whitespace().map(str::to_owned).collect(),
            })
        };
        let all: Option<Vec<Self>> = text.lines().map(read).collect();
        all.ok_or_else(|| "an answer cannot be read".into())
    }

    /// All times of a kind, ascending.
    pub(super) fn millis(answers: &[Self], kind: &str) -> Vec<f64> {
        let of_kind = answers.iter().filter(|answer| answer.kind == kind);
        let mut millis: Vec<f64> = of_kind.map(|answer| answer.millis).collect();
        millis.sort_by(f64::total_cmp);
        millis
    }

    /// The median answer of a question.
    pub(super) fn of<'a>(answers: &'a [Self], name: &str) -> Result<&'a Self> {
        let mut all: Vec<&Self> = answers
            .iter()
            .filter(|answer| answer.name == name)
            .collect();
        all.sort_by(|a, b| a.millis.total_cmp(&b.millis));
        let middle = all.len() / 2;
        all.get(middle)
            .copied()
            .ok_or_else(|| format!("{name} was not asked").into())
    }

    pub(super) fn same_rows(&self, peer: &str, rows: &[String]) -> Result<()> {
        if self.rows == rows && !rows.is_empty() {
            Ok(())
        } else {
            Err(format!(
                "{peer} finds other rows than Tapedeck for `{}`: {} and {}",
                self.name,
                rows.len(),
                self.rows.len()
            )
            .into())
        }
    }
}
