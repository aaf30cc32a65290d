//! The facts of a file: container, codec, rate, channels, duration, and whether all of it is there.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use crate::bytes::read_at;
use crate::content::{Content, sniff};
use crate::error::Error;
use crate::{amr, flac, mp3, mp4, ogg, wav};

/// What a file says about itself, checked against its real length. A field is `None` where the file does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The container.
    pub content: Content,
    /// `FFmpeg`'s name of the codec: `pcm_s16le`, `pcm_mulaw`, `gsm_ms`, `mp3`, `amr_nb`, `aac`.
    pub codec: Option<String>,
    /// Frames a second, in Hz.
    pub sample_rate: Option<u32>,
    /// Number of channels.
    pub channels: Option<u16>,
    /// The sound that is really there, in milliseconds; a cut file is as long as what it holds.
    pub duration_ms: Option<u64>,
    /// Whether there is a picture beside the sound: a video.
    pub picture: bool,
    /// Whether the file holds all that its own headers promise.
    pub completeness: Completeness,
}

impl Probe {
    pub(crate) fn bare(content: Content, completeness: Completeness) -> Self {
        Self {
            content,
            codec: None,
            sample_rate: None,
            channels: None,
            duration_ms: None,
            picture: false,
            completeness,
        }
    }
}

/// Whether a file holds all that its own headers promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// Everything promised is there.
    Whole,
    /// The headers promise more than the file has.
    Truncated {
        /// The smallest length in bytes that would satisfy the headers.
        expected_bytes: u64,
        /// The length in bytes that was found.
        actual_bytes: u64,
    },
    /// The format cannot tell.
    Unknown,
}

impl Completeness {
    pub(crate) fn of(expected_bytes: u64, actual_bytes: u64) -> Self {
        if expected_bytes > actual_bytes {
            Self::Truncated {
                expected_bytes,
                actual_bytes,
            }
        } else {
            Self::Whole
        }
    }
}

/// Probes a file by its bytes. [`Error::NotAudio`] when the container is unknown.
pub fn probe(reader: &mut (impl Read + Seek)) -> Result<Probe, Error> {
    let len = reader.seek(SeekFrom::End(0))?;
    let first = read_at(reader, 0, 4096)?;
    match sniff(&first) {
        Content::Wav => wav::probe(reader, len),
        content @ (Content::Amr | Content::AmrWb) => amr::probe(reader, content, len),
        Content::Mp3 => mp3::probe(reader, len),
        Content::Mp4 => mp4::probe(reader, len),
        Content::Flac => flac::probe(reader, len),
        Content::Ogg => ogg::probe(reader, len),
        Content::Unknown => Err(Error::NotAudio),
    }
}

/// Probes the file at `path`; see [`probe()`].
pub fn probe_path(path: &Path) -> Result<Probe, Error> {
    let mut file = File::open(path).map_err(|e| Error::io(path, e))?;
    let first = read_at(&mut file, 0, 16).map_err(|e| Error::io(path, e))?;
    // A WAV tells in a few places, and every jump empties the buffer; the frames of other files are walked through.
    let ahead = match sniff(&first) {
        Content::Wav => 512,
        _ => 64 * 1024,
    };
    probe(&mut BufReader::with_capacity(ahead, file)).map_err(|e| e.at(path))
}

/// Whether the webviews of all three systems play this file as it is; anything else needs
/// [`decode_to_wav`](crate::decode_to_wav) first.
pub fn playable_in_webview(probe: &Probe) -> bool {
    match probe.content {
        Content::Mp3 => true,
        Content::Wav => {
            matches!(
                probe.codec.as_deref(),
                Some("pcm_u8" | "pcm_s16le" | "pcm_s24le" | "pcm_mulaw" | "pcm_alaw")
            )
        }
        _ => false,
    }
}
