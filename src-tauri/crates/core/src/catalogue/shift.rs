//! Hours and days as SQL: the clock on the wall, reckoned from the zone's offsets without a function per row.

use std::fmt::Write as _;

use jiff::{Timestamp, tz::TimeZone};

use super::condition::Condition;
use crate::{
    query::{Hours, Shift, Weekday},
    time::UtcRange,
};

const MINUTE: i64 = 60;
const DAY: i64 = 86_400;
/// A whole number of weeks that makes every second of the wall clock positive, so that `%` and `/` round one way.
const WEEKS: i64 = 7 * DAY * 200_000;

impl Condition {
    /// A call belongs to the day on which the hours that hold it began: 02:00 on Saturday is in a night of Friday.
    pub(super) fn and_shift(&mut self, range: &UtcRange, shift: &Shift) {
        let periods = periods(range);
        let days = shift.days.iter().fold(0, |bits, day| bits | bit(*day));
        let mut tests = Vec::new();
        for hours in &shift.hours {
            let clock = since_begin(&periods, *hours);
            let length = i64::from(hours.length_min()) * MINUTE;
            let mut test = Vec::new();
            if length < DAY {
                test.push(format!("{clock} % {DAY} < {length}"));
            }
            if shift.days != Weekday::ALL {
                // The first of January 1970 was a Thursday.
                test.push(format!("(1 << (({clock} / {DAY} + 3) % 7)) & {days} <> 0"));
            }
            if test.is_empty() {
                test.push("1".to_owned());
            }
            tests.push(format!("({})", test.join(" AND ")));
        }
        self.and(&format!("({})", tests.join(" OR ")), []);
    }
}

fn bit(day: Weekday) -> i64 {
    1 << day as i64
}

/// A stretch of the range with one offset from UTC: seconds of the offset, and where it ends.
struct Period {
    offset_s: i64,
    end: Option<Timestamp>,
}

fn periods(range: &UtcRange) -> Vec<Period> {
    let zone: &TimeZone = &range.zone;
    let offset = |at| i64::from(zone.to_offset(at).seconds());
    let mut periods = Vec::new();
    let mut offset_s = offset(range.start);
    for change in zone.following(range.start) {
        let at = change.timestamp();
        if at >= range.end {
            break;
        }
        let next = offset(at);
        if next != offset_s {
            periods.push(Period {
                offset_s,
                end: Some(at),
            });
            offset_s = next;
        }
    }
    periods.push(Period {
        offset_s,
        end: None,
    });
    periods
}

/// Seconds on the wall clock since the hours began on a day long ago, in SQL.
fn since_begin(periods: &[Period], hours: Hours) -> String {
    let shift = |period: &Period| period.offset_s - i64::from(hours.from_min) * MINUTE + WEEKS;
    let Some((last, earlier)) = periods.split_last() else {
        return "0".to_owned();
    };
    if earlier.is_empty() {
        return format!("(started / 1000000 + {})", shift(last));
    }
    let mut cases = String::new();
    for period in earlier {
        if let Some(end) = period.end {
            let end = end.as_microsecond();
            let _ = write!(cases, "WHEN started < {end} THEN {} ", shift(period));
        }
    }
    format!("(started / 1000000 + CASE {cases}ELSE {} END)", shift(last))
}
