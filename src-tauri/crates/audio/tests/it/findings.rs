//! What is found in sound made for it.

use audio::{Finding, FindingKind, Listened, cut_off, listen, peaks, probe_path};
use proptest::prelude::*;

use crate::files::{chunk, fixture, format, on_disk, pcm, riff};

const RATE: usize = 8000;

/// Noise of that amplitude that is the same in every run; its level is about 5 dB below.
fn noise(amplitude: i32, seconds: usize) -> Vec<i16> {
    let mut state = 1_u32;
    (0..seconds * RATE)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 16).cast_signed() % (2 * amplitude + 1) - amplitude) as i16
        })
        .collect()
}

fn silence(seconds: usize) -> Vec<i16> {
    vec![0; seconds * RATE]
}

fn stereo(left: &[i16], right: &[i16]) -> Vec<i16> {
    left.iter().zip(right).flat_map(|(l, r)| [*l, *r]).collect()
}

fn heard(channels: u16, samples: &[i16]) -> Vec<Finding> {
    let (_dir, path) = on_disk(&pcm(channels, samples));
    listen(&path, 10).unwrap().findings
}

fn only(found: &[Finding]) -> Finding {
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

#[test]
fn ordinary_sound_has_no_findings() {
    let talk = noise(4000, 30);
    assert_eq!(heard(1, &talk), []);
    assert_eq!(
        heard(2, &stereo(&talk, &noise(2500, 30))),
        [],
        "8 dB apart is what telephones do"
    );
    assert_eq!(
        heard(1, &noise(4000, 1)[..800]),
        [],
        "a tenth of a second of speech is sound"
    );
}

#[test]
fn a_file_with_nothing_to_hear_is_silent_whatever_its_kind_of_silence() {
    let hum: Vec<i16> = noise(60, 20);
    let offset: Vec<i16> = hum.iter().map(|s| s + 3000).collect();
    let last_bit: Vec<i16> = noise(1, 20)
        .iter()
        .map(|s| 128 + s.signum() * 128)
        .collect();
    let mut clicks = silence(20);
    clicks[8000..8400].copy_from_slice(&noise(20_000, 1)[..400]);
    for (what, samples) in [
        ("digital silence", silence(20)),
        ("comfort noise", hum),
        ("an offset of the line", offset),
        ("the last of eight bits", last_bit),
        ("a click of 50 ms", clicks),
        ("no samples", vec![]),
    ] {
        let found = only(&heard(1, &samples));
        assert_eq!(found.kind, FindingKind::Silent, "{what}");
    }
    let both = stereo(&silence(9), &silence(9));
    let found = only(&heard(2, &both));
    assert_eq!(
        (found.kind, found.channel, found.amount),
        (FindingKind::Silent, None, -96)
    );
}

#[test]
fn the_side_that_is_silent_is_named() {
    let (talk, nothing) = (noise(4000, 12), noise(30, 12));
    let found = only(&heard(2, &stereo(&talk, &nothing)));
    assert_eq!(
        (found.kind, found.channel),
        (FindingKind::OneSided, Some(1))
    );
    let found = only(&heard(2, &stereo(&nothing, &talk)));
    assert_eq!(
        (found.kind, found.channel),
        (FindingKind::OneSided, Some(0))
    );
    let mut short = silence(12);
    short[..4 * RATE].copy_from_slice(&noise(4000, 4));
    assert_eq!(
        heard(2, &stereo(&short, &nothing)),
        [],
        "in four seconds nobody need have answered"
    );
}

#[test]
fn a_long_silence_is_placed_and_a_click_does_not_hide_it() {
    let talk = noise(4000, 5);
    let mut gap = silence(20);
    gap[9 * RATE..9 * RATE + 300].fill(9000);
    let samples = [
        talk.clone(),
        gap,
        talk.clone(),
        silence(12),
        talk.clone(),
        silence(40),
    ]
    .concat();
    let found = only(&heard(1, &samples));
    assert_eq!(found.kind, FindingKind::LongSilence);
    assert_eq!(
        (found.at_ms, found.length_ms),
        (Some(5000), Some(20_000)),
        "the longest"
    );
    assert_eq!(
        found.amount, 32_000,
        "both long pauses; quiet after the last word is none"
    );
    let short = [talk.clone(), silence(9), talk.clone()].concat();
    assert_eq!(heard(1, &short), [], "nine seconds are thinking");
    let held = [talk.clone(), silence(15), talk].concat();
    assert_eq!(
        heard(2, &stereo(&held, &noise(4000, 25))),
        [],
        "music on the other side is no silence"
    );
}

#[test]
fn clipping_counts_rows_at_the_top_only() {
    let mut clipped = noise(6000, 10);
    for at in (2 * RATE..9 * RATE).step_by(800) {
        clipped[at..at + 8].fill(i16::MIN);
    }
    let found = only(&heard(1, &clipped));
    assert_eq!(
        (found.kind, found.at_ms),
        (FindingKind::Clipped, Some(2000))
    );
    assert_eq!(found.amount, 700, "70 rows of 8 in 80,000 samples");
    let mut peaks = noise(6000, 10);
    peaks.iter_mut().step_by(100).for_each(|s| *s = 32_124);
    assert_eq!(
        heard(1, &peaks),
        [],
        "single samples at the top of μ-law are peaks of sound"
    );
}

#[test]
fn faint_and_uneven_sides_are_measured() {
    let found = only(&heard(1, &noise(400, 10)));
    assert_eq!((found.kind, found.channel), (FindingKind::Faint, None));
    assert!((-45..=-41).contains(&found.amount), "{found:?}");
    let found = only(&heard(2, &stereo(&noise(1000, 10), &noise(10_000, 10))));
    assert_eq!(
        (found.kind, found.channel, found.amount),
        (FindingKind::Uneven, Some(1), 20)
    );
}

#[test]
fn a_file_that_ends_early_says_so() {
    let whole = riff(&[
        chunk("fmt ", &format(1, 1, 8000, 2, 16)),
        chunk("data", &vec![0; 32_000]),
    ]);
    let cut = &whole[..whole.len() - 16_000];
    let (_dir, path) = on_disk(cut);
    let found = cut_off(&probe_path(&path).unwrap()).expect("it is cut");
    assert_eq!(
        (found.kind, found.at_ms, found.amount),
        (FindingKind::CutOff, Some(1000), 16_000)
    );
    let (_dir, path) = on_disk(&whole);
    assert_eq!(cut_off(&probe_path(&path).unwrap()), None);
}

#[test]
fn listening_outlines_as_peaks_do_and_hears_mp3_too() {
    let path = fixture("bare-8k-stereo.mp3");
    let Listened {
        peaks: outline,
        findings,
    } = listen(&path, 50).unwrap();
    assert_eq!(outline, peaks(&path, 50).unwrap());
    assert_eq!(
        findings,
        [],
        "the tone on the left is too short to miss an answer"
    );
}

proptest! {
    #[test]
    fn any_samples_are_heard_and_places_lie_within(
        channels in 1_u16..5,
        rate in prop_oneof![1_u32..60, Just(8000), Just(768_000)],
        pieces in prop::collection::vec((any::<i16>(), any::<i16>(), 0_usize..9000), 0..12),
    ) {
        let mut samples: Vec<i16> = pieces
            .iter()
            .flat_map(|(a, b, n)| (0..*n).map(move |i| if i % 2 == 0 { *a } else { *b }))
            .collect();
        samples.truncate(samples.len() / usize::from(channels) * usize::from(channels));
        let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        let (_dir, path) = on_disk(&riff(&[
            chunk("fmt ", &format(1, channels, rate, channels * 2, 16)),
            chunk("data", &bytes),
        ]));
        let Listened { peaks, findings } = listen(&path, 7).unwrap();
        for (at, finding) in findings.iter().enumerate() {
            let end = finding.at_ms.unwrap_or(0) + finding.length_ms.unwrap_or(0);
            prop_assert!(end <= peaks.duration_ms + 1, "{finding:?} in {} ms", peaks.duration_ms);
            prop_assert!(finding.channel.is_none_or(|channel| channel < channels), "{finding:?}");
            prop_assert!(findings[..at].iter().all(|f| f.kind != finding.kind), "each kind once: {findings:?}");
        }
    }
}
