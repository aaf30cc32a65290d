//! What converted files say about themselves, read by those who did not write it.

use std::fs::File;
use std::path::Path;

use audio::{Completeness, Recipe, Tags, Target, convert};
use id3::TagLike as _;
use proptest::prelude::*;
use symphonia::core::formats::FormatOptions;
use symphonia::core::formats::probe::Hint;
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::files::{decoded, on_disk, pcm, two_tones};

fn tags() -> Tags {
    Tags {
        title: "inbound +60123456789 → 101".to_owned(),
        artist: "林小明 (101)".to_owned(),
        date: "2026-11-02T09:15:01+08:00".to_owned(),
        comment: "call 8781; talk 34 s".to_owned(),
    }
}

fn tagged(target: Target, tags: &Tags) -> (tempfile::TempDir, std::path::PathBuf) {
    let (dir, src) = on_disk(&pcm(1, &two_tones(4000)));
    let dst = dir.path().join("tagged");
    let recipe = Recipe {
        tags: Some(tags.clone()),
        ..target.into()
    };
    let probe = convert(&src, &dst, &recipe, &|| false).unwrap();
    assert_eq!(probe.completeness, Completeness::Whole, "{target:?}");
    let plain = dir.path().join("plain");
    convert(&src, &plain, &target.into(), &|| false).unwrap();
    assert_eq!(
        decoded(&dst),
        decoded(&plain),
        "tags change no sample of {target:?}"
    );
    (dir, dst)
}

/// All texts that symphonia finds.
fn found(path: &Path, ending: &str) -> Vec<String> {
    let stream = MediaSourceStream::new(
        Box::new(File::open(path).unwrap()),
        MediaSourceStreamOptions::default(),
    );
    let mut hint = Hint::new();
    hint.with_extension(ending);
    let mut format = symphonia::default::get_probe()
        .probe(
            &hint,
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
        .unwrap();
    // The list of a WAV stands behind the sound.
    while let Ok(Some(_)) = format.next_packet() {}
    let mut metadata = format.metadata();
    let mut texts = Vec::new();
    loop {
        if let Some(revision) = metadata.current() {
            texts.extend(
                revision
                    .media
                    .tags
                    .iter()
                    .map(|tag| tag.raw.value.to_string()),
            );
        }
        if metadata.pop().is_none() {
            return texts;
        }
    }
}

#[test]
fn flac_is_tagged() {
    let (_dir, path) = tagged(Target::Flac, &tags());
    let mut texts = found(&path, "flac");
    texts.sort();
    let mut wanted = [tags().title, tags().artist, tags().date, tags().comment];
    wanted.sort();
    assert_eq!(texts, wanted);
}

#[test]
fn mp3_is_tagged() {
    let (_dir, path) = tagged(Target::Mp3 { kbps: 64 }, &tags());
    let found = id3::Tag::read_from_path(&path).unwrap();
    assert_eq!(found.title(), Some(tags().title.as_str()));
    assert_eq!(found.artist(), Some(tags().artist.as_str()));
    assert_eq!(
        found.get("TDRC").unwrap().content().text(),
        Some(tags().date.as_str())
    );
    assert_eq!(found.comments().next().unwrap().text, tags().comment);
}

#[test]
fn wav_is_tagged_and_its_length_is_right() {
    let (_dir, path) = tagged(Target::Wav, &tags());
    let bytes = std::fs::read(&path).unwrap();
    let told = u32::from_le_bytes(bytes[4..8].try_into().unwrap());
    assert_eq!(
        told as usize,
        bytes.len() - 8,
        "the RIFF length counts the tags"
    );
    assert_eq!(
        &bytes[44 + 8000 * 2..44 + 8000 * 2 + 4],
        b"LIST",
        "right behind the sound"
    );
    let text = String::from_utf8_lossy(&bytes[44 + 8000 * 2..]).into_owned();
    for wanted in [tags().title, tags().artist, tags().date, tags().comment] {
        assert!(text.contains(&wanted), "{wanted} in {text}");
    }
    let other = hound::WavReader::open(&path).unwrap();
    assert_eq!(other.len(), 8000, "another reader takes no tag for sound");
}

#[test]
fn the_same_tags_make_the_same_file() {
    for target in [Target::Wav, Target::Flac, Target::Mp3 { kbps: 32 }] {
        let (_dir, one) = tagged(target, &tags());
        let (_dir, two) = tagged(target, &tags());
        assert_eq!(
            std::fs::read(one).unwrap(),
            std::fs::read(two).unwrap(),
            "{target:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_text_breaks_a_file(title in any::<String>(), artist in "[\\x00-\\x1f\\x7f-\\x9f]{0,9}", comment in ".{0,2000}") {
        let tags = Tags { title, artist, date: String::new(), comment };
        for target in [Target::Wav, Target::Flac, Target::Mp3 { kbps: 32 }] {
            let (_dir, path) = tagged(target, &tags);
            if target == Target::Flac {
                for text in found(&path, "flac") {
                    prop_assert!(!text.chars().any(char::is_control), "{text:?}");
                    prop_assert!(text.chars().count() <= 500, "long texts are cut");
                }
            }
        }
    }
}
