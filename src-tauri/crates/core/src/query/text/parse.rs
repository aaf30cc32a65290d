//! From a line of text to a filter.

use super::{
    super::{CallFilter, FilterFault, Hours, PartField, Term, TermTest, Weekday},
    field::Field,
    problem::FilterProblem,
    reader::{Reader, Word, is_colon, is_comma},
    value::{self, Asked},
};

/// Longest filter, characters.
const LONGEST: u32 = 20_000;

/// Reads a filter.
///
/// # Errors
/// [`FilterProblem`] with the place and what would be right.
pub fn parse(text: &str) -> Result<CallFilter, FilterProblem> {
    let longest = LONGEST as usize;
    if let Some((at, _)) = text.char_indices().nth(longest) {
        let length = text[at..].chars().count();
        return Err(FilterProblem::new(
            longest..longest + length,
            FilterFault::TooLong { most: LONGEST },
        ));
    }
    let mut reader = Reader::new(text);
    let mut filter = CallFilter::default();
    let mut hours: Option<Vec<Hours>> = None;
    while reader.next_word() {
        let start = reader.place();
        let not = reader.take_prefix(|c| c == '-') || reader.take_word("not:");
        let (field, asked) = condition(&mut reader, not)?;
        let mut term = match asked {
            Asked::Of(term) => term,
            Asked::Gone(gone) => {
                filter.gone = gone;
                hours = None;
                continue;
            }
        };
        term.check()
            .map_err(|fault| FilterProblem::new(start..reader.place(), fault))?;
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

/// What a condition asks, and the field it names.
fn condition(reader: &mut Reader, not: bool) -> Result<(Option<Field>, Asked), FilterProblem> {
    let word = reader.word(is_colon)?;
    let named = !word.quoted && !word.text.is_empty() && word.text.chars().all(char::is_alphabetic);
    if named && reader.take(is_colon) {
        let field = Field::from_word(&word.text).ok_or_else(|| unknown(&word))?;
        let values = values(reader, field)?;
        return Ok((Some(field), value::asked(field, &values, not)?));
    }
    let start = word.place.start;
    let mut text = word.text;
    if !word.quoted {
        text.push_str(&reader.word(|_| false)?.text);
    }
    let place = start..reader.place();
    if text.trim().is_empty() {
        return Err(FilterProblem::new(place, FilterFault::NothingHere));
    }
    let test = TermTest::Contains {
        field: PartField::Text,
        any: vec![text],
    };
    Ok((None, Asked::Of(Term { not, test })))
}

fn unknown(word: &Word) -> FilterProblem {
    let fault = FilterFault::UnknownField {
        name: word.text.clone(),
        near: Field::nearest(&word.text).map(str::to_owned),
        known: Field::all().map(|field| field.word().to_owned()).collect(),
    };
    FilterProblem::new(word.place.clone(), fault)
}

/// What stands after the colon, apart by commas.
fn values(reader: &mut Reader, field: Field) -> Result<Vec<Word>, FilterProblem> {
    let mut values = Vec::new();
    loop {
        let value = reader.word(is_comma)?;
        if value.text.trim().is_empty() {
            let place = value.place.start..reader.place();
            let field = field.word().to_owned();
            return Err(FilterProblem::new(place, FilterFault::NoValue { field }));
        }
        values.push(value);
        if !reader.take(is_comma) {
            return Ok(values);
        }
    }
}
