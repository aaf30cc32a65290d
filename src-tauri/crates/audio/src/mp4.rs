//! ISO base media files: box lengths, duration, and the first sound track's sample description (ISO 14496-12).

use std::io::{Read, Seek};

use crate::bytes::{array, be_u32, be_u64, read_at, to_ms};
use crate::content::Content;
use crate::error::Error;
use crate::probe::{Completeness, Probe};

/// Top-level boxes looked at: a fragmented file has two a second, so this covers hours.
const MAX_BOXES: usize = 65_536;
/// The movie box of a call of many hours is well below this; a longer one is not read.
const MAX_MOOV: u64 = 16 * 1024 * 1024;

/// One box inside a buffer.
struct Box4<'a> {
    kind: [u8; 4],
    body: &'a [u8],
}

/// The boxes that lie complete in `data`, in order.
fn children(mut data: &[u8]) -> impl Iterator<Item = Box4<'_>> {
    std::iter::from_fn(move || {
        let kind = array(data, 4)?;
        let (head, size) = match be_u32(data, 0)? {
            0 => (8, data.len()),
            1 => (16, usize::try_from(be_u64(data, 8)?).ok()?),
            size => (8, size as usize),
        };
        let body = data.get(head..size)?;
        data = data.get(size..)?;
        Some(Box4 { kind, body })
    })
}

fn child(data: &[u8], kind: [u8; 4]) -> Option<&[u8]> {
    children(data).find(|b| b.kind == kind).map(|b| b.body)
}

/// Probes an MP4 file of `len` bytes.
pub(crate) fn probe(reader: &mut (impl Read + Seek), len: u64) -> Result<Probe, Error> {
    let mut probe = Probe::bare(Content::Mp4, Completeness::Unknown);
    let (mut at, mut has_index) = (0_u64, false);
    for _ in 0..MAX_BOXES {
        if at == len {
            // Without its index nothing of the file can be played: more must have followed.
            probe.completeness = if has_index {
                Completeness::Whole
            } else {
                Completeness::of(len + 8, len)
            };
            break;
        }
        let head = read_at(reader, at, 16)?;
        let (Some(size), Some(kind)) = (be_u32(&head, 0), array::<4>(&head, 4)) else {
            probe.completeness = Completeness::of(at + 8, len);
            break;
        };
        let size = match size {
            0 => len - at,
            1 => be_u64(&head, 8).unwrap_or(16),
            size => u64::from(size),
        };
        if size < 8 {
            break;
        }
        let Some(end) = at.checked_add(size) else {
            break;
        };
        if &kind == b"moov" && end <= len && size <= MAX_MOOV {
            has_index = true;
            let moov = read_at(reader, at, size as usize)?;
            if let Some(movie) = children(&moov).next() {
                describe(movie.body, &mut probe);
            }
        }
        has_index |= &kind == b"moov" || &kind == b"moof";
        if end > len {
            probe.completeness = Completeness::of(end, len);
            break;
        }
        at = end;
    }
    Ok(probe)
}

/// Fills in what the movie box says.
fn describe(moov: &[u8], probe: &mut Probe) {
    let track = |kind: &'static [u8; 4]| {
        children(moov)
            .filter(|b| &b.kind == b"trak")
            .find_map(|trak| {
                let media = child(trak.body, *b"mdia")?;
                let is_it = child(media, *b"hdlr")?.get(8..12) == Some(kind.as_slice());
                is_it.then_some(media)
            })
    };
    probe.picture = track(b"vide").is_some();
    let sound = track(b"soun");
    let of_track = sound
        .and_then(|media| child(media, *b"mdhd"))
        .and_then(duration_ms);
    let of_movie = child(moov, *b"mvhd").and_then(duration_ms);
    probe.duration_ms = of_track.or(of_movie);
    let entry = sound
        .and_then(|media| child(media, *b"minf"))
        .and_then(|info| child(info, *b"stbl"))
        .and_then(|table| child(table, *b"stsd"))
        .and_then(|list| list.get(8..))
        .and_then(|entries| children(entries).next());
    if let Some(entry) = entry {
        let name = match &entry.kind {
            b"mp4a" => "aac",
            b"samr" => "amr_nb",
            b"sawb" => "amr_wb",
            b".mp3" => "mp3",
            b"Opus" => "opus",
            b"fLaC" => "flac",
            b"alac" => "alac",
            b"ulaw" => "pcm_mulaw",
            b"alaw" => "pcm_alaw",
            other => return probe.codec = Some(other.escape_ascii().to_string()),
        };
        probe.codec = Some(name.to_owned());
        // AMR sample entries say two channels whatever is in them (3GPP TS 26.244, section 6.5).
        if let Some(rate) = [("amr_nb", 8_000), ("amr_wb", 16_000)]
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, rate)| *rate)
        {
            (probe.sample_rate, probe.channels) = (Some(rate), Some(1));
            return;
        }
        probe.channels = array(entry.body, 16)
            .map(u16::from_be_bytes)
            .filter(|c| *c > 0);
        // 16.16 fixed point.
        probe.sample_rate = be_u32(entry.body, 24).map(|r| r >> 16).filter(|r| *r > 0);
    }
}

/// `mvhd` and `mdhd` begin alike: version, flags, two times, time scale, duration.
fn duration_ms(header: &[u8]) -> Option<u64> {
    let (scale, units) = match header.first()? {
        1 => (be_u32(header, 20)?, be_u64(header, 24)?),
        _ => (be_u32(header, 12)?, u64::from(be_u32(header, 16)?)),
    };
    // All ones mean "unknown", zero stands in fragmented files.
    if units == 0 || units == u64::MAX || units == u64::from(u32::MAX) {
        None
    } else {
        to_ms(units, u64::from(scale))
    }
}
