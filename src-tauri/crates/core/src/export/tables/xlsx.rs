//! `calls.xlsx`: text as text cells, more sheets where one is full.

use std::{
    io::{BufWriter, Seek, Write},
    path::{Path, PathBuf},
};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{COLUMNS, CallRecord, Cell, TableWriter};
use crate::error::{Error, Result};

/// Excel's rows per sheet, less one for the header.
const MOST_ROWS: u32 = 1_048_575;
/// Excel's characters per cell.
const MOST_CHARS: usize = 32_767;
/// Excel's digits: a larger number would be rounded, so it becomes text.
const MOST_EXACT: u64 = 999_999_999_999_999;

/// Writes rows as an Excel workbook in constant memory.
pub struct XlsxTable<W> {
    workbook: Workbook,
    file: Option<W>,
    sheets: usize,
    row: u32,
    most_rows: u32,
    path: PathBuf,
}

impl<W: Write + Seek + Send> XlsxTable<W> {
    /// Starts a workbook that will be written to `file`. Scratch files lie in `scratch`, nowhere else.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new(file: W, path: impl Into<PathBuf>, scratch: &Path) -> Result<Self> {
        Self::with_rows(file, path, scratch, MOST_ROWS)
    }

    fn with_rows(
        file: W,
        path: impl Into<PathBuf>,
        scratch: &Path,
        most_rows: u32,
    ) -> Result<Self> {
        let path = path.into();
        let mut workbook = Workbook::new();
        workbook
            .set_tempdir(scratch)
            .map_err(|error| broken(&path, error))?;
        let mut table = Self {
            workbook,
            file: Some(file),
            sheets: 0,
            row: 0,
            most_rows,
            path,
        };
        table.add_sheet()?;
        Ok(table)
    }

    fn add_sheet(&mut self) -> Result<()> {
        let name = if self.sheets == 0 {
            "calls".to_owned()
        } else {
            format!("calls {}", self.sheets + 1)
        };
        let bold = Format::new().set_bold();
        let started = (|| {
            let sheet = self.workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?.set_freeze_panes(1, 0)?;
            for (column, title) in (0_u16..).zip(COLUMNS) {
                sheet.write_string_with_format(0, column, title, &bold)?;
            }
            Ok(())
        })();
        started.map_err(|error| broken(&self.path, error))?;
        self.sheets += 1;
        self.row = 0;
        Ok(())
    }
}

impl<W: Write + Seek + Send> TableWriter for XlsxTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        if self.row == self.most_rows {
            self.add_sheet()?;
        }
        self.row += 1;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1);
        sheet
            .and_then(|sheet| write_row(sheet, self.row, row))
            .map_err(|error| broken(&self.path, error))
    }

    fn finish(&mut self) -> Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        self.workbook
            .save_to_writer(BufWriter::new(file))
            .map_err(|error| broken(&self.path, error))
    }
}

fn write_row(sheet: &mut Worksheet, at: u32, row: &CallRecord) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(row.cells()) {
        match cell {
            // Written as a number only where Excel keeps every digit.
            Cell::Number(number) if number <= MOST_EXACT => {
                sheet.write_number(at, column, number as f64)?
            }
            Cell::Number(number) => sheet.write_string(at, column, number.to_string())?,
            Cell::Unknown => continue,
            Cell::Text(text) if text.is_empty() => continue,
            Cell::Text(text) => sheet.write_string(at, column, fitting(&text))?,
        };
    }
    Ok(())
}

/// As much of the text as a cell takes.
fn fitting(text: &str) -> &str {
    text.char_indices()
        .nth(MOST_CHARS)
        .map_or(text, |(at, _)| &text[..at])
}

fn broken(path: &Path, error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => Error::io("written", path, source),
        other => Error::io("written", path, std::io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::File, io::Read as _};

    use super::*;
    use crate::export::fixture;

    #[test]
    fn text_is_text_and_a_full_sheet_is_followed_by_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.xlsx");
        let mut table =
            XlsxTable::with_rows(File::create(&path).unwrap(), &path, folder.path(), 2).unwrap();
        for id in ["1", "2", "3"] {
            let mut row = fixture::row(id);
            row.call.caller_name = "=1+1".to_owned();
            table.write(&row).unwrap();
        }
        table.finish().unwrap();
        drop(table);
        let mut book = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            book.by_name(name)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            text
        };
        let (first, second) = (
            part("xl/worksheets/sheet1.xml"),
            part("xl/worksheets/sheet2.xml"),
        );
        assert!(!first.contains("<f>"), "no formula anywhere");
        assert!(
            first.contains("=1+1") && first.contains("t=\"inlineStr\""),
            "{first}"
        );
        assert_eq!(
            (
                first.matches("<row ").count(),
                second.matches("<row ").count()
            ),
            (3, 2),
            "header and rows"
        );
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no scratch file is left"
        );
    }

    #[test]
    fn a_cell_takes_only_so_much() {
        assert_eq!(fitting(&"é".repeat(40_000)).chars().count(), MOST_CHARS);
        assert_eq!(fitting("short"), "short");
    }
}
