//! What the event socket says of a call, in the words of the vendor's event reference.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::Family;
use crate::company::{Call, DOMAIN, Direction, Leg, TENANT_ID};

/// The three messages of a call, in order.
pub(crate) fn of(call: &Call, family: Family) -> [String; 3] {
    let start = about(call, "call_start", family);
    let update = about(call, "call_update_info", family);
    [start, update, ended(call, family)].map(|message| message.to_string())
}

/// Unix seconds as text; empty for never.
fn seconds(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| at.as_second().to_string())
}

/// Newer versions spell directions out.
fn direction(call: &Call, family: Family) -> &'static str {
    let (old, new) = match call.direction {
        Direction::InboundCall => ("in", "inbound"),
        Direction::OutboundCall => ("out", "outbound"),
        Direction::ExtensionCall => ("ext", "internal"),
        Direction::InboundOutboundCall => ("in2out", "inbound_outbound"),
    };
    if family >= Family::V22_2 { new } else { old }
}

fn about(call: &Call, event: &str, family: Family) -> Value {
    json!({
        "event_type": event,
        "time": seconds(Some(call.started_at)),
        "session_id": call.id_text(),
        "cdr_id": (call.id + 1).to_string(),
        "direction": direction(call, family),
        "caller": call.caller.number,
        "caller_display_name": call.caller.name,
        "callee": call.callee.number,
        "callee_display_name": call.callee.name,
        "tenant_id": TENANT_ID,
        "did": call.did,
        "outbound_caller_id": call.outbound_caller_id,
        "user_data": "",
    })
}

fn ended(call: &Call, family: Family) -> Value {
    json!({
        "event_type": "call_cdr",
        "session_id": call.id_text(),
        "cdr_id": (call.id + 1).to_string(),
        "start_time": seconds(Some(call.started_at)),
        "ring_time": seconds(call.rang_at),
        "answered_time": seconds(call.answered_at),
        "ended_time": seconds(Some(call.ended_at)),
        "direction": direction(call, family),
        "caller": call.caller.number,
        "caller_display_name": call.caller.name,
        "caller_domain": DOMAIN,
        "callee": call.callee.number,
        "callee_domain": DOMAIN,
        "call_status": status(call.answered_at, call.status_code),
        "status_code": call.status_code.to_string(),
        "ended_reason": call.end_reason.to_ascii_lowercase(),
        "did": call.did,
        "outbound_caller_id": call.outbound_caller_id,
        "trunk_name": call.trunk,
        "talk_duration": call.duration(),
        "tenant_id": TENANT_ID,
        "call_targets": call.legs().iter().map(|leg| target(call, leg)).collect::<Vec<_>>(),
    })
}

fn target(call: &Call, leg: &Leg) -> Value {
    let callee = &leg.callee.number;
    json!({
        "call_type": "normal_call",
        "caller": leg.caller.number,
        "callee": callee,
        "destination": format!("sip:{callee}@192.0.2.1:5060"),
        "start_time": seconds(Some(leg.started_at)),
        "ring_time": seconds(leg.rang_at),
        "answered_time": seconds(leg.answered_at),
        "ended_time": seconds(Some(leg.ended_at)),
        "status": status(leg.answered_at, leg.status_code),
        "status_code": leg.status_code,
        "end_reason": leg.end_reason.to_ascii_lowercase(),
        "trunk_name": call.trunk,
    })
}

fn status(answered: Option<Timestamp>, code: u16) -> &'static str {
    match (answered, code) {
        (Some(_), _) => "answered",
        (None, 480 | 487) => "noanswer",
        (None, _) => "fail",
    }
}
