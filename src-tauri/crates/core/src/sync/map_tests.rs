//! Mapping, case by case.

use super::*;
use crate::app::{DirectoryEntry, DirectoryKind};

fn at(seconds: f64) -> Timestamp {
    Timestamp::from_microsecond(1_790_000_000_000_000 + (seconds * 1e6) as i64).expect("time")
}

/// An answered internal call: rang 2.4 s, talked 34.2 s, which the PBX calls 35.
fn record() -> Cdr {
    Cdr {
        id: "878156644691742720".to_owned(),
        caller: "102".to_owned(),
        caller_name: "Kelly".to_owned(),
        callee: "103".to_owned(),
        callee_name: "Lucas".to_owned(),
        started_at: Some(at(0.0)),
        rang_at: Some(at(0.1)),
        answered_at: Some(at(2.4)),
        ended_at: Some(at(36.6)),
        sip_call_id: "x".to_owned(),
        direction: portsip::Direction::Extension,
        end_reason: "CALLER_DISCONNECT".to_owned(),
        reroute_reason: String::new(),
        status_code: 0,
        destination: String::new(),
        outbound_caller_id: String::new(),
        did_cid: String::new(),
        trunk: String::new(),
        duration_s: Some(35),
        service_number: String::new(),
    }
}

fn names() -> Names {
    [
        ("101", "Ana", DirectoryKind::Extension),
        ("102", "Kelly C.", DirectoryKind::Extension),
        ("8000", "Sales", DirectoryKind::Queue),
    ]
    .into_iter()
    .map(|(number, name, kind)| DirectoryEntry {
        number: number.to_owned(),
        name: name.to_owned(),
        kind,
        seen: false,
    })
    .collect()
}

fn mapped(change: impl FnOnce(&mut Cdr)) -> Call {
    let mut cdr = record();
    change(&mut cdr);
    call(cdr, &names()).expect("has a time")
}

#[test]
fn an_answered_call_keeps_what_it_says() {
    let call = mapped(|_| {});
    assert_eq!(
        (call.id.as_str(), call.listed, call.recording_id.is_some()),
        ("878156644691742720", true, false)
    );
    assert_eq!(
        (call.direction, call.status),
        (Direction::Internal, CallStatus::Answered)
    );
    assert_eq!(
        (call.ring_s, call.talk_s),
        (2, 35),
        "the PBX's own duration is kept"
    );
    assert_eq!(
        (call.extension.as_str(), call.other.as_str()),
        ("102", "103")
    );
    assert_eq!(
        call.extension_name, "Kelly C.",
        "the directory's name for our side"
    );
    assert_eq!(call.caller_name, "Kelly", "the call's own name stays");
    assert_eq!(call.end_reason, "CALLER_DISCONNECT");
}

#[test]
fn our_side_and_the_other_follow_the_direction() {
    use portsip::Direction as Wire;
    let cases = [
        (
            Wire::Inbound,
            "+491701",
            "8000",
            "101",
            "101",
            "+491701",
            "Ana",
        ),
        (
            Wire::Inbound,
            "+491701",
            "103",
            "",
            "103",
            "+491701",
            "Lucas",
        ),
        (
            Wire::Inbound,
            "+491701",
            "8000",
            "199",
            "199",
            "+491701",
            "",
        ),
        (Wire::Outbound, "101", "*57", "004930", "101", "*57", "Ana"),
        (Wire::Extension, "103", "102", "", "103", "102", "Kelly"),
        (
            Wire::InboundOutbound,
            "+491701",
            "+491702",
            "",
            "",
            "+491701",
            "",
        ),
        (
            Wire::Other("NEW".to_owned()),
            "+491701",
            "101",
            "",
            "101",
            "+491701",
            "Ana",
        ),
        (
            Wire::Other(String::new()),
            "+491701",
            "+491702",
            "",
            "+491701",
            "+491702",
            "Kelly",
        ),
    ];
    for (direction, caller, callee, destination, extension, other, name) in cases {
        let call = mapped(|cdr| {
            cdr.direction = direction.clone();
            caller.clone_into(&mut cdr.caller);
            callee.clone_into(&mut cdr.callee);
            destination.clone_into(&mut cdr.destination);
        });
        let got = (
            call.extension.as_str(),
            call.other.as_str(),
            call.extension_name.as_str(),
        );
        assert_eq!(
            got,
            (extension, other, name),
            "{direction:?} {caller} {callee} {destination}"
        );
    }
}

#[test]
fn status_comes_from_answer_then_code_then_word() {
    let cases = [
        (Some(2.4), None, 486, "", CallStatus::Answered),
        (None, Some(12), 0, "", CallStatus::Answered),
        (None, Some(0), 0, "", CallStatus::Unanswered),
        (None, None, 408, "", CallStatus::Unanswered),
        (None, None, 480, "", CallStatus::Unanswered),
        (None, None, 486, "CANCELLED", CallStatus::Busy),
        (None, None, 600, "", CallStatus::Busy),
        (None, None, 487, "", CallStatus::Cancelled),
        (None, None, 0, "cancelled", CallStatus::Cancelled),
        (None, None, 403, "", CallStatus::Failed),
        (None, None, 503, "", CallStatus::Failed),
    ];
    for (answered, duration, code, reason, expected) in cases {
        let call = mapped(|cdr| {
            cdr.answered_at = answered.map(at);
            cdr.duration_s = duration;
            cdr.status_code = code;
            reason.clone_into(&mut cdr.end_reason);
        });
        assert_eq!(
            call.status, expected,
            "{answered:?} {duration:?} {code} {reason}"
        );
    }
}

#[test]
fn times_never_run_backwards() {
    let unanswered = mapped(|cdr| {
        (cdr.answered_at, cdr.duration_s, cdr.ended_at) = (None, Some(0), Some(at(17.6)));
    });
    assert_eq!((unanswered.ring_s, unanswered.talk_s), (18, 0));
    let no_duration = mapped(|cdr| cdr.duration_s = None);
    assert_eq!(
        (no_duration.ring_s, no_duration.talk_s),
        (2, 34),
        "34.2 s between answer and end"
    );
    let no_answer_time = mapped(|cdr| cdr.answered_at = None);
    assert_eq!(
        (no_answer_time.ring_s, no_answer_time.talk_s),
        (2, 35),
        "36.6 s in all, 35 of them talk"
    );
    let wrong_clock = mapped(|cdr| {
        (cdr.answered_at, cdr.ended_at, cdr.duration_s) = (Some(at(-5.0)), Some(at(-9.0)), None);
    });
    assert_eq!((wrong_clock.ring_s, wrong_clock.talk_s), (0, 0));
    let open = mapped(|cdr| (cdr.answered_at, cdr.ended_at, cdr.duration_s) = (None, None, None));
    assert_eq!((open.ring_s, open.talk_s, open.ended), (0, 0, None));
}

#[test]
fn a_missing_start_falls_back_and_no_time_is_no_call() {
    assert_eq!(
        mapped(|cdr| cdr.started_at = None).started,
        at(0.1),
        "first ringing"
    );
    assert_eq!(
        mapped(|cdr| (cdr.started_at, cdr.rang_at) = (None, None)).started,
        at(2.4),
        "answer"
    );
    let mut cdr = record();
    (cdr.started_at, cdr.rang_at, cdr.answered_at) = (None, None, None);
    assert_eq!(
        call(cdr.clone(), &names()).expect("ended").started,
        at(36.6),
        "end"
    );
    cdr.ended_at = None;
    assert!(call(cdr, &names()).is_none());
}

#[test]
fn queues_and_names_come_from_the_directory_when_the_call_has_none() {
    let queued = mapped(|cdr| {
        "8000".clone_into(&mut cdr.callee);
        cdr.callee_name.clear();
    });
    assert_eq!(
        (queued.queue.as_str(), queued.callee_name.as_str()),
        ("8000", "Sales")
    );
    let told = mapped(|cdr| {
        "8000".clone_into(&mut cdr.callee);
        " 8100 ".clone_into(&mut cdr.service_number);
    });
    assert_eq!(
        told.queue, "8100",
        "the call's own word comes first, trimmed"
    );
    assert_eq!(mapped(|_| {}).queue, "", "an extension is no queue");
}

#[test]
fn a_recording_alone_says_what_it_can() {
    let row = recording(RecordingSummary {
        id: "9".to_owned(),
        caller: "+491701".to_owned(),
        callee: "101".to_owned(),
        caller_name: String::new(),
        callee_name: String::new(),
        started_at: Some(at(1.0)),
        ended_at: Some(at(15.4)),
    });
    let call = orphan(row.clone(), &names()).expect("has a time");
    assert_eq!(
        (
            call.id.as_str(),
            call.recording_id.as_ref().map(RecordingId::as_str),
            call.listed
        ),
        ("9", Some("9"), false)
    );
    assert_eq!(
        (call.direction, call.extension.as_str(), call.other.as_str()),
        (Direction::Unknown, "101", "+491701")
    );
    assert_eq!(
        (call.talk_s, call.ring_s, call.status),
        (14, 0, CallStatus::Answered)
    );
    assert_eq!((call.started, call.answered), (at(1.0), Some(at(1.0))));
    assert!(
        orphan(
            RecordingRow {
                started: None,
                ..row
            },
            &names()
        )
        .is_none()
    );
}
