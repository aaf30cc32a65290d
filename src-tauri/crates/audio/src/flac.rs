//! Native FLAC: the STREAMINFO block (RFC 9639, section 8).

use std::io::{Read, Seek};

use crate::bytes::{be_u32, be_u64, read_at, to_ms};
use crate::content::Content;
use crate::error::Error;
use crate::probe::{Completeness, Probe};

/// Magic, block header, STREAMINFO.
pub(crate) const HEADER_LEN: usize = 4 + 4 + 34;
const MAX_BLOCKS: usize = 1024;

/// Probes a FLAC file of `len` bytes; the frames themselves are not checked.
pub(crate) fn probe(reader: &mut (impl Read + Seek), len: u64) -> Result<Probe, Error> {
    let head = read_at(reader, 0, HEADER_LEN)?;
    let mut probe = Probe::bare(Content::Flac, Completeness::of(HEADER_LEN as u64, len));
    probe.codec = Some("flac".to_owned());
    // 20 bits of rate, 3 of channels less one, 5 of depth less one, 36 of total samples.
    let Some(packed) = be_u64(&head, 18) else {
        return Ok(probe);
    };
    let rate = (packed >> 44) as u32;
    let total = packed & 0xF_FFFF_FFFF;
    probe.sample_rate = Some(rate).filter(|r| *r > 0);
    probe.channels = Some(((packed >> 41) & 7) as u16 + 1);
    probe.duration_ms = Some(total)
        .filter(|t| *t > 0)
        .and_then(|t| to_ms(t, u64::from(rate)));
    probe.completeness = match (first_frame(reader)?, total) {
        (at, _) if at > len => Completeness::of(at, len),
        (at, 1..) if at == len => Completeness::of(at + 1, len),
        _ => Completeness::Unknown,
    };
    Ok(probe)
}

/// The end of the metadata blocks.
fn first_frame(reader: &mut (impl Read + Seek)) -> Result<u64, Error> {
    let mut at = 4_u64;
    for _ in 0..MAX_BLOCKS {
        let Some(header) = be_u32(&read_at(reader, at, 4)?, 0) else {
            return Ok(at + 4);
        };
        at += 4 + u64::from(header & 0x00FF_FFFF);
        if header & 0x8000_0000 != 0 {
            break;
        }
    }
    Ok(at)
}
