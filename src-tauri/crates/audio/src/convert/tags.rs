//! What a converted file says about itself: ID3 in MP3, Vorbis comments in FLAC, an INFO list in WAV.

use std::io::{self, Write};

use id3::TagLike as _;

use crate::error::Error;

/// No value is longer, in characters.
const LONGEST: usize = 500;

/// What a file says about itself. Empty texts are left out; control characters are taken out of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// What it is.
    pub title: String,
    /// Who is heard.
    pub artist: String,
    /// When it was recorded: `2026-11-02T09:15:01`.
    pub date: String,
    /// Everything else.
    pub comment: String,
}

impl Tags {
    /// An `ID3v2.4` tag, which stands before the sound.
    pub(super) fn write_id3(&self, out: impl Write) -> Result<(), Error> {
        let mut tag = id3::Tag::new();
        for (id, text) in [
            ("TIT2", &self.title),
            ("TPE1", &self.artist),
            ("TDRC", &self.date),
        ] {
            if let Some(text) = clean(text) {
                tag.set_text(id, text);
            }
        }
        if let Some(text) = clean(&self.comment) {
            tag.add_frame(id3::frame::Comment {
                lang: "eng".to_owned(),
                description: String::new(),
                text,
            });
        }
        tag.write_to(out, id3::Version::Id3v24)
            .map_err(|error| match error.kind {
                id3::ErrorKind::Io(source) => source.into(),
                _ => Error::Encode {
                    format: "mp3",
                    detail: error.description,
                },
            })
    }

    /// The body of a `VORBIS_COMMENT` block (RFC 9639, section 8.6).
    pub(super) fn vorbis(&self) -> Vec<u8> {
        let comments: Vec<String> = [
            ("TITLE", &self.title),
            ("ARTIST", &self.artist),
            ("DATE", &self.date),
            ("COMMENT", &self.comment),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some(format!("{name}={}", clean(text)?)))
        .collect();
        let mut block = counted("Tapedeck");
        block.extend((comments.len() as u32).to_le_bytes());
        block.extend(comments.iter().flat_map(|comment| counted(comment)));
        block
    }

    /// A `LIST` chunk of the kind `INFO`, which may stand behind the sound of a WAV.
    pub(super) fn write_info(&self, mut out: impl Write) -> io::Result<u32> {
        let mut list = b"INFO".to_vec();
        for (id, text) in [
            (b"INAM", &self.title),
            (b"IART", &self.artist),
            (b"ICRD", &self.date),
            (b"ICMT", &self.comment),
        ] {
            if let Some(text) = clean(text) {
                list.extend(id);
                list.extend((text.len() as u32 + 1).to_le_bytes());
                list.extend(text.bytes());
                // It ends with a zero, and every chunk on an even place.
                list.extend(std::iter::repeat_n(0, 2 - text.len() % 2));
            }
        }
        out.write_all(b"LIST")?;
        out.write_all(&(list.len() as u32).to_le_bytes())?;
        out.write_all(&list)?;
        Ok(list.len() as u32 + 8)
    }
}

fn counted(text: &str) -> Vec<u8> {
    let mut bytes = (text.len() as u32).to_le_bytes().to_vec();
    bytes.extend(text.bytes());
    bytes
}

/// A value as it is written; `None` if there is nothing to write.
fn clean(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
