//! The directory: as the PBX lists it, and as calls show it where the PBX does not.

use super::*;
use crate::app::{DirectoryEntry, DirectoryKind};

fn told(number: &str, name: &str, kind: DirectoryKind) -> DirectoryEntry {
    DirectoryEntry {
        number: number.to_owned(),
        name: name.to_owned(),
        kind,
        seen: false,
    }
}

fn seen(number: &str, name: &str, kind: DirectoryKind) -> DirectoryEntry {
    DirectoryEntry {
        seen: true,
        ..told(number, name, kind)
    }
}

/// An internal call between two extensions with these names.
fn internal(id: &str, started: i64, caller: (&str, &str), callee: (&str, &str)) -> Call {
    let text = |text: &str| text.to_owned();
    Call {
        direction: Direction::Internal,
        extension: text(caller.0),
        extension_name: text(caller.1),
        other: text(callee.0),
        caller: text(caller.0),
        caller_name: text(caller.1),
        callee: text(callee.0),
        callee_name: text(callee.1),
        destination: String::new(),
        queue: String::new(),
        ..call(id, started)
    }
}

/// An inbound call through the queue that this extension answered; the PBX does not tell its name.
fn inbound(id: &str, started: i64, extension: &str) -> Call {
    Call {
        extension: extension.to_owned(),
        extension_name: String::new(),
        destination: extension.to_owned(),
        ..call(id, started)
    }
}

/// The calls of the range, noted after they were read.
fn noted(calls: &[Call]) -> Shelf {
    let shelf = shelf();
    fill(&shelf, &range(0, 100), calls);
    shelf.note_seen(&range(0, 100)).expect("notes");
    shelf
}

#[test]
fn without_a_directory_the_numbers_of_calls_stand_in() {
    use DirectoryKind::{Extension, Queue};
    let sales = || seen("8000", "Sales", Queue);
    let cases: [(&str, Vec<Call>, Vec<DirectoryEntry>); 7] = [
        ("no call, no number", vec![], vec![]),
        (
            "an inbound call shows its queue and who answered",
            vec![inbound("1", 1, "101")],
            vec![seen("101", "", Extension), sales()],
        ),
        (
            "an internal call shows both, with names",
            vec![internal("1", 1, ("101", "Ana"), ("102", "Bo"))],
            vec![seen("101", "Ana", Extension), seen("102", "Bo", Extension)],
        ),
        (
            "the newest name counts, and no name is none",
            vec![
                internal("1", 1, ("101", "Ana"), ("102", "Bo")),
                internal("2", 2, ("102", "Bob"), ("101", "Anna")),
                internal("3", 3, ("101", ""), ("102", "102")),
            ],
            vec![
                seen("101", "Anna", Extension),
                seen("102", "Bob", Extension),
            ],
        ),
        (
            "a mobile that answered is no extension",
            vec![
                inbound("1", 1, "+60123456789"),
                inbound("2", 2, "01632960123"),
            ],
            vec![sales()],
        ),
        (
            "a queue that is called from inside stays a queue",
            vec![Call {
                queue: "8000".to_owned(),
                ..internal("1", 1, ("101", "Ana"), ("8000", "Sales"))
            }],
            vec![seen("101", "Ana", Extension), sales()],
        ),
        (
            "a recording whose call is not listed shows nothing",
            vec![Call {
                listed: false,
                ..internal("1", 1, ("101", "Ana"), ("102", "Bo"))
            }],
            vec![],
        ),
    ];
    for (what, calls, expected) in cases {
        assert_eq!(
            noted(&calls).directory().expect("directory"),
            expected,
            "{what}"
        );
    }
}

#[test]
fn a_name_seen_later_reaches_the_calls_that_came_without() {
    let shelf = noted(&[
        inbound("1", 1, "101"),
        internal("2", 2, ("101", "Ana"), ("102", "Bo")),
    ]);
    let named = shelf
        .call(&CallId::from("1"))
        .expect("reads")
        .expect("call");
    assert_eq!(
        named.extension_name, "Ana",
        "{{extension_name}} works without a directory"
    );
    let by_name = crate::query::CallFilter {
        text: Some("ana".to_owned()),
        ..crate::query::CallFilter::default()
    };
    let found = shelf
        .page(&range(0, 100), &by_name, &[], 0, 10)
        .expect("page");
    assert_eq!(ids(&found), ["1", "2"], "and it can be searched for");
    let names = shelf.names().expect("names");
    assert_eq!(
        names.name("101"),
        "Ana",
        "the next reading names it at once"
    );
    assert!(
        !names.is_extension("101"),
        "numbers seen in calls prove nothing about whose they are"
    );
}

#[test]
fn naming_a_call_twice_changes_nothing() {
    let shelf = noted(&[
        internal("1", 1, ("101", "Ana B."), ("102", "")),
        internal("2", 2, ("102", "Bo"), ("101", "Ana")),
        inbound("3", 3, "102"),
    ]);
    let all = || {
        shelf
            .page(
                &range(0, 100),
                &crate::query::CallFilter::default(),
                &[],
                0,
                10,
            )
            .expect("page")
    };
    let once = all();
    assert_eq!(
        once[0].extension_name, "Ana B.",
        "what a call shows itself comes first"
    );
    assert_eq!(
        (
            once[0].callee_name.as_str(),
            once[2].extension_name.as_str()
        ),
        ("Bo", "Bo")
    );
    let names = shelf.names().expect("names");
    for mut call in once.clone() {
        let before = call.clone();
        names.give(&mut call);
        assert_eq!(call, before);
    }
    shelf.note_seen(&range(0, 100)).expect("notes");
    assert_eq!(all(), once);
}

#[test]
fn what_the_pbx_tells_takes_the_place_of_what_was_seen() {
    use DirectoryKind::{Extension, Ivr, Queue, RingGroup};
    let shelf = noted(&[
        internal("1", 1, ("101", "Ana"), ("102", "Bo")),
        inbound("2", 2, "103"),
    ]);
    let listed = [
        told("101", "Ana B.", Extension),
        told("6001", "Workshop", RingGroup),
        told("7001", "Main menu", Ivr),
    ];
    shelf.set_directory(&listed).expect("set");
    let mut expected = listed.to_vec();
    expected.push(seen("8000", "Sales", Queue));
    assert_eq!(
        shelf.directory().expect("directory"),
        expected,
        "queues were refused, so the one seen stays"
    );
    shelf.note_seen(&range(0, 100)).expect("notes");
    assert_eq!(
        shelf.directory().expect("directory"),
        expected,
        "a PBX that lists extensions needs no help with them"
    );
    let names = shelf.names().expect("names");
    assert!(names.is_extension("101") && names.is_queue("6001"));
    assert!(!names.is_queue("8000"), "only seen");
    assert!(!names.is_queue("7001"), "an IVR is no queue");
    shelf
        .set_directory(&[told("104", "Di", Extension)])
        .expect("set");
    assert_eq!(
        shelf.directory().expect("directory"),
        [
            told("104", "Di", Extension),
            told("6001", "Workshop", RingGroup),
            told("7001", "Main menu", Ivr),
            seen("8000", "Sales", Queue),
        ],
        "a list replaces its kind; kinds that were not told stay as known"
    );
}

#[test]
fn a_number_that_was_asked_for_outlives_the_lists() {
    use DirectoryKind::{ConferenceRoom, Extension};
    let shelf = noted(&[inbound("1", 1, "101")]);
    shelf
        .add_numbers(&[
            told("101", "Ana", Extension),
            told("9001", "Board", ConferenceRoom),
        ])
        .expect("adds");
    assert!(
        shelf.names().expect("names").is_told("101"),
        "no longer only seen"
    );
    shelf
        .set_directory(&[told("102", "Bo", Extension)])
        .expect("set");
    let directory = shelf.directory().expect("directory");
    assert!(
        directory.contains(&told("101", "Ana", Extension)),
        "{directory:?}"
    );
    assert!(
        directory.contains(&told("9001", "Board", ConferenceRoom)),
        "{directory:?}"
    );
}

#[test]
fn each_account_has_its_own() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let (one, two) = (
        catalogue.shelf(&account("a")).expect("shelf"),
        catalogue.shelf(&account("b")).expect("shelf"),
    );
    one.set_directory(&[told("101", "Ana", DirectoryKind::Extension)])
        .expect("set");
    assert_eq!(two.directory().expect("directory"), []);
}
