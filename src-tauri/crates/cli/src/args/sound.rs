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
    /// Channels of converted files
    #[arg(long, value_enum, default_value_t = ChannelsArg::Keep, value_name = "WHICH", help_heading = "Export")]
    channels: ChannelsArg,
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
    /// Recordings with a picture
    #[arg(long, value_enum, default_value_t = VideoArg::Original, value_name = "WHAT", help_heading = "Export")]
    video: VideoArg,
}

impl SoundArgs {
    pub(super) fn sound(&self) -> Sound {
        Sound {
            mp3_kbps: self.mp3_bitrate,
            channels: match self.channels {
                ChannelsArg::Keep => SoundChannels::Keep,
                ChannelsArg::Mono => SoundChannels::Mono,
                ChannelsArg::Stereo => SoundChannels::Stereo,
                ChannelsArg::Split => SoundChannels::Split,
            },
            sample_rate: self.sample_rate,
            loudness: self.loudness,
        }
    }

    pub(super) fn video(&self) -> VideoChoice {
        match self.video {
            VideoArg::Original => VideoChoice::Original,
            VideoArg::Audio => VideoChoice::Audio,
        }
    }
}
