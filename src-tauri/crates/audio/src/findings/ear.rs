//! Listening: levels in windows of 20 ms, pauses and clipped samples, in memory that does not grow with the file.

use super::{CLICK_MS, CLICKS_MS, CLIP_LEVEL, CLIP_RUN, LONG_SILENCE_MS, QUIET_DBFS};
use crate::bytes::to_ms;

/// Windows in a second.
const WINDOWS: u32 = 50;

/// Takes in a file block by block.
#[derive(Debug)]
pub(crate) struct Ear {
    channels: usize,
    heard: Heard,
    /// Frames in the open window.
    filled: u64,
    /// Per channel: what the open window has so far.
    open: Vec<Window>,
    pauses: Pauses,
    quiet: f64,
}

/// What was heard of a file.
#[derive(Debug)]
pub(super) struct Heard {
    /// Frames a second.
    pub(super) rate: u64,
    /// Frames of a window.
    pub(super) window: u64,
    frames: u64,
    windows: u64,
    pub(super) sides: Vec<Side>,
    pub(super) longest_pause: Option<Pause>,
    /// Frames of all long pauses.
    pub(super) paused: u64,
    /// The frame at which the first row of clipped samples was complete.
    pub(super) first_clip: Option<u64>,
}

/// What was heard of a channel.
#[derive(Debug, Clone, Default)]
pub(super) struct Side {
    /// Windows that are not quiet.
    pub(super) sounding: u64,
    /// Power of those windows, summed up; full scale is 1.
    power: f64,
    /// Power of the loudest window.
    loudest: f64,
    /// Samples in rows at the top.
    pub(super) clipped: u64,
    /// Samples at the top in a row right now.
    row: u32,
}

/// A stretch in which all sides are quiet, in frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) start: u64,
    pub(super) frames: u64,
}

/// Sums of a window.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    sum: i64,
    squares: u64,
}

/// Where in a pause, or between two, listening is; in windows.
#[derive(Debug, Default)]
struct Pauses {
    /// There was a sound, and quiet since this window.
    since: Option<u64>,
    /// Sounding windows in a row.
    sounding: u64,
}

impl Side {
    /// Level of the loudest window, dBFS.
    pub(super) fn loudest(&self) -> f64 {
        10.0 * self.loudest.log10()
    }

    /// Mean level of the windows that are not quiet, dBFS.
    pub(super) fn active_level(&self) -> f64 {
        10.0 * (self.power / self.sounding as f64).log10()
    }

    /// Counts samples that stand in rows at the top; whether one was complete here.
    fn count_clipped(&mut self, sample: i16) -> bool {
        if sample.unsigned_abs() < CLIP_LEVEL {
            self.row = 0;
            return false;
        }
        self.row = self.row.saturating_add(1);
        match self.row {
            CLIP_RUN => self.clipped += u64::from(CLIP_RUN),
            row if row > CLIP_RUN => self.clipped += 1,
            _ => return false,
        }
        true
    }
}

impl Window {
    /// Mean square about the mean; full scale is 1.
    fn power(self, frames: u64) -> f64 {
        let mean = self.sum as f64 / frames as f64;
        let square = self.squares as f64 / frames as f64 - mean * mean;
        square.max(0.0) / (32_768.0 * 32_768.0)
    }
}

impl Heard {
    /// Whether nothing is to be heard of a side but clicks.
    pub(super) fn is_silent(&self, side: &Side) -> bool {
        self.in_ms(side.sounding) <= CLICKS_MS && side.sounding <= self.windows / 20
    }

    /// How long so many windows are.
    pub(super) fn in_ms(&self, windows: u64) -> u64 {
        to_ms(windows.saturating_mul(self.window), self.rate).unwrap_or(0)
    }
}

impl Ear {
    /// For sound of so many channels (at least one) and frames a second.
    pub(crate) fn new(channels: u16, rate: u32) -> Self {
        let channels = usize::from(channels.max(1));
        Self {
            channels,
            heard: Heard {
                rate: u64::from(rate.max(1)),
                window: u64::from((rate / WINDOWS).max(1)),
                frames: 0,
                windows: 0,
                sides: vec![Side::default(); channels],
                longest_pause: None,
                paused: 0,
                first_clip: None,
            },
            filled: 0,
            open: vec![Window::default(); channels],
            pauses: Pauses::default(),
            quiet: 10_f64.powf(QUIET_DBFS / 10.0),
        }
    }

    /// Takes in whole frames, interleaved.
    pub(crate) fn push(&mut self, mut samples: &[i16]) {
        while samples.len() >= self.channels {
            let wanted = usize::try_from(self.heard.window - self.filled).unwrap_or(usize::MAX);
            let here = (samples.len() / self.channels).min(wanted);
            let (now, later) = samples.split_at(here * self.channels);
            if add(now, &mut self.open) >= CLIP_LEVEL || self.heard.sides.iter().any(|s| s.row > 0)
            {
                self.look_for_clipping(now);
            }
            self.filled += here as u64;
            self.heard.frames += here as u64;
            if self.filled == self.heard.window {
                self.close_window();
            }
            samples = later;
        }
    }

    pub(super) fn finish(mut self) -> Heard {
        // What is left of a window says as little as it is long, but may be all there is.
        if self.filled > 0 {
            self.close_window();
        }
        self.heard
    }

    fn look_for_clipping(&mut self, samples: &[i16]) {
        for (at, frame) in (self.heard.frames..).zip(samples.chunks_exact(self.channels)) {
            for (side, sample) in self.heard.sides.iter_mut().zip(frame) {
                if side.count_clipped(*sample) && self.heard.first_clip.is_none() {
                    self.heard.first_clip = Some(at);
                }
            }
        }
    }

    fn close_window(&mut self) {
        let mut sounds = false;
        for (side, window) in self.heard.sides.iter_mut().zip(&mut self.open) {
            let power = std::mem::take(window).power(self.filled);
            side.loudest = side.loudest.max(power);
            if power >= self.quiet {
                side.sounding += 1;
                side.power += power;
                sounds = true;
            }
        }
        self.filled = 0;
        if sounds {
            self.hear_sound();
        } else {
            self.pauses.sounding = 0;
        }
        self.heard.windows += 1;
    }

    /// A sound that is no click ends the pause where it began, and begins the next where it ends.
    fn hear_sound(&mut self) {
        self.pauses.sounding += 1;
        let now = self.heard.windows + 1;
        if self.heard.in_ms(self.pauses.sounding) < CLICK_MS {
            return;
        }
        let began = now - self.pauses.sounding;
        if let Some(since) = self.pauses.since
            && began > since
        {
            self.end_pause(since, began);
        }
        self.pauses.since = Some(now);
    }

    fn end_pause(&mut self, since: u64, until: u64) {
        if self.heard.in_ms(until - since) < LONG_SILENCE_MS {
            return;
        }
        let pause = Pause {
            start: since * self.heard.window,
            frames: (until - since) * self.heard.window,
        };
        self.heard.paused += pause.frames;
        if self
            .heard
            .longest_pause
            .is_none_or(|longest| longest.frames < pause.frames)
        {
            self.heard.longest_pause = Some(pause);
        }
    }
}

/// Adds samples to the sums of one window a channel; the largest of them, whatever its sign. One and two channels are what
/// calls have; their loops have no inner loop, so the compiler turns them into vector code.
fn add(samples: &[i16], windows: &mut [Window]) -> u16 {
    match windows {
        [only] => samples.iter().map(|s| only.add(*s)).fold(0, u16::max),
        [left, right] => {
            let (frames, _) = samples.as_chunks::<2>();
            let (mut l, mut r, mut top) = (*left, *right, 0);
            for [a, b] in frames {
                top = top.max(l.add(*a)).max(r.add(*b));
            }
            (*left, *right) = (l, r);
            top
        }
        many => samples
            .chunks_exact(many.len())
            .filter_map(|frame| {
                frame
                    .iter()
                    .zip(many.iter_mut())
                    .map(|(s, w)| w.add(*s))
                    .max()
            })
            .fold(0, u16::max),
    }
}

impl Window {
    fn add(&mut self, sample: i16) -> u16 {
        let value = i32::from(sample);
        self.sum += i64::from(value);
        self.squares += u64::from((value * value).unsigned_abs());
        sample.unsigned_abs()
    }
}
