//! A call as the catalogue holds it: strict, one row per call session.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CallId, RecordingId};

/// Where a call came from and went to (`api.md` 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From outside to one of ours.
    Inbound,
    /// From one of ours to the outside.
    Outbound,
    /// Between two of ours.
    Internal,
    /// From trunk to trunk.
    Transit,
    /// A recording whose call the PBX does not list, or a direction this version does not know.
    Unknown,
}

impl Direction {
    /// All directions a person can ask for, in the order they are offered.
    pub const ASKABLE: [Self; 4] = [Self::Inbound, Self::Outbound, Self::Internal, Self::Transit];

    /// All directions, those of [`Direction::ASKABLE`] first.
    pub(crate) const ALL: [Self; 5] = [
        Self::Inbound,
        Self::Outbound,
        Self::Internal,
        Self::Transit,
        Self::Unknown,
    ];

    /// The word used in tables, file names and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::Internal => "internal",
            Self::Transit => "transit",
            Self::Unknown => "unknown",
        }
    }

    /// The direction behind a word of [`Direction::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|direction| direction.as_str() == word)
    }
}

/// What became of a call's recording here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RecordingFate {
    /// All its files were put into the folder of an export.
    Exported,
    /// The PBX refused it to this account, the last time it was asked for.
    NotAllowed,
}

impl RecordingFate {
    const ALL: [Self; 2] = [Self::Exported, Self::NotAllowed];

    /// The word in the catalogue.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Exported => "exported",
            Self::NotAllowed => "not_allowed",
        }
    }

    /// The fate behind a word of [`RecordingFate::as_str`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == word)
    }
}

/// How a call turned out, derived from its answer time and SIP status code (RFC 3261, 21).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// Somebody or something picked up.
    Answered,
    /// It rang until it stopped (408, 480, or no code at all).
    Unanswered,
    /// The other side was busy (486, 600).
    Busy,
    /// The caller gave up (487, or the PBX says cancelled).
    Cancelled,
    /// Any other refusal.
    Failed,
}

impl CallStatus {
    /// Every status, in the order they are offered.
    pub const ALL: [Self; 5] = [
        Self::Answered,
        Self::Unanswered,
        Self::Busy,
        Self::Cancelled,
        Self::Failed,
    ];

    /// Answer first, then the SIP status (RFC 3261, 21); the word of the PBX only where it gives up the same.
    pub(crate) fn of(answered: bool, sip_status: i64, end_reason: &str) -> Self {
        let cancelled = || {
            let word = end_reason.trim_start().to_ascii_uppercase();
            word.starts_with("CANCEL")
        };
        match sip_status {
            _ if answered => Self::Answered,
            486 | 600 => Self::Busy,
            487 => Self::Cancelled,
            _ if cancelled() => Self::Cancelled,
            0 | 408 | 480 => Self::Unanswered,
            _ => Self::Failed,
        }
    }

    /// The word used in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Unanswered => "unanswered",
            Self::Busy => "busy",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// The status behind a word of [`CallStatus::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// One call session.
///
/// `extension` and `other` follow the rule of the command line's contract: inbound = destination (else callee) and
/// caller; outbound and internal = caller and callee; transit = empty and caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The CDR's id.
    pub id: CallId,
    /// Set when the PBX lists a recording for this call.
    pub recording_id: Option<RecordingId>,
    /// False for a recording whose call the PBX does not list: the row then holds what the recording says itself.
    pub listed: bool,
    /// Where it came from and went to.
    pub direction: Direction,
    /// Our side's number, empty for transit calls.
    pub extension: String,
    /// Its name in the directory, else as the call has it.
    pub extension_name: String,
    /// The other side's number.
    pub other: String,
    /// Who started the call.
    pub caller: String,
    /// Display name of the caller, may be empty.
    pub caller_name: String,
    /// The first destination (IVR, queue, DID or extension).
    pub callee: String,
    /// Display name of the callee, may be empty.
    pub callee_name: String,
    /// The final destination; empty when the PBX gives none.
    pub destination: String,
    /// The number that was dialled from outside.
    pub did: String,
    /// Trunk the call used.
    pub trunk: String,
    /// Queue or ring group, as a number.
    pub queue: String,
    /// Start of the call.
    pub started: Timestamp,
    /// When it was answered.
    pub answered: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Seconds from start to answer, or to the end when nobody answered.
    pub ring_s: u32,
    /// Seconds of talk; 0 when nobody answered.
    pub talk_s: u32,
    /// How it turned out.
    pub status: CallStatus,
    /// The PBX's own word for the end, kept as it came.
    pub end_reason: String,
}

impl Call {
    /// Display name of the other side: the caller's or callee's, whichever the other side is.
    pub fn other_name(&self) -> &str {
        if self.other == self.caller {
            &self.caller_name
        } else {
            &self.callee_name
        }
    }
}
