//! How long to wait: drawn by us, or stated by the PBX.

use std::time::{Duration, SystemTime};

/// `first` doubled so many times, at most `longest`.
pub(super) fn doubled(first: Duration, longest: Duration, times: u32) -> Duration {
    first
        .saturating_mul(1_u32.checked_shl(times).unwrap_or(u32::MAX))
        .min(longest)
}

/// A pause drawn from zero to `first * 2^failures`, at most `longest` (full jitter: many clients do not return at once).
pub(crate) fn full_jitter(first: Duration, longest: Duration, failures: u32) -> Duration {
    doubled(first, longest, failures).mul_f64(rand::random::<f64>())
}

/// The pause stated by a `Retry-After` header: seconds or a date. A date in the past is no pause; garbage is no header.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let text = header.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // Added to a clock, more would be beyond its end.
        let seconds = text.parse().unwrap_or(u32::MAX);
        return Some(Duration::from_secs(u64::from(seconds)));
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return (seconds.is_finite() && (0.0..=f64::from(u32::MAX)).contains(&seconds))
            .then(|| Duration::from_secs_f64(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_pause_is_read_in_both_forms() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("date");
        let read = |text: &str| retry_after(text, now);
        assert_eq!(read("120"), Some(Duration::from_mins(2)));
        assert_eq!(read(" 0 "), Some(Duration::ZERO));
        assert_eq!(read("1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(
            read("Sun, 06 Nov 1994 08:50:37 GMT"),
            Some(Duration::from_mins(1))
        );
        assert_eq!(
            read("Sun, 06 Nov 1994 08:00:00 GMT"),
            Some(Duration::ZERO),
            "past"
        );
        assert_eq!(
            read("99999999999999999999999"),
            Some(Duration::from_secs(u64::from(u32::MAX))),
            "huge"
        );
        assert_eq!(
            read("11111111411111111111"),
            Some(Duration::from_secs(u64::from(u32::MAX))),
            "no clock reaches so far"
        );
        for garbage in ["", "soon", "-5", "NaN", "inf", "1e400"] {
            assert_eq!(read(garbage), None, "{garbage:?}");
        }
    }

    #[test]
    fn pauses_grow_and_stay_below_the_longest() {
        let (first, longest) = (Duration::from_millis(100), Duration::from_secs(2));
        for failures in 0..70 {
            let most = first
                .saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX))
                .min(longest);
            for _ in 0..20 {
                assert!(full_jitter(first, longest, failures) <= most);
            }
        }
    }
}
