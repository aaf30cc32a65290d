//! MP3, AAC in MP4, and FLAC through symphonia.

use std::io;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as SymphoniaError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::error::Error;
use crate::mp3::Sound;
use crate::segment::Segment;

/// Packets in a row that fail to decode before the file counts as damaged.
const MAX_BAD_PACKETS: usize = 500;
/// No packet of these codecs is longer; a table that says so is not believed.
const MAX_PACKET_FRAMES: u64 = 8192;

/// One sound track being decoded.
pub(crate) struct StreamReader {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    sample_rate: u32,
    channels: u16,
    /// The first block, decoded early because some containers do not say their channels.
    pending: Vec<i16>,
    /// Frames to drop before the first and to keep behind it.
    skip: u64,
    left: u64,
    /// Frames lost to packets that did not decode, owed as silence so that what follows keeps its place in time.
    lost: u64,
}

impl StreamReader {
    /// Opens the one track of an MP3 stream. What is trimmed at its ends is our count: symphonia's is an estimate for
    /// streams without an Info header, and cuts real sound off them.
    pub(crate) fn open_mp3(source: Segment, sound: Sound) -> Result<Self, Error> {
        let mut reader = Self::build(source, "mp3", "mp3", false)?;
        (reader.skip, reader.left) = (sound.skip, sound.frames);
        reader.begin()
    }

    /// Opens the first sound track. `codec` names it in errors.
    pub(crate) fn open(source: Segment, extension: &str, codec: &str) -> Result<Self, Error> {
        Self::build(source, extension, codec, true)?.begin()
    }

    fn build(source: Segment, extension: &str, codec: &str, gapless: bool) -> Result<Self, Error> {
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
            .make_audio_decoder(params, &AudioDecoderOptions::default().gapless(gapless))
            .map_err(|e| refused(e, codec))?;
        let track = track.id;
        Ok(Self {
            format,
            decoder,
            track,
            sample_rate: 0,
            channels: 0,
            pending: Vec::new(),
            skip: 0,
            left: u64::MAX,
            lost: 0,
        })
    }

    /// Decodes the first block.
    fn begin(mut self) -> Result<Self, Error> {
        let mut first = Vec::new();
        self.trimmed(&mut first)?;
        if self.sample_rate == 0 || self.channels == 0 {
            return Err(Error::damaged(
                "not one block of sound in it can be decoded",
            ));
        }
        self.pending = first;
        Ok(self)
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
        self.trimmed(out)
    }

    /// The next block within the bounds of the sound.
    fn trimmed(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        while self.left > 0 && self.decode_next(out)? {
            let channels = usize::from(self.channels);
            let frames = (out.len() / channels) as u64;
            let skipped = self.skip.min(frames);
            let kept = (frames - skipped).min(self.left);
            self.skip -= skipped;
            self.left -= kept;
            out.truncate((skipped + kept) as usize * channels);
            out.drain(..skipped as usize * channels);
            if kept > 0 {
                return Ok(true);
            }
        }
        out.clear();
        Ok(false)
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
                        let silence =
                            std::mem::take(&mut self.lost) as usize * usize::from(channels);
                        out.splice(..0, std::iter::repeat_n(0, silence));
                        return Ok(true);
                    }
                }
                Err(e) => {
                    bad += 1;
                    self.lost += packet.dur.get().min(MAX_PACKET_FRAMES);
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
