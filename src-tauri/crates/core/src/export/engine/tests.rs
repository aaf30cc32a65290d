//! A disk that fills up, at many points.

use std::{fs, sync::Arc};

use demo_pbx::DemoPbx;
use portsip::{Client, ClientOptions, Credentials, Secret};
use tokio_util::sync::CancellationToken;

use super::{carry_out, job::Board, prepare::prepare, room::Room};
use crate::{
    catalogue::{AccountKey, Catalogue},
    error::{Error, Result},
    export::{ExportOptions, ExportPlan, ExportReport, manifest, sha256_of},
    jobs::JobOutcome,
    query::CallFilter,
    sync,
    time::RangeInput,
};

async fn plan(pbx: &DemoPbx, dest: &std::path::Path) -> ExportPlan {
    let account = pbx.sign_in();
    let client = Client::new(ClientOptions::new(pbx.base_url().parse().unwrap())).unwrap();
    let password = Secret::from(account.password.as_str());
    client
        .sign_in(&Credentials {
            user: account.user.clone(),
            domain: Some(account.domain.clone()),
            password,
        })
        .await
        .unwrap();
    let scopes = client.decide_scopes().await.unwrap();
    let range_input = RangeInput {
        from: "2026-10-01".to_owned(),
        to: "2026-10-30".to_owned(),
        zone: "UTC".to_owned(),
    };
    let range = range_input.resolve().unwrap();
    let account = AccountKey {
        server: "demo".to_owned(),
        domain: account.domain,
        user: account.user,
    };
    let shelf = Catalogue::in_memory().unwrap().shelf(&account).unwrap();
    let coverage = sync::read_range(
        &client,
        scopes,
        &shelf,
        &range,
        range.end,
        &|_| {},
        &CancellationToken::new(),
    )
    .await
    .unwrap();
    ExportPlan {
        client: client.into(),
        scopes,
        shelf,
        range,
        range_input,
        filter: CallFilter::default(),
        dest: dest.to_owned(),
        options: ExportOptions::default(),
        limit_rate: None,
        zip_password: None,
        coverage,
        account,
        version: "test".to_owned(),
    }
}

async fn export_with(plan: ExportPlan, room: Room) -> Result<ExportReport> {
    let mut prepared =
        prepare(plan, Board::new(Arc::new(|_| {})), CancellationToken::new()).unwrap();
    prepared.job.room = room;
    carry_out(prepared, CancellationToken::new(), jiff::Timestamp::now()).await
}

#[tokio::test]
async fn a_full_disk_stops_the_export_and_leaves_nothing_short() {
    let now = Some("2026-10-30T18:00:00Z".parse().unwrap());
    let options = demo_pbx::Options {
        now,
        days: 1,
        longest_talk: 4,
        lockout_after: None,
        ..demo_pbx::Options::default()
    };
    let pbx = DemoPbx::start(options).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let dest = folder.path().join("export");
    let mut before = 0;
    // Some megabytes in all: full at once, early, in the middle of a file and late.
    for room in [0, 100_000, 333_333, 1_000_001] {
        let error = export_with(plan(&pbx, &dest).await, Room::of(room))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::DiskFull { .. }), "{error}");
        let lines = manifest::read(&dest).unwrap();
        let held: Vec<_> = lines.values().filter_map(|line| line.held()).collect();
        assert!(held.len() >= before, "what was there stays");
        before = held.len();
        for (path, hash) in held {
            let (_, found) = sha256_of(&dest.join(path), &CancellationToken::new())
                .unwrap()
                .unwrap();
            assert_eq!(found, hash, "{path} is whole");
        }
        let mut left = vec![dest.clone()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                assert_ne!(
                    path.extension().and_then(|ending| ending.to_str()),
                    Some("part"),
                    "{} is left",
                    path.display()
                );
                left.extend(path.is_dir().then_some(path));
            }
        }
        assert!(
            dest.join("calls.csv").exists() && dest.join("export.json").exists(),
            "the tables tell how far it came"
        );
    }
    assert!(before > 0, "something fitted");
    let report = export_with(plan(&pbx, &dest).await, Room::default())
        .await
        .unwrap();
    assert_eq!(
        (report.outcome, report.progress.files_skipped),
        (JobOutcome::Complete, before as u64),
        "with room it goes on"
    );
}
