//! From a line of text to a filter.

use super::{
    super::{CallFilter, Hours, PartField, Term, TermTest, Weekday},
    field::Field,
    problem::FilterProblem,
    reader::{Reader, Word, is_colon, is_comma},
    value,
};

/// Longest filter, characters.
const LONGEST: usize = 20_000;

/// Reads a filter.
///
/// # Errors
/// [`FilterProblem`] with the place and what would be right.
pub fn parse(text: &str) -> Result<CallFilter, FilterProblem> {
    if let Some((at, _)) = text.char_indices().nth(LONGEST) {
        let length = text[at..].chars().count();
        return Err(FilterProblem::new(
            LONGEST..LONGEST + length,
            format!("the filter is longer than {LONGEST} characters; leave something out"),
        ));
    }
    let mut reader = Reader::new(text);
    let mut filter = CallFilter::default();
    let mut hours: Option<Vec<Hours>> = None;
    while reader.next_word() {
        let start = reader.place();
        let not = reader.take_prefix(|c| c == '-') || reader.take_word("not:");
        let (field, mut term) = term(&mut reader, not)?;
        term.check()
            .map_err(|error| FilterProblem::new(start..reader.place(), error.to_string()))?;
        // Days right after hours are those on which the hours begin.
        let before = hours.take();
        if let (false, TermTest::Shift { shift }) = (term.not, &mut term.test) {
            match before {
                Some(hours) if field == Some(Field::Day) => {
                    filter.terms.pop();
                    shift.hours = hours;
                }
                _ if shift.days == Weekday::ALL => hours = Some(shift.hours.clone()),
                _ => {}
            }
        }
        filter.and(term);
    }
    Ok(filter)
}

/// A condition, and the field it names.
fn term(reader: &mut Reader, not: bool) -> Result<(Option<Field>, Term), FilterProblem> {
    let word = reader.word(is_colon)?;
    let named = !word.quoted && !word.text.is_empty() && word.text.chars().all(char::is_alphabetic);
    if named && reader.take(is_colon) {
        let field = Field::from_word(&word.text).ok_or_else(|| unknown(&word))?;
        let values = values(reader, field)?;
        return Ok((Some(field), value::term(field, &values, not)?));
    }
    let start = word.place.start;
    let mut text = word.text;
    if !word.quoted {
        text.push_str(&reader.word(|_| false)?.text);
    }
    let place = start..reader.place();
    if text.trim().is_empty() {
        return Err(FilterProblem::new(
            place,
            "a condition is missing here; write a word or a field such as from:101",
        ));
    }
    let test = TermTest::Contains {
        field: PartField::Text,
        any: vec![text],
    };
    Ok((None, Term { not, test }))
}

fn unknown(word: &Word) -> FilterProblem {
    let name = &word.text;
    let message = if let Some(near) = Field::nearest(name) {
        format!("unknown field `{name}`: did you mean `{near}`?")
    } else {
        let all: Vec<&str> = Field::all().map(Field::word).collect();
        format!(
            "unknown field `{name}`; the fields are {}. To find the text itself, put it in quotes",
            all.join(", ")
        )
    };
    FilterProblem::new(word.place.clone(), message)
}

/// What stands after the colon, apart by commas.
fn values(reader: &mut Reader, field: Field) -> Result<Vec<Word>, FilterProblem> {
    let mut values = Vec::new();
    loop {
        let value = reader.word(is_comma)?;
        if value.text.trim().is_empty() {
            let place = value.place.start..reader.place();
            let field = field.word();
            return Err(FilterProblem::new(
                place,
                format!("`{field}:` has no value here; write it right after, without a space"),
            ));
        }
        values.push(value);
        if !reader.take(is_comma) {
            return Ok(values);
        }
    }
}
