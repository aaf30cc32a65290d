//! Values of fields: lists, spans, yes and no, hours and days.

use super::{
    super::{
        DAY_MIN, FilterFault, Hours, ListField, Shift, SpanField, Term, TermTest, Weekday,
        duration::seconds,
    },
    field::{Field, nearest},
    problem::FilterProblem,
    reader::Word,
};
use crate::{
    call::{CallStatus, Direction},
    findings::SoundWord,
};

type Read<T> = Result<T, FilterProblem>;

/// What a condition asks.
pub(super) enum Asked {
    /// Something of each call.
    Of(Term),
    /// The calls that the PBX no longer has, or those it has.
    Gone(bool),
}

/// What a field with these values (at least one) asks.
pub(super) fn asked(field: Field, values: &[Word], not: bool) -> Read<Asked> {
    let texts = || values.iter().map(|value| value.text.clone()).collect();
    let test = match field {
        Field::List(field @ ListField::Direction) => {
            let words = Direction::ALL.map(Direction::as_str);
            let any = chosen(values, &words, field)?;
            TermTest::OneOf { field, any }
        }
        Field::List(field @ ListField::Status) => {
            let words = CallStatus::ALL.map(CallStatus::as_str);
            let any = chosen(values, &words, field)?;
            TermTest::OneOf { field, any }
        }
        Field::List(field @ ListField::Finding) => {
            let any = chosen(values, &SoundWord::words(), field)?;
            TermTest::OneOf { field, any }
        }
        Field::List(field) => TermTest::OneOf {
            field,
            any: texts(),
        },
        Field::Part(field) => TermTest::Contains {
            field,
            any: texts(),
        },
        Field::Span(field) => span(field, single(values, Field::Span(field).word())?)?,
        Field::Flag(field) => {
            let not = yes(values, Field::Flag(field).word())? == not;
            let test = TermTest::Is { field };
            return Ok(Asked::Of(Term { not, test }));
        }
        Field::Gone => return Ok(Asked::Gone(yes(values, Field::Gone.word())? != not)),
        Field::Time => TermTest::Shift {
            shift: hours_at(values)?,
        },
        Field::Day => TermTest::Shift {
            shift: Shift::new(vec![Hours::WHOLE_DAY], days(values)?),
        },
    };
    Ok(Asked::Of(Term { not, test }))
}

fn single<'v>(values: &'v [Word], field: &str) -> Read<&'v Word> {
    match values {
        [value] => Ok(value),
        [_, more, ..] => Err(wrong(
            more,
            FilterFault::OneValue {
                field: field.to_owned(),
            },
        )),
        [] => Err(FilterProblem::new(0..0, FilterFault::NoValues)),
    }
}

fn wrong(value: &Word, fault: FilterFault) -> FilterProblem {
    FilterProblem::new(value.place.clone(), fault)
}

/// Words of a closed list; the beginning of one is enough, and `in` means the first that fits.
fn chosen(values: &[Word], words: &[&str], field: ListField) -> Read<Vec<String>> {
    let one = |value: &Word| {
        let typed = value.text.to_lowercase();
        let exact = words.iter().find(|word| **word == typed);
        let begun = || {
            let enough = typed.len() > 1;
            words.iter().find(|word| enough && word.starts_with(&typed))
        };
        let word = exact.or_else(begun);
        word.map(|word| (*word).to_owned()).ok_or_else(|| {
            let fault = FilterFault::UnknownWord {
                field,
                near: nearest(&typed, words.iter().copied(), 2).map(str::to_owned),
                known: words.iter().map(|&word| word.to_owned()).collect(),
                word: typed,
            };
            wrong(value, fault)
        })
    };
    values.iter().map(one).collect()
}

fn yes(values: &[Word], field: &str) -> Read<bool> {
    let value = single(values, field)?;
    match value.text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" => Ok(true),
        "no" | "n" | "false" => Ok(false),
        _ => Err(wrong(value, FilterFault::YesOrNo)),
    }
}

/// `30s`, `>30s`, `>=30s`, `<2m`, `<=2m`, `30s..2m`, `30s..`, `..2m`.
fn span(field: SpanField, value: &Word) -> Read<TermTest> {
    let text = value.text.as_str();
    let number = |text: &str| {
        let read = match field {
            SpanField::Rating => text.parse().ok(),
            SpanField::Talk | SpanField::Ring => seconds(text),
        };
        read.ok_or_else(|| {
            let text = text.to_owned();
            let fault = match field {
                SpanField::Rating => FilterFault::NotStars { text },
                SpanField::Talk | SpanField::Ring => FilterFault::NotALength { text },
            };
            wrong(value, fault)
        })
    };
    let bound = |text: &str| {
        if text.is_empty() {
            Ok(None)
        } else {
            number(text).map(Some)
        }
    };
    let least = |more: Option<u32>| more.ok_or_else(|| wrong(value, FilterFault::NothingBeyond));
    let (min, max) = if let Some(text) = text.strip_prefix(">=").or(text.strip_prefix('≥')) {
        (Some(number(text)?), None)
    } else if let Some(text) = text.strip_prefix("<=").or(text.strip_prefix('≤')) {
        (None, Some(number(text)?))
    } else if let Some(text) = text.strip_prefix('>') {
        (Some(least(number(text)?.checked_add(1))?), None)
    } else if let Some(text) = text.strip_prefix('<') {
        (None, Some(least(number(text)?.checked_sub(1))?))
    } else if let Some((min, max)) = text.split_once("..") {
        (bound(min)?, bound(max)?)
    } else {
        let exactly = number(text)?;
        (Some(exactly), Some(exactly))
    };
    Ok(TermTest::Between { field, min, max })
}

/// `22:00-06:00`, several with commas; `@mon-fri` after the last names the days on which they begin.
fn hours_at(values: &[Word]) -> Read<Shift> {
    let mut hours = Vec::new();
    let mut begins: Option<Vec<Weekday>> = None;
    for value in values {
        let (text, at) = match value.text.split_once('@') {
            Some((text, days)) => (text, Some(days)),
            None => (value.text.as_str(), None),
        };
        match (&mut begins, text.split_once(['-', '–', '~'])) {
            // `@mon,wed`: a comma also parts days.
            (Some(begins), _) if at.is_none() => begins.extend(day_span(value, text)?),
            (None, Some((from, to))) => hours.push(Hours {
                from_min: minute(value, from)?,
                to_min: minute(value, to)?,
            }),
            _ => return Err(wrong(value, FilterFault::NotHours)),
        }
        if let Some(days) = at {
            begins = Some(day_span(value, days)?);
        }
    }
    Ok(Shift::new(hours, begins.unwrap_or(Weekday::ALL.to_vec())))
}

/// `22:00` or `22`; midnight at the end may be `24:00`.
fn minute(value: &Word, text: &str) -> Read<u16> {
    let (hour, minute) = text.split_once([':', '：']).unwrap_or((text, "0"));
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    match (number(hour), number(minute)) {
        (Some(hour), Some(minute)) if minute < 60 && hour * 60 + minute <= DAY_MIN => {
            Ok((hour * 60 + minute) % DAY_MIN)
        }
        _ => Err(wrong(value, FilterFault::NotHours)),
    }
}

/// `mon-fri`, `sat,sun`, `fri-mon`.
fn days(values: &[Word]) -> Read<Vec<Weekday>> {
    let mut days = Vec::new();
    for value in values {
        days.extend(day_span(value, &value.text)?);
    }
    Ok(days)
}

fn day_span(value: &Word, text: &str) -> Read<Vec<Weekday>> {
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    let (first, last) = (day(value, first)?, day(value, last)?);
    let from = Weekday::ALL
        .into_iter()
        .cycle()
        .skip_while(|day| *day != first);
    let mut days: Vec<Weekday> = from.take(7).take_while(|day| *day != last).collect();
    days.push(last);
    Ok(days)
}

/// A day by its abbreviation or its English name.
fn day(value: &Word, text: &str) -> Read<Weekday> {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let typed = text.to_ascii_lowercase();
    let place = NAMES
        .iter()
        .position(|name| typed.len() >= 2 && name.starts_with(&typed));
    place.map(|place| Weekday::ALL[place]).ok_or_else(|| {
        wrong(
            value,
            FilterFault::NotADay {
                text: text.to_owned(),
            },
        )
    })
}
