//! How many calls a day has and at which hour they come.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::Options;
use crate::dice::{Dice, mix, mix_text};

/// One day to be filled with calls.
#[derive(Debug)]
pub(crate) struct Day {
    /// The zone, for the local time in file names.
    pub zone: TimeZone,
    /// Local midnight, in microseconds since 1970.
    pub midnight: i64,
    /// How many calls begin on it.
    pub calls: u32,
    /// Saturday or Sunday.
    pub weekend: bool,
    /// The seed of this day.
    pub seed: u64,
}

/// Calls per hour of a weekday, in proportion; the hour of the first is midnight.
const WEEKDAY_HOURS: [u64; 24] = [
    0, 0, 0, 0, 0, 0, 0, 2, 7, 14, 16, 14, 8, 8, 13, 13, 10, 6, 2, 1, 1, 0, 0, 0,
];
/// The same for Saturday and Sunday.
const WEEKEND_HOURS: [u64; 24] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 5, 5, 3, 3, 3, 2, 2, 1, 1, 0, 0, 0, 0, 0,
];

/// The days up to `now`, oldest first.
pub(crate) fn plan(now: Timestamp, zone: &TimeZone, options: &Options) -> Vec<Day> {
    let mut date = now.to_zoned_datetime(zone.clone()).date();
    let mut days = Vec::with_capacity(options.days.into());
    for _ in 0..options.days.max(1) {
        days.extend(day(date, zone, options.seed));
        let Ok(before) = date.yesterday() else { break };
        date = before;
    }
    days.reverse();
    if let Some(wanted) = options.calls {
        stretch(&mut days, wanted);
    }
    days
}

fn day(date: Date, zone: &TimeZone, seed: u64) -> Option<Day> {
    let midnight = date
        .to_zoned_datetime(zone.clone())
        .ok()?
        .timestamp()
        .as_microsecond();
    let seed = mix_text(mix(seed), &date.to_string());
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut dice = Dice::new(seed ^ 1);
    let calls = if weekend {
        dice.between(5, 14)
    } else {
        dice.between(130, 170)
    } as u32;
    Some(Day {
        zone: zone.clone(),
        midnight,
        calls,
        weekend,
        seed,
    })
}

/// Spreads `wanted` calls over the days in proportion to what they had.
fn stretch(days: &mut [Day], wanted: u32) {
    let total: u64 = days.iter().map(|day| u64::from(day.calls)).sum();
    let (mut passed, mut given) = (0_u64, 0_u64);
    for day in days {
        passed += u64::from(day.calls);
        let until = passed * u64::from(wanted) / total.max(1);
        day.calls = (until - given) as u32;
        given = until;
    }
}

impl Day {
    /// The moments at which calls begin, ascending, in microseconds since 1970.
    pub(crate) fn starts(&self, dice: &mut Dice) -> Vec<i64> {
        let hours = if self.weekend {
            &WEEKEND_HOURS
        } else {
            &WEEKDAY_HOURS
        };
        let mut starts: Vec<i64> = (0..self.calls)
            .map(|_| {
                let hour = dice.weighted(hours) as u32;
                self.midnight + i64::from(hour) * 3_600_000_000 + dice.between(0, 3_599_999_999)
            })
            .collect();
        starts.sort_unstable();
        starts
    }
}
