//! Which period and which hour of the week a moment belongs to.

use jiff::{
    Timestamp, ToSpan as _,
    civil::Date,
    tz::{Offset, TimeZone},
};

use super::{Period, PeriodUnit};
use crate::{
    error::Result,
    time::{RangeInput, UtcRange, day_start},
};

/// Periods of one unit before the next larger one is taken.
const MOST_PERIODS: i32 = 400;
const DAYS_OF_WEEK: i32 = 7;
const DAYS_OF_MONTH: i32 = 31;

/// A range in periods: local days that follow one another without gap or overlap, or weeks, months, years of them.
pub(super) struct Calendar {
    pub(super) unit: PeriodUnit,
    /// First instants of the periods, microseconds, ascending; the first is that of the range.
    starts: Vec<i64>,
    bounds: Vec<(String, String)>,
    end: i64,
    zone: TimeZone,
}

impl Calendar {
    /// The periods of a range that was typed as `input`.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for days outside the years that can be shown.
    pub(super) fn new(input: &RangeInput, range: &UtcRange) -> Result<Self> {
        let first = day_of(range.start, &range.zone)?;
        let last = day_of(before(range.end), &range.zone)?;
        let unit = unit_for((last - first).get_days() + 1);
        let mut calendar = Self {
            unit,
            starts: Vec::new(),
            bounds: Vec::new(),
            end: range.end.as_microsecond(),
            zone: range.zone.clone(),
        };
        let mut from = first;
        loop {
            let until = next(unit, from);
            let start = day_start(from, &range.zone)?;
            // The last day there is has no day after it.
            let end = until.map_or(Ok(Timestamp::MAX), |day| day_start(day, &range.zone))?;
            let to = until.map_or(Date::MAX, |day| day.saturating_sub(1.day()));
            let cut = |inner: bool, day: Date, typed: &str| {
                if inner {
                    typed.trim().to_owned()
                } else {
                    day.to_string()
                }
            };
            calendar
                .starts
                .push(start.max(range.start).as_microsecond());
            calendar.bounds.push((
                cut(start < range.start, from, &input.from),
                cut(range.end < end, to, &input.to),
            ));
            match until {
                Some(day) if end < range.end => from = day,
                _ => return Ok(calendar),
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The whole day that has a moment, microseconds; nothing but that moment beyond the years that can be shown.
    fn day_of(&self, at: Timestamp) -> std::ops::Range<i64> {
        let start = |day| Some(day_start(day, &self.zone).ok()?.as_microsecond());
        let day = day_of(at, &self.zone).ok();
        let span = day.and_then(|day| Some(start(day)?..start(day.tomorrow().ok()?)?));
        let moment = at.as_microsecond();
        span.unwrap_or(moment..moment + 1)
    }

    /// The periods without their sums.
    pub(super) fn periods(&self) -> impl Iterator<Item = Period> {
        let ends = self.starts.iter().skip(1).chain([&self.end]);
        let spans = self.starts.iter().zip(ends);
        spans
            .zip(&self.bounds)
            .map(|((start, end), (from, to))| Period {
                from: from.clone(),
                to: to.clone(),
                minutes: u32::try_from((end - start) / 60_000_000).unwrap_or(u32::MAX),
                directions: Vec::new(),
            })
    }

    /// Something that tells of moments in ascending order where they belong.
    pub(super) fn hand(&self) -> Hand<'_> {
        Hand {
            calendar: self,
            from: 0,
            until: 0,
            day: 0..0,
            now: Moment::default(),
        }
    }
}

/// Where a moment belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moment {
    /// Place of the period.
    pub(super) period: u32,
    /// Local day, as a number that grows with the days.
    pub(super) day: i64,
    /// Local hour of the week, from Monday 0:00.
    pub(super) hour_of_week: u8,
}

/// The hand of a clock: it looks at zone and calendar once for each hour, which is then the same for all its calls.
pub(super) struct Hand<'c> {
    calendar: &'c Calendar,
    /// The hour, or the part of it, that `now` tells of; microseconds.
    from: i64,
    until: i64,
    /// The day of it.
    day: std::ops::Range<i64>,
    now: Moment,
}

impl Hand<'_> {
    pub(super) fn at(&mut self, micros: i64) -> Moment {
        if micros < self.from || micros >= self.until {
            self.turn(micros);
        }
        self.now
    }

    fn turn(&mut self, micros: i64) {
        let calendar = self.calendar;
        // What a range holds can be told as a timestamp: both ends of it were.
        let at = Timestamp::from_microsecond(micros).unwrap_or_default();
        let offset = calendar.zone.to_offset(at);
        let local = local_seconds(at, offset);
        let hour = local.div_euclid(3600);
        let period = calendar.starts.partition_point(|start| *start <= micros);
        let period_end = calendar.starts.get(period).unwrap_or(&i64::MAX);
        let hour_end = ((hour + 1) * 3600 - i64::from(offset.seconds())) * 1_000_000;
        let change = calendar.zone.following(at).next();
        let change = change.map_or(i64::MAX, |change| change.timestamp().as_microsecond());
        self.from = micros;
        self.until = hour_end.min(change).min(*period_end);
        if !self.day.contains(&micros) {
            self.day = calendar.day_of(at);
        }
        self.now = Moment {
            period: u32::try_from(period.saturating_sub(1)).unwrap_or(u32::MAX),
            day: self.day.start,
            // 1970 began on a Thursday.
            hour_of_week: (hour + 3 * 24).rem_euclid(168) as u8,
        };
    }
}

fn local_seconds(at: Timestamp, offset: Offset) -> i64 {
    at.as_microsecond().div_euclid(1_000_000) + i64::from(offset.seconds())
}

fn before(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond() - 1).unwrap_or(at)
}

/// The day that has a moment, as a range of bare dates means days: not the local date where clocks repeat a midnight.
fn day_of(at: Timestamp, zone: &TimeZone) -> Result<Date> {
    let mut day = zone.to_datetime(at).date();
    while day > Date::MIN && day_start(day, zone)? > at {
        day = day.saturating_sub(1.day());
    }
    while let Ok(next) = day.tomorrow()
        && day_start(next, zone)? <= at
    {
        day = next;
    }
    Ok(day)
}

fn unit_for(days: i32) -> PeriodUnit {
    match days {
        days if days <= MOST_PERIODS => PeriodUnit::Day,
        days if days <= MOST_PERIODS * DAYS_OF_WEEK => PeriodUnit::Week,
        days if days <= MOST_PERIODS * DAYS_OF_MONTH => PeriodUnit::Month,
        _ => PeriodUnit::Year,
    }
}

/// The first day of the period after the one that has `day`.
fn next(unit: PeriodUnit, day: Date) -> Option<Date> {
    let following = match unit {
        PeriodUnit::Day => day.checked_add(1.day()),
        PeriodUnit::Week => {
            day.checked_add((7 - i32::from(day.weekday().to_monday_zero_offset())).days())
        }
        PeriodUnit::Month => day.first_of_month().checked_add(1.month()),
        PeriodUnit::Year => day.first_of_year().checked_add(1.year()),
    };
    following.ok()
}
