//! Lengths of time as people type them.

use std::fmt::Write as _;

/// Seconds from `45`, `30s`, `10m`, `1h`, `1m30s` or `1:30`.
pub fn seconds(text: &str) -> Option<u32> {
    if let Some((minutes, seconds)) = text.split_once(':') {
        let (minutes, seconds) = (number(minutes)?, number(seconds)?);
        return (seconds < 60).then_some(minutes.checked_mul(60)?.checked_add(seconds)?);
    }
    let mut total = 0_u32;
    let mut rest = text;
    let mut largest = u32::MAX;
    loop {
        let digits = rest.find(|c: char| !c.is_ascii_digit());
        let Some(at) = digits else {
            // A number without a unit is seconds, but only alone.
            return if largest == u32::MAX {
                number(rest)
            } else {
                None
            };
        };
        let unit = match rest[at..].chars().next()? {
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        if unit >= largest {
            return None;
        }
        largest = unit;
        total = total.checked_add(number(&rest[..at])?.checked_mul(unit)?)?;
        rest = &rest[at + 1..];
        if rest.is_empty() {
            return Some(total);
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// What [`seconds`] reads as this: `1h2m3s`, without the parts that are nothing.
pub(super) fn duration_text(seconds: u32) -> String {
    let parts = [
        (seconds / 3600, 'h'),
        (seconds / 60 % 60, 'm'),
        (seconds % 60, 's'),
    ];
    let mut text = String::new();
    for (count, unit) in parts.iter().filter(|(count, _)| *count > 0) {
        let _ = write!(text, "{count}{unit}");
    }
    if text.is_empty() {
        "0s".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_type_them() {
        for (text, expected) in [
            ("45", Some(45)),
            ("30s", Some(30)),
            ("10m", Some(600)),
            ("1h", Some(3600)),
            ("1h30m", Some(5400)),
            ("1m30s", Some(90)),
            ("1:30", Some(90)),
            ("90:00", Some(5400)),
            ("1:60", None),
            ("30s1m", None),
            ("1m30", None),
            ("1m1m", None),
            ("s", None),
            ("", None),
            ("-3s", None),
            ("+3", None),
            ("1.5h", None),
            ("1é", None),
            ("99999999999", None),
            ("4000000h", None),
        ] {
            assert_eq!(seconds(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lengths_are_written_as_they_are_read() {
        for length in [0, 1, 59, 60, 61, 3599, 3600, 3661, 86_400, u32::MAX] {
            assert_eq!(seconds(&duration_text(length)), Some(length), "{length}");
        }
    }
}
