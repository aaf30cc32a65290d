//! Recordings: the rows of the list, the files of a detail, and the link to a file (api.md, section 5).

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;

use super::Row;
use super::field::{Number, Text, read_time};
use super::record::{read_row, seconds, start};
use crate::Secret;
use crate::query::encode;

/// A row of the recordings list. One id can hold several files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingSummary {
    /// The session id: the id of the call. Never empty.
    pub id: String,
    /// Who called.
    pub caller: String,
    /// Who answered.
    pub callee: String,
    /// Display name of the caller (22.8 and later).
    pub caller_name: String,
    /// Display name of the callee (22.8 and later).
    pub callee_name: String,
    /// The answer, not the start of the call.
    pub started_at: Option<Timestamp>,
    /// End of the recording.
    pub ended_at: Option<Timestamp>,
}

/// One file of a recording.
#[derive(Clone, Debug)]
pub struct RecordingFile {
    /// Who called.
    pub caller: String,
    /// Who answered.
    pub callee: String,
    /// The answer.
    pub started_at: Option<Timestamp>,
    /// End of the file.
    pub ended_at: Option<Timestamp>,
    /// Playing time in seconds as stated.
    pub duration_s: Option<u32>,
    /// The PBX's cryptic name; useful for hints only.
    pub file_name: String,
    /// Bytes as stated; `None` if missing or 0 (the official sample says 0). Never to be trusted.
    pub file_size: Option<u64>,
    /// Where the bytes are; `None` if the PBX has metadata only.
    pub link: Option<FileLink>,
}

/// The way to one recording file. Who has it has the call, so it is shown, logged and stored nowhere; read the detail
/// again instead of keeping one.
#[derive(Clone, PartialEq, Eq)]
pub struct FileLink(Secret);

impl FileLink {
    /// From `file_url` as sent: absolute, or relative to the PBX.
    pub fn new(file_url: String) -> Self {
        Self(Secret::new(file_url))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for FileLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileLink([secret])")
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    id: Text,
    caller: Text,
    callee: Text,
    caller_display_name: Text,
    callee_display_name: Text,
    started_at: Text,
    ended_at: Text,
    duration: Number,
    file_name: Text,
    filename: Text,
    file_size: Number,
    file_url: Text,
    file_id: Text,
}

impl Row for RecordingSummary {
    fn read(json: &str) -> Result<Self, String> {
        let wire: Wire = read_row(json)?;
        Ok(Self {
            id: wire.id.some().ok_or("it has no id")?,
            caller: wire.caller.0,
            callee: wire.callee.0,
            caller_name: wire.caller_display_name.0,
            callee_name: wire.callee_display_name.0,
            started_at: start(&wire.started_at)?,
            ended_at: read_time(&wire.ended_at.0),
        })
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn started_at(&self) -> Option<Timestamp> {
        self.started_at
    }
}

impl RecordingFile {
    pub(crate) fn read(json: &str) -> Result<Self, String> {
        let wire: Wire = read_row(json)?;
        let by_url = wire.file_url.some();
        // v16 names a file by id; the bytes are behind it.
        let by_id = || {
            wire.file_id
                .some()
                .map(|id| format!("/api/files/{}/data", encode(&id)))
        };
        let link = by_url.or_else(by_id).map(FileLink::new);
        Ok(Self {
            caller: wire.caller.0,
            callee: wire.callee.0,
            started_at: read_time(&wire.started_at.0),
            ended_at: read_time(&wire.ended_at.0),
            duration_s: seconds(wire.duration),
            file_name: wire.file_name.some().unwrap_or(wire.filename.0),
            file_size: wire.file_size.whole().filter(|&bytes| bytes > 0),
            link,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_file_is_read_and_its_link_stays_secret() {
        let file = RecordingFile::read(
            r#"{"caller":"102","callee":"103","started_at":"2024-08-20T06:01:02.109Z","ended_at":"2024-08-20T06:01:36.161Z","duration":34,
            "file_name":"8_9_102_45060_08202024_140059.wav","file_size":0,"file_url":"/api/blobs/rZTOS5yB5elnATSbfxd_pgAQQKn01i8M"}"#,
        )
        .expect("file");
        assert_eq!((file.duration_s, file.file_size), (Some(34), None));
        assert_eq!(
            file.link.as_ref().map(FileLink::expose),
            Some("/api/blobs/rZTOS5yB5elnATSbfxd_pgAQQKn01i8M")
        );
        assert!(
            !format!("{file:?}").contains("rZTOS5"),
            "Debug shows the link"
        );
    }

    #[test]
    fn v16_files_come_by_id() {
        let file = RecordingFile::read(r#"{"file_id":"a/b 1","filename":"x.wav","file_url":null}"#)
            .expect("file");
        assert_eq!(
            file.link.as_ref().map(FileLink::expose),
            Some("/api/files/a%2Fb%201/data")
        );
        assert_eq!(file.file_name, "x.wav");
        assert!(
            RecordingFile::read(r#"{"duration":1}"#)
                .expect("file")
                .link
                .is_none(),
            "metadata without a file"
        );
    }
}
