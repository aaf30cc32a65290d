//! How much louder a recording has to become (EBU R 128), through ebur128.

use std::path::Path;

use ebur128::{EbuR128, Mode};

use super::chain::Chain;
use super::limiter::CEILING;
use super::{Recipe, Stop};
use crate::error::Error;

/// More would make a roar of the noise on an all but silent line.
const MOST_GAIN: f32 = 30.0;
/// Nobody hears less, in LU.
const CLOSE: f32 = 0.1;
/// Where peaks are limited the loudness does not follow the gain, and is measured again.
const ROUNDS: usize = 4;

/// The gain in dB that brings `src` to the loudness of its recipe; `None` when none is asked for, and for a file with
/// nothing in it that is loud enough to measure (−70 LUFS for 0.4 s).
pub(super) fn gain(src: &Path, recipe: &Recipe, stop: Stop<'_>) -> Result<Option<f32>, Error> {
    let Some(wanted) = recipe.loudness else {
        return Ok(None);
    };
    let mut gain = 0.0;
    for _ in 0..ROUNDS {
        let Some(found) = measure(src, recipe, gain, stop)? else {
            return Ok(None);
        };
        let missing = (gain + wanted - found.loudness).min(MOST_GAIN) - gain;
        gain += missing;
        // Where no peak was limited and none will be, the loudness follows the gain exactly.
        let free = found.loudest * 10_f32.powf(missing.max(0.0) / 20.0) < CEILING;
        if missing.abs() < CLOSE || free {
            break;
        }
    }
    Ok(Some(gain))
}

struct Found {
    /// LUFS.
    loudness: f32,
    /// True peak before it was limited; 1 is full scale.
    loudest: f32,
}

fn measure(src: &Path, recipe: &Recipe, gain: f32, stop: Stop<'_>) -> Result<Option<Found>, Error> {
    let mut chain = Chain::open(src, recipe, Some(gain))?;
    let spec = chain.spec();
    // The histogram does not grow with the length of the recording.
    let mode = Mode::I | Mode::HISTOGRAM;
    let mut meter = EbuR128::new(spec.channels.into(), spec.sample_rate, mode).map_err(failed)?;
    let mut block = Vec::new();
    while chain.next_block(&mut block).map_err(|e| e.at(src))? {
        if stop() {
            return Err(Error::Stopped);
        }
        meter.add_frames_i16(&block).map_err(failed)?;
    }
    let loudness = meter.loudness_global().map_err(failed)? as f32;
    Ok(loudness.is_finite().then(|| Found {
        loudness,
        loudest: chain.loudest().unwrap_or(1.0),
    }))
}

fn failed(error: ebur128::Error) -> Error {
    Error::Encode {
        format: "another loudness",
        detail: error.to_string(),
    }
}
