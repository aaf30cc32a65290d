//! The rows that earlier exports left in the folder: calls without a recording are nowhere else.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use super::{CallFacts, CallRecord, file_name, serial, workbook};
use crate::{
    error::{Error, Result},
    export::{CsvSeparator, TableKind},
};

/// The tables that stand in the folder.
pub(crate) fn existing(folder: &Path) -> Vec<TableKind> {
    [TableKind::Csv, TableKind::Xlsx, TableKind::Jsonl]
        .into_iter()
        .filter(|kind| folder.join(file_name(*kind)).is_file())
        .collect()
}

/// The calls in the tables of the folder, without their files, those for which `wanted` holds. JSON Lines is read first:
/// it holds text exactly as it was, and a workbook last. Lines that cannot be read are left out: a person may have edited the table.
///
/// # Errors
/// [`Error::Io`] when a table cannot be opened.
pub(crate) fn earlier_rows(
    folder: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<HashMap<String, CallRecord>> {
    let mut rows = HashMap::new();
    let mut keep = |row: CallRecord| {
        if !row.call.call_id.is_empty() && wanted(&row.call.call_id) {
            rows.entry(row.call.call_id.clone()).or_insert(row);
        }
    };
    let jsonl = folder.join(file_name(TableKind::Jsonl));
    if jsonl.is_file() {
        let file = File::open(&jsonl).map_err(|source| Error::io("read", &jsonl, source))?;
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(|source| Error::io("read", &jsonl, source))?;
            if let Ok(row) = serde_json::from_slice::<Row>(&line) {
                keep(row.into());
            }
        }
    }
    let path = folder.join(file_name(TableKind::Csv));
    if path.is_file() {
        let file = File::open(&path).map_err(|source| Error::io("read", &path, source))?;
        let mut file = BufReader::new(file);
        let (excel, separator) = form(file.fill_buf().unwrap_or_default());
        let rows = csv::ReaderBuilder::new()
            .delimiter(separator)
            .from_reader(file);
        for row in rows.into_deserialize::<Row>().flatten() {
            keep(if excel {
                row.unquoted().into()
            } else {
                row.into()
            });
        }
    }
    let book = folder.join(file_name(TableKind::Xlsx));
    // All tables of a folder are written together: the slowest to read is read only where it is the only one.
    if book.is_file() && !jsonl.is_file() && !path.is_file() {
        workbook::for_each_row(&book, &mut |cells| keep(Row::of_cells(cells).into()))?;
    }
    Ok(rows)
}

/// Whether a table begins as the Excel style does, and what stands after the name of its first column.
fn form(start: &[u8]) -> (bool, u8) {
    let excel = start.strip_prefix("\u{FEFF}".as_bytes());
    let head = excel.unwrap_or(start);
    let after = head
        .iter()
        .find(|byte| !byte.is_ascii_alphanumeric() && **byte != b'_');
    let separator = CsvSeparator::ALL
        .map(CsvSeparator::byte)
        .into_iter()
        .find(|separator| after == Some(separator));
    (excel.is_some(), separator.unwrap_or(b','))
}

/// What a table tells of a call; columns that were not chosen are empty.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Row {
    call_id: String,
    recording_id: String,
    direction: String,
    extension: String,
    extension_name: String,
    caller: String,
    caller_name: String,
    callee: String,
    callee_name: String,
    did: String,
    trunk: String,
    queue: String,
    started_utc: String,
    answered_utc: String,
    ended_utc: String,
    started_local: String,
    zone: String,
    ring_s: u32,
    talk_s: u32,
    status: String,
    end_reason: String,
    reason: String,
}

impl Row {
    /// The row of a sheet, by the names of its columns.
    fn of_cells(mut cells: HashMap<String, String>) -> Self {
        let mut take = |name: &str| cells.remove(name).unwrap_or_default();
        let (zone, started_utc) = (take("zone"), serial::utc(take("started_utc")));
        Self {
            ring_s: take("ring_s").parse().unwrap_or(0),
            talk_s: take("talk_s").parse().unwrap_or(0),
            answered_utc: serial::utc(take("answered_utc")),
            ended_utc: serial::utc(take("ended_utc")),
            started_local: serial::local(take("started_local"), &started_utc, &zone),
            started_utc,
            call_id: take("call_id"),
            recording_id: take("recording_id"),
            direction: take("direction"),
            extension: take("extension"),
            extension_name: take("extension_name"),
            caller: take("caller"),
            caller_name: take("caller_name"),
            callee: take("callee"),
            callee_name: take("callee_name"),
            did: take("did"),
            trunk: take("trunk"),
            queue: take("queue"),
            zone,
            status: take("status"),
            end_reason: take("end_reason"),
            reason: take("reason"),
        }
    }

    /// Takes back the `'` that the Excel style put before text.
    fn unquoted(mut self) -> Self {
        for text in [
            &mut self.call_id,
            &mut self.recording_id,
            &mut self.extension,
            &mut self.extension_name,
            &mut self.caller,
            &mut self.caller_name,
            &mut self.callee,
            &mut self.callee_name,
            &mut self.did,
            &mut self.trunk,
            &mut self.queue,
            &mut self.end_reason,
            &mut self.reason,
        ] {
            if let Some(plain) = text
                .strip_prefix('\'')
                .filter(|plain| super::plain_text(plain) == **text)
            {
                *text = plain.to_owned();
            }
        }
        self
    }
}

impl From<Row> for CallRecord {
    fn from(row: Row) -> Self {
        let call = CallFacts {
            call_id: row.call_id,
            direction: row.direction,
            extension: row.extension,
            extension_name: row.extension_name,
            caller: row.caller,
            caller_name: row.caller_name,
            callee: row.callee,
            callee_name: row.callee_name,
            did: row.did,
            trunk: row.trunk,
            queue: row.queue,
            started_utc: row.started_utc,
            answered_utc: row.answered_utc,
            ended_utc: row.ended_utc,
            started_local: row.started_local,
            zone: row.zone,
            ring_s: row.ring_s,
            talk_s: row.talk_s,
            status: row.status,
            end_reason: row.end_reason,
        };
        Self {
            call,
            // Of a call without a recording a table has no other reason to tell.
            not_recorded: (row.recording_id.is_empty() && !row.reason.is_empty())
                .then_some(row.reason),
            recording_id: row.recording_id,
            files: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{
        CsvStyle, fixture,
        tables::{Column, Columns, CsvForm, CsvTable, JsonlTable, TableWriter, XlsxTable},
    };

    fn table(
        folder: &Path,
        kind: TableKind,
        form: CsvForm,
        columns: Columns,
    ) -> Box<dyn TableWriter> {
        let path = folder.join(file_name(kind));
        let file = File::create(&path).unwrap();
        match kind {
            TableKind::Csv => Box::new(CsvTable::new(file, form, columns, &path).unwrap()),
            TableKind::Jsonl => Box::new(JsonlTable::new(file, columns, &path)),
            TableKind::Xlsx => Box::new(XlsxTable::new(file, columns, &path, folder).unwrap()),
        }
    }

    fn forms() -> impl Iterator<Item = CsvForm> {
        [CsvStyle::Excel, CsvStyle::Raw]
            .into_iter()
            .flat_map(|style| CsvSeparator::ALL.map(|separator| CsvForm { style, separator }))
    }

    #[test]
    fn rows_come_back_as_they_were_written() {
        let zone = jiff::tz::TimeZone::get("Asia/Kuala_Lumpur").unwrap();
        let mut row = CallRecord::new(fixture::call("7"), &zone);
        row.call.caller_name = "=evil, \"quoted\"; \nname".to_owned();
        row.call.trunk = "'it".to_owned();
        row.call.answered_utc = "2026-11-02T01:15:05.25Z".to_owned();
        row.call.ended_utc.clear();
        row.recording_id.clear();
        row.not_recorded = Some("=it, \"should\"; be".to_owned());
        for kind in [TableKind::Csv, TableKind::Jsonl, TableKind::Xlsx] {
            for form in forms() {
                let folder = tempfile::tempdir().unwrap();
                let mut table = table(folder.path(), kind, form, Columns::default());
                table.write(&row).unwrap();
                table.finish().unwrap();
                let rows = earlier_rows(folder.path(), &|_| true).unwrap();
                assert_eq!(rows["7"], row, "{kind:?} {form:?}");
                assert!(
                    earlier_rows(folder.path(), &|id| id != "7")
                        .unwrap()
                        .is_empty()
                );
            }
        }
    }

    #[test]
    fn a_table_of_few_columns_loses_no_row() {
        for kind in [TableKind::Csv, TableKind::Jsonl, TableKind::Xlsx] {
            for form in forms() {
                for columns in [
                    &[Column::CallId][..],
                    &[Column::StartedLocal, Column::Caller, Column::CallId],
                ] {
                    let folder = tempfile::tempdir().unwrap();
                    let columns = Columns::chosen(columns).unwrap();
                    let mut table = table(folder.path(), kind, form, columns);
                    table.write(&fixture::row("7")).unwrap();
                    table.finish().unwrap();
                    let rows = earlier_rows(folder.path(), &|_| true).unwrap();
                    assert_eq!(rows.len(), 1, "{kind:?} {form:?}");
                    assert_eq!(rows["7"].call.call_id, "7");
                }
            }
        }
    }
}
