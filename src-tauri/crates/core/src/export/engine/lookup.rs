//! Before a recording is fetched: which files the PBX has for it.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::mpsc::Sender;

use super::{
    existing::{InPlace, Pending},
    job::{Job, Work},
    publish::Step,
    transfer::Task,
    trouble::{Trouble, trouble},
};
use crate::{
    call::Call,
    error::{Error, Result},
    export::FileResult,
    ids::RecordingId,
};

/// A recording may appear minutes after its call (`api.md` 9, item 16): asked again after these seconds, in the first ten
/// minutes.
const NOT_YET: [u64; 4] = [5, 15, 60, 180];
const FRESH: i64 = 600;

/// How long to wait before a recording that is not there is asked for once more; `None` when it is not expected to come.
pub(super) fn not_yet(call: &Call, asked_again: usize) -> Option<Duration> {
    pause_of(
        call.ended.unwrap_or(call.started),
        Timestamp::now(),
        asked_again,
    )
}

fn pause_of(ended: Timestamp, now: Timestamp, asked_again: usize) -> Option<Duration> {
    let fresh = now.duration_since(ended).as_secs().abs() < FRESH;
    let seconds = NOT_YET.get(asked_again).filter(|_| fresh)?;
    Some(Duration::from_secs(*seconds))
}

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
    } = pending;
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
    let count = files.len() as u32;
    let kept: Vec<InPlace> = whole
        .into_iter()
        .filter(|file| file.index <= count)
        .collect();
    let missing = count - kept.len() as u32;
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
        })
        .collect())
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
    let mut asked_again = 0;
    loop {
        let absent = match detail(job, id).await {
            Ok(files) if !files.is_empty() => return Ok(files),
            Ok(_) => Trouble::Refused {
                result: FileResult::NoRecording,
                reason: "the PBX lists the recording but has no file for it".to_owned(),
            },
            Err(
                gone @ Trouble::Refused {
                    result: FileResult::Gone,
                    ..
                },
            ) => gone,
            Err(trouble) => return Err(trouble),
        };
        let Some(pause) = not_yet(call, asked_again) else {
            return Err(absent);
        };
        tokio::time::sleep(pause).await;
        asked_again += 1;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_awaited_only_while_its_call_has_just_ended() {
        let ended: Timestamp = "2026-11-01T10:00:00Z".parse().unwrap();
        let pauses = |now: &str| -> Vec<u64> {
            (0..)
                .map_while(|again| pause_of(ended, now.parse().unwrap(), again))
                .map(|pause| pause.as_secs())
                .collect()
        };
        assert_eq!(pauses("2026-11-01T10:00:30Z"), NOT_YET);
        assert_eq!(pauses("2026-11-01T10:09:59Z"), NOT_YET);
        assert_eq!(
            pauses("2026-11-01T09:58:00Z"),
            NOT_YET,
            "this computer's clock is behind"
        );
        assert_eq!(pauses("2026-11-01T10:10:00Z"), [0; 0]);
        assert_eq!(pauses("2026-11-02T10:00:00Z"), [0; 0]);
    }
}
