//! What a good day looks like: all of it, once, and provably.

use std::{fs, process::Command, sync::Arc};

use tapedeck_core::{
    Error,
    export::{self, AudioFormat, ExportOptions, OnConflict, ProblemKind, TableKind},
    jobs::JobOutcome,
};
use tokio_util::sync::CancellationToken;

use crate::house::{
    House, audio_files, ends_in, files, manifest, options, range, run, shelf, table,
};

fn all_tables() -> ExportOptions {
    ExportOptions {
        tables: vec![TableKind::Csv, TableKind::Xlsx, TableKind::Jsonl],
        ..ExportOptions::default()
    }
}

async fn problems(house: &House) -> Vec<String> {
    let report = export::verify(&house.dest(), Arc::new(|_| {}), CancellationToken::new())
        .await
        .unwrap();
    report.problems.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn five_hundred_recordings_equal_their_source_and_a_second_run_moves_nothing() {
    let house = House::new(9).await;
    assert!(
        house.recordings().len() >= 500,
        "{} recordings",
        house.recordings().len()
    );
    let report = house.export(all_tables()).await.unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "{:?}",
        report.progress.gaps
    );
    assert_eq!(
        report.progress.recordings_settled,
        report.progress.recordings
    );
    assert_eq!(report.progress.recordings, house.recordings().len() as u64);
    house.check(&[]);
    let rows = table(&house.dest());
    assert_eq!(
        rows.len(),
        house.pbx.company().calls.len(),
        "one row per call, recording or not"
    );
    assert!(
        rows.is_sorted_by_key(|row| row["started_utc"].parse::<jiff::Timestamp>().unwrap()),
        "in order of start"
    );
    assert_eq!(problems(&house).await, [""; 0]);
    if let Ok(checked) = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(house.dest())
        .output()
    {
        assert!(
            checked.status.success(),
            "{}",
            String::from_utf8_lossy(&checked.stderr)
        );
    }

    house.pbx.reset_counters();
    let before = files(&house.dest());
    let again = house.export(all_tables()).await.unwrap();
    assert_eq!(again.outcome, JobOutcome::Complete);
    assert_eq!((again.progress.files_done, again.progress.bytes), (0, 0));
    assert_eq!(
        house.pbx.counters().total(),
        0,
        "neither audio nor detail is asked for"
    );
    assert_eq!(files(&house.dest()), before);
    house.check(&[]);

    let proof: serde_json::Value =
        serde_json::from_slice(&fs::read(house.dest().join("export.json")).unwrap()).unwrap();
    assert_eq!(proof["runs"].as_array().unwrap().len(), 2);
    assert_eq!(proof["runs"][0]["scope"]["calls"], "tenant");
    assert_eq!(
        proof["runs"][1]["counts"]["files_skipped"],
        audio_files(&house.dest()).len()
    );
    for name in files(&house.dest())
        .iter()
        .filter(|name| ends_in(name, &["json", "jsonl", "csv"]))
    {
        let text = fs::read_to_string(house.dest().join(name)).unwrap();
        assert!(
            !text.contains("/blobs/") && !text.contains("file_url"),
            "{name} holds a link"
        );
    }
}

#[tokio::test]
async fn only_damaged_and_missing_files_are_fetched_again() {
    let house = House::new(2).await;
    house.export(ExportOptions::default()).await.unwrap();
    let names = audio_files(&house.dest());
    let mut bytes = fs::read(house.dest().join(&names[0])).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(house.dest().join(&names[0]), &bytes).unwrap();
    fs::remove_file(house.dest().join(&names[1])).unwrap();
    let report = export::verify(&house.dest(), Arc::new(|_| {}), CancellationToken::new())
        .await
        .unwrap();
    let found: Vec<_> = report
        .problems
        .iter()
        .map(|problem| (problem.kind, problem.path.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (ProblemKind::Changed, names[0].as_str()),
            (ProblemKind::Missing, names[1].as_str())
        ]
    );
    house.pbx.reset_counters();
    let again = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(again.progress.files_done, 2);
    assert_eq!(
        house.pbx.counters().of(demo_pbx::PathKind::Blob),
        2,
        "nothing else is asked for"
    );
    house.check(&[]);
    assert_eq!(problems(&house).await, [""; 0]);
}

#[tokio::test]
async fn several_files_of_a_recording_are_all_there() {
    let house = House::with(demo_pbx::Options {
        longest_talk: 60,
        ..options(10)
    })
    .await;
    house.export(ExportOptions::default()).await.unwrap();
    house.check(&[]);
    let several = house
        .recordings()
        .into_iter()
        .find(|(_, files)| *files > 1)
        .expect("a recording with several files");
    let rows = table(&house.dest());
    let row = rows
        .iter()
        .find(|row| row["recording_id"] == several.0)
        .unwrap();
    assert_eq!(row["files"], several.1.to_string());
    let paths: Vec<&str> = row["paths"].split('|').collect();
    assert_eq!(
        (
            paths.len(),
            row["sha256"].split('|').count(),
            row["bytes"].split('|').count()
        ),
        (several.1, several.1, several.1)
    );
    assert!(
        paths[1].rsplit_once('.').unwrap().0.ends_with("-2"),
        "{paths:?}"
    );
}

#[tokio::test]
async fn post_only_servers_and_the_oldest_ones_work_too() {
    for family in [demo_pbx::Family::V16, demo_pbx::Family::V22_0] {
        let mut options = options(1);
        options.family = family;
        options.faults.post_only = Some(404);
        options.private_links = true;
        let house = House::with(options).await;
        let report = house.export(ExportOptions::default()).await.unwrap();
        assert_eq!(
            report.outcome,
            JobOutcome::Complete,
            "{family:?} {:?}",
            report.progress.gaps
        );
        house.check(&[]);
    }
}

#[tokio::test]
async fn conversion_keeps_the_hash_of_the_source_and_what_cannot_be_decoded() {
    let house = House::new(2).await;
    for (audio, ending) in [
        (AudioFormat::Mp3, ".mp3"),
        (AudioFormat::Flac, ".flac"),
        (AudioFormat::Wav, ".wav"),
    ] {
        let options = ExportOptions {
            audio,
            name_template: format!("{ending}/{{id}}"),
            ..ExportOptions::default()
        };
        let report = house.export(options.clone()).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Complete);
        for line in manifest(&house.dest()).values() {
            let path = line["path"].as_str().unwrap();
            if !path.ends_with(ending) {
                assert!(
                    line["reason"]
                        .as_str()
                        .is_some_and(|reason| reason.contains("not converted")),
                    "{line}"
                );
            }
        }
        let again = house.export(options).await.unwrap();
        assert_eq!(
            again.progress.bytes, 0,
            "{audio:?}: what is there is not fetched again"
        );
        for line in manifest(&house.dest()).into_values() {
            fs::remove_file(house.dest().join(line["path"].as_str().unwrap())).unwrap();
        }
    }
}

#[tokio::test]
async fn a_folder_holds_the_exports_of_many_nights() {
    let mut house = House::new(4).await;
    let (mut calls, mut recordings) = (0, 0);
    for day in ["2026-10-28", "2026-10-29", "2026-10-27"] {
        house.range = range(day, day);
        (house.shelf, house.coverage) = shelf(&house.client, house.scopes, &house.range).await;
        let report = house.export(all_tables()).await.unwrap();
        calls += report.progress.calls;
        recordings += report.progress.recordings;
        let rows = table(&house.dest());
        assert_eq!(rows.len() as u64, calls, "rows of all nights");
        assert_eq!(
            rows.iter().filter(|row| row["result"] == "done").count() as u64,
            recordings
        );
        assert!(
            rows.is_sorted_by_key(|row| row["started_utc"].parse::<jiff::Timestamp>().unwrap())
        );
        assert_eq!(problems(&house).await, [""; 0]);
    }
}

#[tokio::test]
async fn a_strangers_file_is_left_alone_renamed_around_or_overwritten() {
    let house = House::new(1).await;
    let options = |on_conflict| ExportOptions {
        on_conflict,
        name_template: "{id}".to_owned(),
        ..ExportOptions::default()
    };
    let recordings = house.recordings();
    let (id, bytes) = recordings
        .iter()
        .find_map(|(id, files)| {
            Some((
                id.clone(),
                house.pbx.recording_bytes(id, 0).filter(|_| *files == 1)?,
            ))
        })
        .unwrap();
    house.export(options(OnConflict::Skip)).await.unwrap();
    let path = manifest(&house.dest())[&(id.clone(), 1)]["path"]
        .as_str()
        .unwrap()
        .to_owned();
    let reset = |content: &[u8]| {
        fs::remove_dir_all(house.dest()).unwrap();
        fs::create_dir(house.dest()).unwrap();
        fs::write(house.dest().join(&path), content).unwrap();
    };
    let line = || manifest(&house.dest())[&(id.clone(), 1)].clone();

    reset(b"mine");
    let report = house.export(options(OnConflict::Skip)).await.unwrap();
    assert_eq!(fs::read(house.dest().join(&path)).unwrap(), b"mine");
    let (skipped, missing) = (report.progress.files_skipped, &report.progress.gaps);
    assert_eq!(
        (report.outcome, skipped, missing.len()),
        (JobOutcome::Partial, 0, 1),
        "the recording is not in the folder"
    );
    assert_eq!(
        (line()["result"].as_str(), line()["path"].is_null()),
        (Some("skipped"), true)
    );
    assert!(line()["reason"].as_str().unwrap().contains(&path));

    reset(b"mine");
    house.export(options(OnConflict::Rename)).await.unwrap();
    assert_eq!(fs::read(house.dest().join(&path)).unwrap(), b"mine");
    let renamed = line()["path"].as_str().unwrap().to_owned();
    assert!(renamed != path && renamed.contains("-2"), "{renamed}");
    assert_eq!(fs::read(house.dest().join(renamed)).unwrap(), bytes);

    reset(b"mine");
    house.export(options(OnConflict::Overwrite)).await.unwrap();
    assert_eq!(fs::read(house.dest().join(&path)).unwrap(), bytes);

    for on_conflict in [OnConflict::Skip, OnConflict::Rename, OnConflict::Overwrite] {
        reset(&bytes);
        house.export(options(on_conflict)).await.unwrap();
        assert_eq!(
            (line()["result"].as_str(), line()["path"].as_str()),
            (Some("skipped"), Some(path.as_str())),
            "the same bytes are no conflict"
        );
        house.check(&[]);
    }
}

#[tokio::test]
async fn a_zip_holds_everything_the_folder_lists() {
    let house = House::new(1).await;
    let mut plan = house.plan(ExportOptions {
        zip: true,
        ..all_tables()
    });
    plan.zip_password = Some(portsip::Secret::from("open sesame"));
    let zip = run(plan).await.unwrap().zips.remove(0).path;
    assert_eq!(zip, house.dest().with_file_name("export.zip"));
    let mut archive = zip::ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    let mut names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, files(&house.dest()));
    assert!(
        archive.by_name("manifest.jsonl").is_err(),
        "not without the password"
    );
    house.check(&[]);
}

#[tokio::test]
async fn a_rate_is_kept() {
    let house = House::new(1).await;
    let total: usize = house
        .recordings()
        .iter()
        .filter_map(|(id, _)| house.pbx.recording_bytes(id, 0))
        .map(|bytes| bytes.len())
        .sum();
    let mut plan = house.plan(ExportOptions::default());
    plan.limit_rate = Some(total as u64);
    let start = std::time::Instant::now();
    run(plan).await.unwrap();
    assert!(
        start.elapsed().as_secs_f64() > 0.8,
        "{total} bytes at {total} a second took {:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let house = House::new(1).await;
    fs::write(house.dest(), "a file").unwrap();
    let error = house.export(ExportOptions::default()).await.unwrap_err();
    assert!(
        matches!(error, Error::Io { .. }) && error.to_string().contains("export"),
        "{error}"
    );
}

/// How the tables begin the reason of a call that should be recorded.
const UNRECORDED: &str = "answered, and the PBX lists no recording";

/// Whether that call should be recorded, by the documentation and not by the code.
fn is_expected(row: &std::collections::BTreeMap<String, String>, recorded: &[&str]) -> bool {
    !row["recording_id"].is_empty()
        || (row["status"] == "answered"
            && row["talk_s"] != "0"
            && ["extension", "queue", "did"]
                .iter()
                .any(|side| recorded.contains(&row[*side].as_str())))
}

#[tokio::test]
async fn the_coverage_counts_every_call_and_names_the_silent_ones() {
    let house = House::new(2).await;
    let report = house
        .export(ExportOptions {
            csv: export::CsvStyle::Raw,
            ..ExportOptions::default()
        })
        .await
        .unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "a call that was never recorded is no gap of the export"
    );
    let rows = table(&house.dest());
    let recorded: Vec<&str> = rows
        .iter()
        .filter(|row| !row["recording_id"].is_empty())
        .flat_map(|row| ["extension", "queue", "did"].map(|side| row[side].as_str()))
        .filter(|side| !side.is_empty())
        .collect();
    let count = |is: &dyn Fn(&std::collections::BTreeMap<String, String>) -> bool| {
        rows.iter().filter(|row| is(row)).count()
    };
    let expected = count(&|row| is_expected(row, &recorded));
    let silent = count(&|row| is_expected(row, &recorded) && row["recording_id"].is_empty());
    assert!(silent > 0, "the company has calls that are not recorded");
    assert_eq!(
        count(&|row| row["result"].is_empty() && row["reason"].starts_with(UNRECORDED)),
        silent,
        "each stands in the tables with its reason"
    );
    let coverage = report.progress.coverage.unwrap();
    assert_eq!(coverage.calls as usize, rows.len());
    assert_eq!(coverage.in_range as usize, rows.len());
    assert_eq!(
        coverage.answered as usize,
        count(&|row| row["status"] == "answered")
    );
    assert_eq!(coverage.expected as usize, expected);
    assert_eq!(coverage.gaps.not_recorded as usize, silent);
    assert_eq!(coverage.exported as usize, house.recordings().len());
    let proof: serde_json::Value =
        serde_json::from_slice(&fs::read(house.dest().join("export.json")).unwrap()).unwrap();
    let told = &proof["runs"][0]["coverage"]["selection"];
    assert_eq!(told["expected"], expected);
    assert_eq!(told["gaps"]["not_recorded"], silent);
    assert!(!told["extensions"].as_array().unwrap().is_empty());

    let mut plan = house.plan(ExportOptions::default());
    plan.filter.ids = vec![rows[0]["call_id"].as_str().into()];
    run(plan).await.unwrap();
    let later = table(&house.dest());
    assert_eq!(
        later
            .iter()
            .filter(|row| row["reason"].starts_with(UNRECORDED))
            .count(),
        silent,
        "a later export of other calls keeps what was known"
    );
}
