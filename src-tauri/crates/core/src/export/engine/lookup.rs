//! Before a recording is fetched: what of it is in the folder already, and which files the PBX has.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use super::{
    blocking,
    body::{Trouble, trouble},
    job::{Job, Work},
    publish::Step,
    transfer::Task,
};
use crate::{
    call::Call,
    error::{Error, Result},
    export::{FileResult, ManifestLine, convert, sha256_of},
    ids::{CallId, RecordingId},
};

/// A recording may appear minutes after its call (`api.md` 9, item 16): asked again after these seconds, in the first ten
/// minutes.
const NOT_YET: [u64; 4] = [5, 15, 60, 180];
const FRESH: i64 = 600;

/// Files of one recording that the manifest is searched for.
const MOST_KNOWN: u32 = 64;

/// Settles what needs no transfer and gives back what does.
pub(super) async fn look_up(job: &Arc<Job>, id: &CallId, steps: &Sender<Step>) -> Vec<Task> {
    match try_look_up(job, id, steps).await {
        Ok(tasks) => tasks,
        Err(error) => {
            job.fail(error);
            Vec::new()
        }
    }
}

async fn try_look_up(job: &Arc<Job>, id: &CallId, steps: &Sender<Step>) -> Result<Vec<Task>> {
    let (shelf, asked) = (job.plan.shelf.clone(), id.clone());
    let call = blocking("reading the catalogue", move || shelf.call(&asked)).await??;
    let Some((call, id)) = call.and_then(|call| call.recording_id.clone().map(|id| (call, id))) else {
        // Gone from the catalogue since the selection was made: there is nothing left to account for.
        job.board.update(|progress| progress.recordings = progress.recordings.saturating_sub(1));
        return Ok(Vec::new());
    };
    let (count, whole) = in_place(job, &id).await?;
    if count > 0 && whole.len() == count as usize {
        job.skipped(&id, &whole, true);
        return Ok(Vec::new());
    }
    let files = match files(job, &call, &id).await {
        Ok(files) => files,
        Err(Trouble::Fatal(error)) => return Err(error),
        Err(trouble) => {
            let (result, reason, attempts) = gap_of(trouble);
            let missing: Vec<u32> = (1..=count.max(1)).filter(|index| !whole.contains(index)).collect();
            let work = Work::new(call, id.clone(), count, missing.len() as u32);
            job.skipped(&id, &whole, false);
            for index in missing {
                let line = job.line(&work, index, result, Some(reason.clone()), attempts);
                // The publisher is only gone when the run has failed.
                let _ = steps.send(Step { work: Arc::clone(&work), line, file: None }).await;
            }
            return Ok(Vec::new());
        }
    };
    let count = files.len() as u32;
    let kept: Vec<u32> = whole.into_iter().filter(|index| *index <= count).collect();
    let missing = count - kept.len() as u32;
    job.skipped(&id, &kept, missing == 0);
    let work = Work::new(call, id, count, missing);
    let files = (1..).zip(files).filter(|(index, _)| !kept.contains(index));
    Ok(files.map(|(index, file)| Task { work: Arc::clone(&work), index, file }).collect())
}

/// How many files the manifest knows of, and which of them lie there with the right bytes in the right format.
async fn in_place(job: &Arc<Job>, id: &RecordingId) -> Result<(u32, Vec<u32>)> {
    let known: Vec<ManifestLine> = {
        let lines = job.lines();
        (1..=MOST_KNOWN).map_while(|index| lines.get(&(id.clone(), index)).or_else(|| lines.get(&(id.clone(), index + 1))).cloned()).collect()
    };
    let count = known.iter().map(|line| line.file_count).max().unwrap_or(0);
    if count == 0 {
        return Ok((0, Vec::new()));
    }
    let (folder, format, stop) = (job.plan.dest.clone(), job.plan.options.audio, job.stop.clone());
    let check = move || {
        let mut whole: Vec<u32> = known.iter().filter(|line| is_wanted(line, format) && is_whole(&folder, line, &stop)).map(|line| line.file_index).collect();
        whole.sort_unstable();
        whole.dedup();
        whole
    };
    Ok((count, blocking("checking the folder", check).await?))
}

/// Whether a file is in the format that is asked for now.
fn is_wanted(line: &ManifestLine, format: crate::export::AudioFormat) -> bool {
    let untouched = line.source_sha256.is_none();
    match format {
        crate::export::AudioFormat::Original => untouched,
        _ => convert::is_wanted(format, line.content.as_deref(), line.codec.as_deref()) || (untouched && line.reason.as_deref().is_some_and(convert::is_kept)),
    }
}

/// Re-reads a file: only its hash proves it. The size tells most damage at once.
fn is_whole(folder: &std::path::Path, line: &ManifestLine, stop: &CancellationToken) -> bool {
    let Some((path, hash)) = line.held() else { return false };
    let path = folder.join(path);
    let right_size = std::fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file() && Some(meta.len()) == line.bytes);
    right_size && matches!(sha256_of(&path, stop), Ok(Some((_, found))) if found == hash)
}

/// The files of a recording, asked again for a while when the call has only just ended.
async fn files(job: &Job, call: &Call, id: &RecordingId) -> std::result::Result<Vec<portsip::RecordingFile>, Trouble> {
    let ended = call.ended.unwrap_or(call.started);
    let fresh = Timestamp::now().duration_since(ended).as_secs().abs() < FRESH;
    let mut waits = NOT_YET.iter().filter(|_| fresh);
    loop {
        let files = detail(job, id).await?;
        if !files.is_empty() {
            return Ok(files);
        }
        match waits.next() {
            Some(seconds) => tokio::time::sleep(Duration::from_secs(*seconds)).await,
            None => return Err(Trouble::Refused { result: FileResult::NoRecording, reason: "the PBX lists the recording but has no file for it".to_owned() }),
        }
    }
}

/// Reads the detail of a recording; its links are for use at once. The client repeats what is worth repeating.
pub(super) async fn detail(job: &Job, id: &RecordingId) -> std::result::Result<Vec<portsip::RecordingFile>, Trouble> {
    let answer = job.plan.client.recording_files(job.plan.scopes.recordings, id.as_str()).await;
    let ends = job.reached(answer.as_ref().err());
    answer.map_err(|error| if ends { Trouble::Fatal(Error::Pbx(error)) } else { trouble(job, error) })
}

/// The words for the manifest of a detail that could not be had.
fn gap_of(trouble: Trouble) -> (FileResult, String, u32) {
    match trouble {
        Trouble::Refused { result, reason } => (result, reason, 1),
        Trouble::Again { reason, .. } => (FileResult::Failed, reason, portsip::RetryPolicy::default().attempts),
        Trouble::Wait { .. } => (FileResult::Failed, "the PBX limits requests and asked to wait too long".to_owned(), 1),
        Trouble::Conflict { path } => (FileResult::Skipped, path, 1),
        Trouble::Fatal(error) => (FileResult::Failed, error.to_string(), 1),
    }
}
