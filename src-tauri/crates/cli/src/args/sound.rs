//! What becomes of the sound of exported files.

use clap::{Args, ValueEnum};
use tapedeck_core::export::{Sound, SoundChannels, VideoChoice};

use super::parse;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ChannelsArg {
    /// As recorded
    Keep,
    /// Both sides mixed into one
    Mono,
    /// Two, also where one was recorded
    Stereo,
    /// Each side in a file of its own, where two were recorded
    Split,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum VideoArg {
    /// Videos stay as they are, whatever --audio says
    Original,
    /// Their sound alone; WAV when --audio is original
    Audio,
}

#[derive(Debug, Args)]
pub(super) struct SoundArgs {
    /// Bit rate of MP3 files, such as 32k [default: 64k, and what is an MP3 already stays as it is]
    #[arg(long, value_name = "RATE", value_parser = parse::kilobits, help_heading = "Export")]
    mp3_bitrate: Option<u16>,
    /// Channels of converted files [default: keep]
    #[arg(long, value_enum, value_name = "WHICH", help_heading = "Export")]
    channels: Option<ChannelsArg>,
    /// Sample rate of converted files: 8000, 16000 or 48000 [default: as recorded]
    #[arg(long, value_name = "HERTZ", help_heading = "Export")]
    sample_rate: Option<u32>,
    /// Loudness of converted files in LUFS (EBU R 128), such as -16; no peak will clip [default: as recorded]
    #[arg(
        long,
        value_name = "LUFS",
        allow_negative_numbers = true,
        help_heading = "Export"
    )]
    loudness: Option<i8>,
    /// Recordings with a picture [default: original]
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Export")]
    video: Option<VideoArg>,
}

impl From<ChannelsArg> for SoundChannels {
    fn from(argument: ChannelsArg) -> Self {
        match argument {
            ChannelsArg::Keep => Self::Keep,
            ChannelsArg::Mono => Self::Mono,
            ChannelsArg::Stereo => Self::Stereo,
            ChannelsArg::Split => Self::Split,
        }
    }
}

impl From<VideoArg> for VideoChoice {
    fn from(argument: VideoArg) -> Self {
        match argument {
            VideoArg::Original => Self::Original,
            VideoArg::Audio => Self::Audio,
        }
    }
}

impl SoundArgs {
    /// What is given, else what a preset or the defaults say.
    pub(super) fn sound(&self, usual: Sound) -> Sound {
        Sound {
            mp3_kbps: self.mp3_bitrate.or(usual.mp3_kbps),
            channels: self.channels.map_or(usual.channels, Into::into),
            sample_rate: self.sample_rate.or(usual.sample_rate),
            loudness: self.loudness.or(usual.loudness),
        }
    }

    pub(super) fn video(&self, usual: VideoChoice) -> VideoChoice {
        self.video.map_or(usual, Into::into)
    }
}
