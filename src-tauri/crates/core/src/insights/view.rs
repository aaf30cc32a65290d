//! What the window sees of a picture.

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::call::Direction;

/// Sums over some calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Calls.
    pub calls: u32,
    /// Those that were answered.
    pub answered: u32,
    /// Those with a recording, answered or not.
    pub recorded: u32,
    /// Answered ones without a recording.
    pub missing: u32,
}

impl Tally {
    pub(super) fn add(&mut self, fact: &Fact<'_>) {
        self.calls += 1;
        self.answered += u32::from(fact.answered);
        self.recorded += u32::from(fact.recorded);
        self.missing += u32::from(fact.answered && !fact.recorded);
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            calls: self.calls + other.calls,
            answered: self.answered + other.answered,
            recorded: self.recorded + other.recorded,
            missing: self.missing + other.missing,
        }
    }
}

/// The picture of everything a query finds. Every sum adds up to `total`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Insights {
    /// Over everything.
    pub total: Tally,
    /// Talk time of all calls, seconds.
    pub talk_s: u32,
    /// Ring time of all calls, seconds.
    pub ring_s: u32,
    /// The directions that occur; the lists `directions` below have one sum for each, in this order.
    pub directions: Vec<Direction>,
    /// What a period is.
    pub unit: PeriodUnit,
    /// The whole range in periods, those without calls too, ascending.
    pub periods: Vec<Period>,
    /// Monday 0:00 to Sunday 23:00 on the clocks of the range's zone: 168 hours.
    pub week: Vec<HourOfWeek>,
    /// All calls by ring time.
    pub ring: Vec<Bin>,
    /// Answered calls by talk time.
    pub talk: Vec<Bin>,
    /// How many extensions have calls; [`ExtensionInsights`] has them.
    pub extensions: u32,
}

/// What a period is: days up to 400 of them, then weeks, months and years, of each at most 400 but of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PeriodUnit {
    /// Local days, of 23 or 25 hours where the clocks change.
    Day,
    /// Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// A stretch of the range. `from` and `to` make the range that finds exactly its calls
/// ([`crate::time::RangeInput`], in the zone of the question).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// Its first day, or the moment the range begins when that is within the day.
    pub from: String,
    /// Its last day, or the moment the range ends when that is within the day.
    pub to: String,
    /// How long it is, minutes: 1440 for most days.
    pub minutes: u32,
    /// Sums for each of [`Insights::directions`].
    pub directions: Vec<Tally>,
}

/// An hour of the week, over all weeks of the range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HourOfWeek {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u32,
    /// 0 to 23.
    pub hour: u32,
    /// Sums for each of [`Insights::directions`].
    pub directions: Vec<Tally>,
}

/// The calls whose seconds lie between two bounds, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Bin {
    /// From so many seconds.
    pub min_s: u32,
    /// To so many seconds; `None` for the last.
    pub max_s: Option<u32>,
    /// How many calls.
    pub calls: u32,
}

/// Some extensions of a picture, in the order that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExtensionInsights {
    /// From `offset` on.
    pub rows: Vec<ExtensionInsight>,
    /// How many there are in all.
    pub total: u32,
    /// The most calls that any extension has: what a full bar means.
    pub most_calls: u32,
    /// The longest talk time that any extension has, seconds.
    pub most_talk_s: u32,
}

/// One extension: the calls whose own side it is. A call has one own side, so extensions add up to the total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExtensionInsight {
    /// Its number; empty for calls that are nobody's, such as those from trunk to trunk.
    pub extension: String,
    /// Its name in the directory.
    pub name: String,
    /// Its calls.
    pub tally: Tally,
    /// Talk time, seconds.
    pub talk_s: u32,
    /// Days with answered calls of which none was recorded, while others of this extension are.
    pub holes: u32,
    /// The periods in which it has calls, ascending.
    pub coverage: Vec<CoverageCell>,
}

/// How much of an extension's period is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CoverageCell {
    /// Place in [`Insights::periods`].
    pub period: u32,
    /// Its calls.
    pub calls: u32,
    /// Those that were answered.
    pub answered: u32,
    /// Answered ones without a recording.
    pub missing: u32,
    /// Days of the period that are holes.
    pub holes: u32,
}
