//! The `sqlite3` shell and `DuckDB` over the same rows.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use super::questions::{self, Question};
use crate::{Result, peers::PYTHON, stage::Stage};

/// How often a question is put; the median counts.
const TIMES: usize = 5;
/// What our connections set.
pub(in crate::scenarios) const PRAGMAS: &str =
    "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;";
/// A folder with the `duckdb` module of Python.
pub(in crate::scenarios) const DUCKDB: &str = "TAPEDECK_BENCH_DUCKDB";

/// What a peer said to a question.
pub(super) struct Told {
    name: &'static str,
    pub(super) millis: f64,
    pub(super) rows: Vec<String>,
}

pub(super) fn of<'a>(told: &'a [Told], name: &str) -> Result<&'a Told> {
    told.iter()
        .find(|told| told.name == name)
        .ok_or_else(|| format!("{name} was not asked").into())
}

/// Names of what is inserted into, and how much of the schema that is.
pub(super) const LAYERS: [(&str, usize); 3] = [
    ("rows and their ids", 0),
    ("and the narrow index", 1),
    ("and the pieces of texts", 2),
];

/// Copies all calls with so many layers of the schema; seconds and rows.
pub(super) fn insert(file: &Path, target: &Path, layers: usize) -> Result<(f64, f64)> {
    let kept = match layers {
        0 => "name IN ('call', 'call_by_id')",
        1 => "name IN ('call', 'call_by_id', 'call_in_brief')",
        _ => {
            "name IN ('call', 'call_by_id', 'call_in_brief', 'call_text', 'text_due', 'text_due_of_new')"
        }
    };
    let schema = shell(
        file,
        &format!("SELECT sql || ';' FROM sqlite_schema WHERE {kept} ORDER BY rowid;"),
    )?;
    let texts = if layers > 1 {
        "INSERT INTO call_text (rowid, text) SELECT n, char(10) || haystack || digits FROM text_due CROSS JOIN main.call USING (n);\n\
         DELETE FROM text_due;\n"
    } else {
        ""
    };
    let script = format!(
        "PRAGMA journal_mode = WAL; {PRAGMAS} PRAGMA wal_autocheckpoint = 4000;\n{schema}\nATTACH '{}' AS full;\nBEGIN;\n.timer on\n\
         INSERT INTO main.call SELECT * FROM full.call ORDER BY n;\n{texts}COMMIT;\n.timer off\nSELECT 'rows', count(*) FROM main.call;\n",
        file.display()
    );
    let said = shell(target, &script)?;
    let seconds: f64 = said.lines().filter_map(real).sum();
    let rows = said
        .lines()
        .find_map(|line| line.strip_prefix("rows|")?.parse().ok());
    Ok((seconds, rows.ok_or("sqlite3 told no count")?))
}

/// Every question to the shell, by the statement that we make of it.
pub(super) fn sqlite(file: &Path) -> Result<Vec<Told>> {
    let range = "account = 1 AND started >= 0 AND started < 9000000000000000";
    let sql = |question: &Question| {
        let Question {
            condition,
            order,
            offset,
            ..
        } = question;
        let source = match question.pieces {
            Some(pieces) => format!(
                "FROM call_text CROSS JOIN call NOT INDEXED ON n = call_text.rowid WHERE call_text MATCH '{pieces}' AND {range} AND {condition}"
            ),
            None => format!("FROM call INDEXED BY call_in_brief WHERE {range} AND {condition}"),
        };
        // Reads every column, as we do, and prints the id.
        format!(
            "SELECT iif(length(recording || digits || haystack || end_reason) < 0, '', id) FROM (SELECT n AS found {source} \
             ORDER BY {order} LIMIT 100 OFFSET {offset}) CROSS JOIN call ON n = found ORDER BY {order};"
        )
    };
    let mut script = format!("{PRAGMAS}\n.timer on\n");
    for question in questions::ALL {
        for _ in 0..TIMES {
            let _ = writeln!(script, "SELECT '== {}';\n{}", question.name, sql(question));
        }
    }
    let said = shell(file, &script)?;
    Ok(questions::ALL
        .iter()
        .map(|question| told(question.name, &said))
        .collect())
}

/// Every question to `DuckDB` over a table of its own, if its module can be had.
pub(super) fn duckdb(stage: &Stage, file: &Path) -> Result<Option<Vec<Told>>> {
    if duckdb_version().is_none() {
        return Ok(None);
    }
    let rows = stage.path("rows.csv");
    let columns = "n, account, started, id, recording, direction, extension_name, caller, callee, destination, talk_s, ring_s, status, replace(digits, char(10), ' ') AS digits";
    let out = Command::new("sqlite3")
        .args(["-csv", "-header"])
        .arg(file)
        .arg(format!("SELECT {columns} FROM call ORDER BY n"))
        .stdout(fs::File::create(&rows)?)
        .status()?;
    if !out.success() {
        return Err("sqlite3 gave no rows for DuckDB".into());
    }
    let mut script = format!(
        "import duckdb, time\ndb = duckdb.connect()\ndb.execute(\"CREATE TABLE call AS SELECT * FROM read_csv('{}', all_varchar = true)\")\n\
         db.execute(\"CREATE OR REPLACE TABLE call AS SELECT * REPLACE (started::BIGINT AS started, talk_s::INT AS talk_s, ring_s::INT AS ring_s) FROM call\")\n",
        rows.display()
    );
    for question in questions::ALL {
        let condition = question
            .condition
            .replace(
                "IN (SELECT value FROM json_each('[\"inbound\"]'))",
                "= 'inbound'",
            )
            .replace("(recording IS NOT NULL) = 1", "recording IS NOT NULL");
        let order = question.order.replace(
            "extension_name COLLATE NOCASE",
            "coalesce(lower(extension_name), '')",
        );
        let _ = writeln!(
            script,
            "for _ in range({TIMES}):\n    since = time.time()\n    rows = db.execute(\"\"\"SELECT id FROM call WHERE {condition} ORDER BY {order} LIMIT 100 OFFSET {}\"\"\").fetchall()\n    took = time.time() - since\n    print('== {}')\n    for row in rows: print(row[0])\n    print('Run Time: real', took, 'user 0')",
            question.offset, question.name
        );
    }
    let said = Command::new(PYTHON)
        .args(["-c", &script])
        .env("PYTHONPATH", std::env::var_os(DUCKDB).unwrap_or_default())
        .output()?;
    if !said.status.success() {
        return Err(format!("DuckDB: {}", String::from_utf8_lossy(&said.stderr)).into());
    }
    let said = String::from_utf8(said.stdout)?;
    Ok(Some(
        questions::ALL
            .iter()
            .map(|question| told(question.name, &said))
            .collect(),
    ))
}

pub(in crate::scenarios) fn duckdb_version() -> Option<String> {
    let said = Command::new(PYTHON)
        .args(["-c", "import duckdb; print(duckdb.__version__)"])
        .env("PYTHONPATH", std::env::var_os(DUCKDB).unwrap_or_default())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let version = String::from_utf8(said.stdout).ok()?.trim().to_owned();
    (!version.is_empty()).then_some(version)
}

/// The median time and the rows of a question in what was printed: its name, its rows, its time.
fn told(name: &'static str, said: &str) -> Told {
    let head = format!("== {name}");
    let mut millis = Vec::new();
    let mut rows = Vec::new();
    let mut lines = said.lines();
    while lines.by_ref().any(|line| line == head) {
        // The line of the name is timed by the shell, too.
        rows.clear();
        for line in lines.by_ref() {
            match real(line) {
                Some(seconds) if !rows.is_empty() => {
                    millis.push(seconds * 1000.0);
                    break;
                }
                Some(_) => {}
                None => rows.push(line.to_owned()),
            }
        }
    }
    millis.sort_by(f64::total_cmp);
    Told {
        name,
        millis: millis.get(millis.len() / 2).copied().unwrap_or(f64::NAN),
        rows,
    }
}

/// The seconds in `Run Time: real 0.073 user 0.07 sys 0.00`.
pub(in crate::scenarios) fn real(line: &str) -> Option<f64> {
    line.strip_prefix("Run Time: real ")?
        .split_whitespace()
        .next()?
        .parse()
        .ok()
}

pub(in crate::scenarios) fn shell(file: &Path, script: &str) -> Result<String> {
    let input = tempfile::NamedTempFile::new()?;
    fs::write(input.path(), script)?;
    let said = Command::new("sqlite3")
        .arg("-bail")
        .arg(file)
        .stdin(fs::File::open(input.path())?)
        .output()?;
    if said.status.success() {
        Ok(String::from_utf8(said.stdout)?)
    } else {
        Err(format!("sqlite3: {}", String::from_utf8_lossy(&said.stderr)).into())
    }
}
