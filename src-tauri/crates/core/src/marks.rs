//! What people write about calls: tags, notes, and whether somebody has reviewed them. It never leaves the machine.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    ids::{CallId, ChangeId, NoteId},
};

/// Letters a tag may have.
pub const LONGEST_TAG: usize = 60;
/// Letters a note may have.
pub const LONGEST_NOTE: usize = 10_000;

/// Something to do to one or many calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(
    rename_all = "snake_case",
    rename_all_fields = "camelCase",
    tag = "kind"
)]
pub enum Mark {
    /// Adds a tag.
    Tag {
        /// As typed; tags that differ only in case are one.
        name: String,
    },
    /// Takes a tag away.
    Untag {
        /// Whatever its case.
        name: String,
    },
    /// Sets or clears the review mark.
    Reviewed {
        /// Whether the call has been reviewed.
        reviewed: bool,
    },
    /// Rates, or takes the rating away.
    Rating {
        /// 1 to 5; none is no rating.
        rating: Option<u8>,
    },
}

impl Mark {
    /// The mark as it is kept: names trimmed.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a name that is empty, too long or has control characters, and a rating outside 1 to 5.
    pub fn checked(self) -> Result<Self> {
        match self {
            Self::Tag { name } => Ok(Self::Tag {
                name: tag_name(&name)?,
            }),
            Self::Untag { name } => Ok(Self::Untag {
                name: tag_name(&name)?,
            }),
            Self::Rating {
                rating: Some(rating),
            } if !(1..=5).contains(&rating) => Err(Error::invalid(format!(
                "a rating is 1 to 5, {rating} was given"
            ))),
            other => Ok(other),
        }
    }
}

fn tag_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("a tag needs a name"));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::invalid(
            "a tag is one line without control characters",
        ));
    }
    let letters = name.chars().count();
    if letters > LONGEST_TAG {
        return Err(Error::invalid(format!(
            "a tag has at most {LONGEST_TAG} letters, this one has {letters}; say the rest in a note"
        )));
    }
    Ok(name.to_owned())
}

/// The text of a note as it is kept.
///
/// # Errors
/// [`Error::InvalidInput`] when nothing is written or it is too long.
pub fn note_text(text: &str) -> Result<String> {
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let kept = kept.trim();
    if kept.is_empty() {
        return Err(Error::invalid("a note needs some text"));
    }
    let letters = kept.chars().count();
    if letters > LONGEST_NOTE {
        return Err(Error::invalid(format!(
            "a note has at most {LONGEST_NOTE} letters, this one has {letters}; make two of it"
        )));
    }
    Ok(kept.to_owned())
}

/// What was done, and how to undo it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// Undoes it; none when nothing was different afterwards.
    pub change: Option<ChangeId>,
    /// Calls that are different now.
    pub calls: u32,
}

/// A note about a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Which note.
    pub id: NoteId,
    /// Of which call.
    pub call: CallId,
    /// File of the recording, from 1, when the note belongs to a moment of it.
    pub file_index: Option<u32>,
    /// That moment, milliseconds from the start of the file.
    pub at_ms: Option<u32>,
    /// What it says; lines are kept.
    pub text: String,
    /// When it was written, RFC 3339 in UTC.
    pub written: String,
    /// When it was last changed, RFC 3339 in UTC.
    pub changed: Option<String>,
}

/// A note that was just written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct WrittenNote {
    /// The note.
    pub note: Note,
    /// How to undo it.
    pub marked: Marked,
}

/// A note to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NoteInput {
    /// About which call.
    pub call: CallId,
    /// File of the recording, from 1, when it belongs to a moment of it.
    pub file_index: Option<u32>,
    /// That moment, milliseconds from the start of the file.
    pub at_ms: Option<u32>,
    /// What it says.
    pub text: String,
}

/// Everything people wrote about one call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallMarks {
    /// In order of their names.
    pub tags: Vec<String>,
    /// When it was marked as reviewed, RFC 3339 in UTC.
    pub reviewed_at: Option<String>,
    /// 1 to 5.
    pub rating: Option<u8>,
    /// Those of a moment in its order, then the others in the order they were written.
    pub notes: Vec<Note>,
}

/// What a row of the grid shows of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowMarks {
    /// In order of their names.
    pub tags: Vec<String>,
    /// Whether it is marked as reviewed.
    pub reviewed: bool,
    /// 1 to 5.
    pub rating: Option<u8>,
    /// How many notes there are.
    pub notes: u32,
}

/// A tag that is in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TagCount {
    /// As it was typed first.
    pub name: String,
    /// Calls that have it.
    pub calls: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> Result<Mark> {
        Mark::Tag {
            name: name.to_owned(),
        }
        .checked()
    }

    #[test]
    fn names_are_trimmed_and_held_to_one_short_line() {
        let kept = tag("  需要回访 ").expect("valid");
        assert_eq!(
            kept,
            Mark::Tag {
                name: "需要回访".to_owned()
            }
        );
        for bad in ["", " \t ", "two\nlines", &"x".repeat(61)] {
            assert!(
                matches!(tag(bad), Err(Error::InvalidInput { .. })),
                "{bad:?}"
            );
        }
        assert!(tag(&"ш".repeat(60)).is_ok(), "letters count, not bytes");
    }

    #[test]
    fn ratings_go_from_one_to_five() {
        for rating in [None, Some(1), Some(5)] {
            assert!(Mark::Rating { rating }.checked().is_ok());
        }
        for rating in [Some(0), Some(6), Some(255)] {
            assert!(Mark::Rating { rating }.checked().is_err());
        }
    }

    #[test]
    fn a_note_keeps_its_lines_and_nothing_that_steers_a_terminal() {
        assert_eq!(
            note_text(" a\n\tb\u{1b}[31m\r\n ").expect("valid"),
            "a\n\tb[31m"
        );
        assert!(note_text(" \u{7} ").is_err());
        assert!(note_text(&"x".repeat(10_001)).is_err());
    }
}
