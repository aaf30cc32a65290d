//! Findings: kept by file, shown by row, asked for by `finding:`, and gone with their call.

use super::*;
use crate::{
    catalogue::sql::Selection,
    findings::{Finding, FindingKind, HeardFile, RowSound},
    query::{CallFilter, SortColumn, SortKey, parse},
};

fn heard(file_index: u32, files: u32, kinds: &[FindingKind]) -> HeardFile {
    let found = |kind: &FindingKind| Finding {
        kind: *kind,
        side: Some(2),
        at_ms: Some(1500),
        length_ms: None,
        amount: -60,
    };
    HeardFile {
        file_index,
        files,
        bytes: 44,
        sha256: "00".repeat(32),
        duration_ms: 30_000,
        findings: kinds.iter().map(found).collect(),
    }
}

fn recorded(id: &str, started: i64) -> Call {
    Call {
        recording_id: Some(RecordingId::from(id)),
        ..call(id, started)
    }
}

/// `silent` and `clean` are heard, `half` to its first of two files, `new` not, `bare` has no recording.
fn five() -> Shelf {
    filled(&Catalogue::in_memory().expect("opens"))
}

fn filled(catalogue: &Catalogue) -> Shelf {
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let calls = [
        recorded("silent", 1),
        recorded("clean", 2),
        recorded("half", 3),
        recorded("new", 4),
        call("bare", 5),
    ];
    fill(&shelf, &range(0, 100), &calls);
    let kinds = [FindingKind::Clipped, FindingKind::Silent];
    for (id, file) in [
        ("silent", heard(1, 1, &kinds)),
        ("clean", heard(1, 1, &[])),
        ("half", heard(1, 2, &[])),
    ] {
        keep(&shelf, id, &file);
    }
    shelf
}

fn keep(shelf: &Shelf, id: &str, file: &HeardFile) {
    shelf
        .keep_heard(&CallId::from(id), file, at(60))
        .expect("kept");
}

fn found(shelf: &Shelf, line: &str) -> Vec<String> {
    let filter = parse(line).expect(line);
    let mut found = Vec::new();
    let mut each = |call: Call| {
        found.push(call.id.0);
        Ok(())
    };
    shelf
        .for_each(&range(0, 100), &filter, &mut each)
        .expect("asked");
    found
}

#[test]
fn each_word_finds_its_calls_and_what_nobody_heard_is_not_clean() {
    let shelf = five();
    for (line, expected) in [
        ("finding:silent", vec!["silent"]),
        ("finding:clipped,faint", vec!["silent"]),
        ("finding:faint", vec![]),
        ("finding:any", vec!["silent"]),
        ("finding:none", vec!["clean"]),
        ("finding:unchecked", vec!["half", "new"]),
        ("finding:none,unchecked", vec!["clean", "half", "new"]),
        ("-finding:any recorded:yes", vec!["clean", "half", "new"]),
        ("-finding:unchecked", vec!["silent", "clean", "bare"]),
    ] {
        assert_eq!(found(&shelf, line), expected, "{line}");
    }
    keep(&shelf, "half", &heard(2, 2, &[FindingKind::OneSided]));
    assert_eq!(found(&shelf, "finding:unchecked"), ["new"]);
    assert_eq!(found(&shelf, "finding:one-sided"), ["half"]);
}

#[test]
fn calls_are_sorted_by_how_much_was_found_those_nobody_heard_first() {
    let shelf = five();
    let sorted = |descending| {
        let sort = [SortKey {
            column: SortColumn::Findings,
            descending,
        }];
        let page = shelf
            .page(&range(0, 100), &CallFilter::default(), &sort, 0, 10)
            .expect("page");
        ids(&page).join(" ")
    };
    assert_eq!(sorted(false), "new bare clean half silent");
    assert_eq!(sorted(true), "silent clean half new bare");
}

#[test]
fn a_file_that_is_heard_again_has_only_what_is_found_now() {
    let shelf = five();
    let silent = CallId::from("silent");
    let before = shelf.findings(&silent).expect("read");
    let kinds: Vec<_> = before[0].findings.iter().map(|one| one.kind).collect();
    assert_eq!(
        kinds,
        [FindingKind::Silent, FindingKind::Clipped],
        "the gravest first"
    );
    assert_eq!(before[0].findings[0].at_ms, Some(1500));
    keep(&shelf, "silent", &heard(1, 1, &[FindingKind::Uneven]));
    let after = shelf.findings(&silent).expect("read");
    assert_eq!((after.len(), after[0].findings.len()), (1, 1));
    assert_eq!(after[0].findings[0].kind, FindingKind::Uneven);
    let rows = shelf
        .row_sound([&silent, &CallId::from("half")].into_iter())
        .expect("rows");
    let expected = RowSound {
        checked: true,
        findings: vec![FindingKind::Uneven],
    };
    assert_eq!(rows[&silent], expected);
    assert!(
        !rows[&CallId::from("half")].checked,
        "its second file was not heard"
    );
}

#[test]
fn findings_stay_with_their_account_and_leave_with_their_call() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let shelf = filled(&catalogue);
    let theirs = catalogue.shelf(&account("other")).expect("shelf");
    assert_eq!(theirs.findings(&CallId::from("silent")).expect("read"), []);
    catalogue.retire(at(50)).expect("retired");
    let left: i64 = {
        let reader = shelf.store().reader().expect("reader");
        reader
            .query_row(
                "SELECT (SELECT count(*) FROM heard_file) + (SELECT count(*) FROM finding)",
                [],
                |row| row.get(0),
            )
            .expect("counted")
    };
    assert_eq!(left, 0, "nothing is kept of calls that left");
}

#[test]
fn findings_are_looked_up_and_not_walked() {
    let shelf = five();
    for line in [
        "finding:silent",
        "finding:any",
        "finding:none",
        "finding:unchecked",
    ] {
        let filter: CallFilter = parse(line).expect(line);
        let (sql, values) = Selection::new(shelf.account(), &range(0, 100), &filter)
            .expect("valid")
            .page(&[], 0, 100);
        let reader = shelf.store().reader().expect("reader");
        let mut statement = reader
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .expect("prepared");
        let plan: Vec<String> = statement
            .query_map(rusqlite::params_from_iter(values), |row| row.get(3))
            .expect("explained")
            .map(|step| step.expect("text"))
            .collect();
        let plan = plan.join("\n");
        assert!(!plan.contains("SCAN call"), "{line}: {plan}");
        assert!(
            !plan.contains("SCAN finding") && !plan.contains("SCAN heard_file"),
            "{line}: {plan}"
        );
        if line == "finding:silent" {
            assert!(
                plan.contains("INDEX finding_by_kind (account=? AND kind=?"),
                "{plan}"
            );
        }
    }
}
