//! URL parameters of list calls and the filter language (api.md, section 3).
//!
//! Everything in a value is percent-encoded but letters, digits and `- . _ ~`: `'` is `%27`, a space `%20` (never `+`),
//! `+` is `%2B`. Names carry no `$`.

use jiff::{Timestamp, Unit};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What RFC 3986 leaves unreserved.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Percent-encodes one value or path segment.
pub(crate) fn encode(value: &str) -> String {
    utf8_percent_encode(value, VALUE).to_string()
}

/// The parameters of one list call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query(String);

impl Query {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds `name=value`.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&encode(value));
        self
    }

    /// The encoded string, wiped by the caller if it holds a password.
    pub(crate) fn into_string(self) -> String {
        self.0
    }

    /// The encoded string, without the question mark.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// `started_at ge '…' and started_at lt '…'`: the half-open window, UTC with `Z`, at most microseconds.
pub(crate) fn started_between(start: Timestamp, end: Timestamp) -> String {
    format!(
        "started_at ge '{}' and started_at lt '{}'",
        in_micros(start),
        in_micros(end)
    )
}

/// Samples show at most six digits of fraction. A bound is cut down to them; rows are checked against the exact window.
fn in_micros(at: Timestamp) -> Timestamp {
    at.round(
        jiff::TimestampRound::new()
            .smallest(Unit::Microsecond)
            .mode(jiff::RoundMode::Floor),
    )
    .unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_documented_request_is_built() {
        let day = |text: &str| text.parse::<Timestamp>().expect(text);
        let filter = started_between(
            day("2024-08-16T00:00:00Z"),
            day("2024-08-17T00:00:00+00:00"),
        );
        let query = Query::new()
            .with("filter", &filter)
            .with("orderby", "started_at asc")
            .with("top", "100");
        assert_eq!(
            query.as_str(),
            "filter=started_at%20ge%20%272024-08-16T00%3A00%3A00Z%27%20and%20started_at%20lt%20%272024-08-17T00%3A00%3A00Z%27\
             &orderby=started_at%20asc&top=100"
        );
        assert_eq!(encode("+60'*#"), "%2B60%27%2A%23");
    }

    #[test]
    fn bounds_have_at_most_microseconds() {
        let at: Timestamp = "2024-08-16T00:00:00.123456789Z".parse().expect("time");
        assert!(started_between(at, at).contains("'2024-08-16T00:00:00.123456Z'"));
    }

    proptest! {
        #[test]
        fn any_value_survives_encoding(value in "\\PC{0,80}") {
            let encoded = encode(&value);
            prop_assert!(encoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b)));
            prop_assert_eq!(percent_decode_str(&encoded).decode_utf8().expect("UTF-8"), value);
        }
    }
}
