//! The outline of a recording: the lowest and highest sample of each stretch, per channel.

use std::path::Path;

use crate::bytes::to_ms;
use crate::decode::{Decoder, decode};
use crate::error::Error;
use crate::findings::{Ear, Finding, judge};

/// Wider than any screen; what a caller asks beyond it is cut.
const MAX_BUCKETS: usize = 65_536;
/// Stretches kept per bucket while the length of the recording is not known yet.
const FINENESS: usize = 16;

/// A waveform to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peaks {
    /// Number of channels.
    pub channels: u16,
    /// For each channel, for each bucket in time order: lowest and highest sample, scaled to eight bits.
    pub per_channel: Vec<Vec<(i8, i8)>>,
    /// Length of the decoded sound, in milliseconds.
    pub duration_ms: u64,
}

/// What one pass over the samples of a file tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listened {
    /// The waveform.
    pub peaks: Peaks,
    /// What is wrong with its sound; empty when nothing is.
    pub findings: Vec<Finding>,
}

/// Decodes the file once and outlines it in `buckets` stretches of equal length (at most 65,536). Memory is bounded
/// by the number of buckets, not by the length of the recording.
pub fn peaks(path: &Path, buckets: usize) -> Result<Peaks, Error> {
    let decoder = decode(path)?;
    outline(path, decoder, buckets, |_| {})
}

/// Outlines the file as [`peaks()`] does, and listens to it on the way.
pub fn listen(path: &Path, buckets: usize) -> Result<Listened, Error> {
    let decoder = decode(path)?;
    let mut ear = Ear::new(decoder.channels(), decoder.sample_rate());
    let peaks = outline(path, decoder, buckets, |block| ear.push(block))?;
    Ok(Listened {
        peaks,
        findings: judge(ear),
    })
}

/// The outline of everything that is left to decode; each block is shown to `also`.
fn outline(
    path: &Path,
    mut decoder: Decoder,
    buckets: usize,
    mut also: impl FnMut(&[i16]),
) -> Result<Peaks, Error> {
    let buckets = buckets.min(MAX_BUCKETS);
    let channels = usize::from(decoder.channels());
    let mut outline = match decoder.frames() {
        Some(frames) if buckets > 0 && frames >= buckets as u64 => {
            Outline::exact(channels, buckets, frames)
        }
        _ => Outline::growing(channels, (buckets * FINENESS).max(4096)),
    };
    let mut block = Vec::new();
    while decoder.next_block(&mut block).map_err(|e| e.at(path))? {
        outline.push(&block);
        also(&block);
    }
    Ok(Peaks {
        channels: decoder.channels(),
        duration_ms: to_ms(outline.frames, u64::from(decoder.sample_rate())).unwrap_or(0),
        per_channel: outline.finish(buckets),
    })
}

/// Lowest and highest sample of a stretch; an empty one has them crossed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Extent {
    low: i16,
    high: i16,
}

impl Extent {
    const EMPTY: Self = Self {
        low: i16::MAX,
        high: i16::MIN,
    };

    fn take(&mut self, sample: i16) {
        self.low = self.low.min(sample);
        self.high = self.high.max(sample);
    }

    fn merge(self, other: Self) -> Self {
        Self {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    fn scaled(self) -> (i8, i8) {
        // Towards zero, so that the faint noise of a silent line draws as silence.
        if self.low > self.high {
            (0, 0)
        } else {
            ((self.low / 256) as i8, (self.high / 256) as i8)
        }
    }
}

/// Where one stretch ends and the next begins.
#[derive(Debug, Clone, Copy)]
enum Division {
    /// The length is known: stretch `n` ends at frame `(n + 1) * frames / buckets`.
    Exact { buckets: u64, frames: u64 },
    /// Stretches of `frames` each, joined in pairs whenever there are more than `limit`.
    Growing { frames: u64, limit: usize },
}

/// Extents of consecutive stretches, channels interleaved.
#[derive(Debug)]
struct Outline {
    channels: usize,
    division: Division,
    stretches: Vec<Extent>,
    /// The frame at which the open stretch ends.
    boundary: u64,
    frames: u64,
}

impl Outline {
    fn exact(channels: usize, buckets: usize, frames: u64) -> Self {
        Self::new(
            channels,
            Division::Exact {
                buckets: buckets as u64,
                frames,
            },
        )
    }

    fn growing(channels: usize, limit: usize) -> Self {
        Self::new(channels, Division::Growing { frames: 1, limit })
    }

    fn new(channels: usize, division: Division) -> Self {
        Self {
            channels,
            division,
            stretches: Vec::new(),
            boundary: 0,
            frames: 0,
        }
    }

    fn push(&mut self, mut samples: &[i16]) {
        while samples.len() >= self.channels {
            if self.frames >= self.boundary {
                self.open();
            }
            let wanted = usize::try_from(self.boundary - self.frames).unwrap_or(usize::MAX);
            let here = (samples.len() / self.channels).min(wanted.max(1));
            let (now, later) = samples.split_at(here * self.channels);
            let open = self.stretches.len() - self.channels;
            let extents = self.stretches.get_mut(open..).unwrap_or_default();
            scan(now, extents);
            self.frames += here as u64;
            samples = later;
        }
    }

    /// Begins the next stretch.
    fn open(&mut self) {
        if let Division::Growing { frames, limit } = &mut self.division
            && self.stretches.len() / self.channels >= *limit
        {
            *frames *= 2;
            self.join_pairs();
        }
        self.stretches
            .extend(std::iter::repeat_n(Extent::EMPTY, self.channels));
        let ordinal = (self.stretches.len() / self.channels) as u64;
        self.boundary = match self.division {
            // A file with more frames than its header counted goes on in the last stretch.
            Division::Exact { buckets, .. } if ordinal >= buckets => u64::MAX,
            Division::Exact { buckets, frames } => scale(ordinal, frames, buckets),
            Division::Growing { frames, .. } => ordinal.saturating_mul(frames),
        };
    }

    fn join_pairs(&mut self) {
        let joined = self.stretches.chunks(2 * self.channels).flat_map(|pair| {
            let (first, second) = pair.split_at(self.channels.min(pair.len()));
            first
                .iter()
                .enumerate()
                .map(|(i, e)| second.get(i).map_or(*e, |other| e.merge(*other)))
        });
        self.stretches = joined.collect();
    }

    /// The stretches as `buckets`; a recording with fewer frames than buckets repeats its samples.
    fn finish(self, buckets: usize) -> Vec<Vec<(i8, i8)>> {
        (0..self.channels)
            .map(|channel| {
                (0..buckets)
                    .map(|n| self.bucket(channel, n, buckets).scaled())
                    .collect()
            })
            .collect()
    }

    fn bucket(&self, channel: usize, n: usize, buckets: usize) -> Extent {
        let held = self.stretches.len() / self.channels;
        let stretches = match self.division {
            Division::Exact { .. } => n..n + 1,
            Division::Growing { frames: span, .. } => {
                let first_of = |n: usize| {
                    let frame = scale(n as u64, self.frames, buckets as u64);
                    usize::try_from(frame / span)
                        .unwrap_or(usize::MAX)
                        .min(held.saturating_sub(1))
                };
                let end = if n + 1 == buckets {
                    held
                } else {
                    first_of(n + 1)
                };
                first_of(n)..end.max(first_of(n) + 1)
            }
        };
        stretches
            .filter_map(|stretch| self.stretches.get(stretch * self.channels + channel))
            .fold(Extent::EMPTY, |sum, extent| sum.merge(*extent))
    }
}

/// `n * of / parts` without overflow.
fn scale(n: u64, of: u64, parts: u64) -> u64 {
    let exact = u128::from(n) * u128::from(of) / u128::from(parts.max(1));
    u64::try_from(exact).unwrap_or(u64::MAX)
}

/// Takes interleaved samples into one extent a channel. One and two channels are what calls have; their loops have
/// no inner loop, so the compiler turns them into vector code.
fn scan(samples: &[i16], extents: &mut [Extent]) {
    match extents {
        [only] => samples.iter().for_each(|s| only.take(*s)),
        [left, right] => {
            let (frames, _) = samples.as_chunks::<2>();
            let (mut l, mut r) = (*left, *right);
            for [a, b] in frames {
                l.take(*a);
                r.take(*b);
            }
            (*left, *right) = (l, r);
        }
        many => {
            for frame in samples.chunks_exact(many.len()) {
                many.iter_mut()
                    .zip(frame)
                    .for_each(|(extent, sample)| extent.take(*sample));
            }
        }
    }
}
