use audio::Error;

use crate::files::{amr_frames, chunk, decoded, fixture, format, on_disk, pcm, riff, two_tones};

/// Mean of the absolute samples of one channel.
fn loudness(samples: &[i16], channels: usize, channel: usize) -> f64 {
    let of_channel: Vec<f64> = samples
        .iter()
        .skip(channel)
        .step_by(channels)
        .map(|s| f64::from(*s).abs())
        .collect();
    of_channel.iter().sum::<f64>() / of_channel.len() as f64
}

/// The pitch in Hz, from the upward zero crossings of half a second that codecs do not fade.
fn pitch(samples: &[i16], channels: usize, rate: usize) -> usize {
    let first = samples.iter().step_by(channels);
    let middle: Vec<i16> = first.skip(rate / 4).take(rate / 2).copied().collect();
    middle.windows(2).filter(|w| w[0] < 0 && w[1] >= 0).count() * 2
}

#[test]
fn pcm16_comes_out_as_it_went_in() {
    let samples = two_tones(30_000);
    let (_dir, path) = on_disk(&pcm(2, &samples));
    assert_eq!(decoded(&path), (8000, 2, samples));
}

#[test]
fn mulaw_and_alaw_decode_bit_exactly() {
    // The bytes and samples of ITU-T G.711, tables 2a and 1a.
    for (tag, bytes, samples) in [
        (
            7,
            [0xFF, 0x7F, 0xFE, 0x80, 0x00, 0xEF],
            [0, 0, 8, 32124, -32124, 132],
        ),
        (
            6,
            [0xD5, 0x55, 0xD4, 0xAA, 0x2A, 0x80],
            [8, -8, 24, 32256, -32256, 5504],
        ),
    ] {
        for fmt in [
            format(tag, 1, 8000, 1, 8),
            [format(tag, 1, 8000, 1, 8), vec![0, 0]].concat(),
        ] {
            let (_dir, path) = on_disk(&riff(&[chunk("fmt ", &fmt), chunk("data", &bytes)]));
            assert_eq!(
                decoded(&path).2,
                samples,
                "tag {tag}, fmt of {} bytes",
                fmt.len()
            );
        }
    }
}

#[test]
fn other_widths_keep_the_top_sixteen_bits() {
    let cases: [(u16, u16, Vec<u8>); 4] = [
        (1, 8, vec![0, 128, 255]),
        (1, 24, vec![0, 0, 0x80, 0xFF, 0, 0, 0xFF, 0xFF, 0x7F]),
        (
            1,
            32,
            [i32::MIN, 65_535, i32::MAX].map(i32::to_le_bytes).concat(),
        ),
        (
            3,
            32,
            [-1.0_f32, f32::NAN, 2.0].map(f32::to_le_bytes).concat(),
        ),
    ];
    let high = [32_512, i16::MAX, i16::MAX, i16::MAX];
    for ((tag, bits, data), high) in cases.into_iter().zip(high) {
        let fmt = format(tag, 1, 8000, bits / 8, bits);
        let (_dir, path) = on_disk(&riff(&[chunk("fmt ", &fmt), chunk("data", &data)]));
        assert_eq!(
            decoded(&path).2,
            [i16::MIN, 0, high],
            "tag {tag}, {bits} bits"
        );
    }
}

#[test]
fn big_endian_wav_is_read() {
    let mut file = b"RIFX\0\0\0\x28WAVEfmt \0\0\0\x10\0\x01\0\x01\0\0\x1F\x40\0\0\x3E\x80\0\x02\0\x10data\0\0\0\x04".to_vec();
    file.extend([0x12, 0x34, 0xFF, 0xFE]);
    let (_dir, path) = on_disk(&file);
    assert_eq!(decoded(&path), (8000, 1, vec![0x1234, -2]));
}

#[test]
fn compressed_fixtures_hold_their_tone() {
    for (name, rate, channels) in [
        ("cbr-8k.mp3", 8000, 1),
        ("bare-8k-stereo.mp3", 8000, 2),
        ("vbr-16k-id3.mp3", 16_000, 2),
        ("tone.m4a", 8000, 2),
        ("ima.wav", 8000, 2),
        ("ms.wav", 8000, 1),
    ] {
        let (found_rate, found_channels, samples) = decoded(&fixture(name));
        assert_eq!(
            (found_rate, usize::from(found_channels)),
            (rate, channels),
            "{name}"
        );
        let frames = samples.len() / channels;
        assert!(
            (rate as usize * 98 / 100..rate as usize * 13 / 10).contains(&frames),
            "{name}: {frames} frames"
        );
        let pitch = pitch(&samples, channels, rate as usize);
        assert!(
            (430..=450).contains(&pitch),
            "{name}: {pitch} Hz instead of 440"
        );
        assert!(
            loudness(&samples, channels, 0) > 1000.0,
            "{name}: the left channel sounds"
        );
        if channels == 2 {
            assert!(
                loudness(&samples, 2, 1) < 20.0,
                "{name}: the right channel is silent"
            );
        }
    }
}

/// Decodes with whatever the machine has; without a decoder, the error must say so and what to install.
fn tone_or_missing(name: &str, codec: &str) {
    match audio::decode(&fixture(name)) {
        Ok(_) => {
            let (rate, channels, samples) = decoded(&fixture(name));
            assert_eq!(channels, 1, "{name}");
            assert!(
                samples.len().abs_diff(rate as usize) <= rate as usize / 25,
                "{name}: {} samples",
                samples.len()
            );
            let pitch = pitch(&samples, 1, rate as usize);
            assert!(
                (430..=450).contains(&pitch),
                "{name}: {pitch} Hz instead of 440"
            );
        }
        Err(Error::DecoderMissing {
            codec: missing,
            hint,
        }) => {
            assert_eq!(missing, codec, "{name}");
            assert!(hint.contains("ffmpeg"), "{hint}");
        }
        Err(other) => panic!("{name}: {other}"),
    }
}

#[test]
fn codecs_of_the_machine_decode_or_say_what_is_missing() {
    tone_or_missing("tone.amr", "amr_nb");
    tone_or_missing("amr.3gp", "amr_nb");
    tone_or_missing("gsm.wav", "gsm_ms");
    tone_or_missing("opus.ogg", "opus");
}

#[test]
fn every_amr_frame_is_twenty_milliseconds() {
    // Frame type and length of speech, of comfort noise and of lost frames.
    let narrow = [
        (0_u8, 13),
        (3, 18),
        (7, 32),
        (8, 6),
        (9, 7),
        (10, 6),
        (15, 1),
    ];
    let wide = [(0, 18), (2, 33), (8, 61), (9, 6), (14, 1), (15, 1)];
    let narrow = narrow.map(|frame| (b"#!AMR\n".as_slice(), frame, 160, 8));
    let wide = wide.map(|frame| (b"#!AMR-WB\n".as_slice(), frame, 320, 9));
    for (magic, (kind, len), samples, first_silent) in narrow.into_iter().chain(wide) {
        let (_dir, path) = on_disk(&amr_frames(magic, kind << 3 | 4, len, 7));
        let all = audio::decode(&path).and_then(|mut decoder| {
            let (mut block, mut count) = (Vec::new(), 0);
            while decoder.next_block(&mut block)? {
                count += block.len();
            }
            Ok(count)
        });
        match all {
            Ok(count) => assert_eq!(count, 7 * samples, "frame type {kind}"),
            Err(Error::DecoderMissing { .. }) => {}
            // ffmpeg, where it stands in for the library, knows speech frames only.
            Err(Error::Damaged { .. }) if kind >= first_silent => {}
            Err(other) => panic!("frame type {kind}: {other}"),
        }
    }
}

#[test]
fn codecs_nobody_has_are_named() {
    let (_dir, path) = on_disk(&riff(&[
        chunk("fmt ", &format(0x1234, 1, 8000, 1, 8)),
        chunk("data", &[0; 80]),
    ]));
    let error = audio::decode(&path).unwrap_err();
    assert!(
        matches!(&error, Error::Unsupported { codec } if codec == "wav_0x1234"),
        "{error}"
    );
}
