//! What can be wrong with a filter. The window has words of its own for each; the command line takes these.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, ListField, SpanField};
use crate::error::Error;

/// What is wrong with a filter, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "each says what it is with its words")]
pub enum FilterFault {
    #[error("the filter is longer than {most} characters; leave something out")]
    TooLong { most: u32 },
    #[error("unknown field `{name}`{}", Instead { near, all: known, close: ". To find the text itself, put it in quotes" })]
    UnknownField {
        name: String,
        /// The one that was probably meant.
        near: Option<String>,
        known: Vec<String>,
    },
    #[error("a condition is missing here; write a word or a field such as from:101")]
    NothingHere,
    #[error("`{field}:` has no value here; write it right after, without a space")]
    NoValue { field: String },
    #[error("the quotation is not closed; end it with \"")]
    NotClosed,
    #[error("`{field}:` takes one value; write it twice if both must hold")]
    OneValue { field: String },
    #[error("`{word}` is no {}{}", Field::List(*field).word(), Instead { near, all: known, close: "" })]
    UnknownWord {
        field: ListField,
        word: String,
        /// The one that was probably meant.
        near: Option<String>,
        known: Vec<String>,
    },
    #[error("the answer is `yes` or `no`")]
    YesOrNo,
    #[error("`{text}` cannot be read; use >30s, <2m, 1m30s or 30s..2m")]
    NotALength { text: String },
    #[error("`{text}` cannot be read; use 4, >=4 or 1..3")]
    NotStars { text: String },
    #[error("a rating is 1 to 5 stars")]
    Stars,
    #[error("nothing lies beyond this")]
    NothingBeyond,
    #[error("the {} has neither a lower nor an upper bound; give it one or leave it out", name(*field))]
    NoBound { field: SpanField },
    #[error("the lowest {0} ({min}{1}) is above the highest ({max}{1}); swap the two", name(*field), unit(*field))]
    Swapped {
        field: SpanField,
        min: u32,
        max: u32,
    },
    #[error("hours are two times such as 22:00-06:00; name days with day:mon-fri")]
    NotHours,
    #[error("`{text}` is no day; use mon, tue, wed, thu, fri, sat or sun")]
    NotADay { text: String },
    #[error("a shift needs hours and at least one day; choose them or leave it out")]
    NoShift,
    #[error("a time of day lies between 00:00 and 23:59; use one such as 22:00")]
    NotATime,
    #[error("{text:?} is no extension; use a number such as 101 or a range such as 200-299")]
    NotAnExtension { text: String },
    #[error("{text:?} is no range of extensions: {why}; use two numbers such as 200-299")]
    NotARange { text: String, why: RangeFault },
    #[error("{count} ranges of extensions are too many; use at most {most}")]
    TooManyRanges { count: u32, most: u32 },
    #[error("a condition without a value asks nothing; give it one or leave it out")]
    NoValues,
    #[error("a value of more than {most} characters is too long; use a part of it")]
    LongValue { most: u32 },
}

/// Why two numbers are no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each says what it is with its words")]
pub enum RangeFault {
    #[error("both ends must be digits only")]
    NotDigits,
    #[error("both ends need the same number of digits")]
    Uneven,
    #[error("its numbers are too long")]
    TooLong,
    #[error("it ends before it starts")]
    Backwards,
}

impl From<FilterFault> for Error {
    fn from(fault: FilterFault) -> Self {
        Self::invalid(fault.to_string())
    }
}

/// The word that was probably meant, or all there are.
struct Instead<'f> {
    near: &'f Option<String>,
    all: &'f [String],
    /// What to do else.
    close: &'static str,
}

impl fmt::Display for Instead<'_> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.near {
            Some(near) => write!(to, ": did you mean `{near}`?"),
            None => write!(to, "; use one of {}{}", self.all.join(", "), self.close),
        }
    }
}

fn name(field: SpanField) -> &'static str {
    match field {
        SpanField::Talk => "talk time",
        SpanField::Ring => "ring time",
        SpanField::Rating => "rating",
    }
}

fn unit(field: SpanField) -> &'static str {
    match field {
        SpanField::Talk | SpanField::Ring => " s",
        SpanField::Rating => "",
    }
}
