//! What of the selection lies in the folder already, with the right bytes: settled without asking the PBX anything.

use std::{fs, path::Path};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{job::Job, not_yet};
use crate::{
    call::Call,
    error::Result,
    export::{
        Conversion, FileResult, ManifestLine, ledger::Saved, sha256_of, side::is_pair,
        small_id::SmallId,
    },
    ids::{CallId, RecordingId},
};

/// A call with a recording. A million of them are in memory at once.
pub(super) struct Wanted {
    pub(super) call: SmallId,
    /// Set where it differs from the call's id, which is rare.
    pub(super) recording: Option<Box<SmallId>>,
}

/// A recording of which something has to be fetched.
pub(super) struct Pending {
    pub(super) call: Call,
    pub(super) id: RecordingId,
    /// How many files the manifest knows of; 0 when it knows nothing.
    pub(super) count: u32,
    /// The files that are in place.
    pub(super) whole: Vec<InPlace>,
    /// If these are all others, and in place as they came from the PBX: nothing has to be fetched to convert them.
    pub(super) sources: Vec<ManifestLine>,
}

/// A file that is in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InPlace {
    pub(super) index: u32,
    /// Where the manifest has its right side, if it is split.
    pub(super) right: Option<u32>,
    /// An earlier pass of this run has put it there.
    pub(super) fresh: bool,
}

impl InPlace {
    /// Its places in the manifest.
    pub(super) fn indices(&self) -> impl Iterator<Item = u32> {
        [Some(self.index), self.right].into_iter().flatten()
    }

    /// Whether that is where a recording of so many files has them.
    pub(super) fn is_of(&self, count: u32) -> bool {
        self.right.is_none_or(|right| right == count + self.index)
    }
}

/// A file as the manifest has it.
struct KnownFile {
    in_place: InPlace,
    on_disk: OnDisk,
    /// The other side, if it is split.
    right: Option<OnDisk>,
}

/// What should lie where.
pub(super) struct OnDisk {
    path: String,
    bytes: u64,
    sha256: String,
}

impl OnDisk {
    /// What a line says of its file, if it has one.
    pub(super) fn of(line: &ManifestLine) -> Option<Self> {
        let (path, sha256) = line.held()?;
        Some(Self {
            path: path.to_owned(),
            bytes: line.bytes.unwrap_or(0),
            sha256: sha256.to_owned(),
        })
    }
}

/// Settles what is in place and gives back the rest. Blocks: every file is re-read.
pub(super) fn check(job: &Job, wanted: Vec<Wanted>) -> Result<Vec<Pending>> {
    let mut pending = Vec::new();
    let asked = Conversion::of(&job.plan.options);
    for Wanted { call, recording } in wanted {
        if job.stop.is_cancelled() {
            break;
        }
        let id = RecordingId(recording.as_deref().unwrap_or(&call).to_string());
        let call = CallId(call.to_string());
        let saved = job.ledger().find_all(id.as_str());
        let lines = saved.iter().map(Saved::read).collect::<Result<Vec<_>>>()?;
        let known = known(&lines, &asked, job.started);
        let is_there = |file: &OnDisk| is_whole(&job.plan.dest, file, &job.stop);
        let whole: Vec<InPlace> = known
            .files
            .iter()
            .filter(|file| is_there(&file.on_disk) && file.right.as_ref().is_none_or(is_there))
            .map(|file| file.in_place)
            .collect();
        let count = known.count;
        if count > 0 && whole.len() == count as usize && !known.early {
            job.skipped(&id, &whole, true);
            continue;
        }
        match job.plan.shelf.call(&call)? {
            Some(call) => pending.push(Pending {
                call,
                id,
                count,
                sources: sources(job, &known, &lines, &whole),
                whole,
            }),
            // Gone from the catalogue since the selection was made: nothing is left to account for.
            None => job
                .board
                .update(|progress| progress.recordings = progress.recordings.saturating_sub(1)),
        }
    }
    Ok(pending)
}

/// What the manifest knows of a recording.
#[derive(Default)]
struct Known {
    /// How many files the PBX listed; 0 when it knows nothing.
    count: u32,
    /// Whether more files may have come since: the call had only just ended, or not even that.
    early: bool,
    /// Those that are what is asked for now.
    files: Vec<KnownFile>,
}

/// What the lines of one recording say to a run that began at `started`.
fn known(lines: &[ManifestLine], asked: &Conversion, started: Timestamp) -> Known {
    let mut known = Known::default();
    for line in lines {
        known.count = known.count.max(line.file_count);
        known.early |= is_early(line);
        let other = lines.iter().find(|other| is_pair(line, other));
        let right = other.and_then(OnDisk::of);
        // One side alone is not the recording.
        if line.side.is_some() && right.is_none() {
            continue;
        }
        if let Some(on_disk) = OnDisk::of(line).filter(|_| asked.is_met_in(line)) {
            known.files.push(KnownFile {
                in_place: InPlace {
                    index: line.file_index,
                    right: other.map(|other| other.file_index),
                    fresh: line.result == FileResult::Done
                        && time(&line.finished_at).is_some_and(|at| at >= started),
                },
                on_disk,
                right,
            });
        }
    }
    let count = known.count;
    known
        .files
        .retain(|file| file.in_place.index <= count && file.in_place.is_of(count));
    known
}

/// Whether a line was written while the PBX could still add files to the recording.
fn is_early(line: &ManifestLine) -> bool {
    match (time(&line.call.ended_utc), time(&line.finished_at)) {
        (Some(ended), Some(finished)) => finished.duration_since(ended) < not_yet::FRESH,
        _ => true,
    }
}

fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

/// The files of a recording that are not what is asked for but can be made of what the PBX sent, which is in place. None
/// when anything of it has to be fetched.
fn sources(
    job: &Job,
    known: &Known,
    lines: &[ManifestLine],
    whole: &[InPlace],
) -> Vec<ManifestLine> {
    if known.early || known.count == 0 || Conversion::of(&job.plan.options).is_none() {
        return Vec::new();
    }
    let is_source = |line: &&ManifestLine| {
        line.source_sha256.is_none()
            && OnDisk::of(line).is_some_and(|file| is_whole(&job.plan.dest, &file, &job.stop))
    };
    let sources: Vec<ManifestLine> = lines
        .iter()
        .filter(|line| line.file_index <= known.count)
        .filter(|line| whole.iter().all(|file| file.index != line.file_index))
        .filter(is_source)
        .cloned()
        .collect();
    let all = sources.len() + whole.len() == known.count as usize;
    if all { sources } else { Vec::new() }
}

/// Re-reads a file: only its hash proves it. The size tells most damage at once.
pub(super) fn is_whole(folder: &Path, file: &OnDisk, stop: &CancellationToken) -> bool {
    let path = folder.join(&file.path);
    let right_size =
        fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file() && meta.len() == file.bytes);
    right_size && matches!(sha256_of(&path, stop), Ok(Some((_, found))) if found == file.sha256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExportOptions, manifest::sample};

    #[test]
    fn the_manifest_tells_how_many_files_there_should_be() {
        let lines = |of: &[(u32, u32)]| -> Vec<_> {
            of.iter()
                .map(|(index, count)| {
                    let mut line = sample("a", *index, Some(&format!("{index}.wav")));
                    line.file_count = *count;
                    line
                })
                .collect()
        };
        let found = |of: &[(u32, u32)]| {
            let known = known(
                &lines(of),
                &Conversion::of(&ExportOptions::default()),
                Timestamp::MAX,
            );
            (
                known.count,
                known
                    .files
                    .into_iter()
                    .map(|file| file.in_place.index)
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(found(&[]), (0, vec![]));
        assert_eq!(found(&[(1, 1)]), (1, vec![1]));
        assert_eq!(
            found(&[(2, 3)]),
            (3, vec![2]),
            "the first and the third are still to come"
        );
        assert_eq!(found(&[(1, 1), (2, 2)]), (2, vec![1, 2]));
    }

    #[test]
    fn what_an_earlier_pass_of_this_run_has_fetched_is_told_apart() {
        let line = sample("a", 1, Some("x.wav"));
        let fresh = |started: &str| {
            let known = known(
                std::slice::from_ref(&line),
                &Conversion::of(&ExportOptions::default()),
                started.parse().unwrap(),
            );
            known.files[0].in_place.fresh
        };
        assert!(
            fresh("2026-11-24T00:00:00Z"),
            "finished when this run had begun"
        );
        assert!(!fresh("2026-11-24T00:00:01Z"), "finished before");
    }

    #[test]
    fn a_file_is_whole_by_its_bytes_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = |bytes| OnDisk {
            path: "x".to_owned(),
            bytes,
            sha256: crate::export::hex(&<sha2::Sha256 as sha2::Digest>::digest(b"abc")),
        };
        let whole = |bytes| is_whole(folder.path(), &file(bytes), &CancellationToken::new());
        assert!(!whole(3), "it is not there");
        fs::write(folder.path().join("x"), "abc").unwrap();
        assert!(whole(3) && !whole(4));
        fs::write(folder.path().join("x"), "abd").unwrap();
        assert!(!whole(3));
    }

    #[test]
    fn a_recording_saved_while_its_call_had_just_ended_is_asked_for_again() {
        let mut line = sample("a", 1, Some("x.wav"));
        assert!(!is_early(&line));
        line.finished_at = "2026-11-02T01:20:00Z".to_owned();
        assert!(is_early(&line), "the call ended four minutes before");
        line.call.ended_utc = String::new();
        assert!(is_early(&line), "it had not ended at all");
    }
}
