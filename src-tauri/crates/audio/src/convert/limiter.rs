//! A gain with a look-ahead limiter behind it: nothing of what it gives out has a true peak above the limit.
//!
//! A peak is seen [`HALF`] frames and the look-ahead before it leaves. The gain that it needs is held over the look-ahead,
//! let go slowly, and averaged, so that it is reached without a step exactly when the peak leaves.

use std::collections::VecDeque;

use super::chain::Spec;

/// Full scale less 2 dB, as `FFmpeg`'s `loudnorm` has it: what an encoder adds must not clip either.
pub(super) const CEILING: f32 = 0.794;
/// Peaks between samples are looked for at the quarters (BS.1770, annex 2), by so many samples around them.
const TAPS: usize = 12;
/// A peak is known so many frames after its sample.
const HALF: usize = TAPS / 2;
/// Seconds.
const LOOK_AHEAD: f32 = 0.005;
const RELEASE: f32 = 0.1;

/// See above.
pub(super) struct Limiter {
    channels: usize,
    gain: f32,
    quarters: [[f32; TAPS]; 3],
    /// Frames that have not left yet, oldest first, and before them what the peaks are computed of.
    waiting: VecDeque<f32>,
    recent: VecDeque<f32>,
    /// The peak between the two middle frames, last time.
    before: f32,
    /// Number of the frame whose need is told next.
    at: u64,
    held: Held,
    released: f32,
    release: f32,
    gains: VecDeque<f32>,
    sum: f64,
    loudest: f32,
}

impl Limiter {
    /// `gain` in dB.
    pub(super) fn new(spec: Spec, gain: f32) -> Self {
        let channels = usize::from(spec.channels);
        let rate = spec.sample_rate as f32;
        let ahead = ((rate * LOOK_AHEAD) as usize).max(1);
        Self {
            channels,
            gain: 10_f32.powf(gain / 20.0),
            quarters: [1, 2, 3].map(|quarter| taps(quarter as f32 / 4.0)),
            waiting: VecDeque::new(),
            recent: VecDeque::from(vec![0.0; TAPS * channels]),
            before: 0.0,
            at: 0,
            held: Held::new(ahead),
            released: 1.0,
            release: 1.0 - (-1.0 / (rate * RELEASE)).exp(),
            gains: VecDeque::from(vec![1.0; ahead]),
            sum: ahead as f64,
            loudest: 0.0,
        }
    }

    /// The highest true peak so far, before it was limited.
    pub(super) fn loudest(&self) -> f32 {
        self.loudest
    }

    /// What of the samples so far has come through; all of it with the last.
    pub(super) fn process(&mut self, samples: &[f32], last: bool) -> Vec<f32> {
        let mut out = Vec::with_capacity(samples.len());
        for frame in samples.chunks_exact(self.channels) {
            for sample in frame {
                let louder = sample * self.gain;
                self.waiting.push_back(louder);
                self.recent.push_back(louder);
            }
            self.step(&mut out);
        }
        if last {
            while !self.waiting.is_empty() {
                self.recent.extend(std::iter::repeat_n(0.0, self.channels));
                self.step(&mut out);
            }
        }
        out
    }

    /// One frame further, which has been added to the recent ones.
    fn step(&mut self, out: &mut Vec<f32>) {
        self.recent.drain(..self.channels);
        let peak = self.peak();
        self.at += 1;
        let need = peak.max(std::mem::replace(&mut self.before, peak));
        // The first frame itself has not reached the middle yet.
        if self.at <= HALF as u64 {
            return;
        }
        self.loudest = self.loudest.max(need);
        let held = self.held.least(CEILING / need.max(CEILING));
        self.released = held.min(self.released + (1.0 - self.released) * self.release);
        self.sum += f64::from(self.released) - f64::from(self.gains.pop_front().unwrap_or(1.0));
        self.gains.push_back(self.released);
        if self.at < (HALF + self.gains.len()) as u64 {
            return;
        }
        let gain = (self.sum / self.gains.len() as f64) as f32;
        let leaving = self.channels.min(self.waiting.len());
        out.extend(self.waiting.drain(..leaving).map(|sample| sample * gain));
    }

    /// The highest true peak from the one middle frame of the recent ones to the other. Below half of what would matter it is
    /// the highest sample: no value between samples is twice as high as those around it.
    fn peak(&mut self) -> f32 {
        let channels = self.channels;
        let recent: &[f32] = self.recent.make_contiguous();
        let highest = recent
            .iter()
            .fold(0.0, |highest: f32, s| highest.max(s.abs()));
        if 2.0 * highest < CEILING.min(self.loudest) {
            return highest;
        }
        let mut peak = 0.0_f32;
        for channel in 0..channels {
            let of_channel = || recent.iter().skip(channel).step_by(channels);
            let middle = of_channel().skip(HALF - 1).take(2);
            peak = middle.fold(peak, |peak, sample| peak.max(sample.abs()));
            for taps in &self.quarters {
                let between: f32 = of_channel()
                    .zip(taps)
                    .map(|(sample, tap)| sample * tap)
                    .sum();
                peak = peak.max(between.abs());
            }
        }
        peak
    }
}

/// A windowed sinc that tells the value at a fraction of the way between the two middle samples.
fn taps(fraction: f32) -> [f32; TAPS] {
    let mut taps = [0.0; TAPS];
    for (at, tap) in taps.iter_mut().enumerate() {
        let distance = at as f32 - (HALF as f32 - 1.0) - fraction;
        let angle = std::f32::consts::PI * distance;
        let window = (angle / TAPS as f32).cos().powi(2);
        *tap = angle.sin() / angle * window;
    }
    let sum: f32 = taps.iter().sum();
    taps.map(|tap| tap / sum)
}

/// The least of the last values, each held for a while.
struct Held {
    values: VecDeque<(u64, f32)>,
    at: u64,
    length: u64,
}

impl Held {
    fn new(length: usize) -> Self {
        Self {
            values: VecDeque::new(),
            at: 0,
            length: length as u64,
        }
    }

    fn least(&mut self, value: f32) -> f32 {
        while self.values.back().is_some_and(|(_, last)| *last >= value) {
            self.values.pop_back();
        }
        self.values.push_back((self.at, value));
        self.at += 1;
        while self
            .values
            .front()
            .is_some_and(|(at, _)| at + self.length < self.at)
        {
            self.values.pop_front();
        }
        self.values.front().map_or(value, |(_, least)| *least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: Spec = Spec {
        sample_rate: 8000,
        channels: 1,
    };

    fn limited(samples: &[f32], gain: f32) -> Vec<f32> {
        let mut limiter = Limiter::new(SPEC, gain);
        let mut out = Vec::new();
        // Blocks of any length come out the same.
        for block in samples.chunks(37) {
            out.extend(limiter.process(block, false));
        }
        out.extend(limiter.process(&[], true));
        out
    }

    #[test]
    fn what_is_soft_enough_is_only_made_louder() {
        let samples: Vec<f32> = (0..1000).map(|at| (at as f32 * 0.3).sin() * 0.1).collect();
        let out = limited(&samples, 6.0206);
        assert_eq!(out.len(), samples.len(), "nothing is lost at either end");
        for (is, was) in out.iter().zip(&samples) {
            assert!((is - was * 2.0).abs() < 1e-5, "{is} of {was}");
        }
    }

    #[test]
    fn no_peak_passes_however_sudden_it_is() {
        let mut samples = vec![0.0; 4000];
        for at in [0, 1, 500, 501, 2000, 3999] {
            samples[at] = 0.9;
        }
        samples[1000..1400]
            .iter_mut()
            .enumerate()
            .for_each(|(at, s)| *s = (at as f32 * 1.1).sin());
        let out = limited(&samples, 20.0);
        assert_eq!(out.len(), samples.len());
        let highest = out.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        assert!(highest <= CEILING + 1e-4, "{highest}");
        assert!(
            highest > CEILING * 0.9,
            "and no more is taken away than need be: {highest}"
        );
    }

    #[test]
    fn no_value_between_samples_is_twice_as_high() {
        for quarter in [1, 2, 3] {
            let most: f32 = taps(quarter as f32 / 4.0).iter().map(|tap| tap.abs()).sum();
            assert!(most < 2.0, "{most}");
        }
    }

    #[test]
    fn a_peak_between_two_samples_is_seen() {
        // A quarter of the sample rate, an eighth of a turn late: the samples lie 3 dB below the peaks between them.
        let samples: Vec<f32> = (0..2000)
            .map(|at| (std::f32::consts::FRAC_PI_2 * (at as f32 + 0.5)).sin())
            .collect();
        let mut limiter = Limiter::new(SPEC, 0.0);
        let out = limiter.process(&samples, true);
        assert!(
            (limiter.loudest() - 1.0).abs() < 0.05,
            "{}",
            limiter.loudest()
        );
        let middle = out[500..1500]
            .iter()
            .fold(0.0_f32, |peak, s| peak.max(s.abs()));
        assert!(
            (middle - CEILING * std::f32::consts::FRAC_1_SQRT_2).abs() < 0.03,
            "{middle}"
        );
    }
}
