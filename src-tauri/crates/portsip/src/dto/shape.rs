//! The form of an answer without anything it says: keys and kinds of values. Lets a customer with a version we do not know
//! show what its PBX answers, without showing one call.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

/// Objects with more keys than this are tables by name, and their keys are data.
const MOST_KEYS: usize = 80;
/// Field names are no longer.
const LONGEST_KEY: usize = 40;

/// Keys and kinds of a JSON value. Displays like JSON: `{"count": number, "items": [{"id": text}]}`; rows of a list are
/// laid over each other, a field that not all have is marked with `?`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// `null`, `true or false`, `number`, `text`.
    plain: BTreeSet<&'static str>,
    list: Option<Rows>,
    fields: Option<BTreeMap<String, Field>>,
}

/// The rows of a list laid over each other; an empty list has none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Rows(Option<Box<Shape>>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    shape: Shape,
    always: bool,
}

impl Shape {
    /// The form of a JSON text; `None` for anything else.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json)
            .ok()
            .map(|value| Self::of(&value))
    }

    fn of(value: &Value) -> Self {
        let plain = |kind| Self {
            plain: BTreeSet::from([kind]),
            ..Self::default()
        };
        match value {
            Value::Null => plain("null"),
            Value::Bool(_) => plain("true or false"),
            Value::Number(_) => plain("number"),
            Value::String(text) if text.is_empty() => plain("empty text"),
            Value::String(_) => plain("text"),
            Value::Array(rows) => Self {
                list: Some(Rows(
                    rows.iter().map(Self::of).reduce(Self::over).map(Box::new),
                )),
                ..Self::default()
            },
            Value::Object(map) => Self {
                fields: Some(fields_of(map)),
                ..Self::default()
            },
        }
    }

    /// Two forms laid over each other.
    fn over(mut self, other: Self) -> Self {
        self.plain.extend(other.plain);
        self.list = match (self.list, other.list) {
            (Some(Rows(Some(one))), Some(Rows(Some(two)))) => {
                Some(Rows(Some(Box::new(one.over(*two)))))
            }
            (Some(Rows(Some(one))), _) | (_, Some(Rows(Some(one)))) => Some(Rows(Some(one))),
            (one, two) => one.or(two),
        };
        self.fields = match (self.fields, other.fields) {
            (Some(one), Some(two)) => Some(joined(one, two)),
            (one, two) => one.or(two),
        };
        self
    }
}

fn fields_of(map: &serde_json::Map<String, Value>) -> BTreeMap<String, Field> {
    let named = map.len() <= MOST_KEYS;
    let mut fields: BTreeMap<String, Field> = BTreeMap::new();
    for (key, value) in map {
        // A key that does not look like the name of a field may be a number, an address or a person.
        let key = if named && is_name(key) { key } else { "…" };
        let new = Field {
            shape: Shape::of(value),
            always: true,
        };
        let field = match fields.remove(key) {
            Some(old) => Field {
                shape: old.shape.over(new.shape),
                always: true,
            },
            None => new,
        };
        fields.insert(key.to_owned(), field);
    }
    fields
}

fn is_name(key: &str) -> bool {
    key.len() <= LONGEST_KEY
        && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        // Ids are long and full of digits.
        && key.chars().filter(char::is_ascii_digit).count() <= 3
}

fn joined(
    one: BTreeMap<String, Field>,
    mut two: BTreeMap<String, Field>,
) -> BTreeMap<String, Field> {
    let mut fields = BTreeMap::new();
    for (key, mut field) in one {
        match two.remove(&key) {
            Some(other) => {
                field.always &= other.always;
                field.shape = field.shape.over(other.shape);
            }
            None => field.always = false,
        }
        fields.insert(key, field);
    }
    for (key, mut field) in two {
        field.always = false;
        fields.insert(key, field);
    }
    fields
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = false;
        let mut or = |f: &mut fmt::Formatter<'_>| {
            let text = if written { " or " } else { "" };
            written = true;
            f.write_str(text)
        };
        for kind in &self.plain {
            or(f)?;
            f.write_str(kind)?;
        }
        if let Some(Rows(row)) = &self.list {
            or(f)?;
            match row {
                Some(row) => write!(f, "[{row}]")?,
                None => f.write_str("[]")?,
            }
        }
        if let Some(fields) = &self.fields {
            or(f)?;
            f.write_str("{")?;
            for (at, (key, field)) in fields.iter().enumerate() {
                let comma = if at == 0 { "" } else { ", " };
                let mark = if field.always { "" } else { "?" };
                write!(f, "{comma}\"{key}\"{mark}: {}", field.shape)?;
            }
            f.write_str("}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(json: &str) -> String {
        Shape::read(json).expect(json).to_string()
    }

    #[test]
    fn rows_are_laid_over_each_other() {
        let page = r#"{"count": 2, "items": [
            {"id": "1", "caller": "+4420", "files": [], "new_in_22_9": {"score": 0.5}},
            {"id": "2", "caller": null, "files": [{"file_url": "/api/blobs/x"}]}
        ]}"#;
        assert_eq!(
            shown(page),
            r#"{"count": number, "items": [{"caller": null or text, "files": [{"file_url": text}], "id": text, "new_in_22_9"?: {"score": number}}]}"#
        );
        assert_eq!(
            shown(r#"[1, [true], {}, ""]"#),
            "[empty text or number or [true or false] or {}]"
        );
        assert_eq!(shown("[]"), "[]");
        assert!(Shape::read("<html>").is_none());
    }

    #[test]
    fn keys_that_are_data_are_not_shown() {
        assert_eq!(
            shown(
                r#"{"+442079460000": 1, "878156644691742720": "x", "id_878156644691742720": 2, "Ann Lee": 1, "Straße": 1}"#
            ),
            r#"{"…": number or text}"#
        );
        let staff: Vec<String> = (0..100).map(|n| format!(r#""ann{n}": 1"#)).collect();
        assert_eq!(
            shown(&format!("{{{}}}", staff.join(","))),
            r#"{"…": number}"#
        );
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            Just(Value::from("canary")),
            Just(Value::from("")),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[a-e]|[0-9]{5}", inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_value_is_ever_shown_and_order_does_not_matter(one in json(), two in json()) {
            let [a, b] = [Shape::of(&one), Shape::of(&two)];
            prop_assert_eq!(a.clone().over(a.clone()), a.clone());
            let both = a.clone().over(b.clone());
            prop_assert_eq!(&both, &b.over(a));
            let text = both.to_string();
            prop_assert!(!text.contains("canary") && !text.contains(|c: char| c.is_ascii_digit()), "{}", text);
        }
    }
}
