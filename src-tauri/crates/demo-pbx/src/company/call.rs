//! A call as the PBX keeps it, and what of it was recorded.

use jiff::Timestamp;
use serde::Serialize;

/// Where a call came from and went to (api.md 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Direction {
    /// From outside.
    InboundCall,
    /// To the outside.
    OutboundCall,
    /// Between two extensions.
    ExtensionCall,
    /// In on one trunk and out on another.
    InboundOutboundCall,
}

impl Direction {
    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::InboundCall => "INBOUND_CALL",
            Self::OutboundCall => "OUTBOUND_CALL",
            Self::ExtensionCall => "EXTENSION_CALL",
            Self::InboundOutboundCall => "INBOUND_OUTBOUND_CALL",
        }
    }
}

/// One end of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The number.
    pub number: String,
    /// The name shown, which may be empty.
    pub name: String,
}

/// One call session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// A snowflake: milliseconds since 2018-01-01 shifted by 22 bits, plus a counter (api.md 5.3).
    pub id: u64,
    /// When it began; microseconds.
    pub started_at: Timestamp,
    /// When it first rang.
    pub rang_at: Option<Timestamp>,
    /// When somebody answered.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Where from and where to.
    pub direction: Direction,
    /// Who called.
    pub caller: Party,
    /// The first destination: an extension, a queue, a ring group, an IVR or an outside number.
    pub callee: Party,
    /// Who answered first, if not `callee`: the agent of a queue, or to whom `callee` forwards.
    pub agent: Option<String>,
    /// To whom it was handed on, and when.
    pub transfer: Option<(Timestamp, String)>,
    /// The final destination; may be empty.
    pub destination: String,
    /// The trunk's name; empty inside the house.
    pub trunk: String,
    /// The number dialled from outside.
    pub did: String,
    /// What an outbound call showed.
    pub outbound_caller_id: String,
    /// The number of the queue or ring group that took it.
    pub service_number: String,
    /// SIP failure code; 0 is none.
    pub status_code: u16,
    /// As this PBX spells it: `CALLER_DISCONNECT` and `CALLER_DISCONNECTED` both occur, and empty.
    pub end_reason: &'static str,
    /// One of 22.3's words, or empty; an older PBX knows only `TRANSFER` and `OVERFLOW`.
    pub reroute_reason: &'static str,
    /// Index into [`super::Company::recordings`].
    pub recording: Option<u32>,
}

impl Call {
    /// The id as the API shows it.
    pub fn id_text(&self) -> String {
        self.id.to_string()
    }

    /// Talk time in whole seconds, rounded up as the samples have it.
    pub fn duration(&self) -> i64 {
        self.answered_at.map_or(0, |answered| {
            (self.ended_at.as_microsecond() - answered.as_microsecond() + 999_999) / 1_000_000
        })
    }

    /// Whether an extension took part.
    pub fn involves(&self, extension: &str) -> bool {
        self.caller.number == extension
            || self.callee.number == extension
            || self.destination == extension
            || self.agent.as_deref() == Some(extension)
            || self
                .transfer
                .as_ref()
                .is_some_and(|(_, to)| to == extension)
    }
}

/// How a file is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// RIFF, 16-bit PCM, 8 kHz, both voices in one track.
    WavMono,
    /// RIFF, 16-bit PCM, 8 kHz, the caller left and the colleague right.
    WavStereo,
    /// RIFF, G.711 µ-law (format tag 7), 8 kHz mono.
    WavMulaw,
    /// MPEG layer 3, 8 kHz mono; the number chooses the conversation.
    Mp3(u8),
    /// AMR narrow band, 12.2 kbit/s; the number chooses the conversation.
    Amr(u8),
    /// MP4 with AAC.
    Mp4,
}

impl Format {
    /// The ending of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::WavMono | Self::WavStereo | Self::WavMulaw => "wav",
            Self::Mp3(_) => "mp3",
            Self::Amr(_) => "amr",
            Self::Mp4 => "mp4",
        }
    }
}

/// One file of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedFile {
    /// When it began: the answer, or the transfer.
    pub started_at: Timestamp,
    /// How long it plays, in milliseconds.
    pub millis: u32,
    /// How it is coded.
    pub format: Format,
    /// The recorded extension (third token of the name), which may be empty.
    pub extension: String,
    /// As the PBX names it (api.md 5.4).
    pub name: String,
}

impl RecordedFile {
    /// When it ended.
    pub fn ended_at(&self) -> Timestamp {
        super::stamp(self.started_at.as_microsecond() + i64::from(self.millis) * 1000)
    }
}

/// What was recorded of one session: one file, or two after a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// The session's id, which is the call's (api.md 5.3).
    pub id: u64,
    /// Index of the call in [`super::Company::calls`].
    pub call: u32,
    /// Index of the scenario spoken.
    pub scenario: u8,
    /// The files, in order.
    pub files: Vec<RecordedFile>,
}

impl Recording {
    /// The id as the API shows it.
    pub fn id_text(&self) -> String {
        self.id.to_string()
    }

    /// The answer time, which is what the recordings list shows.
    pub fn started_at(&self) -> Timestamp {
        self.files
            .first()
            .map_or(Timestamp::UNIX_EPOCH, |file| file.started_at)
    }

    /// When the last file ended.
    pub fn ended_at(&self) -> Timestamp {
        self.files
            .last()
            .map_or(Timestamp::UNIX_EPOCH, RecordedFile::ended_at)
    }
}
