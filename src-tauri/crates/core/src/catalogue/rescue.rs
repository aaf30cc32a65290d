//! What people made, taken out of a damaged file row by row: the PBX does not have it.

use std::{fmt, path::Path};

use rusqlite::{
    Connection, OpenFlags, Row, Transaction, config::DbConfig, params_from_iter, types::Value,
};

/// What is rescued, in the order in which tables refer to one another, with what a person calls its rows.
const TABLES: [(&str, &str); 9] = [
    ("account", "accounts"),
    ("tag", "tags"),
    ("call_tag", "tags on calls"),
    ("note", "notes"),
    ("review", "reviews"),
    ("recording_fate", "notes of exported recordings"),
    ("saved_view", "saved views"),
    ("recent_search", "recent searches"),
    ("job", "jobs"),
];

/// What came out of a damaged file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rescued {
    tables: Vec<Table>,
}

#[derive(Debug, PartialEq, Eq)]
struct Table {
    rows: &'static str,
    kept: u64,
    lost: Lost,
}

/// What did not.
#[derive(Debug, PartialEq, Eq)]
enum Lost {
    Rows(u64),
    /// Not even their number can be read.
    Unknown,
}

/// Takes what can be read out of the file at `aside`, which is left as it is, into a new catalogue.
pub(super) fn from(aside: &Path, new: &mut Connection) -> Rescued {
    let damaged = match open(aside) {
        Ok(damaged) => damaged,
        Err(error) => {
            tracing::warn!(%error, "nothing can be read of the damaged catalogue");
            return Rescued::default();
        }
    };
    let tables =
        TABLES
            .into_iter()
            .filter_map(|(name, rows)| match table(&damaged, new, name, rows) {
                Ok(table) => table,
                Err(error) => {
                    tracing::warn!(%error, table = name, "a table cannot be rescued");
                    Some(Table {
                        rows,
                        kept: 0,
                        lost: Lost::Unknown,
                    })
                }
            });
    Rescued {
        tables: tables.collect(),
    }
}

fn open(aside: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let damaged = Connection::open_with_flags(aside, flags)?;
    // The file is evidence: its log is read, and not played into it.
    damaged.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    damaged.pragma_update(None, "query_only", true)?;
    damaged.pragma_update(None, "cell_size_check", true)?;
    damaged.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    Ok(damaged)
}

/// Rescues one table; `None` when the damaged file never had it.
fn table(
    damaged: &Connection,
    new: &mut Connection,
    name: &'static str,
    rows: &'static str,
) -> rusqlite::Result<Option<Table>> {
    let theirs = columns(damaged, name)?;
    if theirs.is_empty() {
        return Ok(None);
    }
    let shared: Vec<Column> = columns(new, name)?
        .into_iter()
        .filter(|ours| theirs.iter().any(|their| their.name == ours.name))
        .collect();
    let counted: Option<u32> = damaged
        .query_row(&format!("SELECT count(*) FROM {name}"), [], |row| {
            row.get(0)
        })
        .ok();
    let transaction = new.transaction()?;
    let mut copy = Copy {
        damaged,
        into: &transaction,
        name,
        columns: &shared,
        kept: 0,
        refused: 0,
    };
    // From both ends: a page that cannot be read costs what is on it, not all that comes after.
    let whole = copy.scan("");
    if !whole {
        copy.scan(" DESC");
    }
    let (kept, refused) = (copy.kept, copy.refused);
    transaction.commit()?;
    let lost = match counted {
        Some(counted) => Lost::Rows(u64::from(counted).saturating_sub(kept)),
        None if whole => Lost::Rows(refused),
        None => Lost::Unknown,
    };
    Ok(Some(Table { rows, kept, lost }))
}

struct Column {
    name: String,
    in_key: bool,
}

fn columns(db: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let mut info = db.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let rows = info.query_map([table], |row| {
        Ok(Column {
            name: row.get(0)?,
            in_key: row.get::<_, i64>(1)? > 0,
        })
    })?;
    rows.collect()
}

struct Copy<'a> {
    damaged: &'a Connection,
    into: &'a Transaction<'a>,
    name: &'static str,
    columns: &'a [Column],
    kept: u64,
    refused: u64,
}

impl Copy<'_> {
    /// Copies rows in the order of the key or against it; whether it came to the end.
    fn scan(&mut self, towards: &str) -> bool {
        let scanned = self.try_scan(towards);
        if let Err(error) = &scanned {
            tracing::warn!(%error, table = self.name, "a part of a table cannot be read");
        }
        scanned.is_ok()
    }

    fn try_scan(&mut self, towards: &str) -> rusqlite::Result<()> {
        let names = self
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.name));
        let names = names.collect::<Vec<_>>().join(", ");
        let key: Vec<String> = self
            .columns
            .iter()
            .filter(|column| column.in_key)
            .map(|column| format!("\"{}\"{towards}", column.name))
            .collect();
        let name = self.name;
        let mut read = self.damaged.prepare(&format!(
            "SELECT {names} FROM {name} ORDER BY {}",
            key.join(", ")
        ))?;
        let marks = vec!["?"; self.columns.len()].join(", ");
        let mut write = self.into.prepare(&format!(
            "INSERT OR IGNORE INTO {name} ({names}) VALUES ({marks})"
        ))?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            match values(row, self.columns.len())
                .and_then(|values| write.execute(params_from_iter(values)))
            {
                Ok(copied) => self.kept += copied as u64,
                // A value that was scribbled over, or a row whose account is lost.
                Err(_) => self.refused += 1,
            }
        }
        Ok(())
    }
}

fn values(row: &Row<'_>, count: usize) -> rusqlite::Result<Vec<Value>> {
    (0..count).map(|column| row.get(column)).collect()
}

impl fmt::Display for Rescued {
    /// One or two sentences.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = || self.tables.iter().filter(|table| table.rows != "accounts");
        let kept: Vec<String> = told()
            .filter(|table| table.kept > 0)
            .map(|table| format!("{} {}", table.kept, table.rows))
            .collect();
        let lost: Vec<String> = told()
            .filter_map(|table| match table.lost {
                Lost::Rows(0) => None,
                Lost::Rows(rows) => Some(format!("{rows} {}", table.rows)),
                Lost::Unknown => Some(format!("an unknown number of {}", table.rows)),
            })
            .collect();
        match (self.tables.is_empty(), kept.is_empty()) {
            (true, _) => {
                return out.write_str(
                    "Nothing in it can be read: tags, notes and reviews, if there were any, are only in a backup.",
                );
            }
            (false, true) => {
                out.write_str("No tags, notes, reviews, views or jobs were taken over.")?;
            }
            (false, false) => write!(out, "Taken over: {}.", kept.join(", "))?,
        }
        if !lost.is_empty() {
            write!(out, " Could not be read: {}.", lost.join(", "))?;
        }
        Ok(())
    }
}
