//! The chunk list of a WAV file (Microsoft "Multimedia Programming Interface", EBU Tech 3306 for RF64).

use std::io::{self, Read, Seek};

use super::format::Format;
use crate::bytes::{ByteOrder, array, read_at};
use crate::error::Error;
use crate::probe::Completeness;

/// More chunks than any honest file has; a file of a million empty chunks is not walked to its end.
const MAX_CHUNKS: usize = 4096;
/// Writers differ on whether the `RIFF` length counts its own eight bytes.
const RIFF_SLACK: u64 = 8;
/// The size that stands for "see `ds64`", or for "until the end" in a stream.
const OPEN: u64 = 0xFFFF_FFFF;

/// Where the sound lies in a WAV file.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) format: Option<Format>,
    pub(crate) data_start: u64,
    /// Bytes of sound that are really there.
    pub(crate) data_len: u64,
    pub(crate) completeness: Completeness,
    fact_frames: Option<u64>,
}

impl Layout {
    /// Walks the chunks of a file of `len` bytes. A cut file gives a layout as far as it goes, not an error.
    pub(crate) fn read(reader: &mut (impl Read + Seek), len: u64) -> Result<Self, Error> {
        let head = read_at(reader, 0, 12)?;
        let order = if head.starts_with(b"RIFX") {
            ByteOrder::Big
        } else {
            ByteOrder::Little
        };
        let riff_size = array(&head, 4)
            .map(|b| order.u32(b))
            .ok_or(Error::NotAudio)?;
        let mut walk = Walk {
            order,
            len,
            riff_end: Some(u64::from(riff_size))
                .filter(|s| *s != 0 && *s != OPEN)
                .map(|s| s + 8),
            long_data: None,
            layout: Self {
                format: None,
                data_start: 0,
                data_len: 0,
                completeness: Completeness::Unknown,
                fact_frames: None,
            },
        };
        let missing = walk.chunks(reader)?;
        walk.layout.completeness = walk.judge(missing);
        Ok(walk.layout)
    }

    /// Frames of sound that are really there; `None` for codecs without a fixed block.
    pub(crate) fn frames(&self) -> Option<u64> {
        let format = self.format.as_ref()?;
        let (unit, per_unit) = (format.unit_bytes(), format.unit_frames()?);
        let frames = self.data_len.checked_div(unit)?.checked_mul(per_unit)?;
        // The last ADPCM or GSM block is filled up with silence; `fact` says where the sound ends.
        let told = self
            .fact_frames
            .filter(|told| *told < frames && frames - told < per_unit);
        Some(told.unwrap_or(frames))
    }
}

/// One pass over the chunks.
struct Walk {
    order: ByteOrder,
    len: u64,
    /// Where the `RIFF` header says the file ends.
    riff_end: Option<u64>,
    /// The length of the data chunk by `ds64`.
    long_data: Option<u64>,
    layout: Layout,
}

impl Walk {
    /// The length that the file would need for the chunk that is cut, if one is.
    fn chunks(&mut self, reader: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
        let mut at = 12_u64;
        for _ in 0..MAX_CHUNKS {
            let header = read_at(reader, at, 8)?;
            let (Some(id), Some(size)) = (array::<4>(&header, 0), array(&header, 4)) else {
                return Ok(if self.has_data() { None } else { Some(at + 8) });
            };
            if self.has_data() && !id.iter().all(|b| (0x20..0x7F).contains(b)) {
                // Not a chunk: something was appended to a finished file.
                return Ok(None);
            }
            let body = at + 8;
            let size = self.visit(reader, id, body, u64::from(self.order.u32(size)))?;
            let end = body.saturating_add(size);
            if end > self.len {
                return Ok(Some(end));
            }
            // Chunks are padded to even lengths, but the last one often is not.
            at = end + (size & 1);
            if self.has_data() && (at >= self.len || self.riff_end.is_some_and(|riff| at >= riff)) {
                return Ok(None);
            }
        }
        Ok(None)
    }

    fn has_data(&self) -> bool {
        self.layout.data_start > 0
    }

    /// Takes what a chunk says; answers its real size.
    fn visit(
        &mut self,
        reader: &mut (impl Read + Seek),
        id: [u8; 4],
        body: u64,
        size: u64,
    ) -> io::Result<u64> {
        match &id {
            b"ds64" => {
                let sizes = read_at(reader, body, 16)?;
                let size_at = |at| array(&sizes, at).map(u64::from_le_bytes).filter(|s| *s > 0);
                self.riff_end = size_at(0).and_then(|s| s.checked_add(8));
                self.long_data = size_at(8);
            }
            b"fmt " if self.layout.format.is_none() => {
                let chunk = read_at(reader, body, size.min(40) as usize)?;
                self.layout.format = Format::parse(&chunk, self.order);
            }
            b"fact" => {
                let frames =
                    array(&read_at(reader, body, 4)?, 0).map(|b| u64::from(self.order.u32(b)));
                self.layout.fact_frames = frames.filter(|f| *f > 0);
            }
            b"data" if !self.has_data() => {
                let rest = self.len.saturating_sub(body);
                let size = match size {
                    OPEN => self.long_data.unwrap_or(rest),
                    0 => rest,
                    told => told,
                };
                self.layout.data_start = body;
                self.layout.data_len = size.min(rest);
                return Ok(size);
            }
            _ => {}
        }
        Ok(size)
    }

    fn judge(&self, missing: Option<u64>) -> Completeness {
        let promised = self
            .riff_end
            .filter(|end| *end > self.len.saturating_add(RIFF_SLACK));
        match missing.or(promised) {
            Some(expected) => Completeness::of(expected, self.len),
            None if self.has_data() && self.layout.format.is_some() => Completeness::Whole,
            None => Completeness::Unknown,
        }
    }
}
