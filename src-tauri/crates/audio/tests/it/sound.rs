//! What a recipe changes of the sound: channels, rate and loudness.

use std::cell::Cell;
use std::path::Path;

use audio::{Channels, Error, Recipe, Target, convert};
use ebur128::{EbuR128, Mode};

use crate::files::{decoded, fixture, on_disk, pcm, two_tones};

/// Speech as far as a meter can tell: tones that come and go, with a click that is far louder than the rest.
fn speech(seconds: usize, loud: f64) -> Vec<i16> {
    let mut samples: Vec<i16> = (0..seconds * 8000)
        .map(|n| {
            let word = ((n as f64 / 2400.0).sin() * 0.5 + 0.5).powi(2);
            let voice = (n as f64 * 0.35).sin() + 0.5 * (n as f64 * 0.91).sin();
            (voice * word * loud * 20_000.0) as i16
        })
        .collect();
    samples[8000..8004].copy_from_slice(&[(loud * 32_000.0) as i16; 4]);
    samples
}

/// Loudness in LUFS and the highest true peak in dB, by the library.
fn measured(path: &Path) -> (f64, f64) {
    let (rate, channels, samples) = decoded(path);
    let mut meter = EbuR128::new(channels.into(), rate, Mode::I | Mode::TRUE_PEAK).unwrap();
    meter.add_frames_i16(&samples).unwrap();
    let peak = (0..u32::from(channels))
        .map(|channel| meter.true_peak(channel).unwrap())
        .fold(0.0, f64::max);
    (meter.loudness_global().unwrap(), 20.0 * peak.log10())
}

fn converted(source: &[u8], recipe: &Recipe) -> (tempfile::TempDir, std::path::PathBuf) {
    let (dir, src) = on_disk(source);
    let dst = dir.path().join("converted");
    let probe = convert(&src, &dst, recipe, &|| false).unwrap();
    let (rate, channels, _) = decoded(&dst);
    assert_eq!(
        (probe.sample_rate, probe.channels),
        (Some(rate), Some(channels)),
        "the probe tells what was written"
    );
    (dir, dst)
}

#[test]
fn every_recording_comes_to_the_loudness_that_was_asked_for_and_none_clips() {
    for loud in [0.02, 0.3, 1.0] {
        for (target, channels) in [
            (Target::Wav, Channels::Keep),
            (Target::Flac, Channels::Stereo),
            (Target::Mp3 { kbps: 64 }, Channels::Mono),
        ] {
            let recipe = Recipe {
                channels,
                loudness: Some(-16.0),
                ..target.into()
            };
            let (_dir, path) = converted(&pcm(1, &speech(6, loud)), &recipe);
            let (loudness, peak) = measured(&path);
            assert!(
                (loudness + 16.0).abs() < 0.5,
                "{loudness} LUFS from {loud} as {target:?}"
            );
            assert!(peak < -1.0, "{peak} dBTP from {loud} as {target:?}");
        }
    }
}

#[test]
fn a_silent_recording_is_left_alone_and_a_very_soft_one_does_not_become_a_roar() {
    let recipe = Recipe {
        loudness: Some(-16.0),
        ..Target::Wav.into()
    };
    // Nothing, noise of the last bit, and a sound that is over before it can be measured.
    let noise: Vec<i16> = (0..16_000).map(|n| (n * 7 % 3) as i16 - 1).collect();
    for samples in [
        vec![],
        vec![0; 16_000],
        noise,
        speech(2, 0.5)[..2000].to_vec(),
    ] {
        let (_dir, path) = converted(&pcm(1, &samples), &recipe);
        assert_eq!(decoded(&path).2, samples, "{} samples", samples.len());
    }
    let soft = pcm(1, &speech(6, 0.002));
    let (_dir, path) = converted(&soft, &Target::Wav.into());
    let before = measured(&path).0;
    let (_dir, path) = converted(&soft, &recipe);
    let raised = measured(&path).0 - before;
    assert!(
        (29.0..30.5).contains(&raised),
        "raised by {raised} dB, 30 at most"
    );
}

#[test]
fn another_rate_keeps_length_place_and_pitch() {
    // A tone of 500 Hz with a gap in the middle: its place tells of any delay.
    let tone = |rate: f64, n: usize| {
        let second = n as f64 / rate;
        let on = !(0.4..0.6).contains(&second);
        if on {
            (second * 500.0 * std::f64::consts::TAU).sin() * 10_000.0
        } else {
            0.0
        }
    };
    let samples: Vec<i16> = (0..8001).map(|n| tone(8000.0, n) as i16).collect();
    for rate in [16_000_u32, 48_000, 24_000] {
        let recipe = Recipe {
            sample_rate: Some(rate),
            ..Target::Wav.into()
        };
        let (_dir, path) = converted(&pcm(1, &samples), &recipe);
        let (found, _, out) = decoded(&path);
        assert_eq!(found, rate);
        assert_eq!(
            out.len(),
            (8001 * rate as usize).div_ceil(8000),
            "as long as before"
        );
        let far = |n: &usize| {
            let second = *n as f64 / f64::from(rate);
            [0.0, 0.4, 0.6, 1.0]
                .iter()
                .all(|edge| (second - edge).abs() > 0.03)
        };
        let worst = (0..out.len())
            .filter(far)
            .map(|n| (f64::from(out[n]) - tone(f64::from(rate), n)).abs())
            .fold(0.0, f64::max);
        assert!(worst < 150.0, "{worst} off at {rate} Hz");
    }
}

#[test]
fn a_rate_below_drops_what_it_cannot_hold() {
    let samples: Vec<i16> = (0..48_000)
        .map(|n| {
            ((f64::from(n) * 6000.0 / 48_000.0 * std::f64::consts::TAU).sin() * 10_000.0) as i16
        })
        .collect();
    let mut wav = pcm(1, &samples);
    wav[24..28].copy_from_slice(&48_000_u32.to_le_bytes());
    let recipe = Recipe {
        sample_rate: Some(8000),
        ..Target::Wav.into()
    };
    let (_dir, path) = converted(&wav, &recipe);
    let loudest = decoded(&path).2[1000..7000]
        .iter()
        .map(|s| s.unsigned_abs())
        .max();
    assert!(
        loudest < Some(100),
        "6 kHz would be heard as 2 kHz: {loudest:?}"
    );
}

#[test]
fn each_side_of_a_call_can_be_had_alone() {
    let samples = two_tones(5000);
    for side in [0_u16, 1] {
        let recipe = Recipe {
            channels: Channels::Only(side),
            ..Target::Flac.into()
        };
        let (_dir, path) = converted(&pcm(2, &samples), &recipe);
        let alone: Vec<i16> = samples
            .iter()
            .skip(side.into())
            .step_by(2)
            .copied()
            .collect();
        assert_eq!(decoded(&path), (8000, 1, alone));
    }
}

#[test]
fn a_forged_rate_sizes_no_buffers() {
    for rate in [1_u32, 3999, 192_001, 700_000] {
        let mut wav = pcm(1, &[1; 100]);
        wav[24..28].copy_from_slice(&rate.to_le_bytes());
        let (dir, src) = on_disk(&wav);
        for recipe in [
            Recipe {
                sample_rate: Some(16_000),
                ..Target::Wav.into()
            },
            Recipe {
                loudness: Some(-16.0),
                ..Target::Wav.into()
            },
        ] {
            let dst = dir.path().join("out");
            let error = convert(&src, &dst, &recipe, &|| false).unwrap_err();
            assert!(matches!(error, Error::Damaged { .. }), "{rate}: {error}");
            assert!(!dst.exists());
        }
    }
}

#[test]
fn anything_that_decodes_can_be_changed() {
    let recipe = Recipe {
        target: Target::Mp3 { kbps: 24 },
        channels: Channels::Mono,
        sample_rate: Some(8000),
        loudness: Some(-16.0),
        tags: None,
    };
    for name in [
        "vbr-16k-id3.mp3",
        "tone.m4a",
        "ima.wav",
        "bare-8k-stereo.mp3",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let probe = convert(&fixture(name), &dir.path().join("out"), &recipe, &|| false).unwrap();
        assert_eq!(
            (probe.sample_rate, probe.channels),
            (Some(8000), Some(1)),
            "{name}"
        );
        assert!(
            probe.duration_ms.unwrap().abs_diff(1000) <= 250,
            "{name}: {probe:?}"
        );
    }
}

#[test]
fn a_conversion_stops_within_a_block_and_leaves_nothing() {
    let (dir, src) = on_disk(&pcm(1, &speech(60, 0.5)));
    for loudness in [None, Some(-16.0)] {
        let recipe = Recipe {
            loudness,
            ..Target::Mp3 { kbps: 32 }.into()
        };
        for allowed in [0, 1, 3] {
            let asked = Cell::new(0);
            let stop = || asked.replace(asked.get() + 1) >= allowed;
            let dst = dir.path().join("out");
            let error = convert(&src, &dst, &recipe, &stop).unwrap_err();
            assert!(matches!(error, Error::Stopped), "{error}");
            assert_eq!(
                asked.get(),
                allowed + 1,
                "not asked again once it has said yes"
            );
            assert!(!dst.exists(), "nothing is left");
        }
    }
}
