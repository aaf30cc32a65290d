//! A recording as 16-bit samples, block by block, whatever it is stored as.

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use crate::amr::{self, AmrReader, Band};
use crate::bytes::read_at;
use crate::content::{Content, sniff};
use crate::error::Error;
use crate::ffmpeg::Ffmpeg;
use crate::segment::Segment;
use crate::stream::StreamReader;
use crate::wav::adpcm::AdpcmReader;
use crate::wav::samples::PcmReader;
use crate::wav::{Coding, Layout};
use crate::{mp3, probe};

/// More channels than any call has; a header that claims thousands must not size a buffer.
const MAX_CHANNELS: u16 = 32;
/// No converter samples faster; rates near 2³² overflow the header arithmetic of writers.
const MAX_RATE: u32 = 768_000;
const FFMPEG_HINT: &str =
    "install ffmpeg and try again; the original file can be exported without it";

/// Decodes one file to interleaved 16-bit samples. Made by [`decode`].
pub struct Decoder {
    sample_rate: u32,
    channels: u16,
    frames: Option<u64>,
    source: Source,
}

enum Source {
    Pcm(PcmReader),
    Adpcm(Box<AdpcmReader>),
    Stream(Box<StreamReader>),
    Amr(AmrReader),
    Ffmpeg(Ffmpeg),
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("sample_rate", &self.sample_rate)
            .field("channels", &self.channels)
            .finish_non_exhaustive()
    }
}

impl Decoder {
    fn of_stream(reader: StreamReader) -> Self {
        Self {
            sample_rate: reader.sample_rate(),
            channels: reader.channels(),
            frames: None,
            source: Source::Stream(Box::new(reader)),
        }
    }

    /// Frames a second, in Hz; never 0.
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Number of channels; never 0.
    pub fn channels(&self) -> u16 {
        self.channels
    }

    /// The exact number of frames where the container fixes it before decoding (WAV).
    pub fn frames(&self) -> Option<u64> {
        self.frames
    }

    /// Replaces `block` by the next interleaved samples, always whole frames; `false` at the end of the file.
    pub fn next_block(&mut self, block: &mut Vec<i16>) -> Result<bool, Error> {
        block.clear();
        match &mut self.source {
            Source::Pcm(reader) => reader.next_block(block),
            Source::Adpcm(reader) => reader.next_block(block),
            Source::Stream(reader) => reader.next_block(block),
            Source::Amr(reader) => reader.next_block(block),
            Source::Ffmpeg(reader) => reader.next_block(block),
        }
    }
}

/// Opens the file at `path` for decoding.
pub fn decode(path: &Path) -> Result<Decoder, Error> {
    open(path).map_err(|e| e.at(path))
}

fn open(path: &Path) -> Result<Decoder, Error> {
    let mut file = File::open(path)?;
    let len = file.seek(SeekFrom::End(0))?;
    let content = sniff(&read_at(&mut file, 0, 4096)?);
    match content {
        Content::Wav => open_wav(path, file, len),
        Content::Amr | Content::AmrWb => {
            let band = Band::of(content);
            let reader = amr::open(path, file, band)?;
            Ok(Decoder {
                sample_rate: band.sample_rate(),
                channels: 1,
                frames: None,
                source: Source::Amr(reader),
            })
        }
        Content::Mp3 => mp3_part(file, 0, len),
        Content::Mp4 => open_mp4(path, file, len),
        Content::Flac => {
            let source = Segment::new(file, 0, len)?;
            Ok(Decoder::of_stream(StreamReader::open(
                source, "flac", "flac",
            )?))
        }
        Content::Ogg => open_ogg(path, file),
        Content::Unknown => Err(Error::NotAudio),
    }
}

/// MP3 by itself, or in the data chunk of a WAV file.
fn mp3_part(file: File, start: u64, len: u64) -> Result<Decoder, Error> {
    let mut part = Segment::new(file, start, len)?;
    let sound = mp3::sound(&mut part, len)?;
    let stream = part.skip(sound.start)?;
    Ok(Decoder::of_stream(StreamReader::open_mp3(stream, sound)?))
}

fn open_wav(path: &Path, mut file: File, len: u64) -> Result<Decoder, Error> {
    let layout = Layout::read(&mut BufReader::new(&mut file), len)?;
    let Some(format) = layout.format else {
        return Err(Error::damaged(
            "its header does not say how the sound is coded",
        ));
    };
    if !(1..=MAX_RATE).contains(&format.sample_rate)
        || !(1..=MAX_CHANNELS).contains(&format.channels)
    {
        let (rate, channels) = (format.sample_rate, format.channels);
        return Err(Error::damaged(format!(
            "its header claims {channels} channels at {rate} Hz"
        )));
    }
    let source = match format.coding {
        Coding::Mp3 => {
            return mp3_part(file, layout.data_start, layout.data_len);
        }
        Coding::ImaAdpcm | Coding::MsAdpcm => {
            Source::Adpcm(Box::new(AdpcmReader::new(file, &layout, &format)?))
        }
        Coding::Gsm => Source::Ffmpeg(through_ffmpeg(
            path,
            "wav",
            "gsm_ms",
            format.sample_rate,
            format.channels,
        )?),
        _ => match PcmReader::new(file, &layout, &format)? {
            Some(reader) => Source::Pcm(reader),
            None => {
                return Err(Error::Unsupported {
                    codec: format.codec(),
                });
            }
        },
    };
    Ok(Decoder {
        sample_rate: format.sample_rate,
        channels: format.channels,
        frames: layout.frames(),
        source,
    })
}

fn open_mp4(path: &Path, mut file: File, len: u64) -> Result<Decoder, Error> {
    let facts = probe::probe(&mut BufReader::new(&mut file))?;
    let codec = facts.codec.unwrap_or_else(|| "unknown".to_owned());
    if let ("amr_nb" | "amr_wb", Some(sample_rate), Some(channels)) =
        (codec.as_str(), facts.sample_rate, facts.channels)
    {
        let ffmpeg = through_ffmpeg(path, "mov", &codec, sample_rate, channels)?;
        return Ok(Decoder {
            sample_rate,
            channels,
            frames: None,
            source: Source::Ffmpeg(ffmpeg),
        });
    }
    let source = Segment::new(file, 0, len)?;
    Ok(Decoder::of_stream(StreamReader::open(
        source, "mp4", &codec,
    )?))
}

fn open_ogg(path: &Path, mut file: File) -> Result<Decoder, Error> {
    let facts = probe::probe(&mut BufReader::new(&mut file))?;
    let codec = facts.codec.unwrap_or_else(|| "unknown".to_owned());
    let (Some(sample_rate), Some(channels @ 1..=MAX_CHANNELS)) =
        (facts.sample_rate, facts.channels)
    else {
        return Err(Error::Unsupported { codec });
    };
    let source = Source::Ffmpeg(through_ffmpeg(path, "ogg", &codec, sample_rate, channels)?);
    Ok(Decoder {
        sample_rate,
        channels,
        frames: None,
        source,
    })
}

fn through_ffmpeg(
    path: &Path,
    demuxer: &str,
    codec: &str,
    rate: u32,
    channels: u16,
) -> Result<Ffmpeg, Error> {
    Ffmpeg::spawn(path, demuxer, rate, channels)?.ok_or_else(|| Error::DecoderMissing {
        codec: codec.to_owned(),
        hint: FFMPEG_HINT.to_owned(),
    })
}
