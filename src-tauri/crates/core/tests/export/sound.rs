//! Other audio options over a folder that holds recordings already: what is there is used, and nothing is lost.

use std::{fs, sync::Arc};

use demo_pbx::{Fault, Rule};
use serde_json::Value;
use tapedeck_core::{
    export::{self, AudioFormat, ExportOptions, ExportProgress, Sound, SoundChannels, VideoChoice},
    jobs::JobOutcome,
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, leftovers, manifest, sha256};

const VIDEO: &[u8] = include_bytes!("../../../audio/tests/fixtures/video.mp4");

fn asked(audio: AudioFormat, sound: Sound) -> ExportOptions {
    ExportOptions {
        audio,
        sound,
        ..ExportOptions::default()
    }
}

fn mono() -> Sound {
    Sound {
        mp3_kbps: Some(24),
        channels: SoundChannels::Mono,
        sample_rate: Some(16_000),
        ..Sound::default()
    }
}

async fn no_problems(house: &House) {
    let report = export::verify(&house.dest(), Arc::new(|_| {}), CancellationToken::new()).await;
    let problems = report.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");
}

fn converted(house: &House) -> Vec<Value> {
    let lines = manifest(&house.dest()).into_values();
    lines
        .filter(|line| !line["source_sha256"].is_null())
        .collect()
}

#[tokio::test]
async fn what_lies_there_as_it_came_is_converted_without_fetching_it_again() {
    let house = House::new(3).await;
    house.export(ExportOptions::default()).await.unwrap();
    house.pbx.reset_counters();
    let options = asked(AudioFormat::Mp3, mono());
    let report = house.export(options.clone()).await.unwrap();
    assert_eq!(
        report.outcome,
        JobOutcome::Complete,
        "{:?}",
        report.progress.gaps
    );
    assert_eq!(
        (
            report.progress.bytes,
            house.pbx.counters().of(demo_pbx::PathKind::Blob)
        ),
        (0, 0),
        "nothing is fetched"
    );
    house.check(&[]);
    let made = converted(&house);
    assert!(made.len() > 20, "{} were converted", made.len());
    for line in &made {
        assert_eq!(
            (&line["content"], &line["channels"], &line["sample_rate"]),
            (&"mp3".into(), &1.into(), &16_000.into()),
            "{line}"
        );
        assert_eq!(
            line["conversion"].to_string(),
            r#"{"audio":"mp3","channels":"mono","mp3_kbps":24,"sample_rate":16000}"#
        );
    }
    no_problems(&house).await;
    let again = house.export(options).await.unwrap();
    assert_eq!(
        (again.progress.files_done, again.progress.bytes),
        (0, 0),
        "a second run has nothing to do"
    );
    // From MP3 there is no way back: these are fetched again.
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(report.progress.files_done, made.len() as u64);
    assert!(converted(&house).is_empty());
    house.check(&[]);
    no_problems(&house).await;
}

#[tokio::test]
async fn what_the_pbx_has_no_more_stays_in_the_form_it_has() {
    let house = House::new(1).await;
    let mp3 = asked(AudioFormat::Mp3, Sound::default());
    house.export(mp3.clone()).await.unwrap();
    let before = manifest(&house.dest());
    let made = converted(&house).len();
    assert!(made > 0);
    house.pbx.faults().add(Rule::blobs(Fault::Status(404)));
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(
        (report.outcome, report.progress.files_skipped),
        (JobOutcome::Complete, before.len() as u64),
        "nothing is missing: {:?}",
        report.progress.gaps
    );
    for (key, line) in manifest(&house.dest()) {
        let old = &before[&key];
        assert_eq!(
            (&line["path"], &line["sha256"]),
            (&old["path"], &old["sha256"])
        );
        let tells = line["reason"]
            .as_str()
            .is_some_and(|why| why.contains("in the form it has"));
        assert_eq!(tells, !old["source_sha256"].is_null(), "{line}");
    }
    no_problems(&house).await;
    let again = house.export(mp3).await.unwrap();
    assert_eq!(
        again.progress.files_done, 0,
        "it still is what it was made for"
    );
}

#[tokio::test]
async fn levelling_can_be_stopped_and_begun_anew() {
    let house = House::new(1).await;
    let sound = Sound {
        loudness: Some(-16),
        ..Sound::default()
    };
    let options = asked(AudioFormat::Flac, sound);
    let cancel = CancellationToken::new();
    let stop = cancel.clone();
    let watch = move |progress: &ExportProgress| {
        if progress.bytes > 0 {
            stop.cancel();
        }
    };
    let report = export::run(house.plan(options.clone()), Arc::new(watch), cancel)
        .await
        .unwrap();
    assert_eq!(report.outcome, JobOutcome::Cancelled);
    assert_eq!(leftovers(&house.dest()), [""; 0]);
    let report = house.export(options).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    house.check(&[]);
    assert!(converted(&house).len() > 5);
    no_problems(&house).await;
}

/// A video as the PBX might have sent it in place of a WAV.
fn video(house: &House) -> ((String, u64), Value) {
    let lines = manifest(&house.dest()).into_iter();
    let mut wavs = lines.filter(|(_, line)| line["content"] == "wav");
    let (key, mut line) = wavs.next().expect("one recording is a WAV");
    let path = line["path"].as_str().unwrap().to_owned();
    fs::remove_file(house.dest().join(&path)).unwrap();
    line["path"] = path.replace(".wav", ".mp4").into();
    line["content"] = "mp4".into();
    line["sha256"] = sha256(VIDEO).into();
    line["bytes"] = VIDEO.len().into();
    (key, line)
}

fn plant(house: &House, line: &Value) {
    let dest = house.dest();
    fs::write(dest.join(line["path"].as_str().unwrap()), VIDEO).unwrap();
    let path = dest.join("manifest.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{text}{line}\n")).unwrap();
}

#[tokio::test]
async fn a_video_keeps_its_picture_unless_its_sound_alone_is_asked_for() {
    let house = House::new(1).await;
    house.export(ExportOptions::default()).await.unwrap();
    let (key, planted) = video(&house);
    let line = || manifest(&house.dest())[&key].clone();

    plant(&house, &planted);
    let mp3 = asked(AudioFormat::Mp3, Sound::default());
    let report = house.export(mp3).await.unwrap();
    assert_eq!(report.progress.bytes, 0, "nothing is fetched");
    let kept = line();
    assert!(
        kept["reason"]
            .as_str()
            .is_some_and(|why| why.contains("it is a video")),
        "{kept}"
    );
    let bytes = fs::read(house.dest().join(kept["path"].as_str().unwrap())).unwrap();
    assert_eq!(bytes, VIDEO);

    for (audio, content) in [(AudioFormat::Original, "wav"), (AudioFormat::Mp3, "mp3")] {
        plant(&house, &planted);
        let options = ExportOptions {
            video: VideoChoice::Audio,
            ..asked(audio, Sound::default())
        };
        let report = house.export(options.clone()).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Complete);
        let sound = line();
        assert_eq!(sound["content"], content, "{sound}");
        assert_eq!(
            sound["source_sha256"],
            sha256(VIDEO),
            "it tells what it was made of"
        );
        assert_eq!(
            (&sound["codec"] != "aac", &sound["channels"]),
            (true, &1.into())
        );
        let again = house.export(options).await.unwrap();
        assert_eq!(
            again.progress.files_done, 0,
            "its sound is what was asked for"
        );
        fs::remove_file(house.dest().join(sound["path"].as_str().unwrap())).unwrap();
    }
}
