//! F4: the session ends in the middle of an export, by time or because the account signed in elsewhere. No file fails by
//! it, nothing is fetched twice, and the PBX is not bothered meanwhile.

use std::{path::Path, time::Duration};

use demo_pbx::{Options, PathKind, RefreshFault};
use portsip::{Client, ClientOptions, Credentials, Secret};
use tapedeck_core::{
    ErrorKind, Tapedeck,
    app::{ExportInput, SearchPhase},
    export::ExportPhase,
    ids::JobId,
    jobs::{JobOutcome, JobSnapshot},
    session::SignInStep,
};

use crate::{
    desk::{Desk, query},
    jobs::{ended, input},
};

/// Every request needs the session, and there is one per account.
async fn desk() -> Desk {
    let desk = Desk::with(Options {
        longest_talk: 4,
        single_session: true,
        private_links: true,
        ..Options::default()
    })
    .await;
    sign_in(&desk, "qa.lead").await;
    desk.pbx.faults().update(|plan| plan.latency_ms = 20);
    desk
}

async fn sign_in(desk: &Desk, user: &str) {
    let step = desk.app.sign_in(desk.input(user)).await.unwrap();
    assert!(matches!(step, SignInStep::Done { .. }), "{step:?}");
}

/// The same account signs in at another place.
async fn elsewhere(desk: &Desk) -> Client {
    let options = ClientOptions::new(desk.pbx.base_url().parse().unwrap());
    let account = desk.pbx.sign_in();
    let client = Client::new(options).unwrap();
    let credentials = Credentials {
        user: account.user,
        domain: Some(account.domain),
        password: Secret::new(account.password),
    };
    client.sign_in(&credentials).await.unwrap();
    client
}

async fn until(app: &Tapedeck, id: &JobId, what: impl FnMut(&JobSnapshot) -> bool) -> JobSnapshot {
    let mut state = app.watch_job(id).unwrap();
    tokio::time::timeout(Duration::from_mins(1), state.wait_for(what))
        .await
        .unwrap()
        .unwrap()
        .clone()
}

fn sixteen(desk: &Desk, folder: &Path) -> ExportInput {
    let mut input = input(desk, folder, "r1");
    input.options.parallel = Some(16);
    input
}

/// Some files have come, others are on their way or still to be asked for.
async fn in_the_middle(desk: &Desk) {
    desk.pbx.until_asked(PathKind::Blob, 20).await;
}

/// The account signs in elsewhere while a job runs, and the job waits; the answer is that other session.
async fn taken_over_in_the_middle(desk: &Desk, id: &JobId) -> Client {
    in_the_middle(desk).await;
    let other = elsewhere(desk).await;
    until(&desk.app, id, |job| job.phase == ExportPhase::Waiting).await;
    other
}

fn auth_requests(desk: &Desk) -> u64 {
    let counted = desk.pbx.counters();
    [PathKind::SignIn, PathKind::Refresh, PathKind::Otp]
        .into_iter()
        .map(|kind| counted.of(kind))
        .sum()
}

fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap();
    let of = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        let kind = entry.file_type().unwrap();
        match (kind.is_dir(), name.contains("].")) {
            (true, _) => bytes_below(&entry.path()),
            (false, true) => entry.metadata().unwrap().len(),
            (false, false) => 0,
        }
    };
    entries.map(|entry| of(entry.unwrap())).sum()
}

async fn proven_whole(desk: &Desk, id: &JobId) {
    let check = desk.app.start_verify(id).unwrap();
    let check = ended(&desk.app, &check).await;
    assert_eq!(check.outcome, Some(JobOutcome::Complete), "{check:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_elsewhere_pauses_the_job_until_somebody_signs_in_again() {
    let desk = desk().await;
    let mut ends = desk.app.session_ends();
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(sixteen(&desk, dest.path())).unwrap();
    in_the_middle(&desk).await;
    desk.pbx.reset_counters();
    let other = elsewhere(&desk).await;

    let job = until(&desk.app, &id, |job| job.phase == ExportPhase::Waiting).await;
    let failure = job.failure.unwrap();
    assert_eq!(failure.kind, ErrorKind::Unauthenticated);
    assert!(failure.message.contains("qa.lead"), "{}", failure.message);
    assert_eq!(ends.recv().await.unwrap().kind, ErrorKind::Unauthenticated);
    assert!(desk.app.session().unwrap().ended);
    assert_eq!(
        auth_requests(&desk),
        2,
        "the other's sign-in, and one refresh"
    );

    // A search says the same, and does not take the session back either.
    let search = desk
        .app
        .start_search(query("2026-10-28", "2026-10-28"))
        .unwrap();
    let mut state = desk.app.watch_search(&search).unwrap();
    let failed = state.wait_for(|search| search.phase == SearchPhase::Failed);
    let failure = failed.await.unwrap().failure.clone().unwrap();
    assert_eq!(failure.kind, ErrorKind::Unauthenticated);
    assert_eq!(auth_requests(&desk), 2);
    assert!(ends.try_recv().is_err(), "one end is told once");
    assert!(
        other.tenant().await.unwrap().is_some(),
        "the other place works on"
    );

    // Another account is not the one that is waited for.
    sign_in(&desk, "admin.demo").await;
    let still = until(&desk.app, &id, |_| true).await;
    assert_eq!(still.phase, ExportPhase::Waiting);

    sign_in(&desk, "qa.lead").await;
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    assert_eq!(job.recordings_settled, job.recordings);
    assert!(job.failure.is_none(), "it waits for nothing any more");
    assert!(job.gaps.is_empty(), "{:?}", job.gaps);
    assert_eq!(
        u64::from(job.kilobytes),
        bytes_below(dest.path()) / 1000,
        "nothing was fetched twice"
    );
    proven_whole(&desk, &id).await;

    let search = desk
        .app
        .start_search(query("2026-10-28", "2026-10-28"))
        .unwrap();
    let mut state = desk.app.watch_search(&search).unwrap();
    let done = state.wait_for(|search| search.phase != SearchPhase::Reading);
    assert_eq!(
        done.await.unwrap().phase,
        SearchPhase::Done,
        "it can be repeated"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_has_not_read_its_range_waits_as_well() {
    let desk = desk().await;
    let _other = elsewhere(&desk).await;
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(sixteen(&desk, dest.path())).unwrap();
    let job = until(&desk.app, &id, |job| job.phase == ExportPhase::Waiting).await;
    assert_eq!(
        job.failure.map(|failure| failure.kind),
        Some(ErrorKind::Unauthenticated)
    );
    sign_in(&desk, "qa.lead").await;
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_can_be_stopped() {
    let desk = desk().await;
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(sixteen(&desk, dest.path())).unwrap();
    let _other = taken_over_in_the_middle(&desk, &id).await;
    assert!(desk.app.cancel_job(&id));
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Cancelled), "{job:?}");
    proven_whole(&desk, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_waits_can_be_paused_and_signing_in_does_not_resume_it() {
    let desk = desk().await;
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(sixteen(&desk, dest.path())).unwrap();
    let _other = taken_over_in_the_middle(&desk, &id).await;
    assert!(desk.app.pause_job(&id));
    let still = until(&desk.app, &id, |_| true).await;
    assert_eq!(
        still.phase,
        ExportPhase::Waiting,
        "it needs the person most"
    );

    sign_in(&desk, "qa.lead").await;
    let held = until(&desk.app, &id, |job| job.phase == ExportPhase::Paused).await;
    assert!(held.failure.is_none(), "{held:?}");
    desk.pbx.reset_counters();
    until(&desk.app, &id, |job| job.seq >= held.seq + 5).await;
    let counted = desk.pbx.counters();
    let asked = [PathKind::Blob, PathKind::Recording].map(|kind| counted.of(kind));
    assert_eq!(
        asked,
        [0, 0],
        "nothing is asked of the PBX while it is held"
    );

    assert!(desk.app.resume_job(&id));
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    assert!(job.gaps.is_empty(), "{:?}", job.gaps);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_workers_need_one_refresh_per_expiry() {
    for refresh in [RefreshFault::None, RefreshFault::Slow(300)] {
        let desk = desk().await;
        desk.pbx.faults().update(|plan| plan.refresh = refresh);
        let dest = tempfile::tempdir().unwrap();
        let mut input = sixteen(&desk, dest.path());
        input.query = query("2026-10-27", "2026-10-28");
        let id = desk.app.start_export(input).unwrap();
        // So far apart that no request meets two of them: that would look like a session taken over.
        for files in [20, 80, 140] {
            desk.pbx.until_asked(PathKind::Blob, files).await;
            desk.pbx.expire_tokens();
        }
        let job = ended(&desk.app, &id).await;
        assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
        assert!(job.gaps.is_empty());
        let counted = desk.pbx.counters();
        assert_eq!(counted.refreshes, 3, "{refresh:?}: {counted:?}");
        assert_eq!(counted.refreshes_refused, 0, "{refresh:?}: {counted:?}");
        assert_eq!(counted.passwords_seen, 1, "{refresh:?}: {counted:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_refresh_is_one_question_and_no_failed_file() {
    let desk = desk().await;
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(sixteen(&desk, dest.path())).unwrap();
    in_the_middle(&desk).await;
    desk.pbx
        .faults()
        .update(|plan| plan.refresh = RefreshFault::Refused);
    desk.pbx.expire_tokens();
    until(&desk.app, &id, |job| job.phase == ExportPhase::Waiting).await;
    let counted = desk.pbx.counters();
    assert_eq!(counted.refreshes_refused, 1, "{counted:?}");
    assert_eq!(counted.passwords_seen, 1, "the password was used unasked");
    sign_in(&desk, "qa.lead").await;
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    assert!(job.gaps.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_asked_a_session_is_taken_back_once() {
    let desk = desk().await;
    elsewhere(&desk).await;
    assert!(
        desk.app.session().is_some_and(|session| !session.ended),
        "not noticed yet"
    );
    let day = query("2026-10-28", "2026-10-28");
    let cancel = tokio_util::sync::CancellationToken::new();
    let error = desk.app.read(&day, |_| {}, &cancel).await.unwrap_err();
    assert!(error.needs_sign_in(), "{error}");
    desk.app.take_session_back().await.unwrap();
    desk.app.read(&day, |_| {}, &cancel).await.unwrap();
    let asked = auth_requests(&desk);

    elsewhere(&desk).await;
    desk.app.read(&day, |_| {}, &cancel).await.unwrap_err();
    let error = desk.app.take_session_back().await.unwrap_err();
    assert!(
        error.needs_sign_in(),
        "not twice within five minutes: {error}"
    );
    assert_eq!(
        auth_requests(&desk),
        asked + 2,
        "the other's sign-in and one refresh"
    );
}
