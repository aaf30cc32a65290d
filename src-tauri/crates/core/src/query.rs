//! What a person asks for: a range, filters and an order.

mod duration;
mod extensions;
mod fault;
mod shift;
mod term;
mod text;

use serde::{Deserialize, Serialize};

pub use duration::seconds;
pub use extensions::ExtensionSet;
pub use fault::{FilterFault, RangeFault};
pub use shift::{DAY_MIN, Hours, Shift, Weekday};
pub use term::{FlagField, ListField, PartField, SpanField, Term, TermTest};
pub use text::{Field, FilterProblem, parse, print};

use crate::{
    call::Direction,
    error::{Error, Result},
    ids::CallId,
    time::RangeInput,
};

/// A question to the catalogue. The same value starts a search, fetches a page and selects what to export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallQuery {
    /// From when to when, in which zone.
    pub range: RangeInput,
    /// What must hold for each call.
    pub filter: CallFilter,
    /// First key first; empty means ascending by start. Ties are broken by start and id.
    pub sort: Vec<SortKey>,
}

/// Conditions that all must hold; an empty list or `None` asks nothing.
///
/// The plain fields are the common questions, one of each; `terms` has everything else: what must not hold, what is asked
/// less often, and a second condition on the same field. [`CallFilter::and`] puts a condition where it belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallFilter {
    /// Numbers and ranges as typed: `101`, `200-299`. Caller, callee or destination must be one of them.
    pub extensions: Vec<String>,
    /// Any of these directions.
    pub directions: Vec<Direction>,
    /// Part of the caller's, callee's, destination's or dialled number; spaces, dashes and brackets do not count.
    pub number: Option<String>,
    /// Shortest talk time, seconds, inclusive.
    pub min_talk_s: Option<u32>,
    /// Longest talk time, seconds, inclusive.
    pub max_talk_s: Option<u32>,
    /// Answered or not.
    pub answered: Option<bool>,
    /// Recorded or not.
    pub recorded: Option<bool>,
    /// Free text: every word must occur in a number, name, trunk, queue or end reason, whatever its case.
    pub text: Option<String>,
    /// Only these calls.
    pub ids: Vec<CallId>,
    /// Further conditions.
    #[serde(default)]
    pub terms: Vec<Term>,
    /// Calls that the PBX listed once and no longer does, in place of those it has. They are shown, never exported.
    #[serde(default)]
    pub gone: bool,
}

/// Words and values with wildcards that a filter can have: SQLite nests expressions a thousand deep, and each is up to three.
const MOST_PIECES: usize = 300;

impl CallFilter {
    /// Adds a condition: to the plain field it fits, if that is free, else to the terms.
    pub fn and(&mut self, term: Term) {
        let Term { not, test } = term;
        match test {
            TermTest::Is {
                field: FlagField::Answered,
            } if self.answered.is_none() => self.answered = Some(!not),
            TermTest::Is {
                field: FlagField::Recorded,
            } if self.recorded.is_none() => self.recorded = Some(!not),
            test if not => self.terms.push(Term { not, test }),
            TermTest::OneOf { field, any } => self.and_list(field, any),
            TermTest::Between {
                field: SpanField::Talk,
                min,
                max,
            } if self.min_talk_s.is_none() && self.max_talk_s.is_none() => {
                (self.min_talk_s, self.max_talk_s) = (min, max);
            }
            TermTest::Contains { field, any } => self.and_part(field, any),
            test => self.terms.push(Term::is(test)),
        }
    }

    /// All conditions of another filter too.
    pub fn and_all(&mut self, other: Self) {
        self.gone |= other.gone;
        for term in other.into_terms() {
            self.and(term);
        }
    }

    /// Every condition on a call as a term.
    pub fn into_terms(self) -> Vec<Term> {
        let mut tests = Vec::new();
        let mut list = |field, any: Vec<String>| {
            if !any.is_empty() {
                tests.push(Term::is(TermTest::OneOf { field, any }));
            }
        };
        list(ListField::Extension, self.extensions);
        let words = self.directions.iter().map(|one| one.as_str().to_owned());
        list(ListField::Direction, words.collect());
        list(ListField::Id, self.ids.into_iter().map(|id| id.0).collect());
        for (field, part) in [
            (PartField::Number, self.number),
            (PartField::Text, self.text),
        ] {
            let part = part.filter(|part| !part.trim().is_empty());
            tests.extend(part.map(|part| {
                Term::is(TermTest::Contains {
                    field,
                    any: vec![part],
                })
            }));
        }
        let (min, max) = (self.min_talk_s, self.max_talk_s);
        if min.is_some() || max.is_some() {
            let field = SpanField::Talk;
            tests.push(Term::is(TermTest::Between { field, min, max }));
        }
        for (field, so) in [
            (FlagField::Answered, self.answered),
            (FlagField::Recorded, self.recorded),
        ] {
            let test = TermTest::Is { field };
            tests.extend(so.map(|so| Term { not: !so, test }));
        }
        tests.extend(self.terms);
        tests
    }

    fn and_list(&mut self, field: ListField, any: Vec<String>) {
        let directions = || any.iter().map(|word| Direction::from_word(word)).collect();
        match field {
            ListField::Extension if self.extensions.is_empty() => self.extensions = any,
            ListField::Id if self.ids.is_empty() => {
                self.ids = any.into_iter().map(CallId).collect();
            }
            ListField::Direction if self.directions.is_empty() => match directions() {
                Some(known) => self.directions = known,
                None => self.terms.push(Term::is(TermTest::OneOf { field, any })),
            },
            _ => self.terms.push(Term::is(TermTest::OneOf { field, any })),
        }
    }

    fn and_part(&mut self, field: PartField, any: Vec<String>) {
        match (field, any.as_slice()) {
            (PartField::Number, [part]) if self.number.is_none() => {
                self.number = Some(part.clone());
            }
            (PartField::Text, [words]) => {
                let text = self.text.get_or_insert_default();
                for word in words.split_whitespace() {
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    text.push_str(word);
                }
            }
            _ => self.terms.push(Term::is(TermTest::Contains { field, any })),
        }
    }

    /// Whether this filter can be asked at all; the extensions it names.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for an extension that cannot be read, a lowest value above the highest, or a term that asks
    /// nothing.
    pub fn check(&self) -> Result<ExtensionSet> {
        if let (Some(min), Some(max)) = (self.min_talk_s, self.max_talk_s)
            && min > max
        {
            return Err(Error::invalid(format!(
                "the shortest talk time ({min} s) is above the longest ({max} s); swap the two"
            )));
        }
        let words = self.text.as_deref().unwrap_or_default();
        let pieces =
            words.split_whitespace().count() + self.terms.iter().map(Term::pieces).sum::<usize>();
        if pieces > MOST_PIECES {
            return Err(Error::invalid(format!(
                "{pieces} words and values are too many for one filter; use at most {MOST_PIECES}"
            )));
        }
        self.terms.iter().try_for_each(Term::check)?;
        Ok(ExtensionSet::parse(&self.extensions)?)
    }

    /// Whether what this filter finds can be exported: the PBX has nothing any more of what it no longer lists.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] when it cannot.
    pub fn check_exportable(&self) -> Result<()> {
        if self.gone {
            return Err(Error::invalid(
                "calls that the PBX no longer has cannot be exported; take that filter away",
            ));
        }
        Ok(())
    }
}

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SortKey {
    /// What to order by.
    pub column: SortColumn,
    /// Largest or latest first.
    pub descending: bool,
}

/// What calls can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is the column of the same name in `calls.csv`, or what people wrote or listening found about a call"
)]
pub enum SortColumn {
    Started,
    Direction,
    Extension,
    ExtensionName,
    Other,
    TalkS,
    RingS,
    Queue,
    Did,
    Trunk,
    Status,
    EndReason,
    Recorded,
    /// As one text, in the order of their names.
    Tags,
    Reviewed,
    /// Calls without one come before those with one star.
    Rating,
    /// How many.
    Notes,
    /// How many; calls that nobody listened to come before those without any.
    Findings,
}
