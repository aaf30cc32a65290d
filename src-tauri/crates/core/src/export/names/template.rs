//! Templates: `{date}/{extension}/{start}_{other}_[{id}]`.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use super::{
    TemplateProblem,
    field::{Field, Kind},
    format::Format,
    grammar::{self, Choice, Piece},
    safe::{MOST_BYTES, MOST_UNITS, safe_component, safe_text, shortened},
};
use crate::call::Call;

/// The most bytes an id may take of a component; a longer one ends in its hash instead.
const MOST_ID: usize = 64;

/// A checked template of relative paths, without ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

/// A part of a component; the id is never shortened.
#[derive(Debug)]
struct Part {
    is_id: bool,
    text: String,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong and where: an unknown field or format, a missing `{id}`, a brace or section without its end, a path
    /// that starts at a root or contains `..`.
    pub fn parse(text: &str) -> Result<Self, TemplateProblem> {
        grammar::parse(text).map(|pieces| Self { pieces })
    }

    /// The relative path of a call's file, with `/`, without ending. Times are those of `zone` where the template names
    /// no other. A folder without a name is left out.
    pub fn render(&self, call: &Call, zone: &TimeZone) -> String {
        let mut components = vec![Vec::new()];
        fill(&mut components, &self.pieces, call, zone);
        let file = components.pop().unwrap_or_default();
        let folders = components
            .into_iter()
            .filter(|parts| parts.iter().any(|part| !part.text.trim().is_empty()));
        let mut path = String::new();
        for folder in folders {
            path.push_str(&component(folder));
            path.push('/');
        }
        path + &component(file)
    }
}

/// Adds the parts that the pieces make of a call to the last component, or to new ones.
fn fill(components: &mut Vec<Vec<Part>>, pieces: &[Piece], call: &Call, zone: &TimeZone) {
    for piece in pieces {
        let part = match piece {
            Piece::Folder => {
                components.push(Vec::new());
                continue;
            }
            Piece::When(field, inner) => {
                if !field.text(call).trim().is_empty() {
                    fill(components, inner, call, zone);
                }
                continue;
            }
            Piece::Text(text) => Part {
                is_id: false,
                text: safe_text(text),
            },
            Piece::Value(choices) => chosen(choices, call, zone),
        };
        if let Some(component) = components.last_mut() {
            component.push(part);
        }
    }
}

/// The first choice that is not empty. What stands for an empty field by itself stands only where nothing else was named.
fn chosen(choices: &[Choice], call: &Call, zone: &TimeZone) -> Part {
    let mut found = choices.iter().map(|choice| match choice {
        Choice::Text(text) => Part {
            is_id: false,
            text: safe_text(text),
        },
        Choice::Field(field, format) => Part {
            is_id: field.kind() == Kind::Id,
            text: value(*field, format, call, zone),
        },
    });
    let chosen = found.find(|part| !part.text.trim().is_empty());
    chosen.unwrap_or_else(|| Part {
        is_id: false,
        text: match choices {
            [Choice::Field(field, _)] => field.when_empty().to_owned(),
            _ => String::new(),
        },
    })
}

fn value(field: Field, format: &Format, call: &Call, zone: &TimeZone) -> String {
    match field.kind() {
        Kind::Id => id(call.id.as_str()),
        Kind::Time => safe_text(&format.time(field, call.started, zone)),
        Kind::Number => format.text(&call.talk_s.to_string()),
        Kind::Word | Kind::Text => safe_text(&format.text(field.text(call))),
    }
}

/// One component: too long ones lose the ends of their longest values, never the id.
fn component(mut parts: Vec<Part>) -> String {
    loop {
        let bytes: usize = parts.iter().map(|part| part.text.len()).sum();
        let units: usize = parts
            .iter()
            .map(|part| part.text.encode_utf16().count())
            .sum();
        // One byte and unit stay free for the `_` that a bad start or end is given.
        let over = bytes
            .saturating_sub(MOST_BYTES - 2)
            .max(units.saturating_sub(MOST_UNITS - 2));
        let longest = parts
            .iter_mut()
            .filter(|part| !part.is_id && !part.text.is_empty())
            .max_by_key(|part| part.text.len());
        let (true, Some(Part { text, .. })) = (over > 0, longest) else {
            break;
        };
        // Half at most, so that several long values share the loss.
        let keep = text.len().saturating_sub(over).max(text.len() / 2);
        *text = shortened(text, keep.min(text.len() - 1), usize::MAX).to_owned();
    }
    safe_component(&parts.into_iter().map(|part| part.text).collect::<String>())
}

/// An id as part of a name: itself, or its start and its hash where it is long or would be no good name.
fn id(id: &str) -> String {
    let safe = safe_component(id);
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
    fn wrong_templates_are_refused_with_the_reason_and_the_place() {
        for (text, word, place) in [
            ("{date}", "{id}", ""),
            ("{?queue}{id}{/queue}", "{id}", ""),
            ("{queue|id}", "{id}", ""),
            ("{nope}_{id}", "nope", "{nope}"),
            ("{id}{ date}", "no field", "{ date}"),
            ("{id}{}", "no field", "{}"),
            ("../{id}", "leaves", ".."),
            ("a/../{id}", "leaves", ".."),
            ("a/{?queue}./{/queue}{id}", "leaves", "{?queue}."),
            ("/{id}", "relative", "/"),
            ("C:\\{id}", "relative", ":"),
            ("..\\{id}", "leaves", ".."),
            ("~/{id}", "relative", "~"),
            ("{id}/", "empty", ""),
            ("a//{id}", "empty", ""),
            ("a/ /{id}", "empty", " "),
            ("{id", "brace", "{"),
            ("{id{", "brace", "{"),
            ("}{id}", "brace", "}"),
            ("", "empty", ""),
            ("{id}{start:%K}", "strftime", "start:%K"),
            ("{id}{queue|trunk:big|x}", "no format", "trunk:big"),
            ("{id}{queue|a|b}", "nothing can come after", "b"),
            ("{id}{date|x}", "never empty", "x"),
            ("{id}{queue|a/b}", "no folder", "a/b"),
            ("{id}{?date}x{/date}", "never empty", "{?date}"),
            ("{id}{?nope}x{/nope}", "no field", "{?nope}"),
            ("{id}{?queue}{/queue}", "nothing stands", "{?queue}"),
            ("{id}{?queue}x", "{/queue}", "{?queue}"),
            ("{id}x{/queue}", "{?queue}", "{/queue}"),
            ("{id}{?queue}x{/trunk}", "{/queue} comes first", "{/trunk}"),
            (
                "{id}{?did}{?queue}{?trunk}{?callee}{?caller}x{/caller}{/callee}{/trunk}{/queue}{/did}",
                "fit into one another",
                "{?caller}",
            ),
            (
                "1/2/3/4/5/6/7/8/9/10/11/12/13/{id}",
                "at most 12 folders",
                "/",
            ),
            (&"x".repeat(1001), "at most 1000", ""),
        ] {
            let refused = Template::parse(text).unwrap_err();
            assert!(refused.reason().contains(word), "{text:?}: {refused}");
            assert_eq!(
                &text[refused.place()],
                place,
                "the place in {text:?}: {refused}"
            );
        }
    }

    #[test]
    fn a_place_is_told_in_characters_and_in_the_units_of_a_text_field() {
        let refused = Template::parse("😀é{nope}_{id}").unwrap_err();
        assert!(
            refused
                .to_string()
                .ends_with("(at \"{nope}\", character 3 of the name template)"),
            "{refused}"
        );
        assert_eq!(refused.utf16_place(), 3..9);
        let missing = Template::parse("é{date}").unwrap_err();
        assert_eq!(missing.utf16_place(), 7..7, "where something is missing");
        assert_eq!(missing.to_string(), missing.reason());
    }

    #[test]
    fn empty_fields_leave_no_trace() {
        let mut call = fixture::call("7");
        call.extension_name = " ".to_owned();
        for (text, with_queue, without) in [
            ("{queue}/{id}", "800/7", "7"),
            ("{queue|none}/{id}", "800/7", "none/7"),
            ("{?queue}{queue}/{/queue}{id}", "800/7", "7"),
            ("x{?queue}-{queue}{/queue}_{id}", "x-800_7", "x_7"),
            (
                "{?queue}queue/{?trunk}{trunk}/{/trunk}{/queue}{id}",
                "queue/T1/7",
                "7",
            ),
            (
                "{extension_name|queue:05|nobody}_{id}",
                "00800_7",
                "nobody_7",
            ),
            ("{id}/{queue}", "7/800", "7/_"),
        ] {
            let template = Template::parse(text).unwrap();
            call.queue = "800".to_owned();
            assert_eq!(template.render(&call, &TimeZone::UTC), with_queue, "{text}");
            call.queue.clear();
            assert_eq!(template.render(&call, &TimeZone::UTC), without, "{text}");
        }
    }

    #[test]
    fn a_hidden_number_is_unknown_unless_something_else_stands_for_it() {
        let mut call = fixture::call("7");
        call.extension.clear();
        for (text, name) in [
            ("{extension}_{id}", "unknown_7"),
            ("{extension:upper}_{id}", "unknown_7"),
            ("{extension|callee}_{id}", "800_7"),
            ("{extension|none}_{id}", "none_7"),
            ("{extension|}_{id}", "_7"),
            ("{?extension}x{/extension}{id}", "7"),
        ] {
            let made = Template::parse(text).unwrap().render(&call, &TimeZone::UTC);
            assert_eq!(made, name, "{text}");
        }
    }

    /// The documentation shows what truly comes out.
    #[test]
    fn the_examples_of_the_documentation_are_true() {
        let page = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../docs/export-folder.md"
        );
        let page = std::fs::read_to_string(page).unwrap();
        let zone = TimeZone::get("Asia/Kuala_Lumpur").unwrap();
        let (_, table) = page
            .split_once("| template | name |")
            .expect("the table of examples");
        let rows = table
            .lines()
            .skip(2)
            .take_while(|line| line.starts_with('|'));
        let mut examples = 0;
        for row in rows {
            // A bar within a code span of a table is written with a backslash.
            let row = row.replace("\\|", "\u{1}");
            let cells: Vec<String> = row
                .split('|')
                .map(|cell| cell.trim().trim_matches('`').replace('\u{1}', "|"))
                .collect();
            let template =
                Template::parse(&cells[1]).unwrap_or_else(|error| panic!("{row}: {error}"));
            assert_eq!(
                template.render(&fixture::call("8781"), &zone),
                cells[2],
                "{row}"
            );
            examples += 1;
        }
        assert!(examples >= 10, "{examples} examples are in the table");
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
            prop_assert!(path.split('/').count() <= 3, "{path:?} has a folder nobody asked for");
            prop_assert!(path.ends_with(&format!("-{id}")), "{path:?} lost its id");
            for part in path.split('/') {
                prop_assert!(part.len() <= 190 && part.encode_utf16().count() <= 110, "{part:?}");
                prop_assert_eq!(safe_component(part), part);
            }
        }
    }
}
