//! Reading back the text of an Excel workbook: ours, or ours as Excel saved it again.
//!
//! Only what is needed to find the rows of a table: sheets one after the other, text in the cell or in the shared list,
//! numbers as they stand. Sheets are read as a stream, since one can have a million rows.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use zip::{ZipArchive, read::ZipFile};

use crate::error::{Error, Result};

/// No cell of Excel's is longer; what is, was not written by a spreadsheet program.
const LONGEST: u64 = 1 << 20;

/// Hands over each row as cells by column name; the first row of each sheet has the names. A workbook that cannot be
/// read has no rows: a person may have put anything there.
///
/// # Errors
/// [`Error::Io`] when the file cannot be opened.
pub(super) fn for_each_row(
    path: &Path,
    each: &mut dyn FnMut(HashMap<String, String>),
) -> Result<()> {
    let file = File::open(path).map_err(|source| Error::io("read", path, source))?;
    let Ok(mut book) = ZipArchive::new(BufReader::new(file)) else {
        return Ok(());
    };
    let shared = match book.by_name("xl/sharedStrings.xml") {
        Ok(part) => shared_texts(part).unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    for sheet in 1.. {
        let Ok(part) = book.by_name(&format!("xl/worksheets/sheet{sheet}.xml")) else {
            break;
        };
        if let Err(error) = read_sheet(part, &shared, each) {
            tracing::warn!(%error, sheet, "a sheet of the workbook cannot be read to its end");
        }
    }
    Ok(())
}

fn shared_texts(part: ZipFile<'_, impl io::Read>) -> io::Result<Vec<String>> {
    let mut texts = Vec::new();
    let mut tags = Tags::new(part);
    while let Some(tag) = tags.next()? {
        match tag.name() {
            "si" => texts.push(String::new()),
            "/t" => texts
                .last_mut()
                .into_iter()
                .for_each(|text| text.push_str(&plain(&tag.before))),
            _ => {}
        }
    }
    Ok(texts)
}

fn read_sheet(
    part: ZipFile<'_, impl io::Read>,
    shared: &[String],
    each: &mut dyn FnMut(HashMap<String, String>),
) -> io::Result<()> {
    let mut names: Option<HashMap<String, String>> = None;
    let mut row = HashMap::new();
    let (mut column, mut in_list) = (String::new(), false);
    let mut tags = Tags::new(part);
    while let Some(tag) = tags.next()? {
        match tag.name() {
            "c" => {
                let place = tag.attribute("r").unwrap_or_default();
                column = place.chars().filter(char::is_ascii_alphabetic).collect();
                in_list = tag.attribute("t") == Some("s");
            }
            "/v" if in_list => {
                let text = tag
                    .before
                    .parse::<usize>()
                    .ok()
                    .and_then(|place| shared.get(place))
                    .cloned();
                row.insert(column.clone(), text.unwrap_or_default());
            }
            "/v" | "/t" => row
                .entry(column.clone())
                .or_insert_with(String::new)
                .push_str(&plain(&tag.before)),
            "/row" => match &names {
                None => names = Some(std::mem::take(&mut row)),
                Some(names) => each(
                    row.drain()
                        .filter_map(|(column, text)| Some((names.get(&column)?.clone(), text)))
                        .collect(),
                ),
            },
            _ => {}
        }
    }
    Ok(())
}

/// The tags of a document, each with the text before it.
struct Tags<R> {
    reader: BufReader<R>,
}

struct Tag {
    before: String,
    inside: String,
}

impl<R: io::Read> Tags<R> {
    fn new(part: R) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, part),
        }
    }

    fn next(&mut self) -> io::Result<Option<Tag>> {
        let before = self.until(b'<')?;
        let inside = self.until(b'>')?;
        Ok((!inside.is_empty()).then_some(Tag { before, inside }))
    }

    fn until(&mut self, end: u8) -> io::Result<String> {
        let mut found = Vec::new();
        io::Read::take(&mut self.reader, LONGEST).read_until(end, &mut found)?;
        if found.len() as u64 == LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        found.pop_if(|last| *last == end);
        Ok(String::from_utf8_lossy(&found).into_owned())
    }
}

impl Tag {
    fn name(&self) -> &str {
        self.inside
            .split([' ', '\t', '\r', '\n'])
            .next()
            .unwrap_or_default()
            .trim_end_matches(|c| c == '/' && self.inside.len() > 1)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.inside.split_once(&format!(" {name}=\""))?;
        rest.split('"').next()
    }
}

/// Text without the escapes of XML and of Excel (`_x000A_`).
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '_']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) =
            escape(rest).unwrap_or((if rest.starts_with('&') { '&' } else { '_' }, 1));
        plain.push(c);
        rest = &rest[length..];
    }
    plain + rest
}

/// The character an escape at the start stands for, and the length of the escape.
fn escape(text: &str) -> Option<(char, usize)> {
    if let Some(hex) = text.strip_prefix("_x") {
        let number = u32::from_str_radix(hex.get(..4)?, 16).ok()?;
        return (hex.as_bytes().get(4) == Some(&b'_')).then_some((char::from_u32(number)?, 7));
    }
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = number
                .strip_prefix('x')
                .map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
            char::from_u32(value.ok()?)?
        }
    };
    Some((c, name.len() + 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::export::{
        fixture,
        tables::{Columns, TableWriter, XlsxTable},
    };

    fn reread(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.xlsx");
        let mut table = XlsxTable::new(
            File::create(&path).unwrap(),
            Columns::default(),
            &path,
            folder.path(),
        )
        .unwrap();
        let mut row = fixture::row("7");
        row.call.caller_name = text.to_owned();
        table.write(&row).unwrap();
        table.finish().unwrap();
        let mut rows = Vec::new();
        for_each_row(&path, &mut |row| rows.push(row)).unwrap();
        assert_eq!(
            (
                rows.len(),
                rows[0]["call_id"].as_str(),
                rows[0]["talk_s"].as_str()
            ),
            (1, "7", "34")
        );
        rows[0].get("caller_name").cloned().unwrap_or_default()
    }

    #[test]
    fn text_comes_back_as_it_was_written() {
        for text in [
            "",
            "Ann",
            "<b> & \"c\" 'd'",
            " spaces ",
            "a\nb\tc",
            "=1+1",
            "_x0041_",
            "_x",
            "&amp;",
            "\u{1}",
            "中文 😀",
        ] {
            assert_eq!(reread(text), text, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_workbook_has_no_rows() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "PK but not really").unwrap();
        for_each_row(file.path(), &mut |_| panic!("no row")).unwrap();
    }

    proptest! {
        #[test]
        fn escapes_never_panic(text in r"(&|_|x|#|;|[0-9A-F]{1,8}|amp|😀|\PC){0,40}") {
            plain(&text);
        }
    }
}
