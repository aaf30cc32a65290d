//! AMR to samples by whatever decoder this machine has.

use std::fs::File;
use std::path::Path;

use super::{Band, FRAME_MS};
use crate::content::Content;
use crate::error::Error;
use crate::ffmpeg::Ffmpeg;

const HINT: &str = "install ffmpeg, or the opencore-amr library (packages libopencore-amrnb0 and libopencore-amrwb0 on \
                    Debian and Ubuntu, opencore-amr on Fedora and in Homebrew)";

/// The last frame of a cut file is not worth an error; in samples.
const MAX_OWED: u64 = 320;

/// AMR frames through the system's library or through `ffmpeg`.
pub(crate) enum AmrReader {
    #[cfg(unix)]
    System(Box<system_frames::SystemReader>),
    /// With the number of samples that its frames promise and `ffmpeg` still owes.
    Ffmpeg { ffmpeg: Ffmpeg, owed: u64 },
}

/// Opens an AMR file; [`Error::DecoderMissing`] when the machine has neither decoder.
pub(crate) fn open(path: &Path, mut file: File, band: Band) -> Result<AmrReader, Error> {
    #[cfg(unix)]
    if let Some(decoder) = super::system::FrameDecoder::load(band) {
        let reader = system_frames::SystemReader::new(file, band, decoder)?;
        return Ok(AmrReader::System(Box::new(reader)));
    }
    let content = if band == Band::Wide {
        Content::AmrWb
    } else {
        Content::Amr
    };
    let len = file.metadata()?.len();
    let ms = super::probe(&mut file, content, len)?
        .duration_ms
        .unwrap_or(0);
    let owed = ms / FRAME_MS * band.frame_samples() as u64;
    drop(file);
    // "amr" is the file format of both bands; "amrwb" would be frames without the magic line.
    match Ffmpeg::spawn(path, "amr", band.sample_rate(), 1)? {
        Some(ffmpeg) => Ok(AmrReader::Ffmpeg { ffmpeg, owed }),
        None => Err(Error::DecoderMissing {
            codec: band.codec().to_owned(),
            hint: HINT.to_owned(),
        }),
    }
}

impl AmrReader {
    pub(crate) fn next_block(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        match self {
            #[cfg(unix)]
            Self::System(reader) => reader.next_block(out),
            Self::Ffmpeg { ffmpeg, owed } => {
                let more = ffmpeg.next_block(out)?;
                *owed = owed.saturating_sub(out.len() as u64);
                // It skips frame types that it does not know: a shorter call must not pass for the whole one.
                if !more && *owed > MAX_OWED {
                    return Err(Error::damaged("ffmpeg decoded only a part of it"));
                }
                Ok(more)
            }
        }
    }
}

#[cfg(unix)]
mod system_frames {
    //! Frames of a file, one by one, into the system's decoder.

    use std::fs::File;
    use std::io::{BufReader, Seek, SeekFrom};

    use super::super::system::FrameDecoder;
    use super::super::{Band, MAX_FRAME};
    use crate::bytes::fill;
    use crate::error::Error;

    const FRAMES_PER_BLOCK: usize = 50;

    pub(crate) struct SystemReader {
        source: BufReader<File>,
        band: Band,
        decoder: FrameDecoder,
    }

    impl SystemReader {
        pub(crate) fn new(
            mut file: File,
            band: Band,
            decoder: FrameDecoder,
        ) -> Result<Self, Error> {
            file.seek(SeekFrom::Start(band.magic_len()))?;
            Ok(Self {
                source: BufReader::with_capacity(64 * 1024, file),
                band,
                decoder,
            })
        }

        pub(crate) fn next_block(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
            for _ in 0..FRAMES_PER_BLOCK {
                let mut frame = [0; MAX_FRAME];
                let Some((header, body)) = frame.split_first_mut() else {
                    break;
                };
                if fill(&mut self.source, std::slice::from_mut(header))? == 0 {
                    break;
                }
                let Some(size) = self.band.frame_len(*header) else {
                    break;
                };
                let body = body.get_mut(..size - 1).unwrap_or_default();
                if fill(&mut self.source, body)? < body.len() {
                    break;
                }
                out.extend_from_slice(self.decoder.decode(&frame));
            }
            Ok(!out.is_empty())
        }
    }
}
