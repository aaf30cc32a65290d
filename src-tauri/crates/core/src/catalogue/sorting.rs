//! What calls are sorted by, as SQL.

use rusqlite::types::Value;

use crate::query::{SortColumn, SortKey};

/// Whether an order is the one calls lie in, forwards or backwards.
pub(super) fn by_start(sort: &[SortKey]) -> bool {
    sort.iter().all(|key| key.column == SortColumn::Started)
}

/// The order, made total by start and id.
pub(super) fn order(sort: &[SortKey]) -> String {
    let keys = keys(sort).into_iter();
    let words = keys.map(|(key, descending)| format!("{key}{}", towards(descending)));
    words.collect::<Vec<_>>().join(", ")
}

/// What to order by, and whether the largest comes first.
pub(super) fn keys(sort: &[SortKey]) -> Vec<(&'static str, bool)> {
    let by_start = sort.iter().rfind(|key| key.column == SortColumn::Started);
    let mut keys: Vec<_> = sort
        .iter()
        .map(|key| (expression(key.column), key.descending))
        .collect();
    if by_start.is_none() {
        keys.push(("started", false));
    }
    keys.push(("id", by_start.is_some_and(|key| key.descending)));
    keys
}

/// For what people wrote and listening found: the question for the calls of an account and what each has, and what all others have.
pub(super) fn written(column: SortColumn) -> Option<(&'static str, Value)> {
    match column {
        SortColumn::Tags => Some((
            "SELECT call, group_concat(tag.name, ', ' ORDER BY tag.key) FROM call_tag CROSS JOIN tag ON tag.id = call_tag.tag \
             WHERE call_tag.account = ?1 GROUP BY call",
            String::new().into(),
        )),
        SortColumn::Reviewed => Some((
            "SELECT call, 1 FROM review WHERE account = ?1 AND reviewed IS NOT NULL",
            0.into(),
        )),
        SortColumn::Rating => Some((
            "SELECT call, rating FROM review WHERE account = ?1 AND rating IS NOT NULL",
            0.into(),
        )),
        SortColumn::Notes => Some((
            "SELECT call, count(*) FROM note WHERE account = ?1 GROUP BY call",
            0.into(),
        )),
        SortColumn::Findings => Some((
            "SELECT call, 1 + (SELECT count(*) FROM finding WHERE finding.account = ?1 AND finding.call = heard_file.call) \
             FROM heard_file WHERE account = ?1 GROUP BY call",
            0.into(),
        )),
        _ => None,
    }
}

/// Whether `A` and `a` are one value of a column that is sorted by.
pub(super) fn ignores_case(column: SortColumn) -> bool {
    expression(column).ends_with(" COLLATE NOCASE")
}

/// The word of a direction, after what is ordered by.
pub(super) fn towards(descending: bool) -> &'static str {
    if descending { " DESC" } else { "" }
}

/// What a column is sorted by, of the row at hand.
pub(super) fn expression(column: SortColumn) -> &'static str {
    match column {
        SortColumn::Started => "started",
        SortColumn::Direction => "direction",
        SortColumn::Extension => "extension",
        SortColumn::ExtensionName => "extension_name COLLATE NOCASE",
        SortColumn::Other => "other",
        SortColumn::TalkS => "talk_s",
        SortColumn::RingS => "ring_s",
        SortColumn::Queue => "queue",
        SortColumn::Did => "did",
        SortColumn::Trunk => "trunk COLLATE NOCASE",
        SortColumn::Status => "status",
        SortColumn::EndReason => "end_reason",
        SortColumn::Recorded => "(recording IS NOT NULL)",
        SortColumn::Tags => {
            "coalesce((SELECT group_concat(tag.name, ', ' ORDER BY tag.key) FROM call_tag CROSS JOIN tag ON tag.id = call_tag.tag \
             WHERE call_tag.account = call.account AND call_tag.call = call.id), '') COLLATE NOCASE"
        }
        SortColumn::Reviewed => {
            "EXISTS (SELECT 1 FROM review WHERE review.account = call.account AND review.call = call.id AND reviewed IS NOT NULL)"
        }
        SortColumn::Rating => {
            "coalesce((SELECT rating FROM review WHERE review.account = call.account AND review.call = call.id), 0)"
        }
        SortColumn::Notes => {
            "(SELECT count(*) FROM note WHERE note.account = call.account AND note.call = call.id)"
        }
        SortColumn::Findings => {
            "(EXISTS (SELECT 1 FROM heard_file WHERE heard_file.account = call.account AND heard_file.call = call.id) \
             + (SELECT count(*) FROM finding WHERE finding.account = call.account AND finding.call = call.id))"
        }
    }
}
