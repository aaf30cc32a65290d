//! What of the selection lies in the folder already, with the right bytes: settled without asking the PBX anything.

use std::{fs, path::Path};

use tokio_util::sync::CancellationToken;

use super::job::Job;
use crate::{
    call::Call,
    error::Result,
    export::{AudioFormat, ManifestLine, convert, manifest::Lines, sha256_of},
    ids::{CallId, RecordingId},
};

/// Files of one recording that the manifest is searched for.
const MOST_KNOWN: u32 = 64;

/// A call with a recording. A million of them are in memory at once.
pub(super) struct Wanted {
    pub(super) call: CallId,
    /// Set where it differs from the call's id, which is rare.
    pub(super) recording: Option<RecordingId>,
}

/// A recording of which something has to be fetched.
pub(super) struct Pending {
    pub(super) call: Call,
    pub(super) id: RecordingId,
    /// How many files the manifest knows of; 0 when it knows nothing.
    pub(super) count: u32,
    /// The files that are in place.
    pub(super) whole: Vec<u32>,
}

/// A file as the manifest has it.
struct Known {
    index: u32,
    path: String,
    bytes: u64,
    sha256: String,
}

/// Settles what is in place and gives back the rest. Blocks: every file is re-read.
pub(super) fn check(job: &Job, wanted: Vec<Wanted>) -> Result<Vec<Pending>> {
    let mut pending = Vec::new();
    for Wanted { call, recording } in wanted {
        if job.stop.is_cancelled() {
            break;
        }
        let id = recording.unwrap_or_else(|| RecordingId(call.0.clone()));
        let (count, known) = known(&job.lines(), &id, job.plan.options.audio);
        let right = |file: &Known| is_whole(&job.plan.dest, file, &job.stop);
        let whole: Vec<u32> = known
            .iter()
            .filter(|file| right(file))
            .map(|file| file.index)
            .collect();
        if count > 0 && whole.len() == count as usize {
            job.skipped(&id, &whole, true);
            continue;
        }
        match job.plan.shelf.call(&call)? {
            Some(call) => pending.push(Pending {
                call,
                id,
                count,
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

/// How many files the manifest knows of, and those in the format that is asked for now.
fn known(lines: &Lines, id: &RecordingId, format: AudioFormat) -> (u32, Vec<Known>) {
    let mut key = (id.clone(), 0);
    let mut count = 0;
    let mut known = Vec::new();
    // One that is missing in between may be waiting for its line; two end the search.
    let mut missed = 0;
    for index in 1..=MOST_KNOWN {
        key.1 = index;
        let Some(line) = lines.get(&key) else {
            missed += 1;
            if missed > 1 && index > count {
                break;
            }
            continue;
        };
        count = count.max(line.file_count);
        if let Some((path, sha256)) = line.held().filter(|_| is_wanted(line, format)) {
            known.push(Known {
                index,
                path: path.to_owned(),
                bytes: line.bytes.unwrap_or(0),
                sha256: sha256.to_owned(),
            });
        }
    }
    known.retain(|file| file.index <= count);
    (count, known)
}

fn is_wanted(line: &ManifestLine, format: AudioFormat) -> bool {
    let untouched = line.source_sha256.is_none();
    if format == AudioFormat::Original {
        return untouched;
    }
    let kept = || untouched && line.reason.as_deref().is_some_and(convert::is_kept);
    convert::is_wanted(format, line.content.as_deref(), line.codec.as_deref()) || kept()
}

/// Re-reads a file: only its hash proves it. The size tells most damage at once.
fn is_whole(folder: &Path, file: &Known, stop: &CancellationToken) -> bool {
    let path = folder.join(&file.path);
    let right_size =
        fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file() && meta.len() == file.bytes);
    right_size && matches!(sha256_of(&path, stop), Ok(Some((_, found))) if found == file.sha256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::manifest::sample;

    #[test]
    fn the_manifest_tells_how_many_files_there_should_be() {
        let lines = |of: &[(u32, u32)]| -> Lines {
            of.iter()
                .map(|(index, count)| {
                    let mut line = sample("a", *index, Some(&format!("{index}.wav")));
                    line.file_count = *count;
                    (line.key(), line)
                })
                .collect()
        };
        let found = |of: &[(u32, u32)]| {
            let (count, known) = known(&lines(of), &"a".into(), AudioFormat::Original);
            (
                count,
                known.into_iter().map(|file| file.index).collect::<Vec<_>>(),
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
    fn a_file_is_whole_by_its_bytes_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = |bytes| Known {
            index: 1,
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
}
