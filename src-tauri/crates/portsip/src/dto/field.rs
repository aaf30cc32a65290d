//! Lenient fields: what should be text, a number or a time, and what servers send instead.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Text; numbers and booleans are printed, everything else is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl Text {
    /// The text, or `None` if it is empty.
    pub(crate) fn some(self) -> Option<String> {
        Some(self.0).filter(|text| !text.is_empty())
    }
}

/// A number, also when it comes as text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Number(pub(crate) Option<f64>);

impl Number {
    /// A whole number of at least zero (JSON numbers up to 2^53 are exact).
    pub(crate) fn whole(self) -> Option<u64> {
        self.0
            .filter(|&number| (0.0..9_007_199_254_740_992.0).contains(&number))
            .map(|number| number as u64)
    }
}

/// A switch: `true`, `"true"`, `1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flag(pub(crate) bool);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyText).map(Self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        Ok(Self(
            text.trim()
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite()),
        ))
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Text(text) = Text::deserialize(deserializer)?;
        Ok(Self(text.eq_ignore_ascii_case("true") || text == "1"))
    }
}

struct AnyText;

impl<'de> Visitor<'de> for AnyText {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_u64<E>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<String, E> {
        Ok(flag.to_string())
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok(String::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<String, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<String, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(String::new())
    }
}

/// 1980: no PBX of this kind is older. Earlier dates are a database's word for "never" (year 1, the Unix epoch).
const FIRST: i64 = 315_532_800;

/// A moment as in [`parse_time`]; `None` also for dates that mean "never".
pub(crate) fn read_time(text: &str) -> Option<Timestamp> {
    parse_time(text).filter(|at| at.as_second() >= FIRST)
}

/// RFC 3339 with `Z` or offset and any fraction, the same with a space, without zone (taken as UTC), or Unix seconds or
/// milliseconds. Empty text and anything else is `None`.
pub(crate) fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        return match number {
            // Up to the year 5138 as seconds, from 1973 on as milliseconds.
            0..100_000_000_000 => Timestamp::from_second(number).ok(),
            100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(number).ok(),
            _ => None,
        };
    }
    let civil: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_was_meant() {
        for (json, text) in [
            (r#""101""#, "101"),
            ("878156644691742720", "878156644691742720"),
            ("-5", "-5"),
            ("true", "true"),
            ("null", ""),
            ("[1,{}]", ""),
            (r#"{"a":[1]}"#, ""),
        ] {
            assert_eq!(
                serde_json::from_str::<Text>(json).expect(json).0,
                text,
                "{json}"
            );
        }
    }

    #[test]
    fn numbers_and_flags_come_as_text_too() {
        for (json, number) in [
            ("34", Some(34)),
            (r#""34""#, Some(34)),
            ("34.0", Some(34)),
            ("-1", None),
            (r#""""#, None),
            ("null", None),
        ] {
            assert_eq!(
                serde_json::from_str::<Number>(json).expect(json).whole(),
                number,
                "{json}"
            );
        }
        for (json, flag) in [
            ("true", true),
            (r#""True""#, true),
            ("1", true),
            ("0", false),
            ("null", false),
            ("{}", false),
        ] {
            assert_eq!(
                serde_json::from_str::<Flag>(json).expect(json).0,
                flag,
                "{json}"
            );
        }
    }

    #[test]
    fn times_come_in_many_spellings() {
        let noon = "2024-08-20T06:00:59Z".parse::<Timestamp>().expect("time");
        for text in [
            "2024-08-20T06:00:59Z",
            "2024-08-20T06:00:59.000Z",
            "2024-08-20T06:00:59.000000Z",
            "2024-08-20T14:00:59+08:00",
            "2024-08-20T14:00:59.000+0800",
            "2024-08-20 06:00:59",
            "2024-08-20T06:00:59",
            "2024-08-20 06:00:59Z",
            " 1724133659 ",
            "1724133659000",
        ] {
            assert_eq!(read_time(text), Some(noon), "{text}");
        }
        for text in [
            "",
            "  ",
            "NOT_ANSWER",
            "0",
            "0001-01-01T00:00:00",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "null",
            "12:00",
        ] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }
}
