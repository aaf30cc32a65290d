//! `manifest.jsonl`: the journal while an export runs, the proof when it is done.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{BufRead as _, BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    FileResult,
    names::is_inside,
    tables::{CallFacts, FileFacts},
};
use crate::{
    error::{Error, Result},
    files::sync_parent,
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
            audio_ms: self.audio_ms.unwrap_or(0),
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

/// Reads the manifest of a folder: the last line of a file wins, what cannot be read (a torn tail) is left out.
///
/// # Errors
/// [`Error::Io`]; a folder without a manifest has no lines.
pub(crate) fn read(folder: &Path) -> Result<Lines> {
    let path = folder.join(MANIFEST_FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Lines::new()),
        Err(source) => return Err(Error::io("read", path, source)),
    };
    let mut lines = Lines::new();
    for text in BufReader::with_capacity(1 << 17, file).split(b'\n') {
        let text = text.map_err(|source| Error::io("read", &path, source))?;
        match serde_json::from_slice::<ManifestLine>(&text) {
            Ok(line) => drop(lines.insert(line.key(), line)),
            Err(_) if text.is_empty() => {}
            Err(error) => {
                tracing::warn!(%error, "a line of the manifest cannot be read and is left out");
            }
        }
    }
    Ok(lines)
}

/// The open end of a manifest.
#[derive(Debug)]
pub(crate) struct Appender {
    file: File,
    path: PathBuf,
}

impl Appender {
    /// Opens the manifest of a folder for more lines, and cuts off a torn tail.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`].
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST_FILE);
        let failed = |source| Error::io("written", &path, source);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let whole = whole_lines(&mut file, length).map_err(failed)?;
        if whole < length {
            file.set_len(whole).map_err(failed)?;
        }
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        sync_parent(&path)?;
        Ok(Self { file, path })
    }

    /// Adds lines and brings them to the disk.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`].
    pub(crate) fn append<'a>(
        &mut self,
        lines: impl Iterator<Item = &'a ManifestLine>,
    ) -> Result<()> {
        let mut text = Vec::new();
        for line in lines {
            push(&mut text, line, &self.path)?;
        }
        self.file
            .write_all(&text)
            .and_then(|()| self.file.sync_data())
            .map_err(|source| Error::io("written", &self.path, source))
    }
}

/// Where the last complete line ends.
fn whole_lines(file: &mut File, length: u64) -> std::io::Result<u64> {
    let mut end = length;
    let mut block = [0; 4096];
    while end > 0 {
        let start = end.saturating_sub(block.len() as u64);
        let part = &mut block[..(end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(part)?;
        if let Some(at) = part.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// Replaces the manifest by one line per file, in order of start, recording and place.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`]; the old manifest then still stands.
pub(crate) fn rewrite(folder: &Path, lines: &Lines) -> Result<()> {
    let path = folder.join(MANIFEST_FILE);
    let mut sorted: Vec<_> = lines
        .values()
        .map(|line| (line.call.started(), line))
        .collect();
    sorted.sort_by(|(a_start, a), (b_start, b)| {
        (a_start, &a.recording_id, a.file_index).cmp(&(b_start, &b.recording_id, b.file_index))
    });
    super::write_new(&path, |file| {
        let mut file = BufWriter::with_capacity(1 << 17, file);
        let mut text = Vec::new();
        for (_, line) in sorted {
            text.clear();
            push(&mut text, line, &path)?;
            file.write_all(&text)
                .map_err(|source| Error::io("written", &path, source))?;
        }
        file.flush()
            .map_err(|source| Error::io("written", &path, source))
    })
}

fn push(text: &mut Vec<u8>, line: &ManifestLine, path: &Path) -> Result<()> {
    serde_json::to_writer(&mut *text, line)
        .map_err(|source| Error::io("written", path, source.into()))?;
    text.push(b'\n');
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
        call: CallFacts::new(&super::fixture::call(id), &jiff::tz::TimeZone::UTC),
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
    fn the_last_line_wins_and_a_torn_tail_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut end = Appender::open(folder.path()).unwrap();
        end.append(
            [
                sample("a", 1, None),
                sample("a", 1, Some("a.wav")),
                sample("b", 1, None),
            ]
            .iter(),
        )
        .unwrap();
        drop(end);
        let path = folder.path().join(MANIFEST_FILE);
        let whole = fs::read(&path).unwrap();
        for torn in 1..300 {
            let mut text = whole.clone();
            text.extend_from_slice(&whole[..torn]);
            fs::write(&path, &text).unwrap();
            assert_eq!(
                read(folder.path()).unwrap().len(),
                2,
                "the tail of {torn} bytes is left out"
            );
            let mut end = Appender::open(folder.path()).unwrap();
            end.append([sample("c", 1, Some("c.wav"))].iter()).unwrap();
            let lines = read(folder.path()).unwrap();
            assert_eq!(
                lines.len(),
                3,
                "what is added after a tail of {torn} bytes is readable"
            );
            assert_eq!(
                lines[&(RecordingId::from("a"), 1)].held().unwrap().0,
                "a.wav",
                "the last line of a file wins"
            );
        }
    }

    #[test]
    fn a_rewrite_keeps_one_line_per_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut end = Appender::open(folder.path()).unwrap();
        end.append(
            [
                sample("b", 1, None),
                sample("a", 2, Some("a-2.wav")),
                sample("a", 1, None),
                sample("a", 1, Some("a.wav")),
            ]
            .iter(),
        )
        .unwrap();
        let lines = read(folder.path()).unwrap();
        rewrite(folder.path(), &lines).unwrap();
        let text = fs::read_to_string(folder.path().join(MANIFEST_FILE)).unwrap();
        let keys: Vec<_> = text
            .lines()
            .map(|line| serde_json::from_str::<ManifestLine>(line).unwrap().key())
            .collect();
        assert_eq!(keys, [("a".into(), 1), ("a".into(), 2), ("b".into(), 1)]);
        assert_eq!(read(folder.path()).unwrap(), lines);
    }

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
