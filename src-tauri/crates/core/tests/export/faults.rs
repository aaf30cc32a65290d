//! What a bad day looks like: nothing wrong under a final name, every gap with its reason.

use demo_pbx::{Fault, Rule, Throttle};
use tapedeck_core::{Error, ErrorKind, export::ExportOptions, jobs::JobOutcome};

use crate::house::{House, manifest, table};

#[tokio::test]
async fn passing_faults_cost_nothing_but_time() {
    let house = House::new(2).await;
    let faults = [
        Fault::Status(500),
        Fault::Status(503),
        Fault::RetryAfter(429, "1".to_owned()),
        Fault::Truncate(0.5),
        Fault::Reset(0.5),
        Fault::Stall(0.5),
        Fault::ChunkedCut(0.5),
        Fault::ShortBody(0.5),
        Fault::ShortFile(0.5),
        Fault::Empty,
        Fault::Html,
        Fault::JsonInstead,
        Fault::Status(401),
        Fault::Status(403),
        Fault::Status(404),
    ];
    let ids: Vec<String> = house.recordings().into_iter().map(|(id, _)| id).collect();
    for (place, fault) in faults.iter().enumerate() {
        house.pbx.faults().add(
            Rule::blobs(fault.clone())
                .ids(ids.iter().skip(place).step_by(faults.len()).cloned())
                .times(1),
        );
    }
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "{:?}",
        report.progress.gaps
    );
    house.check(&[]);
    let counted = house.pbx.counters().faults;
    for fault in &faults {
        assert!(
            counted.contains_key(fault.name()),
            "{} was never applied",
            fault.name()
        );
    }
}

#[tokio::test]
async fn lasting_faults_are_gaps_with_their_reason() {
    let house = House::new(2).await;
    let faults = [
        (Fault::Status(404), "gone"),
        (Fault::Status(410), "gone"),
        (Fault::Status(403), "not_allowed"),
        (Fault::Html, "not_allowed"),
        (Fault::Status(500), "failed"),
        (Fault::Status(503), "failed"),
        (Fault::Truncate(0.5), "failed"),
        (Fault::Reset(0.5), "failed"),
        (Fault::JsonInstead, "failed"),
        (Fault::Empty, "failed"),
        (Fault::Endless, "failed"),
        (Fault::RedirectLoop, "failed"),
    ];
    let recordings = house.recordings();
    let ids: Vec<&str> = recordings
        .iter()
        .take(faults.len())
        .map(|(id, _)| id.as_str())
        .collect();
    for ((fault, _), id) in faults.iter().zip(&ids) {
        house
            .pbx
            .faults()
            .add(Rule::blobs(fault.clone()).ids([*id]));
    }
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Partial);
    house.check(&ids);
    let (lines, rows) = (manifest(&house.dest()), table(&house.dest()));
    for ((fault, result), id) in faults.iter().zip(&ids) {
        let line = &lines[&((*id).to_owned(), 1)];
        assert_eq!(line["result"], *result, "{fault:?}: {line}");
        assert!(
            line["path"].is_null()
                && line["reason"]
                    .as_str()
                    .is_some_and(|reason| !reason.is_empty()),
            "{line}"
        );
        let row = rows.iter().find(|row| row["recording_id"] == *id).unwrap();
        assert_eq!(
            (row["result"].as_str(), row["files"].as_str()),
            (*result, "0")
        );
    }
    assert_eq!(
        lines[&(ids[4].to_owned(), 1)]["attempts"],
        5,
        "a server's failure is tried five times"
    );
    house.pbx.faults().clear();
    let mended = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        mended.outcome,
        JobOutcome::Complete,
        "running again mends what can be mended"
    );
    house.check(&[]);
}

#[tokio::test]
async fn odd_files_of_the_pbx_itself_are_kept_with_a_word() {
    let house = House::new(1).await;
    let recordings = house.recordings();
    let wav = |id: &str| {
        house
            .pbx
            .recording_bytes(id, 0)
            .is_some_and(|bytes| bytes.starts_with(b"RIFF"))
    };
    let mut ids = recordings
        .iter()
        .map(|(id, _)| id.as_str())
        .filter(|id| wav(id));
    let (short, unknown) = (ids.next().unwrap(), ids.next().unwrap());
    house
        .pbx
        .faults()
        .add(Rule::blobs(Fault::ShortFile(0.5)).ids([short]));
    house
        .pbx
        .faults()
        .add(Rule::blobs(Fault::UnknownWavLength).ids([unknown]));
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    let lines = manifest(&house.dest());
    let line = |id: &str| &lines[&(id.to_owned(), 1)];
    assert_eq!(
        (
            line(short)["result"].as_str(),
            line(short)["attempts"].as_u64()
        ),
        (Some("done"), Some(2)),
        "fetched once more"
    );
    assert!(
        line(short)["reason"].as_str().unwrap().contains("header"),
        "{}",
        line(short)
    );
    assert!(
        line(unknown)["reason"].is_null(),
        "a size that says until the end is no fault: {}",
        line(unknown)
    );
}

#[tokio::test]
async fn a_limit_on_requests_is_found_and_kept_to() {
    let house = House::new(3).await;
    house.pbx.faults().set(demo_pbx::FaultPlan {
        throttle: Some(Throttle {
            max_in_flight: Some(6),
            retry_after: Some("0".to_owned()),
            ..Throttle::default()
        }),
        ..demo_pbx::FaultPlan::default()
    });
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "{:?}",
        report.progress.gaps
    );
    house.check(&[]);
}

#[tokio::test]
async fn a_pbx_that_goes_away_ends_the_run_and_loses_nothing() {
    let house = House::new(3).await;
    let gone = house.recordings().len() as u64 / 2;
    let pbx = std::sync::Arc::new(house);
    let shown = std::sync::Arc::clone(&pbx);
    let progress = move |progress: &tapedeck_core::export::ExportProgress| {
        if progress.files_done >= gone {
            shown.pbx.go_away();
        }
    };
    let mut plan = pbx.plan(ExportOptions {
        parallel: Some(2),
        ..ExportOptions::default()
    });
    plan.limit_rate = Some(2_000_000);
    let error = tapedeck_core::export::run(
        plan,
        std::sync::Arc::new(progress),
        tokio_util::sync::CancellationToken::new(),
    )
    .await
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Offline, "{error}");
    let held = manifest(&pbx.dest())
        .values()
        .filter(|line| line["result"] == "done")
        .count() as u64;
    assert!(held >= gone, "what was settled is in the manifest");
    pbx.pbx.come_back().await.unwrap();
    pbx.pbx.reset_counters();
    let report = pbx.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        (report.outcome, report.progress.files_skipped),
        (JobOutcome::Complete, held),
        "nothing is fetched twice"
    );
    pbx.check(&[]);
}

#[tokio::test]
async fn a_session_that_ends_for_good_ends_the_run() {
    let house = House::new(1).await;
    house.pbx.revoke_sessions();
    let error = house.export(ExportOptions::default()).await.unwrap_err();
    assert!(
        matches!(error, Error::Pbx(portsip::Error::SessionExpired)),
        "{error}"
    );
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert_eq!(
        table(&house.dest()).len(),
        house.pbx.company().calls.len(),
        "the tables are there all the same"
    );
}

#[tokio::test]
async fn row_15_links_that_expire_are_read_again_once() {
    let mut options = crate::house::options(1);
    options.private_links = true;
    let house = House::with(options).await;
    house
        .pbx
        .faults()
        .add(Rule::blobs(Fault::Status(410)).times(1));
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "{:?}",
        report.progress.gaps
    );
    house.check(&[]);
    let files = house
        .recordings()
        .iter()
        .map(|(_, files)| files)
        .sum::<usize>();
    let counted = house.pbx.counters();
    assert_eq!(
        counted.of(demo_pbx::PathKind::Blob),
        2 * files as u64,
        "each link expired once and was used once more"
    );
}

#[tokio::test]
async fn row_24_a_redirect_to_a_file_store_is_followed_without_the_session() {
    let house = House::new(1).await;
    house
        .pbx
        .faults()
        .add(Rule::blobs(Fault::RedirectToStorage));
    house.export(ExportOptions::default()).await.unwrap();
    house.check(&[]);
    assert!(house.pbx.counters().storage_requests > 0);
    assert_eq!(
        house.pbx.counters().storage_credentials,
        0,
        "no credential goes to another origin"
    );
}
