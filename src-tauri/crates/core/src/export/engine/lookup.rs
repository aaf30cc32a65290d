//! Before a recording is fetched: which files the PBX has for it.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::Sender;

use super::{
    existing::{InPlace, Pending},
    job::{Job, Work},
    not_yet::{self, awaited},
    publish::Step,
    transfer::Task,
    trouble::{Trouble, trouble},
};
use crate::{
    call::Call,
    error::{Error, Result},
    export::{FileResult, ManifestLine, SoundChannels},
    ids::RecordingId,
};

/// The files of a recording that are to be fetched; what cannot be had is a gap.
pub(super) async fn look_up(job: &Arc<Job>, pending: Pending, steps: &Sender<Step>) -> Vec<Task> {
    match try_look_up(job, pending, steps).await {
        Ok(tasks) => tasks,
        Err(error) => {
            job.fail(error);
            Vec::new()
        }
    }
}

async fn try_look_up(job: &Arc<Job>, pending: Pending, steps: &Sender<Step>) -> Result<Vec<Task>> {
    let Pending {
        call,
        id,
        count,
        whole,
        sources,
    } = pending;
    if !sources.is_empty() {
        job.skipped(&id, &whole, false);
        let work = Work::new(call, id, count, sources.len() as u32);
        return Ok(to_convert(&work, sources));
    }
    let files = match files(job, &call, &id).await {
        Ok(files) => files,
        Err(Trouble::Fatal(error)) => return Err(error),
        Err(trouble) => {
            let (result, reason, attempts) = gap_of(trouble);
            let missing: Vec<u32> = (1..=count.max(1))
                .filter(|index| whole.iter().all(|file| file.index != *index))
                .collect();
            job.skipped(&id, &whole, false);
            let work = Work::new(call, id, count, missing.len() as u32);
            for index in missing {
                let line = job.line(&work, index, result, Some(reason.clone()), attempts);
                // The publisher is only gone when the run has failed.
                let _ = steps.send(Step::gap(&work, line)).await;
            }
            return Ok(Vec::new());
        }
    };
    let listed = files.len() as u32;
    // Second sides stand behind the last file: what the PBX does not list any more must not be overwritten by one.
    let splits = job.plan.options.sound.channels == SoundChannels::Split;
    let count = if splits { listed.max(count) } else { listed };
    let kept: Vec<InPlace> = whole
        .into_iter()
        .filter(|file| file.index <= listed && file.is_of(count))
        .collect();
    let missing = listed - kept.len() as u32;
    job.ledger().forget_gaps_after(&id, count);
    job.skipped(&id, &kept, missing == 0);
    let work = Work::new(call, id, count, missing);
    let files = (1..)
        .zip(files)
        .filter(|(index, _)| kept.iter().all(|file| file.index != *index));
    Ok(files
        .map(|(index, file)| Task {
            work: Arc::clone(&work),
            index,
            link: file.link,
            in_place: None,
        })
        .collect())
}

/// Files that need not be fetched for what is asked of them.
fn to_convert(work: &Arc<Work>, sources: Vec<ManifestLine>) -> Vec<Task> {
    sources
        .into_iter()
        .map(|line| Task {
            work: Arc::clone(work),
            index: line.file_index,
            link: None,
            in_place: Some(Box::new(line)),
        })
        .collect()
}

/// The files of a recording, asked again for a while when the call has only just ended.
async fn files(
    job: &Job,
    call: &Call,
    id: &RecordingId,
) -> std::result::Result<Vec<portsip::RecordingFile>, Trouble> {
    if let Some(known) = job.plan.known_files.as_ref().and_then(|known| known(id)) {
        return Ok(known);
    }
    let files = awaited(is_fresh(job, call), is_absent, || detail(job, id)).await?;
    if files.is_empty() {
        return Err(Trouble::Refused {
            result: FileResult::NoRecording,
            reason: "the PBX lists the recording but has no file for it".to_owned(),
        });
    }
    Ok(files)
}

/// Whether a call ended only just now, by the clock of the PBX, which has stamped it.
pub(super) fn is_fresh(job: &Job, call: &Call) -> bool {
    let now = job.plan.client.client().pbx_time();
    not_yet::is_fresh(
        call.ended.unwrap_or(call.started),
        now.unwrap_or_else(Timestamp::now),
    )
}

/// Whether the PBX says that it does not have the recording, or not any more.
fn is_absent(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Refused {
            result: FileResult::Gone,
            ..
        }
    )
}

/// Reads the detail of a recording; its links are for use at once. The client repeats what is worth repeating.
pub(super) async fn detail(
    job: &Job,
    id: &RecordingId,
) -> std::result::Result<Vec<portsip::RecordingFile>, Trouble> {
    let scope = job.plan.scopes.recordings;
    let answer = job
        .ask(|client| async move { client.recording_files(scope, id.as_str()).await })
        .await
        .map_err(Trouble::Fatal)?;
    let ends = job.reached(answer.as_ref().err());
    answer.map_err(|error| {
        if ends {
            Trouble::Fatal(Error::Pbx(error))
        } else {
            trouble(job, error)
        }
    })
}

/// The words for the manifest of a detail that could not be had.
fn gap_of(trouble: Trouble) -> (FileResult, String, u32) {
    match trouble {
        Trouble::Refused { result, reason } => (result, reason, 1),
        Trouble::Again { reason, .. } => (
            FileResult::Failed,
            reason,
            portsip::RetryPolicy::default().attempts,
        ),
        Trouble::Wait { .. } => (
            FileResult::Failed,
            "the PBX limits requests and asked to wait too long".to_owned(),
            1,
        ),
        Trouble::Conflict { path } => (FileResult::Skipped, path, 1),
        Trouble::Fatal(error) => (FileResult::Failed, error.to_string(), 1),
    }
}
