//! Uncompressed WAV data to 16-bit samples, block by block.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};

use super::format::{Coding, Format};
use super::g711::{self, Law};
use super::layout::Layout;
use crate::bytes::{ByteOrder, fill};
use crate::error::Error;

const BLOCK_BYTES: usize = 64 * 1024;
static MULAW: [i16; 256] = g711::table(Law::Mu);
static ALAW: [i16; 256] = g711::table(Law::A);

/// How one sample is stored.
#[derive(Debug, Clone, Copy)]
enum Storage {
    U8,
    S16,
    S24,
    S32,
    F32,
    F64,
    Law(&'static [i16; 256]),
}

impl Storage {
    fn of(format: &Format) -> Option<Self> {
        Some(match (format.coding, format.sample_bytes()) {
            (Coding::Pcm, 1) => Self::U8,
            (Coding::Pcm, 2) => Self::S16,
            (Coding::Pcm, 3) => Self::S24,
            (Coding::Pcm, 4) => Self::S32,
            (Coding::Float, 4) => Self::F32,
            (Coding::Float, 8) => Self::F64,
            (Coding::Alaw, _) => Self::Law(&ALAW),
            (Coding::Mulaw, _) => Self::Law(&MULAW),
            _ => return None,
        })
    }

    fn decode(self, bytes: &[u8], order: ByteOrder, out: &mut Vec<i16>) {
        let big = order == ByteOrder::Big;
        // The two most significant bytes of a wider integer, wherever its byte order puts them.
        let integer = |sample: &[u8]| match sample {
            [high, low, ..] if big => i16::from_be_bytes([*high, *low]),
            [.., low, high] => i16::from_le_bytes([*low, *high]),
            _ => 0,
        };
        match self {
            Self::U8 => out.extend(bytes.iter().map(|b| (i16::from(*b) - 128) << 8)),
            Self::Law(table) => out.extend(bytes.iter().map(|b| table[usize::from(*b)])),
            Self::S16 if !big => {
                let (pairs, _) = bytes.as_chunks::<2>();
                out.extend(pairs.iter().map(|s| i16::from_le_bytes(*s)));
            }
            Self::S16 => out.extend(bytes.chunks_exact(2).map(integer)),
            Self::S24 => out.extend(bytes.chunks_exact(3).map(integer)),
            Self::S32 => out.extend(bytes.chunks_exact(4).map(integer)),
            Self::F32 => {
                let (words, _) = bytes.as_chunks::<4>();
                let of = if big {
                    f32::from_be_bytes
                } else {
                    f32::from_le_bytes
                };
                out.extend(words.iter().map(|s| float_to_i16(f64::from(of(*s)))));
            }
            Self::F64 => {
                let (words, _) = bytes.as_chunks::<8>();
                let of = if big {
                    f64::from_be_bytes
                } else {
                    f64::from_le_bytes
                };
                out.extend(words.iter().map(|s| float_to_i16(of(*s))));
            }
        }
    }
}

/// Clamped; a NaN becomes silence.
fn float_to_i16(sample: f64) -> i16 {
    (sample * 32768.0).round() as i16
}

/// PCM, float and G.711 out of a WAV file.
#[derive(Debug)]
pub(crate) struct PcmReader {
    source: Take<BufReader<File>>,
    storage: Storage,
    order: ByteOrder,
    buffer: Vec<u8>,
}

impl PcmReader {
    /// `None` when the coding is not one of whole samples.
    pub(crate) fn new(
        mut file: File,
        layout: &Layout,
        format: &Format,
    ) -> Result<Option<Self>, Error> {
        let Some(storage) = Storage::of(format) else {
            return Ok(None);
        };
        let unit = format.unit_bytes().max(1);
        let whole = layout.data_len / unit * unit;
        file.seek(SeekFrom::Start(layout.data_start))?;
        let block = (BLOCK_BYTES as u64 / unit).max(1) * unit;
        Ok(Some(Self {
            source: BufReader::with_capacity(0, file).take(whole),
            storage,
            order: format.order,
            buffer: vec![0; block as usize],
        }))
    }

    pub(crate) fn next_block(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        let filled = fill(&mut self.source, &mut self.buffer)?;
        let bytes = self.buffer.get(..filled).unwrap_or_default();
        self.storage.decode(bytes, self.order, out);
        Ok(!out.is_empty())
    }
}
