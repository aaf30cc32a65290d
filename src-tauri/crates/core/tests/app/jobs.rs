//! Exports as jobs: watched, stopped, run again, remembered.

use std::{fs, path::Path, time::Duration};

use demo_pbx::{Fault, PathKind, Rule};
use tapedeck_core::{
    ErrorKind, Tapedeck,
    app::ExportInput,
    call::RecordingFate,
    export::{ExportPhase, FileResult},
    ids::JobId,
    jobs::{JobKind, JobOutcome, JobSnapshot},
};

use crate::desk::{Desk, options, query};

pub(crate) async fn ended(app: &Tapedeck, id: &JobId) -> JobSnapshot {
    let mut state = app.watch_job(id).unwrap();
    let ended = state.wait_for(|snapshot| snapshot.outcome.is_some());
    tokio::time::timeout(Duration::from_mins(2), ended)
        .await
        .unwrap()
        .unwrap()
        .clone()
}

pub(crate) fn input(desk: &Desk, folder: &Path, request: &str) -> ExportInput {
    ExportInput {
        request: request.to_owned(),
        query: query("2026-10-28", "2026-10-28"),
        folder: desk.app.remember_folder(folder.to_owned()).id,
        options: options(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_watched_to_its_end_and_verified() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let mut finished = desk.app.job_events();
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    let again = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    assert_eq!(id, again, "one request, one export");
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    assert!(job.recordings > 0 && job.recordings_settled == job.recordings);
    assert!(job.finished_at.is_some());
    assert_eq!(finished.recv().await.unwrap().id, id, "its end is told");
    assert!(dest.path().join("manifest.jsonl").exists());

    let check = desk.app.start_verify(&id).unwrap();
    let check = ended(&desk.app, &check).await;
    assert_eq!(
        (check.kind, check.outcome),
        (JobKind::Verify, Some(JobOutcome::Complete))
    );

    let suggested = desk.app.suggest_folder().unwrap();
    assert_eq!(
        suggested.path,
        dest.path().display().to_string(),
        "the last folder is offered"
    );

    // A damaged file is found, and fetched again.
    let sums = fs::read_to_string(dest.path().join("SHA256SUMS")).unwrap();
    let name = sums
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(_, name)| name)
        .find(|name| name.contains("]."))
        .unwrap();
    let mut bytes = fs::read(dest.path().join(name)).unwrap();
    bytes[100] ^= 1;
    fs::write(dest.path().join(name), bytes).unwrap();
    let check = desk.app.start_verify(&id).unwrap();
    let check = ended(&desk.app, &check).await;
    assert_eq!(check.outcome, Some(JobOutcome::Partial));
    assert_eq!(check.problems, [format!("changed {name}")]);
    let mended = desk.app.rerun_job(&id).unwrap();
    let mended = ended(&desk.app, &mended).await;
    assert_eq!(
        (mended.outcome, mended.files_done),
        (Some(JobOutcome::Complete), 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_tell_what_became_of_their_recordings() {
    let desk = Desk::signed_in().await;
    desk.pbx
        .faults()
        .add(Rule::blobs(Fault::Status(403)).share(0.3));
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(input(&desk, dest.path(), "r1"));
    let id = id.unwrap();
    let job = ended(&desk.app, &id).await;
    let not_allowed = job
        .gap_counts
        .iter()
        .find(|gap| gap.result == FileResult::NotAllowed);
    let not_allowed = not_allowed.unwrap().count as usize;
    let fates = async || {
        let asked = query("2026-10-28", "2026-10-28");
        let rows = desk.app.page(asked, 0, 500).await.unwrap().rows;
        let count = |fate| rows.iter().filter(|row| row.fate == fate).count();
        let silent = rows.iter().filter(|row| row.recording_id.is_none());
        assert_eq!(
            count(None),
            silent.count(),
            "nothing is said of what was not recorded"
        );
        (
            count(Some(RecordingFate::Exported)),
            count(Some(RecordingFate::NotAllowed)),
        )
    };
    let recordings = job.recordings as usize;
    assert_eq!(fates().await, (recordings - not_allowed, not_allowed));
    desk.pbx.faults().clear();
    let again = desk.app.rerun_job(&id).unwrap();
    ended(&desk.app, &again).await;
    assert_eq!(fates().await, (recordings, 0), "all are in place now");
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_are_counted_with_their_reasons() {
    let desk = Desk::signed_in().await;
    desk.pbx
        .faults()
        .add(Rule::blobs(Fault::Status(404)).share(0.3));
    let dest = tempfile::tempdir().unwrap();
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Partial), "{job:?}");
    assert!(job.gap_counts.iter().map(|count| count.count).sum::<u32>() > 0);
    assert!(job.gaps.iter().all(|gap| !gap.reason.is_empty()));
    desk.pbx.faults().clear();
    let again = desk.app.rerun_job(&id).unwrap();
    let again = ended(&desk.app, &again).await;
    assert_eq!(
        again.outcome,
        Some(JobOutcome::Complete),
        "what was missing is fetched"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_missing_is_asked_for_again() {
    let desk = Desk::signed_in().await;
    desk.pbx
        .faults()
        .add(Rule::blobs(Fault::Status(500)).share(0.3));
    let dest = tempfile::tempdir().unwrap();
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    let first = ended(&desk.app, &id).await;
    let missing: u32 = first.gap_counts.iter().map(|count| count.count).sum();
    assert!(missing > 0 && missing < first.recordings, "{first:?}");
    desk.pbx.faults().clear();
    desk.pbx.reset_counters();
    let again = desk.app.retry_failed(&id).unwrap();
    let again = ended(&desk.app, &again).await;
    assert_eq!(again.outcome, Some(JobOutcome::Complete), "{again:?}");
    assert!(
        again.recordings <= missing && again.files_done >= missing,
        "{again:?}"
    );
    assert_eq!(again.calls, first.calls);
    assert_eq!(
        desk.pbx.counters().of(PathKind::Blob),
        u64::from(missing),
        "nothing else is asked for"
    );
    let table = fs::read_to_string(dest.path().join("calls.csv")).unwrap();
    assert_eq!(
        table.lines().count() as u32,
        first.calls + 1,
        "the table still tells of every call"
    );
    let check = desk.app.start_verify(&id).unwrap();
    let check = ended(&desk.app, &check).await;
    assert_eq!(check.outcome, Some(JobOutcome::Complete), "{check:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_job_moves_nothing_until_it_is_resumed() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let mut slow = input(&desk, dest.path(), "r1");
    // It would take minutes.
    slow.options.limit_rate_kb = Some(20);
    let id = desk.app.start_export(slow).unwrap();
    let mut state = desk.app.watch_job(&id).unwrap();
    state
        .wait_for(|job| job.phase == ExportPhase::Transferring && job.kilobytes > 0)
        .await
        .unwrap();
    assert!(desk.app.pause_job(&id));
    assert!(!desk.app.pause_job(&id), "it is held already");
    assert_eq!(state.borrow_and_update().phase, ExportPhase::Paused);
    let mut seen = Vec::new();
    while seen.len() < 5 {
        state.changed().await.unwrap();
        let job = state.borrow_and_update();
        assert_eq!((job.phase, job.outcome), (ExportPhase::Paused, None));
        seen.push(job.kilobytes);
    }
    assert_eq!(seen[1], seen[4], "what was on its way stands still");
    assert!(desk.app.resume_job(&id));
    assert_eq!(state.borrow_and_update().phase, ExportPhase::Transferring);
    state.wait_for(|job| job.kilobytes > seen[4]).await.unwrap();
    assert!(desk.app.pause_job(&id));
    assert!(
        desk.app.cancel_job(&id),
        "it can be stopped while it is held"
    );
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Cancelled));
    assert!(
        !desk.app.pause_job(&id) && !desk.app.resume_job(&id),
        "it is over"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_can_be_stopped_and_is_remembered() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.latency_ms = 100);
    let dest = tempfile::tempdir().unwrap();
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    assert!(desk.app.cancel_job(&id));
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Cancelled), "{job:?}");
    assert!(!desk.app.cancel_job(&id), "it was over already");
    assert_eq!(desk.app.running_jobs(), 0);

    let later = desk.reopened();
    assert_eq!(later.jobs().len(), 1, "the list survives a restart");
    assert!(later.dismiss_job(&id));
    assert!(desk.reopened().jobs().is_empty(), "dismissed for good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_cut_off_by_the_end_of_the_app_is_called_interrupted() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.latency_ms = 500);
    let dest = tempfile::tempdir().unwrap();
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "r1"))
        .unwrap();
    // The other app sees what is on record while the first still runs: as after a crash.
    let later = desk.reopened();
    assert_eq!(later.jobs()[0].outcome, Some(JobOutcome::Interrupted));
    desk.app.cancel_job(&id);
    ended(&desk.app, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_started_says_why() {
    let desk = Desk::signed_in().await;
    let mut bad = input(&desk, Path::new("/nowhere"), "r1");
    bad.options.name_template = "../{id}".to_owned();
    assert_eq!(
        desk.app.start_export(bad).unwrap_err().kind(),
        ErrorKind::InvalidInput
    );
    let mut unchosen = input(&desk, Path::new("/nowhere"), "r2");
    unchosen.folder = "/etc".into();
    assert_eq!(
        desk.app.start_export(unchosen).unwrap_err().kind(),
        ErrorKind::InvalidInput,
        "a path is no folder that a person chose"
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    let id = desk
        .app
        .start_export(input(&desk, file.path(), "r3"))
        .unwrap();
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Failed));
    assert_eq!(job.failure.map(|failure| failure.kind), Some(ErrorKind::Io));
    desk.app.leave().await;
    assert_eq!(
        desk.app.rerun_job(&id).unwrap_err().kind(),
        ErrorKind::Unauthenticated
    );
}
