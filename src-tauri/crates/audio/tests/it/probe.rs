use std::io::Cursor;

use audio::{Completeness, Content, Error, Probe, playable_in_webview, probe};

use crate::files::{amr_frames, bytes_of, chunk, fixture, format, pcm, riff};

fn facts(bytes: &[u8]) -> Probe {
    probe(&mut Cursor::new(bytes)).unwrap()
}

fn truncated(probe: &Probe) -> bool {
    matches!(probe.completeness, Completeness::Truncated { .. })
}

#[test]
fn fixtures_are_what_ffprobe_says_they_are() {
    // (file, content, codec, rate, channels, milliseconds, tolerance)
    let table = [
        ("tone.amr", Content::Amr, "amr_nb", 8000, 1, 1000, 0),
        ("cbr-8k.mp3", Content::Mp3, "mp3", 8000, 1, 1000, 2),
        ("vbr-16k-id3.mp3", Content::Mp3, "mp3", 16000, 2, 1000, 2),
        ("bare-8k-stereo.mp3", Content::Mp3, "mp3", 8000, 2, 1152, 72),
        ("tone.m4a", Content::Mp4, "aac", 8000, 2, 1000, 130),
        ("amr.3gp", Content::Mp4, "amr_nb", 8000, 1, 1000, 0),
        ("ima.wav", Content::Wav, "adpcm_ima_wav", 8000, 2, 1000, 130),
        ("ms.wav", Content::Wav, "adpcm_ms", 8000, 1, 1000, 130),
        ("gsm.wav", Content::Wav, "gsm_ms", 8000, 1, 1000, 40),
        ("opus.ogg", Content::Ogg, "opus", 48000, 1, 1000, 7),
    ];
    for (name, content, codec, rate, channels, ms, tolerance) in table {
        let probe = audio::probe_path(&fixture(name)).unwrap();
        assert_eq!(probe.content, content, "{name}");
        assert_eq!(probe.codec.as_deref(), Some(codec), "{name}");
        assert_eq!(
            (probe.sample_rate, probe.channels),
            (Some(rate), Some(channels)),
            "{name}"
        );
        let found = probe.duration_ms.unwrap();
        assert!(found.abs_diff(ms) <= tolerance, "{name}: {found} ms");
        assert_eq!(probe.completeness, Completeness::Whole, "{name}");
    }
}

#[test]
fn wav_variants_are_whole() {
    let data = chunk("data", &[0; 16_000]);
    let mulaw = chunk("fmt ", &format(7, 2, 8000, 2, 8));
    let odd_list = chunk("LIST", b"INFOISFT\x05\0\0\0hello");
    let mut extensible = format(0xFFFE, 2, 8000, 4, 16);
    extensible.extend(b"\x16\0\x10\0\x03\0\0\0\x01\0\0\0\0\0\x10\0\x80\0\0\xAA\0\x38\x9B\x71");
    let table = [
        (
            "plain",
            riff(&[chunk("fmt ", &format(1, 1, 8000, 2, 16)), data.clone()]),
            "pcm_s16le",
            1000,
        ),
        (
            "µ-law, 16-byte fmt",
            riff(&[mulaw.clone(), data.clone()]),
            "pcm_mulaw",
            1000,
        ),
        (
            "odd LIST first",
            riff(&[odd_list.clone(), mulaw.clone(), data.clone()]),
            "pcm_mulaw",
            1000,
        ),
        (
            "LIST behind",
            riff(&[mulaw.clone(), data.clone(), odd_list]),
            "pcm_mulaw",
            1000,
        ),
        (
            "extensible",
            riff(&[chunk("fmt ", &extensible), data.clone()]),
            "pcm_s16le",
            500,
        ),
        (
            "24 bits",
            riff(&[chunk("fmt ", &format(1, 1, 8000, 3, 24)), data.clone()]),
            "pcm_s24le",
            667,
        ),
        (
            "float",
            riff(&[chunk("fmt ", &format(3, 1, 8000, 4, 32)), data.clone()]),
            "pcm_f32le",
            500,
        ),
        (
            "A-law",
            riff(&[chunk("fmt ", &format(6, 1, 8000, 1, 8)), data]),
            "pcm_alaw",
            2000,
        ),
    ];
    for (name, bytes, codec, ms) in table {
        let probe = facts(&bytes);
        assert_eq!(probe.codec.as_deref(), Some(codec), "{name}");
        assert_eq!(
            (probe.duration_ms, probe.completeness),
            (Some(ms), Completeness::Whole),
            "{name}"
        );
    }
}

#[test]
fn sizes_of_streams_mean_until_the_end() {
    let whole = riff(&[
        chunk("fmt ", &format(1, 1, 8000, 2, 16)),
        chunk("data", &[0; 16_000]),
    ]);
    for size in [0_u32, u32::MAX] {
        let mut bytes = whole.clone();
        bytes[4..8].copy_from_slice(&size.to_le_bytes());
        bytes[40..44].copy_from_slice(&size.to_le_bytes());
        let probe = facts(&bytes);
        assert_eq!(
            (probe.duration_ms, probe.completeness),
            (Some(1000), Completeness::Whole),
            "{size:#x}"
        );
    }
}

#[test]
fn rf64_takes_its_sizes_from_ds64() {
    let mut sizes = Vec::new();
    sizes.extend(16_076_u64.to_le_bytes());
    sizes.extend(16_000_u64.to_le_bytes());
    sizes.extend([0; 12]);
    let mut bytes = riff(&[
        chunk("ds64", &sizes),
        chunk("fmt ", &format(1, 1, 8000, 2, 16)),
        chunk("data", &[0; 16_000]),
    ]);
    bytes[..8].copy_from_slice(b"RF64\xFF\xFF\xFF\xFF");
    let data_size = bytes.len() - 16_004;
    bytes[data_size..data_size + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(facts(&bytes).completeness, Completeness::Whole);
    assert_eq!(facts(&bytes).duration_ms, Some(1000));
    let cut = facts(&bytes[..bytes.len() - 100]);
    assert_eq!(
        cut.completeness,
        Completeness::Truncated {
            expected_bytes: 16_080,
            actual_bytes: 15_980
        }
    );
}

#[test]
fn a_cut_wav_says_how_much_is_missing() {
    let bytes = pcm(2, &vec![7; 16_000]);
    let cut = facts(&bytes[..20_044]);
    assert_eq!(
        cut.completeness,
        Completeness::Truncated {
            expected_bytes: 32_044,
            actual_bytes: 20_044
        }
    );
    assert_eq!(cut.duration_ms, Some(625), "the length of what is there");
}

#[test]
fn a_cut_wav_is_never_whole() {
    let bytes = pcm(1, &[7; 400]);
    let with_list = riff(&[
        chunk("fmt ", &format(7, 1, 8000, 1, 8)),
        chunk("data", &[1; 301]),
        chunk("LIST", &[b'x'; 50]),
    ]);
    for file in [bytes, with_list, bytes_of("gsm.wav"), bytes_of("ima.wav")] {
        for len in (12..file.len()).step_by(7) {
            let probe = facts(&file[..len]);
            assert!(
                truncated(&probe),
                "{len} of {} bytes: {probe:?}",
                file.len()
            );
        }
    }
}

#[test]
fn amr_frames_are_counted_one_by_one() {
    // Type 2, 12.65 kbit/s: 32 bytes behind the header (3GPP TS 26.201).
    let wide = facts(&amr_frames(b"#!AMR-WB\n", 0x14, 33, 50));
    assert_eq!(
        (wide.codec.as_deref(), wide.sample_rate),
        (Some("amr_wb"), Some(16_000))
    );
    assert_eq!(
        (wide.duration_ms, wide.completeness),
        (Some(1000), Completeness::Whole)
    );
    let quiet = amr_frames(b"#!AMR\n", 0x7C, 1, 10);
    assert_eq!(
        (facts(&quiet).duration_ms, facts(&quiet).completeness),
        (Some(200), Completeness::Whole)
    );
    let bytes = bytes_of("tone.amr");
    for len in (6..bytes.len()).step_by(7) {
        let (frames, rest) = ((len - 6) / 32, (len - 6) % 32);
        let probe = facts(&bytes[..len]);
        assert_eq!(probe.duration_ms, Some(frames as u64 * 20), "{len} bytes");
        let expected_bytes = (6 + (frames + 1) * 32) as u64;
        let cut = Completeness::Truncated {
            expected_bytes,
            actual_bytes: len as u64,
        };
        // A cut between two frames cannot be told from the end of a call.
        assert_eq!(
            probe.completeness,
            if rest == 0 { Completeness::Whole } else { cut },
            "{len} bytes"
        );
    }
}

#[test]
fn mp3_loses_less_than_a_frame_in_silence_only() {
    let bytes = bytes_of("cbr-8k.mp3");
    assert!(
        truncated(&facts(&bytes[..bytes.len() / 2])),
        "the Info header promised more"
    );
    assert_eq!(
        facts(&bytes[..bytes.len() - 20]).completeness,
        Completeness::Whole
    );
    let id3_only = &bytes_of("vbr-16k-id3.mp3")[..16];
    assert!(
        truncated(&facts(id3_only)),
        "the tag is longer than the file"
    );
}

#[test]
fn mp4_needs_all_of_its_boxes() {
    let bytes = bytes_of("tone.m4a");
    for len in (16..bytes.len()).step_by(7) {
        assert!(
            truncated(&facts(&bytes[..len])),
            "{len} of {} bytes",
            bytes.len()
        );
    }
}

#[test]
fn what_is_no_sound_is_an_error() {
    for bytes in [
        b"".as_slice(),
        b"x",
        b"<!DOCTYPE html><html>",
        b"{\"code\":401}",
        &[0; 500],
    ] {
        assert!(
            matches!(probe(&mut Cursor::new(bytes)), Err(Error::NotAudio)),
            "{}",
            bytes.escape_ascii()
        );
    }
}

#[test]
fn missing_files_are_named() {
    let error = audio::probe_path(std::path::Path::new("no/such/recording.wav")).unwrap_err();
    assert!(error.to_string().contains("recording.wav"), "{error}");
}

#[test]
fn webviews_play_plain_formats_only() {
    let wav = |tag, bits| {
        facts(&riff(&[
            chunk("fmt ", &format(tag, 1, 8000, bits / 8, bits)),
            chunk("data", &[0; 80]),
        ]))
    };
    assert!(
        playable_in_webview(&wav(1, 16))
            && playable_in_webview(&wav(7, 8))
            && playable_in_webview(&wav(6, 8))
    );
    assert!(playable_in_webview(&facts(&bytes_of("cbr-8k.mp3"))));
    for name in ["tone.amr", "tone.m4a", "ima.wav", "gsm.wav", "ms.wav"] {
        assert!(!playable_in_webview(&facts(&bytes_of(name))), "{name}");
    }
    assert!(!playable_in_webview(&wav(0x1234, 8)), "an unknown coding");
}
