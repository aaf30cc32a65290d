//! Rows of the PBX, read tolerantly, as calls and recordings of the catalogue, which are strict.

use jiff::Timestamp;
use portsip::{CallLeg, Cdr, NumberInfo, NumberKind, RecordingSummary};

use crate::{
    app::{DirectoryEntry, DirectoryKind},
    call::{Call, CallStatus, Direction},
    catalogue::{Names, RecordingRow},
    ids::{CallId, RecordingId},
    legs::Leg,
};

/// The call of a record; `None` when the record has no time at all and so belongs to no range.
///
/// A record without a start is placed at its first ringing, else its answer, else its end.
pub(super) fn call(cdr: Cdr, names: &Names) -> Option<Call> {
    let started = cdr
        .started_at
        .or(cdr.rang_at)
        .or(cdr.answered_at)
        .or(cdr.ended_at)?;
    let talked = cdr.duration_s.filter(|seconds| *seconds > 0);
    let answered = cdr.answered_at.is_some() || talked.is_some();
    let talk_s = if answered {
        talked.unwrap_or_else(|| between(cdr.answered_at, cdr.ended_at))
    } else {
        0
    };
    let ring_s = match cdr.answered_at {
        Some(_) => between(Some(started), cdr.answered_at),
        None => between(Some(started), cdr.ended_at).saturating_sub(talk_s),
    };
    let status = CallStatus::of(answered, cdr.status_code, &cdr.end_reason);
    let mut call = Call {
        id: CallId(cdr.id),
        recording_id: None,
        listed: true,
        direction: direction(&cdr.direction),
        extension: String::new(),
        extension_name: String::new(),
        other: String::new(),
        caller: trimmed(cdr.caller),
        caller_name: trimmed(cdr.caller_name),
        callee: trimmed(cdr.callee),
        callee_name: trimmed(cdr.callee_name),
        destination: trimmed(cdr.destination),
        did: trimmed(cdr.did_cid),
        trunk: trimmed(cdr.trunk),
        queue: trimmed(cdr.service_number),
        started,
        answered: cdr.answered_at,
        ended: cdr.ended_at,
        ring_s,
        talk_s,
        status,
        end_reason: trimmed(cdr.end_reason),
    };
    if call.queue.is_empty() && names.is_queue(&call.callee) {
        call.queue.clone_from(&call.callee);
    }
    names.give(&mut call);
    Some(call)
}

fn direction(told: &portsip::Direction) -> Direction {
    match told {
        portsip::Direction::Inbound => Direction::Inbound,
        portsip::Direction::Outbound => Direction::Outbound,
        portsip::Direction::Extension => Direction::Internal,
        portsip::Direction::InboundOutbound => Direction::Transit,
        portsip::Direction::Other(_) => Direction::Unknown,
    }
}

/// A leg of a call.
pub(super) fn leg(leg: CallLeg) -> Leg {
    let record = leg.record;
    Leg {
        log_id: leg.log_id,
        direction: direction(&record.direction),
        caller: trimmed(record.caller),
        caller_name: trimmed(record.caller_name),
        callee: trimmed(record.callee),
        callee_name: trimmed(record.callee_name),
        destination: trimmed(record.destination),
        trunk: trimmed(record.trunk),
        queue: trimmed(record.service_number),
        started: record.started_at,
        rang: record.rang_at,
        answered: record.answered_at,
        ended: record.ended_at,
        talk_s: record.duration_s,
        status_code: record.status_code,
        end_reason: trimmed(record.end_reason),
        reroute_reason: trimmed(record.reroute_reason),
        cost: leg.cost,
        billed_account: trimmed(leg.billed_account),
    }
}

/// An entry of the directory; `None` for a kind of number that nobody asks for.
pub(super) fn number(number: NumberInfo) -> Option<DirectoryEntry> {
    Some(DirectoryEntry {
        number: trimmed(number.number),
        name: trimmed(number.name),
        kind: match number.kind {
            NumberKind::Extension => DirectoryKind::Extension,
            NumberKind::CallQueue => DirectoryKind::Queue,
            NumberKind::RingGroup => DirectoryKind::RingGroup,
            NumberKind::VirtualReceptionist => DirectoryKind::Ivr,
            NumberKind::ConferenceRoom => DirectoryKind::ConferenceRoom,
            NumberKind::Other(_) => return None,
        },
        seen: false,
    })
}

/// A recording of the list.
pub(super) fn recording(summary: RecordingSummary) -> RecordingRow {
    RecordingRow {
        id: RecordingId(summary.id),
        caller: trimmed(summary.caller),
        caller_name: trimmed(summary.caller_name),
        callee: trimmed(summary.callee),
        callee_name: trimmed(summary.callee_name),
        started: summary.started_at.or(summary.ended_at),
        ended: summary.ended_at,
    }
}

/// A recording whose call the PBX does not list, as a call of its own: what it says itself and nothing else. `None`
/// without any time.
pub(super) fn orphan(recording: RecordingRow, names: &Names) -> Option<Call> {
    let started = recording.started?;
    let mut call = Call {
        id: CallId(recording.id.0.clone()),
        recording_id: Some(recording.id),
        listed: false,
        direction: Direction::Unknown,
        extension: String::new(),
        extension_name: String::new(),
        other: String::new(),
        caller: recording.caller,
        caller_name: recording.caller_name,
        callee: recording.callee,
        callee_name: recording.callee_name,
        destination: String::new(),
        did: String::new(),
        trunk: String::new(),
        queue: String::new(),
        started,
        answered: Some(started),
        ended: recording.ended,
        ring_s: 0,
        talk_s: between(Some(started), recording.ended),
        status: CallStatus::Answered,
        end_reason: String::new(),
    };
    names.give(&mut call);
    Some(call)
}

/// Whole seconds, rounded; 0 when a time is missing or the clocks disagree.
fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> u32 {
    match (from, to) {
        // A cast from a float saturates, so a negative span is 0.
        (Some(from), Some(to)) => to.duration_since(from).as_secs_f64().round() as u32,
        _ => 0,
    }
}

fn trimmed(text: String) -> String {
    let kept = text.trim();
    if kept.len() == text.len() {
        text
    } else {
        kept.to_owned()
    }
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
