//! A row of the tables: a call, and what became of its files.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::Column;
use crate::{call::Call, export::FileResult, ids::CallId};

/// What is known of a call apart from its files; the `call` of a manifest line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    missing_docs,
    reason = "each is the column of the same name in `calls.csv`"
)]
pub struct CallFacts {
    pub call_id: String,
    pub direction: String,
    pub extension: String,
    pub extension_name: String,
    pub caller: String,
    pub caller_name: String,
    pub callee: String,
    pub callee_name: String,
    pub did: String,
    pub trunk: String,
    pub queue: String,
    pub started_utc: String,
    pub answered_utc: String,
    pub ended_utc: String,
    pub started_local: String,
    pub zone: String,
    pub ring_s: u32,
    pub talk_s: u32,
    pub status: String,
    pub end_reason: String,
}

/// What one file adds to the row of its call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Relative to the folder, with `/`; `None` for a gap.
    pub path: Option<String>,
    /// Size in bytes.
    pub bytes: u64,
    /// Lower-case hex.
    pub sha256: String,
    /// Milliseconds of audio.
    pub audio_ms: u64,
    /// What became of it.
    pub result: FileResult,
    /// Why, if there is something to say.
    pub reason: String,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallRecord {
    /// The call.
    pub call: CallFacts,
    /// Empty when the PBX lists no recording.
    pub recording_id: String,
    /// Its files and gaps, in the order of the PBX.
    pub files: Vec<FileFacts>,
    /// Why a recording was expected, where there is none.
    pub not_recorded: Option<String>,
}

/// A cell: text, or a number that stays one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Text, foreign and not to be trusted.
    Text(std::borrow::Cow<'a, str>),
    /// A whole number.
    Number(u64),
    /// A number that is not known: empty in tables, `null` in JSON.
    Unknown,
}

impl CallFacts {
    /// The facts of a call, with local times of `zone`. It takes the call: a table has a million of them.
    pub fn new(call: Call, zone: &TimeZone) -> Self {
        let time = |time: &Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
        Self {
            call_id: call.id.0,
            direction: call.direction.as_str().to_owned(),
            extension: call.extension,
            extension_name: call.extension_name,
            caller: call.caller,
            caller_name: call.caller_name,
            callee: call.callee,
            callee_name: call.callee_name,
            did: call.did,
            trunk: call.trunk,
            queue: call.queue,
            started_utc: call.started.to_string(),
            answered_utc: time(&call.answered),
            ended_utc: time(&call.ended),
            started_local: call
                .started
                .display_with_offset(zone.to_offset(call.started))
                .to_string(),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            ring_s: call.ring_s,
            talk_s: call.talk_s,
            status: call.status.as_str().to_owned(),
            end_reason: call.end_reason,
        }
    }

    /// The start as a time; the epoch where it cannot be read.
    pub fn started(&self) -> Timestamp {
        let told = [&self.started_utc, &self.started_local];
        let found = told.into_iter().find_map(|time| time.parse().ok());
        found.unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The call's id.
    pub fn id(&self) -> CallId {
        CallId(self.call_id.clone())
    }
}

impl CallRecord {
    /// The row of a call whose files are not known or not asked for.
    pub fn new(mut call: Call, zone: &TimeZone) -> Self {
        let recording = call.recording_id.take();
        Self {
            recording_id: recording.map(|id| id.0).unwrap_or_default(),
            call: CallFacts::new(call, zone),
            files: Vec::new(),
            not_recorded: None,
        }
    }

    /// What stands in a column.
    pub fn cell(&self, column: Column) -> Cell<'_> {
        let call = &self.call;
        let held = || self.files.iter().filter(|file| file.path.is_some());
        // A list names the recording of a call, and only the recording itself its files.
        let unasked = self.files.is_empty() && !self.recording_id.is_empty();
        let known = |cell| if unasked { Cell::Unknown } else { cell };
        match column {
            Column::CallId => text(&call.call_id),
            Column::RecordingId => text(&self.recording_id),
            Column::Direction => text(&call.direction),
            Column::Extension => text(&call.extension),
            Column::ExtensionName => text(&call.extension_name),
            Column::Caller => text(&call.caller),
            Column::CallerName => text(&call.caller_name),
            Column::Callee => text(&call.callee),
            Column::CalleeName => text(&call.callee_name),
            Column::Did => text(&call.did),
            Column::Trunk => text(&call.trunk),
            Column::Queue => text(&call.queue),
            Column::StartedUtc => text(&call.started_utc),
            Column::AnsweredUtc => text(&call.answered_utc),
            Column::EndedUtc => text(&call.ended_utc),
            Column::StartedLocal => text(&call.started_local),
            Column::Zone => text(&call.zone),
            Column::RingS => Cell::Number(call.ring_s.into()),
            Column::TalkS => Cell::Number(call.talk_s.into()),
            Column::AudioS => known(Cell::Number(
                (held().map(|file| file.audio_ms).sum::<u64>() + 500) / 1000,
            )),
            Column::Status => text(&call.status),
            Column::EndReason => text(&call.end_reason),
            Column::Files => known(Cell::Number(held().count() as u64)),
            Column::Paths => joined(self.paths()),
            Column::Bytes => match held().count() {
                0 | 1 => known(Cell::Number(held().map(|file| file.bytes).sum())),
                _ => Cell::Text(
                    held()
                        .map(|file| file.bytes.to_string())
                        .collect::<Vec<_>>()
                        .join("|")
                        .into(),
                ),
            },
            Column::Sha256 => joined(held().map(|file| file.sha256.as_str())),
            Column::Result => text(self.result().map_or("", FileResult::as_str)),
            Column::Reason => self.reason(),
        }
    }

    /// Its files that are in place.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(|file| file.path.as_deref())
    }

    /// The worst result of its files.
    fn result(&self) -> Option<FileResult> {
        self.files
            .iter()
            .map(|file| file.result)
            .max_by_key(|result| match result {
                FileResult::Done => 0,
                FileResult::Skipped => 1,
                FileResult::NoRecording => 2,
                FileResult::Gone => 3,
                FileResult::NotAllowed => 4,
                // The one that trying again may mend.
                FileResult::Failed => 5,
            })
    }

    fn reason(&self) -> Cell<'_> {
        let mut reasons: Vec<&str> = self
            .files
            .iter()
            .map(|file| file.reason.as_str())
            .filter(|reason| !reason.is_empty())
            .collect();
        reasons.dedup();
        if self.files.is_empty() {
            reasons.extend(self.not_recorded.as_deref());
        }
        joined(reasons.into_iter())
    }
}

fn text(value: &str) -> Cell<'_> {
    Cell::Text(value.into())
}

fn joined<'a>(mut values: impl Iterator<Item = &'a str>) -> Cell<'a> {
    let first = values.next().unwrap_or_default();
    match values.next() {
        None => text(first),
        Some(second) => {
            let mut all = format!("{first}|{second}");
            for value in values {
                all.push('|');
                all.push_str(value);
            }
            Cell::Text(all.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;

    #[test]
    fn a_row_tells_everything_about_its_files() {
        let zone = TimeZone::get("Asia/Kuala_Lumpur").unwrap();
        let mut row = CallRecord::new(fixture::call("7"), &zone);
        row.files = vec![
            fixture::file("a.wav", 1_400),
            fixture::file("a-2.wav", 1_200),
        ];
        row.files[1].result = FileResult::Skipped;
        let cell = |name: &str| row.cell(name.parse().unwrap());
        assert_eq!(cell("started_utc"), text("2026-11-02T01:15:01Z"));
        assert_eq!(cell("started_local"), text("2026-11-02T09:15:01+08:00"));
        assert_eq!(cell("zone"), text("Asia/Kuala_Lumpur"));
        assert_eq!(cell("files"), Cell::Number(2));
        assert_eq!(cell("audio_s"), Cell::Number(3), "2.6 s are rounded");
        assert_eq!(cell("paths"), text("a.wav|a-2.wav"));
        assert_eq!(
            cell("bytes"),
            text("10|10"),
            "several files in one cell are joined"
        );
        assert_eq!(cell("result"), text("skipped"), "the worst of its files");
    }

    #[test]
    fn files_that_nobody_asked_for_are_unknown_not_none() {
        let mut row = CallRecord::new(fixture::call("7"), &TimeZone::UTC);
        let number = |row: &CallRecord, name: &str| match row.cell(name.parse().unwrap()) {
            Cell::Number(number) => Some(number),
            _ => None,
        };
        for name in ["audio_s", "files", "bytes"] {
            "7".clone_into(&mut row.recording_id);
            assert_eq!(number(&row, name), None, "{name} of a recording in a list");
            row.recording_id.clear();
            assert_eq!(
                number(&row, name),
                Some(0),
                "{name} of a call without recording"
            );
        }
    }
}
