//! What is about to get its final name.
//!
//! A complete `.part` is noted here, with its hash, before it is renamed; the manifest is told only afterwards. A run that
//! was killed in between finds the note and completes the step, so that nothing is fetched twice and no file of ours is
//! taken for a stranger's. Two files take turns, so that each can be emptied while the other is written.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
    sync::{Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{
    ManifestLine,
    disk::{Disk, DiskFile},
    names::is_inside,
    sha256_of,
};
use crate::error::{Error, Result};

/// The two files.
pub(crate) const JOURNAL_FILES: [&str; 2] = [".tapedeck.journal-1", ".tapedeck.journal-2"];

/// A step to be completed: the complete file `part` becomes `line.path`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub(crate) part: String,
    /// Whether what stands there is to be replaced.
    pub(crate) replace: bool,
    pub(crate) line: ManifestLine,
    /// What it makes superfluous under another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) superseded: Option<Superseded>,
}

/// A file of ours whose line in the manifest is about to say something else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Superseded {
    /// Below the folder, with `/`.
    pub(crate) path: String,
    pub(crate) sha256: String,
}

impl Superseded {
    /// Removes it, if it still is what we wrote: a file that somebody changed is theirs.
    pub(crate) fn remove(&self, disk: &Disk, folder: &Path) {
        let path = folder.join(&self.path);
        let there = sha256_of(&path, &CancellationToken::new());
        if matches!(there, Ok(Some((_, found))) if found == self.sha256) {
            // What stays is reported as extra by a verification.
            let _ = disk.remove(&path);
        }
    }
}

/// The open journal of a run.
#[derive(Debug)]
pub(crate) struct Journal {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    files: [Notes; 2],
    current: usize,
}

#[derive(Debug)]
struct Notes {
    file: DiskFile,
    bytes: u64,
    outstanding: usize,
}

impl Journal {
    /// Opens an empty journal. What an earlier run left must have been recovered before. The folder is to be synced
    /// before anything is renamed: a journal whose own name is lost with the power tells nothing.
    pub(crate) fn open(disk: &Disk, folder: &Path) -> Result<Self> {
        let open = |name: &str| {
            Ok::<_, Error>(Notes {
                file: disk.create(&folder.join(name))?,
                bytes: 0,
                outstanding: 0,
            })
        };
        let files = [open(JOURNAL_FILES[0])?, open(JOURNAL_FILES[1])?];
        Ok(Self {
            state: Mutex::new(State { files, current: 0 }),
        })
    }

    /// Notes a step; the answer is to be given back when it is done. Survives the death of the process; power loss only
    /// after [`Journal::sync`].
    pub(crate) fn note(&self, intent: &Intent) -> Result<usize> {
        let mut text = serde_json::to_vec(intent).map_err(|_| Error::Internal {
            doing: "noting a file",
        })?;
        text.push(b'\n');
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let current = state.current;
        let notes = &mut state.files[current];
        notes.file.write_at(&text, notes.bytes)?;
        notes.bytes += text.len() as u64;
        notes.outstanding += 1;
        Ok(current)
    }

    /// Brings all notes to the disk, and lets the other file take over once it is empty.
    pub(crate) fn sync(&self) -> Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for notes in &state.files {
            notes.file.sync()?;
        }
        let other = 1 - state.current;
        if state.files[other].outstanding == 0 {
            state.current = other;
        }
        Ok(())
    }

    /// These steps are done and in the manifest.
    pub(crate) fn settle(&self, notes: impl Iterator<Item = usize>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for note in notes {
            let notes = &mut state.files[note];
            notes.outstanding -= 1;
            // Notes that stay are harmless: the manifest already says the same.
            if notes.outstanding == 0 && notes.file.set_len(0).is_ok() {
                notes.bytes = 0;
            }
        }
    }
}

/// Removes the journal files.
pub(crate) fn remove(disk: &Disk, folder: &Path) {
    for name in JOURNAL_FILES {
        let _ = disk.remove(&folder.join(name));
    }
}

/// Whether a run into this folder did not come to its end.
pub(crate) fn exists(folder: &Path) -> bool {
    JOURNAL_FILES.iter().any(|name| folder.join(name).exists())
}

/// The steps an earlier run noted, oldest first in each file. A torn tail is left out.
pub(crate) fn left_behind(folder: &Path) -> Vec<Intent> {
    let files = JOURNAL_FILES
        .iter()
        .filter_map(|name| File::open(folder.join(name)).ok());
    let lines = files.flat_map(|file| {
        BufReader::new(file)
            .split(b'\n')
            .map_while(std::result::Result::ok)
    });
    lines
        .filter_map(|line| serde_json::from_slice::<Intent>(&line).ok())
        .filter(|intent| is_inside(&intent.part) && intent.line.held().is_some())
        .map(|intent| Intent {
            superseded: intent.superseded.filter(|old| is_inside(&old.path)),
            ..intent
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::manifest::sample;

    #[test]
    fn notes_come_back_until_they_are_settled() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&Disk::default(), folder.path()).unwrap();
        let intent = |id: &str| Intent {
            part: format!("{id}.wav.part"),
            replace: false,
            line: sample(id, 1, Some("x.wav")),
            superseded: None,
        };
        let first = journal.note(&intent("a")).unwrap();
        journal.sync().unwrap();
        let second = journal.note(&intent("b")).unwrap();
        assert_ne!(first, second, "the other file took over");
        assert_eq!(left_behind(folder.path()).len(), 2);
        journal.settle([first].into_iter());
        assert_eq!(left_behind(folder.path())[0].part, "b.wav.part");
        journal.settle([second].into_iter());
        assert!(left_behind(folder.path()).is_empty());
        remove(&Disk::default(), folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_torn_note_or_one_that_points_outside_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let outside = Intent {
            part: "../x.part".to_owned(),
            replace: true,
            line: sample("a", 1, Some("x.wav")),
            superseded: None,
        };
        let mut text = serde_json::to_vec(&outside).unwrap();
        text.extend_from_slice(b"\n{\"part\":\"x");
        fs::write(folder.path().join(JOURNAL_FILES[0]), text).unwrap();
        assert!(left_behind(folder.path()).is_empty());
    }
}
