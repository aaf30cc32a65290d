//! Killed at any moment, started again: nothing lost, nothing twice, no half file under a final name.

use std::{
    env, fs,
    process::{Child, Command, Stdio},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use demo_pbx::{Fault, PathKind, Rule};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use tapedeck_core::{
    export::{self, ExportOptions, ExportPlan, ExportProgress, Hold},
    jobs::JobOutcome,
    query::CallFilter,
    time::RangeInput,
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, account, audio_files, client, manifest, options, rounds, sha256, shelf};

const URL: &str = "TAPEDECK_TEST_PBX";
const DEST: &str = "TAPEDECK_TEST_DEST";
const WORKERS: u32 = 8;
/// Of the F1 figure: `quality.md`.
const MANY_WORKERS: u32 = 16;
const PARALLEL: &str = "TAPEDECK_TEST_PARALLEL";

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
            parallel: env::var(PARALLEL)
                .ok()
                .and_then(|number| number.parse().ok()),
            ..ExportOptions::default()
        },
        limit_rate: None,
        zone_here: jiff::tz::TimeZone::UTC,
        only_missing: false,
        zip_password: None,
        signer: None,
        coverage,
        account: account(),
        version: "test".to_owned(),
        known_files: None,
        hold: Hold::default(),
        waits: false,
    };
    let told = std::sync::atomic::AtomicU64::new(0);
    let tell = move |progress: &ExportProgress| {
        let before = told.swap(progress.files_done / 100, Ordering::Relaxed);
        if progress.files_done / 100 != before
            && let Some(kilobytes) = memory()
        {
            println!("memory {} {kilobytes}", progress.files_done);
        }
    };
    let report = export::run(plan, Arc::new(tell), CancellationToken::new());
    // What is lost for good is the business of the test that starts this.
    let outcome = report.await.unwrap().outcome;
    assert!(matches!(
        outcome,
        JobOutcome::Complete | JobOutcome::Partial
    ));
}

/// Memory in use now, in kilobytes, where the system tells.
fn memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

pub(crate) fn start(house: &House, workers: u32) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "kill::child", "--ignored", "--nocapture"])
        .env(URL, house.pbx.base_url())
        .env(DEST, house.dest())
        .env(PARALLEL, workers.to_string())
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
        let mut child = start(&house, WORKERS);
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
        let mut child = start(&house, WORKERS);
        // Spread over a second, which is longer than a run takes once most is there.
        tokio::time::sleep(Duration::from_millis(moment * 617 % 1000)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        no_bad_file(&house);
    }
    let last = start(&house, WORKERS).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&last.stdout).into_owned();
    assert!(last.status.success(), "the last run ends well: {said}");
    house.check(&[]);
}

/// Long recordings, slowly: a death costs the block that each transfer was at, not the file.
// The PBX must go on while this thread waits for the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_death_costs_one_block_of_each_transfer() {
    const BLOCK: u64 = 64 << 10;
    const PIECE: u64 = 40_000;
    let kills = rounds("TAPEDECK_KILLS", 6);
    let days = if kills > 100 { 9 } else { 1 };
    let house = House::with(demo_pbx::Options {
        longest_talk: 120,
        ..options(days)
    })
    .await;
    house
        .pbx
        .faults()
        .add(Rule::blobs(Fault::Drip(PIECE as u32 * 10)));
    let total = all_bytes(&house);
    let mut chance = SmallRng::seed_from_u64(7);
    house.pbx.reset_counters();
    let mut killed = 0;
    while killed < kills {
        let mut child = start(&house, MANY_WORKERS);
        let sent = house.pbx.counters().blob_bytes_sent;
        // Somewhere within the next files, now and then before the first byte.
        let until = sent + chance.random_range(0..total / kills * 3 / 2 + 1);
        let over = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if house.pbx.counters().blob_bytes_sent >= until {
                break None;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        };
        if let Some(status) = over {
            assert!(status.success(), "a run that is not killed ends well");
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
        no_bad_file(&house);
    }
    assert!(killed > kills / 2, "{killed} kills");
    house.pbx.faults().clear();
    let last = start(&house, MANY_WORKERS).wait_with_output().unwrap();
    assert!(last.status.success(), "the last run ends well");
    house.check(&[]);
    let sent = house.pbx.counters().blob_bytes_sent;
    let again = sent.saturating_sub(total);
    let most = killed * u64::from(MANY_WORKERS) * (BLOCK + PIECE);
    println!("{killed} kills cost {again} of {total} bytes again; {most} are allowed");
    assert!(
        again <= most,
        "{killed} kills cost {again} bytes; {most} are allowed"
    );
}

fn all_bytes(house: &House) -> u64 {
    let files = house.recordings().into_iter().flat_map(|(id, files)| {
        (0..files).filter_map(move |index| house.pbx.recording_bytes(&id, index))
    });
    files.map(|bytes| bytes.len() as u64).sum()
}

/// Every file under a final name is whole, and the manifest claims nothing that is not there.
pub(crate) fn no_bad_file(house: &House) {
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
