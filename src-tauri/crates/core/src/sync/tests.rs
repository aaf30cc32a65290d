//! Readings against the demo PBX, whose every call is known.

mod clocks;
mod faults;
mod missing;
mod scopes;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use demo_pbx::{DemoPbx, Options, PathKind};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use portsip::{Client, ClientOptions, Credentials, RetryPolicy, Scopes, Secret, SignIn};
use tokio_util::sync::CancellationToken;

use super::{Coverage, SyncProgress, read_range};
use crate::{
    call::Call,
    catalogue::{AccountKey, Catalogue, Shelf},
    error::Result,
    query::CallFilter,
    time::UtcRange,
};

/// The demo PBX's present.
const NOW: &str = "2026-11-20T18:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().expect(text)
}

fn range(start: &str, end: &str) -> UtcRange {
    UtcRange {
        start: at(start),
        end: at(end),
        zone: TimeZone::UTC,
    }
}

/// Two busy days in the middle of what the PBX has.
fn two_days() -> UtcRange {
    range("2026-11-18T00:00:00Z", "2026-11-20T00:00:00Z")
}

async fn pbx() -> DemoPbx {
    let options = Options {
        now: Some(at(NOW)),
        days: 5,
        longest_talk: 60,
        ..Options::default()
    };
    DemoPbx::start(options).await.expect("the demo PBX starts")
}

/// A signed-in client, its scopes and an empty shelf.
struct Desk {
    client: Client,
    scopes: Scopes,
    shelf: Shelf,
}

impl Desk {
    async fn of(pbx: &DemoPbx, user: &str) -> Self {
        let mut options = ClientOptions::new(pbx.base_url().parse().expect("address"));
        // One attempt: what fails here is meant to fail.
        options.retry = RetryPolicy {
            attempts: 1,
            ..RetryPolicy::default()
        };
        let client = Client::new(options).expect("client");
        let sample = pbx.sign_in_as(user);
        let credentials = Credentials {
            user: sample.user,
            domain: Some(sample.domain),
            password: Secret::from(sample.password.as_str()),
        };
        assert!(matches!(
            client.sign_in(&credentials).await.expect("signs in"),
            SignIn::Done
        ));
        let scopes = client.decide_scopes().await.expect("scopes");
        let account = AccountKey {
            server: pbx.base_url(),
            domain: "demo".to_owned(),
            user: user.to_owned(),
        };
        let shelf = Catalogue::in_memory()
            .expect("catalogue")
            .shelf(&account)
            .expect("shelf");
        Self {
            client,
            scopes,
            shelf,
        }
    }

    async fn read(&self, range: &UtcRange) -> Result<Coverage> {
        self.watch(range, &|_| {}, &CancellationToken::new()).await
    }

    async fn watch(
        &self,
        range: &UtcRange,
        progress: &(dyn Fn(SyncProgress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Coverage> {
        read_range(
            &self.client,
            self.scopes,
            &self.shelf,
            range,
            at(NOW),
            progress,
            cancel,
        )
        .await
    }

    fn rows(&self, range: &UtcRange) -> Vec<Call> {
        let mut rows = Vec::new();
        let mut keep = |call| {
            rows.push(call);
            Ok(())
        };
        self.shelf
            .for_each(range, &CallFilter::default(), &mut keep)
            .expect("reads");
        rows
    }

    /// Which calls are held, and whether each is recorded.
    fn held(&self, range: &UtcRange) -> BTreeMap<String, bool> {
        self.rows(range)
            .into_iter()
            .map(|call| (call.id.0, call.recording_id.is_some()))
            .collect()
    }
}

/// What the company really has in a range.
fn truth(pbx: &DemoPbx, range: &UtcRange) -> BTreeMap<String, bool> {
    let calls = pbx.company().calls_between(range.start, range.end);
    calls
        .iter()
        .map(|call| (call.id_text(), call.recording.is_some()))
        .collect()
}

#[tokio::test]
async fn a_range_is_held_whole_and_as_it_was() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let range = two_days();
    let coverage = desk.read(&range).await.expect("reads");
    let expected = truth(&pbx, &range);
    assert!(
        expected.len() > 200,
        "too few calls to prove anything: {}",
        expected.len()
    );
    assert_eq!(desk.held(&range), expected);
    assert!(coverage.is_complete(), "{coverage:?}");
    assert_eq!(
        (coverage.recordings_without_call, coverage.as_of),
        (0, at(NOW))
    );
    assert_eq!(coverage.calls.counted, Some(expected.len() as u64));
    for row in desk.rows(&range) {
        let call = pbx.company().call(row.id.as_str()).expect("known");
        assert_eq!(
            (row.started, row.answered, row.ended),
            (call.started_at, call.answered_at, Some(call.ended_at))
        );
        assert_eq!(i64::from(row.talk_s), call.duration(), "{row:?}");
        assert_eq!(
            (row.caller.as_str(), row.callee.as_str()),
            (call.caller.number.as_str(), call.callee.number.as_str())
        );
        assert!(row.listed);
    }
}

#[tokio::test]
async fn progress_grows_and_ends_with_the_truth() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    // Small pages and five days are more batches than one transaction takes.
    pbx.faults().update(|plan| plan.lists.top_cap = Some(20));
    let range = range("2026-11-16T00:00:00Z", "2026-11-21T00:00:00Z");
    let seen = Mutex::new(Vec::new());
    let note = |progress| {
        seen.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((progress, desk.rows(&range).len() as u64));
    };
    desk.watch(&range, &note, &CancellationToken::new())
        .await
        .expect("reads");
    let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(
        seen.windows(2)
            .all(|pair| pair[0].0.held_calls <= pair[1].0.held_calls),
        "a first reading only grows"
    );
    assert!(
        seen.iter()
            .all(|(progress, rows)| progress.held_calls <= *rows),
        "what is told can be read"
    );
    let expected = truth(&pbx, &range);
    let (calls, recordings) = (
        expected.len() as u64,
        expected.values().filter(|recorded| **recorded).count() as u64,
    );
    let early = seen
        .iter()
        .find(|(progress, _)| progress.held_calls > 0)
        .expect("told");
    assert!(
        early.0.held_calls < calls,
        "the first rows are told of before the last"
    );
    let last = SyncProgress {
        held_calls: calls,
        held_recordings: recordings,
        counted_calls: Some(calls),
        counted_recordings: Some(recordings),
        days_read: 5,
        days: 5,
    };
    assert_eq!(seen.last().map(|(progress, _)| *progress), Some(last));
}

#[tokio::test]
async fn reading_again_changes_nothing_and_overlapping_ranges_double_nothing() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let (range, shifted) = (
        two_days(),
        range("2026-11-18T13:00:00Z", "2026-11-20T13:00:00Z"),
    );
    desk.read(&range).await.expect("reads");
    let rows = desk.rows(&range);
    desk.read(&shifted).await.expect("reads");
    desk.read(&range).await.expect("reads");
    assert_eq!(desk.rows(&range), rows);
    assert_eq!(desk.held(&shifted), truth(&pbx, &shifted));
}

#[tokio::test]
async fn the_future_is_not_asked_for() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    let open = range("2026-11-20T00:00:00Z", "2026-11-25T00:00:00Z");
    let coverage = desk.read(&open).await.expect("reads");
    assert_eq!(desk.held(&open), truth(&pbx, &open));
    assert!(
        coverage
            .calls
            .slices
            .iter()
            .all(|slice| slice.end <= at(NOW)),
        "the upper bound is fixed at now"
    );
    pbx.reset_counters();
    let coverage = desk
        .read(&range("2026-11-21T00:00:00Z", "2026-11-25T00:00:00Z"))
        .await
        .expect("reads");
    assert!(coverage.is_complete());
    assert_eq!(pbx.counters().total(), 0, "nothing can be there yet");
}

/// A recorded call that starts before `instant` and is answered after it can be found by moving the instant.
fn between_start_and_answer(pbx: &DemoPbx) -> (String, Timestamp) {
    let day = two_days();
    let recorded = pbx.company().recordings_between(day.start, day.end);
    let call = recorded
        .map(|recording| pbx.company().call(&recording.id_text()).expect("known"))
        .find(|call| {
            call.answered_at.is_some_and(|answered| {
                answered.duration_since(call.started_at) > SignedDuration::from_secs(4)
            })
        })
        .expect("somebody waits four seconds");
    (
        call.id_text(),
        call.started_at + SignedDuration::from_secs(2),
    )
}

#[tokio::test]
async fn a_recording_belongs_to_the_range_its_call_starts_in() {
    let pbx = pbx().await;
    let (id, cut) = between_start_and_answer(&pbx);
    let after = UtcRange {
        start: cut,
        end: at("2026-11-20T00:00:00Z"),
        zone: TimeZone::UTC,
    };
    let desk = Desk::of(&pbx, "qa.lead").await;
    let coverage = desk.read(&after).await.expect("reads");
    assert_eq!(
        coverage.recordings_without_call, 0,
        "its call is found before the range"
    );
    assert_eq!(desk.held(&after), truth(&pbx, &after));
    let before = UtcRange {
        start: at("2026-11-18T00:00:00Z"),
        end: cut,
        zone: TimeZone::UTC,
    };
    let fresh = Desk::of(&pbx, "qa.lead").await;
    fresh.read(&before).await.expect("reads");
    assert_eq!(
        fresh.held(&before).get(&id),
        Some(&true),
        "its recording starts after the range, and is found"
    );
    assert_eq!(fresh.held(&before), truth(&pbx, &before));
}

#[tokio::test]
async fn the_directory_names_extensions_and_queues() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    super::read_directory(&desk.client, &desk.shelf)
        .await
        .expect("reads");
    let names = desk.shelf.names().expect("names");
    for queue in demo_pbx::company::QUEUES {
        assert!(names.is_queue(queue.number), "{}", queue.number);
    }
    assert!(names.is_extension("101") && !names.name("101").is_empty());
    pbx.faults().add(
        demo_pbx::Rule::new(demo_pbx::Fault::Status(403)).on([PathKind::Users, PathKind::Queues]),
    );
    super::read_directory(&desk.client, &desk.shelf)
        .await
        .expect("refused is fine");
    assert!(
        desk.shelf.names().expect("names").is_extension("101"),
        "what was known stays"
    );
}
