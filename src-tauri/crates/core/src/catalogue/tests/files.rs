//! Opening, sharing, forgetting and surviving damage.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
};

use rusqlite::Connection;

use super::*;
use crate::{error::Error, ids::JobId, query::CallFilter};

#[test]
fn what_is_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("deep/er/catalogue.sqlite");
    let mut recorded = call("1", 10);
    recorded.recording_id = Some(RecordingId::from("1"));
    {
        let catalogue = Catalogue::open(&path).expect("opens");
        assert_eq!(
            (catalogue.path(), catalogue.notice()),
            (path.as_path(), None)
        );
        fill(
            &catalogue.shelf(&account("qa")).expect("shelf"),
            &range(0, 100),
            std::slice::from_ref(&recorded),
        );
        catalogue
            .jobs()
            .put(&JobId::from("j"), "{}", at(0))
            .expect("job");
    }
    let catalogue = Catalogue::open(&path).expect("opens again");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    assert_eq!(
        shelf.call(&CallId::from("1")).expect("read"),
        Some(recorded),
        "every field survives"
    );
    assert_eq!(shelf.call(&CallId::from("2")).expect("read"), None);
    assert_eq!(shelf.held(&range(0, 100)).expect("held"), (1, 1));
    assert_eq!(catalogue.jobs().all().expect("jobs").len(), 1);
}

#[test]
fn accounts_do_not_see_one_another_and_can_be_forgotten() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let (a, b) = (
        catalogue.shelf(&account("a")).expect("shelf"),
        catalogue.shelf(&account("b")).expect("shelf"),
    );
    for shelf in [&a, &b] {
        fill(shelf, &range(0, 100), &[call("1", 10)]);
    }
    catalogue.forget(&account("a")).expect("forgets");
    assert_eq!(
        b.held(&range(0, 100)).expect("held"),
        (1, 0),
        "the other account keeps its calls"
    );
    assert_eq!(a.held(&range(0, 100)).expect("held"), (0, 0));
    let again = catalogue.shelf(&account("a")).expect("a new shelf");
    assert!(
        again
            .page(&range(0, 100), &CallFilter::default(), &[], 0, 10)
            .expect("page")
            .is_empty()
    );
    let same = catalogue.shelf(&account("b")).expect("shelf");
    assert_eq!(
        same.held(&range(0, 100)).expect("held"),
        (1, 0),
        "the same key is the same shelf"
    );
}

#[test]
fn a_new_file_has_large_pages_and_an_old_one_keeps_its_own() {
    let folder = tempfile::tempdir().expect("folder");
    let page_of = |name: &str| -> i64 {
        let path = folder.path().join(name);
        drop(Catalogue::open(&path).expect("opens"));
        let file = rusqlite::Connection::open(&path).expect("file");
        file.query_row("PRAGMA page_size", [], |row| row.get(0))
            .expect("page size")
    };
    assert_eq!(page_of("new.sqlite"), crate::catalogue::connection::PAGE);
    let old = rusqlite::Connection::open(folder.path().join("old.sqlite")).expect("file");
    old.execute_batch("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; CREATE TABLE other (n)")
        .expect("a file of before");
    drop(old);
    assert_eq!(page_of("old.sqlite"), 4_096, "as it was, and it opens");
}

#[test]
fn a_newer_schema_is_left_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    drop(Catalogue::open(&path).expect("opens"));
    Connection::open(&path)
        .expect("opens")
        .pragma_update(None, "user_version", 99)
        .expect("set");
    assert!(matches!(
        Catalogue::open(&path),
        Err(Error::CatalogueTooNew { .. })
    ));
    let version: i64 = Connection::open(&path)
        .expect("opens")
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .expect("read");
    assert_eq!(version, 99, "the newer file is untouched");
}

#[test]
fn a_damaged_file_is_set_aside_and_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let scribbles: [fn(&mut Vec<u8>); 3] = [
        |bytes| *bytes = b"this was never a database, whatever its name says".to_vec(),
        |bytes| bytes.truncate(bytes.len() / 2),
        |bytes| {
            let tail = bytes.len() - 4096 * 3;
            bytes[tail..].fill(0xA5);
        },
    ];
    for (number, scribble) in scribbles.into_iter().enumerate() {
        {
            let catalogue = Catalogue::open(&path).expect("opens");
            let calls: Vec<Call> = (0..200).map(|n| call(&n.to_string(), n)).collect();
            fill(
                &catalogue.shelf(&account("qa")).expect("shelf"),
                &range(0, 1000),
                &calls,
            );
        }
        let mut bytes = fs::read(&path).expect("read");
        scribble(&mut bytes);
        fs::write(&path, &bytes).expect("written");
        let catalogue =
            Catalogue::open(&path).expect("a damaged catalogue never keeps the app from starting");
        let notice = catalogue.notice().expect("it is said").to_owned();
        assert!(notice.contains("damaged-"), "{notice}");
        let shelf = catalogue.shelf(&account("qa")).expect("shelf");
        assert_eq!(
            shelf.held(&range(0, 1000)).expect("held"),
            (0, 0),
            "it starts anew"
        );
        drop((catalogue, shelf));
        let aside = fs::read_dir(folder.path())
            .expect("lists")
            .filter(|entry| {
                let name = entry
                    .as_ref()
                    .expect("entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned();
                name.starts_with("catalogue.sqlite.damaged-")
                    && !name.ends_with("-wal")
                    && !name.ends_with("-shm")
            })
            .count();
        assert_eq!(aside, number + 1, "nothing is thrown away");
    }
    let catalogue = Catalogue::open(&path).expect("opens");
    assert_eq!(catalogue.notice(), None, "said once");
}

#[test]
fn flipped_bytes_at_the_end_never_stop_the_start() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    {
        let catalogue = Catalogue::open(&path).expect("opens");
        let calls: Vec<Call> = (0..100).map(|n| call(&n.to_string(), n)).collect();
        fill(
            &catalogue.shelf(&account("qa")).expect("shelf"),
            &range(0, 1000),
            &calls,
        );
    }
    let whole = fs::read(&path).expect("read");
    for offset in (1..=4096).step_by(97) {
        let mut bytes = whole.clone();
        let place = bytes.len() - offset;
        bytes[place] ^= 0x55;
        let copy = folder.path().join(format!("copy-{offset}.sqlite"));
        fs::write(&copy, bytes).expect("written");
        let catalogue = Catalogue::open(&copy).expect("opens or starts anew");
        let shelf = catalogue.shelf(&account("qa")).expect("can be written");
        let held = shelf.held(&range(0, 1000)).expect("can be read").0;
        assert!(held <= 100, "offset {offset}: {held}");
    }
}

#[test]
fn a_file_cut_anywhere_never_stops_the_start() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    {
        let catalogue = Catalogue::open(&path).expect("opens");
        let calls: Vec<Call> = (0..100).map(|n| call(&n.to_string(), n)).collect();
        let shelf = catalogue.shelf(&account("qa")).expect("shelf");
        fill(&shelf, &range(0, 1000), &calls);
    }
    let whole = fs::read(&path).expect("read");
    for length in (0..whole.len()).step_by(4099) {
        let copy = folder.path().join(format!("cut-{length}.sqlite"));
        fs::write(&copy, &whole[..length]).expect("written");
        let catalogue = Catalogue::open(&copy).expect("opens or starts anew");
        let shelf = catalogue.shelf(&account("qa")).expect("can be written");
        let held = shelf.held(&range(0, 1000)).expect("can be read").0;
        assert!(held <= 100, "cut at {length}: {held}");
    }
}

#[test]
fn many_may_open_a_new_file_at_once() {
    let folder = tempfile::tempdir().expect("folder");
    for round in 0..8 {
        let path = folder.path().join(format!("{round}.sqlite"));
        let gate = std::sync::Barrier::new(6);
        std::thread::scope(|scope| {
            for user in 0..6 {
                let (path, gate) = (&path, &gate);
                scope.spawn(move || {
                    gate.wait();
                    let catalogue = Catalogue::open(path).expect("opens beside the others");
                    let shelf = catalogue.shelf(&account(&user.to_string())).expect("shelf");
                    fill(&shelf, &range(0, 100), &[call("1", 1)]);
                    assert_eq!(shelf.held(&range(0, 100)).expect("held"), (1, 0));
                });
            }
        });
    }
}

#[test]
fn damage_met_later_is_checked_at_the_next_start() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let catalogue = Catalogue::open(&path).expect("opens");
    let marker = folder.path().join("catalogue.sqlite.suspect");
    let damage = rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
        None,
    );
    assert!(matches!(
        catalogue.store.failed(damage),
        Error::Catalogue { .. }
    ));
    assert!(marker.exists(), "noted for the next start");
    drop(catalogue);
    assert_eq!(
        Catalogue::open(&path).expect("opens").notice(),
        None,
        "a false alarm costs nothing"
    );
    assert!(!marker.exists(), "and is over");
}

#[test]
fn a_full_disk_is_called_that() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let full =
        rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
    assert!(matches!(
        catalogue.store.failed(full),
        Error::DiskFull { .. }
    ));
}

#[test]
fn readers_see_whole_batches_while_one_writes() {
    let folder = tempfile::tempdir().expect("folder");
    let catalogue = Catalogue::open(&folder.path().join("catalogue.sqlite")).expect("opens");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let span = range(0, 100_000);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut intake = begin_range(&shelf, &span);
            for batch in 0..60 {
                let calls: Vec<Call> = (0..50)
                    .map(|n| call(&format!("{batch}-{n}"), batch * 50 + n))
                    .collect();
                intake
                    .apply(&[Change::Calls(calls)])
                    .expect("writes beside readers");
            }
            done.store(true, Ordering::Release);
        });
        for _ in 0..2 {
            scope.spawn(|| {
                let mut before = 0;
                while !done.load(Ordering::Acquire) {
                    let mut seen = 0;
                    shelf
                        .for_each(&span, &CallFilter::default(), &mut |_| {
                            seen += 1;
                            Ok(())
                        })
                        .expect("reads beside a writer");
                    assert!(
                        seen % 50 == 0 && seen >= before,
                        "half a batch was visible: {seen} after {before}"
                    );
                    before = seen;
                }
            });
        }
    });
    assert_eq!(shelf.held(&span).expect("held"), (3000, 0));
}

#[test]
fn totals_follow_every_writer() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let shelves = [path.as_path(), path.as_path()].map(|path| {
        Catalogue::open(path)
            .expect("opens")
            .shelf(&account("qa"))
            .expect("shelf")
    });
    let memory = shelf();
    for (reader, writer) in [
        (&shelves[0], &shelves[1]),
        (&shelves[0], &shelves[0]),
        (&memory, &memory),
    ] {
        let mut expected = reader
            .totals(&range(0, 100), &CallFilter::default())
            .expect("totals")
            .calls;
        for n in 0..3 {
            fill(writer, &range(0, 100), &[call(&format!("{expected}"), n)]);
            expected += 1;
            for _ in 0..2 {
                let totals = reader
                    .totals(&range(0, 100), &CallFilter::default())
                    .expect("totals");
                assert_eq!(
                    totals.calls, expected,
                    "a remembered count must not outlive a write"
                );
            }
        }
    }
}

#[test]
fn an_error_of_the_visitor_ends_the_walk() {
    let shelf = shelf();
    fill(
        &shelf,
        &range(0, 100),
        &[call("1", 1), call("2", 2), call("3", 3)],
    );
    let mut seen = 0;
    let ended = shelf.for_each(&range(0, 100), &CallFilter::default(), &mut |_| {
        seen += 1;
        if seen == 2 {
            Err(Error::NotSignedIn)
        } else {
            Ok(())
        }
    });
    assert!(matches!(ended, Err(Error::NotSignedIn)));
    assert_eq!(seen, 2);
}

#[test]
fn jobs_are_kept_latest_first() {
    let jobs = Catalogue::in_memory().expect("opens").jobs();
    for (id, started) in [("a", 1), ("b", 3), ("c", 2)] {
        jobs.put(&JobId::from(id), "{}", at(started)).expect("put");
    }
    jobs.put(&JobId::from("a"), "{\"x\":1}", at(1))
        .expect("put again");
    jobs.remove(&JobId::from("c")).expect("removes");
    jobs.remove(&JobId::from("c"))
        .expect("a second time is fine");
    let all = jobs.all().expect("all");
    let listed: Vec<(&str, &str)> = all
        .iter()
        .map(|job| (job.id.as_str(), job.json.as_str()))
        .collect();
    assert_eq!(listed, [("b", "{}"), ("a", "{\"x\":1}")]);
}
