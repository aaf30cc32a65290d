//! Files that lie, files that are cut, files that are noise: an answer or an error, never a panic.

use std::io::Cursor;
use std::path::Path;

use audio::{Channels, Recipe, Target, convert, probe};
use proptest::prelude::*;

use crate::files::{FIXTURES, bytes_of, chunk, format, on_disk, pcm, riff};

/// Everything a caller would do with a file; results do not matter, returning does.
fn handle(path: &Path) {
    let facts = audio::probe_path(path);
    if let Ok(mut decoder) = audio::decode(path) {
        assert!(
            decoder.sample_rate() > 0 && decoder.channels() > 0,
            "{facts:?}"
        );
        let (mut block, mut samples) = (Vec::new(), 0);
        while let Ok(true) = decoder.next_block(&mut block) {
            assert!(
                !block.is_empty(),
                "a block of nothing is an endless loop: {facts:?}"
            );
            samples += block.len();
            assert!(
                samples < 100_000_000,
                "more sound than the bytes can hold: {facts:?}"
            );
        }
    }
}

fn handle_bytes(bytes: &[u8]) {
    let (_dir, path) = on_disk(bytes);
    handle(&path);
}

#[test]
fn cut_fixtures_are_handled() {
    for name in FIXTURES
        .iter()
        .filter(|name| !matches!(**name, "amr.3gp" | "gsm.wav" | "opus.ogg"))
    {
        let bytes = bytes_of(name);
        for len in (0..bytes.len()).step_by(7) {
            handle_bytes(&bytes[..len]);
        }
    }
    // These go through a child process: a probe at every cut, a decode at a few.
    for name in ["amr.3gp", "gsm.wav", "opus.ogg"] {
        let bytes = bytes_of(name);
        for len in (0..bytes.len()).step_by(7) {
            let _ = probe(&mut Cursor::new(&bytes[..len]));
        }
        handle_bytes(&bytes[..bytes.len() / 2]);
    }
}

#[test]
fn headers_that_lie_are_handled() {
    let data = chunk("data", &[0x55; 1000]);
    for tag in [1, 2, 3, 6, 7, 0x11, 0x55, 0xFFFE, 0xFFFF] {
        for channels in [0, 1, 2, 3, 33, 65_535] {
            for (rate, align, bits) in [
                (0, 0, 0),
                (8000, 0, 16),
                (u32::MAX, 65_535, 65_535),
                (8000, 1, 4),
                (8000, 7, 4),
                (8000, 36, 12),
                (1, 65_535, 64),
            ] {
                handle_bytes(&riff(&[
                    chunk("fmt ", &format(tag, channels, rate, align, bits)),
                    data.clone(),
                ]));
            }
        }
    }
    for lie in [
        b"RIFF\xFF\xFF\xFF\xFFWAVEfmt \xFF\xFF\xFF\xFF".to_vec(),
        b"RIFF\x04\0\0\0WAVEdata\0\0\0\0".to_vec(),
        b"RF64\xFF\xFF\xFF\xFFWAVEds64\x1C\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFdata\xFF\xFF\xFF\xFF".to_vec(),
        [b"RIFF\x04\0\0\0WAVE".to_vec(), b"junk\0\0\0\0".repeat(10_000)].concat(),
        b"ID3\x04\0\0\x7F\x7F\x7F\x7F".to_vec(),
        b"\0\0\0\x08ftyp\0\0\0\x01moov\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF".to_vec(),
        [b"\0\0\0\x08ftyp".to_vec(), b"\0\0\0\x08free".repeat(10_000)].concat(),
        b"\0\0\0\x08ftyp\0\0\0\0moov\0\0\0\x02trak".to_vec(),
        b"fLaC\x80\0\0\x22\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF".to_vec(),
        [b"fLaC".to_vec(), b"\x01\0\0\0".repeat(10_000)].concat(),
        b"OggS\0\x02\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0\0\0\0\xFF".to_vec(),
        b"#!AMR\n\x3C".to_vec(),
        b"#!AMR-WB\n\xFF\xFF".to_vec(),
    ] {
        handle_bytes(&lie);
    }
}

/// One file of each kind that is decoded in this process, to be bent.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = [
        "bare-8k-stereo.mp3",
        "cbr-8k.mp3",
        "ima.wav",
        "ms.wav",
        "tone.amr",
        "tone.m4a",
    ]
    .iter()
    .map(|n| bytes_of(n))
    .collect();
    seeds.push(pcm(2, &[1000; 400]));
    seeds
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn noise_is_handled(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = audio::sniff(&bytes);
        let _ = audio::looks_like_text(&bytes);
        let _ = probe(&mut Cursor::new(&bytes));
    }

    #[test]
    fn noise_behind_a_magic_is_handled(kind in 0..9_usize, bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let magics: [&[u8]; 9] = [
            b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0", b"RIFX\0\0\0\0WAVE", b"RF64\0\0\0\0WAVEds64", b"#!AMR\n", b"#!AMR-WB\n",
            b"ID3\x03\0\0\0\0\0\0\xFF\xE3", b"\0\0\0\x08ftyp", b"fLaC\0", b"OggS\0",
        ];
        let file = [magics[kind], &bytes].concat();
        let _ = audio::sniff(&file);
        let _ = probe(&mut Cursor::new(&file));
    }

    #[test]
    fn bent_files_are_handled(seed in 0..7_usize, bends in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, value) in bends {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        // Bending can turn one kind into another, which would start a child process 256 times over.
        prop_assume!(!matches!(audio::sniff(&bytes), audio::Content::Ogg));
        handle_bytes(&bytes);
    }

    #[test]
    fn bent_files_are_converted_or_refused(seed in 0..7_usize, loud in any::<bool>(), bends in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, value) in bends {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        prop_assume!(!matches!(audio::sniff(&bytes), audio::Content::Ogg));
        let (dir, path) = on_disk(&bytes);
        let recipe = Recipe {
            channels: Channels::Mono,
            sample_rate: Some(16_000),
            loudness: loud.then_some(-16.0),
            ..Target::Mp3 { kbps: 32 }.into()
        };
        let out = dir.path().join("out");
        match convert(&path, &out, &recipe, &|| false) {
            Ok(probe) => prop_assert_eq!((probe.sample_rate, probe.channels), (Some(16_000), Some(1))),
            Err(_) => prop_assert!(!out.exists(), "what is refused leaves nothing"),
        }
    }
}
