//! What is looked up of texts follows the calls, and an old catalogue comes along.

use rusqlite::Connection;

use super::*;
use crate::{
    catalogue::{row, schema, sql::Selection},
    query::CallFilter,
};

/// The calls whose texts are said to have these letters.
fn said(shelf: &Shelf, piece: &str) -> i64 {
    let reader = shelf.store().reader().expect("reader");
    let sql = "SELECT count(*) FROM call_text WHERE call_text MATCH ?1";
    reader
        .query_row(sql, [format!("\"{piece}\"")], |row| row.get(0))
        .expect("counted")
}

#[test]
fn a_changed_text_is_found_by_its_new_words_alone() {
    let shelf = shelf();
    let span = range(0, 100);
    fill(&shelf, &span, &[call("1", 1), call("2", 2)]);
    assert_eq!((said(&shelf, "ana"), said(&shelf, "bob")), (2, 0));
    let renamed = Call {
        extension_name: "Bob".to_owned(),
        ..call("1", 1)
    };
    fill(&shelf, &span, &[renamed, call("2", 2)]);
    assert_eq!((said(&shelf, "ana"), said(&shelf, "bob")), (1, 1));
    let whole = slice_end(SliceKind::Calls, 0, 100, 0, 0);
    let mut intake = begin_range(&shelf, &span);
    intake.apply(&[whole]).expect("applies");
    assert_eq!(
        (said(&shelf, "ana"), said(&shelf, "bob")),
        (0, 0),
        "the PBX has none of the calls any more"
    );
}

#[test]
fn texts_that_are_not_taken_in_yet_are_found_all_the_same() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let shelf = Catalogue::open(&path)
        .and_then(|catalogue| catalogue.shelf(&account("qa")))
        .expect("opens");
    fill(&shelf, &range(0, 100), &[call("1", 1), call("2", 2)]);
    Connection::open(&path)
        .and_then(|other| other.execute("UPDATE call SET haystack = 'zeno' WHERE id = '1'", []))
        .expect("another program writes");
    let zeno = CallFilter {
        text: Some("zeno".to_owned()),
        ..CallFilter::default()
    };
    let found = || {
        let page = shelf.page(&range(0, 100), &zeno, &[], 0, 10);
        page.expect("page").len()
    };
    assert_eq!((said(&shelf, "zen"), found()), (0, 1));
    fill(&shelf, &range(0, 100), &[call("3", 3)]);
    assert_eq!(
        (said(&shelf, "zen"), found()),
        (1, 1),
        "the next writer takes it in"
    );
}

/// The ids a free text finds by looking it up, and whether it can be looked up.
fn looked_up(shelf: &Shelf, text: &str) -> (Vec<String>, bool) {
    let filter = CallFilter {
        text: Some(text.to_owned()),
        ..CallFilter::default()
    };
    let reader = shelf.store().reader().expect("reader");
    let selection = Selection::new(shelf.account(), &range(0, 100), &filter)
        .map(|selection| selection.shortened(&reader).expect("looked up"))
        .expect("valid");
    let (sql, values) = selection.all();
    let mut statement = reader.prepare(&sql).expect("prepared");
    let rows = statement.query_map(rusqlite::params_from_iter(values), row::read);
    let found: Vec<Call> = rows.expect("asked").map(|row| row.expect("call")).collect();
    let found = found.into_iter().map(|call| call.id.0).collect();
    (found, !selection.walks())
}

#[test]
fn words_of_one_or_two_letters_are_looked_up() {
    let shelf = shelf();
    let named = |id: &str, name: &str| Call {
        extension_name: name.to_owned(),
        ..call(id, 1)
    };
    let calls = [
        named("1", "Nils 王"),
        named("2", "Zoë"),
        named("3", "Ana \"Q\" Ito"),
    ];
    fill(&shelf, &range(0, 100), &calls);
    for (text, found) in [
        ("王", &["1"][..]),
        ("Ë", &["2"]),
        ("zo", &["2"]),
        ("q\"", &["3"]),
        ("xq", &[]),
        ("na q", &["3"]),
        ("ils 王", &["1"]),
        ("1", &["1", "2", "3"]),
    ] {
        let found: Vec<String> = found.iter().map(|&id| id.to_owned()).collect();
        assert_eq!(looked_up(&shelf, text), (found, true), "{text}");
    }
}

#[test]
fn a_letter_at_the_end_of_a_call_without_numbers_is_found() {
    let shelf = shelf();
    let numberless = Call {
        extension_name: "Nils 王".to_owned(),
        caller: String::new(),
        callee: String::new(),
        callee_name: String::new(),
        destination: String::new(),
        did: String::new(),
        trunk: String::new(),
        queue: String::new(),
        end_reason: String::new(),
        ..call("1", 1)
    };
    fill(&shelf, &range(0, 100), &[numberless]);
    assert_eq!(looked_up(&shelf, "王"), (vec!["1".to_owned()], false));
}

#[test]
fn forgetting_an_account_forgets_its_texts() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let mine = catalogue.shelf(&account("a")).expect("shelf");
    let other = catalogue.shelf(&account("b")).expect("shelf");
    fill(&mine, &range(0, 100), &[call("1", 1)]);
    fill(&other, &range(0, 100), &[call("1", 1)]);
    catalogue.forget(&account("a")).expect("forgets");
    assert_eq!(said(&other, "ana"), 1, "those of the other account stay");
}

#[test]
fn nothing_is_left_in_the_file_of_what_was_forgotten() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let catalogue = Catalogue::open(&path).expect("opens");
    let mine = catalogue.shelf(&account("a")).expect("shelf");
    let other = catalogue.shelf(&account("b")).expect("shelf");
    let named = |id: &str, name: &str| Call {
        extension_name: name.to_owned(),
        ..call(id, id.parse().expect("a number"))
    };
    fill(&other, &range(0, 100), &[call("1", 1)]);
    for id in 1..50 {
        fill(
            &mine,
            &range(id, id + 1),
            &[named(&id.to_string(), "Xqzwv Ann")],
        );
    }
    let held = |what: &str| {
        let bytes = std::fs::read(&path).expect("reads");
        bytes
            .windows(what.len())
            .any(|some| some == what.as_bytes())
    };
    catalogue.compact().expect("compacts");
    assert!(
        held("Xqzwv") && held("qzw"),
        "texts and their pieces are kept"
    );
    catalogue.empty(&account("a")).expect("empties");
    catalogue.compact().expect("compacts");
    assert!(
        !held("Xqzwv") && !held("qzw"),
        "neither calls nor pieces are left"
    );
    assert_eq!(said(&other, "ana"), 1, "those of the other account stay");
}

#[test]
fn a_catalogue_of_the_second_step_comes_along_whole() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let mut db = Connection::open(&path).expect("opens");
    schema::migrations()
        .to_version(&mut db, 2)
        .expect("the schema of that time");
    db.execute_batch(&format!(
        "INSERT INTO account (id, server, domain, user) VALUES (7, 'https://pbx.example.com:8887', 'example.com', 'qa');
         INSERT INTO call VALUES (7, {later}, 'b', NULL, 1, 'inbound', '101', 'Ana', '1', '1', '', '101', 'Ana', '101', '', '', '',
             NULL, NULL, 3, 0, 'busy', 'BUSY', '1', 'ana', 1);
         INSERT INTO call VALUES (7, {first}, 'a', 'a', 1, 'inbound', '102', 'Bo', '1', '1', '', '102', 'Bo', '102', '', '', '',
             NULL, NULL, 3, 0, 'busy', 'BUSY', '1', 'bo bobo', 2);",
        first = at(1).as_microsecond(),
        later = at(2).as_microsecond(),
    ))
    .expect("rows of that time");
    drop(db);
    let catalogue = Catalogue::open(&path).expect("opens and takes them along");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let ask = |filter| {
        shelf
            .page(&range(0, 10), &filter, &[], 0, 10)
            .expect("page")
    };
    let all = ask(CallFilter::default());
    assert_eq!(ids(&all), ["a", "b"]);
    assert_eq!(all[0].recording_id, Some(RecordingId::from("a")));
    let bobo = CallFilter {
        text: Some("BOBO".to_owned()),
        ..CallFilter::default()
    };
    assert_eq!(ids(&ask(bobo)), ["a"]);
    assert_eq!((said(&shelf, "ana"), said(&shelf, "obo")), (1, 1));
}
