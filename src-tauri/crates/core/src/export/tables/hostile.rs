//! Tables of hostile cells (`quality.md`, F9). `TAPEDECK_HOSTILE=100000` tries as many as that page asks for.

use std::{collections::HashMap, fs::File};

use super::{
    CallFacts, CallRecord, Columns, CsvForm, CsvTable, JsonlTable, TableWriter, XlsxTable,
    plain_text, workbook,
};
use crate::export::{
    CsvSeparator, CsvStyle,
    fixture::{self, Dice, hostile, hostile_cases},
};

/// The columns that hold what strangers wrote.
const FOREIGN: [&str; 8] = [
    "extension_name",
    "caller",
    "caller_name",
    "callee_name",
    "did",
    "trunk",
    "queue",
    "end_reason",
];

fn foreign(call: &mut CallFacts) -> [&mut String; 8] {
    [
        &mut call.extension_name,
        &mut call.caller,
        &mut call.caller_name,
        &mut call.callee_name,
        &mut call.did,
        &mut call.trunk,
        &mut call.queue,
        &mut call.end_reason,
    ]
}

/// A number as it is dialled, or anything at all.
fn cell(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 => {
            let start = ["", "+", "00", "*", "#31#", "0"][dice.below(6) as usize];
            format!("{start}{}", dice.below(u32::MAX))
        }
        1 => format!(
            "{}{}",
            ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"][dice.below(11) as usize],
            hostile(dice)
        ),
        _ => hostile(dice),
    }
}

fn rows(seed: u64) -> Vec<CallRecord> {
    let mut dice = Dice(seed);
    let rows = hostile_cases() / FOREIGN.len() + 1;
    (0..rows)
        .map(|at| {
            let mut row = fixture::row(&at.to_string());
            for text in foreign(&mut row.call) {
                *text = cell(&mut dice);
            }
            row
        })
        .collect()
}

/// RFC 4180 to the letter, written apart from the library that writes it. A line ends in CRLF or LF.
fn parsed(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut records, mut record) = (Vec::new(), Vec::new());
    let mut rest = text;
    while !rest.is_empty() {
        let mut field = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            loop {
                let end = quoted.find('"').expect("a quoted cell ends");
                field.push_str(&quoted[..end]);
                quoted = &quoted[end + 1..];
                match quoted.strip_prefix('"') {
                    Some(after) => quoted = after,
                    None => break,
                }
                field.push('"');
            }
            rest = quoted;
        } else {
            let end = rest.find([separator, '\r', '\n']).unwrap_or(rest.len());
            field.push_str(&rest[..end]);
            assert!(
                !field.contains('"'),
                "a quote only stands in quotes: {field:?}"
            );
            rest = &rest[end..];
        }
        record.push(field);
        if let Some(after) = rest.strip_prefix(separator) {
            rest = after;
            continue;
        }
        rest = rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix('\n'))
            .expect("a record ends with its line");
        records.push(std::mem::take(&mut record));
    }
    records
}

/// What a spreadsheet program would run.
fn is_live(cell: &str) -> bool {
    let starts = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let dialled = cell.strip_prefix('+').unwrap_or(cell);
    starts
        && !dialled
            .chars()
            .all(|c| c.is_ascii_digit() || c == '*' || c == '#')
}

#[test]
fn no_cell_of_a_csv_is_lost_or_live() {
    for (seed, separator) in (20..).zip(CsvSeparator::ALL) {
        let rows = rows(seed);
        for style in [CsvStyle::Excel, CsvStyle::Raw] {
            let mut bytes = Vec::new();
            let form = CsvForm { style, separator };
            let mut table =
                CsvTable::new(&mut bytes, form, Columns::default(), "calls.csv").unwrap();
            for row in &rows {
                table.write(row).unwrap();
            }
            table.finish().unwrap();
            drop(table);
            let text = String::from_utf8(bytes).unwrap();
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            let records = parsed(text, char::from(separator.byte()));
            assert_eq!(records.len(), rows.len() + 1, "{form:?}");
            for (record, row) in records[1..].iter().zip(&rows) {
                assert_eq!(record.len(), records[0].len(), "{record:?}");
                for (name, want) in FOREIGN.iter().zip(foreign(&mut row.call.clone())) {
                    let at = records[0].iter().position(|head| head == name).unwrap();
                    let cell = &record[at];
                    if style == CsvStyle::Raw {
                        assert_eq!(cell, want);
                    } else {
                        assert_eq!(*cell, plain_text(want));
                        assert!(!is_live(cell), "{cell:?} would be run");
                        assert!(is_live(want) || cell == want, "{want:?} is left alone");
                    }
                }
            }
        }
    }
}

#[test]
fn no_cell_of_a_workbook_is_lost_or_live() {
    let rows = rows(30);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.xlsx");
    let file = File::create(&path).unwrap();
    let mut table = XlsxTable::new(file, Columns::default(), &path, folder.path()).unwrap();
    for row in &rows {
        table.write(row).unwrap();
    }
    table.finish().unwrap();
    let mut book = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
    let sheet = std::io::read_to_string(book.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert!(
        !sheet.contains("<f>") && !sheet.contains("<f "),
        "there is a formula"
    );
    let bad = sheet
        .find(|c: char| matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'));
    assert_eq!(bad, None, "no character that XML forbids");
    let mut read: Vec<HashMap<String, String>> = Vec::new();
    workbook::for_each_row(&path, &mut |cells| read.push(cells)).unwrap();
    assert_eq!(read.len(), rows.len());
    for (cells, row) in read.iter().zip(&rows) {
        for (name, want) in FOREIGN.iter().zip(foreign(&mut row.call.clone())) {
            assert_eq!(cells.get(*name).map_or("", String::as_str), want, "{name}");
        }
    }
}

#[test]
fn no_cell_of_json_lines_is_lost() {
    let rows = rows(40);
    let mut bytes = Vec::new();
    let mut table = JsonlTable::new(&mut bytes, Columns::default(), "calls.jsonl");
    for row in &rows {
        table.write(row).unwrap();
    }
    table.finish().unwrap();
    let lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), rows.len() + 1, "one line each");
    for (line, row) in lines.iter().zip(&rows) {
        let cells: serde_json::Value = serde_json::from_slice(line).unwrap();
        for (name, want) in FOREIGN.iter().zip(foreign(&mut row.call.clone())) {
            assert_eq!(cells[name], *want, "{name}");
        }
    }
}
