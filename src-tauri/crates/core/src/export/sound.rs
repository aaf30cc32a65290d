//! What a person may ask of the sound of an export.

use serde::{Deserialize, Serialize};

use super::{AudioFormat, ExportOptions};
use crate::error::{Error, Result};

/// Sample rates that can be asked for, in Hz: a telephone, wide band, and what video players like.
pub const SAMPLE_RATES: [u32; 3] = [8_000, 16_000, 48_000];
/// Kilobits a second that an MP3 can have.
const MP3_KBPS: std::ops::RangeInclusive<u16> = 8..=320;
/// Softer is hardly heard, louder is all limiter. EBU R 128 itself has −23, players −16.
const LOUDNESS: std::ops::RangeInclusive<i8> = -36..=-10;

/// The channels of converted files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SoundChannels {
    /// As recorded.
    #[default]
    Keep,
    /// Both sides mixed into one.
    Mono,
    /// Two, also where one was recorded.
    Stereo,
    /// Each side in a file of its own, where two were recorded.
    Split,
}

/// What becomes of recordings with a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum VideoChoice {
    /// They stay as they are, whatever is asked of the sound.
    #[default]
    Original,
    /// Their sound alone.
    Audio,
}

/// How converted files sound. Without a choice they sound as they were recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", default)]
pub struct Sound {
    /// Kilobits a second of an MP3; `None` is 64, and leaves what is an MP3 already as it is.
    pub mp3_kbps: Option<u16>,
    /// Channels.
    pub channels: SoundChannels,
    /// Hz, one of [`SAMPLE_RATES`].
    pub sample_rate: Option<u32>,
    /// LUFS (EBU R 128).
    pub loudness: Option<i8>,
}

/// Whether the sound can be had like that.
///
/// # Errors
/// [`Error::InvalidInput`] with what to change.
pub(crate) fn check(options: &ExportOptions) -> Result<()> {
    let sound = &options.sound;
    if options.audio == AudioFormat::Original && *sound != Sound::default() {
        return Err(Error::invalid(
            "the original bytes have the sound they have; choose WAV, MP3 or FLAC to change bit rate, channels, sample rate or loudness",
        ));
    }
    if let Some(kbps) = sound.mp3_kbps {
        if options.audio != AudioFormat::Mp3 {
            return Err(Error::invalid(
                "only MP3 has a bit rate; choose MP3, or leave the bit rate out",
            ));
        }
        if !MP3_KBPS.contains(&kbps) {
            return Err(Error::invalid(format!(
                "an MP3 of {kbps} kbit/s does not exist; use 8 to 320"
            )));
        }
    }
    if let Some(rate) = sound.sample_rate
        && !SAMPLE_RATES.contains(&rate)
    {
        return Err(Error::invalid(format!(
            "a sample rate of {rate} Hz is not offered; use 8000, 16000 or 48000, or leave it out to keep the rate"
        )));
    }
    if let Some(loudness) = sound.loudness
        && !LOUDNESS.contains(&loudness)
    {
        return Err(Error::invalid(format!(
            "a loudness of {loudness} LUFS is not offered; use -36 to -10, such as -16"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_that_cannot_be_had_is_refused() {
        let sound = |sound: Sound, audio| {
            check(&ExportOptions {
                audio,
                sound,
                ..ExportOptions::default()
            })
        };
        let usual = Sound::default();
        for wrong in [
            Sound {
                mp3_kbps: Some(7),
                ..usual
            },
            Sound {
                mp3_kbps: Some(321),
                ..usual
            },
            Sound {
                sample_rate: Some(44_100),
                ..usual
            },
            Sound {
                sample_rate: Some(0),
                ..usual
            },
            Sound {
                loudness: Some(0),
                ..usual
            },
            Sound {
                loudness: Some(-70),
                ..usual
            },
        ] {
            assert!(sound(wrong, AudioFormat::Mp3).is_err(), "{wrong:?}");
        }
        let all = Sound {
            mp3_kbps: Some(64),
            channels: SoundChannels::Stereo,
            sample_rate: Some(16_000),
            loudness: Some(-16),
        };
        assert!(sound(all, AudioFormat::Mp3).is_ok());
        assert!(
            sound(all, AudioFormat::Wav).is_err(),
            "a WAV has no bit rate"
        );
        assert!(
            sound(
                Sound {
                    channels: SoundChannels::Mono,
                    ..usual
                },
                AudioFormat::Flac
            )
            .is_ok()
        );
        for channels in [SoundChannels::Mono, SoundChannels::Split] {
            let changed = Sound { channels, ..usual };
            assert!(
                sound(changed, AudioFormat::Original).is_err(),
                "the original is untouched"
            );
        }
    }
}
