//! The log as a whole: grown, torn, trimmed and tampered with.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;

use super::{check::check, file::Log, *};
use crate::catalogue::AccountKey;

fn played(call: u32) -> ActivityEvent {
    let account = AccountKey {
        server: "https://pbx.example.com:8887".to_owned(),
        domain: "example.com".to_owned(),
        user: "qa".to_owned(),
    };
    ActivityEvent {
        call: Some(call.to_string()),
        ..ActivityEvent::new(ActivityAction::Played, Some(account))
    }
}

fn now() -> jiff::Timestamp {
    "2026-11-25T10:00:00Z".parse().unwrap()
}

/// A log of so many lines in files of about two.
fn grown(folder: &Path, lines: u32, kept: usize) -> Log {
    let log = Log::small(folder, 700, kept);
    for call in 0..lines {
        log.append(now(), played(call)).unwrap();
    }
    log
}

fn entries(log: &Log) -> Vec<ActivityEntry> {
    let mut found = Vec::new();
    log.for_each(&mut |line| {
        found.extend(entry_of(line));
        Ok(())
    })
    .unwrap();
    found
}

fn problems(log: &Log) -> Vec<String> {
    check(log).unwrap().problems
}

#[test]
fn a_log_goes_on_over_its_files_in_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let log = grown(folder.path(), 9, 100);
    assert!(log.files().unwrap().len() > 2, "it fills several files");
    let found = check(&log).unwrap();
    assert_eq!((found.lines, found.problems), (9, vec![]));
    let calls: Vec<_> = entries(&log).into_iter().map(|one| one.call).collect();
    let expected: Vec<_> = (0..9).map(|call: u32| Some(call.to_string())).collect();
    assert_eq!(calls, expected);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(
        check(&Log::in_folder(empty.path())).unwrap(),
        ActivityCheck::default()
    );
    assert_eq!(
        fs::read_dir(empty.path()).unwrap().count(),
        0,
        "reading leaves nothing"
    );
}

#[test]
fn an_old_log_is_trimmed_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let log = grown(folder.path(), 60, 3);
    assert!(log.files().unwrap().len() <= 5, "it stays small");
    let left = entries(&log);
    assert!(left[0].seq > 1);
    assert!(left.iter().any(|one| one.action == ActivityAction::Trimmed));
    assert_eq!(
        problems(&log),
        [""; 0],
        "what went by the rule is not missed"
    );
    fs::remove_file(&log.files().unwrap()[0]).unwrap();
    assert!(
        problems(&log)[0].contains("are missing"),
        "what went otherwise is"
    );
}

#[test]
fn a_torn_line_is_cut_off_and_the_next_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::in_folder(folder.path());
    log.append(now(), played(1)).unwrap();
    let path = folder.path().join("activity.jsonl");
    let whole = fs::read(&path).unwrap();
    let head_path = folder.path().join("activity.head");
    let head = fs::read(&head_path).unwrap();
    for torn in [1, 10, whole.len() - 1] {
        fs::write(&path, [&whole[..], &whole[..torn]].concat()).unwrap();
        assert_eq!(problems(&log).len(), 1, "it is told until then");
        log.append(now(), played(2)).unwrap();
        let found = entries(&log);
        let actions: Vec<_> = found.iter().map(|one| one.action).collect();
        assert_eq!(
            actions,
            [
                ActivityAction::Played,
                ActivityAction::Mended,
                ActivityAction::Played
            ]
        );
        assert!(found[1].note.as_ref().unwrap().contains(&torn.to_string()));
        assert_eq!(problems(&log), [""; 0]);
        fs::write(&path, &whole).unwrap();
        fs::write(&head_path, &head).unwrap();
    }
}

#[test]
fn lines_cut_off_at_the_end_are_missed_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::in_folder(folder.path());
    for call in 0..3 {
        log.append(now(), played(call)).unwrap();
    }
    let path = folder.path().join("activity.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let first = text.lines().next().unwrap();
    fs::write(&path, format!("{first}\n")).unwrap();
    assert_eq!(problems(&log), ["lines 2 to 3 are missing"]);
    log.append(now(), played(9)).unwrap();
    assert_eq!(problems(&log), ["lines 2 to 3 are missing"]);
    assert!(entries(&log)[1].note.as_ref().unwrap().contains("2 to 3"));
}

#[test]
fn two_writers_make_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let log = Log::small(folder.path(), 700, 100);
            scope.spawn(move || {
                for call in 0..20 {
                    log.append(now(), played(writer * 100 + call)).unwrap();
                }
            });
        }
    });
    let log = Log::in_folder(folder.path());
    let found = check(&log).unwrap();
    assert_eq!((found.lines, found.problems), (40, vec![]));
}

#[tokio::test]
async fn what_cannot_be_written_is_said_and_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let log = Activity::in_folder(folder.path());
    log.record(now(), played(1));
    log.written().await;
    assert_eq!(log.trouble(), None);
    assert_eq!(log.check().unwrap().lines, 1);
    let nowhere = Activity::in_folder(&folder.path().join("not/there"));
    nowhere.record(now(), played(1));
    nowhere.written().await;
    assert!(
        nowhere.trouble().unwrap().contains("activity"),
        "it is said"
    );
}

/// Something done to a log.
#[derive(Clone, Debug)]
enum Tampering {
    Flip(usize, u8),
    Remove(usize),
    Swap(usize, usize),
    Repeat(usize),
    CutOff(usize),
    RemoveFile(usize),
    RemoveHead,
}

fn tampering() -> impl Strategy<Value = Tampering> {
    prop_oneof![
        (any::<usize>(), 0..8_u8).prop_map(|(at, bit)| Tampering::Flip(at, bit)),
        any::<usize>().prop_map(Tampering::Remove),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Tampering::Swap(a, b)),
        any::<usize>().prop_map(Tampering::Repeat),
        any::<usize>().prop_map(Tampering::CutOff),
        any::<usize>().prop_map(Tampering::RemoveFile),
        Just(Tampering::RemoveHead),
    ]
}

/// Does it; false when that changed nothing.
fn tamper(log: &Log, folder: &Path, how: &Tampering) -> bool {
    let files = log.files().unwrap();
    let all: Vec<(PathBuf, Vec<u8>)> = files
        .iter()
        .flat_map(|path| {
            let text = fs::read(path).unwrap();
            let lines: Vec<_> = text
                .split_inclusive(|byte| *byte == b'\n')
                .map(<[u8]>::to_vec)
                .collect();
            lines.into_iter().map(|line| (path.clone(), line))
        })
        .collect();
    let mut lines = all.clone();
    let count = lines.len();
    match *how {
        Tampering::Flip(at, bit) => {
            let line = &mut lines[at % count].1;
            let at = (at / count) % line.len();
            line[at] ^= 1 << bit;
        }
        Tampering::Remove(at) => drop(lines.remove(at % count)),
        Tampering::Swap(a, b) => {
            let (a, b) = (a % count, b % count);
            let line = lines[a].1.clone();
            lines[a].1 = std::mem::replace(&mut lines[b].1, line);
        }
        Tampering::Repeat(at) => lines.insert(at % count, lines[at % count].clone()),
        Tampering::CutOff(at) => lines.truncate(at % count),
        Tampering::RemoveFile(at) => {
            let path = &files[at % files.len()];
            lines.retain(|(of, _)| of != path);
        }
        Tampering::RemoveHead => fs::remove_file(folder.join("activity.head")).unwrap(),
    }
    for path in &files {
        let text: Vec<u8> = lines
            .iter()
            .filter(|(of, _)| of == path)
            .flat_map(|(_, line)| line.clone())
            .collect();
        fs::write(path, text).unwrap();
    }
    lines != all || matches!(how, Tampering::RemoveHead)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_tampering_is_found_and_stays_found(how in tampering(), count in 1..9_u32, trimmed: bool) {
        let folder = tempfile::tempdir().unwrap();
        let log = grown(folder.path(), count + if trimmed { 8 } else { 0 }, if trimmed { 2 } else { 100 });
        prop_assert_eq!(problems(&log), [""; 0]);
        if tamper(&log, folder.path(), &how) {
            prop_assert!(!problems(&log).is_empty(), "{:?} is found", how);
            log.append(now(), played(99)).unwrap();
            // A log that is trimmed forgets in time what was done to its oldest lines.
            let visible = trimmed
                || !problems(&log).is_empty()
                || entries(&log).iter().any(|one| one.action == ActivityAction::Mended);
            prop_assert!(visible, "{:?} stays visible", how);
        }
    }
}
