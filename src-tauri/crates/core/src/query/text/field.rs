//! The fields of the text form and the words they are called by.

use super::super::{FlagField, ListField, PartField, SpanField};

/// A field of the text form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// One of several values.
    List(ListField),
    /// A number.
    Span(SpanField),
    /// Yes or no.
    Flag(FlagField),
    /// A part.
    Part(PartField),
    /// Hours of the day.
    Time,
    /// Days of the week.
    Day,
    /// Calls that the PBX no longer has, in place of those it has.
    Gone,
}

/// Each field with the word it is printed by, and the other words it is known by.
const FIELDS: [(Field, &str, &[&str]); 24] = [
    (Field::List(ListField::Extension), "ext", &["extension"]),
    (Field::List(ListField::From), "from", &["caller"]),
    (Field::List(ListField::To), "to", &["callee"]),
    (Field::List(ListField::Side), "side", &[]),
    (Field::List(ListField::Direction), "direction", &["dir"]),
    (Field::Part(PartField::Number), "number", &["num"]),
    (Field::Span(SpanField::Talk), "talk", &[]),
    (Field::Span(SpanField::Ring), "ring", &[]),
    (Field::Flag(FlagField::Answered), "answered", &[]),
    (Field::Flag(FlagField::Recorded), "recorded", &["recording"]),
    (Field::List(ListField::Status), "status", &[]),
    (Field::List(ListField::EndReason), "end", &["reason"]),
    (Field::List(ListField::Did), "did", &[]),
    (Field::List(ListField::Trunk), "trunk", &[]),
    (Field::List(ListField::Queue), "queue", &[]),
    (Field::List(ListField::Tag), "tag", &["tags"]),
    (Field::List(ListField::Finding), "finding", &["findings"]),
    (Field::Flag(FlagField::Reviewed), "reviewed", &[]),
    (Field::Span(SpanField::Rating), "rating", &["stars"]),
    (Field::Flag(FlagField::Notes), "notes", &["note"]),
    (Field::Time, "time", &[]),
    (Field::Day, "day", &["days"]),
    (Field::Gone, "gone", &[]),
    (Field::Part(PartField::Text), "text", &[]),
];

/// The field of a single call; it is not offered, but it can be asked for.
const ID: (Field, &str) = (Field::List(ListField::Id), "id");

impl Field {
    /// All that are offered, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(field, ..)| *field)
    }

    /// The word it is printed by.
    pub fn word(self) -> &'static str {
        FIELDS
            .iter()
            .find(|(field, ..)| *field == self)
            .map_or(ID.1, |(_, word, _)| word)
    }

    /// The field of a word, whatever its case.
    pub fn from_word(word: &str) -> Option<Self> {
        let is = |known: &str| known.eq_ignore_ascii_case(word);
        if is(ID.1) {
            return Some(ID.0);
        }
        FIELDS
            .iter()
            .find(|(_, main, others)| is(main) || others.iter().any(|other| is(other)))
            .map(|(field, ..)| *field)
    }

    /// The word that was probably meant.
    pub(super) fn nearest(word: &str) -> Option<&'static str> {
        let words = FIELDS
            .iter()
            .flat_map(|(_, main, others)| std::iter::once(main).chain(*others));
        nearest(word, words.copied(), 2)
    }
}

/// The word within so many slips of the pen.
pub(super) fn nearest<'w>(
    word: &str,
    words: impl Iterator<Item = &'w str>,
    slips: usize,
) -> Option<&'w str> {
    let word = word.to_lowercase();
    let slips = slips.min(word.chars().count().saturating_sub(1));
    words
        .map(|known| (strsim::damerau_levenshtein(known, &word), known))
        .filter(|(distance, _)| *distance <= slips)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
