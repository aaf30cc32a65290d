//! Made-up calls for the tests of this folder.

use super::{
    FileResult,
    tables::{CallRecord, FileFacts},
};
use crate::{
    call::{Call, CallStatus, Direction},
    ids::{CallId, RecordingId},
};

/// An answered inbound call with a recording.
pub(crate) fn call(id: &str) -> Call {
    Call {
        id: CallId::from(id),
        recording_id: Some(RecordingId::from(id)),
        listed: true,
        direction: Direction::Inbound,
        extension: "101".to_owned(),
        extension_name: "Ann".to_owned(),
        other: "+60123456789".to_owned(),
        caller: "+60123456789".to_owned(),
        caller_name: "Bob".to_owned(),
        callee: "800".to_owned(),
        callee_name: "Front desk".to_owned(),
        destination: "101".to_owned(),
        did: "+6039999".to_owned(),
        trunk: "T1".to_owned(),
        queue: "800".to_owned(),
        started: "2026-11-02T01:15:01Z".parse().unwrap(),
        answered: Some("2026-11-02T01:15:05Z".parse().unwrap()),
        ended: Some("2026-11-02T01:15:39Z".parse().unwrap()),
        ring_s: 4,
        talk_s: 34,
        status: CallStatus::Answered,
        end_reason: "CALLER_DISCONNECTED".to_owned(),
    }
}

/// The row of that call.
pub(crate) fn row(id: &str) -> CallRecord {
    CallRecord::new(&call(id), &jiff::tz::TimeZone::UTC)
}

/// A file of ten bytes in place.
pub(crate) fn file(path: &str, audio_ms: u64) -> FileFacts {
    FileFacts {
        path: Some(path.to_owned()),
        bytes: 10,
        sha256: "00".repeat(32),
        audio_ms,
        result: FileResult::Done,
        reason: String::new(),
    }
}
