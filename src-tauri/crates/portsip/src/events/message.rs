//! The messages of the event socket, read tolerantly: what makes no sense is passed over, never an error.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{CallEvent, CallOutcome, CallTarget, Event};
use crate::auth::Credentials;
use crate::dto::{Number, Text, read_time};
use crate::{Direction, Error, Secret};

/// The topic of all calls of the tenant.
pub(super) const CALLS: &str = "cdr_events";

/// What the PBX says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// The answer to the sign-in: whether it is accepted.
    SignIn(bool),
    /// The answer to the subscription: whether it is accepted.
    Subscription(bool),
    /// Something happened.
    Event(Box<Event>),
    /// Not for us.
    Other,
}

#[derive(Serialize)]
struct SignIn<'a> {
    command: &'static str,
    username: &'a str,
    password: &'a str,
    domain: &'a str,
}

#[derive(Serialize)]
struct Subscription {
    command: &'static str,
    topics: [&'static str; 1],
}

/// The first message, with the password in it.
pub(super) fn sign_in(credentials: &Credentials) -> Result<Secret, Error> {
    written(&SignIn {
        command: "auth",
        username: &credentials.user,
        password: credentials.password.expose(),
        domain: credentials.domain.as_deref().unwrap_or_default(),
    })
}

/// The second message.
pub(super) fn subscription() -> Result<Secret, Error> {
    written(&Subscription {
        command: "subscribe",
        topics: [CALLS],
    })
}

fn written(message: &impl Serialize) -> Result<Secret, Error> {
    let text = serde_json::to_string(message).map_err(|cause| Error::BadResponse {
        what: "the event socket".to_owned(),
        detail: format!("a message to it cannot be written ({cause})"),
    })?;
    Ok(Secret::new(text))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    command: Text,
    status: Number,
    error: Text,
    event_type: Text,
    session_id: Text,
    cdr_id: Text,
    time: Text,
    start_time: Text,
    answered_time: Text,
    ended_time: Text,
    direction: Text,
    caller: Text,
    callee: Text,
    call_status: Text,
    call_targets: Option<Box<RawValue>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TargetWire {
    callee: Text,
    destination: Text,
    start_time: Text,
    answered_time: Text,
    ended_time: Text,
    status: Text,
    trunk_name: Text,
}

impl Message {
    /// Reads one message.
    pub(crate) fn read(json: &str) -> Self {
        let Ok(wire) = serde_json::from_str::<Wire>(json) else {
            return Self::Other;
        };
        // The documentation shows 0 and -1; an error text means no, whatever stands beside it.
        let accepted = wire.status.0 == Some(0.0) && wire.error.0.is_empty();
        match wire.command.0.as_str() {
            "auth" => return Self::SignIn(accepted),
            "subscribe" => return Self::Subscription(accepted),
            _ => {}
        }
        let of_kind: fn(CallEvent) -> Event = match wire.event_type.0.as_str() {
            "call_start" => Event::CallStarted,
            "call_update_info" => Event::CallUpdated,
            "call_cdr" => Event::CallEnded,
            _ => return Self::Other,
        };
        call(wire).map_or(Self::Other, |call| Self::Event(Box::new(of_kind(call))))
    }
}

/// The call of a message; `None` without the id that makes it one.
fn call(wire: Wire) -> Option<CallEvent> {
    let started = read_time(&wire.start_time.0).or_else(|| read_time(&wire.time.0));
    let targets: Vec<TargetWire> = wire
        .call_targets
        .and_then(|list| serde_json::from_str(list.get()).ok())
        .unwrap_or_default();
    Some(CallEvent {
        session_id: wire.session_id.some()?,
        cdr_id: wire.cdr_id.0,
        caller: wire.caller.0,
        callee: wire.callee.0,
        started_at: started,
        answered_at: read_time(&wire.answered_time.0),
        ended_at: read_time(&wire.ended_time.0),
        direction: Direction::read(wire.direction.0),
        outcome: CallOutcome::read(wire.call_status.0),
        targets: targets.into_iter().map(target).collect(),
    })
}

fn target(wire: TargetWire) -> CallTarget {
    CallTarget {
        callee: wire.callee.0,
        destination: wire.destination.0,
        started_at: read_time(&wire.start_time.0),
        answered_at: read_time(&wire.answered_time.0),
        ended_at: read_time(&wire.ended_time.0),
        outcome: CallOutcome::read(wire.status.0),
        trunk: wire.trunk_name.0,
    }
}

impl CallOutcome {
    fn read(text: String) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "answered" => Self::Answered,
            "noanswer" | "no_answer" => Self::NoAnswer,
            "fail" | "failed" => Self::Failed,
            _ => Self::Other(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn event(json: &str) -> Event {
        match Message::read(json) {
            Message::Event(event) => *event,
            other => panic!("{other:?} from {json}"),
        }
    }

    #[test]
    fn a_call_that_ended_is_read_with_its_targets() {
        let Event::CallEnded(call) = event(
            r#"{"event_type":"call_cdr","session_id":"885337248273272832","cdr_id":"885337248273272833","call_id":"zw6DD..",
                "start_time":"1725845648","ring_time":"1725845648","answered_time":"1725845649","ended_time":"1725845669",
                "caller":"1888722","callee":"5000","direction":"in","call_status":"answered","status_code":"0","talk_duration":21,
                "tenant_id":"883611252155219968","call_targets":[
                  {"callee":"8000","destination":"sip:8000@192.0.2.1:8916","start_time":"1725845655","answered_time":"","ended_time":"1725845662",
                   "status":"noanswer","status_code":480,"trunk_name":"122:883631675865563136"}, {"callee":102}]}"#,
        ) else {
            panic!("a call that ended is no other event");
        };
        let at = |second: i64| Timestamp::from_second(second).ok();
        assert_eq!(call.session_id, "885337248273272832");
        assert_eq!(
            (call.started_at, call.answered_at, call.ended_at),
            (at(1_725_845_648), at(1_725_845_649), at(1_725_845_669))
        );
        assert_eq!(
            (&call.direction, &call.outcome),
            (&Direction::Inbound, &CallOutcome::Answered)
        );
        assert_eq!(call.targets.len(), 2, "{call:?}");
        assert_eq!(call.targets[0].outcome, CallOutcome::NoAnswer);
        assert_eq!(call.targets[0].answered_at, None, "empty is never");
        assert_eq!(call.targets[1].callee, "102", "a number is text too");
    }

    #[test]
    fn both_vocabularies_of_direction_are_understood() {
        for (old, new, meant) in [
            ("ext", "internal", Direction::Extension),
            ("in", "inbound", Direction::Inbound),
            ("out", "outbound", Direction::Outbound),
            ("in2out", "inbound_outbound", Direction::InboundOutbound),
        ] {
            for word in [old, new] {
                let json = format!(
                    r#"{{"event_type":"call_start","session_id":"1","time":"1725845648","direction":"{word}"}}"#
                );
                let Event::CallStarted(call) = event(&json) else {
                    panic!("a call that begins is no other event");
                };
                assert_eq!(call.direction, meant, "{word}");
                assert!(call.started_at.is_some(), "`time` is the start here");
            }
        }
    }

    #[test]
    fn answers_to_commands_are_told_apart() {
        for (json, meant) in [
            (
                r#"{"command":"auth","id":"1","status":0}"#,
                Message::SignIn(true),
            ),
            (
                r#"{"command":"auth","id":"1","status":"0"}"#,
                Message::SignIn(true),
            ),
            (
                r#"{"command":"auth","error":"password error","id":"2","status":-1}"#,
                Message::SignIn(false),
            ),
            (r#"{"command":"auth"}"#, Message::SignIn(false)),
            (
                r#"{"command":"subscribe","status":0}"#,
                Message::Subscription(true),
            ),
            (
                r#"{"command":"subscribe","status":-1,"error":"no permission"}"#,
                Message::Subscription(false),
            ),
        ] {
            assert_eq!(Message::read(json), meant, "{json}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_passed_over() {
        let deep = format!(
            r#"{{"event_type":"call_cdr","x":{}{}}}"#,
            "[".repeat(500),
            "]".repeat(500)
        );
        for json in [
            "",
            "null",
            "7",
            "[]",
            "{}",
            "{",
            r#"{"event_type":"extension_status","session_id":"1"}"#,
            r#"{"event_type":"call_cdr"}"#,
            r#"{"event_type":"call_cdr","session_id":{}}"#,
            r#"{"event_type":["call_cdr"],"session_id":"1"}"#,
            deep.as_str(),
        ] {
            assert_eq!(Message::read(json), Message::Other, "{json}");
        }
        let Event::CallEnded(call) = event(
            r#"{"event_type":"call_cdr","session_id":1,"call_targets":"none","start_time":"soon","call_status":"lost"}"#,
        ) else {
            panic!("a call that ended is no other event");
        };
        assert_eq!((call.targets.len(), call.started_at), (0, None));
        assert_eq!(call.outcome, CallOutcome::Other("lost".to_owned()));
    }

    #[test]
    fn messages_are_as_documented() {
        let who = Credentials {
            user: "testuser1".to_owned(),
            domain: Some("test.io".to_owned()),
            password: Secret::from("A1\"s2"),
        };
        let first = sign_in(&who).expect("a message");
        assert_eq!(
            first.expose(),
            r#"{"command":"auth","username":"testuser1","password":"A1\"s2","domain":"test.io"}"#
        );
        assert_eq!(format!("{first:?}"), "[secret]");
        assert_eq!(
            subscription().expect("a message").expose(),
            r#"{"command":"subscribe","topics":["cdr_events"]}"#
        );
    }

    proptest::proptest! {
        #[test]
        fn no_message_brings_it_down(text in ".{0,200}") {
            Message::read(&text);
            Message::read(&format!(r#"{{"event_type":"call_cdr","session_id":{text}}}"#));
        }
    }
}
