//! Lists that misbehave, lists that move, and readings that end early.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use demo_pbx::{Fault, FilterRefusal, ListFaults, Rule};

use super::*;
use crate::error::Error;

#[tokio::test]
async fn whatever_lists_do_every_call_is_there_once() {
    let faults = [
        (
            "short pages",
            ListFaults {
                top_cap: Some(37),
                ..ListFaults::default()
            },
        ),
        (
            "newest first",
            ListFaults {
                ignore_orderby: true,
                ..ListFaults::default()
            },
        ),
        (
            "no filter",
            ListFaults {
                ignore_filter: true,
                ..ListFaults::default()
            },
        ),
        (
            "no filter allowed",
            ListFaults {
                refuse_filter: Some(FilterRefusal::All),
                ..ListFaults::default()
            },
        ),
        (
            "skip from one",
            ListFaults {
                skip_one_based: true,
                ..ListFaults::default()
            },
        ),
        (
            "no skip",
            ListFaults {
                ignore_skip: true,
                ..ListFaults::default()
            },
        ),
    ];
    let pbx = pbx().await;
    let range = two_days();
    for (name, lists) in faults {
        let desk = Desk::of(&pbx, "qa.lead").await;
        pbx.faults().update(|plan| plan.lists = lists);
        let coverage = desk.read(&range).await.expect(name);
        assert_eq!(desk.held(&range), truth(&pbx, &range), "{name}");
        assert_eq!(coverage.recordings_without_call, 0, "{name}");
        pbx.faults().clear();
    }
}

#[tokio::test]
async fn rows_that_come_twice_are_held_once_and_missing_ones_are_counted() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = two_days();
    pbx.faults().update(|plan| plan.lists.repeat_rows = true);
    let coverage = desk.read(&range).await.expect("reads");
    let (all, rows) = (truth(&pbx, &range), desk.rows(&range));
    assert!(coverage.calls.duplicates > 0, "the fault is at work");
    assert_eq!(coverage.counted_calls(), Some(all.len() as u64));
    assert_eq!(
        rows.iter().filter(|row| row.listed).count() as u64,
        coverage.calls.received
    );
    assert_eq!(
        coverage.is_complete(),
        coverage.calls.received == all.len() as u64,
        "what is missing is said"
    );
    assert!(rows.iter().all(|row| all.contains_key(row.id.as_str())));
}

#[tokio::test]
async fn equal_times_at_the_borders_of_slices_lose_nothing() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    pbx.faults()
        .update(|plan| plan.lists.equal_times_secs = 7200);
    // Borders at multiples of two hours: whole crowds of calls stand exactly on them.
    let range = two_days();
    desk.read(&range).await.expect("reads");
    assert_eq!(desk.held(&range), truth(&pbx, &range));
    let starts: std::collections::BTreeSet<Timestamp> =
        desk.rows(&range).iter().map(|call| call.started).collect();
    assert!(starts.len() <= 24, "the fault is at work: {}", starts.len());
}

#[tokio::test]
async fn a_count_that_never_fits_is_reported_with_both_numbers() {
    let pbx = pbx().await;
    let range = two_days();
    for off in [3, -2] {
        let desk = Desk::of(&pbx, "qa.lead").await;
        pbx.faults().update(|plan| plan.lists.count_off = off);
        let coverage = desk.read(&range).await.expect("reads");
        assert_eq!(desk.held(&range), truth(&pbx, &range), "what came is kept");
        assert!(!coverage.is_complete());
        let differences = coverage.differences();
        assert!(
            differences.iter().any(|slice| slice.what == "calls")
                && differences.iter().any(|slice| slice.what == "recordings")
        );
        assert!(
            differences
                .iter()
                .all(|slice| i64::from(slice.counted) - i64::from(slice.received) == off),
            "{differences:?}"
        );
        let total: i64 = coverage
            .calls
            .differences()
            .map(portsip::SliceReport::difference)
            .sum();
        assert_eq!(
            coverage.counted_calls(),
            (truth(&pbx, &range).len() as u64).checked_add_signed(total)
        );
        pbx.faults().clear();
    }
}

#[tokio::test]
async fn rows_that_make_no_sense_are_counted_and_cost_nothing_else() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = two_days();
    pbx.faults().update(|plan| plan.lists.junk_rows = true);
    let coverage = desk.read(&range).await.expect("reads");
    assert_eq!(desk.held(&range), truth(&pbx, &range));
    assert!(
        coverage.calls.bad_rows > 0 && !coverage.is_complete(),
        "{coverage:?}"
    );
}

#[tokio::test]
async fn calls_that_appear_and_vanish_while_it_reads_double_nothing() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = range("2026-11-16T00:00:00Z", "2026-11-21T00:00:00Z");
    pbx.faults().update(|plan| {
        plan.lists = ListFaults {
            held_back: 60,
            appear_per_page: 3,
            vanish_per_page: 1,
            ..ListFaults::default()
        };
    });
    let coverage = desk.read(&range).await.expect("reads");
    let (all, held) = (truth(&pbx, &range), desk.held(&range));
    assert!(
        held.keys().all(|id| all.contains_key(id)),
        "nothing invented"
    );
    let sent = coverage.calls.received + coverage.recordings_without_call;
    assert_eq!(
        held.len() as u64,
        sent,
        "each row once: {} held",
        held.len()
    );
    let steady: Vec<String> = all
        .keys()
        .skip(300)
        .take(all.len() - 300 - 60)
        .cloned()
        .collect();
    assert!(
        !steady.is_empty() && steady.iter().all(|id| held.contains_key(id)),
        "what was there all the time is held"
    );
    // Once the PBX stands still, a second reading puts everything right.
    pbx.faults().clear();
    let coverage = desk.read(&range).await.expect("reads");
    assert!(coverage.is_complete());
    assert_eq!(desk.held(&range), all);
}

#[tokio::test]
async fn what_the_pbx_no_longer_has_goes() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let today = range("2026-11-20T00:00:00Z", NOW);
    desk.read(&today).await.expect("reads");
    let before = desk.held(&today);
    pbx.faults().update(|plan| plan.lists.held_back = 25);
    let coverage = desk.read(&today).await.expect("reads");
    assert!(coverage.is_complete());
    let mut expected = before.clone();
    while expected.len() > before.len() - 25 {
        expected.pop_last();
    }
    assert_eq!(
        desk.held(&today),
        expected,
        "the newest 25 calls and their recordings are gone"
    );
}

#[tokio::test]
async fn cancelling_stops_at_once_and_keeps_what_came() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = range("2026-11-16T00:00:00Z", "2026-11-21T00:00:00Z");
    pbx.faults().update(|plan| plan.lists.top_cap = Some(20));
    let cancel = CancellationToken::new();
    let stop = |progress: SyncProgress| {
        if progress.held_calls > 0 {
            // The rest would take ever so long.
            pbx.faults().update(|plan| plan.latency_ms = 60_000);
            cancel.cancel();
        }
    };
    let coverage = desk
        .watch(&range, &stop, &cancel)
        .await
        .expect("cancelling is no error");
    let stopped = Instant::now();
    assert!(coverage.cancelled && !coverage.is_complete());
    let held = desk.held(&range);
    let all = truth(&pbx, &range);
    assert!(
        !held.is_empty() && held.len() < all.len(),
        "{} of {}",
        held.len(),
        all.len()
    );
    assert!(held.keys().all(|id| all.contains_key(id)));
    assert!(
        stopped.elapsed() < Duration::from_secs(5),
        "nothing waits for the PBX any more"
    );
}

#[tokio::test]
async fn cancelling_while_the_pbx_is_silent_takes_no_time() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    pbx.faults().update(|plan| plan.latency_ms = 60_000);
    let cancel = CancellationToken::new();
    let begun = AtomicBool::new(false);
    let told = |_| {
        begun.store(true, Ordering::Relaxed);
        cancel.cancel();
    };
    let before = Instant::now();
    let coverage = desk
        .watch(&two_days(), &told, &cancel)
        .await
        .expect("cancelling is no error");
    assert!(begun.load(Ordering::Relaxed) && coverage.cancelled);
    assert!(
        before.elapsed() < Duration::from_secs(10),
        "it did not wait for the answer"
    );
}

#[tokio::test]
async fn a_list_that_fails_is_an_error_and_what_came_stays() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = two_days();
    desk.read(&range).await.expect("reads");
    let before = desk.rows(&range);
    pbx.faults()
        .add(Rule::new(Fault::Status(500)).on([PathKind::Recordings]));
    let failed = desk.read(&range).await;
    assert!(
        matches!(failed, Err(Error::Pbx(portsip::Error::Server { .. }))),
        "{failed:?}"
    );
    assert_eq!(desk.rows(&range), before);
}
