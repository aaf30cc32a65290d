//! Which calls can hold a text: three letters in a row are looked up instead of reading every call.
//!
//! What is made here is a question to `call_text` (FTS5, trigrams). It finds every call that the extensions, number and free
//! text of a filter let through, and some that they do not: the condition itself still decides.

use std::collections::BTreeSet;

use super::row::normalised;
use crate::query::{CallFilter, ExtensionSet, ListField, Term, TermTest};

/// Letters of a piece.
const LENGTH: usize = 3;
/// Pieces that are asked of one text: more find hardly fewer calls and cost a list each.
const MOST_OF_TEXT: usize = 8;
/// Words that are asked; the others are looked for in what these find.
const MOST_WORDS: usize = 8;
/// Extensions that are looked up one by one; more of them are soon all there are.
const MOST_NUMBERS: usize = 100;

/// The question for a filter, in the language of FTS5; `None` when nothing in it has three letters.
pub(super) fn of(filter: &CallFilter, extensions: &ExtensionSet) -> Option<String> {
    let words = filter.text.as_deref().unwrap_or_default();
    let mut all: Vec<String> = words
        .split_whitespace()
        .filter_map(|word| of_text(&word.to_lowercase()))
        .take(MOST_WORDS)
        .collect();
    let number = filter.number.as_deref().map(normalised);
    all.extend(number.and_then(|number| of_text(&number)));
    all.extend(of_extensions(extensions));
    all.extend(filter.terms.iter().filter_map(of_term));
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// A list of parties or of values of the texts, none of them a range or a pattern.
fn of_term(term: &Term) -> Option<String> {
    let TermTest::OneOf { field, any } = &term.test else {
        return None;
    };
    if term.not || any.len() > MOST_NUMBERS {
        return None;
    }
    let of_value = |value: &String| {
        let lower = value.to_lowercase();
        // The small form of a sigma depends on what follows it.
        if value.contains(['*', '-', '–']) || lower.contains(['σ', 'ς']) {
            return None;
        }
        match field {
            ListField::From | ListField::To => of_text(&lower),
            ListField::Trunk | ListField::Queue | ListField::Did | ListField::EndReason => {
                of_text(&format!("\n{lower}\n"))
            }
            _ => None,
        }
    };
    let values: Option<Vec<String>> = any.iter().map(of_value).collect();
    Some(format!("({})", values?.join(" OR ")))
}

fn of_extensions(extensions: &ExtensionSet) -> Option<String> {
    if extensions.is_empty() {
        return None;
    }
    let numbers = extensions.each(MOST_NUMBERS)?;
    // A number is a line of its own among the texts of a call, in lower case.
    let lines: Option<Vec<String>> = numbers
        .iter()
        .map(|number| of_text(&format!("\n{}\n", number.to_lowercase())))
        .collect();
    Some(format!("({})", lines?.join(" OR ")))
}

/// Pieces that together reach from one end of a text to the other.
fn of_text(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    // A question to FTS5 ends at a zero.
    if letters.len() < LENGTH || letters.contains(&'\0') {
        return None;
    }
    let last = letters.len() - LENGTH;
    let steps = last.min(MOST_OF_TEXT - 1);
    let starts = (0..=steps).map(|step| last * step / steps.max(1));
    let pieces: BTreeSet<String> = starts
        .map(|start| {
            let piece: String = letters[start..start + LENGTH].iter().collect();
            format!("\"{}\"", piece.replace('"', "\"\""))
        })
        .collect();
    let pieces: Vec<String> = pieces.into_iter().collect();
    Some(format!("({})", pieces.join(" AND ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_reach_from_end_to_end() {
        for (text, pieces) in [
            ("ana", Some(r#"("ana")"#)),
            ("anab", Some(r#"("ana" AND "nab")"#)),
            ("anana", Some(r#"("ana" AND "nan")"#)),
            (
                "caller_disconnected",
                Some(
                    r#"("_di" AND "cal" AND "er_" AND "lle" AND "nec" AND "onn" AND "sco" AND "ted")"#,
                ),
            ),
            ("äöü", Some(r#"("äöü")"#)),
            ("a\"b", Some(r#"("a""b")"#)),
            ("an", None),
            ("", None),
            ("an\0a", None),
        ] {
            assert_eq!(of_text(text).as_deref(), pieces, "{text:?}");
        }
    }

    #[test]
    fn terms_are_looked_up_where_all_their_values_can_be() {
        for (line, pieces) in [
            ("from:anna", Some(r#"(("ann" AND "nna"))"#)),
            ("to:101,ANA", Some(r#"(("101") OR ("ana"))"#)),
            ("queue:80", Some("((\"\n80\" AND \"80\n\"))")),
            ("from:anna,12", None),
            ("from:an*", None),
            ("from:200-299", None),
            ("-from:anna", None),
            ("from:ΟΔΟΣ", None),
            ("tag:anna", None),
        ] {
            let filter = crate::query::parse(line).expect(line);
            let found = super::of(&filter, &filter.check().expect(line));
            assert_eq!(found.as_deref(), pieces, "{line}");
        }
    }

    #[test]
    fn what_cannot_be_looked_up_is_left_to_the_condition() {
        let of = |extensions: &[&str], number: &str, text: &str| {
            let filter = CallFilter {
                extensions: extensions.iter().map(|&one| one.to_owned()).collect(),
                number: Some(number.to_owned()),
                text: Some(text.to_owned()),
                ..CallFilter::default()
            };
            super::of(&filter, &filter.check().expect("valid"))
        };
        assert_eq!(of(&[], "", "a bc"), None, "no word has three letters");
        assert_eq!(of(&["1000-1999"], "", ""), None, "a thousand numbers");
        assert_eq!(
            of(&["1", "57-58"], "(30) 1", "Bo Ana").as_deref(),
            Some(
                "(\"ana\") AND (\"301\") AND ((\"\n1\n\") OR (\"\n57\" AND \"57\n\") OR (\"\n58\" AND \"58\n\"))"
            ),
        );
    }
}
