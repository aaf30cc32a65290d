//! Thousands of small files with every fault at once and kills in between (`quality.md` F2), as many as is asked.
//!
//! The whole figure is `TAPEDECK_SOAK_FILES=20000`, `TAPEDECK_SOAK_KILLS=20`, `TAPEDECK_SOAK_SEEDS=3`.

use std::{fs, time::Duration};

use demo_pbx::{Fault, PathKind, Rule};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};

use crate::{
    house::{House, audio_files, manifest, options, rounds},
    kill::{no_bad_file, start},
};

/// Each passing fault hits this share of the files.
const SHARE: f64 = 0.02;
/// Each lasting one hits one file in so many.
const LASTING: usize = 97;
const WORKERS: u32 = 16;

async fn house(files: u64, seed: u64) -> House {
    House::with(demo_pbx::Options {
        seed,
        // Not every call is recorded.
        calls: Some(files as u32 * 3 / 2),
        longest_talk: 1,
        ..options(40)
    })
    .await
}

/// Adds the faults; the answer is the ids of what can never be had.
fn add_faults(house: &House) -> Vec<String> {
    let faults = house.pbx.faults();
    let ids: Vec<String> = house.recordings().into_iter().map(|(id, _)| id).collect();
    let mut gone = Vec::new();
    for (from, fault) in [Fault::Status(404), Fault::Html, Fault::Empty]
        .into_iter()
        .enumerate()
    {
        let hit: Vec<String> = ids
            .iter()
            .skip(from * 31)
            .step_by(LASTING)
            .cloned()
            .collect();
        faults.add(Rule::blobs(fault).ids(hit.clone()));
        gone.extend(hit);
    }
    for (fault, times) in [
        (Fault::Html, 1),
        (Fault::Status(401), 1),
        (Fault::Status(500), 2),
        (Fault::Status(503), 1),
        (Fault::RetryAfter(429, "1".to_owned()), 1),
        (Fault::RetryAfter(503, "soon".to_owned()), 1),
        (Fault::Truncate(0.5), 2),
        (Fault::Reset(0.5), 1),
        (Fault::ChunkedCut(0.5), 1),
        (Fault::ShortBody(0.5), 1),
        (Fault::Empty, 1),
    ] {
        faults.add(Rule::blobs(fault).share(SHARE).times(times));
    }
    // Each costs a second of silence, and halves what is in flight.
    faults.add(Rule::blobs(Fault::Stall(0.5)).share(SHARE / 20.0).times(1));
    gone
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_files_come_through_every_fault_and_kill() {
    let files = rounds("TAPEDECK_SOAK_FILES", 400);
    let kills = rounds("TAPEDECK_SOAK_KILLS", 3);
    for seed in 0..rounds("TAPEDECK_SOAK_SEEDS", 1) {
        let house = house(files, seed).await;
        let all = house.recordings().len() as u64;
        let gone = add_faults(&house);
        let mut chance = SmallRng::seed_from_u64(seed);
        for _ in 0..kills {
            let mut child = start(&house, WORKERS);
            let until = house.pbx.counters().of(PathKind::Blob)
                + chance.random_range(1..all / (kills + 1) * 3 / 2);
            while house.pbx.counters().of(PathKind::Blob) < until {
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            let _ = child.kill();
            child.wait().unwrap();
            no_bad_file(&house);
        }
        let last = start(&house, WORKERS).wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&last.stdout).into_owned();
        assert!(last.status.success(), "seed {seed}: {said}");
        let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
        house.check(&gone);
        for line in manifest(&house.dest()).values() {
            let lost = line["path"].is_null();
            let reason = line["reason"].as_str().unwrap_or_default();
            assert!(!lost || !reason.is_empty(), "seed {seed}: {line}");
        }
    }
}

/// What a run needs in memory does not grow with the files.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_does_not_grow_with_the_files() {
    let files = rounds("TAPEDECK_SOAK_FILES", 1_500);
    // Of a few files the first allocations are the larger part.
    let most = if files > 5_000 { 1_000 } else { 2_000 };
    let house = house(files, 7).await;
    let run = start(&house, WORKERS).wait_with_output().unwrap();
    assert!(run.status.success());
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    // `memory FILES KILOBYTES`, as the child goes.
    let seen: Vec<(i64, i64)> = said
        .lines()
        .filter_map(|line| {
            let (files, kb) = line.strip_prefix("memory ")?.split_once(' ')?;
            Some((files.parse().ok()?, kb.parse().ok()?))
        })
        .collect();
    if cfg!(target_os = "linux") {
        // The first files fill buffers and pools.
        let warm = seen.iter().find(|(files, _)| *files >= 300).unwrap();
        let end = seen.last().unwrap();
        let slope = (end.1 - warm.1) * 1_000 / (end.0 - warm.0).max(1);
        println!("{slope} kB per 1,000 files: {warm:?} to {end:?}");
        assert!(slope <= most, "{slope} kB per 1,000 files: {seen:?}");
    }
    assert!(fs::metadata(house.dest()).is_ok() && !audio_files(&house.dest()).is_empty());
}
