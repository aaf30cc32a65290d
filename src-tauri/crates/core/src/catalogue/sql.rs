//! A question as SQL: the calls of a filter as a page in an order, as all of them, and as totals.

use std::mem;

use rusqlite::{Connection, OptionalExtension as _, params, types::Value};

use super::{
    condition::Condition,
    pieces::{Found, Pieces},
    row::COLUMNS,
    sorting::{expression, keys, order, towards, written},
};
use crate::{
    error::Result,
    query::{CallFilter, SortKey},
    time::UtcRange,
};

/// Calls with the pieces of a text that are read one by one for a page in order of start: the first page of a more frequent
/// text is found sooner by walking.
const FEW_BY_START: i64 = 20_000;
/// The same where all of them are wanted, for a count or another order. Walking past a call costs a third of reading one.
const FEW: i64 = 300_000;
/// A range is counted in parts of this length at least, beside each other; microseconds.
const PART: i64 = 7 * 86_400_000_000;

/// The calls of an account and range that a filter lets through.
#[derive(Clone)]
pub(super) struct Selection {
    condition: String,
    /// Of the parameters of the condition, which begin with account, start and end.
    values: Vec<Value>,
    way: Way,
    /// What can be looked up instead of walking.
    pieces: Pieces,
}

/// Where SQLite starts. It is said in each statement, so that no plan depends on statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// All of the range, in order of start, from the narrow index.
    Range,
    /// Named calls.
    Ids,
    /// Calls whose texts have certain pieces.
    Pieces(String),
    /// No call can be one of them.
    Nothing,
    /// The calls that the PBX no longer has, few and in a table of their own.
    Gone,
}

impl Selection {
    /// Reads the filter; fails where [`CallFilter::check`] does.
    pub(super) fn new(account: i64, range: &UtcRange, filter: &CallFilter) -> Result<Self> {
        let Condition { sql, values } = Condition::new(account, range, filter)?;
        let (way, pieces) = if filter.gone {
            (Way::Gone, Pieces::default())
        } else if filter.ids.is_empty() {
            (Way::Range, Pieces::of(filter, &filter.check()?))
        } else {
            (Way::Ids, Pieces::default())
        };
        Ok(Self {
            condition: sql,
            values,
            way,
            pieces,
        })
    }

    /// The same for the same question, and different for any other.
    pub(super) fn question(&self) -> String {
        let gone = if self.is_gone() { "gone " } else { "" };
        format!("{gone}{} {:?}", self.condition, self.values)
    }

    /// Whether it asks for calls that the PBX no longer has.
    pub(super) fn is_gone(&self) -> bool {
        self.way == Way::Gone
    }

    /// Whether all of its range is walked.
    pub(super) fn walks(&self) -> bool {
        self.way == Way::Range
    }

    /// The table of the calls, by the name all conditions use.
    fn table(&self) -> &'static str {
        if self.is_gone() {
            "gone_call AS call"
        } else {
            "call"
        }
    }

    /// Looks the texts up where that is quicker for an answer from all calls.
    pub(super) fn shortened(self, db: &Connection) -> rusqlite::Result<Self> {
        self.shortened_to(db, FEW)
    }

    /// Looks the texts up where that is quicker for the first calls in order of start.
    pub(super) fn shortened_by_start(self, db: &Connection) -> rusqlite::Result<Self> {
        self.shortened_to(db, FEW_BY_START)
    }

    /// Looks the texts up where at most `few` calls have their pieces, unless some texts are not taken in yet.
    fn shortened_to(mut self, db: &Connection, few: i64) -> rusqlite::Result<Self> {
        let pieces = mem::take(&mut self.pieces);
        if pieces.is_empty() || is_due(db)? {
            return Ok(self);
        }
        match pieces.look_up(db, few)? {
            Found::Nothing => self.way = Way::Nothing,
            Found::Few(question) => self.way = Way::Pieces(question),
            Found::Many => {}
        }
        Ok(self)
    }

    /// The stretch with the first `most` calls of its range, whatever the filter, to be walked before anything is looked up;
    /// and whether that is all of the range. Nothing where calls cannot be looked up.
    pub(super) fn near(
        &self,
        db: &Connection,
        latest_first: bool,
        most: u32,
    ) -> rusqlite::Result<Option<(Self, bool)>> {
        if self.pieces.is_empty() {
            return Ok(None);
        }
        let sql = format!(
            "SELECT started FROM call INDEXED BY call_in_brief WHERE account = ? AND started >= ? AND started < ? \
             ORDER BY started{} LIMIT 1 OFFSET ?",
            towards(latest_first)
        );
        let [account, start, end, ..] = self.values.as_slice() else {
            return Ok(None);
        };
        let next: Option<i64> = db
            .prepare_cached(&sql)?
            .query_row(params![account, start, end, most], |found| found.get(0))
            .optional()?;
        let mut near = self.clone();
        near.pieces = Pieces::default();
        match next {
            Some(next) if latest_first => near.values[1] = (next + 1).into(),
            Some(next) => near.values[2] = next.into(),
            None => {}
        }
        Ok(Some((near, next.is_none())))
    }

    /// The same calls in up to `most` stretches of the range, to be walked beside each other.
    pub(super) fn parts(&self, most: i64) -> Vec<Self> {
        let (Way::Range, [_, Value::Integer(start), Value::Integer(end), ..]) =
            (&self.way, self.values.as_slice())
        else {
            return vec![self.clone()];
        };
        let (start, length) = (*start, end - start);
        let count = (length / PART).clamp(1, most.max(1));
        let at = |part: i64| start + length / count * part;
        (0..count)
            .map(|part| {
                let mut stretch = self.clone();
                stretch.values[1] = at(part).into();
                if part + 1 < count {
                    stretch.values[2] = at(part + 1).into();
                }
                stretch
            })
            .collect()
    }

    /// `limit` calls from `offset` on: sorts what is narrow and fetches the rows of the page after.
    pub(super) fn page(&self, sort: &[SortKey], offset: u32, limit: u32) -> (String, Vec<Value>) {
        let order = order(sort);
        let sql = format!(
            "SELECT {COLUMNS} FROM (SELECT n AS found {} ORDER BY {order} LIMIT ? OFFSET ?) CROSS JOIN {} ON n = found ORDER BY {order}",
            self.source(),
            self.table()
        );
        let mut values = self.values();
        values.extend([limit.into(), offset.into()]);
        (sql, values)
    }

    /// The number of every call and what it is sorted by, for [`super::keys::Keys`], ascending by start and id.
    pub(super) fn keys(&self, sort: &[SortKey]) -> (String, Vec<Value>) {
        self.columns(&["n"], sort)
    }

    /// The number of every call, whether it has a recording, its seconds of talk and what it is sorted by, ascending by
    /// start and id.
    pub(super) fn sums_and_keys(&self, sort: &[SortKey]) -> (String, Vec<Value>) {
        self.columns(&["n", "recording IS NOT NULL", "talk_s"], sort)
    }

    fn columns(&self, first: &[&str], sort: &[SortKey]) -> (String, Vec<Value>) {
        let keys = sort.iter().map(|key| match written(key.column) {
            Some(_) => "id",
            None => expression(key.column),
        });
        let columns: Vec<&str> = first.iter().copied().chain(keys).collect();
        let columns = columns.join(", ");
        (
            format!("SELECT {columns} {} ORDER BY started, id", self.source()),
            self.values(),
        )
    }

    /// All calls in ascending order of start and id.
    pub(super) fn all(&self) -> (String, Vec<Value>) {
        (
            format!("SELECT {COLUMNS} {} ORDER BY started, id", self.source()),
            self.values(),
        )
    }

    /// What is summed up of all calls, in ascending order of start.
    pub(super) fn facts(&self) -> (String, Vec<Value>) {
        (
            format!(
                "SELECT started, direction, status, recording IS NOT NULL, ring_s, talk_s, extension {} ORDER BY started",
                self.source()
            ),
            self.values(),
        )
    }

    /// What all of them have in a column, in no order.
    pub(super) fn each(&self, column: &'static str) -> (String, Vec<Value>) {
        (format!("SELECT {column} {}", self.source()), self.values())
    }

    /// How many calls come before one of its own in an order; NULL when that is none of them.
    pub(super) fn position(&self, id: &str, sort: &[SortKey]) -> (String, Vec<Value>) {
        let condition = &self.condition;
        let keys = keys(sort);
        let named = keys.iter().enumerate();
        let named: Vec<String> = named
            .map(|(n, (key, _))| format!("{key} AS k{n}"))
            .collect();
        let keys = keys.iter().enumerate().rev();
        let earlier = keys.fold("false".to_owned(), |later, (n, (key, descending))| {
            let than = if *descending { '>' } else { '<' };
            format!("({key} {than} k{n} OR ({key} = k{n} AND {later}))")
        });
        let sql = format!(
            "SELECT (SELECT count(*) {} AND {earlier}) FROM \
             (SELECT {} FROM {} INDEXED BY {} WHERE {condition} AND id = ?)",
            self.source(),
            named.join(", "),
            self.table(),
            if self.is_gone() {
                "gone_call_by_id"
            } else {
                "call_by_id"
            },
        );
        let mut values = self.values();
        values.extend(self.values.iter().cloned());
        values.push(id.to_owned().into());
        (sql, values)
    }

    /// Number of calls, of those with a recording, and the seconds of talk.
    pub(super) fn totals(&self) -> (String, Vec<Value>) {
        (
            format!(
                "SELECT count(*), total(recording IS NOT NULL), total(talk_s) {}",
                self.source()
            ),
            self.values(),
        )
    }

    /// From where, and which; ends with a condition.
    fn source(&self) -> String {
        let condition = &self.condition;
        match self.way {
            Way::Range => format!("FROM call INDEXED BY call_in_brief WHERE {condition}"),
            Way::Ids => format!("FROM call INDEXED BY call_by_id WHERE {condition}"),
            Way::Gone => format!("FROM {} WHERE {condition}", self.table()),
            Way::Nothing => format!("FROM call WHERE false AND {condition}"),
            Way::Pieces(_) => format!(
                "FROM call_text CROSS JOIN call NOT INDEXED ON n = call_text.rowid WHERE call_text MATCH ? AND {condition}"
            ),
        }
    }

    /// Of the parameters of [`Selection::source`].
    fn values(&self) -> Vec<Value> {
        let looked_up = match &self.way {
            Way::Pieces(pieces) => Some(pieces.clone().into()),
            Way::Range | Way::Ids | Way::Gone | Way::Nothing => None,
        };
        looked_up
            .into_iter()
            .chain(self.values.iter().cloned())
            .collect()
    }
}

/// Whether some texts are not taken in yet.
fn is_due(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM text_due)")?
        .query_row([], |found| found.get(0))
}

/// Calls by their numbers, a JSON list, in its order.
pub(super) fn numbered() -> String {
    format!(
        "SELECT {COLUMNS} FROM (SELECT key AS place, value AS number FROM json_each(?1)) CROSS JOIN call ON n = number \
         ORDER BY place"
    )
}
