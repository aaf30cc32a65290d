//! One recording into another format, at the same rate and with the same channels.

mod flac;
mod mp3;
mod wav;

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::decode::{Decoder, decode};
use crate::error::Error;
use crate::probe::{Completeness, Probe, probe_path};

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

/// Decodes `src` to a 16-bit PCM WAV at `dst`, for players that cannot play the original. See [`convert`].
pub fn decode_to_wav(src: &Path, dst: &Path) -> Result<Probe, Error> {
    convert(src, dst, Target::Wav)
}

/// Converts `src` into a new file `dst` and probes what was written.
///
/// `dst` must not exist. The caller gives a temporary name and does the fsync and rename. When the conversion fails
/// behind its creation, `dst` is removed again.
pub fn convert(src: &Path, dst: &Path, target: Target) -> Result<Probe, Error> {
    let mut decoder = decode(src)?;
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(dst)
        .map_err(|e| Error::io(dst, e))?;
    match write(&mut decoder, src, dst, file, target).and_then(|()| probe_path(dst)) {
        Ok(mut probe) => {
            if target == Target::Flac {
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
    decoder: &mut Decoder,
    src: &Path,
    dst: &Path,
    file: File,
    target: Target,
) -> Result<(), Error> {
    let out = BufWriter::with_capacity(256 * 1024, file);
    let mut encoder = match target {
        Target::Wav => Encoder::Wav(wav::Writer::new(out, decoder)?),
        Target::Mp3 { kbps } => Encoder::Mp3(Box::new(mp3::Writer::new(out, decoder, kbps)?)),
        Target::Flac => Encoder::Flac(Box::new(flac::Writer::new(out, decoder)?)),
    };
    let mut block = Vec::new();
    while decoder.next_block(&mut block).map_err(|e| e.at(src))? {
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
