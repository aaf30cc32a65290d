//! Templates: `{date}/{extension}/{start}_{other}_[{id}]`.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::safe::{MOST_BYTES, MOST_UNITS, safe_component, safe_text, shortened};
use crate::{
    call::Call,
    error::{Error, Result},
};

/// Every field there is, in the order they are documented.
pub(super) const FIELDS: &[&str] = &[
    "date",
    "start",
    "seconds",
    "id",
    "other",
    "direction",
    "extension",
    "extension_name",
    "caller",
    "caller_name",
    "callee",
    "callee_name",
    "did",
    "trunk",
    "queue",
];

/// The most bytes an id may take of a component; a longer one ends in its hash instead.
const MOST_ID: usize = 64;

/// A checked template of relative paths, without ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// One list of pieces per component of the path.
    components: Vec<Vec<Piece>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(&'static str),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for an unknown field, a missing `{id}`, an unclosed brace, or a path that starts at a root
    /// or contains `..`.
    pub fn parse(text: &str) -> Result<Self> {
        // A backslash separates folders on Windows only; taken as `/` it means the same everywhere.
        let text = text.replace('\\', "/");
        if text.starts_with('/') || text.contains(':') || text.starts_with('~') {
            return Err(Error::invalid(format!(
                "the name template {text:?} is not relative to the folder; start it with a name, such as {{date}}/{{id}}"
            )));
        }
        let mut components = Vec::new();
        for part in text.split('/') {
            match part.trim() {
                "" => {
                    return Err(Error::invalid(format!(
                        "the name template {text:?} has an empty folder or file name"
                    )));
                }
                "." | ".." => {
                    return Err(Error::invalid(format!(
                        "the name template {text:?} leaves the folder; remove the {part:?}"
                    )));
                }
                _ => components.push(pieces(part)?),
            }
        }
        if !components
            .iter()
            .flatten()
            .any(|piece| *piece == Piece::Field("id"))
        {
            return Err(Error::invalid(
                "the name template must contain {id}, or calls of the same second would share a name",
            ));
        }
        Ok(Self { components })
    }

    /// The relative path of a call's file, with `/`, without ending. Times are those of `zone`.
    pub fn render(&self, call: &Call, zone: &TimeZone) -> String {
        let mut path = String::new();
        for pieces in &self.components {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(&component(pieces, call, zone));
        }
        path
    }
}

fn pieces(part: &str) -> Result<Vec<Piece>> {
    let mut found = Vec::new();
    let mut rest = part;
    while let Some(open) = rest.find(['{', '}']) {
        let (text, from) = rest.split_at(open);
        if !text.is_empty() {
            found.push(Piece::Text(text.to_owned()));
        }
        let end = from.find('}').filter(|_| from.starts_with('{'));
        let Some(end) = end else {
            return Err(Error::invalid(format!(
                "the name template has a brace without its partner in {part:?}; fields look like {{id}}"
            )));
        };
        let name = &from[1..end];
        let Some(field) = FIELDS.iter().find(|field| **field == name) else {
            return Err(Error::invalid(format!(
                "{{{name}}} is no field of a name template; there are {}",
                FIELDS.join(", ")
            )));
        };
        found.push(Piece::Field(field));
        rest = &from[end + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest.to_owned()));
    }
    Ok(found)
}

/// One component: too long ones lose the ends of their longest values, never the id.
fn component(pieces: &[Piece], call: &Call, zone: &TimeZone) -> String {
    let mut texts: Vec<(bool, String)> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => (false, safe_text(text)),
            Piece::Field("id") => (true, id(call.id.as_str())),
            Piece::Field(field) => (false, safe_text(&value(field, call, zone))),
        })
        .collect();
    loop {
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let units: usize = texts
            .iter()
            .map(|(_, text)| text.encode_utf16().count())
            .sum();
        // One byte and unit stay free for the `_` that a bad start or end is given.
        let over = bytes
            .saturating_sub(MOST_BYTES - 2)
            .max(units.saturating_sub(MOST_UNITS - 2));
        let longest = texts
            .iter_mut()
            .filter(|(is_id, text)| !is_id && !text.is_empty())
            .max_by_key(|(_, text)| text.len());
        let (true, Some((_, text))) = (over > 0, longest) else {
            break;
        };
        // Half at most, so that several long values share the loss.
        let keep = text.len().saturating_sub(over).max(text.len() / 2);
        *text = shortened(text, keep.min(text.len() - 1), usize::MAX).to_owned();
    }
    safe_component(&texts.into_iter().map(|(_, text)| text).collect::<String>())
}

/// An id as part of a name: itself, or its start and its hash where it is long or holds what a name may not.
fn id(id: &str) -> String {
    let safe = safe_text(id);
    if safe == id && safe.len() <= MOST_ID && safe.encode_utf16().count() <= MOST_ID / 2 {
        return safe;
    }
    let mut name = shortened(&safe, MOST_ID / 2, MOST_ID / 4).to_owned();
    name.push('~');
    for byte in &Sha256::digest(id.as_bytes())[..6] {
        // Writing to a String cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

fn value(field: &str, call: &Call, zone: &TimeZone) -> String {
    let local = call.started.to_zoned_datetime(zone.clone());
    match field {
        "date" => local.strftime("%Y-%m-%d").to_string(),
        "start" => local.strftime("%Y%m%d-%H%M%S%z").to_string(),
        "seconds" => call.talk_s.to_string(),
        "direction" => call.direction.as_str().to_owned(),
        // A folder needs a name: calls from trunk to trunk have no extension, some callers hide their number.
        "extension" => known(&call.extension),
        "other" => known(&call.other),
        "extension_name" => call.extension_name.clone(),
        "caller" => call.caller.clone(),
        "caller_name" => call.caller_name.clone(),
        "callee" => call.callee.clone(),
        "callee_name" => call.callee_name.clone(),
        "did" => call.did.clone(),
        "trunk" => call.trunk.clone(),
        _ => call.queue.clone(),
    }
}

fn known(number: &str) -> String {
    if number.trim().is_empty() {
        "unknown".to_owned()
    } else {
        number.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::export::{DEFAULT_TEMPLATE, fixture, names::is_inside};

    #[test]
    fn the_default_name_is_the_contracts() {
        let zone = TimeZone::get("Asia/Kuala_Lumpur").unwrap();
        let name = Template::parse(DEFAULT_TEMPLATE)
            .unwrap()
            .render(&fixture::call("878156644691742720"), &zone);
        assert_eq!(
            name,
            "2026-11-02/101/20261102-091501+0800_inbound_101_+60123456789_34s_[878156644691742720]"
        );
    }

    #[test]
    fn wrong_templates_are_refused_with_the_reason() {
        for (text, word) in [
            ("{date}", "{id}"),
            ("{nope}_{id}", "nope"),
            ("../{id}", "leaves"),
            ("a/../{id}", "leaves"),
            ("/{id}", "relative"),
            ("C:\\{id}", "relative"),
            ("..\\{id}", "leaves"),
            ("~/{id}", "relative"),
            ("{id}/", "empty"),
            ("a//{id}", "empty"),
            ("{id", "brace"),
            ("}{id}", "brace"),
            ("", "empty"),
        ] {
            let refused = Template::parse(text).unwrap_err().to_string();
            assert!(refused.contains(word), "{text:?}: {refused}");
        }
    }

    #[test]
    fn a_value_makes_no_folder() {
        let mut call = fixture::call("1");
        call.extension = "../../etc".to_owned();
        call.other = String::new();
        let name = Template::parse("{extension}/{other}_{id}")
            .unwrap()
            .render(&call, &TimeZone::UTC);
        assert_eq!(name, "_.._.._etc/unknown_1");
    }

    #[test]
    fn long_and_odd_ids_stay_apart() {
        let template = Template::parse("{caller_name}_{id}").unwrap();
        let name = |id: &str| {
            let mut call = fixture::call(id);
            call.caller_name = "é😀".repeat(200);
            template.render(&call, &TimeZone::UTC)
        };
        assert!(
            name("878156644691742720").ends_with("_878156644691742720"),
            "the id survives"
        );
        assert_ne!(
            name("a/b"),
            name("a:b"),
            "what a name may not hold is told apart by hash"
        );
        assert_ne!(name(&"9".repeat(300)), name(&"9".repeat(301)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        #[test]
        fn every_call_gets_a_short_path_inside(id in "[0-9]{1,20}", a in any::<String>(), b in r"(\.\.|/|\\|CON|😀|\PC){0,120}", literal in "[a-z .~-]{0,150}") {
            let mut call = fixture::call(&id);
            call.caller_name = a.clone();
            call.callee_name = b.clone();
            call.extension = b;
            call.trunk = a;
            let template = Template::parse(&format!("{{trunk}}/x{literal}{{extension}}/{{caller_name}}{literal}{{callee_name}}-{{id}}")).unwrap();
            let path = template.render(&call, &TimeZone::UTC);
            prop_assert!(is_inside(&path), "{path:?}");
            prop_assert_eq!(path.split('/').count(), 3);
            prop_assert!(path.ends_with(&format!("-{id}")), "{path:?} lost its id");
            for part in path.split('/') {
                prop_assert!(part.len() <= 190 && part.encode_utf16().count() <= 110, "{part:?}");
                prop_assert_eq!(safe_component(part), part);
            }
        }
    }
}
