//! The files of the log: `activity.jsonl` grows, full ones are named after their first line, `activity.head` knows the end.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::entry::{ActivityAction, ActivityEntry, ActivityEvent, Place};
use crate::{
    error::{Error, Result},
    files::{sync_parent, write_atomic},
};

/// The file that grows.
const CURRENT: &str = "activity.jsonl";
/// Its last line, so that one that is cut off is missed.
const HEAD: &str = "activity.head";
/// Held while somebody writes, or reads all of it.
const LOCK: &str = "activity.lock";
/// A file as large as this is full.
const FULL: u64 = 4 << 20;
/// So many full files are kept: some hundred thousand lines.
const KEPT: usize = 16;
/// No line is longer.
const LONGEST: u64 = 1 << 16;

/// The log of a data folder.
#[derive(Clone, Debug)]
pub(super) struct Log {
    folder: PathBuf,
    full: u64,
    kept: usize,
}

/// What is to be put in order before the log goes on.
#[derive(Debug, Default)]
struct End {
    place: Place,
    /// Why a line must say that something was put in order.
    mended: Option<String>,
}

impl Log {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            full: FULL,
            kept: KEPT,
        }
    }

    /// One whose files are small.
    #[cfg(test)]
    pub(super) fn small(folder: &Path, full: u64, kept: usize) -> Self {
        Self {
            full,
            kept,
            ..Self::in_folder(folder)
        }
    }

    /// Adds a line and brings it to the disk.
    pub(super) fn append(&self, at: jiff::Timestamp, event: ActivityEvent) -> Result<()> {
        let _alone = self.lock()?;
        let mut end = self.end()?;
        if end.mended.is_none() && end.place.seq == 0 {
            // Before the first line: a log without it has lost it.
            self.note(&end.place)?;
        }
        if let Some(why) = end.mended.take() {
            let event = ActivityEvent {
                note: Some(why),
                ..ActivityEvent::new(ActivityAction::Mended, None)
            };
            end.place = self.write(&ActivityEntry::new(at, event, &end.place))?;
        }
        end.place = self.write(&ActivityEntry::new(at, event, &end.place))?;
        self.trim(at, &end.place)
    }

    /// Nobody else writes until the answer is dropped.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.folder.join(LOCK);
        let failed = |source| Error::io("locked", &path, source);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => file.lock().map(|()| file).map_err(failed),
            // A file system without locks: better unguarded than not at all.
            Err(TryLockError::Error(source)) if source.kind() == io::ErrorKind::Unsupported => {
                Ok(file)
            }
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// All files, oldest first; the one that grows is the last.
    pub(super) fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(files),
            Err(source) => return Err(Error::io("read", &self.folder, source)),
        };
        for entry in entries {
            let entry = entry.map_err(|source| Error::io("read", &self.folder, source))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let number = name
                .strip_prefix("activity-")
                .and_then(|rest| rest.strip_suffix(".jsonl"));
            if number.is_some() {
                files.push(entry.path());
            }
        }
        files.sort();
        let current = self.folder.join(CURRENT);
        if current.is_file() {
            files.push(current);
        }
        Ok(files)
    }

    /// The last line as it was written, if that is known.
    pub(super) fn head(&self) -> Option<Place> {
        let text = fs::read(self.folder.join(HEAD)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Every line without its end; of a line that has none, too.
    pub(super) fn for_each(&self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        for path in self.files()? {
            lines_of(&path, &mut |line| {
                each(line.strip_suffix(b"\n").unwrap_or(line))
            })?;
        }
        Ok(())
    }

    /// Where the log goes on. A torn line at the end is cut off.
    fn end(&self) -> Result<End> {
        let mut end = End::default();
        let mut last = None;
        if let Some(path) = self.files()?.pop() {
            let (line, torn) = last_line(&path)?;
            if torn > 0 {
                cut(&path, torn)?;
                end.mended = Some(format!(
                    "{torn} bytes of a line that was not written to its end were removed"
                ));
            }
            last = Some(line);
        }
        let read = last
            .as_deref()
            .and_then(ActivityEntry::unsealed)
            .map(|entry| Place::from(&entry));
        let head = self.head();
        end.place = match (read, head) {
            (Some(read), Some(head)) if read.seq >= head.seq => read,
            (Some(read), Some(head)) => {
                end.mended = Some(format!(
                    "lines {} to {} had been written and are gone",
                    read.seq + 1,
                    head.seq
                ));
                head
            }
            (None, Some(head)) => {
                end.mended = Some("the last line could not be read".to_owned());
                head
            }
            (Some(read), None) => {
                end.mended = Some("the note of the last line was gone".to_owned());
                read
            }
            (None, None) => {
                if last.is_some() {
                    end.mended = Some("the last line could not be read".to_owned());
                }
                Place::default()
            }
        };
        Ok(end)
    }

    fn write(&self, entry: &ActivityEntry) -> Result<Place> {
        let path = self.folder.join(CURRENT);
        let failed = |source| Error::io("written", &path, source);
        let (line, place) = entry.sealed().map_err(|error| failed(error.into()))?;
        self.turn_over(&path)?;
        let new = !path.exists();
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(failed)?;
        file.write_all(&line)
            .and_then(|()| file.sync_data())
            .map_err(failed)?;
        if new {
            sync_parent(&path)?;
        }
        self.note(&place)?;
        Ok(place)
    }

    /// Remembers the last line.
    fn note(&self, last: &Place) -> Result<()> {
        let path = self.folder.join(HEAD);
        let head =
            serde_json::to_vec(last).map_err(|error| Error::io("written", &path, error.into()))?;
        write_atomic(&path, &head)
    }

    /// Gives a full file the name under which it stays.
    fn turn_over(&self, path: &Path) -> Result<()> {
        if fs::metadata(path).map_or(0, |meta| meta.len()) < self.full {
            return Ok(());
        }
        let mut first = first_seq(path)?;
        let name = |first| self.folder.join(format!("activity-{first:010}.jsonl"));
        // Somebody's changes may have made two files begin alike; neither may go for the other.
        while name(first).exists() {
            first += 1;
        }
        let full = name(first);
        fs::rename(path, &full).map_err(|source| Error::io("renamed", &full, source))?;
        sync_parent(path)
    }

    /// Removes the oldest files when there are too many, after a line has said so.
    fn trim(&self, at: jiff::Timestamp, after: &Place) -> Result<()> {
        let files = self.files()?;
        let too_many = files.len().saturating_sub(self.kept + 1);
        if too_many == 0 {
            return Ok(());
        }
        let first = first_seq(&files[too_many])?;
        let event = ActivityEvent::new(ActivityAction::Trimmed, None);
        let entry = ActivityEntry {
            first: Some(first),
            ..ActivityEntry::new(at, event, after)
        };
        self.write(&entry)?;
        for path in &files[..too_many] {
            fs::remove_file(path).map_err(|source| Error::io("removed", path, source))?;
        }
        Ok(())
    }
}

/// Hands over each line with its end, as far as it has one.
pub(super) fn lines_of(path: &Path, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let failed = |source| Error::io("read", path, source);
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(failed)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = file
            .by_ref()
            .take(LONGEST)
            .read_until(b'\n', &mut line)
            .map_err(failed)?;
        if read == 0 {
            return Ok(());
        }
        each(&line)?;
    }
}

/// The number of a file's first line, going by the first one that can be read; 0 when none can.
fn first_seq(path: &Path) -> Result<u32> {
    let (mut first, mut unread) = (None, 0);
    lines_of(path, &mut |line| {
        match super::entry_of(line) {
            Some(entry) if first.is_none() => first = Some(entry.seq.saturating_sub(unread)),
            _ => unread += 1,
        }
        Ok(())
    })?;
    Ok(first.unwrap_or(0))
}

/// The last whole line without its end, and how many bytes stand after it.
fn last_line(path: &Path) -> Result<(Vec<u8>, u64)> {
    let failed = |source| Error::io("read", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let from = length.saturating_sub(2 * LONGEST);
    file.seek(SeekFrom::Start(from)).map_err(failed)?;
    let mut text = Vec::new();
    file.read_to_end(&mut text).map_err(failed)?;
    let whole = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let torn = (text.len() - whole) as u64;
    let lines = &text[..whole];
    let last = lines.strip_suffix(b"\n").unwrap_or(lines);
    let start = last
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    Ok((last[start..].to_vec(), torn))
}

fn cut(path: &Path, torn: u64) -> Result<()> {
    let cut = || {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(file.metadata()?.len() - torn)?;
        file.sync_all()
    };
    cut().map_err(|source| Error::io("written", path, source))
}
