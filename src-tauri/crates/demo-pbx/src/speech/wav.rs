//! RIFF headers.

use bytes::Bytes;

use crate::company::Format;

/// How samples lie in an assembled file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Track {
    Mono,
    Stereo,
    Mulaw,
}

impl Track {
    /// The track of a format; what is not assembled counts as mono.
    pub(super) fn of(format: Format) -> Self {
        match format {
            Format::WavStereo => Self::Stereo,
            Format::WavMulaw => Self::Mulaw,
            _ => Self::Mono,
        }
    }

    /// Bytes per sampling instant.
    pub(super) fn frame(self) -> usize {
        match self {
            Self::Mulaw => 1,
            Self::Mono => 2,
            Self::Stereo => 4,
        }
    }
}

/// A whole WAV file. µ-law has the 18-byte `fmt ` and the `fact` chunk that the format asks for.
pub(super) fn with_header(track: Track, sound: &[u8]) -> Bytes {
    let mulaw = track == Track::Mulaw;
    let channels: u16 = if track == Track::Stereo { 2 } else { 1 };
    let frame = track.frame() as u32;
    let head = if mulaw { 58 } else { 44 };
    let mut file = Vec::with_capacity(sound.len() + head);
    file.extend(b"RIFF");
    file.extend((sound.len() as u32 + head as u32 - 8).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(if mulaw { 18_u32 } else { 16 }.to_le_bytes());
    file.extend(if mulaw { 7_u16 } else { 1 }.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(8_000_u32.to_le_bytes());
    file.extend((8_000 * frame).to_le_bytes());
    file.extend((frame as u16).to_le_bytes());
    file.extend(if mulaw { 8_u16 } else { 16 }.to_le_bytes());
    if mulaw {
        file.extend(0_u16.to_le_bytes());
        file.extend(b"fact");
        file.extend(4_u32.to_le_bytes());
        file.extend((sound.len() as u32).to_le_bytes());
    }
    file.extend(b"data");
    file.extend((sound.len() as u32).to_le_bytes());
    file.extend_from_slice(sound);
    Bytes::from(file)
}
