//! Calls as aligned columns to read.

use std::io::{self, Write};

use jiff::tz::TimeZone;
use tapedeck_core::{
    Error, Result,
    export::tables::{CallRecord, TableWriter},
};

use super::{STDOUT, printable};

/// Width of each column but the last, in characters.
const WIDTHS: [usize; 8] = [19, 9, 24, 24, 7, 5, 10, 3];
const HEADINGS: [&str; 9] = [
    "STARTED",
    "DIRECTION",
    "EXTENSION",
    "OTHER",
    "TALK",
    "RING",
    "STATUS",
    "REC",
    "ID",
];

/// Writes calls row by row, in the zone given.
pub(crate) struct CallTable<W> {
    out: W,
    zone: TimeZone,
}

impl<W: Write> CallTable<W> {
    /// Begins with the headings.
    pub(crate) fn new(mut out: W, zone: TimeZone) -> io::Result<Self> {
        line(&mut out, &HEADINGS.map(str::to_owned))?;
        Ok(Self { out, zone })
    }
}

impl<W: Write> TableWriter for CallTable<W> {
    fn write(&mut self, row: &CallRecord) -> Result<()> {
        let call = &row.call;
        let other = if call.extension == call.caller && call.direction != "inbound" {
            (&call.callee, &call.callee_name)
        } else {
            (&call.caller, &call.caller_name)
        };
        let cells = [
            call.started()
                .to_zoned_datetime(self.zone.clone())
                .strftime("%Y-%m-%d %H:%M:%S")
                .to_string(),
            call.direction.clone(),
            party(&call.extension, &call.extension_name),
            party(other.0, other.1),
            minutes(call.talk_s),
            minutes(call.ring_s),
            call.status.clone(),
            if row.recording_id.is_empty() {
                ""
            } else {
                "yes"
            }
            .to_owned(),
            call.call_id.clone(),
        ];
        line(&mut self.out, &cells).map_err(|source| Error::io("written", STDOUT, source))
    }

    fn finish(&mut self) -> Result<()> {
        self.out
            .flush()
            .map_err(|source| Error::io("written", STDOUT, source))
    }
}

fn party(number: &str, name: &str) -> String {
    match (number.is_empty(), name.is_empty()) {
        (false, false) => format!("{number} {name}"),
        (true, _) => "–".to_owned(),
        (false, true) => number.to_owned(),
    }
}

fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn line(out: &mut impl Write, cells: &[String; 9]) -> io::Result<()> {
    let plain = |cell: &str| printable(cell).replace('\n', " ");
    for (cell, width) in cells.iter().zip(WIDTHS) {
        let cell = plain(cell);
        let shown: String = if cell.chars().count() > width {
            cell.chars().take(width - 1).chain(['…']).collect()
        } else {
            cell
        };
        write!(out, "{shown:<width$}  ")?;
    }
    writeln!(out, "{}", plain(&cells[8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_names_stay_in_their_column() {
        let mut row = CallRecord::default();
        row.call.extension = "101".to_owned();
        row.call.extension_name = "A very long name indeed\u{1b}[31m".to_owned();
        row.call.call_id = "7\n8".to_owned();
        let mut out = Vec::new();
        CallTable::new(&mut out, TimeZone::UTC)
            .unwrap()
            .write(&row)
            .unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 2, "a heading and one row: {text}");
        assert!(!text.contains('\u{1b}'), "no control character passes");
        assert!(text.contains("101 A very long name in…  "), "{text}");
    }
}
