//! From a filter to a line of text.

use std::fmt::Write as _;

use super::{
    super::{
        CallFilter, Hours, PartField, Shift, SpanField, Term, TermTest, Weekday,
        duration::duration_text,
    },
    field::Field,
    reader::{is_colon, is_comma, is_gap, is_quote},
};

/// The line of text that means this filter; empty for one that asks nothing.
pub fn print(filter: &CallFilter) -> String {
    let mut line = String::new();
    let mut open = false;
    for term in filter.clone().into_terms() {
        if !line.is_empty() {
            line.push(' ');
        }
        let text = match &term.test {
            TermTest::Shift { shift } => shift_text(shift, term.not, open),
            _ => plain(&term),
        };
        // Days after hours would be taken for theirs.
        open = matches!(&term.test, TermTest::Shift { shift } if shift.days == Weekday::ALL)
            && !term.not;
        line.push_str(&text);
    }
    if filter.gone {
        let gap = if line.is_empty() { "" } else { " " };
        let _ = write!(line, "{gap}{}:yes", Field::Gone.word());
    }
    line
}

fn plain(term: &Term) -> String {
    let (field, value) = match &term.test {
        TermTest::Is { field } => {
            let answer = if term.not { "no" } else { "yes" };
            return format!("{}:{answer}", Field::Flag(*field).word());
        }
        TermTest::Contains {
            field: PartField::Text,
            any,
        } if any.len() == 1 => return words(&any[0], term.not),
        TermTest::Contains { field, any } => (Field::Part(*field), list(any)),
        TermTest::OneOf { field, any } => (Field::List(*field), list(any)),
        TermTest::Between { field, min, max } => (Field::Span(*field), span(*field, *min, *max)),
        TermTest::Shift { .. } => return String::new(),
    };
    format!("{}{}:{value}", minus(term.not), field.word())
}

fn minus(not: bool) -> &'static str {
    if not { "-" } else { "" }
}

/// Words that must all occur stand by themselves; denied together, they are one quotation.
fn words(text: &str, not: bool) -> String {
    if not {
        return format!("-{}", word(text));
    }
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    words.join(" ")
}

fn word(text: &str) -> String {
    if text.starts_with('-') || text.contains(is_colon) {
        quoted(text)
    } else {
        value(text)
    }
}

fn list(any: &[String]) -> String {
    let values: Vec<String> = any.iter().map(|one| value(one)).collect();
    values.join(",")
}

fn value(text: &str) -> String {
    let bare = !text.is_empty() && !text.contains(|c| is_gap(c) || is_comma(c) || is_quote(c));
    if bare { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

fn span(field: SpanField, min: Option<u32>, max: Option<u32>) -> String {
    let number = |value: u32| match field {
        SpanField::Rating => value.to_string(),
        SpanField::Talk | SpanField::Ring => duration_text(value),
    };
    match (min, max) {
        (Some(min), Some(max)) if min == max => number(min),
        (Some(min), Some(max)) => format!("{}..{}", number(min), number(max)),
        (Some(min), None) => format!(">={}", number(min)),
        (None, Some(max)) => format!("<={}", number(max)),
        (None, None) => "..".to_owned(),
    }
}

fn shift_text(shift: &Shift, not: bool, after_hours: bool) -> String {
    let every_day = shift.days == Weekday::ALL;
    let whole = shift.hours == [Hours::WHOLE_DAY];
    let hours = || {
        let texts: Vec<String> = shift.hours.iter().map(|one| hours_text(*one)).collect();
        texts.join(",")
    };
    let minus = minus(not);
    match (whole, every_day) {
        (true, false) if !after_hours => format!("{minus}day:{}", days_text(&shift.days)),
        (_, true) => format!("{minus}time:{}", hours()),
        (false, false) if !not => format!("time:{} day:{}", hours(), days_text(&shift.days)),
        _ => format!("{minus}time:{}@{}", hours(), days_text(&shift.days)),
    }
}

fn hours_text(hours: Hours) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    match hours {
        Hours::WHOLE_DAY => "00:00-24:00".to_owned(),
        Hours { from_min, to_min } => format!("{}-{}", time(from_min), time(to_min)),
    }
}

/// Three days and more in a row become a span.
fn days_text(days: &[Weekday]) -> String {
    let mut text = String::new();
    for run in days.chunk_by(|a, b| *b as u8 == *a as u8 + 1) {
        if !text.is_empty() {
            text.push(',');
        }
        let (first, last) = (run[0], run[run.len() - 1]);
        let joint = match run.len() {
            1 => {
                text.push_str(first.as_str());
                continue;
            }
            2 => ',',
            _ => '-',
        };
        let _ = write!(text, "{}{joint}{}", first.as_str(), last.as_str());
    }
    text
}
