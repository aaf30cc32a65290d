use audio::{Completeness, Content, Error, Target, convert, decode_to_wav};

use crate::files::{decoded, fixture, on_disk, pcm, two_tones};

#[test]
fn flac_keeps_every_sample() {
    // Lengths around the block of 4096 frames, shorter than any predictor, and none at all.
    for (channels, frames) in [
        (2_u16, 20_000),
        (2, 4096),
        (2, 4097),
        (1, 1),
        (1, 31),
        (1, 4095),
        (1, 0),
    ] {
        let mut samples = two_tones(frames);
        samples.truncate(frames * usize::from(channels));
        let (dir, src) = on_disk(&pcm(channels, &samples));
        let dst = dir.path().join("out.flac.part");
        let probe = convert(&src, &dst, &Target::Flac.into(), &|| false).unwrap();
        assert_eq!(
            (probe.content, probe.sample_rate, probe.channels),
            (Content::Flac, Some(8000), Some(channels))
        );
        assert_eq!(
            probe.completeness,
            Completeness::Whole,
            "all of it was written"
        );
        if frames > 0 {
            assert_eq!(
                probe.duration_ms,
                Some((frames as u64 * 1000 + 4000) / 8000),
                "{frames} frames"
            );
            assert_eq!(decoded(&dst), (8000, channels, samples), "{frames} frames");
        }
    }
}

#[test]
fn mp3_keeps_rate_channels_and_length() {
    for (channels, frames, kbps) in [
        (1_u16, 24_000, 24),
        (2, 24_000, 64),
        (2, 24_000, 320),
        (1, 100, 8),
    ] {
        let mut samples = two_tones(frames);
        samples.truncate(frames * usize::from(channels));
        let (dir, src) = on_disk(&pcm(channels, &samples));
        let dst = dir.path().join("out.mp3.part");
        let probe = convert(&src, &dst, &Target::Mp3 { kbps }.into(), &|| false).unwrap();
        assert_eq!(
            (probe.content, probe.sample_rate, probe.channels),
            (Content::Mp3, Some(8000), Some(channels))
        );
        assert_eq!(probe.completeness, Completeness::Whole);
        let found = probe.duration_ms.unwrap();
        let (_, _, back) = decoded(&dst);
        let back = back.len() / usize::from(channels);
        if kbps >= 24 {
            // LAME's Info header fits into a frame: the length is exact.
            assert_eq!(
                (found, back),
                (frames as u64 / 8, frames),
                "{channels} channels, {kbps} kbit/s"
            );
        } else {
            assert!(found.abs_diff(frames as u64 / 8) <= 216, "{found} ms");
            assert!(
                (frames..=frames + 3 * 576).contains(&back),
                "{back} frames of {frames}"
            );
        }
    }
}

#[test]
fn mp3_does_not_mix_the_two_sides_of_a_call() {
    let samples: Vec<i16> = two_tones(16_000)
        .chunks(2)
        .flat_map(|f| [f[0], 0])
        .collect();
    let (dir, src) = on_disk(&pcm(2, &samples));
    let dst = dir.path().join("out.mp3.part");
    convert(&src, &dst, &Target::Mp3 { kbps: 32 }.into(), &|| false).unwrap();
    let loudest = decoded(&dst)
        .2
        .iter()
        .skip(1)
        .step_by(2)
        .map(|s| s.unsigned_abs())
        .max();
    assert!(
        loudest < Some(64),
        "the silent side stays silent: {loudest:?}"
    );
}

#[test]
fn anything_becomes_a_wav_for_the_player() {
    for name in ["cbr-8k.mp3", "tone.m4a", "ima.wav", "ms.wav"] {
        let dir = tempfile::tempdir().unwrap();
        let dst = dir.path().join("play.wav");
        let probe = decode_to_wav(&fixture(name), &dst).unwrap();
        assert_eq!(
            (probe.codec.as_deref(), probe.completeness),
            (Some("pcm_s16le"), Completeness::Whole),
            "{name}"
        );
        assert!(
            probe.duration_ms.unwrap().abs_diff(1000) <= 160,
            "{name}: {probe:?}"
        );
        assert!(audio::playable_in_webview(&probe), "{name}");
        assert_eq!(decoded(&dst), decoded(&fixture(name)), "{name}");
    }
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let (dir, src) = on_disk(&pcm(1, &[1, 2, 3]));
    let dst = dir.path().join("taken");
    std::fs::write(&dst, "mine").unwrap();
    for target in [Target::Wav, Target::Mp3 { kbps: 32 }, Target::Flac] {
        let error = convert(&src, &dst, &target.into(), &|| false).unwrap_err();
        let exists = matches!(&error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists);
        assert!(exists, "{target:?}: {error}");
    }
    assert_eq!(std::fs::read_to_string(&dst).unwrap(), "mine");
}

#[test]
fn a_failed_conversion_leaves_no_file() {
    let spec = hound::WavSpec {
        channels: 3,
        sample_rate: 7000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let dir = tempfile::tempdir().unwrap();
    let (src, dst) = (dir.path().join("src"), dir.path().join("dst"));
    hound::WavWriter::create(&src, spec)
        .unwrap()
        .finalize()
        .unwrap();
    let error = convert(&src, &dst, &Target::Mp3 { kbps: 32 }.into(), &|| false).unwrap_err();
    assert!(
        matches!(error, Error::Encode { format: "mp3", .. }),
        "{error}"
    );
    assert!(!dst.exists(), "what could not be finished is removed");
}
