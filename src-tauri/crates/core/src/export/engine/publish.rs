//! Group commit: complete files get their names a few dozen at a time.
//!
//! The order makes every moment safe: notes and data to the disk, rename, folders to the disk, manifest to the disk.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    blocking,
    existing::{OnDisk, is_whole},
    job::{Job, Work},
    part::PartFile,
};
use crate::{
    error::{Error, Result},
    export::{
        FileResult, ManifestLine,
        disk::{Disk, DiskFile},
        journal::Superseded,
        side::{Side, is_pair},
    },
};

/// A batch is closed at so many files, bytes, or this age.
const MOST_FILES: usize = 64;
const MOST_BYTES: u64 = 64 << 20;
const OLDEST: Duration = Duration::from_secs(1);
/// Files brought to the disk at once.
const SYNCS: usize = 8;

/// Something for the manifest.
pub(super) struct Step {
    pub(super) work: Arc<Work>,
    pub(super) line: ManifestLine,
    /// The complete file, for a file.
    pub(super) file: Option<Complete>,
}

/// A complete, checked `.part` file.
pub(super) struct Complete {
    pub(super) file: DiskFile,
    pub(super) part: PartFile,
    /// Its final name.
    pub(super) target: PathBuf,
    /// Whether it takes the place of what stands there.
    pub(super) replace: bool,
    /// Its note in the journal.
    pub(super) note: usize,
    /// What it makes superfluous under another name.
    pub(super) superseded: Option<Superseded>,
}

impl Step {
    /// A line without a file to be named.
    pub(super) fn gap(work: &Arc<Work>, line: ManifestLine) -> Self {
        Self {
            work: Arc::clone(work),
            line,
            file: None,
        }
    }

    /// Its note in the journal.
    pub(super) fn note(&self) -> Option<usize> {
        self.file.as_ref().map(|complete| complete.note)
    }

    /// A gap where the folder holds the recording in another form is none: what is there stays, and is accounted for.
    fn or_what_is_there(mut self, job: &Job) -> Result<Self> {
        if self.file.is_some() || self.line.path.is_some() {
            return Ok(self);
        }
        let old = job.line_of(&self.line.recording_id, self.line.file_index)?;
        // Not to be stopped: what is not recognised now would not be accounted for any more.
        let whole = CancellationToken::new();
        let Some(old) = old.filter(|old| {
            OnDisk::of(old).is_some_and(|file| is_whole(&job.plan.dest, &file, &whole))
        }) else {
            return Ok(self);
        };
        if old.side == Some(Side::Left) && !has_other_side(&old, job)? {
            // The side that is there stays, and the gap is the other one's.
            self.line.file_count = self.line.file_count.max(old.file_count);
            self.line.file_index += self.line.file_count;
            self.line.side = Some(Side::Right);
            return Ok(self);
        }
        let why = self.line.reason.take().unwrap_or_default();
        self.line = ManifestLine {
            result: FileResult::Skipped,
            reason: Some(format!("left in the form it has: {why}")),
            ..old
        };
        Ok(self)
    }
}

/// Whether the right side of a left one is in place too.
fn has_other_side(left: &ManifestLine, job: &Job) -> Result<bool> {
    let right = job.line_of(&left.recording_id, left.file_count + left.file_index)?;
    Ok(right
        .filter(|right| is_pair(left, right))
        .and_then(|right| OnDisk::of(&right))
        .is_some_and(|file| is_whole(&job.plan.dest, &file, &CancellationToken::new())))
}

/// Publishes what comes, in batches, until all senders are gone.
pub(super) async fn publish(job: Arc<Job>, mut ready: mpsc::Receiver<Step>) {
    while let Some(first) = ready.recv().await {
        let batch = gather(first, &mut ready).await;
        let shared = Arc::clone(&job);
        let committed = blocking("writing the manifest", move || commit(&shared, batch)).await;
        if let Err(error) = committed.and_then(|result| result) {
            // What is noted but not in the manifest is taken over by the next run.
            job.keep_journal();
            return job.fail(error);
        }
    }
}

async fn gather(first: Step, ready: &mut mpsc::Receiver<Step>) -> Vec<Step> {
    let close = Instant::now() + OLDEST;
    let mut bytes = first.line.bytes.unwrap_or(0);
    let mut batch = vec![first];
    while batch.len() < MOST_FILES && bytes < MOST_BYTES {
        match tokio::time::timeout_at(close, ready.recv()).await {
            Ok(Some(step)) => {
                bytes += step.line.bytes.unwrap_or(0);
                batch.push(step);
            }
            Ok(None) | Err(_) => break,
        }
    }
    batch
}

fn commit(job: &Job, batch: Vec<Step>) -> Result<()> {
    let journal = job.journal()?;
    journal.sync()?;
    let batch = batch
        .into_iter()
        .map(|step| step.or_what_is_there(job))
        .collect::<Result<Vec<_>>>()?;
    sync_files(&batch)?;
    let mut folders = BTreeSet::new();
    let mut notes = Vec::new();
    let mut settled = Vec::new();
    let mut superfluous = Vec::new();
    for Step { work, line, file } in batch {
        if let Some(Complete {
            file,
            part,
            target,
            replace,
            note,
            superseded,
        }) = file
        {
            // Closed first: Windows renames no open file.
            drop(file);
            place(&job.disk, part.path(), &target, replace)?;
            part.release();
            note_folders(&mut folders, &job.plan.dest, &target);
            notes.push(note);
            superfluous.extend(superseded);
        }
        settled.push((work, line));
    }
    // The deepest first: a folder's name lies in its parent.
    for folder in folders.iter().rev() {
        job.disk.sync_folder(folder)?;
    }
    job.ledger().append(settled.iter().map(|(_, line)| line))?;
    // Before the notes go: a run that dies here is followed by one that reads them.
    for old in superfluous {
        old.remove(&job.disk, &job.plan.dest);
    }
    journal.settle(notes.into_iter());
    for (work, line) in &settled {
        job.settled(work, line);
    }
    Ok(())
}

/// Brings the bytes of a batch to the disk, several files at once: one after the other takes a disk six times as long.
fn sync_files(batch: &[Step]) -> Result<()> {
    let files: Vec<&Complete> = batch.iter().filter_map(|step| step.file.as_ref()).collect();
    let share = files.len().div_ceil(SYNCS).max(1);
    let sync = |files: &[&Complete]| files.iter().try_for_each(|complete| complete.file.sync());
    std::thread::scope(|scope| {
        let threads: Vec<_> = files
            .chunks(share)
            .map(|files| scope.spawn(move || sync(files)))
            .collect();
        threads.into_iter().try_for_each(|thread| {
            thread.join().map_err(|_| Error::Internal {
                doing: "writing the files",
            })?
        })
    })
}

fn note_folders(folders: &mut BTreeSet<PathBuf>, dest: &Path, target: &Path) {
    for folder in target.ancestors().skip(1) {
        if !folders.insert(folder.to_owned()) || folder == dest {
            break;
        }
    }
}

/// Gives a file its name. Without `replace`, what stands there is never touched.
pub(super) fn place(disk: &Disk, part: &Path, target: &Path, replace: bool) -> Result<()> {
    if replace {
        disk.rename(part, target)
    } else {
        disk.rename_new(part, target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_up_to_the_export_is_synced() {
        let mut folders = BTreeSet::new();
        note_folders(
            &mut folders,
            Path::new("/d"),
            Path::new("/d/2026/101/x.wav"),
        );
        assert_eq!(
            folders.into_iter().collect::<Vec<_>>(),
            [
                PathBuf::from("/d"),
                PathBuf::from("/d/2026"),
                PathBuf::from("/d/2026/101")
            ]
        );
    }
}
