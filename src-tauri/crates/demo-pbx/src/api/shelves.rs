//! Calls, legs and recordings as rows that can be selected.

use super::Pbx;
use super::filter::Cell;
use super::listing::Shelf;
use super::rows::Style;
use crate::company::{Call, LogRow, Recording};

/// Which of the calls exist right now, and whose are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// Only calls in which one of these extensions took part.
    pub extensions: Option<Vec<String>>,
    /// The calls that exist, by index: the faults hold some back and let some vanish.
    pub existing: std::ops::Range<usize>,
    pub style: Style,
}

impl Scope {
    /// Among `all` calls.
    pub(crate) fn new(pbx: &Pbx, all: usize, extension: Option<&str>) -> Self {
        let plan = pbx.faults.plan();
        let lists = &plan.lists;
        let mut existing = 0..all;
        if lists.held_back > 0 || lists.vanish_per_page > 0 {
            let pages = pbx.faults.count_list();
            existing.end = all
                - lists
                    .held_back
                    .saturating_sub(pages.saturating_mul(lists.appear_per_page))
                    .min(all);
            existing.start = pages
                .saturating_mul(lists.vanish_per_page)
                .min(existing.end);
        }
        Self {
            extensions: extension.map(|extension| vec![extension.to_owned()]),
            existing,
            style: pbx.rows_style(),
        }
    }

    /// Only calls in which one of these extensions took part.
    pub(crate) fn of(self, extensions: &[&str]) -> Self {
        let extensions = extensions.iter().copied().map(str::to_owned).collect();
        Self {
            extensions: Some(extensions),
            ..self
        }
    }

    fn sees(&self, index: usize, call: &Call) -> bool {
        self.existing.contains(&index)
            && self
                .extensions
                .as_ref()
                .is_none_or(|some| some.iter().any(|extension| call.involves(extension)))
    }
}

fn call_cell<'a>(call: &'a Call, field: &str, style: Style) -> Option<Cell<'a>> {
    let time =
        |at: Option<jiff::Timestamp>| Some(Cell::Time(at.map(jiff::Timestamp::as_microsecond)));
    Some(match field {
        "caller" => Cell::Text(&call.caller.number),
        "callee" => Cell::Text(&call.callee.number),
        "caller_display_name" => Cell::Text(&call.caller.name),
        "callee_display_name" => Cell::Text(&call.callee.name),
        "started_at" => Cell::Time(Some(style.shown(call.started_at))),
        "rang_at" => return time(call.rang_at),
        "answered_at" => return time(call.answered_at),
        "ended_at" => return time(Some(call.ended_at)),
        "direction" => Cell::Text(call.direction.name()),
        "end_reason" => Cell::Text(call.end_reason),
        "reroute_reason" => Cell::Text(call.reroute_reason),
        "status_code" => Cell::Number(call.status_code.into()),
        "destination" => Cell::Text(&call.destination),
        "outbound_caller_id" => Cell::Text(&call.outbound_caller_id),
        "did_cid" => Cell::Text(&call.did),
        "trunk" => Cell::Text(&call.trunk),
        "service_number" => Cell::Text(&call.service_number),
        "duration" => Cell::Number(call.duration()),
        "id" => Cell::Number(call.id.cast_signed()),
        _ => return None,
    })
}

fn call_kind(field: &str) -> Option<Cell<'static>> {
    Some(match field {
        "started_at" | "rang_at" | "answered_at" | "ended_at" => Cell::Time(None),
        "status_code" | "duration" | "id" => Cell::Number(0),
        "caller"
        | "callee"
        | "caller_display_name"
        | "callee_display_name"
        | "direction"
        | "end_reason"
        | "reroute_reason"
        | "destination"
        | "outbound_caller_id"
        | "did_cid"
        | "trunk"
        | "service_number" => Cell::Text(""),
        _ => return None,
    })
}

/// Free text finds numbers and names.
fn call_found(call: &Call, text: &str) -> bool {
    text.split(" or ").map(str::trim).any(|word| {
        [
            &call.caller.number,
            &call.callee.number,
            &call.caller.name,
            &call.callee.name,
            &call.destination,
        ]
        .into_iter()
        .any(|held| held.contains(word))
    })
}

/// The rows of `/cdrs`.
pub(crate) struct Calls<'a> {
    pub calls: &'a [Call],
    pub scope: Scope,
}

impl Calls<'_> {
    /// The visible call at a row of the shelf.
    fn at(&self, row: usize) -> Option<&Call> {
        self.calls.get(self.scope.existing.start + row)
    }
}

impl Shelf for Calls<'_> {
    fn len(&self) -> usize {
        self.scope.existing.len()
    }

    fn cell(&self, row: usize, field: &str) -> Option<Cell<'_>> {
        call_cell(self.at(row)?, field, self.scope.style)
    }

    fn kind(&self, field: &str) -> Option<Cell<'static>> {
        call_kind(field)
    }

    fn started(&self, row: usize) -> Option<i64> {
        self.at(row)
            .map(|call| self.scope.style.shown(call.started_at))
    }

    fn visible(&self, row: usize) -> bool {
        self.at(row)
            .is_some_and(|call| self.scope.sees(self.scope.existing.start + row, call))
    }

    fn restricted(&self) -> bool {
        self.scope.extensions.is_some()
    }

    fn found(&self, row: usize, text: &str) -> bool {
        self.at(row).is_some_and(|call| call_found(call, text))
    }
}

/// The rows of `/calllogs`.
pub(crate) struct Legs<'a> {
    pub calls: &'a [Call],
    pub rows: &'a [LogRow],
    pub scope: Scope,
}

impl Legs<'_> {
    fn at(&self, row: usize) -> Option<(&LogRow, &Call)> {
        let row = self.rows.get(row)?;
        Some((row, self.calls.get(row.call as usize)?))
    }
}

impl Shelf for Legs<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, field: &str) -> Option<Cell<'_>> {
        let (log, call) = self.at(row)?;
        match field {
            "started_at" => Some(Cell::Time(self.started(row))),
            "caller" => Some(Cell::Text(&log.leg.caller.number)),
            "callee" => Some(Cell::Text(&log.leg.callee.number)),
            "id" => Some(Cell::Number(call.log_id(log.number).cast_signed())),
            "session_id" => Some(Cell::Number(call.id.cast_signed())),
            _ => call_cell(call, field, self.scope.style),
        }
    }

    fn kind(&self, field: &str) -> Option<Cell<'static>> {
        if field == "session_id" {
            Some(Cell::Number(0))
        } else {
            call_kind(field)
        }
    }

    fn started(&self, row: usize) -> Option<i64> {
        self.rows
            .get(row)
            .map(|row| row.leg.started_at.as_microsecond())
    }

    fn visible(&self, row: usize) -> bool {
        self.at(row)
            .is_some_and(|(row, call)| self.scope.sees(row.call as usize, call))
    }

    fn restricted(&self) -> bool {
        self.scope.extensions.is_some() || self.scope.existing.len() < self.calls.len()
    }

    fn found(&self, row: usize, text: &str) -> bool {
        self.at(row).is_some_and(|(_, call)| call_found(call, text))
    }
}

/// The rows of `/recordings`.
pub(crate) struct Recordings<'a> {
    pub calls: &'a [Call],
    pub rows: &'a [Recording],
    pub scope: Scope,
}

impl Recordings<'_> {
    fn at(&self, row: usize) -> Option<(&Recording, &Call)> {
        let recording = self.rows.get(row)?;
        Some((recording, self.calls.get(recording.call as usize)?))
    }
}

impl Shelf for Recordings<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn cell(&self, row: usize, field: &str) -> Option<Cell<'_>> {
        let (recording, call) = self.at(row)?;
        Some(match field {
            "id" => Cell::Number(recording.id.cast_signed()),
            "caller" => Cell::Text(&call.caller.number),
            "callee" => Cell::Text(call.agent.as_ref().unwrap_or(&call.callee.number)),
            "started_at" => Cell::Time(self.started(row)),
            "ended_at" => Cell::Time(Some(recording.ended_at().as_microsecond())),
            _ => return None,
        })
    }

    fn kind(&self, field: &str) -> Option<Cell<'static>> {
        Some(match field {
            "id" => Cell::Number(0),
            "caller" | "callee" => Cell::Text(""),
            "started_at" | "ended_at" => Cell::Time(None),
            _ => return None,
        })
    }

    fn started(&self, row: usize) -> Option<i64> {
        self.rows
            .get(row)
            .map(|recording| self.scope.style.shown(recording.started_at()))
    }

    fn visible(&self, row: usize) -> bool {
        self.at(row)
            .is_some_and(|(recording, call)| self.scope.sees(recording.call as usize, call))
    }

    fn restricted(&self) -> bool {
        self.scope.extensions.is_some() || self.scope.existing.len() < self.calls.len()
    }

    fn found(&self, row: usize, text: &str) -> bool {
        self.at(row).is_some_and(|(_, call)| call_found(call, text))
    }
}
