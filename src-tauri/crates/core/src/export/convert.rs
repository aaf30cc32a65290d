//! Converting a fetched file. What cannot be decoded stays as it is: that is no gap.

use std::{fs, io::ErrorKind, path::Path};

use audio::{Channels, Probe, Recipe, Tags, Target};
use tokio_util::sync::CancellationToken;

use super::{
    AudioFormat, Side, SoundChannels, VideoChoice,
    conversion::{Conversion, SoundFacts},
    tables::CallFacts,
};
use crate::error::{Error, Result};

/// Speech at 8 kHz needs no more.
pub(super) const MP3_KBPS: u16 = 64;
/// How the reason of a file begins that stayed original.
const KEPT: &str = "kept as it came, not converted";

/// The reason of a file that stayed original.
pub(crate) fn kept(why: impl std::fmt::Display) -> String {
    format!("{KEPT}: {why}")
}

/// Whether that is why a file stayed as it came: asking for the same conversion again would end the same way.
pub(crate) fn is_kept(reason: &str) -> bool {
    reason.starts_with(KEPT)
}

/// What is to be done with a file that came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Nothing: it is what was asked for.
    AsItIs,
    /// Nothing, although something else was asked for.
    Kept(String),
    /// It is converted.
    Convert,
    /// It is converted into two files, one for each of its two channels.
    Split,
}

/// What a conversion does with a file of these facts.
pub(crate) fn way(asked: &Conversion, probe: &Probe) -> Way {
    if asked.is_none() {
        Way::AsItIs
    } else if probe.picture && asked.video == VideoChoice::Original {
        Way::Kept(kept("it is a video, and videos were to stay as they are"))
    } else if asked.channels == SoundChannels::Split && probe.channels == Some(2) {
        Way::Split
    } else if !probe.picture && asked.is_met_by(&SoundFacts::of_probe(probe)) {
        match asked.channels {
            SoundChannels::Split => Way::Kept(kept(not_two(probe.channels))),
            _ => Way::AsItIs,
        }
    } else {
        Way::Convert
    }
}

/// Why a file has no two sides that could be told apart.
pub(crate) fn not_two(channels: Option<u16>) -> String {
    match channels {
        Some(1) => "it has one channel, so there are no sides to split".to_owned(),
        Some(channels) => format!("it has {channels} channels, so nobody knows the two sides"),
        None => "nobody knows how many channels it has".to_owned(),
    }
}

/// How a conversion ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Converted {
    /// The file is there.
    Done(Box<Probe>),
    /// It cannot be decoded, and why.
    Kept(String),
    /// The export is stopped.
    Stopped,
}

/// Converts `source` to `target`. Nothing is left at `target` unless it is done.
///
/// # Errors
/// [`Error::DiskFull`] and other faults of the disk.
pub(crate) fn convert(
    (source, target): (&Path, &Path),
    recipe: &Recipe,
    stop: &CancellationToken,
) -> Result<Converted> {
    // Left by a run that was killed: a new file is asked for.
    let _ = fs::remove_file(target);
    match audio::convert(source, target, recipe, &|| stop.is_cancelled()) {
        Ok(probe) => Ok(Converted::Done(Box::new(probe))),
        Err(audio::Error::Stopped) => Ok(Converted::Stopped),
        // An end that comes too early is the file's fault, not the disk's.
        Err(audio::Error::Io { path, source })
            if !matches!(
                source.kind(),
                ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput
            ) =>
        {
            Err(Error::io("converted", path, source))
        }
        Err(other) => Ok(Converted::Kept(kept(other))),
    }
}

/// How a file, or one side of it, is made so that it tells its `call`.
pub(crate) fn recipe(asked: &Conversion, side: Option<Side>, call: &CallFacts) -> Recipe {
    let kbps = asked.mp3_kbps.unwrap_or(MP3_KBPS);
    Recipe {
        target: match asked.audio {
            AudioFormat::Mp3 => Target::Mp3 { kbps },
            AudioFormat::Flac => Target::Flac,
            // The sound of a video whose original format cannot stand alone.
            AudioFormat::Wav | AudioFormat::Original => Target::Wav,
        },
        channels: match (side, asked.channels) {
            (Some(side), _) => Channels::Only(side.channel()),
            // What has no two sides is not split.
            (None, SoundChannels::Keep | SoundChannels::Split) => Channels::Keep,
            (None, SoundChannels::Mono) => Channels::Mono,
            (None, SoundChannels::Stereo) => Channels::Stereo,
        },
        sample_rate: asked.sample_rate,
        loudness: asked.loudness.map(f32::from),
        tags: Some(tags(call)),
    }
}

/// What a player shows of a file that has lost its name.
fn tags(call: &CallFacts) -> Tags {
    let artist = match (call.extension_name.as_str(), call.extension.as_str()) {
        ("", extension) => extension.to_owned(),
        (name, "") => name.to_owned(),
        (name, extension) => format!("{name} ({extension})"),
    };
    let mut comment = vec![format!("call {}, talk {} s", call.call_id, call.talk_s)];
    for (what, value) in [
        ("DID", &call.did),
        ("trunk", &call.trunk),
        ("queue", &call.queue),
    ] {
        if !value.is_empty() {
            comment.push(format!("{what} {value}"));
        }
    }
    Tags {
        title: format!("{} {} → {}", call.direction, call.caller, call.callee),
        artist,
        // Tags know no zones; local time is what the file's name says too.
        date: call
            .started_local
            .chars()
            .take("2026-11-02T09:15:01".len())
            .collect(),
        comment: comment.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExportOptions, Sound, fixture};

    fn asked(audio: AudioFormat, video: VideoChoice) -> Conversion {
        Conversion::of(&ExportOptions {
            audio,
            video,
            ..ExportOptions::default()
        })
    }

    fn mp4(picture: bool) -> Probe {
        Probe {
            content: audio::Content::Mp4,
            codec: Some("aac".to_owned()),
            sample_rate: Some(8000),
            channels: Some(1),
            duration_ms: Some(1000),
            picture,
            completeness: audio::Completeness::Whole,
        }
    }

    #[test]
    fn a_video_keeps_its_picture_unless_its_sound_alone_is_wanted() {
        use AudioFormat::{Mp3, Original};
        let way = |audio, video, picture| way(&asked(audio, video), &mp4(picture));
        assert_eq!(way(Original, VideoChoice::Original, true), Way::AsItIs);
        assert!(matches!(way(Mp3, VideoChoice::Original, true), Way::Kept(why) if is_kept(&why)));
        assert_eq!(way(Mp3, VideoChoice::Audio, true), Way::Convert);
        assert_eq!(way(Original, VideoChoice::Audio, true), Way::Convert);
        assert_eq!(
            way(Original, VideoChoice::Audio, false),
            Way::AsItIs,
            "it has no picture"
        );
        assert_eq!(
            way(Mp3, VideoChoice::Original, false),
            Way::Convert,
            "MP4 may be sound alone"
        );
    }

    #[test]
    fn only_two_channels_are_split() {
        let split = Sound {
            channels: SoundChannels::Split,
            ..Sound::default()
        };
        let asked = |audio| {
            Conversion::of(&ExportOptions {
                audio,
                sound: split,
                ..ExportOptions::default()
            })
        };
        let wav = |channels| Probe {
            content: audio::Content::Wav,
            codec: Some("pcm_s16le".to_owned()),
            channels,
            ..mp4(false)
        };
        let way = |audio, channels| way(&asked(audio), &wav(channels));
        assert_eq!(way(AudioFormat::Mp3, Some(2)), Way::Split);
        assert_eq!(way(AudioFormat::Wav, Some(2)), Way::Split);
        for channels in [Some(1), Some(6), None] {
            assert_eq!(way(AudioFormat::Mp3, channels), Way::Convert);
        }
        assert!(matches!(way(AudioFormat::Wav, Some(1)), Way::Kept(why)
            if is_kept(&why) && why.contains("one channel")));
        let side = |side| recipe(&asked(AudioFormat::Flac), side, &CallFacts::default()).channels;
        assert_eq!(
            [None, Some(Side::Left), Some(Side::Right)].map(side),
            [Channels::Keep, Channels::Only(0), Channels::Only(1)]
        );
    }

    #[test]
    fn what_cannot_be_decoded_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (source, target) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&source, "no sound").unwrap();
        let asked = asked(AudioFormat::Mp3, VideoChoice::Original);
        let recipe = recipe(&asked, None, &CallFacts::default());
        let ended = convert((&source, &target), &recipe, &CancellationToken::new());
        assert!(matches!(ended.unwrap(), Converted::Kept(why) if is_kept(&why)));
        assert!(!target.exists());
    }

    #[test]
    fn everything_that_is_asked_for_reaches_the_encoder() {
        let asked = Conversion::of(&ExportOptions {
            audio: AudioFormat::Mp3,
            sound: Sound {
                mp3_kbps: Some(32),
                channels: SoundChannels::Mono,
                sample_rate: Some(16_000),
                loudness: Some(-16),
            },
            ..ExportOptions::default()
        });
        let recipe = recipe(&asked, None, &CallFacts::default());
        assert_eq!(recipe.target, Target::Mp3 { kbps: 32 });
        assert_eq!(recipe.channels, Channels::Mono);
        assert_eq!(
            (recipe.sample_rate, recipe.loudness),
            (Some(16_000), Some(-16.0))
        );
    }

    #[test]
    fn tags_tell_the_call_and_no_more() {
        let zone = crate::time::zone("Asia/Kuala_Lumpur").unwrap();
        let tags = tags(&CallFacts::new(fixture::call("8781"), &zone));
        assert_eq!(tags.date, "2026-11-02T09:15:01");
        assert!(
            tags.comment.starts_with("call 8781, talk 34 s"),
            "{}",
            tags.comment
        );
        assert!(tags.title.starts_with("inbound "), "{}", tags.title);
        assert!(tags.artist.ends_with("(101)"), "{}", tags.artist);
    }
}
