//! One condition of a filter, asked or denied: what chips, the text form and SQL all speak of.

use serde::{Deserialize, Serialize};

use super::{ExtensionSet, FilterFault, Shift};
use crate::{
    call::{CallStatus, Direction},
    findings::SoundWord,
};

type Result<T> = std::result::Result<T, FilterFault>;

/// Longest single value, characters.
const LONGEST_VALUE: u32 = 1000;

/// A test that must hold for a call, or must not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// Whether the test must fail instead.
    pub not: bool,
    /// What is looked at.
    pub test: TermTest,
}

/// What can be asked of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TermTest {
    /// The field is one of these.
    OneOf {
        /// Which field.
        field: ListField,
        /// At least one. `*` stands for anything; `\*` for itself.
        any: Vec<String>,
    },
    /// The field lies between two bounds, both included.
    Between {
        /// Which field.
        field: SpanField,
        /// Seconds or stars; `None` for no lower bound.
        min: Option<u32>,
        /// Seconds or stars; `None` for no upper bound.
        max: Option<u32>,
    },
    /// It is so.
    Is {
        /// What.
        field: FlagField,
    },
    /// One of these parts occurs.
    Contains {
        /// Where.
        field: PartField,
        /// At least one; the words of a text must all occur.
        any: Vec<String>,
    },
    /// The call began within certain hours of certain days, in the zone of the range.
    Shift {
        /// When.
        shift: Shift,
    },
}

/// Fields that have one of several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ListField {
    /// Caller, callee or destination: numbers and ranges such as `200-299`.
    Extension,
    /// The caller: a number, a range, or a part of the name.
    From,
    /// Callee or destination: a number, a range, or a part of the callee's name.
    To,
    /// Our side of the call: the extension that the grid shows.
    Side,
    /// A word of [`Direction`].
    Direction,
    /// A word of [`CallStatus`].
    Status,
    /// The PBX's own word for the end.
    EndReason,
    /// The number that was dialled from outside.
    Did,
    /// Trunk the call used.
    Trunk,
    /// Number of the queue or ring group.
    Queue,
    /// A tag somebody gave it.
    Tag,
    /// What listening found: a word of [`FindingKind`](crate::findings::FindingKind), or `any`, `none`, `unchecked`.
    Finding,
    /// The call itself.
    Id,
}

/// Fields that are a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SpanField {
    /// Talk time, seconds.
    Talk,
    /// Ring time, seconds.
    Ring,
    /// Stars of the review, 1 to 5; a call without any lies in no span.
    Rating,
}

/// Fields that are so or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FlagField {
    /// Somebody or something picked up.
    Answered,
    /// The PBX lists a recording.
    Recorded,
    /// Somebody marked it reviewed.
    Reviewed,
    /// Somebody wrote a note.
    Notes,
}

/// Fields that are searched for a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum PartField {
    /// Caller's, callee's, destination's and dialled number; spaces, dashes and brackets do not count.
    Number,
    /// Numbers, names, trunk, queue and end reason, whatever the case.
    Text,
}

impl Term {
    /// A test that must hold.
    pub fn is(test: TermTest) -> Self {
        Self { not: false, test }
    }

    /// How many tests it takes apart from plain lists, which are one however long they are.
    pub(super) fn pieces(&self) -> usize {
        // Names outside ASCII are looked for in several spellings.
        let weight = |value: &String| if value.is_ascii() { 1 } else { 2 };
        let pattern = |value: &&String| value.contains('*');
        match &self.test {
            TermTest::OneOf {
                field: ListField::From | ListField::To,
                any,
            } => any.iter().map(weight).sum(),
            TermTest::OneOf { any, .. } => {
                1 + any.iter().filter(pattern).map(weight).sum::<usize>()
            }
            TermTest::Contains { any, .. } => {
                any.iter().map(|part| part.split_whitespace().count()).sum()
            }
            TermTest::Shift { shift } => shift.hours.len(),
            TermTest::Between { .. } | TermTest::Is { .. } => 1,
        }
    }

    /// Whether it can be asked at all.
    ///
    /// # Errors
    /// [`FilterFault`]: what is wrong.
    pub fn check(&self) -> Result<()> {
        match &self.test {
            TermTest::OneOf { field, any } => {
                filled(any)?;
                check_values(*field, any)
            }
            TermTest::Between { field, min, max } => check_span(*field, *min, *max),
            TermTest::Is { .. } => Ok(()),
            TermTest::Contains { any, .. } => filled(any),
            TermTest::Shift { shift } => shift.check(),
        }
    }
}

fn filled(any: &[String]) -> Result<()> {
    if any.is_empty() || any.iter().any(|value| value.trim().is_empty()) {
        return Err(FilterFault::NoValues);
    }
    Ok(())
}

fn check_values(field: ListField, any: &[String]) -> Result<()> {
    let is_long = |value: &String| value.chars().nth(LONGEST_VALUE as usize).is_some();
    match field {
        ListField::Extension => ExtensionSet::parse(any).map(drop),
        ListField::Direction => {
            let words = Direction::ASKABLE.map(Direction::as_str);
            known(any, field, &words, |word| {
                Direction::from_word(word).is_some()
            })
        }
        ListField::Status => {
            let words = CallStatus::ALL.map(CallStatus::as_str);
            known(any, field, &words, |word| {
                CallStatus::from_word(word).is_some()
            })
        }
        ListField::Finding => known(any, field, &SoundWord::words(), |word| {
            SoundWord::from_word(word).is_some()
        }),
        _ if any.iter().any(is_long) => Err(FilterFault::LongValue {
            most: LONGEST_VALUE,
        }),
        _ => Ok(()),
    }
}

fn known(
    any: &[String],
    field: ListField,
    words: &[&str],
    knows: impl Fn(&str) -> bool,
) -> Result<()> {
    match any.iter().find(|word| !knows(word)) {
        None => Ok(()),
        Some(word) => Err(FilterFault::UnknownWord {
            field,
            word: word.clone(),
            near: None,
            known: words.iter().map(|&word| word.to_owned()).collect(),
        }),
    }
}

fn check_span(field: SpanField, min: Option<u32>, max: Option<u32>) -> Result<()> {
    let is_off = |stars: &u32| !(1..=5).contains(stars);
    if field == SpanField::Rating && [min, max].iter().flatten().any(is_off) {
        return Err(FilterFault::Stars);
    }
    match (min, max) {
        (None, None) => Err(FilterFault::NoBound { field }),
        (Some(min), Some(max)) if min > max => Err(FilterFault::Swapped { field, min, max }),
        _ => Ok(()),
    }
}
