use audio::peaks;

use crate::files::{fixture, on_disk, pcm};

#[test]
fn a_ramp_is_outlined_exactly_and_the_sides_told_apart() {
    // Left climbs from 0 to 25344 in a hundred steps of 256, right stays at -512.
    let samples: Vec<i16> = (0..100_i16)
        .flat_map(|step| (0..80).flat_map(move |_| [step * 256, -512]))
        .collect();
    let (_dir, path) = on_disk(&pcm(2, &samples));
    let outline = peaks(&path, 100).unwrap();
    assert_eq!((outline.channels, outline.duration_ms), (2, 1000));
    let left: Vec<(i8, i8)> = (0..100).map(|step| (step, step)).collect();
    assert_eq!(outline.per_channel, [left, vec![(-2, -2); 100]]);
    let coarse = peaks(&path, 3).unwrap();
    assert_eq!(coarse.per_channel[0], [(0, 33), (33, 66), (66, 99)]);
}

#[test]
fn one_click_is_not_lost() {
    let mut samples = vec![0_i16; 80_000];
    samples[54_321] = i16::MIN;
    samples[54_322] = i16::MAX;
    let (_dir, path) = on_disk(&pcm(1, &samples));
    for buckets in [1, 7, 1000, 4000] {
        let outline = peaks(&path, buckets).unwrap();
        let loud: Vec<usize> = (0..buckets)
            .filter(|n| outline.per_channel[0][*n] != (0, 0))
            .collect();
        assert_eq!(loud, [54_321 * buckets / 80_000], "{buckets} buckets");
        assert_eq!(
            outline.per_channel[0][loud[0]],
            (-128, 127),
            "{buckets} buckets"
        );
    }
}

#[test]
fn short_and_empty_recordings_fill_every_bucket() {
    let (_dir, path) = on_disk(&pcm(1, &[256, 512]));
    assert_eq!(
        peaks(&path, 4).unwrap().per_channel[0],
        [(1, 1), (1, 1), (2, 2), (2, 2)]
    );
    let (_dir, path) = on_disk(&pcm(2, &[]));
    assert_eq!(
        peaks(&path, 3).unwrap().per_channel,
        [vec![(0, 0); 3], vec![(0, 0); 3]]
    );
    assert_eq!(peaks(&path, 0).unwrap().per_channel, [vec![], vec![]]);
}

#[test]
fn compressed_sound_is_outlined_without_knowing_its_length() {
    let outline = peaks(&fixture("bare-8k-stereo.mp3"), 50).unwrap();
    assert_eq!(
        outline.per_channel.iter().map(Vec::len).collect::<Vec<_>>(),
        [50, 50]
    );
    let middle = &outline.per_channel[0][10..40];
    assert!(
        middle.iter().all(|(low, high)| *low < -10 && *high > 10),
        "the tone fills the left side: {middle:?}"
    );
    assert!(
        outline.per_channel[1].iter().all(|p| *p == (0, 0)),
        "the right side is silent"
    );
}
