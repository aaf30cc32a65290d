//! Which container a file is, judged by its first bytes and never by its name or the server's word.

use crate::mp3::FrameHeader;

/// The container, or the bare stream, a recording comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Content {
    /// RIFF, RIFX or RF64 with a WAVE form.
    Wav,
    /// MPEG audio layer III, with or without an `ID3` tag in front.
    Mp3,
    /// AMR narrow band storage format (RFC 4867, section 5).
    Amr,
    /// AMR wide band storage format.
    AmrWb,
    /// ISO base media: MP4, M4A, 3GP, MOV.
    Mp4,
    /// Native FLAC.
    Flac,
    /// Ogg with Opus, Vorbis, Speex or FLAC.
    Ogg,
    /// None of these.
    Unknown,
}

impl Content {
    /// The name used in manifests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
            Self::Amr => "amr",
            Self::AmrWb => "amr-wb",
            Self::Mp4 => "mp4",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Unknown => "unknown",
        }
    }

    /// The file name extension, without the dot; `bin` for what is unknown.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
            Self::Amr => "amr",
            Self::AmrWb => "awb",
            Self::Mp4 => "mp4",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
            Self::Unknown => "bin",
        }
    }

    /// The media type for an HTTP answer.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Amr => "audio/amr",
            Self::AmrWb => "audio/amr-wb",
            Self::Mp4 => "audio/mp4",
            Self::Flac => "audio/flac",
            Self::Ogg => "audio/ogg",
            Self::Unknown => "application/octet-stream",
        }
    }
}

/// Names the container from the first bytes of a file; 16 are enough, a few hundred make the MP3 answer surer.
pub fn sniff(first: &[u8]) -> Content {
    let riff =
        first.starts_with(b"RIFF") || first.starts_with(b"RIFX") || first.starts_with(b"RF64");
    if riff && first.get(8..12) == Some(b"WAVE") {
        Content::Wav
    } else if first.starts_with(b"#!AMR-WB\n") {
        Content::AmrWb
    } else if first.starts_with(b"#!AMR\n") {
        Content::Amr
    } else if first.starts_with(b"fLaC") {
        Content::Flac
    } else if first.starts_with(b"OggS\0") {
        Content::Ogg
    } else if first.get(4..8) == Some(b"ftyp") {
        Content::Mp4
    } else if is_id3(first) || is_mp3_stream(first) {
        Content::Mp3
    } else {
        Content::Unknown
    }
}

/// `ID3`, a version that exists, and a length whose bytes keep their top bits clear (ID3v2.4, section 3.1).
fn is_id3(first: &[u8]) -> bool {
    first.starts_with(b"ID3")
        && matches!(first.get(3), Some(2..=4))
        && first
            .get(6..10)
            .is_some_and(|length| length.iter().all(|b| b & 0x80 == 0))
}

/// Eleven bits of sync occur by chance, so a second frame must follow where enough bytes are at hand.
fn is_mp3_stream(first: &[u8]) -> bool {
    let Some(header) = FrameHeader::parse(first) else {
        return false;
    };
    match first.get(header.len..) {
        Some(next) if next.len() >= 4 => {
            FrameHeader::parse(next).is_some_and(|next| next.same_stream(&header))
        }
        _ => true,
    }
}

const OPENINGS: [&[u8]; 8] = [
    b"<!doctype",
    b"<!--",
    b"<html",
    b"<head",
    b"<body",
    b"<?xml",
    b"<soap",
    b"<error",
];

/// Whether a supposed recording is a web page, JSON or XML: what servers send, with status 200, instead of audio.
pub fn looks_like_text(first: &[u8]) -> bool {
    if first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]) {
        return looks_like_utf16(first);
    }
    let text = first
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(first)
        .trim_ascii_start();
    let opens = |opening: &[u8]| {
        text.get(..opening.len())
            .is_some_and(|t| t.eq_ignore_ascii_case(opening))
    };
    if OPENINGS.into_iter().any(opens) {
        return true;
    }
    // One brace can begin anything: what follows must be text as well.
    let sample = text.get(..text.len().min(64)).unwrap_or_default();
    let printable = sample.iter().all(|&b| b >= 0x20 || b.is_ascii_whitespace());
    matches!(sample.first(), Some(b'{' | b'[' | b'<')) && printable
}

/// A UTF-16 byte order mark also begins some streams of other formats, so the letters are looked at.
fn looks_like_utf16(first: &[u8]) -> bool {
    let little = first.starts_with(&[0xFF, 0xFE]);
    let mut units = first
        .get(2..)
        .unwrap_or_default()
        .chunks_exact(2)
        .map(|pair| match pair {
            [low, high] if little => u16::from(*low) | u16::from(*high) << 8,
            [high, low] => u16::from(*low) | u16::from(*high) << 8,
            _ => 0,
        });
    let opening = units.find(|u| ![0x20, 0x09, 0x0A, 0x0D].contains(u));
    opening.is_some_and(|u| [u16::from(b'<'), u16::from(b'{'), u16::from(b'[')].contains(&u))
}
