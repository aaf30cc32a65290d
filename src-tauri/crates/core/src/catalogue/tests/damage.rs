//! F11 of `quality.md`: whatever happened to the file, it opens, is rebuilt, or is refused with what to do; and what people
//! wrote is rescued where it can be read. CI tries a part of the places; `TAPEDECK_F11=full` tries all.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::*;
use crate::{
    error::{Error, Result},
    marks::{Mark, NoteInput},
    query::CallFilter,
};

const NOTES: usize = 120;

/// A folder with a small catalogue in it: 200 calls, 120 notes, tags and reviews.
struct Fixture {
    folder: tempfile::TempDir,
    whole: Vec<u8>,
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("whole.sqlite");
        write(&Catalogue::open(&path).expect("opens"));
        let whole = fs::read(&path).expect("reads");
        Self { folder, whole }
    }

    fn copy(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name).join("catalogue.sqlite");
        fs::create_dir_all(path.parent().expect("has one")).expect("folder");
        fs::write(&path, bytes).expect("written");
        path
    }
}

fn write(catalogue: &Catalogue) {
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let calls: Vec<Call> = (0..200).map(|n| call(&n.to_string(), n)).collect();
    fill(&shelf, &range(0, 1000), &calls);
    for n in 0..NOTES {
        let input = NoteInput {
            call: CallId(n.to_string()),
            file_index: None,
            at_ms: None,
            text: format!(
                "note {n}: {}",
                "the customer was promised a call back. ".repeat(4)
            ),
        };
        shelf.write_note(&input, at(1)).expect("noted");
    }
    let marks = [
        Mark::Tag {
            name: "complaint".to_owned(),
        },
        Mark::Reviewed { reviewed: true },
    ];
    for mark in marks {
        let few = CallFilter {
            ids: (0..5).map(|n: i32| CallId(n.to_string())).collect(),
            ..CallFilter::default()
        };
        shelf
            .mark(&range(0, 1000), &few, mark, at(1))
            .expect("marked");
    }
}

/// Every `stride`th place, or all of them.
fn places(count: usize, stride: usize) -> impl Iterator<Item = usize> {
    let full = std::env::var("TAPEDECK_F11").is_ok_and(|how| how == "full");
    (0..count).step_by(if full { 1 } else { stride })
}

/// How many notes a catalogue holds, and that it can be used.
fn notes_of(catalogue: &Catalogue) -> Result<usize> {
    let shelf = catalogue.shelf(&account("qa"))?;
    fill(&shelf, &range(2000, 3000), &[call("new", 2500)]);
    assert_eq!(shelf.held(&range(2000, 3000))?, (1, 0), "it can be written");
    (0..NOTES).try_fold(0, |notes, n| {
        Ok(notes + shelf.marks(&CallId(n.to_string()))?.notes.len())
    })
}

/// Opens a file that something happened to. A refusal must say what to do, and nothing may take long.
fn survives(path: &Path, what: &str) -> Option<(usize, Option<String>)> {
    let begun = Instant::now();
    let opened = Catalogue::open(path);
    assert!(begun.elapsed() < Duration::from_mins(1), "{what}: it hangs");
    match opened {
        Ok(catalogue) => {
            let notice = catalogue.notice().map(str::to_owned);
            match notes_of(&catalogue) {
                Ok(notes) => Some((notes, notice)),
                // Damage that only shows when a page is used is repaired at the next start.
                Err(error) => {
                    assert!(
                        matches!(error, Error::Catalogue { .. }),
                        "{what}: {error:?}"
                    );
                    drop(catalogue);
                    let again = Catalogue::open(path).expect("repairs itself");
                    let notice = again.notice().map(str::to_owned);
                    Some((notes_of(&again).expect("can be used"), notice))
                }
            }
        }
        Err(error) => {
            let told = error.to_string();
            assert!(
                told.contains("catalogue") && told.contains(';'),
                "{what}: {told}"
            );
            None
        }
    }
}

#[test]
fn every_byte_at_the_end_may_be_flipped() {
    let fixture = Fixture::new();
    let mut rebuilt = 0;
    for offset in places(4096, 61) {
        let mut bytes = fixture.whole.clone();
        let place = bytes.len() - 1 - offset;
        bytes[place] ^= 0x55;
        let path = fixture.copy(&format!("flip-{offset}"), &bytes);
        let (notes, notice) =
            survives(&path, &format!("byte {offset} from the end")).expect("opens");
        rebuilt += usize::from(notice.is_some());
        assert!(
            notes + 30 >= NOTES || notice.as_deref().is_some_and(|said| said.contains("notes")),
            "byte {offset}: {notes} notes, and nothing is said: {notice:?}"
        );
    }
    println!("{rebuilt} were rebuilt");
}

#[test]
fn a_file_may_be_cut_anywhere() {
    let fixture = Fixture::new();
    let mut most = 0;
    for cut in places(fixture.whole.len() / 100, 29) {
        let length = cut * 100;
        let path = fixture.copy(&format!("cut-{length}"), &fixture.whole[..length]);
        let (notes, notice) = survives(&path, &format!("cut at {length}")).expect("opens");
        assert!(notice.is_some(), "cut at {length}: it is said");
        most = most.max(notes);
    }
    assert!(most > 0, "what lies before the cut is rescued");
}

#[test]
fn a_last_page_that_is_cut_is_damage() {
    let fixture = Fixture::new();
    // SQLite fills a short page up with zeros, which look like sound, empty room.
    let length = fixture.whole.len() - 120;
    let path = fixture.copy("short", &fixture.whole[..length]);
    let (_, notice) = survives(&path, "its last bytes are cut").expect("opens");
    assert!(notice.is_some(), "it is said");
}

#[test]
fn notes_are_rescued_from_around_a_page_that_cannot_be_read() {
    let fixture = Fixture::new();
    let page = 4096;
    let needle = b"note 50: the customer";
    let place = fixture
        .whole
        .windows(needle.len())
        // Not what an earlier state of the table left on a page.
        .rposition(|bytes| bytes == needle)
        .expect("the note is in the file");
    let mut bytes = fixture.whole.clone();
    let start = place / page * page;
    bytes[start..start + page].fill(0xA5);
    let path = fixture.copy("page", &bytes);
    let catalogue = Catalogue::open(&path).expect("opens");
    let notice = catalogue.notice().expect("says so").to_owned();
    let notes = notes_of(&catalogue).expect("reads");
    assert!(
        (60..NOTES).contains(&notes),
        "{notes} of those before and after: {notice}"
    );
    assert!(notice.contains(&format!("{notes} notes")), "{notice}");
    assert!(notice.contains("Could not be read"), "{notice}");
    assert!(notice.contains("5 tags on calls, "), "{notice}");
    let aside = fs::read_dir(path.parent().expect("has one"))
        .expect("lists")
        .map(|entry| entry.expect("entry").path())
        .find(|path| {
            let name = path.to_string_lossy();
            name.contains("damaged-") && name.ends_with('Z')
        })
        .expect("the damaged file is kept");
    assert!(fs::read(aside).expect("reads") == bytes, "it is as it was");
}

#[test]
fn a_log_may_be_lost_or_cut() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("open/catalogue.sqlite");
    let catalogue = Catalogue::open(&path).expect("opens");
    write(&catalogue);
    let log = path.with_file_name("catalogue.sqlite-wal");
    let (main, wal) = (
        fs::read(&path).expect("reads"),
        fs::read(&log).expect("has a log"),
    );
    assert!(wal.len() > 40_000, "what was written is in the log");
    for cut in places(wal.len() / 100, 97) {
        let copy = folder.path().join(format!("cut-{cut}/catalogue.sqlite"));
        fs::create_dir_all(copy.parent().expect("has one")).expect("folder");
        fs::write(&copy, &main).expect("written");
        if cut > 0 {
            fs::write(
                copy.with_file_name("catalogue.sqlite-wal"),
                &wal[..cut * 100],
            )
            .expect("written");
        }
        let (_, notice) = survives(&copy, &format!("log cut at {}", cut * 100)).expect("opens");
        assert_eq!(
            notice, None,
            "what came before the cut is a whole catalogue"
        );
    }
}

#[test]
fn an_empty_file_is_said_and_used() {
    let fixture = Fixture::new();
    let path = fixture.copy("empty", &[]);
    let (notes, notice) = survives(&path, "no bytes").expect("opens");
    assert_eq!(notes, 0);
    assert!(notice.expect("says so").contains("empty file"));
}

#[test]
fn a_folder_in_its_place_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    fs::create_dir(&path).expect("folder");
    assert_eq!(survives(&path, "a folder"), None);
    assert!(path.is_dir(), "it is left alone");
}

#[test]
fn a_file_that_may_not_be_written_is_refused_or_used() {
    let fixture = Fixture::new();
    let path = fixture.copy("read-only", &fixture.whole);
    let mut rights = fs::metadata(&path).expect("is there").permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).expect("set");
    // The superuser may write it all the same.
    if let Some((notes, _)) = survives(&path, "read-only") {
        assert_eq!(notes, NOTES);
    }
}

#[test]
fn a_file_that_another_program_holds_is_refused_in_time() {
    let fixture = Fixture::new();
    let path = fixture.copy("locked", &fixture.whole);
    let holder = Connection::open(&path).expect("opens");
    holder
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE held (a); COMMIT;",
        )
        .expect("held");
    let begun = Instant::now();
    let Err(error) = Catalogue::open(&path) else {
        panic!("it is held by another");
    };
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
    assert!(error.to_string().contains("another program"), "{error}");
    drop(holder);
    let catalogue = Catalogue::open(&path).expect("it is free again");
    assert_eq!(
        notes_of(&catalogue).expect("reads"),
        NOTES,
        "nothing was damaged"
    );
}

#[test]
fn a_disk_that_is_full_in_the_middle_leaves_whole_batches_and_goes_on_later() {
    let folder = tempfile::tempdir().expect("folder");
    let catalogue = Catalogue::open(&folder.path().join("catalogue.sqlite")).expect("opens");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let span = range(0, 100_000);
    let batch = |number: i64| {
        let calls = (0..50).map(|n| call(&format!("{number}-{n}"), number * 50 + n));
        vec![
            Change::Calls(calls.collect()),
            slice_end(SliceKind::Calls, number * 50, number * 50 + 50, 50, 50),
        ]
    };
    catalogue.store.limit_pages(60).expect("limits");
    let mut intake = begin_range(&shelf, &span);
    let mut written = 0;
    let error = loop {
        match intake.apply(&batch(written)) {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 1000, "the limit does nothing");
    };
    assert!(matches!(error, Error::DiskFull { .. }), "{error:?}");
    assert!(error.to_string().contains("room"), "{error}");
    assert_eq!(
        shelf.held(&span).expect("reads").0,
        written.unsigned_abs() * 50,
        "no half batch"
    );
    catalogue
        .store
        .limit_pages(100_000)
        .expect("there is room again");
    for number in written..written + 5 {
        intake.apply(&batch(number)).expect("goes on");
    }
    assert_eq!(
        shelf.held(&span).expect("reads").0,
        (written + 5).unsigned_abs() * 50
    );
}
