//! `index.html`: the calls of the folder to search, sort and play in any browser, without Tapedeck and without a network.
//!
//! One file. What strangers wrote is data in a JSON element and becomes text, never markup; the policy of the page lets
//! only its own script run, and only files be played.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest as _, Sha256};

use super::{CallRecord, Cell, Column, TableWriter};
use crate::error::{Error, Result};

/// The page's file name.
pub(crate) const PAGE_FILE: &str = "index.html";
/// A browser takes no more with ease; the tables have them all.
const MOST_CALLS: u64 = 50_000;

const PAGE: &str = include_str!("page/page.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");

/// The columns of the page, in the order its script takes them; the paths follow.
const SHOWN: [Column; 14] = [
    Column::CallId,
    Column::StartedLocal,
    Column::Direction,
    Column::Extension,
    Column::ExtensionName,
    Column::Caller,
    Column::CallerName,
    Column::Callee,
    Column::CalleeName,
    Column::Queue,
    Column::TalkS,
    Column::Status,
    Column::Result,
    Column::Reason,
];

/// Writes rows as a page for browsers.
pub struct IndexPage<W: Write> {
    sink: W,
    /// What follows the data.
    end: String,
    calls: u64,
    most_calls: u64,
    /// For messages only.
    path: PathBuf,
}

impl<W: Write> IndexPage<W> {
    /// Starts a page. `path` is what errors name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(mut sink: W, path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        // Browsers hash line feeds, whatever the checkout this was built from had.
        let [page, style, script] = [PAGE, STYLE, SCRIPT].map(|text| text.replace('\r', ""));
        let page = page
            .replace("{{style-hash}}", &source_hash(&style))
            .replace("{{script-hash}}", &source_hash(&script))
            .replace("{{style}}", &style)
            .replace("{{script}}", &script);
        let (start, end) = page.split_once("{{data}}").unwrap_or((&page, ""));
        sink.write_all(start.as_bytes())
            .and_then(|()| sink.write_all(b"{\"calls\":["))
            .map_err(|source| Error::io("written", &path, source))?;
        Ok(Self {
            sink,
            end: end.to_owned(),
            calls: 0,
            most_calls: MOST_CALLS,
            path,
        })
    }

    fn put(&mut self, text: &str) -> Result<()> {
        self.sink
            .write_all(text.as_bytes())
            .map_err(|source| Error::io("written", &self.path, source))
    }
}

impl<W: Write> TableWriter for IndexPage<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        self.calls += 1;
        if self.calls > self.most_calls {
            return Ok(());
        }
        let mut cells: Vec<serde_json::Value> = SHOWN
            .into_iter()
            .map(|column| match row.cell(column) {
                Cell::Text(text) => text.into(),
                Cell::Number(number) => number.into(),
                Cell::Unknown => serde_json::Value::Null,
            })
            .collect();
        cells.push(row.paths().collect());
        let line = serde_json::Value::from(cells).to_string();
        let before = if self.calls == 1 { "\n" } else { ",\n" };
        self.put(before)?;
        // Nothing in it ends the element or starts another.
        self.put(&line.replace('<', "\\u003c"))
    }

    fn finish(&mut self) -> Result<()> {
        let more = self.calls.saturating_sub(self.most_calls);
        let end = std::mem::take(&mut self.end);
        self.put(&format!("\n],\"more\":{more}}}{end}"))?;
        self.sink
            .flush()
            .map_err(|source| Error::io("written", &self.path, source))
    }
}

/// The page, where it stands in the folder.
pub(crate) fn existing_page(folder: &Path) -> Option<&'static str> {
    folder.join(PAGE_FILE).is_file().then_some(PAGE_FILE)
}

/// What a content security policy calls a piece of the page.
fn source_hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::{self, Dice, hostile};

    fn page(rows: &[CallRecord], most_calls: u64) -> String {
        let mut bytes = Vec::new();
        let mut page = IndexPage::new(&mut bytes, PAGE_FILE).unwrap();
        page.most_calls = most_calls;
        for row in rows {
            page.write(row).unwrap();
        }
        page.finish().unwrap();
        drop(page);
        String::from_utf8(bytes).unwrap()
    }

    /// The data as a browser takes it: everything up to the first end tag.
    fn data(page: &str) -> serde_json::Value {
        let (_, rest) = page.split_once("id=\"data\">").unwrap();
        let (data, _) = rest.split_once("</script>").unwrap();
        serde_json::from_str(data).unwrap()
    }

    #[test]
    fn what_strangers_wrote_stays_data() {
        let mut dice = Dice(50);
        let names = [
            "</script><script>alert(1)</script>",
            "<!--<script>",
            "]]>",
            "{{script}}",
            "\u{2028}\u{202e}",
        ];
        let nasty = names.map(str::to_owned).into_iter();
        let names: Vec<String> = nasty
            .chain((0..2_000).map(|_| hostile(&mut dice)))
            .collect();
        let rows: Vec<_> = names
            .iter()
            .map(|name| {
                let mut row = fixture::row("1");
                row.call.caller_name.clone_from(name);
                row.files = vec![fixture::file("d/a.wav", 1), fixture::file("d/a-2.wav", 1)];
                row
            })
            .collect();
        let page = page(&rows, MOST_CALLS);
        let tags = |text: &str| text.matches('<').count();
        let own = PAGE.len() + STYLE.len() + SCRIPT.len();
        assert_eq!(
            tags(&page),
            tags(PAGE) + tags(STYLE) + tags(SCRIPT),
            "no tag but the page's own"
        );
        assert!(own < 20_000, "the page is small: {own} bytes");
        let data = data(&page);
        for (call, name) in data["calls"].as_array().unwrap().iter().zip(&names) {
            assert_eq!(call[6], **name);
            assert_eq!(call[14], serde_json::json!(["d/a.wav", "d/a-2.wav"]));
        }
        assert_eq!(data["more"], 0);
    }

    #[test]
    fn only_the_own_script_may_run() {
        let page = page(&[], MOST_CALLS);
        for (tag, text) in [("script", SCRIPT), ("style", STYLE)] {
            assert!(
                page.contains(&format!("<{tag}>{text}</{tag}>")),
                "as hashed"
            );
            let allowed = format!("{tag}-src '{}'", source_hash(text));
            assert!(page.contains(&allowed), "{allowed}");
            assert!(
                !text.contains(&format!("</{tag}")),
                "{tag} ends where it should"
            );
        }
        assert!(page.contains("default-src 'none'"));
        assert!(
            !page.contains("http://") && !page.contains("https://"),
            "no network"
        );
        assert_eq!(
            data(&page)["calls"],
            serde_json::json!([]),
            "no call, a page all the same"
        );
    }

    #[test]
    fn calls_that_are_too_many_are_counted() {
        let rows: Vec<_> = (0..5).map(|id| fixture::row(&id.to_string())).collect();
        let data = data(&page(&rows, 3));
        assert_eq!(data["calls"].as_array().unwrap().len(), 3);
        assert_eq!(data["more"], 2);
    }
}
