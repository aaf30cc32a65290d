//! The answers of the PBX as a person may see them: every key and value as it came, in its order, but no secret.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Deeper values are left out: no record nests like this.
const DEEPEST: usize = 16;
/// Longer answers are left out: nobody reads them.
const LONGEST: usize = 256 << 10;
/// Parts of keys whose values give access to something: a recording's link is as good as the recording.
const SECRET_KEYS: [&str; 7] = [
    "url", "link", "file_id", "token", "password", "secret", "authoriz",
];
/// Where files are, also when they stand under a key that nobody knows.
const SECRET_VALUES: [&str; 2] = ["/blobs/", "/files/"];

/// One JSON object with an entry for each answer that came; `None` if none can be shown.
pub(super) fn shown(answers: &[(&str, Option<&str>)]) -> Option<String> {
    let mut text = String::new();
    for (name, answer) in answers {
        let Some(body) = answer.filter(|body| body.len() <= LONGEST) else {
            continue;
        };
        let Ok(value) = serde_json::from_str::<&RawValue>(body) else {
            continue;
        };
        text.push_str(if text.is_empty() { "{\n" } else { ",\n" });
        indent(&mut text, 1);
        text.push_str(&quoted(name));
        text.push_str(": ");
        write(&mut text, value.get(), 1);
    }
    (!text.is_empty()).then(|| text + "\n}")
}

fn write(text: &mut String, json: &str, depth: usize) {
    let entries: Vec<(Option<String>, &str)> = match json.as_bytes().first() {
        _ if depth > DEEPEST => return text.push_str("\"…\""),
        Some(b'{') => match serde_json::from_str::<Entries<'_>>(json) {
            Ok(Entries(entries)) => entries
                .into_iter()
                .filter(|(key, value)| !is_secret(key, value.get()))
                .map(|(key, value)| (Some(key), value.get()))
                .collect(),
            Err(_) => return text.push_str("{}"),
        },
        Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(json)
            .unwrap_or_default()
            .into_iter()
            .map(|item| (None, item.get()))
            .filter(|(_, item)| !holds_link(item))
            .collect(),
        _ => return text.push_str(json),
    };
    let (open, close) = if json.starts_with('{') {
        ('{', '}')
    } else {
        ('[', ']')
    };
    text.push(open);
    for (index, (key, value)) in entries.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        indent(text, depth + 1);
        if let Some(key) = key {
            text.push_str(&quoted(key));
            text.push_str(": ");
        }
        write(text, value, depth + 1);
    }
    if !entries.is_empty() {
        text.push('\n');
        indent(text, depth);
    }
    text.push(close);
}

fn is_secret(key: &str, value: &str) -> bool {
    let key = key.to_ascii_lowercase();
    SECRET_KEYS.iter().any(|part| key.contains(part)) || holds_link(value)
}

/// Whether a text (not a list or object, which are looked through entry by entry) leads to a file.
fn holds_link(value: &str) -> bool {
    // JSON may write a slash as `\/`.
    value.starts_with('"') && {
        let plain = value.replace("\\/", "/");
        SECRET_VALUES.iter().any(|part| plain.contains(part))
    }
}

fn indent(text: &mut String, depth: usize) {
    text.extend(std::iter::repeat_n("  ", depth));
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The entries of an object in their order, repeated keys included.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }

        deserializer.deserialize_map(Each).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_stays_but_what_gives_access() {
        let body = r#"{"items":[{"caller":"101","cost":0.10,"id":878156644691742720,"new_field":{"b":[],"a":null},
            "file_url":"/api/blobs/canary1","file_id":"canary2","Access_Token":"canary3","avatar":"https:\/\/pbx\/api\/blobs\/canary4",
            "attachments":["/api/blobs/canary5","note"],"user_data":"\u0041 \"quoted\"","empty":{}}]}"#;
        let text = shown(&[("/api/cdrs/1", Some(body))]).expect("text");
        assert_eq!(
            text,
            r#"{
  "/api/cdrs/1": {
    "items": [
      {
        "caller": "101",
        "cost": 0.10,
        "id": 878156644691742720,
        "new_field": {
          "b": [],
          "a": null
        },
        "attachments": [
          "note"
        ],
        "user_data": "\u0041 \"quoted\"",
        "empty": {}
      }
    ]
  }
}"#,
            "keys, order, digits and spellings as they came"
        );
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "it is JSON"
        );
    }

    #[test]
    fn what_did_not_come_is_not_shown() {
        assert_eq!(shown(&[("a", None), ("b", None)]), None);
        assert_eq!(
            shown(&[("a", Some("<html>")), ("b", Some("[1]"))]).as_deref(),
            Some("{\n  \"b\": [\n    1\n  ]\n}")
        );
        let long = format!("\"{}\"", "x".repeat(LONGEST));
        assert_eq!(shown(&[("a", Some(&long))]), None);
    }

    #[test]
    fn depth_is_harmless() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let text = shown(&[("a", Some(&deep))]).expect("text");
        assert!(text.len() < 2000 && text.contains('…'), "{text}");
    }
}
