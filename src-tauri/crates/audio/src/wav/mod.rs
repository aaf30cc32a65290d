//! WAV files: where the samples lie and how they are coded.
//!
//! Own code although symphonia has a RIFF reader: recorders write 16-byte `fmt ` chunks for µ-law, sizes of 0 and
//! 0xFFFFFFFF, wrong `RIFF` lengths and cut files, and a library that refuses those would lose recordings.

pub(crate) mod adpcm;
mod format;
mod g711;
mod layout;
pub(crate) mod samples;

use std::io::{Read, Seek};

pub(crate) use format::Coding;
pub(crate) use layout::Layout;

use crate::bytes::to_ms;
use crate::content::Content;
use crate::error::Error;
use crate::probe::Probe;

/// Probes a RIFF, RIFX or RF64 WAVE file of `len` bytes.
pub(crate) fn probe(reader: &mut (impl Read + Seek), len: u64) -> Result<Probe, Error> {
    let layout = Layout::read(reader, len)?;
    let mut probe = Probe::bare(Content::Wav, layout.completeness);
    if let Some(format) = layout.format {
        probe.codec = Some(format.codec());
        probe.sample_rate = Some(format.sample_rate).filter(|r| *r > 0);
        probe.channels = Some(format.channels).filter(|c| *c > 0);
        probe.duration_ms = match layout.frames() {
            Some(frames) => to_ms(frames, u64::from(format.sample_rate)),
            None => to_ms(layout.data_len, u64::from(format.bytes_per_second)),
        };
    }
    Ok(probe)
}
