//! The tables beside the audio: one row per call, recording or not.

mod column;
mod csv;
mod earlier;
#[cfg(test)]
mod hostile;
mod jsonl;
mod page;
mod record;
mod serial;
mod workbook;
mod xlsx;

pub use column::{Column, Columns};
pub use csv::{CsvForm, CsvTable, plain_text};
pub use jsonl::JsonlTable;
pub use page::IndexPage;
pub use record::{CallFacts, CallRecord, Cell, FileFacts};
pub use xlsx::XlsxTable;

pub(crate) use csv::writer as csv_writer;
pub(crate) use earlier::{earlier_rows, existing};
pub(crate) use page::{PAGE_FILE, existing_page};

use super::TableKind;
use crate::error::Result;

/// Something that takes rows and, at the end, becomes a table.
pub trait TableWriter {
    /// Adds a row.
    ///
    /// # Errors
    /// What the disk or the format says.
    fn write(&mut self, row: &CallRecord) -> Result<()>;

    /// Completes the table; the writer is of no use afterwards.
    ///
    /// # Errors
    /// What the disk or the format says.
    fn finish(&mut self) -> Result<()>;
}

/// The file name of a table.
pub fn file_name(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Csv => "calls.csv",
        TableKind::Xlsx => "calls.xlsx",
        TableKind::Jsonl => "calls.jsonl",
    }
}

/// Whether a name at the top of the folder is that of a table or list, not of audio.
pub(crate) fn is_list(name: &str) -> bool {
    !name.contains('/')
        && [
            "calls.csv",
            "calls.jsonl",
            PAGE_FILE,
            "manifest.jsonl",
            "SHA256SUMS",
            "export.json",
        ]
        .contains(&name)
}
