//! Days named from today.

use std::time::SystemTime;

/// `--from` and `--to` of so many days before today (UTC): the demo PBX has calls of the 90 days that end today.
pub fn last_days(count: u64) -> [String; 4] {
    let day = |ago: u64| {
        let days = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs() / 86_400)
            - ago;
        civil_date(days)
    };
    ["--from".to_owned(), day(count), "--to".to_owned(), day(1)]
}

/// `YYYY-MM-DD` of a day counted from 1970-01-01.
fn civil_date(mut days: u64) -> String {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let lengths = [
        31,
        28 + u64::from(leap(year)),
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ];
    let mut month = 1;
    for length in lengths {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::civil_date;

    #[test]
    fn known_days() {
        assert_eq!(civil_date(0), "1970-01-01");
        assert_eq!(civil_date(11_016), "2000-02-29");
        assert_eq!(civil_date(20_781), "2026-11-24");
    }
}
