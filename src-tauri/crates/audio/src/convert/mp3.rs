//! MP3 through LAME.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::num::NonZeroU32;

use mp3lame_encoder::{
    Bitrate, Builder, DualPcm, FlushGap, Mode, MonoPcm, Quality, max_required_buffer_size,
};

use super::chain::Spec;
use super::tags::Tags;
use crate::error::Error;

/// Sample rates layer III has.
const RATES: [u32; 9] = [
    8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000,
];

pub(super) struct Writer {
    out: BufWriter<File>,
    lame: mp3lame_encoder::Encoder,
    /// Where the sound begins, behind the tags.
    starts: u64,
    channels: u16,
    encoded: Vec<u8>,
    left: Vec<i16>,
    right: Vec<i16>,
}

impl Writer {
    pub(super) fn new(
        mut out: BufWriter<File>,
        spec: Spec,
        kbps: u16,
        tags: Option<&Tags>,
    ) -> Result<Self, Error> {
        let Spec {
            sample_rate: rate,
            channels,
        } = spec;
        if !RATES.contains(&rate) {
            return Err(failed(format!(
                "the format has no sample rate of {rate} Hz"
            )));
        }
        if channels > 2 {
            return Err(failed(format!(
                "the format holds two channels, the recording has {channels}"
            )));
        }
        // Joint stereo would bleed one speaker into the other on a dual-track call: plain stereo keeps them apart.
        let mode = if channels == 1 {
            Mode::Mono
        } else {
            Mode::Stereo
        };
        let lame = Builder::new()
            .ok_or_else(|| failed("out of memory".to_owned()))?
            .with_num_channels(channels as u8)
            .and_then(|b| b.with_sample_rate(rate))
            .and_then(|b| b.with_output_sample_rate(NonZeroU32::new(rate)))
            .and_then(|b| b.with_brate(nearest(kbps, rate)))
            .and_then(|b| b.with_mode(mode))
            .and_then(|b| b.with_quality(Quality::Good))
            .and_then(|b| b.with_to_write_vbr_tag(true))
            .and_then(Builder::build)
            .map_err(|e| failed(e.to_string()))?;
        if let Some(tags) = tags {
            tags.write_id3(&mut out)?;
        }
        Ok(Self {
            starts: out.stream_position()?,
            out,
            lame,
            channels,
            encoded: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
        })
    }

    pub(super) fn push(&mut self, samples: &[i16]) -> Result<(), Error> {
        self.encoded.clear();
        self.encoded
            .reserve(max_required_buffer_size(samples.len()));
        let written = if self.channels == 1 {
            self.lame.encode_to_vec(MonoPcm(samples), &mut self.encoded)
        } else {
            let (frames, _) = samples.as_chunks::<2>();
            self.left.clear();
            self.right.clear();
            self.left.extend(frames.iter().map(|[left, _]| left));
            self.right.extend(frames.iter().map(|[_, right]| right));
            self.lame.encode_to_vec(
                DualPcm {
                    left: &self.left,
                    right: &self.right,
                },
                &mut self.encoded,
            )
        };
        written.map_err(|e| failed(e.to_string()))?;
        Ok(self.out.write_all(&self.encoded)?)
    }

    pub(super) fn finish(mut self) -> Result<BufWriter<File>, Error> {
        self.encoded.clear();
        self.encoded.reserve(max_required_buffer_size(0));
        self.lame
            .flush_to_vec::<FlushGap>(&mut self.encoded)
            .map_err(|e| failed(e.to_string()))?;
        self.out.write_all(&self.encoded)?;
        // LAME left an empty first frame for the Info header: length and padding, so that players know the exact end.
        self.encoded.clear();
        self.encoded.reserve(self.lame.lame_tag_size());
        if self
            .lame
            .lame_tag_encode_to_vec(&mut self.encoded)
            .is_some()
        {
            self.out.seek(SeekFrom::Start(self.starts))?;
            self.out.write_all(&self.encoded)?;
        }
        Ok(self.out)
    }
}

/// The nearest bit rate that the format and this binding have at a sample rate.
fn nearest(kbps: u16, sample_rate: u32) -> Bitrate {
    use Bitrate::{
        Kbps8, Kbps16, Kbps24, Kbps32, Kbps40, Kbps48, Kbps64, Kbps80, Kbps96, Kbps112, Kbps128,
        Kbps160, Kbps192, Kbps224, Kbps256, Kbps320,
    };
    let all = [
        Kbps8, Kbps16, Kbps24, Kbps32, Kbps40, Kbps48, Kbps64, Kbps80, Kbps96, Kbps112, Kbps128,
        Kbps160, Kbps192, Kbps224, Kbps256, Kbps320,
    ];
    let range = match sample_rate {
        ..16_000 => 8..=64,
        16_000..32_000 => 8..=160,
        _ => 32..=320,
    };
    let legal = all
        .into_iter()
        .filter(|rate| range.contains(&(*rate as u16)));
    // The list is never empty: 64 is in all three ranges.
    legal
        .min_by_key(|rate| (*rate as u16).abs_diff(kbps))
        .unwrap_or(Kbps64)
}

fn failed(detail: String) -> Error {
    Error::Encode {
        format: "mp3",
        detail,
    }
}
