//! New calls as they happen: counted, shown when asked for, and their recordings looked for.

use std::time::Duration;

use demo_pbx::{Happening, PathKind, RecordingAfter};
use tapedeck_core::{
    ErrorKind, Tapedeck,
    app::{CallRow, SearchSnapshot},
    ids::SearchId,
    live::LiveState,
    query::CallQuery,
};
use tokio::sync::watch;

use crate::desk::{Desk, query};

/// A search that has been read, and what it shows.
struct Watched {
    id: SearchId,
    asked: CallQuery,
    state: watch::Receiver<SearchSnapshot>,
}

impl Watched {
    /// The day up to now.
    async fn today(app: &Tapedeck) -> Self {
        Self::of(app, query("2026-10-30", "2026-10-30")).await
    }

    async fn of(app: &Tapedeck, asked: CallQuery) -> Self {
        let id = app.start_search(asked.clone()).unwrap();
        let state = app.watch_search(&id).unwrap();
        let mut watched = Self { id, asked, state };
        watched
            .until("the range is read", |snapshot| snapshot.as_of.is_some())
            .await;
        watched
    }

    async fn until(
        &mut self,
        what: &str,
        holds: impl FnMut(&SearchSnapshot) -> bool,
    ) -> SearchSnapshot {
        let waited = tokio::time::timeout(Duration::from_mins(1), self.state.wait_for(holds));
        let holds = waited.await.is_ok();
        let snapshot = self.state.borrow().clone();
        assert!(holds, "never {what}: {snapshot:?}");
        snapshot
    }

    async fn listening(&mut self) {
        self.until("listening", |snapshot| {
            snapshot.live.state == LiveState::Listening
        })
        .await;
    }

    async fn new_calls(&mut self, count: u32) -> SearchSnapshot {
        self.until("that many new calls", |snapshot| {
            snapshot.live.new_calls == count
        })
        .await
    }

    /// The last row.
    async fn newest(&self, app: &Tapedeck) -> CallRow {
        let total = app.totals(self.asked.clone()).await.unwrap().calls;
        let page = app.page(self.asked.clone(), total - 1, 1).await.unwrap();
        page.rows[0].clone()
    }
}

fn recorded(recording: RecordingAfter) -> Happening {
    Happening {
        talk_s: 4,
        recording,
    }
}

fn unanswered() -> Happening {
    Happening {
        talk_s: 0,
        recording: RecordingAfter::Never,
    }
}

#[tokio::test]
async fn a_new_call_is_counted_and_shown_when_asked_for() {
    let desk = Desk::signed_in().await;
    let mut search = Watched::today(&desk.app).await;
    search.listening().await;
    let before = search.state.borrow().clone();
    let calls = desk.app.totals(search.asked.clone()).await.unwrap().calls;

    let id = desk.pbx.call_now(&recorded(RecordingAfter::Telling));
    let hinted = search.new_calls(1).await;
    assert_eq!(
        hinted.held_calls, before.held_calls,
        "nothing moves by itself"
    );
    assert_eq!(
        desk.app.totals(search.asked.clone()).await.unwrap().calls,
        calls
    );

    desk.app.show_new_calls(&search.id).await.unwrap();
    let shown = search.new_calls(0).await;
    assert_eq!(shown.held_calls, before.held_calls + 1);
    assert_eq!(
        shown.counted_calls,
        Some(shown.held_calls),
        "and the PBX agrees"
    );
    assert_eq!(shown.differences, []);
    let row = search.newest(&desk.app).await;
    assert_eq!(row.id.as_str(), id);
    assert!(row.recording_may_come, "{row:?}");
    assert_eq!(row.recording_id, None);
}

#[tokio::test]
async fn a_recording_that_comes_late_is_found_without_moving_rows() {
    let desk = Desk::signed_in().await;
    let mut search = Watched::today(&desk.app).await;
    search.listening().await;
    let id = desk.pbx.call_now(&recorded(RecordingAfter::Telling));
    let silent = desk.pbx.call_now(&recorded(RecordingAfter::Never));
    search.new_calls(2).await;
    desk.app.show_new_calls(&search.id).await.unwrap();
    let shown = search
        .until("two that wait", |snapshot| snapshot.live.awaited == 2)
        .await;

    let asked = |kind| desk.pbx.counters().of(kind);
    let (calls_asked, looked) = (asked(PathKind::Cdrs), asked(PathKind::Recordings));
    desk.clock.advance(Duration::from_secs(4));
    tokio::task::yield_now().await;
    assert_eq!(
        asked(PathKind::Recordings),
        looked,
        "not before five seconds"
    );

    desk.pbx.recording_ready(&id);
    desk.clock.advance(Duration::from_secs(1));
    let found = search
        .until("the recording", |snapshot| {
            snapshot.held_recordings == shown.held_recordings + 1
        })
        .await;
    assert_eq!(found.held_calls, shown.held_calls, "no row came or went");
    assert_eq!(
        found.counted_recordings,
        shown.counted_recordings.map(|counted| counted + 1)
    );
    assert_eq!(
        asked(PathKind::Cdrs),
        calls_asked,
        "calls were not read again"
    );
    let row = desk
        .app
        .call(&tapedeck_core::ids::CallId(id.clone()), "UTC")
        .await
        .unwrap();
    assert_eq!(row.recording_id.map(|id| id.0), Some(id));
    assert!(!row.recording_may_come);

    // The other one is looked for three times more, and not for ever.
    search
        .until("one that waits", |snapshot| snapshot.live.awaited == 1)
        .await;
    for (pause, looks) in [(10, 2), (45, 3), (120, 4)] {
        desk.clock.advance(Duration::from_secs(pause));
        while asked(PathKind::Recordings) < looked + looks {
            tokio::task::yield_now().await;
        }
    }
    desk.clock.advance(Duration::from_mins(10));
    search
        .until("nobody who waits", |snapshot| snapshot.live.awaited == 0)
        .await;
    assert_eq!(asked(PathKind::Recordings), looked + 4);
    let row = desk
        .app
        .call(&tapedeck_core::ids::CallId(silent), "UTC")
        .await
        .unwrap();
    assert!(!row.recording_may_come, "ten minutes are over: {row:?}");
}

#[tokio::test]
async fn a_call_whose_record_is_late_stays_new() {
    let desk = Desk::signed_in().await;
    let mut search = Watched::today(&desk.app).await;
    search.listening().await;
    desk.pbx.faults().update(|plan| plan.lists.held_back = 1);
    desk.pbx.call_now(&unanswered());
    search.new_calls(1).await;
    desk.app.show_new_calls(&search.id).await.unwrap();
    assert_eq!(
        search.state.borrow().live.new_calls,
        1,
        "the PBX does not list it yet"
    );
    desk.pbx.faults().clear();
    desk.app.show_new_calls(&search.id).await.unwrap();
    let shown = search.new_calls(0).await;
    assert_eq!(shown.counted_calls, Some(shown.held_calls));
    assert_eq!(search.newest(&desk.app).await.talk_s, 0);
}

#[tokio::test]
async fn a_pbx_that_counts_one_too_many_is_off_by_one_after_any_number_of_calls() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.lists.count_off = 1);
    let mut search = Watched::today(&desk.app).await;
    search.listening().await;
    for _ in 0..2 {
        desk.pbx.call_now(&unanswered());
        search.new_calls(1).await;
        desk.app.show_new_calls(&search.id).await.unwrap();
        let shown = search.new_calls(0).await;
        assert_eq!(
            shown.counted_calls,
            Some(shown.held_calls + 1),
            "the difference is shown, and does not grow by itself"
        );
        let mut slices: Vec<_> = shown
            .differences
            .iter()
            .map(|slice| (&slice.what, &slice.from))
            .collect();
        let listed = slices.len();
        slices.sort_unstable();
        slices.dedup();
        assert_eq!(
            slices.len(),
            listed,
            "each slice once: {:?}",
            shown.differences
        );
    }
}

#[tokio::test]
async fn calls_of_another_day_are_not_new_here() {
    let desk = Desk::signed_in().await;
    let mut search = Watched::of(&desk.app, query("2026-10-28", "2026-10-28")).await;
    search.listening().await;
    desk.pbx.call_now(&unanswered());
    // A second search, of today, begins after the call has been told of: it counts the next one only.
    let mut today = Watched::today(&desk.app).await;
    desk.pbx.call_now(&unanswered());
    today.new_calls(1).await;
    assert_eq!(search.state.borrow().live.new_calls, 0);
    let newest = desk.app.show_new_calls(&search.id).await.unwrap_err();
    assert_eq!(
        newest.kind(),
        ErrorKind::NotFound,
        "a newer search has taken its place"
    );
}

#[tokio::test]
async fn what_happened_while_nobody_listened_is_shown_with_the_next_call() {
    let desk = Desk::signed_in().await;
    let mut search = Watched::today(&desk.app).await;
    search.listening().await;
    desk.pbx.go_away();
    search
        .until("the broken socket", |snapshot| {
            snapshot.live.state == LiveState::Connecting
        })
        .await;
    let before = search.state.borrow().held_calls;
    let unheard = desk.pbx.call_now(&unanswered());
    let failed = desk.app.show_new_calls(&search.id).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Offline);
    desk.pbx.come_back().await.unwrap();
    search.listening().await;
    desk.pbx.call_now(&unanswered());
    search.new_calls(1).await;
    desk.app.show_new_calls(&search.id).await.unwrap();
    assert_eq!(search.new_calls(0).await.held_calls, before + 2);
    assert!(
        desk.app
            .call(&tapedeck_core::ids::CallId(unheard), "UTC")
            .await
            .is_ok(),
        "the one nobody heard of is there, too"
    );
}

#[tokio::test]
async fn who_has_no_right_hears_nothing_and_sends_no_password() {
    let desk = Desk::new().await;
    desk.app.sign_in(desk.input("anna.keller")).await.unwrap();
    let search = Watched::today(&desk.app).await;
    assert_eq!(search.state.borrow().live.state, LiveState::Off);
    assert_eq!(desk.pbx.counters().of(PathKind::Events), 0);

    let desk = Desk::signed_in().await;
    desk.pbx
        .faults()
        .update(|plan| plan.events.refuse_calls = true);
    let mut search = Watched::today(&desk.app).await;
    search
        .until("the refusal", |snapshot| {
            snapshot.live.state == LiveState::Off
        })
        .await;
    let again = Watched::today(&desk.app).await;
    assert_eq!(again.state.borrow().live.state, LiveState::Off);
    assert_eq!(
        desk.pbx.counters().event_passwords,
        1,
        "asked once in a session"
    );
}

#[tokio::test]
async fn a_refused_password_is_remembered_until_the_person_wants_it_anew() {
    let desk = Desk::new().await;
    desk.pbx
        .faults()
        .update(|plan| plan.events.refuse_sign_in = true);
    let mut input = desk.input("qa.lead");
    input.remember = true;
    for open in [|desk: &Desk| desk.app.clone(), Desk::reopened] {
        let app = open(&desk);
        app.sign_in(input.clone()).await.unwrap();
        let mut search = Watched::today(&app).await;
        search
            .until("the refusal", |snapshot| {
                snapshot.live.state == LiveState::Off
            })
            .await;
        app.sign_out().await;
    }
    assert_eq!(
        desk.pbx.counters().event_passwords,
        1,
        "not even after a restart"
    );

    desk.pbx.faults().clear();
    let app = desk.reopened();
    app.sign_in(input).await.unwrap();
    let mut search = Watched::today(&app).await;
    let mut wishes = app.preferences();
    for live in [false, true] {
        wishes.live_calls = live;
        app.set_preferences(wishes.clone()).await.unwrap();
    }
    search.listening().await;
}

#[tokio::test]
async fn it_can_be_switched_off_and_ends_with_the_session() {
    let desk = Desk::signed_in().await;
    let mut search = Watched::today(&desk.app).await;
    search.listening().await;
    let mut wishes = desk.app.preferences();
    wishes.live_calls = false;
    desk.app.set_preferences(wishes.clone()).await.unwrap();
    assert_eq!(search.state.borrow().live.state, LiveState::Off);
    desk.pbx.call_now(&unanswered());
    wishes.live_calls = true;
    desk.app.set_preferences(wishes).await.unwrap();
    search.listening().await;
    assert_eq!(search.state.borrow().live.new_calls, 0, "nobody listened");

    desk.app.sign_out().await;
    assert_eq!(search.state.borrow().live.state, LiveState::Off);
    let sockets = desk.pbx.counters().of(PathKind::Events);
    desk.pbx.drop_event_sockets();
    desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
    assert_eq!(
        desk.pbx.counters().of(PathKind::Events),
        sockets,
        "nothing is listened to before somebody looks at calls"
    );
}
