//! What was asked of a file's sound, and whether a file in the folder is that already.

use serde::{Deserialize, Serialize};

use super::{AudioFormat, ExportOptions, ManifestLine, Sound, SoundChannels, VideoChoice, convert};

/// What was asked of a file's sound, as the manifest and `export.json` tell it. What is as usual is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// The format.
    pub audio: AudioFormat,
    /// Kilobits a second, if they were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mp3_kbps: Option<u16>,
    /// Channels.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub channels: SoundChannels,
    /// Hz, if another rate was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_rate: Option<u32>,
    /// LUFS, if the loudness was levelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loudness: Option<i8>,
    /// Whether only the sound of videos was wanted.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub video: VideoChoice,
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Conversion {
    /// What these options ask for.
    pub(crate) fn of(options: &ExportOptions) -> Self {
        let Sound {
            mp3_kbps,
            channels,
            sample_rate,
            loudness,
        } = options.sound;
        Self {
            audio: options.audio,
            mp3_kbps,
            channels,
            sample_rate,
            loudness,
            video: options.video,
        }
    }

    /// Whether files stay as they come, all of them.
    pub(crate) fn is_none(&self) -> bool {
        self.audio == AudioFormat::Original && self.video == VideoChoice::Original
    }

    /// Whether the format is all that is asked for.
    fn is_plain(&self) -> bool {
        let plain = Self {
            mp3_kbps: None,
            channels: SoundChannels::Keep,
            sample_rate: None,
            loudness: None,
            ..*self
        };
        *self == plain
    }

    /// Whether a file of these facts, with nothing but sound in it, has all that is asked for already.
    pub(crate) fn is_met_by(&self, sound: &SoundFacts<'_>) -> bool {
        let channels = match self.channels {
            SoundChannels::Keep => true,
            SoundChannels::Mono => sound.channels == Some(1),
            SoundChannels::Stereo => sound.channels == Some(2),
            SoundChannels::Split => sound.channels.is_some_and(|channels| channels != 2),
        };
        let rate = self.sample_rate.is_none() || self.sample_rate == sound.sample_rate;
        let format = match self.audio {
            AudioFormat::Original => true,
            AudioFormat::Wav => {
                sound.content == "wav"
                    && sound
                        .codec
                        .is_some_and(|codec| codec.starts_with("pcm_s") || codec == "pcm_u8")
            }
            AudioFormat::Mp3 => sound.content == "mp3" && self.mp3_kbps.is_none(),
            AudioFormat::Flac => sound.content == "flac",
        };
        // No header tells how loud a file is.
        format && channels && rate && self.loudness.is_none()
    }

    /// Whether the file of a manifest line is what is asked for now.
    pub(crate) fn is_met_in(&self, line: &ManifestLine) -> bool {
        let untouched = line.source_sha256.is_none();
        if self.is_none() {
            return untouched;
        }
        if let Some(made) = &line.conversion {
            // What was converted although videos were to stay was none.
            let was_sound = !untouched && made.video == VideoChoice::Original;
            let video = if was_sound { made.video } else { self.video };
            if *made == (Self { video, ..*self }) {
                return true;
            }
        } else if !untouched {
            // Made by a version that knew of formats only.
            return self.is_plain() && line.content.as_deref() == Some(self.content());
        } else if line.reason.as_deref().is_some_and(convert::is_kept) {
            return true;
        }
        // An MP4 may be a video: only what was made of it, or of the question, tells.
        let is_sound = line.content.as_deref() != Some("mp4");
        // That it has no sides to split is to be said of it.
        let is_said = self.channels != SoundChannels::Split;
        untouched && is_sound && is_said && self.is_met_by(&SoundFacts::of_line(line))
    }

    /// The manifest's word for the format.
    fn content(&self) -> &'static str {
        match self.audio {
            AudioFormat::Original => "",
            AudioFormat::Wav => "wav",
            AudioFormat::Mp3 => "mp3",
            AudioFormat::Flac => "flac",
        }
    }
}

/// What a file is, as far as a conversion asks.
pub(crate) struct SoundFacts<'a> {
    pub(crate) content: &'a str,
    pub(crate) codec: Option<&'a str>,
    pub(crate) sample_rate: Option<u32>,
    pub(crate) channels: Option<u16>,
}

impl<'a> SoundFacts<'a> {
    pub(crate) fn of_probe(probe: &'a audio::Probe) -> Self {
        Self {
            content: probe.content.as_str(),
            codec: probe.codec.as_deref(),
            sample_rate: probe.sample_rate,
            channels: probe.channels,
        }
    }

    fn of_line(line: &'a ManifestLine) -> Self {
        Self {
            content: line.content.as_deref().unwrap_or_default(),
            codec: line.codec.as_deref(),
            sample_rate: line.sample_rate,
            channels: line.channels,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::manifest::sample;

    fn asked(audio: AudioFormat, sound: Sound) -> Conversion {
        Conversion::of(&ExportOptions {
            audio,
            sound,
            ..ExportOptions::default()
        })
    }

    fn plain(audio: AudioFormat) -> Conversion {
        asked(audio, Sound::default())
    }

    const MONO: Sound = Sound {
        mp3_kbps: None,
        channels: SoundChannels::Mono,
        sample_rate: None,
        loudness: None,
    };

    fn pcm(channels: u16) -> SoundFacts<'static> {
        SoundFacts {
            content: "wav",
            codec: Some("pcm_s16le"),
            sample_rate: Some(8000),
            channels: Some(channels),
        }
    }

    #[test]
    fn only_what_differs_is_converted() {
        let law = SoundFacts {
            codec: Some("pcm_mulaw"),
            ..pcm(1)
        };
        assert!(plain(AudioFormat::Original).is_met_by(&law));
        assert!(plain(AudioFormat::Wav).is_met_by(&pcm(2)));
        assert!(
            !plain(AudioFormat::Wav).is_met_by(&law),
            "compressed WAV becomes PCM"
        );
        assert!(!plain(AudioFormat::Mp3).is_met_by(&pcm(1)));
        let mono = asked(AudioFormat::Wav, MONO);
        assert!(mono.is_met_by(&pcm(1)), "mono is mono already");
        assert!(!mono.is_met_by(&pcm(2)));
        let split = Sound {
            channels: SoundChannels::Split,
            ..Sound::default()
        };
        let split = asked(AudioFormat::Wav, split);
        assert!(
            split.is_met_by(&pcm(1)) && !split.is_met_by(&pcm(2)),
            "one channel has no sides"
        );
        assert!(
            !split.is_met_in(&line("wav", None, false)),
            "but it is to say so"
        );
        assert!(split.is_met_in(&line("wav", Some(split), false)));
        let rate = |sample_rate| {
            let sound = Sound {
                sample_rate,
                ..Sound::default()
            };
            asked(AudioFormat::Wav, sound)
        };
        assert!(rate(Some(8000)).is_met_by(&pcm(1)) && !rate(Some(16_000)).is_met_by(&pcm(1)));
        let levelled = Sound {
            loudness: Some(-16),
            ..Sound::default()
        };
        assert!(!asked(AudioFormat::Wav, levelled).is_met_by(&pcm(1)));
    }

    #[test]
    fn an_mp3_of_the_pbx_is_encoded_again_only_for_a_rate_that_was_asked_for() {
        let mp3 = SoundFacts {
            content: "mp3",
            codec: Some("mp3"),
            ..pcm(1)
        };
        assert!(plain(AudioFormat::Mp3).is_met_by(&mp3));
        let sound = Sound {
            mp3_kbps: Some(32),
            ..Sound::default()
        };
        assert!(!asked(AudioFormat::Mp3, sound).is_met_by(&mp3));
    }

    fn line(content: &str, conversion: Option<Conversion>, converted: bool) -> ManifestLine {
        ManifestLine {
            content: Some(content.to_owned()),
            conversion,
            source_sha256: converted.then(|| "ab".to_owned()),
            ..sample("a", 1, Some("x"))
        }
    }

    #[test]
    fn a_file_is_right_for_what_it_was_made_for() {
        let (mp3, mono) = (plain(AudioFormat::Mp3), asked(AudioFormat::Mp3, MONO));
        let made = line("mp3", Some(mono), true);
        assert!(mono.is_met_in(&made));
        assert!(!mp3.is_met_in(&made), "the other side is gone from it");
        assert!(!plain(AudioFormat::Original).is_met_in(&made));
        let original = line("wav", None, false);
        assert!(plain(AudioFormat::Original).is_met_in(&original));
        assert!(plain(AudioFormat::Wav).is_met_in(&original));
        assert!(!mp3.is_met_in(&original));
    }

    #[test]
    fn files_of_an_earlier_version_are_what_they_were() {
        let made = line("mp3", None, true);
        assert!(plain(AudioFormat::Mp3).is_met_in(&made));
        assert!(!asked(AudioFormat::Mp3, MONO).is_met_in(&made));
        assert!(!plain(AudioFormat::Flac).is_met_in(&made));
        let mut kept = line("amr", None, false);
        assert!(!plain(AudioFormat::Mp3).is_met_in(&kept));
        kept.reason = Some(convert::kept("nobody can decode it"));
        assert!(plain(AudioFormat::Mp3).is_met_in(&kept));
    }

    #[test]
    fn what_could_not_be_converted_is_tried_again_only_for_something_else() {
        let mut kept = line("amr", Some(plain(AudioFormat::Mp3)), false);
        kept.reason = Some(convert::kept("nobody can decode it"));
        assert!(plain(AudioFormat::Mp3).is_met_in(&kept));
        assert!(!plain(AudioFormat::Flac).is_met_in(&kept));
        assert!(plain(AudioFormat::Original).is_met_in(&kept));
    }

    #[test]
    fn the_choice_for_videos_concerns_videos_alone() {
        let mp3 = plain(AudioFormat::Mp3);
        let of_video = Conversion {
            video: VideoChoice::Audio,
            ..mp3
        };
        assert!(
            of_video.is_met_in(&line("mp3", Some(mp3), true)),
            "what was converted while videos stayed was no video"
        );
        assert!(
            !mp3.is_met_in(&line("mp3", Some(of_video), true)),
            "this may have been one, and its picture is wanted"
        );
        assert!(!of_video.is_met_in(&line("mp4", Some(mp3), false)));
        assert!(
            of_video.is_met_in(&line("mp4", Some(of_video), false)),
            "it has no sound"
        );
    }

    #[test]
    fn the_manifest_tells_only_what_was_asked_for() {
        let text = |made: Conversion| serde_json::to_string(&made).unwrap();
        assert_eq!(text(plain(AudioFormat::Mp3)), r#"{"audio":"mp3"}"#);
        let mono = asked(AudioFormat::Flac, MONO);
        assert_eq!(text(mono), r#"{"audio":"flac","channels":"mono"}"#);
        assert_eq!(
            serde_json::from_str::<Conversion>(&text(mono)).unwrap(),
            mono
        );
    }
}
