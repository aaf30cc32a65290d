//! The characters of a filter: words, quoted texts and where they stand.

use std::ops::Range;

use super::{super::FilterFault, problem::FilterProblem};

/// Marks of writing direction and of byte order: they are pasted along unseen, and belong to no word.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || is_mark(c)
}

/// `"`, and what typewriting aids make of it.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„')
}

/// Also as an input method for Chinese types it.
pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

/// Also as an input method for Chinese types it.
pub(super) fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，')
}

/// A piece of the text and its place.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) place: Range<usize>,
    /// What it says is meant as it stands.
    pub(super) quoted: bool,
}

pub(super) struct Reader {
    chars: Vec<char>,
    at: usize,
}

impl Reader {
    pub(super) fn new(text: &str) -> Self {
        Self {
            chars: text.chars().collect(),
            at: 0,
        }
    }

    pub(super) fn place(&self) -> usize {
        self.at
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Goes on to the next word; `false` at the end.
    pub(super) fn next_word(&mut self) -> bool {
        while self.peek().is_some_and(is_gap) {
            self.at += 1;
        }
        self.at < self.chars.len()
    }

    /// Takes the character if it is such a one and something follows it.
    pub(super) fn take_prefix(&mut self, is: impl Fn(char) -> bool) -> bool {
        let follows = self.chars.get(self.at + 1).is_some_and(|c| !is_gap(*c));
        let taken = follows && self.peek().is_some_and(is);
        self.at += usize::from(taken);
        taken
    }

    /// Takes the word if it comes next, whatever its case.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let end = self.at + word.len();
        let found = self.chars.get(self.at..end).is_some_and(|found| {
            let same = |(a, b): (&char, char)| a.eq_ignore_ascii_case(&b);
            found.iter().zip(word.chars()).all(same)
        });
        if found {
            self.at = end;
        }
        found
    }

    /// Takes the character if it comes next.
    pub(super) fn take(&mut self, is: impl Fn(char) -> bool) -> bool {
        let taken = self.peek().is_some_and(is);
        self.at += usize::from(taken);
        taken
    }

    /// A quoted text, or everything up to a gap or such a character.
    pub(super) fn word(&mut self, ends: impl Fn(char) -> bool) -> Result<Word, FilterProblem> {
        if self.peek().is_some_and(is_quote) {
            return self.quoted();
        }
        let start = self.at;
        while self.peek().is_some_and(|c| !is_gap(c) && !ends(c)) {
            self.at += 1;
        }
        Ok(Word {
            text: self.chars[start..self.at].iter().collect(),
            place: start..self.at,
            quoted: false,
        })
    }

    /// `\"` and `\\` stand for the second character; before any other, the backslash stands for itself.
    fn quoted(&mut self) -> Result<Word, FilterProblem> {
        let start = self.at;
        let closes: fn(char) -> bool = match self.peek() {
            Some('"') => |c| c == '"',
            Some('„') => |c| matches!(c, '“' | '”' | '"'),
            _ => |c| matches!(c, '”' | '"'),
        };
        self.at += 1;
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            if closes(c) {
                return Ok(Word {
                    text,
                    place: start..self.at,
                    quoted: true,
                });
            }
            let escaped = (c == '\\')
                .then(|| self.peek())
                .flatten()
                .filter(|next| *next == '\\' || closes(*next));
            self.at += usize::from(escaped.is_some());
            text.push(escaped.unwrap_or(c));
        }
        Err(FilterProblem::new(start..self.at, FilterFault::NotClosed))
    }
}
