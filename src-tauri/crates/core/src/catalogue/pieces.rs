//! Which calls can hold a text: three letters in a row are looked up instead of reading every call.
//!
//! What is made here is a question to `call_text` (FTS5, trigrams). It finds every call that the extensions, number and free
//! text of a filter let through, and some that they do not: the condition itself still decides.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::row::normalised;
use crate::query::{CallFilter, ExtensionSet, ListField, PartField, Term, TermTest};

/// Letters of a piece.
const LENGTH: usize = 3;
/// Pieces that are asked of one text: more find hardly fewer calls and cost a list each.
const MOST_OF_TEXT: usize = 8;
/// Words that are asked; the others are looked for in what these find.
const MOST_WORDS: usize = 8;
/// Extensions that are looked up one by one; more of them are soon all there are.
const MOST_NUMBERS: usize = 100;

/// Pieces that a short word may begin: a question of more of them takes longer than walking.
const MOST_BEGUN: usize = 200;

/// What can be looked up of a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    /// Questions in the language of FTS5; a call must answer each.
    sure: Vec<String>,
    /// Words of one or two letters: what they are part of is looked up in the list of all pieces.
    short: Vec<String>,
}

impl Pieces {
    pub(super) fn of(filter: &CallFilter, extensions: &ExtensionSet) -> Self {
        let words = filter.text.as_deref().unwrap_or_default().to_lowercase();
        let (short, long): (Vec<&str>, Vec<&str>) =
            words.split_whitespace().partition(|word| is_short(word));
        let mut sure: Vec<String> = long
            .into_iter()
            .filter_map(of_text)
            .take(MOST_WORDS)
            .collect();
        let number = filter.number.as_deref().map(normalised);
        sure.extend(number.and_then(|number| of_text(&number)));
        sure.extend(of_extensions(extensions));
        sure.extend(filter.terms.iter().filter_map(of_term));
        Self {
            sure,
            short: short
                .into_iter()
                .take(MOST_WORDS)
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Whether there is nothing to look up.
    pub(super) fn is_empty(&self) -> bool {
        self.sure.is_empty() && self.short.is_empty()
    }

    /// What `call_text` finds at most `few` calls for. Whoever asks has seen that it is up to date.
    pub(super) fn look_up(&self, db: &Connection, few: i64) -> rusqlite::Result<Found> {
        let mut all = self.sure.clone();
        for word in &self.short {
            match begun_by(db, word, few)? {
                Some(pieces) if pieces.is_empty() => return Ok(Found::Nothing),
                Some(pieces) => all.push(format!("({})", pieces.join(" OR "))),
                None => {}
            }
        }
        if all.is_empty() {
            return Ok(Found::Many);
        }
        let question = all.join(" AND ");
        let mut count = db.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM call_text WHERE call_text MATCH ?1 LIMIT ?2)",
        )?;
        let found: i64 = count.query_row((&question, few + 1), |found| found.get(0))?;
        Ok(if found <= few {
            Found::Few(question)
        } else {
            Found::Many
        })
    }
}

/// How many calls have the pieces of a filter.
pub(super) enum Found {
    /// No call has them.
    Nothing,
    /// Few enough to read them one by one: those this question to `call_text` finds.
    Few(String),
    /// Too many, or nothing can be looked up.
    Many,
}

fn is_short(word: &str) -> bool {
    word.chars().count() < LENGTH
}

/// The pieces that begin with a word of one or two letters, each as a phrase; nothing where they are many, or in many calls.
///
/// Every line of a text ends with a line break, and numbers without punctuation follow the last one: wherever the word is
/// in the haystack, a piece begins with it, unless a call has no number and the word is one letter.
fn begun_by(db: &Connection, word: &str, few: i64) -> rusqlite::Result<Option<Vec<String>>> {
    if word.contains('\0') {
        return Ok(None);
    }
    if word.chars().count() == 1 {
        let mut numberless =
            db.prepare_cached("SELECT EXISTS (SELECT 1 FROM call WHERE digits = '')")?;
        if numberless.query_row([], |found| found.get(0))? {
            return Ok(None);
        }
    }
    let mut list =
        db.prepare_cached("SELECT term, doc FROM call_text_piece WHERE term >= ?1 AND term < ?2")?;
    let mut rows = list.query(params![word, format!("{word}\u{10ffff}")])?;
    let mut pieces = Vec::new();
    let mut calls = 0;
    while let Some(row) = rows.next()? {
        calls += row.get::<_, i64>(1)?;
        if calls > few || pieces.len() == MOST_BEGUN {
            return Ok(None);
        }
        pieces.push(phrase(row.get_ref(0)?.as_str()?));
    }
    Ok(Some(pieces))
}

/// What a term asks for of the texts.
fn of_term(term: &Term) -> Option<String> {
    match &term.test {
        _ if term.not => None,
        TermTest::OneOf { field, any } if any.len() <= MOST_NUMBERS => of_values(*field, any),
        TermTest::Contains { field, any } if any.len() <= MOST_NUMBERS => of_parts(*field, any),
        _ => None,
    }
}

/// Parts of texts or numbers; of a text, its longer words.
fn of_parts(field: PartField, any: &[String]) -> Option<String> {
    let of_part = |part: &String| match field {
        PartField::Number => of_text(&normalised(part)),
        PartField::Text => {
            let lower = part.to_lowercase();
            let words: Vec<String> = lower
                .split_whitespace()
                .filter_map(of_text)
                .take(MOST_WORDS)
                .collect();
            (!words.is_empty()).then(|| format!("({})", words.join(" AND ")))
        }
    };
    any_of(any.iter().map(of_part))
}

/// One of several; nothing where one of them cannot be looked up.
fn any_of(questions: impl Iterator<Item = Option<String>>) -> Option<String> {
    let questions: Option<Vec<String>> = questions.collect();
    Some(format!("({})", questions?.join(" OR ")))
}

/// A list of parties or of values of the texts, none of them a range.
fn of_values(field: ListField, any: &[String]) -> Option<String> {
    let of_value = |value: &String| {
        let lower = value.to_lowercase();
        // The small form of a sigma depends on what follows it, and a name in capitals has no ß.
        let sure = value.to_uppercase().to_lowercase() == lower && !lower.contains(['σ', 'ς']);
        if !sure || value.contains(['-', '–', '\\']) {
            return None;
        }
        match field {
            ListField::From | ListField::To if !value.contains('*') => of_text(&lower),
            ListField::From
            | ListField::To
            | ListField::Trunk
            | ListField::Queue
            | ListField::Did
            | ListField::EndReason => of_line(&lower),
            _ => None,
        }
    };
    any_of(any.iter().map(of_value))
}

/// A whole line, in which stars stand for anything.
fn of_line(line: &str) -> Option<String> {
    let line = format!("\n{line}\n");
    let parts: Vec<String> = line.split('*').filter_map(of_text).collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

fn of_extensions(extensions: &ExtensionSet) -> Option<String> {
    if extensions.is_empty() {
        return None;
    }
    let numbers = extensions.each(MOST_NUMBERS)?;
    // A number is a line of its own among the texts of a call, in lower case.
    let lines = numbers.iter();
    any_of(lines.map(|number| of_line(&number.to_lowercase())))
}

/// Whether there is enough behind what most numbers begin with, which is slow to look up and finds nearly all calls.
fn is_long_number(letters: &[char]) -> bool {
    let digits = letters.iter().all(|c| matches!(c, '0'..='9' | '+'));
    digits && letters.len() >= 2 * LENGTH
}

/// A piece in the language of FTS5.
fn phrase(piece: &str) -> String {
    format!("\"{}\"", piece.replace('"', "\"\""))
}

/// Pieces that together reach from one end of a text to the other.
fn of_text(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    // A question to FTS5 ends at a zero.
    if letters.len() < LENGTH || letters.contains(&'\0') {
        return None;
    }
    let first = if is_long_number(&letters) { LENGTH } else { 0 };
    let last = letters.len() - LENGTH;
    let steps = (last - first).min(MOST_OF_TEXT - 1);
    let starts = (0..=steps).map(|step| first + (last - first) * step / steps.max(1));
    let pieces: BTreeSet<String> = starts
        .map(|start| {
            let piece: String = letters[start..start + LENGTH].iter().collect();
            phrase(&piece)
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
            ("+4930", Some(r#"("+49" AND "493" AND "930")"#)),
            ("+49301", Some(r#"("301")"#)),
            ("+4930123", Some(r#"("012" AND "123" AND "301")"#)),
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
            ("from:an*", Some("((\"\nan\"))")),
            ("to:*kaya*", Some(r#"(("aya" AND "kay"))"#)),
            ("trunk:a*er", Some("((\"er\n\"))")),
            ("to:*an*", None),
            (r"to:a\**", None),
            ("to:weiß", None),
            ("from:200-299", None),
            ("-from:anna", None),
            ("from:ΟΔΟΣ", None),
            ("tag:anna", None),
        ] {
            let filter = crate::query::parse(line).expect(line);
            let found = Pieces::of(&filter, &filter.check().expect(line)).sure;
            assert_eq!(found.first().map(String::as_str), pieces, "{line}");
            assert!(found.len() < 2, "{line}");
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
            Pieces::of(&filter, &filter.check().expect("valid"))
        };
        let none = Vec::<String>::new();
        assert_eq!(of(&[], "", "A bc").sure, none, "no word has three letters");
        assert_eq!(of(&[], "", "A bc").short, ["a", "bc"]);
        assert!(of(&["1000-1999"], "", "").is_empty(), "a thousand numbers");
        let all = of(&["1", "57-58"], "(30) 1", "Bo Ana");
        assert_eq!(
            (all.sure.join(" AND ").as_str(), all.short),
            (
                "(\"ana\") AND (\"301\") AND ((\"\n1\n\") OR (\"\n57\" AND \"57\n\") OR (\"\n58\" AND \"58\n\"))",
                vec!["bo".to_owned()]
            ),
        );
    }
}
