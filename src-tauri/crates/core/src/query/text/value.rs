//! Values of fields: lists, spans, yes and no, hours and days.

use super::{
    super::{
        DAY_MIN, FlagField, Hours, ListField, Shift, SpanField, Term, TermTest, Weekday,
        duration::seconds,
    },
    field::{Field, nearest},
    problem::FilterProblem,
    reader::Word,
};
use crate::call::{CallStatus, Direction};

type Read<T> = Result<T, FilterProblem>;

/// The condition that a field with these values (at least one) is.
pub(super) fn term(field: Field, values: &[Word], not: bool) -> Read<Term> {
    let texts = || values.iter().map(|value| value.text.clone()).collect();
    let test = match field {
        Field::List(field @ ListField::Direction) => {
            let words = Direction::ALL.map(Direction::as_str);
            let any = chosen(values, &words, "direction")?;
            TermTest::OneOf { field, any }
        }
        Field::List(field @ ListField::Status) => {
            let words = CallStatus::ALL.map(CallStatus::as_str);
            let any = chosen(values, &words, "status")?;
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
        Field::Flag(field) => return flag(field, values, not),
        Field::Time => TermTest::Shift {
            shift: hours_at(values)?,
        },
        Field::Day => TermTest::Shift {
            shift: Shift::new(vec![Hours::WHOLE_DAY], days(values)?),
        },
    };
    Ok(Term { not, test })
}

fn single<'v>(values: &'v [Word], field: &str) -> Read<&'v Word> {
    match values {
        [value] => Ok(value),
        [_, more, ..] => Err(wrong(
            more,
            format!("`{field}:` takes one value; write it twice if both must hold"),
        )),
        [] => Err(FilterProblem::new(0..0, "a value is missing")),
    }
}

fn wrong(value: &Word, message: impl Into<String>) -> FilterProblem {
    FilterProblem::new(value.place.clone(), message)
}

/// Words of a closed list; the beginning of one is enough, and `in` means the first that fits.
fn chosen(values: &[Word], words: &[&str], what: &str) -> Read<Vec<String>> {
    let one = |value: &Word| {
        let typed = value.text.to_lowercase();
        let exact = words.iter().find(|word| **word == typed);
        let begun = || {
            let enough = typed.len() > 1;
            words.iter().find(|word| enough && word.starts_with(&typed))
        };
        let word = exact.or_else(begun);
        word.map(|word| (*word).to_owned()).ok_or_else(|| {
            let message = match nearest(&typed, words.iter().copied(), 2) {
                Some(near) => format!("`{typed}` is no {what}: did you mean `{near}`?"),
                None => format!("`{typed}` is no {what}; use one of {}", words.join(", ")),
            };
            wrong(value, message)
        })
    };
    values.iter().map(one).collect()
}

fn flag(field: FlagField, values: &[Word], not: bool) -> Read<Term> {
    let value = single(values, Field::Flag(field).word())?;
    let yes = match value.text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" => true,
        "no" | "n" | "false" => false,
        _ => return Err(wrong(value, "the answer is `yes` or `no`")),
    };
    let test = TermTest::Is { field };
    Ok(Term {
        not: yes == not,
        test,
    })
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
            let example = match field {
                SpanField::Rating => "4, >=4 or 1..3",
                SpanField::Talk | SpanField::Ring => ">30s, <2m, 1m30s or 30s..2m",
            };
            wrong(value, format!("`{text}` cannot be read; use {example}"))
        })
    };
    let bound = |text: &str| {
        if text.is_empty() {
            Ok(None)
        } else {
            number(text).map(Some)
        }
    };
    let least = |more: Option<u32>| more.ok_or_else(|| wrong(value, "nothing lies beyond this"));
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
            _ => return Err(wrong(value, HOURS)),
        }
        if let Some(days) = at {
            begins = Some(day_span(value, days)?);
        }
    }
    Ok(Shift::new(hours, begins.unwrap_or(Weekday::ALL.to_vec())))
}

const HOURS: &str = "hours are two times such as 22:00-06:00; name days with day:mon-fri";

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
        _ => Err(wrong(value, HOURS)),
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
            format!("`{text}` is no day; use mon, tue, wed, thu, fri, sat or sun"),
        )
    })
}
