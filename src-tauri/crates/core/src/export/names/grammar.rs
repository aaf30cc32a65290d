//! The grammar of name templates.
//!
//! `{field}`, `{field:format}`, `{time@Zone}`; `{field|other_field|text}` takes the first that is not empty;
//! `{?field}…{/field}` stands only where the field is not empty. `/` outside of braces begins a folder.

use std::ops::Range;

use super::{
    field::{FIELDS, Field, Kind},
    format::Format,
    problem::TemplateProblem,
};

/// Longest template, in bytes: more is no name but an accident.
const LONGEST: usize = 1000;
/// Deepest folder.
const MOST_FOLDERS: usize = 12;
/// Deepest `{?…}` within another.
const MOST_NESTED: usize = 4;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text as it stands.
    Text(String),
    /// What follows is in a folder of what came before.
    Folder,
    /// The first choice that is not empty.
    Value(Vec<Choice>),
    /// Only where the field is not empty.
    When(Field, Vec<Self>),
}

/// What may stand for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Field(Field, Format),
    Text(String),
}

/// Reads a template.
pub(super) fn parse(text: &str) -> Result<Vec<Piece>, TemplateProblem> {
    let mut parser = Parser {
        text,
        at: 0,
        folders: 0,
        component: Component::default(),
    };
    if text.len() > LONGEST {
        return parser.fail(
            text.len()..text.len(),
            format!("a name template has at most {LONGEST} bytes"),
        );
    }
    if text.starts_with(['/', '\\', '~']) {
        return parser.fail(
            0..1,
            "a name is relative to the folder; start it with a field or a name, such as {date}/{id}",
        );
    }
    let pieces = parser.pieces(&mut Vec::new())?;
    parser.end_component(text.len())?;
    let has_id = |piece: &Piece| matches!(piece, Piece::Value(choices) if matches!(choices[0], Choice::Field(field, _) if field.kind() == Kind::Id));
    if !pieces.iter().any(has_id) {
        return parser.fail(
            text.len()..text.len(),
            "the name template must contain {id}, and not only within {?…}, or calls of the same second would share a name",
        );
    }
    Ok(pieces)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    folders: usize,
    component: Component,
}

/// The folder or file name being read.
#[derive(Default)]
struct Component {
    start: usize,
    text: String,
    has_value: bool,
}

/// The sections that are open: their fields and where they began.
type Open = Vec<(Field, Range<usize>)>;

impl<'a> Parser<'a> {
    fn fail<T>(
        &self,
        place: Range<usize>,
        reason: impl Into<String>,
    ) -> Result<T, TemplateProblem> {
        Err(TemplateProblem::new(self.text, place, reason))
    }

    /// Reads to the end of the innermost open section, or of the template.
    fn pieces(&mut self, open: &mut Open) -> Result<Vec<Piece>, TemplateProblem> {
        let mut pieces = Vec::new();
        loop {
            let end = self.text[self.at..]
                .find(['{', '}'])
                .map(|found| self.at + found);
            self.plain(end.unwrap_or(self.text.len()), &mut pieces)?;
            if end.is_none() {
                return self.at_the_end(open).map(|()| pieces);
            }
            let (tag, place) = self.tag()?;
            match tag.as_bytes().first() {
                Some(b'?') => pieces.push(self.section(&tag[1..], place, open)?),
                Some(b'/') => return self.close(&tag[1..], place, open).map(|()| pieces),
                _ => {
                    self.component.has_value = true;
                    pieces.push(Piece::Value(self.choices(tag, place.start + 1)?));
                }
            }
        }
    }

    /// Nothing may be open where the template ends.
    fn at_the_end(&self, open: &Open) -> Result<(), TemplateProblem> {
        open.last().map_or(Ok(()), |(field, place)| {
            let reason = format!(
                "nothing ends this; write {{/{}}} where it ends",
                field.name()
            );
            self.fail(place.clone(), reason)
        })
    }

    /// What follows `{?name}`, up to its end.
    fn section(
        &mut self,
        name: &str,
        place: Range<usize>,
        open: &mut Open,
    ) -> Result<Piece, TemplateProblem> {
        let field = self.field(name, &place)?;
        if field.kind() != Kind::Text {
            let reason = format!("{{{name}}} is never empty, so nothing can depend on that");
            return self.fail(place, reason);
        }
        if open.len() == MOST_NESTED {
            let reason = format!("at most {MOST_NESTED} of these fit into one another");
            return self.fail(place, reason);
        }
        open.push((field, place.clone()));
        let inner = self.pieces(open)?;
        if inner.is_empty() {
            return self.fail(
                place,
                "nothing stands in this; put something between its two ends",
            );
        }
        Ok(Piece::When(field, inner))
    }

    /// `{/name}` ends the innermost open section, and no other.
    fn close(
        &self,
        name: &str,
        place: Range<usize>,
        open: &mut Open,
    ) -> Result<(), TemplateProblem> {
        match open.pop() {
            Some((field, _)) if field.name() == name => Ok(()),
            Some((field, _)) => {
                let reason = format!(
                    "{{?{0}}} is open here, so {{/{0}}} comes first",
                    field.name()
                );
                self.fail(place, reason)
            }
            None => self.fail(
                place,
                format!("there is no {{?{name}}} before it that this could end"),
            ),
        }
    }

    /// Takes the text up to `end`, and the folders it makes.
    fn plain(&mut self, end: usize, pieces: &mut Vec<Piece>) -> Result<(), TemplateProblem> {
        if let Some(colon) = self.text[self.at..end].find(':') {
            let colon = self.at + colon;
            return self.fail(
                colon..colon + 1,
                "a name is relative to the folder and holds no colon; a format goes inside of the braces, as in {start:%H%M}",
            );
        }
        // A backslash separates folders on Windows only; taken as `/` it means the same everywhere.
        while let Some(slash) = self.text[self.at..end].find(['/', '\\']) {
            let slash = self.at + slash;
            self.words(slash, pieces);
            self.end_component(slash)?;
            self.folders += 1;
            if self.folders > MOST_FOLDERS {
                return self.fail(
                    slash..slash + 1,
                    format!("a name has at most {MOST_FOLDERS} folders"),
                );
            }
            pieces.push(Piece::Folder);
            self.at = slash + 1;
        }
        self.words(end, pieces);
        Ok(())
    }

    /// Takes the text up to `end`, which makes no folder.
    fn words(&mut self, end: usize, pieces: &mut Vec<Piece>) {
        let words = &self.text[self.at..end];
        if !words.is_empty() {
            pieces.push(Piece::Text(words.to_owned()));
            self.component.text.push_str(words);
        }
        self.at = end;
    }

    /// A folder or file name ends before `end`: it must not be empty, nor lead out of the folder.
    fn end_component(&mut self, end: usize) -> Result<(), TemplateProblem> {
        let start = end + 1;
        let done = std::mem::replace(
            &mut self.component,
            Component {
                start,
                ..Component::default()
            },
        );
        match done.text.trim() {
            _ if done.has_value => Ok(()),
            "" => self.fail(
                done.start.min(end)..end,
                "the template has an empty folder or file name",
            ),
            "." | ".." => self.fail(done.start..end, "this leaves the folder; remove it"),
            _ => Ok(()),
        }
    }

    /// Takes `{…}` and gives back what is inside and where the whole stands.
    fn tag(&mut self) -> Result<(&'a str, Range<usize>), TemplateProblem> {
        let start = self.at;
        let inside = &self.text[start + 1..];
        let end = inside
            .find(['{', '}'])
            .filter(|end| self.text[start..].starts_with('{') && inside[*end..].starts_with('}'));
        let Some(end) = end else {
            return self.fail(
                start..start + 1,
                "this brace has no partner; fields look like {id}",
            );
        };
        self.at = start + end + 2;
        Ok((&inside[..end], start..self.at))
    }

    fn field(&self, name: &str, place: &Range<usize>) -> Result<Field, TemplateProblem> {
        Field::named(name).map_or_else(
            || {
                self.fail(
                    place.clone(),
                    format!(
                        "{{{name}}} is no field of a name template; there are {}",
                        FIELDS.join(", ")
                    ),
                )
            },
            Ok,
        )
    }

    /// The alternatives of a value; `start` is where the first begins.
    fn choices(&self, tag: &str, start: usize) -> Result<Vec<Choice>, TemplateProblem> {
        let mut choices: Vec<Choice> = Vec::new();
        let mut at = start;
        for word in tag.split('|') {
            let place = at..at + word.len();
            at = place.end + 1;
            let name = word.split([':', '@']).next().unwrap_or_default();
            match choices.last() {
                Some(Choice::Text(text)) => {
                    return self.fail(place, format!("{text:?} is no field, and text is never empty: nothing can come after it"));
                }
                Some(Choice::Field(field, _)) if field.kind() != Kind::Text => {
                    return self.fail(
                        place,
                        format!(
                            "{{{}}} is never empty, so nothing can stand for it",
                            field.name()
                        ),
                    );
                }
                Some(Choice::Field(..)) if Field::named(name).is_none() => {
                    if word.contains(['/', '\\', ':']) {
                        return self.fail(
                            place,
                            "what stands for an empty field makes no folder and holds no colon",
                        );
                    }
                    choices.push(Choice::Text(word.to_owned()));
                }
                _ => {
                    let field = self.field(name, &(start - 1..start + tag.len() + 1))?;
                    let format = Format::parse(field, &word[name.len()..]);
                    choices.push(Choice::Field(
                        field,
                        format.or_else(|reason| self.fail(place, reason))?,
                    ));
                }
            }
        }
        Ok(choices)
    }
}
