//! A few recordings have something wrong with their sound, so that there is something to find.

use super::wav::Track;
use crate::dice::mix;

/// One recording of so many has each blemish.
const ONE_IN: u64 = 64;
/// Speech divided by this is line noise at about −85 dBFS, and still another in each recording.
const HUSH: i16 = 1024;
const RATE: usize = 8_000;
const PAUSE_S: usize = 14;

/// What is wrong with a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blemish {
    /// Nothing is to be heard.
    Silent,
    /// The right side is silent, where there are two.
    OneSided,
    /// Nobody speaks for a while in the middle.
    Pause,
    /// Far too loud.
    Clipped,
}

impl Blemish {
    /// That of a recording, by the seed of its sound; most have none.
    pub(super) fn of(seed: u64) -> Option<Self> {
        match mix(seed) % ONE_IN {
            0 => Some(Self::Silent),
            1 => Some(Self::OneSided),
            2 => Some(Self::Pause),
            3 => Some(Self::Clipped),
            _ => None,
        }
    }

    /// Puts it on the sound, which keeps its length. The sound of one byte a sample stays as it is.
    pub(super) fn mark(self, track: Track, sound: &mut [u8]) {
        let channels = match track {
            Track::Mono => 1,
            Track::Stereo => 2,
            Track::Mulaw => return,
        };
        let (samples, _) = sound.as_chunks_mut::<2>();
        let count = samples.len();
        let pause = RATE * PAUSE_S * channels;
        for (at, bytes) in samples.iter_mut().enumerate() {
            let sample = i16::from_le_bytes(*bytes);
            let hushed = match self {
                Self::Silent => true,
                Self::OneSided => channels == 2 && at % 2 == 1,
                Self::Pause => count > 3 * pause && (count / 2..count / 2 + pause).contains(&at),
                Self::Clipped => false,
            };
            let marked = match self {
                Self::Clipped => sample.saturating_mul(32),
                _ if hushed => sample / HUSH,
                _ => sample,
            };
            *bytes = marked.to_le_bytes();
        }
    }
}
