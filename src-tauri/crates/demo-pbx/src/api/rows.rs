//! Calls, legs and recordings as JSON rows (api.md 4.2 and 5.2).
//!
//! What is empty is `""` in some rows and `null` in others, as the overview and the samples disagree; which one a row
//! gets follows from its id.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use serde::Serialize;

use crate::Family;
use crate::company::{Call, DOMAIN, Direction, Leg, LogRow, RecordedFile, Recording};
use crate::dice::mix;

/// A call or a leg.
#[derive(Debug, Serialize)]
pub(crate) struct CallRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    caller: &'a str,
    caller_domain: Option<&'a str>,
    caller_display_name: Option<&'a str>,
    callee: &'a str,
    callee_domain: Option<&'a str>,
    callee_display_name: Option<&'a str>,
    started_at: String,
    rang_at: Option<String>,
    answered_at: Option<String>,
    ended_at: String,
    call_id: String,
    direction: Direction,
    end_reason: Option<&'a str>,
    reroute_reason: Option<&'a str>,
    status_code: u16,
    destination: Option<&'a str>,
    outbound_caller_id: Option<&'a str>,
    did_cid: Option<&'a str>,
    trunk: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billed_account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_data: Option<&'a str>,
}

/// How rows are to be written.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Style {
    /// Times cut to multiples of so many seconds; 0 leaves them.
    pub round_secs: u32,
    /// What the rows of this generation have: v16 neither `service_number` nor `user_data`, fewer reasons before 22.3; lists of
    /// v22.8 have the transcription and names.
    pub family: Family,
}

impl Style {
    fn old(self) -> bool {
        self.family == Family::V16
    }

    /// The word for a reason that this generation has.
    fn reason(self, reason: &'static str) -> &'static str {
        match reason {
            _ if self.family >= Family::V22_3 => reason,
            "TRANSFER" => "TRANSFER",
            "OVERFLOW" | "CAPACITY_BLOCKED" | "QUEUE_EXIT" => "OVERFLOW",
            _ => "",
        }
    }

    /// A time as it is shown, in microseconds.
    pub(crate) fn shown(self, at: Timestamp) -> i64 {
        let micros = at.as_microsecond();
        match i64::from(self.round_secs) * 1_000_000 {
            0 => micros,
            step => micros - micros.rem_euclid(step),
        }
    }
}

/// RFC 3339 in UTC with so many digits of the second's fraction.
pub(crate) fn time(at: Timestamp, digits: u8) -> String {
    DateTimePrinter::new()
        .precision(Some(digits))
        .timestamp_to_string(&at)
}

/// Whether a row writes its empty fields as `null`.
fn nulls(id: u64) -> bool {
    mix(id).is_multiple_of(3)
}

impl<'a> CallRow<'a> {
    /// A row of `/cdrs`.
    pub(crate) fn of_call(call: &'a Call, style: Style) -> Self {
        let empty = |text: &'a str| {
            if text.is_empty() && nulls(call.id) {
                None
            } else {
                Some(text)
            }
        };
        let never = || {
            if nulls(call.id) {
                None
            } else {
                Some(String::new())
            }
        };
        let shown = |at: Timestamp| time(crate::company::stamp(style.shown(at)), 6);
        let answered = call.answered_at.map(|at| time(at, 6)).or_else(never);
        Self {
            id: Some(call.id_text()),
            session_id: None,
            caller: &call.caller.number,
            caller_domain: Some(DOMAIN),
            caller_display_name: empty(&call.caller.name),
            callee: &call.callee.number,
            callee_domain: Some(DOMAIN),
            callee_display_name: empty(&call.callee.name),
            started_at: shown(call.started_at),
            rang_at: call.rang_at.map(|at| time(at, 6)).or_else(never),
            answered_at: answered,
            ended_at: time(call.ended_at, 6),
            call_id: call_id(call.id),
            direction: call.direction,
            end_reason: empty(call.end_reason),
            reroute_reason: empty(style.reason(call.reroute_reason)),
            status_code: call.status_code,
            destination: empty(&call.destination),
            outbound_caller_id: empty(&call.outbound_caller_id),
            did_cid: empty(&call.did),
            trunk: empty(&call.trunk),
            duration: Some(call.duration()),
            cost: None,
            billed_account: None,
            service_number: if style.old() {
                None
            } else {
                Some(&call.service_number)
            },
            user_data: if style.old() { None } else { Some("") },
        }
    }

    /// One leg of a call: without `id` and with the cost, as `/cdrs/{id}` has it.
    pub(crate) fn of_leg(call: &'a Call, leg: &'a Leg, style: Style) -> Self {
        let moment = |at: Option<Timestamp>| Some(at.map_or_else(String::new, |at| time(at, 6)));
        let talk = leg.talk();
        Self {
            id: None,
            caller: &leg.caller.number,
            caller_display_name: Some(&leg.caller.name),
            callee: &leg.callee.number,
            callee_display_name: Some(&leg.callee.name),
            started_at: time(leg.started_at, 6),
            rang_at: moment(leg.rang_at),
            answered_at: moment(leg.answered_at),
            ended_at: time(leg.ended_at, 6),
            end_reason: Some(leg.end_reason),
            reroute_reason: Some(style.reason(leg.reroute_reason)),
            status_code: leg.status_code,
            destination: Some(&leg.callee.number),
            duration: Some(talk),
            cost: Some(if call.outbound_caller_id.is_empty() {
                0.0
            } else {
                f64::from(talk as i32) * 0.0125
            }),
            billed_account: Some(""),
            ..Self::of_call(call, style)
        }
    }

    /// The leg in `/user/cdrs/{id}`, whose schema has no duration.
    pub(crate) fn of_own(call: &'a Call, leg: &'a Leg, style: Style) -> Self {
        Self {
            duration: None,
            ..Self::of_leg(call, leg, style)
        }
    }

    /// A row of `/calllogs`: the leg with an id of its own and its session.
    pub(crate) fn of_log(call: &'a Call, row: &'a LogRow, style: Style, detail: bool) -> Self {
        let mut own = Self::of_leg(call, &row.leg, style);
        own.id = Some(call.log_id(row.number).to_string());
        own.session_id = Some(call.id_text());
        if !detail {
            (own.cost, own.billed_account) = (None, None);
        }
        own
    }
}

/// A SIP Call-ID of the usual looks.
fn call_id(id: u64) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (one, two) = (mix(id ^ 0x5150), mix(id ^ 0x0FF1));
    let letter = |bits: u64, place: u32| char::from(LETTERS[(bits >> (6 * place)) as usize & 63]);
    (0..10)
        .map(|place| letter(one, place))
        .chain((0..10).map(|place| letter(two, place)))
        .chain(['.', '.'])
        .collect()
}

/// A row of `/recordings`: nothing but these five fields before 22.3.
#[derive(Debug, Serialize)]
pub(crate) struct RecordingRow<'a> {
    id: String,
    caller: &'a str,
    callee: &'a str,
    started_at: String,
    ended_at: String,
    #[serde(flatten)]
    newer: Option<Newer<'a>>,
}

/// What lists of recordings have since 22.3 (transcription) and 22.8 (names).
#[derive(Debug, Serialize)]
struct Newer<'a> {
    status: &'static str,
    status_description: &'static str,
    sentiment: Option<&'static str>,
    caller_display_name: &'a str,
    callee_display_name: &'a str,
}

impl<'a> RecordingRow<'a> {
    pub(crate) fn new(recording: &Recording, call: &'a Call, style: Style) -> Self {
        let callee = call.agent.as_ref().unwrap_or(&call.callee.number);
        Self {
            id: recording.id_text(),
            caller: &call.caller.number,
            callee,
            started_at: time(
                crate::company::stamp(style.shown(recording.started_at())),
                3,
            ),
            ended_at: time(recording.ended_at(), 3),
            newer: (style.family >= Family::V22_8).then(|| Newer {
                status: "NONE",
                status_description: "",
                sentiment: None,
                caller_display_name: &call.caller.name,
                callee_display_name: &call.callee.name,
            }),
        }
    }
}

/// One file in `/recordings/{id}`.
#[derive(Debug, Serialize)]
pub(crate) struct FileRow<'a> {
    caller: &'a str,
    callee: &'a str,
    started_at: String,
    ended_at: String,
    duration: u32,
    file_name: &'a str,
    /// 0 in most rows, as in the official sample.
    file_size: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_id: Option<String>,
}

impl<'a> FileRow<'a> {
    /// `link` is the opaque part of the file's address.
    pub(crate) fn new(call: &'a Call, file: &'a RecordedFile, link: String, old: bool) -> Self {
        Self {
            caller: &call.caller.number,
            callee: if file.extension.is_empty() || file.extension == call.caller.number {
                &call.callee.number
            } else {
                &file.extension
            },
            started_at: time(file.started_at, 3),
            ended_at: time(file.ended_at(), 3),
            duration: file.millis / 1000,
            file_name: &file.name,
            file_size: 0,
            file_url: (!old).then(|| format!("/api/blobs/{link}")),
            file_id: old.then_some(link),
        }
    }
}
