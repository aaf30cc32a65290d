//! What listening found in the recordings: kept with the calls, shown in the grid, asked for by `finding:`.
//!
//! The sound is judged in `audio` (its thresholds stand there, in words in `docs/listening.md`); here it is joined with what
//! the PBX says of the call.

use serde::{Deserialize, Serialize};

/// A recording shorter than the talk by more than this, and by more than a tenth of it, lacks something. The PBX rounds the
/// talk time to seconds and may begin to record a little late.
const SHORT_BY_MS: u64 = 5_000;

/// One thing to know about the sound of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The side it is about, from 1 (left), when it is about one.
    pub side: Option<u32>,
    /// Where it begins, milliseconds from the start of the file, when it has a place.
    pub at_ms: Option<u32>,
    /// How long it lasts, milliseconds, when it has a length.
    pub length_ms: Option<u32>,
    /// What was measured; its unit depends on the kind.
    pub amount: i32,
}

/// The kinds of findings, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The file cannot be decoded. Amount: nothing.
    Unreadable,
    /// Nothing is to be heard. Amount: the loudest moment, dBFS.
    Silent,
    /// One of two sides is silent. Amount: the loudest moment of that side, dBFS.
    OneSided,
    /// The header promises more than the file holds. Amount: missing bytes.
    CutOff,
    /// The recording is shorter than the talk. Amount: missing seconds.
    Short,
    /// All sides are quiet for long between two sounds; the longest such pause. Amount: seconds of all long pauses.
    LongSilence,
    /// The sound was too loud for its line. Amount: clipped samples in 100,000 of sound.
    Clipped,
    /// All sides are faint. Amount: active level of the louder, dBFS.
    Faint,
    /// One side is much louder than the other. Amount: the difference, dB.
    Uneven,
}

impl FindingKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 9] = [
        Self::Unreadable,
        Self::Silent,
        Self::OneSided,
        Self::CutOff,
        Self::Short,
        Self::LongSilence,
        Self::Clipped,
        Self::Faint,
        Self::Uneven,
    ];

    /// The word in filters and in the catalogue.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Silent => "silent",
            Self::OneSided => "one-sided",
            Self::CutOff => "cut-off",
            Self::Short => "short",
            Self::LongSilence => "long-silence",
            Self::Clipped => "clipped",
            Self::Faint => "faint",
            Self::Uneven => "uneven",
        }
    }

    /// The kind behind a word of [`FindingKind::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What can be asked of the sound of a call besides the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SoundWord {
    /// Something was found.
    Any,
    /// Every file was listened to and nothing was found.
    None,
    /// It has a recording, and not every file of it was listened to.
    Unchecked,
    /// This was found.
    Kind(FindingKind),
}

impl SoundWord {
    /// Every word of `finding:`, in the order they are offered.
    pub(crate) fn words() -> Vec<&'static str> {
        let kinds = FindingKind::ALL.map(FindingKind::as_str);
        ["any", "none", "unchecked"]
            .into_iter()
            .chain(kinds)
            .collect()
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "any" => Some(Self::Any),
            "none" => Some(Self::None),
            "unchecked" => Some(Self::Unchecked),
            kind => FindingKind::from_word(kind).map(Self::Kind),
        }
    }
}

/// What was found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FileFindings {
    /// File of the recording, from 1.
    pub file_index: u32,
    /// How many files the recording had.
    pub files: u32,
    /// When it was listened to, RFC 3339 in UTC.
    pub checked_at: String,
    /// The gravest first; empty when nothing is wrong.
    pub findings: Vec<Finding>,
}

/// What the row of a call says of its sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowSound {
    /// Every file was listened to.
    pub(crate) checked: bool,
    /// What was found in any of them, the gravest first.
    pub(crate) findings: Vec<FindingKind>,
}

/// A file that was listened to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeardFile {
    pub(crate) file_index: u32,
    pub(crate) files: u32,
    /// Size of the bytes that the PBX sent.
    pub(crate) bytes: u64,
    /// Their SHA-256.
    pub(crate) sha256: String,
    /// Length of the sound; 0 for a file that cannot be decoded.
    pub(crate) duration_ms: u64,
    pub(crate) findings: Vec<Finding>,
}

impl HeardFile {
    /// A file that could not be decoded: nothing is known of it, nor how many follow.
    pub(crate) fn unreadable(file_index: u32) -> Self {
        Self {
            file_index,
            files: file_index,
            bytes: 0,
            sha256: String::new(),
            duration_ms: 0,
            findings: vec![Finding {
                kind: FindingKind::Unreadable,
                side: None,
                at_ms: None,
                length_ms: None,
                amount: 0,
            }],
        }
    }

    /// Adds what only the call can tell: that its one file is shorter than its talk. What ends early says so itself.
    pub(crate) fn compare(&mut self, talk_s: u32) {
        let talk_ms = u64::from(talk_s) * 1000;
        let says_so =
            |one: &Finding| matches!(one.kind, FindingKind::CutOff | FindingKind::Unreadable);
        let missing_ms = talk_ms.saturating_sub(self.duration_ms);
        let short = missing_ms > SHORT_BY_MS && missing_ms > talk_ms / 10;
        if self.files == 1 && short && !self.findings.iter().any(says_so) {
            self.findings.push(Finding {
                kind: FindingKind::Short,
                side: None,
                at_ms: None,
                length_ms: None,
                amount: i32::try_from(missing_ms / 1000).unwrap_or(i32::MAX),
            });
        }
    }
}

impl From<audio::Finding> for Finding {
    fn from(found: audio::Finding) -> Self {
        let ms = |ms: Option<u64>| ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX));
        let (kind, amount) = match found.kind {
            audio::FindingKind::Silent => (FindingKind::Silent, found.amount),
            audio::FindingKind::OneSided => (FindingKind::OneSided, found.amount),
            audio::FindingKind::LongSilence => (FindingKind::LongSilence, found.amount / 1000),
            audio::FindingKind::Clipped => (FindingKind::Clipped, found.amount),
            audio::FindingKind::Faint => (FindingKind::Faint, found.amount),
            audio::FindingKind::Uneven => (FindingKind::Uneven, found.amount),
            audio::FindingKind::CutOff => (FindingKind::CutOff, found.amount),
        };
        Self {
            kind,
            side: found.channel.map(|channel| u32::from(channel) + 1),
            at_ms: ms(found.at_ms),
            length_ms: ms(found.length_ms),
            amount: i32::try_from(amount).unwrap_or(i32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(duration_ms: u64, files: u32) -> HeardFile {
        HeardFile {
            file_index: 1,
            files,
            bytes: 1,
            sha256: String::new(),
            duration_ms,
            findings: Vec::new(),
        }
    }

    fn kinds(mut file: HeardFile, talk_s: u32) -> Vec<(FindingKind, i32)> {
        file.compare(talk_s);
        file.findings
            .iter()
            .map(|one| (one.kind, one.amount))
            .collect()
    }

    #[test]
    fn a_recording_shorter_than_its_talk_is_found() {
        assert_eq!(kinds(heard(60_000, 1), 100), [(FindingKind::Short, 40)]);
        assert_eq!(kinds(heard(96_000, 1), 100), [], "seconds are rounded");
        assert_eq!(
            kinds(heard(910_000, 1), 1000),
            [],
            "a tenth may be hold without a recording"
        );
        assert_eq!(
            kinds(heard(60_000, 2), 100),
            [],
            "the rest may be in the other file"
        );
        assert_eq!(
            kinds(heard(200_000, 1), 100),
            [],
            "a longer one has lost nothing"
        );
    }

    #[test]
    fn a_file_that_says_why_it_is_short_says_it_once() {
        let mut cut = heard(1000, 1);
        cut.findings.push(Finding {
            kind: FindingKind::CutOff,
            side: None,
            at_ms: Some(1000),
            length_ms: None,
            amount: 5,
        });
        assert_eq!(kinds(cut, 100), [(FindingKind::CutOff, 5)]);
    }

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for kind in FindingKind::ALL {
            assert_eq!(FindingKind::from_word(kind.as_str()), Some(kind));
            let json = serde_json::to_string(&kind).expect("serialises");
            assert_eq!(
                json,
                format!("{:?}", kind.as_str()),
                "the window speaks the same words"
            );
        }
        assert!(
            SoundWord::words()
                .iter()
                .all(|word| SoundWord::from_word(word).is_some())
        );
    }
}
