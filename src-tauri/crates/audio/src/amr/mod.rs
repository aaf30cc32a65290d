//! AMR storage format: a magic line, then frames of 20 ms (RFC 4867, section 5.3).
//!
//! Nobody ships AMR decoders with an app lightly, so decoding uses what the machine has: the opencore libraries, else
//! an installed `ffmpeg`.

mod reader;
#[cfg(unix)]
mod system;

use std::io::{BufReader, Read, Seek, SeekFrom};

pub(crate) use reader::{AmrReader, open};

use crate::bytes::fill;
use crate::content::Content;
use crate::error::Error;
use crate::probe::{Completeness, Probe};

const FRAME_MS: u64 = 20;
/// The longest frame, header byte included (AMR-WB, 23.85 kbit/s).
pub(crate) const MAX_FRAME: usize = 61;

/// Narrow or wide band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Band {
    Narrow,
    Wide,
}

impl Band {
    pub(crate) fn of(content: Content) -> Self {
        if content == Content::AmrWb {
            Self::Wide
        } else {
            Self::Narrow
        }
    }

    pub(crate) fn codec(self) -> &'static str {
        match self {
            Self::Narrow => "amr_nb",
            Self::Wide => "amr_wb",
        }
    }

    pub(crate) fn sample_rate(self) -> u32 {
        match self {
            Self::Narrow => 8_000,
            Self::Wide => 16_000,
        }
    }

    /// Samples of one 20 ms frame.
    pub(crate) fn frame_samples(self) -> usize {
        match self {
            Self::Narrow => 160,
            Self::Wide => 320,
        }
    }

    pub(crate) fn magic_len(self) -> u64 {
        match self {
            Self::Narrow => 6,
            Self::Wide => 9,
        }
    }

    /// Bytes of a frame by its header byte, header included; `None` for frame types that do not exist
    /// (3GPP TS 26.101, table 1a, and TS 26.201, table 1a).
    pub(crate) fn frame_len(self, header: u8) -> Option<usize> {
        let body = match (self, (header >> 3) & 0x0F) {
            (Self::Narrow, kind @ 0..=11) => {
                [12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5][usize::from(kind)]
            }
            (Self::Wide, kind @ 0..=9) => {
                [17, 23, 32, 36, 40, 46, 50, 58, 60, 5][usize::from(kind)]
            }
            (_, 15) | (Self::Wide, 14) => 0,
            _ => return None,
        };
        Some(body + 1)
    }
}

/// Walks every frame: duration and completeness are exact.
pub(crate) fn probe(
    reader: &mut (impl Read + Seek),
    content: Content,
    len: u64,
) -> Result<Probe, Error> {
    let band = Band::of(content);
    let mut at = band.magic_len();
    let mut frames = 0_u64;
    reader.seek(SeekFrom::Start(at))?;
    let mut reader = BufReader::with_capacity(16 * 1024, reader);
    let mut frame = [0; MAX_FRAME];
    let completeness = loop {
        let Some((header, body)) = frame.split_first_mut() else {
            break Completeness::Unknown;
        };
        if fill(&mut reader, std::slice::from_mut(header))? == 0 {
            break Completeness::Whole;
        }
        // Behind a frame type that does not exist, no frame can be found: what follows is not countable.
        let Some(size) = band.frame_len(*header) else {
            break Completeness::Unknown;
        };
        let body = body.get_mut(..size - 1).unwrap_or_default();
        at += size as u64;
        if fill(&mut reader, body)? < body.len() {
            break Completeness::of(at, len);
        }
        frames += 1;
    };
    Ok(Probe {
        content,
        codec: Some(band.codec().to_owned()),
        sample_rate: Some(band.sample_rate()),
        channels: Some(1),
        duration_ms: Some(frames * FRAME_MS),
        picture: false,
        completeness,
    })
}
