//! The lines of `manifest.jsonl`: the journal while an export runs, the proof when it is done.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{
    Conversion, FileResult, Side,
    names::is_inside,
    tables::{CallFacts, FileFacts},
};
use crate::{
    error::{Error, Result},
    ids::RecordingId,
};

/// The manifest's file name.
pub(crate) const MANIFEST_FILE: &str = "manifest.jsonl";

/// One file, or one gap. Absent facts are `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestLine {
    /// The recording.
    pub recording_id: RecordingId,
    /// Which of its files, from 1.
    pub file_index: u32,
    /// How many files the PBX lists for the recording; 0 when that is not known.
    #[serde(default)]
    pub file_count: u32,
    /// Below the folder, with `/`.
    #[serde(default)]
    pub path: Option<String>,
    /// Size in bytes.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// SHA-256 of the file as it lies there, lower-case hex.
    #[serde(default)]
    pub sha256: Option<String>,
    /// `wav`, `mp3`, `amr`, `mp4` and so on.
    #[serde(default)]
    pub content: Option<String>,
    /// In ffmpeg's words.
    #[serde(default)]
    pub codec: Option<String>,
    /// Hertz.
    #[serde(default)]
    pub sample_rate: Option<u32>,
    /// Channels.
    #[serde(default)]
    pub channels: Option<u16>,
    /// Milliseconds.
    #[serde(default)]
    pub audio_ms: Option<u64>,
    /// SHA-256 of the PBX's own bytes, where the file was converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_sha256: Option<String>,
    /// What was asked of its sound, where anything was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversion: Option<Conversion>,
    /// Which side of the call it is, where the two were made two files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// The call.
    #[serde(default)]
    pub call: CallFacts,
    /// What became of it.
    pub result: FileResult,
    /// Why, where there is something to say.
    #[serde(default)]
    pub reason: Option<String>,
    /// How often it was asked for.
    #[serde(default)]
    pub attempts: u32,
    /// RFC 3339, UTC.
    #[serde(default)]
    pub finished_at: String,
}

impl ManifestLine {
    /// The path and hash of a file that should be there; `None` for a gap, and for a line that points outside.
    pub(crate) fn held(&self) -> Option<(&str, &str)> {
        let (path, sha256) = (self.path.as_deref()?, self.sha256.as_deref()?);
        (!self.result.is_gap() && is_inside(path)).then_some((path, sha256))
    }

    /// What it adds to the row of its call.
    pub(crate) fn facts(&self) -> FileFacts {
        FileFacts {
            path: self.held().map(|(path, _)| path.to_owned()),
            bytes: self.bytes.unwrap_or(0),
            sha256: self.sha256.clone().unwrap_or_default(),
            // Both sides are as long as the recording, which is counted once.
            audio_ms: self
                .audio_ms
                .filter(|_| self.side != Some(Side::Right))
                .unwrap_or(0),
            result: self.result,
            reason: self.reason.clone().unwrap_or_default(),
        }
    }

    /// Recording and place, which name a file.
    pub(crate) fn key(&self) -> (RecordingId, u32) {
        (self.recording_id.clone(), self.file_index)
    }
}

/// The lines of a folder, by file.
pub(crate) type Lines = HashMap<(RecordingId, u32), ManifestLine>;

/// Reads the manifest of a folder: the last line of a file wins. A folder without a manifest has no lines.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn read(folder: &Path) -> Result<Lines> {
    let mut lines = Lines::new();
    for_each(&folder.join(MANIFEST_FILE), &mut |line| {
        lines.insert(line.key(), line);
        Ok(())
    })?;
    Ok(lines)
}

/// Hands over every line of a manifest as it stands there; what cannot be read (a torn tail) is left out.
///
/// # Errors
/// [`Error::Io`], and whatever `each` returns; a manifest that is not there has no lines.
pub(crate) fn for_each(
    path: &Path,
    each: &mut dyn FnMut(ManifestLine) -> Result<()>,
) -> Result<()> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::io("read", path, source)),
    };
    for text in BufReader::with_capacity(1 << 17, file).split(b'\n') {
        let text = text.map_err(|source| Error::io("read", path, source))?;
        match serde_json::from_slice(&text) {
            Ok(line) => each(line)?,
            Err(_) if text.is_empty() => {}
            Err(error) => {
                tracing::warn!(%error, "a line of the manifest cannot be read and is left out");
            }
        }
    }
    Ok(())
}

/// Whether a folder holds a manifest.
pub(crate) fn exists(folder: &Path) -> bool {
    fs::metadata(folder.join(MANIFEST_FILE)).is_ok_and(|meta| meta.is_file())
}

#[cfg(test)]
pub(crate) fn sample(id: &str, index: u32, path: Option<&str>) -> ManifestLine {
    ManifestLine {
        recording_id: RecordingId::from(id),
        file_index: index,
        file_count: 1,
        path: path.map(ToOwned::to_owned),
        bytes: Some(3),
        sha256: Some(super::hex(&<sha2::Sha256 as sha2::Digest>::digest(b"abc"))),
        content: Some("wav".to_owned()),
        codec: Some("pcm_s16le".to_owned()),
        sample_rate: Some(8000),
        channels: Some(1),
        audio_ms: Some(1000),
        source_sha256: None,
        conversion: None,
        side: None,
        call: CallFacts::new(super::fixture::call(id), &jiff::tz::TimeZone::UTC),
        result: if path.is_some() {
            FileResult::Done
        } else {
            FileResult::Gone
        },
        reason: None,
        attempts: 1,
        finished_at: "2026-11-24T00:00:00Z".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_points_outside_holds_nothing() {
        for path in ["../x.wav", "/etc/passwd", "a/../../x", "C:/x"] {
            assert_eq!(sample("a", 1, Some(path)).held(), None, "{path}");
        }
    }

    #[test]
    fn a_line_of_a_later_version_or_a_sparse_one_can_be_read() {
        let line: ManifestLine = serde_json::from_str(
            r#"{"recording_id":"1","file_index":1,"result":"gone","more":{"x":1}}"#,
        )
        .unwrap();
        assert_eq!(line.result, FileResult::Gone);
    }
}
