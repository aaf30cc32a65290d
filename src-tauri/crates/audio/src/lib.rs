//! What is in a recording file: sniff, probe, decode, peaks, findings, convert.
//!
//! Everything here is plain blocking `std::io`: no network, no app, no runtime. The input is foreign bytes, so a
//! parser never panics, never allocates on the word of a header and always moves forward. A file that cannot be
//! decoded can still be probed, and one that cannot be probed still has its first bytes judged by [`sniff`].

mod amr;
mod bytes;
mod content;
mod convert;
mod decode;
mod error;
mod ffmpeg;
mod findings;
mod flac;
mod mp3;
mod mp4;
mod ogg;
mod peaks;
mod probe;
mod segment;
mod stream;
mod wav;

pub use content::{Content, looks_like_text, sniff};
pub use convert::{Channels, Recipe, Stop, Tags, Target, convert, decode_to_wav};
pub use decode::{Decoder, decode};
pub use error::Error;
pub use findings::{Finding, FindingKind, cut_off};
pub use peaks::{Listened, Peaks, listen, peaks};
pub use probe::{Completeness, Probe, playable_in_webview, probe, probe_path};
