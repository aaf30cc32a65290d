//! S8: the tables of an export.

use std::{
    fs,
    io::{BufRead as _, BufReader, BufWriter},
    path::{Path, PathBuf},
    process::Command,
};

use tapedeck_core::{
    export::{
        FileResult,
        tables::{
            CallRecord, Columns, CsvForm, CsvTable, FileFacts, JsonlTable, TableWriter, XlsxTable,
        },
    },
    query::CallFilter,
};

use super::Scenario;
use crate::{
    Result,
    compare::{Side, compare},
    measure::{Usage, measure},
    peers,
    report::{Goal, Report},
    stage::{Stage, block_on, part},
    yard::{self, Office},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "tables",
    about: "1,000,000 calls as CSV, 100,000 as XLSX, beside Python, sqlite3 and openpyxl (S8)",
    run,
    parts: &[("table", table)],
};

/// Writes all rows of a database as CSV with a header.
const PYTHON_CSV: &str = "\
import csv, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute('SELECT * FROM rows')
with open(sys.argv[2], 'w', newline='', encoding='utf-8') as out:
    writer = csv.writer(out)
    writer.writerow(column[0] for column in rows.description)
    writer.writerows(rows)
";

/// The same as a workbook, in constant memory.
const PYTHON_XLSX: &str = "\
import sqlite3, sys
from openpyxl import Workbook
rows = sqlite3.connect(sys.argv[1]).execute('SELECT * FROM rows')
book = Workbook(write_only=True)
sheet = book.create_sheet('calls')
sheet.append([column[0] for column in rows.description])
for row in rows:
    sheet.append(row)
book.save(sys.argv[2])
";

fn run(stage: &Stage) -> Result<Report> {
    let mut report = Report::new("S8: tables", stage.is_small());
    report.part(format!(
        "Ours read calls of the catalogue and make every cell; the others read finished cells from a table of their own. {}; sqlite3 {}.",
        peers::version(peers::PYTHON),
        peers::version("sqlite3"),
    ));
    csv(stage, &mut report)?;
    xlsx(stage, &mut report)?;
    report.note(
        "The others read finished cells, which alone takes sqlite3 nearly half of the time of Python. A workbook keeps its links in memory, of which Excel takes 65,530 a sheet: 200,000 calls need no more than 100,000.",
    );
    Ok(report)
}

/// Calls in a catalogue of ours, and their cells in a table of `sqlite3`'s.
struct Rows {
    count: u32,
    data: PathBuf,
    database: PathBuf,
}

impl Rows {
    fn make(stage: &Stage, count: u32) -> Result<Self> {
        let office = Office::open("127.0.0.1", count)?;
        let rows = Self {
            count,
            data: stage.folder("catalogue")?,
            database: stage.path("rows.sqlite"),
        };
        let address = format!("http://{}", office.address);
        block_on(yard::list(&address, None, &rows.data))?;
        let cells = stage.path("rows.csv");
        measure(rows.ours("csv", &cells)?, None)?;
        // One of an earlier size may be there.
        drop(fs::remove_file(&rows.database));
        let imported = Command::new("sqlite3")
            .arg(&rows.database)
            .arg(format!(".import --csv {} rows", cells.display()))
            .status()?;
        if !imported.success() {
            return Err("sqlite3 did not take the rows".into());
        }
        Ok(rows)
    }

    fn ours(&self, kind: &str, out: &Path) -> Result<Command> {
        let (data, out) = (self.data.display().to_string(), out.display().to_string());
        part("table", &[kind, &data, &out])
    }

    fn python(&self, program: &str, out: &Path) -> Command {
        let mut command = Command::new(peers::PYTHON);
        command.args(["-c", program]).arg(&self.database).arg(out);
        command
    }
}

fn csv(stage: &Stage, report: &mut Report) -> Result<()> {
    let rows = Rows::make(stage, stage.sized(1_000_000))?;
    let out = stage.path("out.csv");
    let checked = |used: Usage| -> Result<Usage> {
        let lines = BufReader::new(fs::File::open(&out)?).lines().count();
        (lines == rows.count as usize + 1)
            .then_some(used)
            .ok_or_else(|| format!("{lines} lines instead of {} and a header", rows.count).into())
    };
    let compared = compare(
        stage.pairs,
        vec![
            Side::new("tapedeck", || {
                checked(measure(rows.ours("csv", &out)?, None)?)
            }),
            Side::new("Python csv", || {
                checked(measure(rows.python(PYTHON_CSV, &out), None)?)
            }),
            Side::new("sqlite3 -csv", || {
                let mut command = Command::new("sqlite3");
                command
                    .args(["-csv", "-header"])
                    .arg(&rows.database)
                    .arg("SELECT * FROM rows");
                checked(measure(command, Some(&out))?)
            }),
        ],
    )?;
    report.part(format!("CSV of {} calls, 28 columns:", rows.count));
    report.comparison(&compared);
    report.figure(
        "CSV: wall, ours / Python csv",
        compared.ratio(0, 1, |used| used.wall),
        Goal::AtMost(0.10),
    );
    report.figure(
        "CSV: wall, ours / sqlite3 -csv",
        compared.ratio(0, 2, |used| used.wall),
        Goal::AtMost(0.8),
    );
    Ok(())
}

fn xlsx(stage: &Stage, report: &mut Report) -> Result<()> {
    if !peers::have_module("openpyxl", "python3-openpyxl") {
        report.note("XLSX: not run, openpyxl cannot be had.");
        return Ok(());
    }
    let rows = Rows::make(stage, stage.sized(100_000))?;
    let out = stage.path("out.xlsx");
    let compared = compare(
        stage.pairs,
        vec![
            Side::new("tapedeck", || measure(rows.ours("xlsx", &out)?, None)),
            Side::new("openpyxl, write-only", || {
                measure(rows.python(PYTHON_XLSX, &out), None)
            }),
        ],
    )?;
    report.part(format!(
        "XLSX of {} calls, ours with dates, links and filters:",
        rows.count
    ));
    report.comparison(&compared);
    report.figure(
        "XLSX: wall, ours / openpyxl",
        compared.ratio(0, 1, |used| used.wall),
        Goal::AtMost(0.15),
    );
    report.figure(
        "XLSX: peak memory, MB",
        compared.each(0, |used| used.peak as f64 / 1e6),
        Goal::AtMost(120.0),
    );
    Ok(())
}

/// Side: a table as the end of an export writes it, every call with a file.
fn table(line: &[String]) -> Result<()> {
    let [kind, data, out] = line else {
        return Err("table KIND DATA OUT".into());
    };
    let (out, file) = (Path::new(out), fs::File::create(out)?);
    let folder = out.parent().unwrap_or(Path::new("."));
    let text = |file| BufWriter::with_capacity(1 << 17, file);
    let columns = Columns::default();
    let mut table: Box<dyn TableWriter> = match kind.as_str() {
        "csv" => Box::new(CsvTable::new(text(file), CsvForm::default(), columns, out)?),
        "jsonl" => Box::new(JsonlTable::new(text(file), columns, out)),
        "xlsx" => Box::new(XlsxTable::new(file, columns, out, folder)?),
        other => return Err(format!("there is no table `{other}`").into()),
    };
    let range = yard::range().resolve()?;
    let shelf = yard::shelf(Path::new(data))?;
    shelf.for_each(&range, &CallFilter::default(), &mut |call| {
        let path = format!(
            "2026-10-28/102/20261028_internal_102_103_30s_[{}].wav",
            call.id
        );
        let mut row = CallRecord::new(call, &range.zone);
        row.files.push(FileFacts {
            path: Some(path),
            bytes: 240_044,
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
            audio_ms: 30_000,
            result: FileResult::Done,
            reason: String::new(),
        });
        table.write(&row)
    })?;
    table.finish()?;
    Ok(())
}
