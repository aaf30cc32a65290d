//! `calls.csv`, safe to open in Excel or untouched.

use std::{borrow::Cow, io::Write, path::PathBuf};

use super::{CallRecord, Cell, Column, Columns, TableWriter};
use crate::{
    error::{Error, Result},
    export::{CsvSeparator, CsvStyle},
};

/// How text and separators are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvForm {
    /// Safe to open in Excel, or text as it is.
    pub style: CsvStyle,
    /// Between two cells.
    pub separator: CsvSeparator,
}

impl CsvSeparator {
    /// All there are.
    pub(super) const ALL: [Self; 3] = [Self::Comma, Self::Semicolon, Self::Tab];

    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// Writes rows as RFC 4180 CSV with a header.
pub struct CsvTable<W: Write> {
    writer: csv::Writer<W>,
    style: CsvStyle,
    columns: Columns,
    /// For messages only.
    path: PathBuf,
}

impl<W: Write> CsvTable<W> {
    /// Starts a table: the BOM (Excel style) and the header. `path` is what errors name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(sink: W, form: CsvForm, columns: Columns, path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let mut writer =
            writer(sink, form).map_err(|source| Error::io("written", &path, source))?;
        writer
            .write_record(columns.iter().map(Column::as_str))
            .map_err(|error| io(&path, error))?;
        Ok(Self {
            writer,
            style: form.style,
            columns,
            path,
        })
    }

    fn end_record(&mut self) -> Result<()> {
        self.writer
            .write_record(None::<&[u8]>)
            .map_err(|error| io(&self.path, error))
    }
}

impl<W: Write> TableWriter for CsvTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        for column in self.columns.iter() {
            let mut digits = itoa::Buffer::new();
            let cell = row.cell(column);
            let text = match &cell {
                Cell::Number(number) => Cow::Borrowed(digits.format(*number)),
                Cell::Unknown => Cow::Borrowed(""),
                Cell::Text(text) if self.style == CsvStyle::Excel => plain_text(text),
                Cell::Text(text) => Cow::Borrowed(text.as_ref()),
            };
            self.writer
                .write_field(text.as_bytes())
                .map_err(|error| io(&self.path, error))?;
        }
        self.end_record()
    }

    fn finish(&mut self) -> Result<()> {
        self.writer
            .flush()
            .map_err(|source| Error::io("written", &self.path, source))
    }
}

/// A writer in that form. In Excel style it has written the BOM: Excel takes a file without it for the local code page.
pub(crate) fn writer<W: Write>(mut sink: W, form: CsvForm) -> std::io::Result<csv::Writer<W>> {
    let terminator = match form.style {
        CsvStyle::Excel => {
            sink.write_all("\u{FEFF}".as_bytes())?;
            csv::Terminator::CRLF
        }
        CsvStyle::Raw => csv::Terminator::Any(b'\n'),
    };
    Ok(csv::WriterBuilder::new()
        .delimiter(form.separator.byte())
        .terminator(terminator)
        .from_writer(sink))
}

/// Text that a spreadsheet program will not run: `'` before what starts like a formula, unless it is a plain number as
/// people dial it (`^\+?[0-9*#]*$`). Line feeds and the full-width signs that Excel folds count too.
pub fn plain_text(text: &str) -> Cow<'_, str> {
    // Nearly every cell; the rest is looked at closer.
    if text
        .bytes()
        .next()
        .is_none_or(|first| first.is_ascii_alphanumeric())
    {
        return Cow::Borrowed(text);
    }
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
    use super::*;
    use crate::export::fixture;

    fn written(rows: &[CallRecord], form: CsvForm, columns: Columns) -> Vec<u8> {
        let mut bytes = Vec::new();
        {
            let mut table = CsvTable::new(&mut bytes, form, columns, "calls.csv").unwrap();
            for row in rows {
                table.write(row).unwrap();
            }
            table.finish().unwrap();
        }
        bytes
    }

    fn of_style(row: &CallRecord, style: CsvStyle) -> String {
        let form = CsvForm {
            style,
            ..CsvForm::default()
        };
        String::from_utf8(written(std::slice::from_ref(row), form, Columns::default())).unwrap()
    }

    #[test]
    fn excel_style_has_a_bom_and_no_formula() {
        let mut row = fixture::row("1");
        row.call.caller_name = "=HYPERLINK(\"http://x\")".to_owned();
        row.call.callee_name = "-5".to_owned();
        row.call.trunk = "+49 30".to_owned();
        let text = of_style(&row, CsvStyle::Excel);
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
        let text = of_style(&row, CsvStyle::Raw);
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

    #[test]
    fn the_separator_and_the_columns_can_be_chosen() {
        let mut row = fixture::row("1");
        row.call.caller_name = "a;b,c\td".to_owned();
        let columns = [Column::CallerName, Column::CallId, Column::TalkS];
        for (separator, text) in [
            (
                CsvSeparator::Comma,
                "caller_name,call_id,talk_s\n\"a;b,c\td\",1,34\n",
            ),
            (
                CsvSeparator::Semicolon,
                "caller_name;call_id;talk_s\n\"a;b,c\td\";1;34\n",
            ),
            (
                CsvSeparator::Tab,
                "caller_name\tcall_id\ttalk_s\n\"a;b,c\td\"\t1\t34\n",
            ),
        ] {
            let form = CsvForm {
                style: CsvStyle::Raw,
                separator,
            };
            let columns = Columns::chosen(&columns).unwrap();
            let written = written(std::slice::from_ref(&row), form, columns);
            assert_eq!(String::from_utf8(written).unwrap(), text);
        }
    }
}
