//! `calls.csv`, safe to open in Excel or untouched.

use std::{borrow::Cow, io::Write, path::PathBuf};

use super::{COLUMNS, CallRecord, Cell, TableWriter};
use crate::{
    error::{Error, Result},
    export::CsvStyle,
};

/// Writes rows as RFC 4180 CSV with a header.
pub struct CsvTable<W: Write> {
    writer: csv::Writer<W>,
    style: CsvStyle,
    /// For messages only.
    path: PathBuf,
}

impl<W: Write> CsvTable<W> {
    /// Starts a table: the BOM (Excel style) and the header. `path` is what errors name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(mut sink: W, style: CsvStyle, path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let terminator = match style {
            CsvStyle::Excel => {
                // Excel takes a file without it for the local code page.
                sink.write_all("\u{FEFF}".as_bytes())
                    .map_err(|source| Error::io("written", &path, source))?;
                csv::Terminator::CRLF
            }
            CsvStyle::Raw => csv::Terminator::Any(b'\n'),
        };
        let mut table = Self {
            writer: csv::WriterBuilder::new()
                .terminator(terminator)
                .from_writer(sink),
            style,
            path,
        };
        table.record(COLUMNS.iter().map(|name| Cow::Borrowed(*name)))?;
        Ok(table)
    }

    fn record<'a>(&mut self, fields: impl Iterator<Item = Cow<'a, str>>) -> Result<()> {
        for field in fields {
            self.writer
                .write_field(field.as_bytes())
                .map_err(|error| io(&self.path, error))?;
        }
        self.writer
            .write_record(None::<&[u8]>)
            .map_err(|error| io(&self.path, error))
    }
}

impl<W: Write> TableWriter for CsvTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        let style = self.style;
        let cells = row.cells();
        self.record(cells.iter().map(|cell| match cell {
            Cell::Number(number) => Cow::Owned(number.to_string()),
            Cell::Unknown => Cow::Borrowed(""),
            Cell::Text(text) if style == CsvStyle::Excel => plain_text(text),
            Cell::Text(text) => Cow::Borrowed(text.as_ref()),
        }))
    }

    fn finish(&mut self) -> Result<()> {
        self.writer
            .flush()
            .map_err(|source| Error::io("written", &self.path, source))
    }
}

/// Text that a spreadsheet program will not run: `'` before what starts like a formula, unless it is a plain number as
/// people dial it (`^\+?[0-9*#]*$`). Line feeds and the full-width signs that Excel folds count too.
pub fn plain_text(text: &str) -> Cow<'_, str> {
    let live = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let dialled = text.strip_prefix('+').unwrap_or(text);
    if live
        && !dialled
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'*' || byte == b'#')
    {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn io(path: &std::path::Path, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::io("written", path, source),
        other => Error::io("written", path, std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::export::fixture;

    fn written(rows: &[CallRecord], style: CsvStyle) -> Vec<u8> {
        let mut bytes = Vec::new();
        {
            let mut table = CsvTable::new(&mut bytes, style, "calls.csv").unwrap();
            for row in rows {
                table.write(row).unwrap();
            }
            table.finish().unwrap();
        }
        bytes
    }

    #[test]
    fn excel_style_has_a_bom_and_no_formula() {
        let mut row = fixture::row("1");
        row.call.caller_name = "=HYPERLINK(\"http://x\")".to_owned();
        row.call.callee_name = "-5".to_owned();
        row.call.trunk = "+49 30".to_owned();
        let text = String::from_utf8(written(&[row], CsvStyle::Excel)).unwrap();
        assert!(text.starts_with("\u{FEFF}call_id,recording_id,"));
        assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{text}");
        assert!(
            text.contains(",'-5,") && text.contains(",'+49 30,"),
            "{text}"
        );
        assert!(
            text.contains(",+60123456789,"),
            "a dialled number stays as it is: {text}"
        );
    }

    #[test]
    fn raw_style_leaves_text_untouched() {
        let mut row = fixture::row("1");
        row.call.caller_name = "=1+1".to_owned();
        let text = String::from_utf8(written(&[row], CsvStyle::Raw)).unwrap();
        assert!(
            text.starts_with("call_id,") && text.contains(",=1+1,") && !text.contains('\r'),
            "{text}"
        );
    }

    #[test]
    fn plain_numbers_are_never_quoted() {
        for number in ["", "+", "+60123456789", "*57", "#31#0123", "101", "+*"] {
            assert_eq!(plain_text(number), number);
        }
        for live in ["=1", "+1-1", "-1", "@x", "\tx", "\rx", "+ 1", "++1"] {
            assert_eq!(plain_text(live), format!("'{live}"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        #[test]
        fn any_cell_round_trips_and_none_is_a_formula(name in any::<String>(), nasty in "[=+@\t\r\n\"',;|0-9*# -]{0,12}") {
            let mut row = fixture::row("1");
            row.call.caller_name = name;
            row.call.end_reason = nasty;
            for style in [CsvStyle::Raw, CsvStyle::Excel] {
                let bytes = written(std::slice::from_ref(&row), style);
                let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&bytes);
                let read = csv::Reader::from_reader(bytes).into_records().next().unwrap().unwrap();
                prop_assert_eq!(read.len(), COLUMNS.len());
                for (column, want) in [(6, &row.call.caller_name), (21, &row.call.end_reason)] {
                    let cell = &read[column];
                    if style == CsvStyle::Raw {
                        prop_assert_eq!(cell, want);
                    } else {
                        prop_assert_eq!(cell.strip_prefix('\'').filter(|_| cell != want).unwrap_or(cell), want);
                        let dialled = cell.strip_prefix('+').unwrap_or(cell).chars().all(|c| c.is_ascii_digit() || "*#".contains(c));
                        prop_assert!(dialled || !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?} is live");
                    }
                }
            }
        }
    }
}
