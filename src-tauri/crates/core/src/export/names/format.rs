//! What may follow a field's name: `{start:%H%M@UTC}`, `{seconds:05}`, `{caller_name:upper:20}`.

use jiff::{Timestamp, fmt::strtime, tz::TimeZone};

use super::field::{Field, Kind};

/// The most characters a format may pad to or keep.
const WIDEST: usize = 99;

/// How the value of a field is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Format {
    /// A `strftime` format in place of the usual one.
    time: Option<String>,
    /// A zone in place of the export's.
    zone: Option<TimeZone>,
    /// In the order they are written.
    shapes: Vec<Shape>,
}

/// A change to text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Upper,
    Lower,
    /// Digits get zeros before them until there are so many.
    Pad(usize),
    /// At most so many characters, from the start.
    First(usize),
    /// At most so many characters, from the end.
    Last(usize),
}

impl Format {
    /// Reads what follows the name of a field, `:` or `@` first; empty for the usual way. The error is the reason.
    pub(super) fn parse(field: Field, text: &str) -> Result<Self, String> {
        let name = field.name();
        if text.is_empty() {
            return Ok(Self::default());
        }
        match field.kind() {
            Kind::Time => Self::of_time(name, text),
            Kind::Id => {
                Err("{id} takes no format: it must stay whole to tell calls apart".to_owned())
            }
            _ if text.starts_with('@') => Err(format!(
                "{{{name}}} has no zone; {{date}} and {{start}} have, as in {{start@UTC}}"
            )),
            kind => {
                let shapes = text[1..]
                    .split(':')
                    .map(|word| Shape::parse(name, kind, word));
                Ok(Self {
                    shapes: shapes.collect::<Result<_, _>>()?,
                    ..Self::default()
                })
            }
        }
    }

    fn of_time(name: &str, text: &str) -> Result<Self, String> {
        let (format, zone) = match text.rsplit_once('@') {
            Some((format, zone)) => (format, Some(zone)),
            None => (text, None),
        };
        let zone = zone
            .map(|zone| crate::time::zone(zone).map_err(|error| error.to_string()))
            .transpose()?;
        let time = match format.strip_prefix(':') {
            None => None,
            Some(format) if !format.contains('%') => {
                return Err(format!(
                    "{format:?} is no format of a time; {{{name}:%Y-%m-%d}} and {{{name}:%H%M}} are"
                ));
            }
            Some(format) => {
                let sample = Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC);
                strtime::format(format, &sample).map_err(|error| {
                    format!("{format:?} is no format of a time ({error}); use % letters of strftime such as %Y, %m, %d, %H, %M, %S")
                })?;
                Some(format.to_owned())
            }
        };
        Ok(Self {
            time,
            zone,
            shapes: Vec::new(),
        })
    }

    /// A time in this format.
    pub(super) fn time(&self, field: Field, time: Timestamp, zone: &TimeZone) -> String {
        let local = time.to_zoned_datetime(self.zone.as_ref().unwrap_or(zone).clone());
        let format = self.time.as_deref().unwrap_or(field.usual_time());
        // A format that writes one time writes every time.
        strtime::format(format, &local).unwrap_or_default()
    }

    /// Text in this format.
    pub(super) fn text(&self, text: &str) -> String {
        self.shapes
            .iter()
            .fold(text.to_owned(), |text, shape| shape.of(text))
    }
}

impl Shape {
    fn parse(name: &str, kind: Kind, word: &str) -> Result<Self, String> {
        let number = |digits: &str| {
            digits
                .parse()
                .ok()
                .filter(|count| (1..=WIDEST).contains(count))
        };
        let shape = match word {
            "upper" => Some(Self::Upper),
            "lower" => Some(Self::Lower),
            _ => match (word.strip_prefix('0'), word.strip_prefix('-')) {
                (Some(digits), _) => number(digits).map(Self::Pad),
                (_, Some(digits)) => number(digits).map(Self::Last),
                _ => number(word).map(Self::First),
            },
        };
        let fits = |shape: &Self| kind != Kind::Number || matches!(shape, Self::Pad(_));
        shape.filter(fits).ok_or_else(|| {
            if kind == Kind::Number {
                format!("{word:?} is no format of {{{name}}}; {{{name}:05}} pads it to five digits")
            } else {
                format!(
                    "{word:?} is no format of {{{name}}}; there are upper, lower, 05 (zeros before digits), 20 (the first 20 characters) and -4 (the last 4)"
                )
            }
        })
    }

    fn of(self, text: String) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Pad(width) if !text.is_empty() && is_digits(&text) => {
                format!("{text:0>width$}")
            }
            Self::Pad(_) => text,
            Self::First(most) => text.chars().take(most).collect(),
            Self::Last(most) => {
                let skipped = text.chars().count().saturating_sub(most);
                text.chars().skip(skipped).collect()
            }
        }
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shaped_in_the_order_it_is_written() {
        for (format, text, shaped) in [
            ("", "Ann", "Ann"),
            (":upper", "straße", "STRASSE"),
            (":lower", "ANN", "ann"),
            (":3", "日本語です", "日本語"),
            (":-4", "+60123456789", "6789"),
            (":-4", "12", "12"),
            (":06", "101", "000101"),
            (":06", "+60", "+60"),
            (":06", "", ""),
            (":upper:2", "ßx", "SS"),
            (":2:upper", "ßx", "SSX"),
        ] {
            let field = Field::named("caller").unwrap();
            assert_eq!(
                Format::parse(field, format).unwrap().text(text),
                shaped,
                "{format} of {text}"
            );
        }
    }

    #[test]
    fn a_time_has_its_own_zone_or_that_of_the_export() {
        let zone = TimeZone::get("Asia/Kuala_Lumpur").unwrap();
        let time: Timestamp = "2026-11-01T23:15:01Z".parse().unwrap();
        for (field, format, text) in [
            ("date", "", "2026-11-02"),
            ("date", "@UTC", "2026-11-01"),
            ("date", ":%d.%m.%y", "02.11.26"),
            ("start", "", "20261102-071501+0800"),
            ("start", ":%H%M", "0715"),
            ("start", ":%H%M@Europe/Berlin", "0015"),
            ("start", ":%G-W%V", "2026-W45"),
        ] {
            let field = Field::named(field).unwrap();
            let format = Format::parse(field, format).unwrap();
            assert_eq!(format.time(field, time, &zone), text, "{format:?}");
        }
    }

    #[test]
    fn what_does_not_fit_the_field_is_refused_with_what_would() {
        for (field, format, word) in [
            ("start", ":%", "strftime"),
            ("start", ":%K", "strftime"),
            ("start", ":", "no format of a time"),
            ("start", ":upper", "no format of a time"),
            ("start", "@Mars/Olympus", "no time zone"),
            ("start", "@", "no time zone"),
            ("seconds", ":upper", "{seconds:05}"),
            ("seconds", ":5", "{seconds:05}"),
            ("seconds", ":00", "{seconds:05}"),
            ("id", ":upper", "stay whole"),
            ("id", "@UTC", "stay whole"),
            ("caller", "@UTC", "has no zone"),
            ("caller", ":", "upper, lower"),
            ("caller", ":100", "upper, lower"),
            ("caller", ":%Y", "upper, lower"),
            ("caller", ":upper:", "upper, lower"),
        ] {
            let refused = Format::parse(Field::named(field).unwrap(), format).unwrap_err();
            assert!(refused.contains(word), "{field}{format}: {refused}");
        }
    }
}
