//! FLAC through flacenc, one frame at a time: the library's own stream type keeps the whole file in memory.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, StreamInfo};
use flacenc::config;
use flacenc::encode_fixed_size_frame;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Context, Fill, FrameBuf};

use super::chain::Spec;
use super::tags::Tags;
use crate::error::Error;
use crate::flac::HEADER_LEN;

const BLOCK_FRAMES: usize = 4096;
const BITS: usize = 16;

pub(super) struct Writer {
    out: BufWriter<File>,
    tagged: bool,
    config: Verified<config::Encoder>,
    info: StreamInfo,
    frame: FrameBuf,
    /// Digest and length of all samples.
    context: Context,
    pending: Vec<i32>,
    block_samples: usize,
    frames_written: usize,
}

impl Writer {
    pub(super) fn new(
        mut out: BufWriter<File>,
        spec: Spec,
        tags: Option<&Tags>,
    ) -> Result<Self, Error> {
        let channels = usize::from(spec.channels);
        let config = config::Encoder::default()
            .into_verified()
            .map_err(|(_, e)| failed(e))?;
        let info = StreamInfo::new(spec.sample_rate as usize, channels, BITS).map_err(failed)?;
        let frame = FrameBuf::with_size(channels, BLOCK_FRAMES).map_err(failed)?;
        // The header is only known at the end.
        out.write_all(&[0; HEADER_LEN])?;
        if let Some(tags) = tags {
            let block = tags.vorbis();
            // "Last metadata block, VORBIS_COMMENT", and its length in 24 bits.
            out.write_all(&(0x8400_0000 | block.len() as u32).to_be_bytes())?;
            out.write_all(&block)?;
        }
        let block_samples = BLOCK_FRAMES * channels;
        let context = Context::new(BITS, channels);
        Ok(Self {
            out,
            tagged: tags.is_some(),
            config,
            info,
            frame,
            context,
            pending: Vec::new(),
            block_samples,
            frames_written: 0,
        })
    }

    pub(super) fn push(&mut self, samples: &[i16]) -> Result<(), Error> {
        self.pending.extend(samples.iter().map(|s| i32::from(*s)));
        let mut from = 0;
        while self.pending.len() - from >= self.block_samples {
            self.write_frame(from, from + self.block_samples)?;
            from += self.block_samples;
        }
        self.pending.drain(..from);
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<BufWriter<File>, Error> {
        if !self.pending.is_empty() {
            self.write_frame(0, self.pending.len())?;
        }
        // The last, shorter block does not count (RFC 9639, section 8.2).
        self.info
            .set_block_sizes(BLOCK_FRAMES, BLOCK_FRAMES)
            .map_err(failed)?;
        if self.frames_written == 0 {
            self.info.set_frame_sizes(0, 0).map_err(failed)?;
        }
        self.info.set_md5_digest(&self.context.md5_digest());
        self.info.set_total_samples(self.context.total_samples());
        let mut header = ByteSink::new();
        self.info.write(&mut header).map_err(failed)?;
        self.out.seek(SeekFrom::Start(0))?;
        // Magic, then "STREAMINFO, 34 bytes", the last metadata block unless tags follow.
        let last = if self.tagged { 0 } else { 0x80 };
        self.out.write_all(b"fLaC")?;
        self.out.write_all(&[last, 0, 0, 0x22])?;
        self.out.write_all(header.as_slice())?;
        Ok(self.out)
    }

    fn write_frame(&mut self, from: usize, to: usize) -> Result<(), Error> {
        let samples = self.pending.get(from..to).unwrap_or_default();
        self.frame.fill_interleaved(samples).map_err(failed)?;
        self.context.fill_interleaved(samples).map_err(failed)?;
        let frame =
            encode_fixed_size_frame(&self.config, &self.frame, self.frames_written, &self.info)
                .map_err(failed)?;
        self.info.update_frame_info(&frame);
        self.frames_written += 1;
        let mut bytes = ByteSink::new();
        frame.write(&mut bytes).map_err(failed)?;
        Ok(self.out.write_all(bytes.as_slice())?)
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Encode {
        format: "flac",
        detail: error.to_string(),
    }
}
