//! The manifest as a run uses it: the lines stay on the disk, and only their places are in memory.
//!
//! A million files are some sixty megabytes of places; their lines would be more than a gigabyte.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use smallvec::SmallVec;

use super::{
    ManifestLine, Side,
    disk::{Disk, DiskFile, read_exact_at},
    manifest::MANIFEST_FILE,
    small_id::SmallId,
    write_new,
};
use crate::{
    error::{Error, Result},
    ids::RecordingId,
};

/// The open manifest of a folder.
#[derive(Debug)]
pub(crate) struct Ledger {
    disk: Disk,
    path: PathBuf,
    file: DiskFile,
    reader: Arc<File>,
    /// Where the last whole line ends.
    end: u64,
    places: HashMap<SmallId, SmallVec<[Place; 1]>>,
}

/// Where a line lies, and what is asked of it so often that it is not read for it.
#[derive(Clone, Copy, Debug)]
struct Place {
    at: u64,
    /// Start of the call, microseconds: the order of the manifest.
    started: i64,
    bytes: u32,
    file_index: u32,
    is_gap: bool,
    /// It names a file that should be there.
    holds: bool,
    /// It is the right side of another line's file.
    is_right: bool,
    /// Told since: the file was there already.
    skipped: bool,
}

/// A line that can be read without holding up who else needs the ledger.
#[derive(Debug)]
pub(crate) struct Saved {
    reader: Arc<File>,
    path: PathBuf,
    at: u64,
    bytes: u32,
}

impl Saved {
    /// Reads the line.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`] when somebody has written in the manifest.
    pub(crate) fn read(&self) -> Result<ManifestLine> {
        let mut text = vec![0; self.bytes as usize];
        read_exact_at(&self.reader, &mut text, self.at)
            .map_err(|source| Error::io("read", &self.path, source))?;
        serde_json::from_slice(&text).map_err(|_| Error::Damaged {
            path: self.path.clone(),
            why: "a line is not what it was when the export began".to_owned(),
        })
    }
}

impl Ledger {
    /// Opens the manifest of a folder, or begins one. The last line of a file wins; `each` is shown every line that was
    /// one at any time. A torn tail is cut off, other lines that cannot be read are left out.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`].
    pub(crate) fn open(
        disk: &Disk,
        folder: &Path,
        each: &mut dyn FnMut(&ManifestLine),
    ) -> Result<Self> {
        let path = folder.join(MANIFEST_FILE);
        let file = if path.exists() {
            disk.open(&path)?
        } else {
            disk.create(&path)?
        };
        let mut ledger = Self {
            disk: disk.clone(),
            reader: Arc::new(open(&path)?),
            path,
            file,
            end: 0,
            places: HashMap::new(),
        };
        ledger.load(each)?;
        Ok(ledger)
    }

    fn load(&mut self, each: &mut dyn FnMut(&ManifestLine)) -> Result<()> {
        let failed = |source| Error::io("read", &self.path, source);
        let length = self.reader.metadata().map_err(failed)?.len();
        let mut lines = BufReader::with_capacity(1 << 17, open(&self.path)?);
        let (mut text, mut at) = (Vec::new(), 0);
        loop {
            text.clear();
            let bytes = lines.read_until(b'\n', &mut text).map_err(failed)? as u64;
            if text.last() != Some(&b'\n') {
                break;
            }
            match serde_json::from_slice::<ManifestLine>(&text) {
                Ok(line) => {
                    each(&line);
                    note(&mut self.places, &line, at, bytes);
                }
                Err(_) if text.len() == 1 => {}
                Err(error) => {
                    tracing::warn!(%error, "a line of the manifest cannot be read and is left out");
                }
            }
            at += bytes;
        }
        self.end = at;
        if at < length {
            self.file.set_len(at)?;
        }
        Ok(())
    }

    /// Adds lines and brings them to the disk. After a failure the manifest is as it was.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`].
    pub(crate) fn append<'a>(
        &mut self,
        lines: impl Iterator<Item = &'a ManifestLine> + Clone,
    ) -> Result<()> {
        let (mut text, mut ends) = (Vec::new(), Vec::new());
        for line in lines.clone() {
            push(&mut text, line, &self.path)?;
            ends.push(text.len());
        }
        let written = self
            .file
            .write_at(&text, self.end)
            .and_then(|()| self.file.sync());
        if let Err(error) = written {
            // A torn line must not stand before the next ones; if this fails too, the next start cuts it off.
            let _ = self.file.set_len(self.end);
            return Err(error);
        }
        let mut start = 0;
        for (line, end) in lines.zip(ends) {
            let bytes = (end - start) as u64;
            note(&mut self.places, line, self.end + start as u64, bytes);
            start = end;
        }
        self.end += text.len() as u64;
        Ok(())
    }

    /// The line of a file.
    pub(crate) fn find(&self, id: &RecordingId, file_index: u32) -> Option<Saved> {
        let places = self.places.get(&SmallId::from(id.as_str()))?;
        let place = places.iter().find(|place| place.file_index == file_index)?;
        Some(self.saved(place))
    }

    /// The lines of a recording, in the order of its files.
    pub(crate) fn find_all(&self, id: &str) -> Vec<Saved> {
        let places = self.places.get(&SmallId::from(id));
        places.map_or_else(Vec::new, |places| {
            places.iter().map(|place| self.saved(place)).collect()
        })
    }

    /// Whether the manifest holds a recording with no gap in it.
    pub(crate) fn has_all(&self, id: &str) -> bool {
        let places = self.places.get(&SmallId::from(id));
        places.is_some_and(|places| {
            places.iter().all(|place| place.holds) && places.iter().any(|place| !place.is_right)
        })
    }

    fn saved(&self, place: &Place) -> Saved {
        Saved {
            reader: Arc::clone(&self.reader),
            path: self.path.clone(),
            at: place.at,
            bytes: place.bytes,
        }
    }

    /// These files of a recording were there already.
    pub(crate) fn skip(&mut self, id: &RecordingId, indices: &[u32]) {
        if let Some(places) = self.places.get_mut(&SmallId::from(id.as_str())) {
            for place in places.iter_mut() {
                place.skipped |= indices.contains(&place.file_index);
            }
        }
    }

    /// Drops the gaps of files beyond the `count` that the PBX still lists for a recording. Those of right sides stand there
    /// always.
    pub(crate) fn forget_gaps_after(&mut self, id: &RecordingId, count: u32) {
        if let Some(places) = self.places.get_mut(&SmallId::from(id.as_str())) {
            places.retain(|place| place.file_index <= count || !place.is_gap || place.is_right);
        }
    }

    /// The lines of right sides.
    pub(crate) fn right_sides(&self) -> Vec<Saved> {
        let places = self.places.values().flatten();
        let right = places.filter(|place| place.is_right);
        right.map(|place| self.saved(place)).collect()
    }

    /// Leaves the line of a file out of the next [`Ledger::rewrite`].
    pub(crate) fn forget(&mut self, id: &RecordingId, file_index: u32) {
        if let Some(places) = self.places.get_mut(&SmallId::from(id.as_str())) {
            places.retain(|place| place.file_index != file_index);
        }
    }

    /// Replaces the manifest by one line per file, in order of start, recording and place.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::DiskFull`]; the old manifest then still stands.
    pub(crate) fn rewrite(&mut self) -> Result<()> {
        let mut order: Vec<(&SmallId, &mut Place)> = self
            .places
            .iter_mut()
            .flat_map(|(id, places)| places.iter_mut().map(move |place| (id, place)))
            .collect();
        order.sort_unstable_by(|(a_id, a), (b_id, b)| {
            (a.started, a_id, a.file_index).cmp(&(b.started, b_id, b.file_index))
        });
        let (reader, path) = (&self.reader, &self.path);
        let mut places = HashMap::<SmallId, SmallVec<[Place; 1]>>::with_capacity(order.len());
        let mut end = 0;
        write_new(&self.disk, path, |file| {
            let mut file = BufWriter::with_capacity(1 << 17, file);
            let mut text = Vec::new();
            for (id, place) in order {
                text.resize(place.bytes as usize, 0);
                read_exact_at(reader, &mut text, place.at)
                    .map_err(|source| Error::io("read", path, source))?;
                if place.skipped {
                    told_skipped(&mut text);
                }
                file.write_all(&text)
                    .map_err(|source| Error::io("written", path, source))?;
                let moved = Place {
                    at: end,
                    bytes: text.len() as u32,
                    ..*place
                };
                places.entry(id.clone()).or_default().push(moved);
                end += text.len() as u64;
            }
            file.flush()
                .map_err(|source| Error::io("written", path, source))
        })?;
        self.places = places;
        self.end = end;
        self.file = self.disk.open(&self.path)?;
        self.reader = Arc::new(open(&self.path)?);
        Ok(())
    }

    /// How many files there should be in the folder.
    pub(crate) fn held(&self) -> u64 {
        let held = |place: &&Place| place.holds;
        self.places.values().flatten().filter(held).count() as u64
    }

    /// Every line, after [`Ledger::rewrite`] in the order of the manifest.
    ///
    /// # Errors
    /// [`Error::Io`], and whatever `each` returns.
    pub(crate) fn for_each(&self, each: &mut dyn FnMut(ManifestLine) -> Result<()>) -> Result<()> {
        super::manifest::for_each(&self.path, each)
    }
}

fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|source| Error::io("read", path, source))
}

/// Remembers where the line of a file lies, in place of an earlier one.
fn note(
    places: &mut HashMap<SmallId, SmallVec<[Place; 1]>>,
    line: &ManifestLine,
    at: u64,
    bytes: u64,
) {
    let place = Place {
        at,
        started: line.call.started().as_microsecond(),
        // No line is as long as that; one that were would not be found again, which is no harm.
        bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        file_index: line.file_index,
        is_gap: line.result.is_gap(),
        holds: line.held().is_some(),
        is_right: line.side == Some(Side::Right),
        skipped: false,
    };
    let places = places
        .entry(SmallId::from(line.recording_id.as_str()))
        .or_default();
    match places.binary_search_by_key(&place.file_index, |place| place.file_index) {
        Ok(known) => places[known] = place,
        Err(free) => places.insert(free, place),
    }
}

/// Makes a line say that its file was there already. Inside a text of the line the quotes would be escaped.
fn told_skipped(text: &mut Vec<u8>) {
    const DONE: &[u8] = br#""result":"done""#;
    if let Some(at) = text.windows(DONE.len()).position(|part| part == DONE) {
        text.splice(at..at + DONE.len(), *br#""result":"skipped""#);
    }
}

fn push(text: &mut Vec<u8>, line: &ManifestLine, path: &Path) -> Result<()> {
    serde_json::to_writer(&mut *text, line)
        .map_err(|source| Error::io("written", path, source.into()))?;
    text.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::{
        FileResult,
        manifest::{self, sample},
    };

    fn opened(folder: &Path) -> Ledger {
        Ledger::open(&Disk::default(), folder, &mut |_| {}).unwrap()
    }

    fn paths(folder: &Path) -> Vec<Option<String>> {
        let mut paths = Vec::new();
        manifest::for_each(&folder.join(MANIFEST_FILE), &mut |line| {
            paths.push(line.path);
            Ok(())
        })
        .unwrap();
        paths
    }

    #[test]
    fn the_last_line_wins_and_a_torn_tail_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let first = [
            sample("a", 1, None),
            sample("a", 1, Some("a.wav")),
            sample("b", 1, None),
        ];
        opened(folder.path()).append(first.iter()).unwrap();
        let path = folder.path().join(MANIFEST_FILE);
        let whole = fs::read(&path).unwrap();
        for torn in 1..300 {
            let mut text = whole.clone();
            text.extend_from_slice(&whole[..torn]);
            fs::write(&path, &text).unwrap();
            let mut ledger = opened(folder.path());
            ledger
                .append([sample("c", 1, Some("c.wav"))].iter())
                .unwrap();
            let line = |id: &str| ledger.find(&id.into(), 1).unwrap().read().unwrap();
            assert_eq!(
                line("a").path.as_deref(),
                Some("a.wav"),
                "the last line of a file wins"
            );
            assert_eq!(
                line("c").path.as_deref(),
                Some("c.wav"),
                "what is added after a tail of {torn} bytes is readable"
            );
            assert_eq!(
                paths(folder.path()).len(),
                4,
                "the tail of {torn} bytes is gone"
            );
        }
    }

    #[test]
    fn a_rewrite_keeps_one_line_per_file_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = opened(folder.path());
        let lines = [
            sample("b", 1, None),
            sample("a", 2, Some("a-2.wav")),
            sample("a", 1, None),
            sample("a", 1, Some("a.wav")),
        ];
        ledger.append(lines.iter()).unwrap();
        ledger.skip(&"a".into(), &[2]);
        for _ in 0..2 {
            ledger.rewrite().unwrap();
            assert_eq!(
                paths(folder.path()),
                [Some("a.wav".to_owned()), Some("a-2.wav".to_owned()), None]
            );
            let results: Vec<_> = ledger
                .find_all("a")
                .iter()
                .map(|saved| saved.read().unwrap().result)
                .collect();
            assert_eq!(results, [FileResult::Done, FileResult::Skipped]);
        }
        ledger
            .append([sample("c", 1, Some("c.wav"))].iter())
            .unwrap();
        assert_eq!(paths(folder.path()).len(), 4, "and it can be added to");
    }

    #[test]
    fn what_is_missing_is_known_without_reading() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = opened(folder.path());
        let lines = [
            sample("a", 1, Some("a.wav")),
            sample("b", 1, Some("b.wav")),
            sample("b", 2, None),
        ];
        ledger.append(lines.iter()).unwrap();
        assert!(ledger.has_all("a"));
        assert!(!ledger.has_all("b") && !ledger.has_all("c"));
        assert_eq!(ledger.held(), 2);
    }

    #[test]
    fn one_side_is_not_the_recording() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = opened(folder.path());
        let right = |path| ManifestLine {
            side: Some(Side::Right),
            ..sample("a", 2, path)
        };
        let left = ManifestLine {
            side: Some(Side::Left),
            ..sample("a", 1, Some("a-left.wav"))
        };
        for (line, has_all) in [
            (right(Some("a-right.wav")), false),
            (left, true),
            (right(None), false),
        ] {
            ledger.append([line].iter()).unwrap();
            ledger.forget_gaps_after(&"a".into(), 1);
            assert_eq!(ledger.has_all("a"), has_all);
        }
        assert_eq!(ledger.right_sides().len(), 1);
        ledger.forget(&"a".into(), 2);
        assert!(ledger.has_all("a") && ledger.right_sides().is_empty());
    }

    #[test]
    fn gaps_that_the_pbx_no_longer_lists_are_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = opened(folder.path());
        let lines = [
            sample("a", 1, None),
            sample("a", 2, Some("a-2.wav")),
            sample("a", 3, None),
        ];
        ledger.append(lines.iter()).unwrap();
        ledger.forget_gaps_after(&"a".into(), 1);
        ledger.rewrite().unwrap();
        assert_eq!(paths(folder.path()), [None, Some("a-2.wav".to_owned())]);
    }

    #[test]
    fn foreign_words_in_a_line_are_not_touched() {
        let mut line = sample("a", 1, Some("a.wav"));
        line.reason = Some(r#""result":"done""#.to_owned());
        let mut text = Vec::new();
        push(&mut text, &line, Path::new("x")).unwrap();
        told_skipped(&mut text);
        line.result = FileResult::Skipped;
        assert_eq!(serde_json::from_slice::<ManifestLine>(&text).unwrap(), line);
    }
}
