//! What is done to a whole catalogue at once, and how long it holds the database. CI has a few thousand calls;
//! `TAPEDECK_SCALE=full` has a million and tells the times.

use std::time::Instant;

use rusqlite::Connection;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    catalogue::schema,
    insights::{ExtensionColumn, ExtensionOrder, Picture},
    marks::Mark,
    query::{self, CallFilter, CallQuery},
    time::RangeInput,
};

/// Of the days that calls are spread over, in seconds.
const DAY: i64 = 86_400;

fn calls() -> i64 {
    let full = std::env::var("TAPEDECK_SCALE").is_ok_and(|how| how == "full");
    if full { 1_000_000 } else { 5_000 }
}

/// Ten thousand of them in full.
fn extensions() -> i64 {
    calls() / 100
}

/// Does something and tells how long it took.
fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    eprintln!("{what}: {} ms", begun.elapsed().as_millis());
    done
}

fn everything() -> UtcRange {
    range(0, 365 * DAY)
}

/// Calls of a year, seven of ten recorded.
fn year(shelf: &Shelf) {
    let mut intake = begin_range(shelf, &everything());
    let pace = 365 * DAY / calls();
    for block in 0..calls() / 1_000 {
        let block = block * 1_000..(block + 1) * 1_000;
        let recorded = |n: i64| n % 10 < 7;
        let some = block.clone().map(|n| Call {
            recording_id: recorded(n).then(|| RecordingId::from(format!("r{n}").as_str())),
            extension: (10_000 + n % extensions()).to_string(),
            caller_name: ["Ana Sobel", "Kaya Demir", "Jo", "李雷"][(n % 4) as usize].to_owned(),
            ..call(&n.to_string(), n * pace)
        });
        let recordings = block.filter(|n| recorded(*n)).map(|n| RecordingRow {
            caller: "+491701".to_owned(),
            ..recording(&n.to_string(), n * pace)
        });
        intake
            .apply(&[
                Change::Calls(some.collect()),
                Change::Recordings(recordings.collect()),
            ])
            .expect("applies");
    }
}

#[test]
fn everything_can_be_tagged_undone_dropped_and_forgotten() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let catalogue = Catalogue::open(&path).expect("opens");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    timed("kept", || year(&shelf));
    let size = || path.metadata().expect("file").len() / 1_000_000;
    eprintln!("{} MB", size());
    let all = u32::try_from(calls()).expect("fits");
    let put = |mark: Mark| {
        shelf
            .mark(&everything(), &CallFilter::default(), mark, at(366 * DAY))
            .expect("marks")
    };
    let tag = |name: &str| Mark::Tag {
        name: name.to_owned(),
    };
    let tagged = timed("tagged", || put(tag("complaint")));
    assert_eq!(tagged.calls, all);
    let tagged_with = |name: &str| {
        let filter = query::parse(&format!("tag:{name}")).expect("a filter");
        shelf.totals(&everything(), &filter).expect("totals").calls
    };
    assert_eq!(timed("counted by tag", || tagged_with("complaint")), all);
    let undo = |marked: &crate::marks::Marked| {
        let change = marked.change.as_ref().expect("a change");
        shelf.undo(change).expect("undone")
    };
    let undone = timed("undone", || undo(&tagged));
    assert_eq!((undone.calls, tagged_with("complaint")), (all, 0));
    let again = timed("done again", || undo(&undone));
    assert_eq!((again.calls, tagged_with("complaint")), (all, all));
    assert_eq!(
        timed("reviewed", || put(Mark::Reviewed { reviewed: true })).calls,
        all
    );
    timed("undone", || undo(&again));
    eprintln!("{} MB", size());

    // All but the calls that are reviewed leave: first none, then those of the older half.
    assert_eq!(
        timed("none retired", || catalogue.retire(at(180 * DAY))).expect("retires"),
        0
    );
    put(Mark::Reviewed { reviewed: false });
    let retired = timed("half retired", || catalogue.retire(at(180 * DAY))).expect("retires");
    let left = shelf
        .totals(&everything(), &CallFilter::default())
        .expect("totals")
        .calls;
    assert_eq!(u64::from(left) + retired, u64::from(all));
    assert!(left > 0 && retired > 0, "{left} are left, {retired} left");
    timed("forgotten", || catalogue.empty(&account("qa"))).expect("empties");
    timed("compacted", || catalogue.compact()).expect("compacts");
    assert!(size() <= 1, "{} MB are left of nothing", size());
    year(&shelf);
    assert_eq!(
        shelf
            .totals(&everything(), &CallFilter::default())
            .expect("totals")
            .calls,
        all
    );
}

#[test]
fn years_and_many_extensions_are_pictured() {
    let shelf = shelf();
    year(&shelf);
    let years = RangeInput {
        from: "2006-01-01".to_owned(),
        to: "2046-12-31".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    };
    let query = CallQuery {
        range: years,
        filter: CallFilter::default(),
        sort: Vec::new(),
    };
    let picture = timed("pictured", || {
        Picture::of(&shelf, &query, &CancellationToken::new())
    })
    .expect("asked")
    .expect("nobody cancelled it");
    let drawn = picture.insights();
    let counted: u32 = drawn
        .periods
        .iter()
        .flat_map(|period| &period.directions)
        .map(|tally| tally.calls)
        .sum();
    assert_eq!(i64::from(counted), calls());
    let order = ExtensionOrder {
        column: ExtensionColumn::Calls,
        descending: true,
    };
    let page = timed("a page of extensions", || picture.extensions(order, 20, 50));
    assert_eq!(i64::from(page.total), extensions());
    assert_eq!(page.rows.len(), if extensions() == 50 { 30 } else { 50 });
}

#[test]
fn a_catalogue_of_before_the_narrow_index_is_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("catalogue.sqlite");
    let mut old = Connection::open(&path).expect("opens");
    schema::migrations()
        .to_version(&mut old, 3)
        .expect("an old schema");
    let AccountKey {
        server,
        domain,
        user,
    } = account("qa");
    old.execute(
        "INSERT INTO account (id, server, domain, user) VALUES (1, ?1, ?2, ?3)",
        [server, domain, user],
    )
    .expect("account");
    old.execute_batch(&format!(
        "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n LIMIT {0})
         INSERT INTO call SELECT 1, ({EPOCH} + n * (31536000 / {0})) * 1000000, n, CASE WHEN n % 10 < 7 THEN 'r' || n END, 1, 'inbound', 100 + n % 400, 'Ana',
           '+4917' || n, '+4917' || n, CASE n % 4 WHEN 0 THEN 'Kaya Demir' ELSE 'Jo' END, '8000', 'Sales', '101', '', 'Carrier A', '8000', NULL, NULL, 5, 30,
           'answered', '', '4917' || n, CASE n % 4 WHEN 0 THEN 'ana kaya demir' ELSE 'ana jo' END, 1 FROM n;",
        calls()
    ))
    .expect("rows");
    drop(old);
    let catalogue = timed("brought up to date", || Catalogue::open(&path)).expect("opens");
    let shelf = catalogue.shelf(&account("qa")).expect("shelf");
    let found = |text: &str| {
        let filter = CallFilter {
            text: Some(text.to_owned()),
            ..CallFilter::default()
        };
        i64::from(shelf.totals(&everything(), &filter).expect("totals").calls)
    };
    assert_eq!(
        found("kaya demir"),
        calls() / 4,
        "texts of old calls are found"
    );
    assert_eq!(found("ana"), calls());
}
