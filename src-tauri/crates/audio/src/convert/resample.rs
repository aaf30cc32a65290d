//! Another sample rate, through rubato.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _};

use super::chain::Spec;
use crate::error::Error;

/// Frames taken at once, about.
const CHUNK: usize = 1024;

/// Changes the rate of a stream, and neither its length nor its place in time.
pub(super) struct Resampler {
    inner: Fft<f32>,
    channels: usize,
    /// Rate it comes with, rate it leaves with.
    rates: (u64, u64),
    pending: Vec<f32>,
    /// Frames still to be dropped: the filter's own delay.
    delay: usize,
    /// Frames in, frames out.
    taken: u64,
    given: u64,
}

impl Resampler {
    pub(super) fn new(from: u32, to: Spec) -> Result<Self, Error> {
        let channels = usize::from(to.channels);
        let (input, output) = (from as usize, to.sample_rate as usize);
        let inner = Fft::new(input, output, CHUNK, channels, FixedSync::Input).map_err(failed)?;
        Ok(Self {
            delay: inner.output_delay(),
            inner,
            channels,
            rates: (u64::from(from), u64::from(to.sample_rate)),
            pending: Vec::new(),
            taken: 0,
            given: 0,
        })
    }

    /// What of the samples so far has come through; all of it with the last.
    pub(super) fn process(&mut self, samples: &[f32], last: bool) -> Result<Vec<f32>, Error> {
        self.pending.extend_from_slice(samples);
        self.taken += (samples.len() / self.channels) as u64;
        let mut out = Vec::new();
        let mut at = 0;
        loop {
            let wanted = self.inner.input_frames_next() * self.channels;
            if self.pending.len() - at < wanted {
                break;
            }
            let chunk = self
                .pending
                .get(at..at + wanted)
                .unwrap_or_default()
                .to_vec();
            self.chunk(&chunk, &mut out)?;
            at += wanted;
        }
        self.pending.drain(..at);
        if last {
            let owed = (self.taken * self.rates.1).div_ceil(self.rates.0);
            while self.given < owed {
                let rest = std::mem::take(&mut self.pending);
                self.chunk(&rest, &mut out)?;
            }
            let surplus = (self.given - owed) as usize * self.channels;
            out.truncate(out.len().saturating_sub(surplus));
        }
        Ok(out)
    }

    /// A chunk that is shorter than it should be goes on in silence.
    fn chunk(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), Error> {
        let frames = samples.len() / self.channels;
        let room = self.inner.output_frames_next();
        let mut came = vec![0.0; room * self.channels];
        let input = InterleavedSlice::new(samples, self.channels, frames).map_err(failed)?;
        let mut output =
            InterleavedSlice::new_mut(&mut came, self.channels, room).map_err(failed)?;
        let part = Indexing::new().partial_len(frames);
        let (_, written) = self
            .inner
            .process_into_buffer(&input, &mut output, Some(&part))
            .map_err(failed)?;
        let dropped = self.delay.min(written);
        self.delay -= dropped;
        self.given += (written - dropped) as u64;
        let kept = dropped * self.channels..written * self.channels;
        out.extend_from_slice(came.get(kept).unwrap_or_default());
        Ok(())
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Encode {
        format: "another sample rate",
        detail: error.to_string(),
    }
}
