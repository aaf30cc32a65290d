//! A call detail record (api.md, section 4.2).

use jiff::Timestamp;
use serde::Deserialize;

use super::Row;
use super::field::{Number, Text, parse_time, read_time};

/// Longer rows are no call records.
const LONGEST_ROW: usize = 1 << 20;

/// Which way a call went.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From a trunk to an extension.
    Inbound,
    /// From an extension to a trunk.
    Outbound,
    /// Between extensions.
    Extension,
    /// From trunk to trunk.
    InboundOutbound,
    /// A value this version does not know, as sent; empty if none was.
    Other(String),
}

impl Direction {
    pub(crate) fn read(text: String) -> Self {
        match text.to_ascii_uppercase().as_str() {
            "INBOUND_CALL" | "INBOUND" | "IN" => Self::Inbound,
            "OUTBOUND_CALL" | "OUTBOUND" | "OUT" => Self::Outbound,
            "EXTENSION_CALL" | "EXTENSION" | "INTERNAL" | "EXT" => Self::Extension,
            "INBOUND_OUTBOUND_CALL" | "INBOUND_OUTBOUND" | "IN2OUT" => Self::InboundOutbound,
            _ => Self::Other(text),
        }
    }
}

/// One call session. Texts are as sent and may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cdr {
    /// The session id; the recordings of the call have the same. Never empty.
    pub id: String,
    /// Number of the caller.
    pub caller: String,
    /// Display name of the caller.
    pub caller_name: String,
    /// The first destination (queue, IVR, DID), not who finally talked.
    pub callee: String,
    /// Display name of the callee.
    pub callee_name: String,
    /// Start of the call.
    pub started_at: Option<Timestamp>,
    /// First ringing.
    pub rang_at: Option<Timestamp>,
    /// Answer; `None` for an unanswered call.
    pub answered_at: Option<Timestamp>,
    /// End of the call.
    pub ended_at: Option<Timestamp>,
    /// The SIP Call-ID; not the key to recordings.
    pub sip_call_id: String,
    /// Which way the call went.
    pub direction: Direction,
    /// Who or what ended it; an open set, compare by prefix.
    pub end_reason: String,
    /// Why it was routed on; an open set.
    pub reroute_reason: String,
    /// SIP failure code; 0 = none.
    pub status_code: i64,
    /// The final destination.
    pub destination: String,
    /// Caller id shown outside.
    pub outbound_caller_id: String,
    /// The DID dialled from outside.
    pub did_cid: String,
    /// The trunk's name.
    pub trunk: String,
    /// Talk time in seconds, rounded by the PBX; `None` if missing.
    pub duration_s: Option<u32>,
    /// Number of the queue or ring group.
    pub service_number: String,
}

/// A record as it comes: of a call in `/cdrs`, of a leg in `/cdrs/{id}` and `/calllogs`.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Wire {
    pub(super) id: Text,
    pub(super) session_id: Text,
    caller: Text,
    caller_display_name: Text,
    callee: Text,
    callee_display_name: Text,
    pub(super) started_at: Text,
    rang_at: Text,
    answered_at: Text,
    ended_at: Text,
    call_id: Text,
    direction: Text,
    end_reason: Text,
    reroute_reason: Text,
    status_code: Number,
    destination: Text,
    outbound_caller_id: Text,
    did_cid: Text,
    trunk: Text,
    duration: Number,
    service_number: Text,
}

impl Wire {
    /// The record under this id, with this start.
    pub(super) fn into_cdr(self, id: String, started_at: Option<Timestamp>) -> Cdr {
        Cdr {
            id,
            caller: self.caller.0,
            caller_name: self.caller_display_name.0,
            callee: self.callee.0,
            callee_name: self.callee_display_name.0,
            started_at,
            rang_at: read_time(&self.rang_at.0),
            answered_at: read_time(&self.answered_at.0),
            ended_at: read_time(&self.ended_at.0),
            sip_call_id: self.call_id.0,
            direction: Direction::read(self.direction.0),
            end_reason: self.end_reason.0,
            reroute_reason: self.reroute_reason.0,
            status_code: self.status_code.0.unwrap_or_default() as i64,
            destination: self.destination.0,
            outbound_caller_id: self.outbound_caller_id.0,
            did_cid: self.did_cid.0,
            trunk: self.trunk.0,
            duration_s: seconds(self.duration),
            service_number: self.service_number.0,
        }
    }
}

impl Row for Cdr {
    fn read(json: &str) -> Result<Self, String> {
        let wire: Wire = read_row(json)?;
        let id = wire
            .id
            .clone()
            .some()
            .or(wire.session_id.clone().some())
            .ok_or("it has no id")?;
        let started_at = start(&wire.started_at)?;
        Ok(wire.into_cdr(id, started_at))
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn started_at(&self) -> Option<Timestamp> {
        self.started_at
    }
}

/// Decodes one row within its size limit.
pub(super) fn read_row<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    if json.len() > LONGEST_ROW {
        return Err("it is longer than 1 MB".to_owned());
    }
    if !json.trim_start().starts_with('{') {
        return Err("it is not an object".to_owned());
    }
    // The library's message may quote the row; its kind and place are enough.
    serde_json::from_str(json).map_err(|cause| {
        format!(
            "it cannot be read ({:?} at column {})",
            cause.classify(),
            cause.column()
        )
    })
}

/// The start of a row: nothing is nothing, but a start that cannot be read makes the row unusable, since it cannot be
/// placed in time.
pub(super) fn start(text: &Text) -> Result<Option<Timestamp>, String> {
    if parse_time(&text.0).is_none() && !text.0.trim().is_empty() {
        return Err("its start cannot be read".to_owned());
    }
    Ok(read_time(&text.0))
}

pub(super) fn seconds(number: Number) -> Option<u32> {
    number
        .whole()
        .and_then(|seconds| u32::try_from(seconds).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = r#"{
      "id": "878156644691742720",
      "caller": "102", "caller_domain": "test.com", "caller_display_name": "Kelly Cruickshank",
      "callee": "103", "callee_domain": "test.com", "callee_display_name": "Lucas Heidenreich",
      "started_at": "2024-08-20T06:00:59.457188Z", "rang_at": "2024-08-20T06:00:59.543647Z",
      "answered_at": "2024-08-20T06:01:01.965027Z", "ended_at": "2024-08-20T06:01:36.158919Z",
      "call_id": "JooRSqaUcdwZnsD7DNgA3Q..", "direction": "EXTENSION_CALL",
      "end_reason": "CALLER_DISCONNECT", "reroute_reason": "", "status_code": 0,
      "destination": "", "outbound_caller_id": "", "did_cid": "", "trunk": "", "duration": 35 }"#;

    #[test]
    fn the_documented_sample_is_read() {
        let call = Cdr::read(SAMPLE).expect("row");
        assert_eq!(call.id, "878156644691742720");
        assert_eq!(
            (call.caller_name.as_str(), call.callee.as_str()),
            ("Kelly Cruickshank", "103")
        );
        assert_eq!(call.started_at, "2024-08-20T06:00:59.457188Z".parse().ok());
        assert_eq!(
            (call.direction, call.duration_s),
            (Direction::Extension, Some(35))
        );
        assert_eq!(call.sip_call_id, "JooRSqaUcdwZnsD7DNgA3Q..");
    }

    #[test]
    fn nothing_but_an_id_is_enough() {
        let call = Cdr::read(r#"{"id":878156644691742720,"answered_at":"","started_at":"0001-01-01T00:00:00Z","duration":"12","status_code":"486","direction":"NEW_KIND","caller":{}}"#)
            .expect("row");
        assert_eq!(
            call.id, "878156644691742720",
            "a number keeps all its digits"
        );
        assert_eq!(
            (
                call.answered_at,
                call.started_at,
                call.duration_s,
                call.status_code
            ),
            (None, None, Some(12), 486)
        );
        assert_eq!(call.direction, Direction::Other("NEW_KIND".to_owned()));
    }

    #[test]
    fn depth_is_harmless() {
        for field in ["x", "caller"] {
            let (open, close) = ("[".repeat(5000), "]".repeat(5000));
            let row = format!(r#"{{"id":"1","{field}":{open}{close}}}"#);
            assert!(Cdr::read(&row).is_ok(), "depth in {field}");
        }
    }

    #[test]
    fn what_cannot_be_placed_is_refused() {
        let huge = format!(r#"{{"id":"1","x":"{}"}}"#, "y".repeat(LONGEST_ROW));
        for row in [
            "7",
            "null",
            "[]",
            "{}",
            r#"{"id":null}"#,
            r#"{"id":{}}"#,
            r#"{"id":"1","started_at":"soon"}"#,
            &huge,
        ] {
            assert!(Cdr::read(row).is_err(), "{row:.60}");
        }
    }
}
