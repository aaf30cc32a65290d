//! A list endpoint with switchable habits.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::double::{Asked, json as reply, refused, token, value};

/// What the server makes of `filter`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Filter {
    Works,
    /// Compares the texts, so `…00.000Z` comes before `…00Z`.
    ComparesText,
    Ignored,
    Refused,
    /// 400 unless the filter comes alone with `top` and `skip`.
    WorksAlone,
}

/// What it makes of `count`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Count {
    Right,
    Missing,
    Text,
    PageLength,
    Off(i64),
}

/// What it makes of `skip`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Skip {
    Works,
    OneBased,
    Ignored,
}

pub(crate) struct List {
    pub(crate) rows: Mutex<Vec<(Timestamp, Value)>>,
    pub(crate) filter: Filter,
    pub(crate) count: Count,
    pub(crate) skip: Skip,
    pub(crate) cap: usize,
    pub(crate) descending: bool,
    /// Adds a row within the window at the head whenever this many pages were served.
    pub(crate) grows_every: u64,
    pub(crate) served: AtomicU64,
}

pub(crate) fn start() -> Timestamp {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

/// A row as the documentation shows it.
pub(crate) fn row(id: u64, at: Timestamp) -> (Timestamp, Value) {
    (
        at,
        json!({"id": (878_156_644_691_742_720_u64 + id).to_string(), "caller": "101", "callee": "102", "started_at": spelled(id, at)}),
    )
}

/// Fractions of 0, 3 and 6 digits.
fn spelled(id: u64, at: Timestamp) -> String {
    match id % 3 {
        0 if at.subsec_nanosecond() == 0 => format!("{at:.0}"),
        1 => format!("{at:.3}"),
        _ => format!("{at:.6}"),
    }
}

impl List {
    /// Days with so many rows each, evenly spread from midnight on; a few share their moment.
    pub(crate) fn of_days(days: &[u64]) -> Self {
        let mut rows = Vec::new();
        for (day, &count) in days.iter().enumerate() {
            let midnight = start() + SignedDuration::from_hours(24 * day.cast_signed() as i64);
            for at in 0..count {
                let gap =
                    SignedDuration::from_millis((86_400_000 / count * (at - at % 4)).cast_signed());
                rows.push(row(rows.len() as u64, midnight + gap));
            }
        }
        Self {
            rows: Mutex::new(rows),
            filter: Filter::Works,
            count: Count::Right,
            skip: Skip::Works,
            cap: 100,
            descending: false,
            grows_every: 0,
            served: AtomicU64::new(0),
        }
    }

    pub(crate) fn answer(&self, asked: &Asked) -> Response {
        if asked.path.ends_with("sign_in") {
            return token("1", 1800);
        }
        if !asked.path.ends_with("/cdrs") && !asked.path.ends_with("/recordings") {
            return reply(404, "");
        }
        let number = |name: &str, default: usize| {
            asked
                .query
                .get(name)
                .map_or(default, |text| text.parse().unwrap())
        };
        let filter = asked.query.get("filter");
        let refuses = match self.filter {
            Filter::Refused => filter.is_some(),
            Filter::WorksAlone => filter.is_some() && asked.query.contains_key("orderby"),
            _ => false,
        };
        if refuses {
            return refused(400, "VALIDATE_FAILED", "field validation failed");
        }
        self.grow();
        let mut found = self.found(filter.map(String::as_str));
        found.sort_by_key(|(at, _)| *at);
        if self.descending {
            found.reverse();
        }
        let skip = match self.skip {
            Skip::Works => number("skip", 0),
            Skip::OneBased => number("skip", 0).saturating_sub(1),
            Skip::Ignored => 0,
        };
        let total = found.len();
        let top = number("top", 100)
            .min(self.cap)
            .max(if self.cap > 100 { self.cap } else { 0 });
        let page: Vec<Value> = found
            .into_iter()
            .skip(skip)
            .take(top)
            .map(|(_, row)| row)
            .collect();
        let count = match self.count {
            Count::Right => json!(total),
            Count::Missing => Value::Null,
            Count::Text => json!(total.to_string()),
            Count::PageLength => json!(page.len()),
            Count::Off(by) => json!((total.cast_signed() as i64 + by).max(0)),
        };
        value(&json!({"count": count, "items": page}))
    }

    fn found(&self, filter: Option<&str>) -> Vec<(Timestamp, Value)> {
        let rows = self.rows.lock().unwrap().clone();
        let Some(filter) = filter.filter(|_| self.filter != Filter::Ignored) else {
            return rows;
        };
        let mut bounds = filter.split('\'').skip(1).step_by(2);
        let (from, to) = (bounds.next().unwrap(), bounds.next().unwrap());
        assert_eq!(
            filter,
            format!("started_at ge '{from}' and started_at lt '{to}'")
        );
        let (first, last): (Timestamp, Timestamp) = (from.parse().unwrap(), to.parse().unwrap());
        let inside = |(at, row): &(Timestamp, Value)| match self.filter {
            Filter::ComparesText => {
                let text = row["started_at"].as_str().unwrap();
                from <= text && text < to
            }
            _ => first <= *at && *at < last,
        };
        rows.into_iter().filter(inside).collect()
    }

    fn grow(&self) {
        let served = self.served.fetch_add(1, SeqCst) + 1;
        if self.grows_every > 0 && served.is_multiple_of(self.grows_every) && served < 40 {
            let mut rows = self.rows.lock().unwrap();
            let id = rows.len() as u64;
            rows.push(row(id, start() + SignedDuration::from_secs(1)));
        }
    }
}
