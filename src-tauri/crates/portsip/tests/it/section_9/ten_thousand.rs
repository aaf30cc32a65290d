//! Lists of ten thousand calls from the demo PBX, while it misbehaves and while its list moves (quality.md, F6).

use std::collections::HashSet;

use demo_pbx::{DemoPbx, FilterRefusal, ListFaults, Options, PathKind};
use jiff::Timestamp;
use portsip::{
    Client, ClientOptions, Credentials, ListEvent, Reconciliation, Scope, Secret, SignIn, Window,
};

/// Rows that come and go while they are read.
const LIVE: usize = 500;

/// One busy day: all calls in one slice.
async fn busy_day() -> DemoPbx {
    let options = Options {
        now: Some("2026-11-24T23:00:00Z".parse().unwrap()),
        days: 1,
        calls: Some(10_000),
        ..Options::default()
    };
    DemoPbx::start(options).await.unwrap()
}

/// The day, and what lies around it.
fn day() -> Window {
    Window {
        start: "2026-11-24T00:00:00Z".parse().unwrap(),
        end: "2026-11-25T00:00:00Z".parse().unwrap(),
    }
}

struct Listed {
    ids: Vec<String>,
    report: Reconciliation,
    /// List pages asked for.
    pages: u64,
}

async fn list(pbx: &DemoPbx, faults: ListFaults) -> Listed {
    let client = Client::new(ClientOptions::new(pbx.base_url().parse().unwrap())).unwrap();
    let sample = pbx.sign_in();
    let credentials = Credentials {
        user: sample.user,
        domain: Some(sample.domain),
        password: Secret::from(sample.password.as_str()),
    };
    assert!(matches!(
        client.sign_in(&credentials).await.unwrap(),
        SignIn::Done
    ));
    pbx.faults().update(|plan| plan.lists = faults);
    pbx.reset_counters();
    let mut ids = Vec::new();
    let report = client
        .list_calls(Scope::Tenant, day(), |event| {
            if let ListEvent::Rows(rows) = event {
                ids.extend(rows.into_iter().map(|row| row.id));
            }
        })
        .await
        .unwrap();
    let pages = pbx.counters().of(PathKind::Cdrs);
    pbx.faults().clear();
    Listed { ids, report, pages }
}

/// All calls by id, in order of time.
fn all(pbx: &DemoPbx) -> Vec<String> {
    let calls = &pbx.company().calls;
    assert!(calls.len() >= 10_000, "{} calls", calls.len());
    let last: Timestamp = calls.last().unwrap().started_at;
    assert!(day().contains(calls[0].started_at) && day().contains(last));
    calls.iter().map(demo_pbx::company::Call::id_text).collect()
}

/// Everything in `there` came, nothing twice, and nothing that does not exist.
fn assert_whole(listed: &Listed, there: &[String], all: &[String], why: &str) {
    let came: HashSet<&String> = listed.ids.iter().collect();
    let missing = there.iter().filter(|id| !came.contains(id)).count();
    assert_eq!(missing, 0, "missing: {why}: {:?}", listed.report);
    assert_eq!(came.len(), listed.ids.len(), "twice: {why}");
    let known: HashSet<&String> = all.iter().collect();
    assert!(came.is_subset(&known), "rows that do not exist: {why}");
    assert_eq!(listed.report.received, came.len() as u64, "{why}");
}

#[tokio::test]
async fn row_06_07_08_habits_cost_no_row_of_ten_thousand() {
    let pbx = busy_day().await;
    let all = all(&pbx);
    let with = |change: fn(&mut ListFaults)| {
        let mut faults = ListFaults::default();
        change(&mut faults);
        faults
    };
    for (why, faults) in [
        ("none", ListFaults::default()),
        ("orderby ignored", with(|lists| lists.ignore_orderby = true)),
        ("filter ignored", with(|lists| lists.ignore_filter = true)),
        ("top of 40", with(|lists| lists.top_cap = Some(40))),
        ("skip from one", with(|lists| lists.skip_one_based = true)),
        (
            "no filter allowed",
            with(|lists| lists.refuse_filter = Some(FilterRefusal::All)),
        ),
        (
            "a second for many calls",
            with(|lists| lists.equal_times_secs = 60),
        ),
        (
            "a minute for many calls, newest first",
            with(|lists| {
                lists.equal_times_secs = 300;
                lists.ignore_orderby = true;
            }),
        ),
    ] {
        let listed = list(&pbx, faults).await;
        assert_whole(&listed, &all, &all, why);
        assert_eq!(listed.report.counted, Some(all.len() as u64), "{why}");
        assert!(listed.report.is_complete(), "{why}: {:?}", listed.report);
        assert!(
            listed.report.duplicates == 0 || why == "skip from one",
            "borders are no duplicates: {why}"
        );
        assert_eq!(listed.report.slices[0].rereads, 0, "{why}");
    }
}

#[tokio::test]
async fn row_07_ignored_offsets_and_repeated_rows_cost_no_row_of_ten_thousand() {
    let pbx = busy_day().await;
    let all = all(&pbx);
    let ignored = ListFaults {
        ignore_skip: true,
        ..ListFaults::default()
    };
    let listed = list(&pbx, ignored).await;
    assert_whole(&listed, &all, &all, "skip ignored");
    assert!(listed.report.is_complete(), "{:?}", listed.report);
    assert!(listed.pages < 700, "{} pages", listed.pages);
    let repeated = ListFaults {
        repeat_rows: true,
        ..ListFaults::default()
    };
    let listed = list(&pbx, repeated).await;
    assert_whole(&listed, &all, &all, "rows repeated");
    assert!(listed.report.duplicates >= 100, "{:?}", listed.report);
}

#[tokio::test]
async fn row_07_a_wrong_count_is_reported_and_costs_no_row_of_ten_thousand() {
    let pbx = busy_day().await;
    let all = all(&pbx);
    for off in [7, -7, -100, -9_950, 5_000] {
        let faults = ListFaults {
            count_off: off,
            ..ListFaults::default()
        };
        let listed = list(&pbx, faults).await;
        assert_whole(&listed, &all, &all, &format!("count off by {off}"));
        let differing: Vec<_> = listed.report.differences().collect();
        assert_eq!(differing.len(), 1, "{off}");
        let counted = (all.len() as u64).checked_add_signed(off);
        assert_eq!(
            (differing[0].counted, listed.report.difference()),
            (counted, off)
        );
    }
}

#[tokio::test]
async fn row_07_rows_inserted_at_the_head_cost_none_of_ten_thousand() {
    let pbx = busy_day().await;
    let all = all(&pbx);
    for (newest_first, per_page) in [(true, 1), (true, 7), (false, 1)] {
        let faults = ListFaults {
            held_back: LIVE,
            appear_per_page: per_page,
            ignore_orderby: newest_first,
            ..ListFaults::default()
        };
        let listed = list(&pbx, faults).await;
        let why = format!("{per_page} new rows per page, newest first: {newest_first}");
        assert_whole(&listed, &all[..all.len() - LIVE], &all, &why);
        assert!(listed.ids.len() > all.len() - LIVE, "the list grew: {why}");
    }
}

#[tokio::test]
async fn row_07_rows_deleted_meanwhile_cost_no_other_row_of_ten_thousand() {
    let pbx = busy_day().await;
    let all = all(&pbx);
    for (newest_first, per_page) in [(false, 1), (false, 3), (true, 3)] {
        let faults = ListFaults {
            vanish_per_page: per_page,
            ignore_orderby: newest_first,
            ..ListFaults::default()
        };
        let listed = list(&pbx, faults).await;
        let gone = listed.pages as usize * per_page;
        let why = format!("{per_page} deleted per page, newest first: {newest_first}");
        assert_whole(&listed, &all[gone..], &all, &why);
        let slice = &listed.report.slices[0];
        // What was deleted after it was read is held beyond the count, and that is said.
        assert!(
            slice.difference() <= 0 && slice.received >= slice.counted.unwrap(),
            "{why}: {slice:?}"
        );
    }
}

#[tokio::test]
async fn a_bad_row_in_every_page_costs_itself_only() {
    let pbx = busy_day().await;
    let all = all(&pbx);
    let faults = ListFaults {
        junk_rows: true,
        ..ListFaults::default()
    };
    let listed = list(&pbx, faults).await;
    assert_whole(&listed, &all, &all, "a bad row per page");
    assert!(listed.report.bad_rows >= 90, "{}", listed.report.bad_rows);
    assert!(!listed.report.is_complete(), "bad rows are not complete");
    let bad = &listed.report.slices[0].bad;
    assert_eq!(bad.len(), 100, "the first hundred are listed");
    let places: HashSet<_> = bad
        .iter()
        .map(|row| (row.from, row.skip + row.index))
        .collect();
    assert_eq!(places.len(), bad.len(), "each with its place");
}
