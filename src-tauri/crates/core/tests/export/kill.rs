//! Killed at any moment, started again: nothing lost, nothing twice, no half file under a final name.

use std::{
    env, fs,
    process::{Child, Command, Stdio},
    time::Duration,
};

use demo_pbx::PathKind;
use tapedeck_core::{
    export::{ExportOptions, ExportPlan},
    jobs::JobOutcome,
    query::CallFilter,
    time::RangeInput,
};

use crate::house::{House, account, audio_files, client, manifest, run, sha256, shelf};

const URL: &str = "TAPEDECK_TEST_PBX";
const DEST: &str = "TAPEDECK_TEST_DEST";
const WORKERS: u32 = 8;

/// Not a test of its own: the process that is killed.
#[tokio::test]
#[ignore = "started by the test below, in a process of its own"]
async fn child() {
    let (Ok(url), Ok(dest)) = (env::var(URL), env::var(DEST)) else {
        return;
    };
    let range = RangeInput {
        from: "2026-09-01".to_owned(),
        to: "2026-10-30".to_owned(),
        zone: "Europe/London".to_owned(),
    };
    let (client, scopes) = client(
        &url,
        demo_pbx::company::DOMAIN,
        "qa.lead",
        demo_pbx::PASSWORD,
    )
    .await;
    let (shelf, coverage) = shelf(&client, scopes, &range).await;
    let plan = ExportPlan {
        client: client.into(),
        scopes,
        shelf,
        range: range.resolve().unwrap(),
        range_input: range,
        filter: CallFilter::default(),
        dest: dest.into(),
        options: ExportOptions {
            parallel: Some(WORKERS),
            ..ExportOptions::default()
        },
        limit_rate: None,
        zip_password: None,
        coverage,
        account: account(),
        version: "test".to_owned(),
    };
    assert_eq!(run(plan).await.unwrap().outcome, JobOutcome::Complete);
}

fn start(house: &House) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--ignored"])
        .env(URL, house.pbx.base_url())
        .env(DEST, house.dest())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_killed_export_is_continued() {
    let house = House::new(4).await;
    let total = house
        .recordings()
        .iter()
        .map(|(_, files)| *files as u64)
        .sum::<u64>();
    let mut fetched = 0;
    let mut kills = 0;
    // Killed after the 5th, 12th, ... file of a run has been asked for; another moment each time.
    for after in (5..).step_by(7) {
        house.pbx.reset_counters();
        let mut child = start(&house);
        let ended = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if house.pbx.counters().of(PathKind::Blob) >= after {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        };
        fetched += house.pbx.counters().of(PathKind::Blob);
        no_bad_file(&house);
        if let Some(status) = ended {
            assert!(status.success(), "the last run ends well");
            break;
        }
        kills += 1;
    }
    assert!(kills >= 3, "{kills} kills");
    house.check(&[]);
    let most = total + kills * u64::from(WORKERS);
    assert!(
        fetched <= most,
        "{fetched} files fetched for {total}; {kills} kills may cost {} more",
        kills * u64::from(WORKERS)
    );
}

/// While it looks around, fetches, names files, writes tables or tidies up: wherever these moments fall.
// The PBX must go on while this thread waits for the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_moment_is_a_bad_one() {
    let house = House::new(3).await;
    for moment in 0..16_u64 {
        let mut child = start(&house);
        // Spread over a second, which is longer than a run takes once most is there.
        tokio::time::sleep(Duration::from_millis(moment * 617 % 1000)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        no_bad_file(&house);
    }
    let last = start(&house).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&last.stdout).into_owned();
    assert!(last.status.success(), "the last run ends well: {said}");
    house.check(&[]);
}

/// Every file under a final name is whole, and the manifest claims nothing that is not there.
fn no_bad_file(house: &House) {
    let dest = house.dest();
    let right: std::collections::HashSet<String> = house
        .recordings()
        .iter()
        .flat_map(|(id, files)| (0..*files).filter_map(|index| house.pbx.source_sha256(id, index)))
        .collect();
    for name in audio_files(&dest) {
        assert!(
            right.contains(&sha256(&fs::read(dest.join(&name)).unwrap())),
            "{name} is half"
        );
    }
    for line in manifest(&dest)
        .values()
        .filter(|line| line["result"] == "done")
    {
        let path = line["path"].as_str().unwrap();
        assert_eq!(
            line["sha256"],
            sha256(&fs::read(dest.join(path)).unwrap()),
            "{path} is as the manifest says"
        );
    }
}
