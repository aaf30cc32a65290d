//! The columns of the tables, and which of them are wanted.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A column of the tables, in the order of `design.md`, The export folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the column of that name")]
pub enum Column {
    CallId,
    RecordingId,
    Direction,
    Extension,
    ExtensionName,
    Caller,
    CallerName,
    Callee,
    CalleeName,
    Did,
    Trunk,
    Queue,
    StartedUtc,
    AnsweredUtc,
    EndedUtc,
    StartedLocal,
    Zone,
    RingS,
    TalkS,
    AudioS,
    Status,
    EndReason,
    Files,
    Paths,
    Bytes,
    Sha256,
    Result,
    Reason,
}

impl Column {
    /// All of them, in order.
    pub const ALL: [Self; 28] = [
        Self::CallId,
        Self::RecordingId,
        Self::Direction,
        Self::Extension,
        Self::ExtensionName,
        Self::Caller,
        Self::CallerName,
        Self::Callee,
        Self::CalleeName,
        Self::Did,
        Self::Trunk,
        Self::Queue,
        Self::StartedUtc,
        Self::AnsweredUtc,
        Self::EndedUtc,
        Self::StartedLocal,
        Self::Zone,
        Self::RingS,
        Self::TalkS,
        Self::AudioS,
        Self::Status,
        Self::EndReason,
        Self::Files,
        Self::Paths,
        Self::Bytes,
        Self::Sha256,
        Self::Result,
        Self::Reason,
    ];

    /// Its name in every table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CallId => "call_id",
            Self::RecordingId => "recording_id",
            Self::Direction => "direction",
            Self::Extension => "extension",
            Self::ExtensionName => "extension_name",
            Self::Caller => "caller",
            Self::CallerName => "caller_name",
            Self::Callee => "callee",
            Self::CalleeName => "callee_name",
            Self::Did => "did",
            Self::Trunk => "trunk",
            Self::Queue => "queue",
            Self::StartedUtc => "started_utc",
            Self::AnsweredUtc => "answered_utc",
            Self::EndedUtc => "ended_utc",
            Self::StartedLocal => "started_local",
            Self::Zone => "zone",
            Self::RingS => "ring_s",
            Self::TalkS => "talk_s",
            Self::AudioS => "audio_s",
            Self::Status => "status",
            Self::EndReason => "end_reason",
            Self::Files => "files",
            Self::Paths => "paths",
            Self::Bytes => "bytes",
            Self::Sha256 => "sha256",
            Self::Result => "result",
            Self::Reason => "reason",
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Column {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|column| column.as_str() == name);
        found.ok_or_else(|| {
            let all = Self::ALL.map(Self::as_str).join(", ");
            Error::invalid(format!("{name:?} is no column; there are {all}"))
        })
    }
}

/// The columns of a table, in the order they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Those that were chosen; all of them when none was.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a column that is named twice, or without `call_id`.
    pub fn chosen(columns: &[Column]) -> Result<Self> {
        if columns.is_empty() {
            return Ok(Self::default());
        }
        let repeated = (1..columns.len()).find(|at| columns[..*at].contains(&columns[*at]));
        if let Some(at) = repeated {
            return Err(Error::invalid(format!(
                "the column {} is named twice; name it once",
                columns[at]
            )));
        }
        if !columns.contains(&Column::CallId) {
            return Err(Error::invalid(
                "the columns must contain call_id: without it a later export into the folder could not keep the rows of this one",
            ));
        }
        Ok(Self(columns.to_vec()))
    }

    /// One after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Column> {
        self.0.iter().copied()
    }
}

impl Default for Columns {
    fn default() -> Self {
        Self(Column::ALL.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_has_one_name_everywhere() {
        for column in Column::ALL {
            assert_eq!(serde_json::to_value(column).unwrap(), column.as_str());
            assert_eq!(column.as_str().parse::<Column>().unwrap(), column);
        }
        let refused = "Caller".parse::<Column>().unwrap_err().to_string();
        assert!(refused.contains("caller_name"), "what there is: {refused}");
    }

    #[test]
    fn columns_can_be_chosen_but_not_without_the_id() {
        let names = |columns: &[Column]| {
            Columns::chosen(columns).map(|columns| columns.iter().collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap(), Column::ALL, "the contract's");
        let own = [Column::TalkS, Column::CallId];
        assert_eq!(names(&own).unwrap(), own, "in the order they were chosen");
        for (wrong, word) in [
            (&[Column::TalkS][..], "call_id"),
            (
                &[Column::CallId, Column::Did, Column::Did],
                "did is named twice",
            ),
        ] {
            let refused = names(wrong).unwrap_err().to_string();
            assert!(refused.contains(word), "{refused}");
        }
    }
}
