//! What is heard: real (synthesised) speech, put together for each recording.
//!
//! `assets/` holds every line once. WAV files are assembled from the lines at request time, by copying, so that each
//! recording has bytes of its own and the same bytes whenever it is asked for. MP3, AMR and MP4 are whole
//! conversations coded beforehand. `assets/README.md` tells how they were made.

mod bank;
mod blemish;
mod conversation;
mod wav;

use bytes::Bytes;

use crate::company::{Format, RecordedFile, Recording};
use crate::dice::mix;
use blemish::Blemish;

/// What a conversation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scenario {
    /// Somebody wants to buy.
    Sales,
    /// Something is broken.
    Support,
    /// An invoice.
    Billing,
    /// Two colleagues.
    Internal,
    /// We call a customer back.
    Followup,
    /// A question to the front desk.
    Office,
    /// A message after the tone.
    Voicemail,
}

impl Scenario {
    const ALL: [Self; 7] = [
        Self::Sales,
        Self::Support,
        Self::Billing,
        Self::Internal,
        Self::Followup,
        Self::Office,
        Self::Voicemail,
    ];

    fn of(number: u8) -> Self {
        Self::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or(Self::Office)
    }

    /// As the assets spell it.
    fn name(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Support => "support",
            Self::Billing => "billing",
            Self::Internal => "internal",
            Self::Followup => "followup",
            Self::Office => "office",
            Self::Voicemail => "voicemail",
        }
    }
}

static WHOLE: [(&str, &[u8]); 7] = [
    (
        "whole-sales.mp3",
        include_bytes!("../../assets/whole-sales.mp3"),
    ),
    (
        "whole-billing.mp3",
        include_bytes!("../../assets/whole-billing.mp3"),
    ),
    (
        "whole-office.mp3",
        include_bytes!("../../assets/whole-office.mp3"),
    ),
    (
        "whole-support.amr",
        include_bytes!("../../assets/whole-support.amr"),
    ),
    (
        "whole-internal.amr",
        include_bytes!("../../assets/whole-internal.amr"),
    ),
    (
        "whole-followup.amr",
        include_bytes!("../../assets/whole-followup.amr"),
    ),
    (
        "whole-internal.mp4",
        include_bytes!("../../assets/whole-internal.mp4"),
    ),
];
const WHOLE_INDEX: &str = include_str!("../../assets/whole.tsv");

fn whole(format: Format) -> Option<(&'static str, &'static [u8])> {
    let place = match format {
        Format::Mp3(number) => usize::from(number % 3),
        Format::Amr(number) => 3 + usize::from(number % 3),
        Format::Mp4 => 6,
        Format::WavMono | Format::WavStereo | Format::WavMulaw => return None,
    };
    WHOLE.get(place).copied()
}

/// How long the kept conversation of a format plays; `None` for the formats that are assembled.
pub(crate) fn whole_millis(format: Format) -> Option<u32> {
    let (name, _) = whole(format)?;
    WHOLE_INDEX
        .lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
}

/// The bytes of one file of a recording; the same at every call.
pub(crate) fn bytes_of(recording: &Recording, index: usize, file: &RecordedFile) -> Bytes {
    let seed = mix(recording.id ^ (index as u64) << 56);
    match (whole(file.format), file.format) {
        (Some((_, kept)), Format::Mp3(_)) => tagged_mp3(kept, recording, seed),
        (Some((_, kept)), Format::Mp4) => marked_mp4(kept, recording),
        (Some((_, kept)), _) => Bytes::from_static(kept),
        (None, format) => {
            let track = wav::Track::of(format);
            let mut spoken = conversation::assemble(
                Scenario::of(recording.scenario),
                track,
                file.millis,
                seed,
                index,
            );
            if let Some(blemish) = Blemish::of(seed) {
                blemish.mark(track, &mut spoken);
            }
            wav::with_header(track, &spoken)
        }
    }
}

/// Every other MP3 carries an ID3v2.3 tag with its session id as the title, so that both kinds of beginning occur.
fn tagged_mp3(kept: &'static [u8], recording: &Recording, seed: u64) -> Bytes {
    if seed.is_multiple_of(2) {
        return Bytes::from_static(kept);
    }
    let title = recording.id_text();
    let frame = title.len() as u8 + 1; // one byte says the text is Latin-1
    let mut file = vec![b'I', b'D', b'3', 3, 0, 0, 0, 0, 0, frame + 10];
    file.extend([b'T', b'I', b'T', b'2', 0, 0, 0, frame, 0, 0, 0]);
    file.extend(title.bytes());
    file.extend_from_slice(kept);
    Bytes::from(file)
}

/// A `free` box at the end, which players skip, holds the session id.
fn marked_mp4(kept: &'static [u8], recording: &Recording) -> Bytes {
    let title = recording.id_text();
    let mut file = kept.to_vec();
    file.extend((title.len() as u32 + 8).to_be_bytes());
    file.extend(b"free");
    file.extend(title.bytes());
    Bytes::from(file)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{Options, company::Company};

    fn company() -> Company {
        Company::new(&Options {
            days: 10,
            now: Some("2026-11-24T15:30:00Z".parse().unwrap()),
            ..Options::default()
        })
        .unwrap()
    }

    #[test]
    fn every_wav_has_exactly_its_length_and_its_own_bytes() {
        let company = company();
        let mut seen = HashSet::new();
        for recording in company.recordings.iter().take(150) {
            for (index, file) in recording.files.iter().enumerate() {
                let bytes = bytes_of(recording, index, file);
                assert_eq!(
                    bytes,
                    bytes_of(recording, index, file),
                    "the same bytes each time"
                );
                let samples = file.millis as usize * 8;
                let expected = match file.format {
                    Format::WavMono => 44 + samples * 2,
                    Format::WavStereo => 44 + samples * 4,
                    Format::WavMulaw => 58 + samples,
                    _ => continue,
                };
                assert_eq!(bytes.len(), expected, "{:?}", file.format);
                assert!(seen.insert(bytes), "another recording has the same bytes");
            }
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn a_few_recordings_have_each_blemish_and_keep_their_length() {
        let found: HashSet<_> = (0..1000)
            .filter_map(|n| Blemish::of(mix(n)))
            .map(|b| format!("{b:?}"))
            .collect();
        assert_eq!(found.len(), 4, "{found:?}");
        let loudest = |sound: &[u8], side: usize| {
            let (samples, _) = sound.as_chunks::<2>();
            let levels = samples
                .iter()
                .skip(side)
                .step_by(2)
                .map(|s| i16::from_le_bytes(*s).unsigned_abs());
            levels.max().unwrap_or(0)
        };
        let plain = conversation::assemble(Scenario::Sales, wav::Track::Stereo, 60_000, 7, 0);
        let with = |blemish: Blemish| {
            let mut sound = plain.clone();
            blemish.mark(wav::Track::Stereo, &mut sound);
            assert_eq!(sound.len(), plain.len());
            sound
        };
        let silent = with(Blemish::Silent);
        assert!(loudest(&silent, 0) < 40 && loudest(&silent, 1) < 40);
        let one = with(Blemish::OneSided);
        assert!(loudest(&one, 1) < 40);
        assert_eq!(
            loudest(&one, 0),
            loudest(&plain, 0),
            "the other side is as it was"
        );
        let pause = with(Blemish::Pause);
        assert!(loudest(&pause[30 * 32_000..43 * 32_000], 0) < 40);
        assert_eq!(pause[..30 * 32_000], plain[..30 * 32_000]);
        assert!(loudest(&with(Blemish::Clipped), 0) >= 32_767);
    }

    #[test]
    fn kept_conversations_have_a_length_and_their_magic_bytes() {
        for (format, magic) in [
            (Format::Mp3(0), &b"\xff\xe3"[..]),
            (Format::Amr(1), &b"#!AMR\n"[..]),
        ] {
            let (_, bytes) = whole(format).unwrap();
            assert!(bytes.starts_with(magic), "{format:?} {:x?}", &bytes[..4]);
            assert!(whole_millis(format).unwrap() > 15_000);
        }
        assert_eq!(&whole(Format::Mp4).unwrap().1[4..8], b"ftyp");
        assert_eq!(whole_millis(Format::WavMono), None);
    }

    #[test]
    fn dual_track_has_the_caller_left_and_the_colleague_right() {
        let spoken = conversation::assemble(Scenario::Sales, wav::Track::Stereo, 30_000, 7, 0);
        let energy = |from: usize, side: usize| -> u64 {
            spoken[from * 4..(from + 8_000) * 4]
                .chunks_exact(4)
                .map(|frame| {
                    u64::from(
                        i16::from_le_bytes([frame[side * 2], frame[side * 2 + 1]]).unsigned_abs(),
                    )
                })
                .sum()
        };
        let loud = (0..29)
            .map(|second| {
                (
                    energy(second * 8_000, 0) > 400_000,
                    energy(second * 8_000, 1) > 400_000,
                )
            })
            .collect::<Vec<_>>();
        assert!(
            loud.contains(&(true, false)) && loud.contains(&(false, true)),
            "{loud:?}"
        );
        assert!(loud[0].1 && !loud[0].0, "sales answers first: {loud:?}");
    }
}
