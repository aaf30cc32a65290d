//! Civil ranges and the half-open UTC spans they mean.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, TimeZone},
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A range as typed: two civil dates or date-times and an IANA zone.
///
/// A bare date means the whole local day, so `to: "2026-11-07"` includes the 7th; a `to` with a time ends just before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RangeInput {
    /// `2026-11-01` or `2026-11-01T08:00[:00]`.
    pub from: String,
    /// As `from`; a bare date is included whole.
    pub to: String,
    /// IANA name, such as `Europe/Berlin`; `UTC` is one.
    pub zone: String,
}

/// A half-open span of time with the zone it was meant in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UtcRange {
    /// First instant that belongs to it.
    pub start: Timestamp,
    /// First instant that no longer does.
    pub end: Timestamp,
    /// The zone for local times of this range.
    pub zone: TimeZone,
}

impl RangeInput {
    /// The span this range means.
    ///
    /// A civil time that a clock change skips means the instant of the change; a typed time that occurs twice means its
    /// first occurrence at the start and its last at the end, so that nothing inside the range is lost. Bare dates follow
    /// one another without gap or overlap, whatever the clocks do at midnight.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for an unknown zone, a date that does not exist, or an end that is not after the start.
    pub fn resolve(&self) -> Result<UtcRange> {
        let zone = zone(&self.zone)?;
        let (from, to) = (Bound::parse(&self.from)?, Bound::parse(&self.to)?);
        let start = instant(from.first(), &zone, Repeated::First)?;
        let end = match to {
            // A midnight that occurs twice belongs to the next day both times.
            Bound::Day(_) => instant(to.past()?, &zone, Repeated::First)?,
            Bound::Moment(moment) => instant(moment, &zone, Repeated::Last)?,
        };
        if end <= start {
            let (from_text, to_text) = (&self.from, &self.to);
            return Err(Error::invalid(if to.first() < from.first() {
                format!(
                    "the range ends ({to_text}) before it starts ({from_text}); swap the two dates"
                )
            } else {
                // The same moment twice, or times that a clock change skips.
                format!(
                    "no time passes from {from_text} to {to_text} in {}; choose a later end",
                    self.zone
                )
            }));
        }
        Ok(UtcRange { start, end, zone })
    }
}

/// The time zone of an IANA name.
///
/// # Errors
/// [`Error::InvalidInput`] for a name the zone database does not have.
pub fn zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| {
        Error::invalid(format!(
            "{name:?} is no time zone; use a name such as Europe/Berlin or UTC"
        ))
    })
}

/// The first instant of a local day, as a range of bare dates means it.
///
/// # Errors
/// [`Error::InvalidInput`] for a day outside the years that can be shown.
pub(crate) fn day_start(date: Date, zone: &TimeZone) -> Result<Timestamp> {
    instant(date.to_datetime(Time::midnight()), zone, Repeated::First)
}

enum Bound {
    Day(Date),
    Moment(DateTime),
}

impl Bound {
    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = || {
            Error::invalid(format!(
                "{text:?} is no date; use 2026-11-01 or 2026-11-01T08:00"
            ))
        };
        if text.len() <= 10 {
            return text.parse().map(Self::Day).map_err(|_| wrong());
        }
        // A date-time with an offset or zone would contradict the range's own zone: refused rather than ignored.
        if text
            .chars()
            .skip(10)
            .any(|c| matches!(c, 'Z' | 'z' | '+' | '-' | '−' | '['))
        {
            return Err(wrong());
        }
        text.replacen(' ', "T", 1)
            .parse()
            .map(Self::Moment)
            .map_err(|_| wrong())
    }

    fn first(&self) -> DateTime {
        match self {
            Self::Day(date) => date.to_datetime(Time::midnight()),
            Self::Moment(moment) => *moment,
        }
    }

    fn past(&self) -> Result<DateTime> {
        match self {
            Self::Day(date) => date
                .tomorrow()
                .map(|next| next.to_datetime(Time::midnight()))
                .map_err(|_| Error::invalid(format!("{date} is too far away"))),
            Self::Moment(moment) => Ok(*moment),
        }
    }
}

/// Which occurrence a civil time means when clocks going back repeat it.
#[derive(Clone, Copy)]
enum Repeated {
    First,
    Last,
}

fn instant(civil: DateTime, zone: &TimeZone, repeated: Repeated) -> Result<Timestamp> {
    let ambiguous = zone.to_ambiguous_zoned_datetime(civil);
    let skipped = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
    let resolved = match repeated {
        Repeated::Last if !skipped => ambiguous.later(),
        // Of a skipped time this is the reading before the change, so that the change is the next one.
        _ => ambiguous.earlier(),
    };
    let at = resolved
        .map(|zoned| zoned.timestamp())
        .map_err(|_| Error::invalid(format!("{civil} is outside the years that can be shown")))?;
    let change = if skipped {
        zone.following(at).next()
    } else {
        None
    };
    Ok(change.map_or(at, |change| change.timestamp()))
}
