//! The picture of a range: calls by period, by weekday and hour, by ring and talk time, and by extension.
//!
//! One scan of the catalogue (`catalogue::facts`) is summed up into small arrays ([`Picture`]); nothing
//! is sorted or grouped by the database, which costs several times as much. All local times come from the offsets of
//! the range's zone, found once per hour that has calls (`calendar`), never per call.

mod bins;
mod calendar;
mod csv;
mod extensions;
mod picture;
mod view;

#[cfg(test)]
mod tests;

pub use csv::InsightsTable;
pub use extensions::{ExtensionColumn, ExtensionOrder};
pub use picture::Picture;
pub use view::{
    Bin, CoverageCell, ExtensionInsight, ExtensionInsights, HourOfWeek, Insights, Period,
    PeriodUnit, Tally,
};

use crate::call::Direction;

/// What a picture needs to know of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact<'r> {
    /// Start, microseconds since 1970 in UTC.
    pub started: i64,
    /// Where it came from and went to.
    pub direction: Direction,
    /// Somebody or something picked up.
    pub answered: bool,
    /// The PBX lists a recording.
    pub recorded: bool,
    /// Seconds of ringing.
    pub ring_s: u32,
    /// Seconds of talk.
    pub talk_s: u32,
    /// Our side; empty for calls from trunk to trunk.
    pub extension: &'r str,
}

/// All directions, in the order the sums of a picture have.
const DIRECTIONS: [Direction; 5] = [
    Direction::Inbound,
    Direction::Outbound,
    Direction::Internal,
    Direction::Transit,
    Direction::Unknown,
];

fn place(direction: Direction) -> usize {
    match direction {
        Direction::Inbound => 0,
        Direction::Outbound => 1,
        Direction::Internal => 2,
        Direction::Transit => 3,
        Direction::Unknown => 4,
    }
}
