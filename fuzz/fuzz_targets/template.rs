#![no_main]
//! A name template and the values that go into it: whatever they are, the path stays inside and is safe.
use jiff::tz::TimeZone;
use tapedeck_core::{
    call::{Call, CallStatus, Direction},
    export::names::{Template, fold, is_inside},
    ids::CallId,
};
use tapedeck_fuzz::text;

fn call(values: &[String]) -> Call {
    let value = |place: usize| values.get(place).cloned().unwrap_or_default();
    let started = "2026-11-02T01:15:01Z".parse().unwrap();
    Call {
        id: CallId(format!("8{}", values.len())),
        recording_id: None,
        listed: true,
        direction: Direction::Inbound,
        extension: value(0),
        extension_name: value(1),
        other: value(2),
        caller: value(3),
        caller_name: value(4),
        callee: value(5),
        callee_name: value(6),
        destination: value(7),
        did: value(8),
        trunk: value(9),
        queue: value(10),
        started,
        answered: Some(started),
        ended: Some(started),
        ring_s: 1,
        talk_s: 34,
        status: CallStatus::Answered,
        end_reason: value(11),
    }
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let parts: Vec<String> = data.split(|byte| *byte == 0).map(text).collect();
    let Some((template, values)) = parts.split_first() else {
        return;
    };
    let Ok(template) = Template::parse(template) else {
        return;
    };
    let call = call(values);
    let path = template.render(&call, &TimeZone::UTC);
    assert!(is_inside(&path), "{path:?} leaves the folder");
    for part in path.split('/') {
        assert!(!part.is_empty() && part != "." && part != "..", "{path:?}");
        assert!(
            part.len() <= 200 && part.encode_utf16().count() <= 120,
            "{path:?}"
        );
        assert!(
            !part.ends_with(['.', ' ']) && !part.contains('\\'),
            "{path:?}"
        );
    }
    assert!(
        fold(&path).contains(call.id.as_str()),
        "{path:?} has lost its id"
    );
});
