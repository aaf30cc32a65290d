//! What became of recordings: kept beside the calls, and the better news wins.

use super::*;
use crate::call::RecordingFate::{self, Exported, NotAllowed};

fn note(shelf: &Shelf, fate: RecordingFate, calls: &[&str]) {
    let calls = calls.iter().map(|call| (*call).to_owned());
    shelf.note_fate(fate, calls).expect("noted");
}

fn fate_of(shelf: &Shelf, call: &str) -> Option<RecordingFate> {
    let call = CallId::from(call);
    let known = shelf.fates([&call].into_iter()).expect("read");
    known.get(&call).copied()
}

#[test]
fn a_file_in_place_outweighs_a_refusal() {
    let shelf = shelf();
    note(&shelf, NotAllowed, &["a", "b"]);
    note(&shelf, Exported, &["a", "c"]);
    note(&shelf, NotAllowed, &["c"]);
    let fates = ["a", "b", "c", "d"].map(|call| fate_of(&shelf, call));
    assert_eq!(
        fates,
        [Some(Exported), Some(NotAllowed), Some(Exported), None]
    );
    for call in ["a", "b"] {
        shelf.note_allowed(&CallId::from(call)).expect("noted");
    }
    assert_eq!(
        (fate_of(&shelf, "a"), fate_of(&shelf, "b")),
        (Some(Exported), None),
        "only what was refused is no longer so"
    );
}

#[test]
fn many_are_noted_and_another_account_knows_nothing_of_them() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let [mine, theirs] =
        ["qa", "other"].map(|user| catalogue.shelf(&account(user)).expect("shelf"));
    let many = (0..4_001).map(|id| id.to_string());
    mine.note_fate(Exported, many).expect("noted");
    for call in ["0", "1999", "2000", "4000"] {
        assert_eq!(fate_of(&mine, call), Some(Exported), "{call}");
    }
    assert_eq!(fate_of(&theirs, "0"), None);
    catalogue.empty(&account("qa")).expect("forgotten");
    let again = catalogue.shelf(&account("qa")).expect("shelf");
    assert_eq!(fate_of(&again, "0"), None, "forgotten with the account");
}

#[test]
fn it_stays_with_a_call_that_is_read_again_and_leaves_with_one_that_retires() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let whole = range(0, 100_000);
    fill(&shelf, &whole, &[call("a", 0), call("b", 90_000)]);
    note(&shelf, Exported, &["a", "b"]);
    fill(&shelf, &whole, &[call("a", 0), call("b", 90_000)]);
    assert_eq!(fate_of(&shelf, "a"), Some(Exported));
    catalogue.retire(at(50_000)).expect("retired");
    assert_eq!(
        (fate_of(&shelf, "a"), fate_of(&shelf, "b")),
        (None, Some(Exported))
    );
}
