//! Times as spreadsheets count them: days and their parts since the last days of 1899.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// The first of January 1970 in days.
const UNIX_EPOCH: f64 = 25_569.0;
const MS_PER_DAY: f64 = 86_400_000.0;
/// The last day that spreadsheets know, 31 December 9999.
const LAST: f64 = 2_958_465.0;

/// The serial number of what a clock showed; of `2026-11-02T09:15:01+08:00` a quarter past nine.
pub(super) fn of_time(text: &str) -> Option<f64> {
    let offset = text.get(19..)?.find(['Z', '+', '-'])?;
    let shown: DateTime = text[..19 + offset].parse().ok()?;
    let ms = TimeZone::UTC.to_timestamp(shown).ok()?.as_millisecond();
    let serial = ms as f64 / MS_PER_DAY + UNIX_EPOCH;
    (1.0..=LAST).contains(&serial).then_some(serial)
}

/// The time of a cell in UTC; what is no serial number stays as it is.
pub(super) fn utc(cell: String) -> String {
    time(&cell).map_or(cell, |time| time.to_string())
}

/// The local time of a cell: its offset is that of `zone` at the moment `started_utc`. Without these it has none.
pub(super) fn local(cell: String, started_utc: &str, zone: &str) -> String {
    let Some(shown) = time(&cell) else {
        return cell;
    };
    match (started_utc.parse::<Timestamp>(), TimeZone::get(zone)) {
        (Ok(started), Ok(zone)) => started
            .display_with_offset(zone.to_offset(started))
            .to_string(),
        _ => TimeZone::UTC.to_datetime(shown).to_string(),
    }
}

fn time(cell: &str) -> Option<Timestamp> {
    let serial: f64 = cell
        .parse()
        .ok()
        .filter(|serial| (1.0..=LAST).contains(serial))?;
    Timestamp::from_millisecond(((serial - UNIX_EPOCH) * MS_PER_DAY).round() as i64).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back_to_the_millisecond() {
        for text in [
            "2026-11-02T01:15:01Z",
            "2026-11-02T01:15:01.25Z",
            "1999-12-31T23:59:59.999Z",
            "2000-02-29T00:00:00Z",
        ] {
            let serial = of_time(text).unwrap();
            assert_eq!(utc(serial.to_string()), text, "{serial}");
        }
    }

    #[test]
    fn a_local_time_is_what_its_clock_showed() {
        let text = "2026-10-25T02:30:00+01:00";
        let cell = of_time(text).unwrap().to_string();
        assert_eq!(
            local(cell.clone(), "2026-10-25T01:30:00Z", "Europe/Berlin"),
            text,
            "the second half past two of that night"
        );
        assert_eq!(local(cell, "", "Europe/Berlin"), "2026-10-25T02:30:00");
    }

    #[test]
    fn what_is_no_time_stays() {
        for text in [
            "",
            "soon",
            "2026-11-02",
            "2026-11-02T01:15:01",
            "99999-01-01T00:00:00Z",
        ] {
            assert_eq!(of_time(text), None, "{text}");
            assert_eq!(utc(text.to_owned()), text);
        }
        assert_eq!(utc("-5".to_owned()), "-5");
    }
}
