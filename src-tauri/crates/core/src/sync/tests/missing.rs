//! Reading what is not known for good, and nothing else.

use super::*;
use crate::sync::{Asked, read_missing};

/// Ten days of calls up to now.
async fn long_pbx() -> DemoPbx {
    let options = Options {
        now: Some(at(NOW)),
        days: 10,
        longest_talk: 60,
        ..Options::default()
    };
    DemoPbx::start(options).await.expect("the demo PBX starts")
}

/// The ten days.
fn all_days() -> UtcRange {
    range("2026-11-11T00:00:00Z", "2026-11-21T00:00:00Z")
}

async fn missing(desk: &Desk, range: &UtcRange, seen: &Mutex<Vec<SyncProgress>>) -> Coverage {
    let asked = Asked {
        client: &desk.client,
        scopes: desk.scopes,
        shelf: &desk.shelf,
        range,
        now: at(NOW),
    };
    let note = |progress| {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(progress);
    };
    read_missing(&asked, &note, &CancellationToken::new())
        .await
        .expect("reads")
}

#[tokio::test]
async fn old_days_are_read_once_and_recent_ones_again() {
    let pbx = long_pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let seen = Mutex::default();
    let range = all_days();
    let first = missing(&desk, &range, &seen).await;
    assert!(
        first.is_complete() && first.calls.slices.len() == 10,
        "{first:?}"
    );
    seen.lock().expect("unpoisoned").clear();
    let again = missing(&desk, &range, &seen).await;
    assert_eq!(
        again.calls.slices.first().map(|slice| slice.start),
        Some(at("2026-11-17T00:00:00Z")),
        "day 16 ended more than three days before it was read"
    );
    let expected = truth(&pbx, &range);
    assert_eq!(desk.held(&range), expected);
    assert!(again.is_complete());
    assert_eq!(
        again.counted_calls(),
        Some(expected.len() as u64),
        "the account is of the whole range"
    );
    let recorded = expected.values().filter(|recorded| **recorded).count() as u64;
    assert_eq!(again.counted_recordings(recorded), Some(recorded));
    let seen = seen.lock().expect("unpoisoned");
    assert!(
        seen.iter()
            .all(|told| told.held_calls == expected.len() as u64 && told.days == 4),
        "what is held is told of the whole range: {seen:?}"
    );
    assert_eq!(seen.last().map(|told| told.days_read), Some(4));
}

#[tokio::test]
async fn a_range_that_is_known_for_good_asks_nothing() {
    let pbx = long_pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = range("2026-11-12T00:00:00Z", "2026-11-15T00:00:00Z");
    let first = missing(&desk, &range, &Mutex::default()).await;
    pbx.reset_counters();
    let again = missing(&desk, &range, &Mutex::default()).await;
    assert_eq!(pbx.counters().total(), 0, "all of it is known");
    assert_eq!((again.is_complete(), again.as_of), (true, first.as_of));
    assert_eq!(
        again.counted_calls(),
        Some(truth(&pbx, &range).len() as u64)
    );
    desk.read(&range).await.expect("reads");
    assert!(
        pbx.counters().total() > 0,
        "who asks for proof reads everything"
    );
}

#[tokio::test]
async fn a_day_that_differs_is_read_until_it_agrees() {
    let pbx = long_pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = range("2026-11-12T00:00:00Z", "2026-11-15T00:00:00Z");
    pbx.faults().update(|plan| plan.lists.count_off = 2);
    let first = missing(&desk, &range, &Mutex::default()).await;
    assert!(!first.is_complete());
    assert!(
        first.differences().iter().all(|slice| slice.tries > 1),
        "each was read more than once: {:?}",
        first.differences()
    );
    pbx.faults().clear();
    let again = missing(&desk, &range, &Mutex::default()).await;
    assert!(
        again.is_complete() && again.calls.slices.len() == 3,
        "{again:?}"
    );
    pbx.reset_counters();
    missing(&desk, &range, &Mutex::default()).await;
    assert_eq!(pbx.counters().total(), 0, "now it is known");
}

#[tokio::test]
async fn a_recording_that_came_late_joins_a_recent_day() {
    let pbx = long_pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = range("2026-11-18T00:00:00Z", "2026-11-20T00:00:00Z");
    pbx.faults().update(|plan| plan.lists.held_back = 25);
    missing(&desk, &range, &Mutex::default()).await;
    pbx.faults().clear();
    missing(&desk, &range, &Mutex::default()).await;
    assert_eq!(desk.held(&range), truth(&pbx, &range));
}
