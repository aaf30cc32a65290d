//! What is wrong with the sound of a recording: silence, a missing side, clipping, levels, a cut end.
//!
//! Few findings that are right rather than many. Levels are measured in windows of 20 ms without their mean, so that an
//! offset of the line is no sound, in dBFS (0 is the loudest that samples can be).

mod ear;

use crate::bytes::to_ms;
use crate::probe::{Completeness, Probe};
pub(crate) use ear::Ear;
use ear::Side;

/// Below this a window is quiet. Speech on a line has −26 dBFS (ITU-T P.56); comfort noise, G.711's idle noise and the flicker
/// of the last bit of 8-bit samples (−48) stay below.
const QUIET_DBFS: f64 = -46.0;
/// Sound of a side that counts as none: a click when the line is switched. At most this, and at most a twentieth of the file.
const CLICKS_MS: u64 = 200;
/// Within a pause a shorter sound is a click and does not end it.
const CLICK_MS: u64 = 100;
/// What call centres call dead air. Shorter pauses are thinking and typing.
const LONG_SILENCE_MS: u64 = 10_000;
/// Sound that a side must have before its level, or the silence of the other side, says anything.
const ENOUGH_MS: u64 = 5_000;
/// Active level below which people turn the volume up: 12 dB below that of speech on a line.
const FAINT_DBFS: f64 = -38.0;
/// One side drowns the other; less is what different telephones do.
const UNEVEN_DB: f64 = 15.0;
/// The loudest values of μ-law (32,124) and A-law (32,256) are above.
const CLIP_LEVEL: u16 = 32_000;
/// Samples in a row at the top; one or two are the peak of a sound wave.
const CLIP_RUN: u32 = 3;
/// Of 100,000 samples of sound those in such rows from which on clipping can be heard.
const CLIPPED_PER_100_000: u64 = 50;

/// One thing to know about the sound of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The channel it is about, from 0, when it is about one.
    pub channel: Option<u16>,
    /// Where it begins, in milliseconds, when it has a place.
    pub at_ms: Option<u64>,
    /// How long it lasts, in milliseconds, when it has a length.
    pub length_ms: Option<u64>,
    /// What was measured; its unit depends on the kind.
    pub amount: i64,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindingKind {
    /// Nothing is to be heard. Amount: the loudest moment, dBFS.
    Silent,
    /// One of two sides is silent; the channel says which. Amount: the loudest moment of that side, dBFS.
    OneSided,
    /// All sides are quiet for long, between two sounds; the longest such pause. Amount: milliseconds of all long pauses.
    LongSilence,
    /// The sound was too loud for its line; the place is the first. Amount: clipped samples in 100,000 of sound.
    Clipped,
    /// All sides are faint. Amount: active level of the louder, dBFS.
    Faint,
    /// One side is much louder; the channel says which. Amount: the difference, dB.
    Uneven,
    /// The header promises more than the file holds; the place is where the sound ends. Amount: missing bytes.
    CutOff,
}

impl Finding {
    /// One that is about the whole file.
    fn new(kind: FindingKind, amount: i64) -> Self {
        Self {
            kind,
            channel: None,
            at_ms: None,
            length_ms: None,
            amount,
        }
    }
}

/// The finding of a file that ends before its header says.
pub fn cut_off(probe: &Probe) -> Option<Finding> {
    let Completeness::Truncated {
        expected_bytes,
        actual_bytes,
    } = probe.completeness
    else {
        return None;
    };
    let missing = expected_bytes.saturating_sub(actual_bytes);
    let amount = i64::try_from(missing).unwrap_or(i64::MAX);
    Some(Finding {
        at_ms: probe.duration_ms,
        ..Finding::new(FindingKind::CutOff, amount)
    })
}

/// What an ear that heard everything has to say.
pub(crate) fn judge(ear: Ear) -> Vec<Finding> {
    let heard = ear.finish();
    let audible = |side: &Side| !heard.is_silent(side);
    if !heard.sides.iter().any(audible) {
        let loudest = heard
            .sides
            .iter()
            .map(Side::loudest)
            .fold(f64::NEG_INFINITY, f64::max);
        return vec![Finding::new(FindingKind::Silent, decibels(loudest))];
    }
    let mut found = Vec::new();
    found.extend(levels(&heard));
    found.extend(heard.longest_pause.map(|pause| Finding {
        at_ms: to_ms(pause.start, heard.rate),
        length_ms: to_ms(pause.frames, heard.rate),
        ..Finding::new(
            FindingKind::LongSilence,
            milliseconds(heard.paused, heard.rate),
        )
    }));
    found.extend(clipping(&heard));
    found
}

/// One side silent, one much louder, or all of them faint.
fn levels(heard: &ear::Heard) -> Option<Finding> {
    let enough = |side: &Side| heard.in_ms(side.sounding) >= ENOUGH_MS;
    let of_channel = |channel: u16, kind, amount| Finding {
        channel: Some(channel),
        ..Finding::new(kind, amount)
    };
    if let [left, right] = heard.sides.as_slice() {
        for (channel, side, other) in [(0, left, right), (1, right, left)] {
            if heard.is_silent(side) && enough(other) {
                let loudest = decibels(side.loudest());
                return Some(of_channel(channel, FindingKind::OneSided, loudest));
            }
        }
        let difference = left.active_level() - right.active_level();
        if enough(left) && enough(right) && difference.abs() >= UNEVEN_DB {
            let louder = u16::from(difference < 0.0);
            return Some(of_channel(
                louder,
                FindingKind::Uneven,
                decibels(difference.abs()),
            ));
        }
    }
    let sounding = heard.sides.iter().filter(|side| enough(side));
    let loudest = sounding.map(Side::active_level).reduce(f64::max)?;
    (loudest < FAINT_DBFS).then(|| Finding::new(FindingKind::Faint, decibels(loudest)))
}

fn clipping(heard: &ear::Heard) -> Option<Finding> {
    let sound: u64 = heard.sides.iter().map(|side| side.sounding).sum();
    let samples = sound.saturating_mul(heard.window);
    let clipped: u64 = heard.sides.iter().map(|side| side.clipped).sum();
    let share = clipped.saturating_mul(100_000).checked_div(samples)?;
    (share >= CLIPPED_PER_100_000).then(|| Finding {
        at_ms: heard.first_clip.and_then(|frame| to_ms(frame, heard.rate)),
        ..Finding::new(
            FindingKind::Clipped,
            i64::try_from(share).unwrap_or(i64::MAX),
        )
    })
}

fn milliseconds(frames: u64, rate: u64) -> i64 {
    to_ms(frames, rate)
        .and_then(|ms| i64::try_from(ms).ok())
        .unwrap_or(0)
}

/// Whole decibels; what has no level at all is as quiet as 16 bits can be.
fn decibels(level: f64) -> i64 {
    level.clamp(-96.0, 96.0).round() as i64
}
