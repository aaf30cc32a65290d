//! Ranges that move with the day: what "last month" means today.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use super::{RangeInput, zone};
use crate::error::Result;

/// Whole days, told by how they lie to today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RelativeRange {
    /// Today, as far as it has come.
    Today,
    /// The day before.
    Yesterday,
    /// Seven days, today the last of them.
    #[serde(rename = "last_7_days")]
    Last7Days,
    /// Thirty days, today the last of them.
    #[serde(rename = "last_30_days")]
    Last30Days,
    /// From the first of this month until today.
    ThisMonth,
    /// The whole month before this one.
    LastMonth,
}

impl RelativeRange {
    /// The days it means at that moment in that zone.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for a zone that is not known.
    pub fn at(self, now: Timestamp, zone_name: &str) -> Result<RangeInput> {
        let (from, to) = self.days(now.to_zoned_datetime(zone(zone_name)?).date());
        Ok(RangeInput {
            from: from.to_string(),
            to: to.to_string(),
            zone: zone_name.to_owned(),
        })
    }

    fn days(self, today: Date) -> (Date, Date) {
        let before = |days: i32| today.saturating_sub(days.days());
        match self {
            Self::Today => (today, today),
            Self::Yesterday => (before(1), before(1)),
            Self::Last7Days => (before(6), today),
            Self::Last30Days => (before(29), today),
            Self::ThisMonth => (today.first_of_month(), today),
            Self::LastMonth => {
                let last = today.first_of_month().saturating_sub(1.day());
                (last.first_of_month(), last)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_zone() {
        // In Auckland it is already March.
        let now: Timestamp = "2028-02-29T20:00:00Z".parse().unwrap();
        for (range, zone, from, to) in [
            (RelativeRange::Today, "UTC", "2028-02-29", "2028-02-29"),
            (
                RelativeRange::Yesterday,
                "Pacific/Auckland",
                "2028-02-29",
                "2028-02-29",
            ),
            (RelativeRange::Last7Days, "UTC", "2028-02-23", "2028-02-29"),
            (RelativeRange::Last30Days, "UTC", "2028-01-31", "2028-02-29"),
            (RelativeRange::ThisMonth, "UTC", "2028-02-01", "2028-02-29"),
            (RelativeRange::LastMonth, "UTC", "2028-01-01", "2028-01-31"),
            (
                RelativeRange::LastMonth,
                "Pacific/Auckland",
                "2028-02-01",
                "2028-02-29",
            ),
        ] {
            let found = range.at(now, zone).unwrap();
            assert_eq!(
                (found.from.as_str(), found.to.as_str()),
                (from, to),
                "{range:?} in {zone}"
            );
        }
        assert!(RelativeRange::Today.at(now, "Mars/Olympus").is_err());
    }
}
