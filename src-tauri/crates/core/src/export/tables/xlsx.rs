//! `calls.xlsx`: text as text cells, times as dates, links to the files, more sheets where one is full.

use std::{
    io::{BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use rust_xlsxwriter::{Format, IgnoreError, Url, Workbook, Worksheet, XlsxError};

use super::{CallRecord, Cell, Column, Columns, TableWriter, serial};
use crate::error::{Error, Result};

/// Excel's rows per sheet, less one for the header.
const MOST_ROWS: u32 = 1_048_575;
/// Excel's UTF-16 units per cell.
const MOST_UNITS: usize = 32_767;
/// Excel's digits: a larger number would be rounded, so it becomes text.
const MOST_EXACT: u64 = 999_999_999_999_999;
/// Excel's links per sheet; the rows after them have the path as text.
const MOST_LINKS: u32 = 65_530;

/// Writes rows as an Excel workbook in constant memory, its links apart.
pub struct XlsxTable<W> {
    workbook: Workbook,
    file: Option<W>,
    columns: Columns,
    styles: Styles,
    sheets: usize,
    /// Of the present sheet.
    rows: u32,
    links: u32,
    most_rows: u32,
    path: PathBuf,
}

/// How cells look.
struct Styles {
    head: Format,
    time: Format,
    link: Format,
}

impl<W: Write + Seek + Send> XlsxTable<W> {
    /// Starts a workbook that will be written to `file`. Scratch files lie in `scratch`, nowhere else.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(
        file: W,
        columns: Columns,
        path: impl Into<PathBuf>,
        scratch: &Path,
    ) -> Result<Self> {
        let path = path.into();
        let mut workbook = Workbook::new();
        workbook
            .set_tempdir(scratch)
            .map_err(|error| broken(&path, error))?;
        let mut table = Self {
            workbook,
            file: Some(file),
            columns,
            styles: Styles {
                head: Format::new().set_bold(),
                time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
                link: Format::new().set_hyperlink(),
            },
            sheets: 0,
            rows: 0,
            links: 0,
            most_rows: MOST_ROWS,
            path,
        };
        table
            .add_sheet()
            .map_err(|error| broken(&table.path, error))?;
        Ok(table)
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        let name = if self.sheets == 0 {
            "calls".to_owned()
        } else {
            format!("calls {}", self.sheets + 1)
        };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (at, column) in (0_u16..).zip(self.columns.iter()) {
            sheet.set_column_width(at, width(column))?;
            sheet.write_string_with_format(0, at, column.as_str(), &self.styles.head)?;
        }
        self.sheets += 1;
        (self.rows, self.links) = (0, 0);
        Ok(())
    }

    /// What can only be said of a sheet once its last row is known.
    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let last = self.columns.iter().len() as u16 - 1;
        let rows = self.rows;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        sheet.autofilter(0, 0, rows, last)?;
        if rows > 0 {
            // Telephone numbers are text on purpose: no green corner on every one.
            sheet.ignore_error_range(1, 0, rows, last, IgnoreError::NumberStoredAsText)?;
        }
        Ok(())
    }

    fn add_row(&mut self, row: &CallRecord) -> Result<(), XlsxError> {
        if self.rows == self.most_rows {
            self.end_sheet()?;
            self.add_sheet()?;
        }
        self.rows += 1;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        for (at, column) in (0_u16..).zip(self.columns.iter()) {
            let place = (self.rows, at);
            match row.cell(column) {
                Cell::Unknown => {}
                Cell::Number(number) => write_number(sheet, place, number)?,
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) if is_time(column) => {
                    write_time(sheet, place, &text, &self.styles.time)?;
                }
                Cell::Text(text) => match row.paths().next() {
                    Some(path) if column == Column::Paths && self.links < MOST_LINKS => {
                        self.links += 1;
                        write_link(sheet, place, Link { path, text: &text }, &self.styles.link)?;
                    }
                    _ => write_text(sheet, place, &text)?,
                },
            }
        }
        Ok(())
    }
}

impl<W: Write + Seek + Send> TableWriter for XlsxTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        self.add_row(row).map_err(|error| broken(&self.path, error))
    }

    fn finish(&mut self) -> Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        self.end_sheet()
            .and_then(|()| self.workbook.save_to_writer(BufWriter::new(file)))
            .map_err(|error| broken(&self.path, error))
    }
}

/// Row and column.
type Place = (u32, u16);

struct Link<'a> {
    path: &'a str,
    text: &'a str,
}

/// Written as a number only where Excel keeps every digit.
fn write_number(sheet: &mut Worksheet, (row, at): Place, number: u64) -> Result<(), XlsxError> {
    if number > MOST_EXACT {
        return write_text(sheet, (row, at), &number.to_string());
    }
    sheet.write_number(row, at, number as f64)?;
    Ok(())
}

fn write_text(sheet: &mut Worksheet, (row, at): Place, text: &str) -> Result<(), XlsxError> {
    sheet.write_string(row, at, fitting(text))?;
    Ok(())
}

fn write_time(
    sheet: &mut Worksheet,
    (row, at): Place,
    text: &str,
    style: &Format,
) -> Result<(), XlsxError> {
    match serial::of_time(text) {
        Some(serial) => drop(sheet.write_number_with_format(row, at, serial, style)?),
        None => write_text(sheet, (row, at), text)?,
    }
    Ok(())
}

fn write_link(
    sheet: &mut Worksheet,
    (row, at): Place,
    link: Link<'_>,
    style: &Format,
) -> Result<(), XlsxError> {
    let url = Url::new(format!("file:///{}", escaped(link.path))).set_text(fitting(link.text));
    sheet.write_url_with_format(row, at, url, style)?;
    Ok(())
}

/// A path as Excel writes it in a link: relative to the workbook, every character that means something there escaped.
fn escaped(path: &str) -> String {
    let mut link = String::with_capacity(path.len() + 16);
    for c in path.chars() {
        if matches!(
            c,
            ' ' | '"' | '#' | '%' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '}'
        ) {
            let code = u32::from(c);
            link.push('%');
            link.extend(char::from_digit(code >> 4, 16));
            link.extend(char::from_digit(code & 15, 16));
        } else {
            link.push(c);
        }
    }
    link
}

fn is_time(column: Column) -> bool {
    matches!(
        column,
        Column::StartedUtc | Column::AnsweredUtc | Column::EndedUtc | Column::StartedLocal
    )
}

/// Room for what a column usually holds, in characters.
fn width(column: Column) -> f64 {
    match column {
        Column::CallId | Column::RecordingId | Column::Zone => 20.0,
        Column::ExtensionName | Column::CallerName | Column::CalleeName | Column::EndReason => 24.0,
        Column::Caller | Column::Callee | Column::Did => 16.0,
        Column::Paths => 60.0,
        Column::Sha256 | Column::Reason => 30.0,
        _ if is_time(column) => 19.0,
        _ => 12.0,
    }
}

/// As much of the text as a cell takes.
fn fitting(text: &str) -> &str {
    // No text is longer in UTF-16 than in UTF-8.
    if text.len() <= MOST_UNITS {
        return text;
    }
    let mut units = 0;
    let cut = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > MOST_UNITS
    });
    cut.map_or(text, |(at, _)| &text[..at])
}

fn broken(path: &Path, error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => Error::io("written", path, source),
        other => Error::io("written", path, std::io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, fs::File, io::Read as _};

    use super::*;
    use crate::export::fixture;

    /// The parts of a workbook, by name.
    fn parts(path: &Path) -> HashMap<String, String> {
        let mut book = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
        (0..book.len())
            .map(|index| {
                let mut part = book.by_index(index).unwrap();
                let mut text = String::new();
                part.read_to_string(&mut text).unwrap();
                (part.name().unwrap().into_owned(), text)
            })
            .collect()
    }

    fn written(rows: &[CallRecord], most_rows: u32) -> HashMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.xlsx");
        let file = File::create(&path).unwrap();
        let mut table = XlsxTable::new(file, Columns::default(), &path, folder.path()).unwrap();
        table.most_rows = most_rows;
        for row in rows {
            table.write(row).unwrap();
        }
        table.finish().unwrap();
        drop(table);
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "no scratch file is left");
        parts(&path)
    }

    #[test]
    fn text_is_text_and_a_full_sheet_is_followed_by_another() {
        let rows = ["1", "2", "3"].map(|id| {
            let mut row = fixture::row(id);
            row.call.caller_name = "=1+1".to_owned();
            row
        });
        let parts = written(&rows, 2);
        let (first, second) = (
            &parts["xl/worksheets/sheet1.xml"],
            &parts["xl/worksheets/sheet2.xml"],
        );
        assert!(!first.contains("<f>"), "no formula anywhere");
        assert!(
            first.contains("=1+1") && first.contains("t=\"inlineStr\""),
            "{first}"
        );
        let rows = |sheet: &str| sheet.matches("<row ").count();
        assert_eq!((rows(first), rows(second)), (3, 2), "header and rows");
        for (sheet, range) in [(first, "A1:AB3"), (second, "A1:AB2")] {
            assert!(sheet.contains("state=\"frozen\""), "the header stays");
            assert!(
                sheet.contains(&format!("<autoFilter ref=\"{range}\"")),
                "{sheet}"
            );
            assert!(sheet.contains("numberStoredAsText"), "no green corners");
        }
    }

    #[test]
    fn an_empty_table_is_a_header() {
        let parts = written(&[], MOST_ROWS);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        assert!(sheet.contains("<autoFilter ref=\"A1:AB1\""), "{sheet}");
    }

    #[test]
    fn times_are_dates_and_files_are_linked() {
        let zone = jiff::tz::TimeZone::get("Asia/Kuala_Lumpur").unwrap();
        let mut row = CallRecord::new(fixture::call("1"), &zone);
        row.files = vec![
            fixture::file("2026 #1/a [1].wav", 1000),
            fixture::file("2026 #1/a [1]-2.wav", 1000),
        ];
        let parts = written(&[row], MOST_ROWS);
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        // 09:15:01 on 2 November 2026, in Kuala Lumpur; eight hours earlier in UTC.
        assert!(
            sheet.contains("<v>46328.385428240741</v>")
                || sheet.contains("<v>46328.38542824074</v>"),
            "{sheet}"
        );
        assert!(sheet.contains("46328.0520949"), "{sheet}");
        assert!(parts["xl/styles.xml"].contains("yyyy-mm-dd hh:mm:ss"));
        let links = &parts["xl/worksheets/_rels/sheet1.xml.rels"];
        assert!(
            links.contains("Target=\"2026%20%231/a%20%5b1%5d.wav\" TargetMode=\"External\""),
            "{links}"
        );
        assert!(
            sheet.contains("2026 #1/a [1].wav|2026 #1/a [1]-2.wav"),
            "the cell names both files: {sheet}"
        );
    }

    #[test]
    fn a_sheet_has_only_so_many_links_and_all_paths() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.xlsx");
        let file = File::create(&path).unwrap();
        let columns = Columns::chosen(&[Column::CallId, Column::Paths]).unwrap();
        let mut table = XlsxTable::new(file, columns, &path, folder.path()).unwrap();
        table.links = MOST_LINKS - 1;
        for name in ["a.wav", "b.wav"] {
            let mut row = fixture::row(name);
            row.files = vec![fixture::file(name, 1)];
            table.write(&row).unwrap();
        }
        table.finish().unwrap();
        let parts = parts(&path);
        assert!(parts["xl/worksheets/sheet1.xml"].contains("b.wav"));
        let links = &parts["xl/worksheets/_rels/sheet1.xml.rels"];
        assert!(
            links.contains("a.wav") && !links.contains("b.wav"),
            "{links}"
        );
    }

    #[test]
    fn a_cell_takes_only_so_much() {
        for c in ["é", "😀"] {
            let units = fitting(&c.repeat(40_000)).encode_utf16().count();
            assert!(
                units <= MOST_UNITS && units > MOST_UNITS - 2,
                "{units} of {c}"
            );
        }
        assert_eq!(fitting("short"), "short");
        let mut row = fixture::row("1");
        row.call.caller_name = "😀".repeat(40_000);
        let parts = written(&[row], MOST_ROWS);
        assert!(
            parts["xl/worksheets/sheet1.xml"].contains("😀"),
            "it is cut, not refused"
        );
    }
}
