//! The way of the samples from the decoder to the encoder.

use std::path::Path;

use super::Recipe;
use super::channels::Channels;
use super::limiter::Limiter;
use super::resample::Resampler;
use crate::decode::{Decoder, decode};
use crate::error::Error;

/// What can be resampled or levelled: below, the filters of EBU R 128 are not defined; above, a forged header would
/// size their buffers.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;

/// The form of the samples that an encoder gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spec {
    /// Hz.
    pub(super) sample_rate: u32,
    pub(super) channels: u16,
}

/// A recording as its recipe wants it, block by block.
pub(super) struct Chain {
    decoder: Decoder,
    channels: Channels,
    spec: Spec,
    resampler: Option<Resampler>,
    limiter: Option<Limiter>,
    ended: bool,
}

impl Chain {
    /// `gain` in dB, with no peak above the limit.
    pub(super) fn open(src: &Path, recipe: &Recipe, gain: Option<f32>) -> Result<Self, Error> {
        let decoder = decode(src)?;
        let from = decoder.sample_rate();
        let spec = Spec {
            sample_rate: recipe.sample_rate.unwrap_or(from),
            channels: recipe.channels.of(decoder.channels())?,
        };
        let changes = from != spec.sample_rate || gain.is_some();
        if changes && !(RATES.contains(&from) && RATES.contains(&spec.sample_rate)) {
            return Err(Error::damaged(format!(
                "its header claims {from} Hz, a rate at which no call is recorded"
            )));
        }
        let resampler = (from != spec.sample_rate)
            .then(|| Resampler::new(from, spec))
            .transpose()?;
        Ok(Self {
            decoder,
            channels: recipe.channels,
            spec,
            resampler,
            limiter: gain.map(|gain| Limiter::new(spec, gain)),
            ended: false,
        })
    }

    pub(super) fn spec(&self) -> Spec {
        self.spec
    }

    /// The highest true peak before it was limited, and only if there is a limiter; 1 is full scale.
    pub(super) fn loudest(&self) -> Option<f32> {
        self.limiter.as_ref().map(Limiter::loudest)
    }

    /// Replaces `block` by the next interleaved samples, always whole frames; `false` at the end.
    pub(super) fn next_block(&mut self, block: &mut Vec<i16>) -> Result<bool, Error> {
        while !self.ended {
            self.ended = !self.decoder.next_block(block)?;
            self.channels.apply(block, self.decoder.channels());
            if self.resampler.is_some() || self.limiter.is_some() {
                self.process(block)?;
            }
            if !block.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What takes time to come through comes with the last block.
    fn process(&mut self, block: &mut Vec<i16>) -> Result<(), Error> {
        let mut samples: Vec<f32> = block.iter().map(|s| f32::from(*s) / 32768.0).collect();
        if let Some(resampler) = &mut self.resampler {
            samples = resampler.process(&samples, self.ended)?;
        }
        if let Some(limiter) = &mut self.limiter {
            samples = limiter.process(&samples, self.ended);
        }
        block.clear();
        // `as` holds what is beyond full scale at full scale.
        block.extend(samples.iter().map(|s| (s * 32768.0).round() as i16));
        Ok(())
    }
}
