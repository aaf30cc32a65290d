//! How fast an export may be, by the hour.

use jiff::civil::{DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A limit that holds within office hours only, as the clock of this computer tells them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OfficeLimit {
    /// At most so many thousand bytes a second, all transfers together.
    pub limit_rate_kb: u32,
    /// `HH:MM`, the first minute it holds.
    pub from: String,
    /// `HH:MM`, the first minute it holds no more; before `from` it is that of the next day, and equal to it the whole day.
    pub to: String,
    /// Not on Saturdays and Sundays.
    pub weekdays_only: bool,
}

impl OfficeLimit {
    /// # Errors
    /// [`Error::InvalidInput`] with what to change.
    pub(super) fn check(&self) -> Result<()> {
        if self.limit_rate_kb == 0 {
            return Err(Error::invalid(
                "a rate of 0 within office hours would never end; use 1 or more, or leave it out",
            ));
        }
        for text in [&self.from, &self.to] {
            if time(text).is_none() {
                return Err(Error::invalid(format!(
                    "“{text}” is no time of day; write it as 08:30"
                )));
            }
        }
        Ok(())
    }

    /// Whether it holds at a local time.
    fn holds(&self, at: DateTime) -> bool {
        let (Some(from), Some(to)) = (time(&self.from), time(&self.to)) else {
            return false;
        };
        let now = at.time();
        // Hours past midnight belong to the day on which they began.
        let since_yesterday = to <= from && now < to && now < from;
        let within = if from < to {
            from <= now && now < to
        } else {
            now >= from || now < to
        };
        let day = if since_yesterday {
            at.date().weekday().previous()
        } else {
            at.date().weekday()
        };
        let free = matches!(day, Weekday::Saturday | Weekday::Sunday);
        within && !(self.weekdays_only && free)
    }
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Bytes a second at a local time: the usual limit, or the lower one within office hours.
pub(super) fn limit_at(
    usual: Option<u64>,
    office: Option<&OfficeLimit>,
    at: DateTime,
) -> Option<u64> {
    let lower = office
        .filter(|office| office.holds(at))
        .map(|office| u64::from(office.limit_rate_kb) * 1000);
    [usual, lower].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(from: &str, to: &str, weekdays_only: bool) -> OfficeLimit {
        OfficeLimit {
            limit_rate_kb: 500,
            from: from.to_owned(),
            to: to.to_owned(),
            weekdays_only,
        }
    }

    #[test]
    fn office_hours_hold_when_they_say() {
        // 2026-11-06 is a Friday.
        for (from, to, weekdays, at, holds) in [
            ("08:00", "18:00", true, "2026-11-06T07:59:59", false),
            ("08:00", "18:00", true, "2026-11-06T08:00:00", true),
            ("08:00", "18:00", true, "2026-11-06T17:59:59", true),
            ("08:00", "18:00", true, "2026-11-06T18:00:00", false),
            ("08:00", "18:00", true, "2026-11-07T12:00:00", false),
            ("08:00", "18:00", true, "2026-11-08T12:00:00", false),
            ("08:00", "18:00", true, "2026-11-09T12:00:00", true),
            ("08:00", "18:00", false, "2026-11-07T12:00:00", true),
            // Over midnight: the hours after it belong to the day before.
            ("22:00", "06:00", true, "2026-11-06T23:00:00", true),
            ("22:00", "06:00", true, "2026-11-07T05:59:00", true),
            ("22:00", "06:00", true, "2026-11-07T06:00:00", false),
            ("22:00", "06:00", true, "2026-11-07T23:00:00", false),
            ("22:00", "06:00", true, "2026-11-09T05:00:00", false),
            ("22:00", "06:00", false, "2026-11-09T05:00:00", true),
            // The whole day.
            ("00:00", "00:00", true, "2026-11-06T00:00:00", true),
            ("00:00", "00:00", true, "2026-11-06T23:59:59", true),
            ("09:00", "09:00", true, "2026-11-07T08:00:00", true),
            ("00:00", "00:00", true, "2026-11-07T12:00:00", false),
        ] {
            assert_eq!(
                office(from, to, weekdays).holds(at.parse().unwrap()),
                holds,
                "{from} to {to}, weekdays {weekdays}, at {at}"
            );
        }
    }

    #[test]
    fn the_lower_limit_counts() {
        let office = office("08:00", "18:00", false);
        let at = |usual, time: &str| limit_at(usual, Some(&office), time.parse().unwrap());
        assert_eq!(at(None, "2026-11-06T12:00:00"), Some(500_000));
        assert_eq!(at(Some(2_000_000), "2026-11-06T12:00:00"), Some(500_000));
        assert_eq!(at(Some(100_000), "2026-11-06T12:00:00"), Some(100_000));
        assert_eq!(at(Some(2_000_000), "2026-11-06T20:00:00"), Some(2_000_000));
        assert_eq!(at(None, "2026-11-06T20:00:00"), None);
        assert_eq!(
            limit_at(None, None, "2026-11-06T12:00:00".parse().unwrap()),
            None
        );
    }

    #[test]
    fn what_is_no_time_of_day_is_refused() {
        assert!(office("08:00", "18:30", true).check().is_ok());
        for wrong in ["", "8:00", "24:00", "08:60", "08-00", "08:0a", "+8:00"] {
            assert!(office(wrong, "18:00", true).check().is_err(), "{wrong:?}");
        }
        let none = OfficeLimit {
            limit_rate_kb: 0,
            ..office("08:00", "18:00", true)
        };
        assert!(none.check().is_err(), "it would never end");
    }
}
