//! Calls by extension, and on which days they were recorded.

use std::{cmp::Ordering, collections::HashMap};

use serde::{Deserialize, Serialize};

use super::{CoverageCell, ExtensionInsight, ExtensionInsights, Fact, Tally, calendar::Moment};
use crate::{catalogue::Names, jobs::saturate};

/// In which order extensions are listed; equal ones by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExtensionOrder {
    /// What to order by.
    pub column: ExtensionColumn,
    /// Largest first.
    pub descending: bool,
}

/// What extensions can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ExtensionColumn {
    /// Its number: shorter ones first, then by digits.
    Extension,
    /// Its name, whatever the case.
    Name,
    /// Its calls.
    Calls,
    /// The part of its calls that was answered.
    Answered,
    /// Its talk time.
    TalkS,
    /// The part of its answered calls that was recorded; those without answered calls first.
    Recorded,
    /// Its days without a recording, though recorded otherwise.
    Holes,
}

/// All extensions that have calls.
#[derive(Default)]
pub(super) struct Extensions {
    places: HashMap<Box<str>, usize>,
    sums: Vec<Extension>,
}

#[derive(Default)]
struct Extension {
    number: Box<str>,
    name: String,
    tally: Tally,
    talk_s: u64,
    /// Known when all calls were seen.
    holes: u32,
    days: Vec<Day>,
}

/// A local day with calls. Calls come in the order of their start, so each day is one stretch of them.
struct Day {
    local: i64,
    period: u32,
    calls: u32,
    answered: u32,
    missing: u32,
}

impl Day {
    fn is_hole(&self) -> bool {
        self.answered > 0 && self.answered == self.missing
    }
}

impl Extensions {
    pub(super) fn len(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn add(&mut self, fact: &Fact<'_>, moment: Moment) {
        let place = self.places.get(fact.extension).copied();
        let place = place.unwrap_or_else(|| self.enter(fact.extension));
        self.sums[place].add(fact, moment);
    }

    fn enter(&mut self, number: &str) -> usize {
        let place = self.sums.len();
        self.places.insert(number.into(), place);
        self.sums.push(Extension {
            number: number.into(),
            ..Extension::default()
        });
        place
    }

    /// The same with names, and with holes: only now is it known who is recorded at all.
    pub(super) fn named(mut self, names: &Names) -> Self {
        for extension in &mut self.sums {
            names
                .name(&extension.number)
                .clone_into(&mut extension.name);
            if extension.tally.recorded > 0 {
                let holes = extension.days.iter().filter(|day| day.is_hole()).count();
                extension.holes = saturate(holes as u64);
            }
        }
        self
    }

    pub(super) fn page(&self, order: ExtensionOrder, offset: u32, limit: u32) -> ExtensionInsights {
        let mut all: Vec<&Extension> = self.sums.iter().collect();
        all.sort_unstable_by(|a, b| {
            let by = a.compare(b, order.column);
            let by = if order.descending { by.reverse() } else { by };
            by.then_with(|| by_number(&a.number, &b.number))
        });
        let shown = all.iter().skip(offset as usize).take(limit as usize);
        let most_talk_s = self.sums.iter().map(|one| one.talk_s).max();
        ExtensionInsights {
            rows: shown.map(|extension| extension.view()).collect(),
            total: saturate(all.len() as u64),
            most_calls: self
                .sums
                .iter()
                .map(|one| one.tally.calls)
                .max()
                .unwrap_or(0),
            most_talk_s: saturate(most_talk_s.unwrap_or(0)),
        }
    }
}

impl Extension {
    fn add(&mut self, fact: &Fact<'_>, moment: Moment) {
        self.tally.add(fact);
        self.talk_s += u64::from(fact.talk_s);
        let known = self
            .days
            .last()
            .is_some_and(|last| (last.local, last.period) == (moment.day, moment.period));
        if !known {
            self.days.push(Day {
                local: moment.day,
                period: moment.period,
                calls: 0,
                answered: 0,
                missing: 0,
            });
        }
        if let Some(day) = self.days.last_mut() {
            day.calls += 1;
            day.answered += u32::from(fact.answered);
            day.missing += u32::from(fact.answered && !fact.recorded);
        }
    }

    fn compare(&self, other: &Self, column: ExtensionColumn) -> Ordering {
        match column {
            ExtensionColumn::Extension => by_number(&self.number, &other.number),
            ExtensionColumn::Name => self.name.to_lowercase().cmp(&other.name.to_lowercase()),
            ExtensionColumn::Calls => self.tally.calls.cmp(&other.tally.calls),
            ExtensionColumn::Answered => {
                let part = |tally: Tally| (tally.answered, tally.calls);
                by_part(part(self.tally), part(other.tally))
            }
            ExtensionColumn::TalkS => self.talk_s.cmp(&other.talk_s),
            ExtensionColumn::Recorded => {
                let part = |tally: Tally| (tally.answered - tally.missing, tally.answered);
                by_part(part(self.tally), part(other.tally))
            }
            ExtensionColumn::Holes => self.holes.cmp(&other.holes),
        }
    }

    fn view(&self) -> ExtensionInsight {
        let mut coverage: Vec<CoverageCell> = Vec::new();
        let is_recorded = self.tally.recorded > 0;
        for day in &self.days {
            if coverage.last().is_none_or(|cell| cell.period != day.period) {
                coverage.push(CoverageCell {
                    period: day.period,
                    calls: 0,
                    answered: 0,
                    missing: 0,
                    holes: 0,
                });
            }
            if let Some(cell) = coverage.last_mut() {
                cell.calls += day.calls;
                cell.answered += day.answered;
                cell.missing += day.missing;
                cell.holes += u32::from(is_recorded && day.is_hole());
            }
        }
        ExtensionInsight {
            extension: self.number.to_string(),
            name: self.name.clone(),
            tally: self.tally,
            talk_s: saturate(self.talk_s),
            holes: self.holes,
            coverage,
        }
    }
}

/// `99` before `100`, as people count.
fn by_number(a: &str, b: &str) -> Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}

/// Parts of wholes, compared without rounding; nothing of nothing comes first.
fn by_part((a, of_a): (u32, u32), (b, of_b): (u32, u32)) -> Ordering {
    let cross = |part: u32, whole: u32| u64::from(part) * u64::from(whole);
    (of_a > 0)
        .cmp(&(of_b > 0))
        .then_with(|| cross(a, of_b).cmp(&cross(b, of_a)))
}
