//! `calls.jsonl`: the same columns as keys, numbers as numbers.

use std::{io::Write, path::PathBuf};

use serde::ser::{SerializeMap as _, Serializer as _};

use super::{CallRecord, Cell, Columns, TableWriter};
use crate::error::{Error, Result};

/// Writes rows as JSON Lines.
pub struct JsonlTable<W: Write> {
    sink: W,
    columns: Columns,
    line: Vec<u8>,
    /// For messages only.
    path: PathBuf,
}

impl<W: Write> JsonlTable<W> {
    /// Starts a table. `path` is what errors name.
    pub fn new(sink: W, columns: Columns, path: impl Into<PathBuf>) -> Self {
        Self {
            sink,
            columns,
            line: Vec::with_capacity(1024),
            path: path.into(),
        }
    }
}

impl<W: Write> TableWriter for JsonlTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        self.line.clear();
        let written = (|| {
            let mut json = serde_json::Serializer::new(&mut self.line);
            let mut map = json.serialize_map(None)?;
            for column in self.columns.iter() {
                match row.cell(column) {
                    Cell::Text(text) => map.serialize_entry(column.as_str(), text.as_ref())?,
                    Cell::Number(number) => map.serialize_entry(column.as_str(), &number)?,
                    Cell::Unknown => map.serialize_entry(column.as_str(), &())?,
                }
            }
            map.end()
        })();
        self.line.push(b'\n');
        written
            .map_err(std::io::Error::from)
            .and_then(|()| self.sink.write_all(&self.line))
            .map_err(|source| Error::io("written", &self.path, source))
    }

    fn finish(&mut self) -> Result<()> {
        self.sink
            .flush()
            .map_err(|source| Error::io("written", &self.path, source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{fixture, tables::Column};

    fn written(columns: Columns) -> String {
        let mut bytes = Vec::new();
        let mut table = JsonlTable::new(&mut bytes, columns, "calls.jsonl");
        table.write(&fixture::row("878156644691742720")).unwrap();
        table.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn only_the_chosen_columns_are_written() {
        let columns = Columns::chosen(&[Column::TalkS, Column::CallId]).unwrap();
        assert_eq!(
            written(columns),
            "{\"talk_s\":34,\"call_id\":\"878156644691742720\"}\n"
        );
    }

    #[test]
    fn keys_are_the_columns_in_order_and_numbers_stay_numbers() {
        let text = written(Columns::default());
        let mut last = 0;
        for column in Column::ALL {
            let at = text
                .find(&format!("\"{column}\":"))
                .unwrap_or_else(|| panic!("{column} in {text}"));
            assert!(at >= last, "{column} is in its place");
            last = at;
        }
        assert!(
            text.contains("\"call_id\":\"878156644691742720\"")
                && text.contains("\"talk_s\":34")
                && text.ends_with("}\n"),
            "{text}"
        );
    }
}
