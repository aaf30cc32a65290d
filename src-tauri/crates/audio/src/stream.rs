//! MP3, AAC in MP4, and FLAC through symphonia.

use std::io;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::error::Error;
use crate::segment::Segment;

/// Packets in a row that fail to decode before the file counts as damaged.
const MAX_BAD_PACKETS: usize = 500;

/// One sound track being decoded.
pub(crate) struct StreamReader {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    sample_rate: u32,
    channels: u16,
    /// The first block, decoded early because some containers do not say their channels.
    pending: Vec<i16>,
}

impl StreamReader {
    /// Opens the track and decodes its first block. `codec` names it in errors.
    pub(crate) fn open(source: Segment, extension: &str, codec: &str) -> Result<Self, Error> {
        let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
        let mut hint = Hint::new();
        hint.with_extension(extension);
        let format = symphonia::default::get_probe()
            .probe(
                &hint,
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|e| refused(e, codec))?;
        let track = format
            .default_track(TrackType::Audio)
            .ok_or_else(|| Error::damaged("it has no sound track"))?;
        let params = track.codec_params.as_ref().and_then(|p| p.audio());
        let params = params.ok_or_else(|| Error::Unsupported {
            codec: codec.to_owned(),
        })?;
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(|e| refused(e, codec))?;
        let track = track.id;
        let mut reader = Self {
            format,
            decoder,
            track,
            sample_rate: 0,
            channels: 0,
            pending: Vec::new(),
        };
        let mut first = Vec::new();
        reader.decode_next(&mut first)?;
        if reader.sample_rate == 0 || reader.channels == 0 {
            return Err(Error::damaged(
                "not one block of sound in it can be decoded",
            ));
        }
        reader.pending = first;
        Ok(reader)
    }

    pub(crate) fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    pub(crate) fn channels(&self) -> u16 {
        self.channels
    }

    pub(crate) fn next_block(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        if !self.pending.is_empty() {
            out.append(&mut self.pending);
            return Ok(true);
        }
        self.decode_next(out)
    }

    fn decode_next(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        let mut bad = 0;
        loop {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(false),
                // A cut file ends where its bytes end.
                Err(SymphoniaError::IoError(e)) if e.kind() == io::ErrorKind::UnexpectedEof => {
                    return Ok(false);
                }
                Err(SymphoniaError::IoError(e)) => return Err(e.into()),
                Err(e) => return Err(Error::damaged(e.to_string())),
            };
            if packet.track_id != self.track {
                continue;
            }
            match self.decoder.decode(&packet) {
                Ok(samples) => {
                    let rate = samples.spec().rate();
                    let channels = samples.spec().channels().count() as u16;
                    if self.sample_rate == 0 {
                        (self.sample_rate, self.channels) = (rate, channels);
                    } else if (self.sample_rate, self.channels) != (rate, channels) {
                        return Err(Error::damaged(
                            "its sample rate or channels change on the way",
                        ));
                    }
                    samples.copy_to_vec_interleaved(out);
                    if !out.is_empty() {
                        return Ok(true);
                    }
                }
                Err(e) => {
                    bad += 1;
                    if bad > MAX_BAD_PACKETS {
                        return Err(Error::damaged(e.to_string()));
                    }
                }
            }
        }
    }
}

fn refused(error: SymphoniaError, codec: &str) -> Error {
    match error {
        SymphoniaError::Unsupported(_) => Error::Unsupported {
            codec: codec.to_owned(),
        },
        SymphoniaError::IoError(e) if e.kind() != io::ErrorKind::UnexpectedEof => e.into(),
        other => Error::damaged(other.to_string()),
    }
}
