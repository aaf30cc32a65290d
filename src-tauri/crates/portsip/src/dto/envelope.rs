//! The wrapper of lists and details: `{count, items: […]}` in the documentation, several other shapes in practice.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::field::Number;

/// Rows as raw text, decoded one by one so that a bad one costs only itself.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// The stated total, if any.
    pub(crate) count: Option<u64>,
    pub(crate) items: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wrapper<'a> {
    #[serde(default)]
    count: Number,
    #[serde(default, borrow)]
    items: Option<&'a RawValue>,
    #[serde(default, borrow)]
    id: Option<&'a RawValue>,
    #[serde(default, borrow)]
    file_url: Option<&'a RawValue>,
    #[serde(default, borrow)]
    file_id: Option<&'a RawValue>,
    #[serde(default, borrow)]
    file_name: Option<&'a RawValue>,
    #[serde(default, borrow)]
    caller: Option<&'a RawValue>,
    #[serde(default, borrow)]
    callee: Option<&'a RawValue>,
    #[serde(default, borrow)]
    errors: Option<&'a RawValue>,
}

/// The documented shape, read in one pass.
#[derive(Deserialize)]
struct Documented<'a> {
    #[serde(default)]
    count: Number,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

impl<'a> Page<'a> {
    /// Reads `{items: […]}`, `{items: {…}}`, a bare array or a bare object; an error in words if it is none of them.
    pub(crate) fn read(body: &'a str) -> Result<Self, String> {
        let broken = |cause: serde_json::Error| format!("it is not valid JSON ({cause})");
        let body = body.trim();
        if body.is_empty() || body == "null" {
            return Ok(Self {
                count: None,
                items: Vec::new(),
            });
        }
        if let Ok(Documented { count, items }) = serde_json::from_str(body) {
            return Ok(Self {
                count: count.whole(),
                items,
            });
        }
        if body.starts_with('[') {
            return Ok(Self {
                count: None,
                items: serde_json::from_str(body).map_err(broken)?,
            });
        }
        let wrapper: Wrapper<'a> = serde_json::from_str(body).map_err(broken)?;
        let items = match wrapper.items.map(RawValue::get) {
            Some(list) if list.starts_with('[') => serde_json::from_str(list).map_err(broken)?,
            Some(one) if one.starts_with('{') => vec![serde_json::from_str(one).map_err(broken)?],
            Some("null" | "\"\"") | None => wrapper.bare(body)?,
            Some(_) => return Err("its items are neither a list nor an object".to_owned()),
        };
        Ok(Self {
            count: wrapper.count.whole(),
            items,
        })
    }
}

impl<'a> Wrapper<'a> {
    /// The object itself as the only row, if it looks like one.
    fn bare(&self, body: &'a str) -> Result<Vec<&'a RawValue>, String> {
        let marks = [
            self.id,
            self.file_url,
            self.file_id,
            self.file_name,
            self.caller,
            self.callee,
        ];
        let is_row = marks.iter().any(Option::is_some);
        if is_row {
            return serde_json::from_str(body)
                .map(|row| vec![row])
                .map_err(|cause| cause.to_string());
        }
        match self.errors.map(RawValue::get) {
            Some(errors) if !matches!(errors, "null" | "[]" | "{}") => {
                Err("it is an error in the guise of success".to_owned())
            }
            _ => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(body: &str) -> (Option<u64>, Vec<String>) {
        let page = Page::read(body).expect(body);
        (
            page.count,
            page.items
                .iter()
                .map(|item| item.get().to_owned())
                .collect(),
        )
    }

    #[test]
    fn every_shape_gives_its_rows() {
        let row = r#"{"id":1}"#.to_owned();
        assert_eq!(
            shape(r#"{"count":2,"items":[{"id":1},7]}"#),
            (Some(2), vec![row.clone(), "7".to_owned()])
        );
        assert_eq!(
            shape(r#"{"count":"12","items":{"id":1}}"#),
            (Some(12), vec![row.clone()])
        );
        assert_eq!(shape(r#"[{"id":1}]"#), (None, vec![row.clone()]));
        assert_eq!(shape(r#"{"id":1}"#), (None, vec![row]));
        for bare in [r#"{"file_url":"/x"}"#, r#"{"caller":"101","callee":"102"}"#] {
            assert_eq!(shape(bare).1.len(), 1, "{bare} is a row without an id");
        }
        for empty in [
            "",
            "null",
            "{}",
            r#"{"items":null}"#,
            r#"{"items":[]}"#,
            r#"{"items":""}"#,
            r#"{"errors":[]}"#,
        ] {
            assert_eq!(shape(empty), (None, vec![]), "{empty}");
        }
        assert_eq!(shape(r#"{"count":0,"items":[]}"#), (Some(0), vec![]));
        assert_eq!(shape(r#"{"count":-1,"items":[]}"#), (None, vec![]));
    }

    #[test]
    fn what_is_no_list_is_said() {
        for body in [
            "{",
            "7",
            r#"{"items":7}"#,
            r#"{"errors":[{"code":"X"}]}"#,
            "<html>",
        ] {
            assert!(Page::read(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_row_of_endless_depth_stays_raw() {
        let deep = format!(
            r#"{{"items":[{{"id":"1","x":{}{}}},{{"id":"2"}}]}}"#,
            "[".repeat(5000),
            "]".repeat(5000)
        );
        assert_eq!(Page::read(&deep).expect("page").items.len(), 2);
    }
}
