//! Saved views and the searches of late, of one account.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::Shelf;
use crate::{
    error::{Error, Result},
    ids::ViewId,
    views::{SavedView, View},
};

/// Searches that are remembered.
const MOST_RECENT: u32 = 20;
/// Views an account can have; each is a line of a menu.
const MOST_VIEWS: u32 = 200;

impl Shelf {
    /// All views in the order of the person; one of a later version that cannot be read is left out, and stays.
    pub(crate) fn views(&self) -> Result<Vec<SavedView>> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(
                "SELECT id, json FROM saved_view WHERE account = ?1 ORDER BY place, id",
            )?;
            let rows = statement.query_map([self.account()], |found| {
                let (id, json): (i64, String) = (found.get(0)?, found.get(1)?);
                let view = serde_json::from_str(&json).ok();
                Ok(view.map(|view| SavedView {
                    id: ViewId(id.to_string()),
                    view,
                }))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let views = read().map_err(|source| reader.failed(source))?;
        Ok(views.into_iter().flatten().collect())
    }

    /// Keeps a view: a new one at the end, or in place of the one with this id.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a view that cannot be used, a name that another one has, or one view too many;
    /// [`Error::NotFound`] when the one to replace is gone.
    pub(crate) fn save_view(&self, id: Option<&ViewId>, view: View) -> Result<SavedView> {
        let view = view.checked()?;
        let json = serde_json::to_string(&view).map_err(|_| Error::Internal {
            doing: "keeping a view",
        })?;
        let (account, key) = (self.account(), view.key());
        let row = Row {
            account,
            own: id.map(row_id),
            key: &key,
            json: &json,
        };
        match self.store().write(|db| keep(db, &row))? {
            Kept::As(id) => Ok(SavedView {
                id: ViewId(id.to_string()),
                view,
            }),
            Kept::NameTaken => Err(Error::invalid(format!(
                "there is a view {:?} already; choose another name, or change that one",
                view.name
            ))),
            Kept::TooMany => Err(Error::invalid(format!(
                "there are {MOST_VIEWS} views already; delete one first"
            ))),
            Kept::Gone => Err(Error::NotFound {
                what: format!("view {:?}", view.name),
            }),
        }
    }

    /// Forgets a view; one that is not there is fine.
    pub(crate) fn delete_view(&self, id: &ViewId) -> Result<()> {
        self.store().write(|db| {
            db.execute(
                "DELETE FROM saved_view WHERE account = ?1 AND id = ?2",
                params![self.account(), row_id(id)],
            )
            .map(drop)
        })
    }

    /// Puts the views into this order; those not named come after, as they were.
    pub(crate) fn order_views(&self, ids: &[ViewId]) -> Result<()> {
        let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        self.store().write(|db| {
            db.execute(
                "UPDATE saved_view SET place = place + ?2 WHERE account = ?1",
                params![self.account(), count],
            )?;
            let mut put = db.prepare_cached(
                "UPDATE saved_view SET place = ?3 WHERE account = ?1 AND id = ?2",
            )?;
            for (place, id) in (0_i64..).zip(ids) {
                put.execute(params![self.account(), row_id(id), place])?;
            }
            Ok(())
        })
    }

    /// The filters searched for of late, as lines of text, newest first.
    pub(crate) fn recent_searches(&self) -> Result<Vec<String>> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(
                "SELECT line FROM recent_search WHERE account = ?1 ORDER BY at DESC, line LIMIT ?2",
            )?;
            let rows =
                statement.query_map(params![self.account(), MOST_RECENT], |found| found.get(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }

    /// Remembers a line of text as searched for now; only the newest stay.
    pub(crate) fn note_search(&self, line: &str, now: Timestamp) -> Result<()> {
        let account = self.account();
        self.store().write(|db| {
            db.execute(
                "INSERT OR REPLACE INTO recent_search (account, line, at) VALUES (?1, ?2, ?3)",
                params![account, line, now.as_microsecond()],
            )?;
            db.execute(
                "DELETE FROM recent_search WHERE account = ?1 AND line NOT IN \
                 (SELECT line FROM recent_search WHERE account = ?1 ORDER BY at DESC, line LIMIT ?2)",
                params![account, MOST_RECENT],
            )
            .map(drop)
        })
    }

    /// Forgets all searches of late.
    pub(crate) fn forget_searches(&self) -> Result<()> {
        self.store().write(|db| {
            db.execute(
                "DELETE FROM recent_search WHERE account = ?1",
                [self.account()],
            )
            .map(drop)
        })
    }
}

struct Row<'a> {
    account: i64,
    /// The row to replace.
    own: Option<i64>,
    key: &'a str,
    json: &'a str,
}

fn keep(db: &Transaction<'_>, row: &Row<'_>) -> rusqlite::Result<Kept> {
    let &Row {
        account,
        own,
        key,
        json,
    } = row;
    let other: Option<i64> = db
        .query_row(
            "SELECT id FROM saved_view WHERE account = ?1 AND key = ?2",
            params![account, key],
            |found| found.get(0),
        )
        .optional()?;
    if other.is_some() && other != own {
        return Ok(Kept::NameTaken);
    }
    let Some(own) = own else {
        let count: u32 = db.query_row(
            "SELECT count(*) FROM saved_view WHERE account = ?1",
            [account],
            |found| found.get(0),
        )?;
        if count >= MOST_VIEWS {
            return Ok(Kept::TooMany);
        }
        db.execute(
            "INSERT INTO saved_view (account, key, place, json) VALUES (?1, ?2, \
             (SELECT ifnull(max(place), 0) + 1 FROM saved_view WHERE account = ?1), ?3)",
            params![account, key, json],
        )?;
        return Ok(Kept::As(db.last_insert_rowid()));
    };
    let changed = db.execute(
        "UPDATE saved_view SET key = ?3, json = ?4 WHERE account = ?1 AND id = ?2",
        params![account, own, key, json],
    )?;
    Ok(if changed == 0 {
        Kept::Gone
    } else {
        Kept::As(own)
    })
}

enum Kept {
    As(i64),
    NameTaken,
    TooMany,
    Gone,
}

/// The row of a view; none for an id that is not ours.
fn row_id(id: &ViewId) -> i64 {
    id.as_str().parse().unwrap_or(-1)
}
