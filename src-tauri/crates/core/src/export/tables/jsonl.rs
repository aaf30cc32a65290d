//! `calls.jsonl`: the same columns as keys, numbers as numbers.

use std::{io::Write, path::PathBuf};

use serde::ser::{SerializeMap as _, Serializer as _};

use super::{COLUMNS, CallRecord, Cell, TableWriter};
use crate::error::{Error, Result};

/// Writes rows as JSON Lines.
pub struct JsonlTable<W: Write> {
    sink: W,
    /// For messages only.
    path: PathBuf,
}

impl<W: Write> JsonlTable<W> {
    /// Starts a table. `path` is what errors name.
    pub fn new(sink: W, path: impl Into<PathBuf>) -> Self {
        Self {
            sink,
            path: path.into(),
        }
    }
}

impl<W: Write> TableWriter for JsonlTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        let mut line = Vec::with_capacity(900);
        let written = (|| {
            let mut json = serde_json::Serializer::new(&mut line);
            let mut map = json.serialize_map(Some(COLUMNS.len()))?;
            for (name, cell) in COLUMNS.iter().zip(row.cells()) {
                match cell {
                    Cell::Text(text) => map.serialize_entry(name, text.as_ref())?,
                    Cell::Number(number) => map.serialize_entry(name, &number)?,
                    Cell::Unknown => map.serialize_entry(name, &())?,
                }
            }
            map.end()
        })();
        let written = written.map_err(std::io::Error::from);
        line.push(b'\n');
        written
            .and_then(|()| self.sink.write_all(&line))
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
    use crate::export::fixture;

    #[test]
    fn keys_are_the_columns_in_order_and_numbers_stay_numbers() {
        let mut bytes = Vec::new();
        let mut table = JsonlTable::new(&mut bytes, "calls.jsonl");
        table.write(&fixture::row("878156644691742720")).unwrap();
        table.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut last = 0;
        for column in COLUMNS {
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
