//! What is kept of a range: differences that are read again, and recent days that are refreshed on their own.

use std::{path::Path, time::Duration};

use demo_pbx::PathKind;
use tapedeck_core::{
    Tapedeck,
    app::{SearchPhase, SearchSnapshot},
    catalogue::AccountKey,
    export::ExportPhase,
    ids::{JobId, ProfileId, SearchId},
    query::{CallFilter, CallQuery},
};
use tokio::sync::watch;

use crate::{
    desk::{Desk, options, query},
    jobs::{ended, input},
};

async fn until(
    state: &mut watch::Receiver<SearchSnapshot>,
    what: &str,
    holds: impl FnMut(&SearchSnapshot) -> bool,
) -> SearchSnapshot {
    let waited = tokio::time::timeout(Duration::from_mins(1), state.wait_for(holds));
    let holds = waited.await.is_ok();
    let snapshot = state.borrow().clone();
    assert!(holds, "never {what}: {snapshot:?}");
    snapshot
}

/// A search that has been read.
async fn read(
    app: &Tapedeck,
    asked: &CallQuery,
) -> (SearchId, watch::Receiver<SearchSnapshot>, SearchSnapshot) {
    let id = app.start_search(asked.clone()).unwrap();
    let mut state = app.watch_search(&id).unwrap();
    let snapshot = until(&mut state, "read", |snapshot| {
        snapshot.phase == SearchPhase::Done
    })
    .await;
    (id, state, snapshot)
}

#[tokio::test]
async fn slices_that_differ_are_read_again_alone() {
    let desk = Desk::signed_in().await;
    let asked = query("2026-10-27", "2026-10-29");
    desk.pbx.faults().update(|plan| plan.lists.count_off = 2);
    let (id, state, differing) = read(&desk.app, &asked).await;
    assert_eq!(differing.counted_calls, Some(differing.held_calls + 3 * 2));
    assert!(
        differing
            .differences
            .iter()
            .all(|slice| slice.tries > 1 && !slice.read_at.is_empty())
    );
    desk.pbx.faults().clear();
    let first = differing
        .differences
        .iter()
        .find(|slice| slice.what == "calls")
        .unwrap();
    desk.app
        .read_slices(&id, vec![first.clone()])
        .await
        .unwrap();
    let one_less = state.borrow().clone();
    assert!(
        !one_less
            .differences
            .iter()
            .any(|slice| slice.from == first.from),
        "that day agrees now: {:?}",
        one_less.differences
    );
    assert_eq!(
        one_less.counted_calls,
        Some(one_less.held_calls + 2 * 2),
        "the other two days still differ"
    );
    desk.app.read_slices(&id, Vec::new()).await.unwrap();
    let none = state.borrow().clone();
    assert_eq!(
        (none.differences.len(), none.counted_calls),
        (0, Some(none.held_calls))
    );
    assert_eq!(none.counted_recordings, Some(none.held_recordings));
}

#[tokio::test]
async fn what_still_differs_after_reading_again_stays_said() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.lists.count_off = 2);
    let (id, state, before) = read(&desk.app, &query("2026-10-27", "2026-10-29")).await;
    desk.app.read_slices(&id, Vec::new()).await.unwrap();
    let after = state.borrow().clone();
    assert_eq!(after.counted_calls, before.counted_calls);
    let days = |snapshot: &SearchSnapshot| {
        let mut days: Vec<(String, String)> = snapshot
            .differences
            .iter()
            .map(|slice| (slice.what.clone(), slice.from.clone()))
            .collect();
        days.sort();
        days
    };
    assert_eq!(days(&after), days(&before));
}

#[tokio::test]
async fn recent_days_are_refreshed_on_their_own() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.lists.held_back = 10);
    let (_, mut state, before) = read(&desk.app, &query("2026-10-30", "2026-10-30")).await;
    let tending = tokio::spawn(desk.app.clone().tend());
    desk.pbx.faults().clear();
    let complete = |snapshot: &SearchSnapshot| snapshot.held_calls == before.held_calls + 10;
    // The task may not wait by the clock yet when it is moved: it is moved until it does.
    let after = loop {
        desk.clock.advance(Duration::from_mins(5));
        let moment = Duration::from_millis(200);
        if let Ok(Ok(after)) = tokio::time::timeout(moment, state.wait_for(complete)).await {
            break after.clone();
        }
    };
    assert_eq!(after.counted_calls, Some(after.held_calls));
    assert!(
        after.held_recordings > before.held_recordings,
        "late recordings join"
    );
    tending.abort();
}

/// An export that waits for its person.
async fn paused_job(desk: &Desk, folder: &Path) -> JobId {
    let mut slow = input(desk, folder, "r1");
    // It would take minutes.
    slow.options.limit_rate_kb = Some(20);
    let id = desk.app.start_export(slow).unwrap();
    let mut state = desk.app.watch_job(&id).unwrap();
    state
        .wait_for(|job| job.phase == ExportPhase::Transferring && !job.in_flight.is_empty())
        .await
        .unwrap();
    assert!(desk.app.pause_job(&id));
    id
}

#[tokio::test]
async fn recent_days_are_left_alone_while_a_job_is_held() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let job = paused_job(&desk, dest.path()).await;
    let lists = || {
        let asked = desk.pbx.counters();
        asked.of(PathKind::Cdrs) + asked.of(PathKind::Recordings)
    };
    let before = lists();
    let tending = tokio::spawn(desk.app.clone().tend());
    let every = Duration::from_mins(5);
    for rounds in 1..5 {
        desk.clock.until_waits(every, rounds).await;
        assert_eq!(lists(), before, "the PBX is left alone while a job is held");
        desk.clock.advance(every);
    }

    desk.app.cancel_job(&job);
    ended(&desk.app, &job).await;
    desk.pbx.reset_counters();
    let asked_again = async {
        let moment = Duration::from_millis(20);
        let mut asked = std::pin::pin!(desk.pbx.until_asked(PathKind::Cdrs, 1));
        while tokio::time::timeout(moment, asked.as_mut()).await.is_err() {
            desk.clock.advance(Duration::from_mins(5));
        }
    };
    tokio::time::timeout(Duration::from_mins(1), asked_again)
        .await
        .expect("after its end the last days are read again");
    tending.abort();
}

#[tokio::test]
async fn data_is_not_forgotten_while_a_job_may_need_it() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let job = paused_job(&desk, dest.path()).await;
    let kept = desk.app.storage().await.unwrap().accounts.remove(0);
    let account = AccountKey {
        server: kept.server.clone(),
        domain: kept.domain.clone(),
        user: kept.user.clone(),
    };
    let refused = desk.app.forget_data(account.clone()).await.unwrap_err();
    assert!(
        refused.to_string().contains("wait for its end"),
        "{refused}"
    );
    assert_eq!(
        desk.app.storage().await.unwrap().accounts,
        [kept],
        "nothing is lost"
    );
    desk.app.cancel_job(&job);
    ended(&desk.app, &job).await;
    desk.app.forget_data(account).await.unwrap();
    assert_eq!(desk.app.storage().await.unwrap().accounts[0].calls, 0);
}

#[tokio::test]
async fn a_search_that_is_stopped_keeps_what_came() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.latency_ms = 60_000);
    let id = desk
        .app
        .start_search(query("2025-10-27", "2026-10-29"))
        .unwrap();
    let mut state = desk.app.watch_search(&id).unwrap();
    until(&mut state, "begun", |snapshot| snapshot.days > 0).await;
    desk.app.cancel_search(&id);
    let stopped = until(&mut state, "stopped", |snapshot| {
        snapshot.phase == SearchPhase::Cancelled
    });
    let stopped = stopped.await;
    assert_eq!(
        (stopped.days, stopped.days_read),
        (368, 0),
        "a year and three days were to be read"
    );
}

#[tokio::test]
async fn what_is_gone_is_shown_when_asked_for_and_never_exported() {
    let desk = Desk::signed_in().await;
    let asked = query("2026-10-30", "2026-10-30");
    read(&desk.app, &asked).await;
    desk.pbx.faults().update(|plan| plan.lists.held_back = 10);
    let (_, _, after) = read(&desk.app, &asked).await;
    let gone = CallQuery {
        filter: CallFilter {
            gone: true,
            ..CallFilter::default()
        },
        ..asked.clone()
    };
    let page = desk.app.page(gone.clone(), 0, 100).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (Some(10), 10));
    assert!(page.rows.iter().all(|row| row.gone_local.is_some()));
    let one = desk
        .app
        .call(&page.rows[0].id, "Europe/London")
        .await
        .unwrap();
    assert_eq!(
        one.gone_local, page.rows[0].gone_local,
        "the inspector says so, too"
    );
    let shown = desk.app.page(asked.clone(), 0, 500).await.unwrap();
    let held = desk.app.totals(asked).await.unwrap();
    assert_eq!(held.calls, after.held_calls);
    assert!(shown.rows.iter().all(|row| row.gone_local.is_none()));
    let refused = desk.app.preview_export(gone, options()).await.unwrap_err();
    assert!(refused.to_string().contains("no longer has"), "{refused}");
}

#[tokio::test]
async fn what_is_kept_is_shown_and_can_be_forgotten() {
    let desk = Desk::signed_in().await;
    let asked = query("2026-10-30", "2026-10-30");
    let (_, _, read_once) = read(&desk.app, &asked).await;
    let kept = desk.app.storage().await.unwrap();
    assert!(kept.catalogue_kb > 0, "{kept:?}");
    let [account] = &kept.accounts[..] else {
        panic!("one account is kept: {kept:?}");
    };
    assert_eq!(
        (account.calls, account.user.as_str()),
        (read_once.held_calls, "qa.lead")
    );
    let key = AccountKey {
        server: account.server.clone(),
        domain: account.domain.clone(),
        user: account.user.clone(),
    };
    let profile = desk.app.session().unwrap().profile;
    let another = ProfileId::from("another");
    for id in [&profile, &another] {
        let kept = desk.app.keep_desk(id.clone(), "{}".to_owned());
        kept.await.unwrap();
    }
    desk.app.forget_data(key).await.unwrap();
    assert_eq!(
        desk.app.desk(profile).await.unwrap(),
        None,
        "how the window was left says what was looked for"
    );
    assert!(desk.app.desk(another).await.unwrap().is_some());
    let after = desk.app.storage().await.unwrap();
    assert_eq!(
        (after.accounts[0].calls, after.accounts[0].recordings),
        (0, 0)
    );
    let (_, _, again) = read(&desk.app, &asked).await;
    assert_eq!(
        again.held_calls, read_once.held_calls,
        "who is signed in reads on"
    );
}

#[tokio::test]
async fn a_pbx_whose_clock_is_ahead_makes_no_call_old() {
    let desk = Desk::with(demo_pbx::Options {
        // Its answers carry the computer's date: weeks after the moment of this test.
        dated: false,
        longest_talk: 4,
        ..demo_pbx::Options::default()
    })
    .await;
    desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
    let whole = query("2026-10-26", "2026-10-30");
    read(&desk.app, &whole).await;
    let before = desk.app.totals(whole.clone()).await.unwrap().calls;
    let mut preferences = desk.app.preferences();
    preferences.keep_days = Some(6);
    desk.app.set_preferences(preferences).await.unwrap();

    // After a restart no day is shown that would be left alone for that.
    let again = desk.reopened();
    again.sign_in(desk.input("qa.lead")).await.unwrap();
    let (tending, every) = (tokio::spawn(again.clone().tend()), Duration::from_mins(5));
    for round in 1..=2 {
        desk.clock.until_waits(every, round).await;
        desk.clock.advance(every);
    }
    desk.clock.until_waits(every, 3).await;
    tending.abort();
    let left = again.totals(whole).await.unwrap().calls;
    assert_eq!(left, before, "by our own clock none is six days old");
}

#[tokio::test]
async fn old_calls_leave_on_their_own_unless_they_are_shown() {
    let desk = Desk::signed_in().await;
    let whole = query("2026-10-26", "2026-10-30");
    read(&desk.app, &whole).await;
    let held = || async { desk.app.totals(whole.clone()).await.unwrap().calls };
    let before = held().await;
    let mut preferences = desk.app.preferences();
    preferences.keep_days = Some(2);
    desk.app.set_preferences(preferences).await.unwrap();
    let tending = tokio::spawn(desk.app.clone().tend());
    for _ in 0..5 {
        desk.clock.advance(Duration::from_mins(5));
        tokio::task::yield_now().await;
    }
    assert_eq!(held().await, before, "days that are shown are left alone");

    read(&desk.app, &query("2026-10-30", "2026-10-30")).await;
    let mut left = before;
    let begun = std::time::Instant::now();
    while left == before && begun.elapsed() < Duration::from_mins(1) {
        desk.clock.advance(Duration::from_mins(5));
        tokio::task::yield_now().await;
        left = held().await;
    }
    tending.abort();
    assert!(left < before && left > 0, "{left} of {before} are left");
    let mut oldest = whole;
    oldest.range.to = "2026-10-27".to_owned();
    assert_eq!(desk.app.totals(oldest).await.unwrap().calls, 0);
}
