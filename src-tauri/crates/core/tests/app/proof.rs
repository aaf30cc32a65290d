//! What can be shown later: the signature of exports, and the log of who exported and played what.

use std::sync::Arc;

use tapedeck_core::{
    ErrorKind, Secret, Tapedeck,
    activity::{ActivityAction, ActivityEntry},
    app::{ExportInput, Ports},
    error::{Error, Result},
    ids::CallId,
    jobs::JobOutcome,
    secrets::SecretStore,
    settings::SettingsFile,
};
use tokio_util::sync::CancellationToken;

use crate::{
    desk::{Desk, query},
    jobs::{ended, input},
};

fn signed(desk: &Desk, folder: &std::path::Path) -> ExportInput {
    let mut input = input(desk, folder, "signed");
    input.options.sign = true;
    input
}

async fn noted(app: &Tapedeck) -> Vec<ActivityEntry> {
    assert_eq!(app.activity_written().await, None, "all is written");
    let view = app.activity().await.unwrap();
    assert_eq!(view.check.problems, [""; 0]);
    view.entries
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_signs_with_the_key_of_this_computer_and_its_check_says_so() {
    let desk = Desk::signed_in().await;
    let dest = tempfile::tempdir().unwrap();
    let id = desk.app.start_export(signed(&desk, dest.path())).unwrap();
    let job = ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    let key = desk.app.public_key().await.unwrap();
    assert_eq!(job.signature.public_key.as_deref(), Some(key.as_str()));
    let coverage = job.coverage.unwrap();
    assert_eq!(coverage.exported, job.recordings);
    let check = desk.app.start_verify(&id).unwrap();
    let check = ended(&desk.app, &check).await;
    assert_eq!(check.outcome, Some(JobOutcome::Complete), "{check:?}");
    assert_eq!(check.signature.public_key.as_deref(), Some(key.as_str()));

    let restarted = desk.reopened();
    let kept = restarted.jobs();
    assert!(
        kept.iter()
            .any(|job| job.signature.public_key.as_deref() == Some(key.as_str()))
    );
    assert_eq!(restarted.public_key().await.unwrap(), key, "made once");
}

/// A computer without one.
struct NoKeychain;

impl SecretStore for NoKeychain {
    fn get(&self, _: &str) -> Result<Option<Secret>> {
        Err(Error::Keychain {
            why: "there is none".to_owned(),
        })
    }

    fn set(&self, _: &str, _: &Secret) -> Result<()> {
        self.get("").map(|_| ())
    }

    fn remove(&self, _: &str) -> Result<()> {
        self.get("").map(|_| ())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keychain_a_job_that_should_sign_fails_before_it_begins() {
    let desk = Desk::new().await;
    let app = Tapedeck::open(Ports {
        data_dir: desk.data_dir().to_owned(),
        export_dir: None,
        secrets: Arc::new(NoKeychain),
        clock: Arc::clone(&desk.clock) as _,
        settings: Arc::new(SettingsFile::in_folder(desk.data_dir())),
    })
    .unwrap();
    app.sign_in(desk.input("qa.lead")).await.unwrap();
    let parent = tempfile::tempdir().unwrap();
    let dest = parent.path().join("export");
    let mut input = signed(&desk, &dest);
    input.folder = app.remember_folder(dest.clone()).id;
    let id = app.start_export(input).unwrap();
    let job = ended(&app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Failed));
    let failure = job.failure.unwrap();
    assert_eq!(failure.kind, ErrorKind::KeychainUnavailable);
    assert!(!dest.exists(), "nothing was moved");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_exported_and_played_what_is_noted() {
    let desk = Desk::signed_in().await;
    let all = query("2026-10-28", "2026-10-28");
    desk.app
        .read(&all, |_| {}, &CancellationToken::new())
        .await
        .unwrap();
    let page = desk.app.page(all, 0, 500).await.unwrap();
    let call = page
        .rows
        .iter()
        .find(|row| row.recording_id.is_some())
        .unwrap();
    desk.app.open_recording(&call.id, 1).await.unwrap();
    let unknown = CallId::from("no such call");
    assert!(desk.app.open_recording(&unknown, 1).await.is_err());
    let dest = tempfile::tempdir().unwrap();
    let id = desk
        .app
        .start_export(input(&desk, dest.path(), "noted"))
        .unwrap();
    let job = ended(&desk.app, &id).await;
    let entries = noted(&desk.app).await;
    let actions: Vec<_> = entries.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [
            ActivityAction::ExportFinished,
            ActivityAction::ExportStarted,
            ActivityAction::Played
        ],
        "newest first, and what was not played is not noted"
    );
    assert!(entries.iter().all(|entry| entry.user == "qa.lead"));
    assert_eq!(entries[0].outcome, Some(JobOutcome::Complete));
    assert_eq!(entries[0].recordings, Some(job.recordings));
    assert_eq!(entries[1].folder, Some(dest.path().display().to_string()));
    assert_eq!(entries[2].call, Some(call.id.0.clone()));
    assert_eq!(
        noted(&desk.reopened()).await.len(),
        3,
        "it outlives the app"
    );
}
