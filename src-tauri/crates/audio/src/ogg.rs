//! Ogg: the codec of the first packet, and the end from the last page (RFC 3533).

use std::io::{Read, Seek};

use crate::bytes::{array, read_at, to_ms};
use crate::content::Content;
use crate::error::Error;
use crate::probe::{Completeness, Probe};

/// A page is at most 65,307 bytes long, so the last page starts within this tail.
const TAIL: u64 = 65_536;
const END_OF_STREAM: u8 = 4;

/// Probes an Ogg file of `len` bytes.
pub(crate) fn probe(reader: &mut (impl Read + Seek), len: u64) -> Result<Probe, Error> {
    let head = read_at(reader, 0, 27 + 255 + 64)?;
    let mut probe = Probe::bare(Content::Ogg, Completeness::Unknown);
    let packet = head
        .get(26)
        .and_then(|segments| head.get(27 + usize::from(*segments)..))
        .unwrap_or_default();
    let u32_at = |at| array(packet, at).map(u32::from_le_bytes);
    let byte = |at: usize| packet.get(at).copied().map(u16::from);
    let (codec, rate, channels, skip) = if packet.starts_with(b"OpusHead") {
        // Opus always counts in 48 kHz, whatever it was recorded at; the first samples are the decoder's warm-up.
        (
            "opus",
            Some(48_000),
            byte(9),
            array(packet, 10).map_or(0, u16::from_le_bytes),
        )
    } else if packet.starts_with(b"\x01vorbis") {
        ("vorbis", u32_at(12), byte(11), 0)
    } else if packet.starts_with(b"Speex   ") {
        ("speex", u32_at(36), byte(48), 0)
    } else if packet.starts_with(b"\x7FFLAC") {
        ("flac", None, None, 0)
    } else {
        return Ok(probe);
    };
    probe.codec = Some(codec.to_owned());
    probe.sample_rate = rate.filter(|r| *r > 0);
    probe.channels = channels.filter(|c| *c > 0);
    let tail = read_at(reader, len.saturating_sub(TAIL), TAIL as usize)?;
    let last = tail
        .windows(5)
        .rposition(|w| w == b"OggS\0")
        .and_then(|at| tail.get(at..));
    if let Some(page) = last {
        // -1 stands for a page on which no packet ends.
        let granule = array(page, 6)
            .map(u64::from_le_bytes)
            .filter(|g| *g < u64::MAX / 2);
        let rate = probe.sample_rate.map_or(0, u64::from);
        probe.duration_ms = granule.and_then(|g| to_ms(g.saturating_sub(u64::from(skip)), rate));
        probe.completeness = match page_len(page) {
            Some(size) if size > page.len() => {
                Completeness::of(len + (size - page.len()) as u64, len)
            }
            Some(_) if page.get(5).is_some_and(|flags| flags & END_OF_STREAM != 0) => {
                Completeness::Whole
            }
            _ => Completeness::Unknown,
        };
    }
    Ok(probe)
}

fn page_len(page: &[u8]) -> Option<usize> {
    let segments = usize::from(*page.get(26)?);
    let table = page.get(27..27 + segments)?;
    Some(27 + segments + table.iter().map(|s| usize::from(*s)).sum::<usize>())
}
