//! One recording into another format: its samples are decoded block by block, changed as far as that is asked for, and
//! encoded. Without being asked, rate and channels stay what they are.

mod chain;
mod channels;
mod flac;
mod limiter;
mod loudness;
mod mp3;
mod resample;
mod tags;
mod wav;

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::error::Error;
use crate::probe::{Completeness, Probe, probe_path};
use chain::{Chain, Spec};

pub use channels::Channels;
pub use tags::Tags;

/// What to convert to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// 16-bit PCM WAV: plays everywhere.
    Wav,
    /// MP3 at a constant rate.
    Mp3 {
        /// Kilobits a second; the nearest rate that exists is used (at most 64 below 16 kHz, 160 below 32 kHz).
        kbps: u16,
    },
    /// FLAC: half the size of the WAV, the same samples.
    Flac,
}

/// How a file is made of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// The format.
    pub target: Target,
    /// Which channels it has.
    pub channels: Channels,
    /// Its sample rate in Hz; `None` keeps that of the source. Between 4,000 and 192,000.
    pub sample_rate: Option<u32>,
    /// Its integrated loudness in LUFS (EBU R 128), no true peak above −2 dBTP; `None` keeps the levels. A file without
    /// anything loud enough to measure is left alone, and none is raised by more than 30 dB.
    pub loudness: Option<f32>,
    /// What it says about itself.
    pub tags: Option<Tags>,
}

impl From<Target> for Recipe {
    /// The format alone.
    fn from(target: Target) -> Self {
        Self {
            target,
            channels: Channels::Keep,
            sample_rate: None,
            loudness: None,
            tags: None,
        }
    }
}

/// Asked again and again while a file is converted; true ends it with [`Error::Stopped`].
pub type Stop<'a> = &'a dyn Fn() -> bool;

/// Decodes `src` to a 16-bit PCM WAV at `dst`, for players that cannot play the original. See [`convert`].
pub fn decode_to_wav(src: &Path, dst: &Path) -> Result<Probe, Error> {
    convert(src, dst, &Target::Wav.into(), &|| false)
}

/// Converts `src` into a new file `dst` and probes what was written.
///
/// `dst` must not exist. The caller gives a temporary name and does the fsync and rename. When the conversion fails
/// or is stopped behind its creation, `dst` is removed again.
pub fn convert(src: &Path, dst: &Path, recipe: &Recipe, stop: Stop<'_>) -> Result<Probe, Error> {
    let gain = loudness::gain(src, recipe, stop)?;
    let mut chain = Chain::open(src, recipe, gain)?;
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .open(dst)
        .map_err(|e| Error::io(dst, e))?;
    let written = Encoder::new(file, chain.spec(), recipe)
        .map_err(|e| e.at(dst))
        .and_then(|encoder| write(&mut chain, encoder, (src, dst), stop));
    match written.and_then(|()| probe_path(dst)) {
        Ok(mut probe) => {
            if recipe.target == Target::Flac {
                // A FLAC header cannot tell, but the writer has counted every frame into it.
                probe.completeness = Completeness::Whole;
            }
            Ok(probe)
        }
        Err(error) => {
            // Ours from a moment ago; when it cannot be removed, the error that matters is the first one.
            let _ = std::fs::remove_file(dst);
            Err(error)
        }
    }
}

fn write(
    chain: &mut Chain,
    mut encoder: Encoder,
    (src, dst): (&Path, &Path),
    stop: Stop<'_>,
) -> Result<(), Error> {
    let mut block = Vec::new();
    while chain.next_block(&mut block).map_err(|e| e.at(src))? {
        if stop() {
            return Err(Error::Stopped);
        }
        encoder.push(&block).map_err(|e| e.at(dst))?;
    }
    encoder.finish().map_err(|e| e.at(dst))
}

enum Encoder {
    Wav(wav::Writer),
    Mp3(Box<mp3::Writer>),
    Flac(Box<flac::Writer>),
}

impl Encoder {
    fn new(file: File, spec: Spec, recipe: &Recipe) -> Result<Self, Error> {
        let tags = recipe.tags.as_ref();
        let buffered = |file| BufWriter::with_capacity(256 * 1024, file);
        Ok(match recipe.target {
            Target::Wav => Self::Wav(wav::Writer::new(file, spec, tags)?),
            Target::Mp3 { kbps } => Self::Mp3(Box::new(mp3::Writer::new(
                buffered(file),
                spec,
                kbps,
                tags,
            )?)),
            Target::Flac => Self::Flac(Box::new(flac::Writer::new(buffered(file), spec, tags)?)),
        })
    }

    fn push(&mut self, samples: &[i16]) -> Result<(), Error> {
        match self {
            Self::Wav(writer) => writer.push(samples),
            Self::Mp3(writer) => writer.push(samples),
            Self::Flac(writer) => writer.push(samples),
        }
    }

    fn finish(self) -> Result<(), Error> {
        let mut out = match self {
            Self::Wav(writer) => return writer.finish(),
            Self::Mp3(writer) => writer.finish()?,
            Self::Flac(writer) => writer.finish()?,
        };
        // A BufWriter that is only dropped swallows a full disk.
        Ok(out.flush()?)
    }
}
