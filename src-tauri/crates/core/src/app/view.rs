//! What the window sees of calls, recordings and the app itself.

use serde::{Deserialize, Serialize};

use crate::{
    call::{CallStatus, Direction, RecordingFate},
    findings::FindingKind,
    ids::{CallId, RecordingId},
};

/// One row of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallRow {
    /// The call.
    pub id: CallId,
    /// Set when the PBX lists a recording.
    pub recording_id: Option<RecordingId>,
    /// It ended a moment ago, and its recording may still come.
    pub recording_may_come: bool,
    /// False for a recording whose call the PBX does not list.
    pub listed: bool,
    /// Where it came from and went to.
    pub direction: Direction,
    /// Our side.
    pub extension: String,
    /// Its name.
    pub extension_name: String,
    /// The other side.
    pub other: String,
    /// Its name.
    pub other_name: String,
    /// Who started the call.
    pub caller: String,
    /// Their name.
    pub caller_name: String,
    /// First destination.
    pub callee: String,
    /// Its name.
    pub callee_name: String,
    /// Final destination.
    pub destination: String,
    /// Number dialled from outside.
    pub did: String,
    /// Trunk.
    pub trunk: String,
    /// Queue or ring group.
    pub queue: String,
    /// RFC 3339 in UTC.
    pub started_utc: String,
    /// RFC 3339 with the offset of the query's zone.
    pub started_local: String,
    /// RFC 3339 with the offset of the query's zone.
    pub answered_local: Option<String>,
    /// RFC 3339 with the offset of the query's zone.
    pub ended_local: Option<String>,
    /// Seconds of ringing.
    pub ring_s: u32,
    /// Seconds of talk.
    pub talk_s: u32,
    /// How it turned out.
    pub status: CallStatus,
    /// The PBX's word for the end.
    pub end_reason: String,
    /// Tags people gave it, in order of their names.
    pub tags: Vec<String>,
    /// Whether somebody marked it as reviewed.
    pub reviewed: bool,
    /// 1 to 5.
    pub rating: Option<u8>,
    /// How many notes people wrote about it.
    pub notes: u32,
    /// Whether every file of its recording was listened to.
    pub checked: bool,
    /// What was found in them, the gravest first.
    pub findings: Vec<FindingKind>,
    /// RFC 3339 with the offset of the query's zone: since when the PBX no longer lists this call.
    pub gone_local: Option<String>,
    /// Likewise: since when it no longer lists a recording of it.
    pub recording_gone_local: Option<String>,
    /// What became of its recording here, where something did.
    pub fate: Option<RecordingFate>,
}

/// A page of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallPage {
    /// Rows from `offset` on, in the order of the query.
    pub rows: Vec<CallRow>,
    /// How many rows the query has in all, as of now; nothing while they are not counted, which takes longer than a page.
    pub total: Option<u32>,
}

/// Sums over everything a query finds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CallTotals {
    /// Calls.
    pub calls: u32,
    /// Those with a recording.
    pub recordings: u32,
    /// Talk time, seconds.
    pub talk_s: u32,
}

/// A number of the tenant to filter by: an extension, queue, ring group, …
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DirectoryEntry {
    /// The number.
    pub number: String,
    /// Its name; empty when only the number was seen in calls.
    pub name: String,
    /// What the number is.
    pub kind: DirectoryKind,
    /// True when the PBX does not tell its directory, and the number was only seen in calls.
    pub seen: bool,
}

/// What a number of the directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the thing")]
pub enum DirectoryKind {
    Extension,
    Queue,
    RingGroup,
    /// A virtual receptionist, in PortSIP's words.
    Ivr,
    ConferenceRoom,
}

/// What the player needs to play one file of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Playable {
    /// Loopback address with a secret of this launch.
    pub url: String,
    /// Media type of what the address serves.
    pub mime: String,
    /// Milliseconds.
    pub duration_ms: u32,
    /// One per side when both sides were recorded apart.
    pub channels: u32,
    /// ffmpeg's name of the codec of the original.
    pub codec: String,
    /// This file, from 1.
    pub file_index: u32,
    /// How many files the recording has.
    pub files: u32,
    /// True when the original was decoded for the player.
    pub decoded: bool,
}

/// The outline of a recording, for the waveform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Outline {
    /// Milliseconds.
    pub duration_ms: u32,
    /// Per channel: minimum and maximum in turn, −128 to 127.
    pub channels: Vec<Vec<i8>>,
}

/// What the app is and where it keeps things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Version of Tapedeck.
    pub version: String,
    /// The data folder.
    pub data_dir: String,
    /// IANA names of all zones, sorted.
    pub zones: Vec<String>,
    /// The zone of this computer.
    pub system_zone: String,
    /// Fields a name template can use.
    pub template_fields: Vec<String>,
    /// The template used when none is given.
    pub default_template: String,
    /// Something a person should know of how the app started.
    pub notice: Option<String>,
}
