//! Both sides of a recording as files of their own: what they hold, and every way there and back.

use std::{fs, sync::Arc};

use demo_pbx::{Fault, PathKind, Rule};
use serde_json::Value;
use tapedeck_core::{
    export::{self, AudioFormat, ExportOptions, Layout, Sound, SoundChannels},
    jobs::JobOutcome,
};
use tokio_util::sync::CancellationToken;

use crate::house::{House, audio_files, manifest, options, run, table};

fn asked(audio: AudioFormat, channels: SoundChannels) -> ExportOptions {
    ExportOptions {
        audio,
        sound: Sound {
            channels,
            ..Sound::default()
        },
        ..ExportOptions::default()
    }
}

fn split(audio: AudioFormat) -> ExportOptions {
    asked(audio, SoundChannels::Split)
}

async fn no_problems(house: &House) {
    let report = export::verify(&house.dest(), Arc::new(|_| {}), CancellationToken::new()).await;
    let problems = report.unwrap().problems;
    assert!(problems.is_empty(), "{problems:?}");
}

/// The lines of both sides of every recording that is split, the left ones first.
fn pairs(house: &House) -> Vec<(Value, Value)> {
    let lines = manifest(&house.dest());
    let left = lines.iter().filter(|(_, line)| line["side"] == "left");
    let pairs: Vec<_> = left
        .map(|((id, index), left)| {
            let count = left["file_count"].as_u64().unwrap();
            let right = &lines[&(id.clone(), count + index)];
            assert_eq!(right["side"], "right", "{right}");
            (left.clone(), right.clone())
        })
        .collect();
    let right = lines.values().filter(|line| line["side"] == "right");
    assert_eq!(right.count(), pairs.len(), "no side stands alone");
    pairs
}

/// The samples of a 16-bit WAV, and how many channels it has.
fn samples(bytes: &[u8]) -> (Vec<i16>, u16) {
    let channels = u16::from_le_bytes([bytes[22], bytes[23]]);
    let data = bytes.windows(4).position(|name| name == b"data").unwrap();
    let length = u32::from_le_bytes(bytes[data + 4..data + 8].try_into().unwrap()) as usize;
    let pairs = bytes[data + 8..data + 8 + length].chunks_exact(2);
    let samples = pairs.map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    (samples.collect(), channels)
}

#[tokio::test]
async fn each_side_is_its_channel_sample_for_sample() {
    let house = House::new(2).await;
    let report = house.export(split(AudioFormat::Wav)).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    house.check(&[]);
    no_problems(&house).await;
    let mut compared = 0;
    for (left, right) in pairs(&house) {
        let id = left["recording_id"].as_str().unwrap();
        let number = left["file_index"].as_u64().unwrap() as usize;
        let source = house.pbx.recording_bytes(id, number - 1).unwrap();
        assert_eq!(left["source_sha256"], right["source_sha256"]);
        assert_eq!(
            left["conversion"].to_string(),
            r#"{"audio":"wav","channels":"split"}"#
        );
        let (left, right) = (left["path"].as_str(), right["path"].as_str());
        let (left, right) = (left.unwrap(), right.unwrap());
        let number = if number > 1 {
            format!("-{number}")
        } else {
            String::new()
        };
        assert!(left.ends_with(&format!("-left{number}.wav")), "{left}");
        assert_eq!(left.replace("-left", "-right"), right);
        let (both, 2) = samples(&source) else {
            panic!("only two channels are split")
        };
        for (path, channel) in [(left, 0), (right, 1)] {
            let (one, channels) = samples(&fs::read(house.dest().join(path)).unwrap());
            assert_eq!(channels, 1);
            let want: Vec<i16> = both.iter().skip(channel).step_by(2).copied().collect();
            assert_eq!(one, want, "{path}");
        }
        compared += 1;
    }
    assert!(compared > 5, "{compared} recordings have two sides");
}

#[tokio::test]
async fn what_has_no_two_sides_stays_one_file_and_says_so() {
    let house = House::new(2).await;
    let before = house.export(ExportOptions::default()).await.unwrap();
    let as_it_came = manifest(&house.dest());
    let report = house.export(split(AudioFormat::Wav)).await.unwrap();
    assert_eq!(report.progress.bytes, 0, "nothing is fetched");
    let lines = manifest(&house.dest());
    assert!(
        before.progress.files_done < lines.len() as u64,
        "some are split"
    );
    let (mut kept, mut made) = (0, 0);
    for (key, line) in lines.iter().filter(|(_, line)| line["side"].is_null()) {
        let was = &as_it_came[key];
        assert_ne!(was["channels"], 2, "{was} has two sides");
        let why = line["reason"].as_str().unwrap_or_default();
        assert!(
            why.contains("one channel") || why.contains("not converted"),
            "{line}"
        );
        if line["source_sha256"].is_null() {
            assert_eq!(line["sha256"], was["sha256"], "{line}");
            kept += 1;
        } else {
            made += 1;
        }
    }
    assert!(kept > 0 && made > 0, "{kept} kept, {made} made");
    house.check(&[]);
    no_problems(&house).await;
}

#[tokio::test]
async fn there_and_back_and_there_again() {
    let house = House::new(2).await;
    let once = asked(AudioFormat::Mp3, SoundChannels::Keep);
    let twice = split(AudioFormat::Mp3);
    for (turn, options) in [&twice, &once, &twice, &ExportOptions::default(), &twice]
        .into_iter()
        .enumerate()
    {
        let report = house.export(options.clone()).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Complete, "turn {turn}");
        house.check(&[]);
        no_problems(&house).await;
        let splits = options.sound.channels == SoundChannels::Split;
        assert_eq!(pairs(&house).is_empty(), !splits, "turn {turn}");
        house.pbx.reset_counters();
        let before = manifest(&house.dest()).len() as u64;
        let again = house.export(options.clone()).await.unwrap();
        assert_eq!(
            (
                again.progress.files_done,
                again.progress.files_skipped,
                again.progress.bytes,
                house.pbx.counters().of(PathKind::Blob)
            ),
            (0, before, 0, 0),
            "turn {turn} is done at once"
        );
    }
}

#[tokio::test]
async fn a_side_that_is_lost_is_fetched_again_or_told_as_one_gap() {
    let house = House::new(1).await;
    let options = split(AudioFormat::Flac);
    house.export(options.clone()).await.unwrap();
    let (left, right) = pairs(&house).swap_remove(0);
    let lost = house.dest().join(right["path"].as_str().unwrap());
    fs::remove_file(&lost).unwrap();
    let report = house.export(options.clone()).await.unwrap();
    assert_eq!(report.progress.files_done, 2, "both sides of one recording");
    house.check(&[]);

    fs::remove_file(&lost).unwrap();
    house.pbx.faults().add(Rule::blobs(Fault::Status(404)));
    let report = house.export(options.clone()).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Partial);
    assert_eq!(
        report.progress.gap_counts.total(),
        1,
        "{:?}",
        report.progress.gaps
    );
    let lines = manifest(&house.dest());
    let key = |line: &Value| {
        let id = line["recording_id"].as_str().unwrap().to_owned();
        (id, line["file_index"].as_u64().unwrap())
    };
    assert_eq!(
        lines[&key(&left)]["path"],
        left["path"],
        "it is still there"
    );
    let gap = &lines[&key(&right)];
    assert_eq!(
        (&gap["result"], &gap["side"]),
        (&"gone".into(), &"right".into()),
        "{gap}"
    );
    no_problems(&house).await;
    house.pbx.faults().clear();
    let report = house.export(options).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    house.check(&[]);
    no_problems(&house).await;
}

#[tokio::test]
async fn a_recording_that_can_be_had_no_more_stays_split() {
    let house = House::new(1).await;
    house.export(split(AudioFormat::Mp3)).await.unwrap();
    let before = pairs(&house);
    house.pbx.faults().add(Rule::blobs(Fault::Status(404)));
    let report = house.export(ExportOptions::default()).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete);
    let after = pairs(&house);
    assert_eq!(after.len(), before.len());
    for ((left, right), (was_left, was_right)) in after.iter().zip(&before) {
        assert_eq!(left["path"], was_left["path"]);
        assert_eq!(right["path"], was_right["path"]);
        assert!(
            left["reason"]
                .as_str()
                .is_some_and(|why| why.contains("in the form it has")),
            "{left}"
        );
    }
    no_problems(&house).await;
}

#[tokio::test]
async fn a_stranger_in_the_place_of_one_side_leaves_the_recording_whole() {
    let house = House::new(1).await;
    let options = split(AudioFormat::Wav);
    house.export(options.clone()).await.unwrap();
    let (_, right) = pairs(&house).swap_remove(0);
    fs::remove_dir_all(house.dest()).unwrap();
    house.export(ExportOptions::default()).await.unwrap();
    let stranger = house.dest().join(right["path"].as_str().unwrap());
    fs::write(&stranger, "somebody's").unwrap();
    let report = house.export(options).await.unwrap();
    assert_eq!(report.outcome, JobOutcome::Complete, "nothing is missing");
    let line = &manifest(&house.dest())[&(right["recording_id"].as_str().unwrap().to_owned(), 1)];
    assert!(
        line["side"].is_null() && line["source_sha256"].is_null(),
        "it stays as it came: {line}"
    );
    assert!(
        line["reason"]
            .as_str()
            .is_some_and(|why| why.contains("another file stands at")),
        "{line}"
    );
    assert_eq!(fs::read(&stranger).unwrap(), b"somebody's");
    fs::remove_file(&stranger).unwrap();
    no_problems(&house).await;
}

/// The PBX lists another number of files than before: places in the manifest mean something else then.
#[tokio::test]
async fn a_recording_that_grows_or_shrinks_keeps_both_sides_of_every_file() {
    let house = House::with(demo_pbx::Options {
        longest_talk: 60,
        ..options(10)
    })
    .await;
    let is_stereo = |id: &str| {
        let bytes = house.pbx.recording_bytes(id, 0).unwrap();
        bytes.starts_with(b"RIFF") && bytes[22] == 2
    };
    let mut several = house.recordings().into_iter();
    let (id, count) = several
        .find(|(id, files)| *files > 1 && is_stereo(id))
        .expect("one of several files begins with two sides");
    let files = house
        .client
        .recording_files(house.scopes.recordings, &id)
        .await
        .unwrap();
    let listing = |count: usize| {
        let (id, files) = (id.clone(), files[..count].to_vec());
        let mut plan = house.plan(split(AudioFormat::Mp3));
        plan.filter.ids = vec![id.as_str().into()];
        plan.known_files = Some(Arc::new(move |of| (of.0 == id).then(|| files.clone())));
        run(plan)
    };
    let all = house.recordings();
    let others: Vec<&str> = all
        .iter()
        .map(|(other, _)| other.as_str())
        .filter(|other| *other != id)
        .collect();
    let lose_a_side = || {
        let line = &manifest(&house.dest())[&(id.clone(), 1)];
        assert_eq!(line["side"], "left");
        fs::remove_file(house.dest().join(line["path"].as_str().unwrap())).unwrap();
    };
    listing(count).await.unwrap();
    house.check(&others);
    for (left, right) in pairs(&house) {
        let number = left["file_index"].as_u64().unwrap();
        for (line, side) in [(left, "left"), (right, "right")] {
            let path = line["path"].as_str().unwrap();
            let end = if number == 1 {
                format!("]-{side}.mp3")
            } else {
                format!("]-{side}-{number}.mp3")
            };
            assert!(path.ends_with(&end), "{path}");
        }
    }
    fs::remove_dir_all(house.dest()).unwrap();
    listing(1).await.unwrap();
    no_problems(&house).await;
    lose_a_side();
    let grown = listing(count).await.unwrap();
    assert_eq!(grown.outcome, JobOutcome::Complete);
    house.check(&others);
    no_problems(&house).await;
    pairs(&house);
    lose_a_side();
    listing(1).await.unwrap();
    house.check(&others);
    no_problems(&house).await;
    house.pbx.reset_counters();
    let again = listing(count).await.unwrap();
    assert_eq!((again.progress.files_done, again.progress.bytes), (0, 0));
}

#[tokio::test]
async fn tables_page_bag_and_zip_know_both_sides() {
    let house = House::new(1).await;
    let options = ExportOptions {
        index: true,
        layout: Layout::Bagit,
        ..split(AudioFormat::Mp3)
    };
    house.export(options).await.unwrap();
    no_problems(&house).await;
    let data = house.dest().join("data");
    let page = fs::read_to_string(data.join("index.html")).unwrap();
    let lines = manifest(&data);
    let rows = table(&data);
    let mut seen = 0;
    for line in lines.values().filter(|line| line["side"] == "left") {
        let path = line["path"].as_str().unwrap();
        let other = path.replace("-left", "-right");
        let row = rows
            .iter()
            .find(|row| row["recording_id"] == line["recording_id"].as_str().unwrap())
            .unwrap();
        assert!(row["paths"].contains(path) && row["paths"].contains(&other));
        let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        assert!(page.contains(&name(path)) && page.contains(&name(&other)));
        if line["file_count"] == 1 {
            let ms = line["audio_ms"].as_u64().unwrap();
            assert_eq!(
                row["audio_s"],
                ((ms + 500) / 1000).to_string(),
                "counted once"
            );
            assert_eq!(row["files"], "2");
        }
        seen += 1;
    }
    assert!(seen > 0);
    assert_eq!(audio_files(&data).len(), lines.len());
}

#[tokio::test]
async fn a_zip_of_sides_is_whole() {
    let house = House::new(1).await;
    let options = ExportOptions {
        zip: true,
        ..split(AudioFormat::Mp3)
    };
    let report = house.export(options).await.unwrap();
    let zip = report.zips.first().expect("it was asked for");
    let archive = zip::ZipArchive::new(fs::File::open(&zip.path).unwrap()).unwrap();
    let side = |word: &str| {
        archive
            .file_names()
            .filter(|name| name.as_ref().is_ok_and(|name| name.contains(word)))
            .count()
    };
    assert!(side("-left") > 0);
    assert_eq!(side("-left"), side("-right"));
}
