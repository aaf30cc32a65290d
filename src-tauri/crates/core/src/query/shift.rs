//! Hours of days, such as nights from Monday to Friday.

use serde::{Deserialize, Serialize};

use super::FilterFault;

/// Minutes of a day.
pub const DAY_MIN: u16 = 24 * 60;

/// When calls began, by the clock on the wall of the range's zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Shift {
    /// At least one.
    pub hours: Vec<Hours>,
    /// The days on which the hours begin: a night of Friday ends on Saturday. At least one.
    pub days: Vec<Weekday>,
}

/// From a time of day until just before another, over midnight where that is not later; equal times are a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Hours {
    /// Minutes since midnight, 0 to 1439.
    pub from_min: u16,
    /// Minutes since midnight, 0 to 1439.
    pub to_min: u16,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the usual abbreviations")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Hours {
    /// From midnight to midnight.
    pub const WHOLE_DAY: Self = Self {
        from_min: 0,
        to_min: 0,
    };

    /// How long they are by the clock on the wall, minutes; 1 to 1440.
    pub fn length_min(self) -> u16 {
        if self.to_min > self.from_min {
            self.to_min - self.from_min
        } else {
            self.to_min + DAY_MIN - self.from_min
        }
    }
}

impl Weekday {
    /// From Monday on.
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];

    /// The word of the text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }
}

impl Shift {
    /// The hours on these days.
    pub fn new(hours: Vec<Hours>, days: impl IntoIterator<Item = Weekday>) -> Self {
        let mut days: Vec<Weekday> = days.into_iter().collect();
        days.sort_unstable();
        days.dedup();
        Self { hours, days }
    }

    /// Whether it can be asked at all.
    pub(super) fn check(&self) -> Result<(), FilterFault> {
        let minutes = self
            .hours
            .iter()
            .flat_map(|hours| [hours.from_min, hours.to_min]);
        if self.hours.is_empty() || self.days.is_empty() {
            return Err(FilterFault::NoShift);
        }
        if minutes.into_iter().any(|minute| minute >= DAY_MIN) {
            return Err(FilterFault::NotATime);
        }
        Ok(())
    }
}
