//! Values of arguments. Each answers a sentence that says what would be right.

use std::ffi::OsStr;

use clap::{Arg, Command, builder::TypedValueParser, error::ErrorKind};
use tapedeck_core::{
    Error,
    export::{names::Template, tables::Column},
    query::{self, CallFilter, ExtensionSet},
    signing::PublicKey,
    time,
};

/// Seconds from `45`, `30s`, `10m`, `1m30s` or `1h`.
pub(super) fn duration(text: &str) -> Result<u32, String> {
    query::seconds(text).ok_or_else(|| format!("{text:?} is no length of time; use 30s, 10m or 1h"))
}

/// A filter in its text form.
pub(super) fn filter(text: &str) -> Result<CallFilter, String> {
    let text = wanted(text)?;
    // A denial begins with a dash, and so the next flag would be taken for one where the text was forgotten.
    if text.starts_with("--") {
        return Err(format!("the filter is missing, for {text:?} is a flag"));
    }
    query::parse(&text).map_err(|problem| problem.error(&text).to_string())
}

/// Thousands of bytes from `500M` or `2G`, at least `1M`; K, M and G are powers of 1000.
pub(super) fn split(text: &str) -> Result<u32, String> {
    let wrong = || format!("{text:?} is no size for a ZIP; use 1M or more, such as 500M or 2G");
    let bytes = bytes(text).filter(|bytes| *bytes >= 1_000_000);
    u32::try_from(bytes.ok_or_else(wrong)? / 1000).map_err(|_| wrong())
}

/// Bytes a second from `800`, `500K`, `5M` or `1G`; K, M and G are powers of 1000.
pub(super) fn rate(text: &str) -> Result<u64, String> {
    bytes(text)
        .ok_or_else(|| format!("{text:?} is no rate; use bytes a second such as 500K, 5M or 1G"))
}

/// A number of bytes.
fn bytes(text: &str) -> Option<u64> {
    let (digits, unit) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 1_000),
        Some((at, 'm' | 'M')) => (&text[..at], 1_000_000),
        Some((at, 'g' | 'G')) => (&text[..at], 1_000_000_000),
        _ => (text, 1),
    };
    let number: f64 = digits.parse().ok()?;
    let bytes = number * f64::from(unit);
    let plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    (plain && (1.0..1e15).contains(&bytes)).then_some(bytes as u64)
}

/// Kilobits a second from `64k` or `64`.
pub(super) fn kilobits(text: &str) -> Result<u16, String> {
    let digits = text.strip_suffix(['k', 'K']).unwrap_or(text);
    digits
        .parse()
        .map_err(|_| format!("{text:?} is no bit rate; use kilobits a second such as 64k"))
}

/// A certificate pin, as typed.
pub(super) fn pin(text: &str) -> Result<String, String> {
    let digits = text.chars().filter(|c| *c != ':');
    let valid = digits.clone().count() == 64 && digits.clone().all(|c| c.is_ascii_hexdigit());
    if valid {
        Ok(digits.collect())
    } else {
        Err("a pin is the certificate's SHA-256: 64 hex digits, with or without colons".to_owned())
    }
}

/// A public key.
pub(super) fn public_key(text: &str) -> Result<PublicKey, String> {
    text.parse().map_err(|error: Error| error.to_string())
}

/// A zone that exists.
pub(super) fn zone(text: &str) -> Result<String, String> {
    time::zone(text)
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

/// Text to select by. Nothing selects nothing: a variable of a script that is empty must not mean everything.
pub(super) fn wanted(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        Err("it is empty; leave the flag out to select everything".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A number, or a range of numbers.
pub(super) fn extension(text: &str) -> Result<String, String> {
    let text = wanted(text)?;
    ExtensionSet::parse(std::slice::from_ref(&text))
        .map(|_| text)
        .map_err(|error| error.to_string())
}

/// A column of the tables.
pub(super) fn column(text: &str) -> Result<Column, String> {
    text.trim()
        .parse()
        .map_err(|error: Error| error.to_string())
}

/// A name template that can be used.
pub(super) fn template(text: &str) -> Result<String, String> {
    Template::parse(text)
        .map(|_| text.to_owned())
        .map_err(|error| error.to_string())
}

/// Passwords are never arguments. Other parsers quote what was typed; this one must not.
#[derive(Clone)]
pub(super) struct NoPassword;

impl TypedValueParser for NoPassword {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        _: Option<&Arg>,
        _: &OsStr,
    ) -> Result<String, clap::Error> {
        Err(command.clone().error(
            ErrorKind::ValueValidation,
            "a password on the command line can be read by every process of this computer; use TAPEDECK_PASSWORD or --password-stdin",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        for (text, seconds) in [
            ("45", 45),
            ("30s", 30),
            ("10m", 600),
            ("1h", 3600),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Ok(seconds), "{text}");
        }
        for text in ["", "s", "-1s", "1d", "1.5m", "ten", "9999999h", "1 m"] {
            assert!(duration(text).is_err(), "{text:?} is refused");
        }
    }

    #[test]
    fn rates_are_powers_of_a_thousand() {
        for (text, bytes) in [
            ("800", 800),
            ("500K", 500_000),
            ("5M", 5_000_000),
            ("1.5m", 1_500_000),
            ("1G", 1_000_000_000),
        ] {
            assert_eq!(rate(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "M", "-5M", "5MB", "1e9", "inf", "NaN"] {
            assert!(rate(text).is_err(), "{text:?} is refused");
        }
    }

    #[test]
    fn sizes_of_zips_are_at_least_a_megabyte() {
        for (text, kilobytes) in [("1M", 1000), ("1500K", 1500), ("2G", 2_000_000)] {
            assert_eq!(split(text), Ok(kilobytes), "{text}");
        }
        for text in ["", "0", "999K", "1", "big", "9000G"] {
            assert!(split(text).is_err(), "{text:?} is refused");
        }
    }

    #[test]
    fn bit_rates_are_kilobits() {
        assert_eq!(kilobits("64k"), Ok(64));
        assert_eq!(kilobits("128K"), Ok(128));
        assert_eq!(kilobits("32"), Ok(32));
        for text in ["", "k", "64kbit", "-64k", "6.4k", "99999k", "64 k"] {
            assert!(kilobits(text).is_err(), "{text:?} is refused");
        }
    }

    #[test]
    fn pins_ignore_colons_and_case() {
        let plain = "ab".repeat(32);
        assert_eq!(pin(&plain), Ok(plain.clone()));
        assert!(
            pin(&vec!["AB"; 32].join(":")).is_ok(),
            "with colons, upper case"
        );
        for text in ["", "ab", &"zz".repeat(32), &"ab".repeat(33)] {
            assert!(pin(text).is_err(), "{text:?} is refused");
        }
    }
}
