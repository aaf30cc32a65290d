//! IMA and Microsoft ADPCM blocks of a WAV file, decoded by symphonia.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::well_known::{CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::format::{Coding, Format};
use super::layout::Layout;
use crate::bytes::fill;
use crate::error::Error;

/// One block at a time through the codec.
pub(crate) struct AdpcmReader {
    source: Take<BufReader<File>>,
    decoder: Box<dyn AudioDecoder>,
    block: Vec<u8>,
    frames_per_block: u64,
    channels: usize,
    /// Frames still to hand out: the last block is padded.
    frames_left: u64,
}

impl AdpcmReader {
    pub(crate) fn new(mut file: File, layout: &Layout, format: &Format) -> Result<Self, Error> {
        let codec = if format.coding == Coding::MsAdpcm {
            CODEC_ID_ADPCM_MS
        } else {
            CODEC_ID_ADPCM_IMA_WAV
        };
        let (Some(frames_per_block), Some(frames_left)) = (format.unit_frames(), layout.frames())
        else {
            return Err(Error::damaged(
                "the ADPCM block length in its header is impossible",
            ));
        };
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(codec)
            .with_sample_rate(format.sample_rate)
            .with_channels(Channels::Discrete(format.channels))
            .with_frames_per_block(frames_per_block)
            .with_max_frames_per_packet(frames_per_block);
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(&params, &AudioDecoderOptions::default())
            .map_err(|_| Error::Unsupported {
                codec: format.codec(),
            })?;
        file.seek(SeekFrom::Start(layout.data_start))?;
        Ok(Self {
            source: BufReader::with_capacity(64 * 1024, file).take(layout.data_len),
            decoder,
            block: vec![0; usize::from(format.block_align)],
            frames_per_block,
            channels: usize::from(format.channels),
            frames_left,
        })
    }

    pub(crate) fn next_block(&mut self, out: &mut Vec<i16>) -> Result<bool, Error> {
        if self.frames_left == 0 || fill(&mut self.source, &mut self.block)? < self.block.len() {
            return Ok(false);
        }
        let packet = Packet::new(
            0,
            Timestamp::from(0),
            Duration::from(self.frames_per_block),
            self.block.as_slice(),
        );
        match self.decoder.decode(&packet) {
            Ok(samples) => samples.copy_to_vec_interleaved(out),
            // A block that cannot be decoded is silence, so that what follows keeps its place in time.
            Err(_) => out.resize(self.frames_per_block as usize * self.channels, 0),
        }
        let frames = self.frames_left.min(self.frames_per_block);
        out.truncate(frames as usize * self.channels);
        self.frames_left -= frames;
        Ok(true)
    }
}
