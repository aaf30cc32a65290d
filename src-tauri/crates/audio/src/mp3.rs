//! MPEG audio layer III: frame headers, the walk over all frames, and the Xing/Info header.

use std::io::{BufReader, Read, Seek, SeekFrom};

use crate::bytes::{array, be_u32, fill, read_at, to_ms};
use crate::content::Content;
use crate::error::Error;
use crate::probe::{Completeness, Probe};

/// `ID3` tags in front of a stream: one is usual, a handful is tolerated.
const MAX_TAGS: usize = 8;
/// The delay of a layer III decoder, in samples.
const DECODER_DELAY: u64 = 529;

/// The four bytes before every frame (ISO 11172-3, 2.4.1.3), layer III only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FrameHeader {
    /// Bytes of the frame, header included.
    pub(crate) len: usize,
    /// Samples per channel in the frame.
    pub(crate) samples: u32,
    pub(crate) sample_rate: u32,
    pub(crate) channels: u16,
    mpeg1: bool,
    /// Version and sample rate bits: constant within a stream.
    identity: (u8, u8),
}

impl FrameHeader {
    /// `None` unless every field has a legal value; "free format" is not supported by any player we know.
    pub(crate) fn parse(data: &[u8]) -> Option<Self> {
        const MPEG1: [u32; 15] = [
            0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
        ];
        const MPEG2: [u32; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        let [sync, kind, rates, mode] = array::<4>(data, 0)?;
        let version = (kind >> 3) & 3;
        if sync != 0xFF
            || kind & 0xE0 != 0xE0
            || version == 1
            || (kind >> 1) & 3 != 1
            || mode & 3 == 2
        {
            return None;
        }
        let mpeg1 = version == 3;
        let bitrates = if mpeg1 { &MPEG1 } else { &MPEG2 };
        let kbps = bitrates
            .get(usize::from(rates >> 4))
            .copied()
            .filter(|k| *k > 0)?;
        let base = [44_100, 48_000, 32_000].get(usize::from((rates >> 2) & 3))?;
        let sample_rate = base >> [2, 0, 1, 0][usize::from(version)];
        let samples = if mpeg1 { 1152 } else { 576 };
        let padding = u32::from((rates >> 1) & 1);
        Some(Self {
            len: (samples / 8 * kbps * 1000 / sample_rate + padding) as usize,
            samples,
            sample_rate,
            channels: if mode >> 6 == 3 { 1 } else { 2 },
            mpeg1,
            identity: (version, (rates >> 2) & 3),
        })
    }

    pub(crate) fn same_stream(&self, other: &Self) -> bool {
        self.identity == other.identity
    }

    /// Bytes of side information after the header; the Xing header stands behind it.
    fn side_info(&self) -> usize {
        match (self.mpeg1, self.channels) {
            (true, 1) => 17,
            (true, _) => 32,
            (false, 1) => 9,
            (false, _) => 17,
        }
    }
}

/// What the first frame says about the whole stream when an encoder wrote a Xing or Info header into it.
#[derive(Debug, Clone, Copy, Default)]
struct Xing {
    /// Bytes of the stream from this frame on.
    bytes: Option<u64>,
    /// Samples that an encoder added at the start and at the end (the LAME extension).
    delay: u64,
    padding: u64,
}

impl Xing {
    fn parse(frame: &[u8], header: &FrameHeader) -> Option<Self> {
        let at = 4 + header.side_info();
        let tag = array::<4>(frame, at)?;
        if &tag != b"Xing" && &tag != b"Info" {
            return None;
        }
        let flags = be_u32(frame, at + 4)?;
        let mut next = at + 8;
        let mut xing = Self::default();
        if flags & 1 != 0 {
            next += 4;
        }
        if flags & 2 != 0 {
            xing.bytes = be_u32(frame, next).map(u64::from).filter(|b| *b > 0);
            next += 4;
        }
        next += if flags & 4 != 0 { 100 } else { 0 } + if flags & 8 != 0 { 4 } else { 0 };
        if frame
            .get(next..next + 3)
            .is_some_and(|name| name == b"LAM" || name == b"Lav")
        {
            if let Some([a, b, c]) = array::<3>(frame, next + 21) {
                xing.delay = u64::from(a) << 4 | u64::from(b >> 4);
                xing.padding = u64::from(b & 0x0F) << 8 | u64::from(c);
            }
        }
        Some(xing)
    }
}

/// Where the first frame stands: behind any `ID3` tags.
fn stream_start(reader: &mut (impl Read + Seek)) -> Result<u64, Error> {
    let mut at = 0_u64;
    for _ in 0..MAX_TAGS {
        let head = read_at(reader, at, 10)?;
        match head.as_slice() {
            [b'I', b'D', b'3', _, _, flags, a, b, c, d] => {
                let size = [a, b, c, d]
                    .iter()
                    .fold(0_u64, |size, byte| size << 7 | u64::from(**byte & 0x7F));
                let footer = if flags & 0x10 != 0 { 10 } else { 0 };
                at += 10 + size + footer;
            }
            _ => break,
        }
    }
    Ok(at)
}

/// Counts the frames of a file of `len` bytes.
pub(crate) fn probe(reader: &mut (impl Read + Seek), len: u64) -> Result<Probe, Error> {
    let start = stream_start(reader)?;
    if start >= len {
        return Ok(Probe::bare(Content::Mp3, Completeness::of(start + 1, len)));
    }
    let walk = Walk::over(reader, start, len)?;
    let Some(first) = walk.first else {
        return Ok(Probe::bare(Content::Mp3, Completeness::Unknown));
    };
    let xing = walk.xing.unwrap_or_default();
    // A tail shorter than a frame is what a player drops in silence.
    let promised = xing.bytes.map_or(0, |bytes| walk.first_at + bytes);
    let completeness = if walk.frames == 0 {
        Completeness::of(walk.first_at + first.len as u64, len)
    } else if promised >= len + first.len as u64 {
        Completeness::of(promised, len)
    } else {
        Completeness::Whole
    };
    let samples = walk.sound().frames;
    Ok(Probe {
        content: Content::Mp3,
        codec: Some("mp3".to_owned()),
        sample_rate: Some(first.sample_rate),
        channels: Some(first.channels),
        duration_ms: to_ms(samples, u64::from(first.sample_rate)),
        picture: false,
        completeness,
    })
}

/// Where the sound lies in an MP3 stream, and which of the decoded frames are sound.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sound {
    /// Bytes before the first frame, which trip some decoders.
    pub(crate) start: u64,
    /// Decoded frames to drop at the start.
    pub(crate) skip: u64,
    /// Frames of sound behind those.
    pub(crate) frames: u64,
}

/// Walks a stream of `len` bytes for [`Sound`].
pub(crate) fn sound(reader: &mut (impl Read + Seek), len: u64) -> Result<Sound, Error> {
    let start = stream_start(reader)?;
    Ok(Walk::over(reader, start, len)?.sound())
}

/// One pass over the frames.
#[derive(Debug, Default)]
struct Walk {
    first: Option<FrameHeader>,
    first_at: u64,
    frames: u64,
    xing: Option<Xing>,
}

impl Walk {
    fn over(reader: &mut (impl Read + Seek), start: u64, len: u64) -> Result<Self, Error> {
        reader.seek(SeekFrom::Start(start))?;
        let mut reader = BufReader::with_capacity(64 * 1024, reader);
        let mut walk = Self {
            first_at: start,
            ..Self::default()
        };
        let mut at = start;
        let mut head = [0; 4];
        let mut held = 0;
        loop {
            held += fill(&mut reader, head.get_mut(held..).unwrap_or_default())?;
            if held < head.len() {
                return Ok(walk);
            }
            let header = FrameHeader::parse(&head);
            let ours = header.filter(|h| walk.first.is_none_or(|first| first.same_stream(h)));
            if let Some(header) = ours {
                let mut body = vec![0; header.len.saturating_sub(4)];
                let got = fill(&mut reader, &mut body)?;
                walk.take(header, at, &head, &body, got);
                at += header.len.max(4) as u64;
                held = 0;
            } else {
                // Out of step: one byte on. Linear, because every byte is read once.
                head.rotate_left(1);
                held = 3;
                at += 1;
            }
            if at > len {
                return Ok(walk);
            }
        }
    }

    fn sound(&self) -> Sound {
        let coded = self.frames * self.first.map_or(0, |first| u64::from(first.samples));
        let (skip, added) = match self.xing {
            // Every decoder is late by another 529 samples, at the cost of the padding.
            Some(xing) if xing.delay > 0 => (xing.delay + DECODER_DELAY, xing.delay + xing.padding),
            _ => (0, 0),
        };
        Sound {
            start: self.first_at,
            skip,
            frames: coded.saturating_sub(added),
        }
    }

    fn take(&mut self, header: FrameHeader, at: u64, head: &[u8], body: &[u8], got: usize) {
        let is_first = self.first.is_none();
        if is_first {
            self.first = Some(header);
            self.first_at = at;
            self.xing = Xing::parse(&[head, body].concat(), &header);
        }
        // The frame with the Xing header holds no sound.
        if got == body.len() && !(is_first && self.xing.is_some()) {
            self.frames += 1;
        }
    }
}
