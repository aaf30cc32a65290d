//! Why a file could not be read, decoded or written.

use std::io;
use std::path::{Path, PathBuf};

/// Everything that can go wrong with a recording file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no audio container this crate knows (an HTML sign-in page, an empty file, a spreadsheet).
    #[error("this is not a sound file that Tapedeck knows")]
    NotAudio,
    /// The container is known, its codec is not one anybody here can decode or encode.
    #[error(
        "the sound is coded as {codec}, which cannot be converted; the original file can still be exported"
    )]
    Unsupported {
        /// `FFmpeg`'s name of the codec where there is one, else the number in the header.
        codec: String,
    },
    /// The codec is known, but its decoder is not installed on this machine.
    #[error("no decoder for {codec} on this machine: {hint}")]
    DecoderMissing {
        /// `FFmpeg`'s name of the codec.
        codec: String,
        /// What to install, as a sentence for a person.
        hint: String,
    },
    /// The file contradicts itself or its format.
    #[error("the file is damaged: {detail}")]
    Damaged {
        /// What is wrong, as a sentence for a person.
        detail: String,
    },
    /// The operating system refused a read or a write.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file concerned; `(stream)` when a reader without a name was probed.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The caller asked to stop.
    #[error("stopped before its end, as was asked")]
    Stopped,
    /// An encoder refused the samples or its settings.
    #[error("cannot encode as {format}: {detail}")]
    Encode {
        /// The target: `wav`, `mp3` or `flac`, or what was to become of the sound.
        format: &'static str,
        /// What the encoder said.
        detail: String,
    },
}

impl Error {
    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged {
            detail: detail.into(),
        }
    }

    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            source,
        }
    }

    /// A parser that only sees a reader cannot name the file; its caller can.
    pub(crate) fn at(self, path: &Path) -> Self {
        match self {
            Self::Io { source, .. } => Self::io(path, source),
            other => other,
        }
    }
}

impl From<io::Error> for Error {
    fn from(source: io::Error) -> Self {
        Self::io(Path::new("(stream)"), source)
    }
}
