//! Reading a range and paging through it.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tapedeck_core::{
    Error, ErrorKind, Tapedeck,
    app::{SearchPhase, SearchSnapshot},
    query::{CallQuery, SortColumn, SortKey},
};

use crate::desk::{Desk, query};

/// The last snapshot of a search.
async fn read(app: &Tapedeck, query: CallQuery) -> SearchSnapshot {
    let id = app.start_search(query).unwrap();
    let mut state = app.watch_search(&id).unwrap();
    let ended = state.wait_for(|snapshot| snapshot.phase != SearchPhase::Reading);
    tokio::time::timeout(Duration::from_mins(1), ended)
        .await
        .unwrap()
        .unwrap()
        .clone()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_search_holds_every_call_of_the_local_days() {
    let desk = Desk::signed_in().await;
    let asked = query("2026-10-27", "2026-10-28");
    let snapshot = read(&desk.app, asked.clone()).await;
    // Greenwich time began on the 25th, so these local days are UTC days.
    let calls = desk
        .pbx
        .company()
        .calls_between(at("2026-10-27T00:00:00Z"), at("2026-10-29T00:00:00Z"));
    assert_eq!(snapshot.phase, SearchPhase::Done, "{snapshot:?}");
    assert_eq!(snapshot.held_calls as usize, calls.len());
    assert_eq!(snapshot.counted_calls, Some(snapshot.held_calls));
    assert_eq!(snapshot.differences, []);

    let totals = desk.app.totals(asked.clone()).await.unwrap();
    let mut seen = Vec::new();
    while (seen.len() as u32) < totals.calls {
        let page = desk
            .app
            .page(asked.clone(), seen.len() as u32, 100)
            .await
            .unwrap();
        assert!(!page.rows.is_empty(), "a page inside the result has rows");
        seen.extend(page.rows.into_iter().map(|row| row.id.0));
    }
    let expected: Vec<String> = calls.iter().map(|call| call.id.to_string()).collect();
    assert_eq!(seen, expected, "each once, ascending by start");
}

#[tokio::test]
async fn pages_follow_filter_and_order() {
    let desk = Desk::signed_in().await;
    let mut asked = query("2026-10-26", "2026-10-30");
    read(&desk.app, asked.clone()).await;
    asked.filter.recorded = Some(true);
    asked.filter.extensions = vec!["101-110".to_owned()];
    asked.sort = vec![SortKey {
        column: SortColumn::TalkS,
        descending: true,
    }];
    let page = desk.app.page(asked.clone(), 0, 200).await.unwrap();
    assert!(!page.rows.is_empty(), "ten extensions talk in five days");
    // Side by side, as the grid asks: pages of one question do not end each other.
    let (shown, again) = tokio::join!(
        desk.app.page_shown(asked.clone(), 0, 200),
        desk.app.page_shown(asked, 0, 200)
    );
    assert_eq!(shown.unwrap().as_ref(), Some(&page), "as the grid shows it");
    assert_eq!(again.unwrap().as_ref(), Some(&page), "and once more");
    for pair in page.rows.windows(2) {
        assert!(pair[0].talk_s >= pair[1].talk_s, "longest first");
    }
    for row in &page.rows {
        assert!(row.recording_id.is_some(), "{row:?}");
        let ours = |number: &str| number.len() == 3 && ("101"..="110").contains(&number);
        assert!(
            [&row.caller, &row.callee, &row.destination]
                .into_iter()
                .any(|number| ours(number)),
            "{row:?}"
        );
    }
    let row = &page.rows[0];
    let call = desk.app.call(&row.id, "Asia/Tokyo").await.unwrap();
    assert!(
        call.started_local.ends_with("+09:00"),
        "{}",
        call.started_local
    );
    assert!(
        desk.app
            .directory()
            .await
            .unwrap()
            .iter()
            .any(|entry| entry.number == "101" && !entry.name.is_empty()),
        "the directory has names"
    );
}

#[tokio::test]
async fn the_first_rows_are_there_before_a_second_round_trip() {
    const ROUND_TRIP: Duration = Duration::from_secs(2);
    let desk = Desk::with(demo_pbx::Options {
        calls: Some(10_000),
        longest_talk: 4,
        ..demo_pbx::Options::default()
    })
    .await;
    desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
    desk.pbx
        .faults()
        .update(|plan| plan.latency_ms = ROUND_TRIP.as_millis() as u64);
    let asked = query("2026-10-26", "2026-10-30");
    let begun = Instant::now();
    let id = desk.app.start_search(asked.clone()).unwrap();
    let mut state = desk.app.watch_search(&id).unwrap();
    state
        .wait_for(|snapshot| snapshot.held_calls > 0)
        .await
        .unwrap();
    let page = desk.app.page(asked.clone(), 0, 100).await.unwrap();
    let waited = begun.elapsed();
    assert!(!page.rows.is_empty(), "what is held can be paged through");
    assert!(
        waited >= ROUND_TRIP && waited < 2 * ROUND_TRIP,
        "the first page came after {waited:?}"
    );
    desk.pbx.faults().clear();
    let snapshot = state
        .wait_for(|snapshot| snapshot.phase != SearchPhase::Reading)
        .await
        .unwrap()
        .clone();
    assert_eq!(snapshot.counted_calls, Some(snapshot.held_calls));
    assert!(snapshot.held_calls > 9_000, "{snapshot:?}");
}

#[tokio::test]
async fn a_newer_search_takes_the_place_of_an_older() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.latency_ms = 200);
    let old = desk
        .app
        .start_search(query("2026-10-26", "2026-10-30"))
        .unwrap();
    let mut watched = desk.app.watch_search(&old).unwrap();
    let new = desk
        .app
        .start_search(query("2026-10-30", "2026-10-30"))
        .unwrap();
    let ended = watched
        .wait_for(|snapshot| snapshot.phase != SearchPhase::Reading)
        .await
        .unwrap()
        .phase;
    assert_eq!(ended, SearchPhase::Cancelled);
    assert!(
        matches!(desk.app.watch_search(&old), Err(Error::NotFound { .. })),
        "the older one is no longer to be watched"
    );
    assert!(desk.app.watch_search(&new).is_ok());
}

#[tokio::test]
async fn a_pbx_that_goes_away_is_said_and_what_is_held_stays() {
    let desk = Desk::signed_in().await;
    let asked = query("2026-10-28", "2026-10-28");
    let held = read(&desk.app, asked.clone()).await.held_calls;
    desk.pbx.go_away();
    let snapshot = read(&desk.app, asked.clone()).await;
    assert_eq!(snapshot.phase, SearchPhase::Failed);
    assert_eq!(
        snapshot.failure.map(|failure| failure.kind),
        Some(ErrorKind::Offline)
    );
    assert_eq!(desk.app.totals(asked).await.unwrap().calls, held);
}

#[tokio::test]
async fn bad_questions_are_refused_before_anything_is_sent() {
    let desk = Desk::signed_in().await;
    let before = desk.pbx.counters().total();
    let mut wrong_range = query("2026-10-28", "2026-10-27");
    assert_eq!(
        desk.app
            .start_search(wrong_range.clone())
            .unwrap_err()
            .kind(),
        ErrorKind::InvalidInput
    );
    wrong_range.range.zone = "Mars/Base".to_owned();
    assert!(desk.app.start_search(wrong_range).is_err());
    let mut wrong_filter = query("2026-10-28", "2026-10-28");
    wrong_filter.filter.extensions = vec!["9-100".to_owned()];
    assert!(desk.app.start_search(wrong_filter.clone()).is_err());
    assert!(
        desk.app
            .page(query("2026-10-28", "2026-10-28"), 0, 501)
            .await
            .is_err(),
        "a page is at most 500 rows"
    );
    assert_eq!(desk.pbx.counters().total(), before, "nothing was asked");
}
