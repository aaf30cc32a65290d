//! One file from its link to a whole `.part`: attempts, pauses, a fresh link where the old one is refused.

use std::{sync::Arc, time::Duration};

use tokio::sync::mpsc::Sender;

use super::{
    body::{Cause, Trouble, receive},
    complete::{choose, complete},
    job::{Job, Work},
    lookup, not_yet,
    publish::Step,
    rate::pause,
};
use crate::{
    error::{Error, Result},
    export::FileResult,
};

/// Attempts of one file, waiting on request not counted.
const ATTEMPTS: u32 = 5;
/// Refusals for want of patience that state no pause: a 503 for ever is a failure, a 429 seldom comes without one.
const UNSTATED_WAITS: u32 = 8;
/// All stated pauses of one file together.
const PATIENCE: Duration = Duration::from_hours(1);

/// One file to fetch.
pub(super) struct Task {
    pub(super) work: Arc<Work>,
    pub(super) index: u32,
    pub(super) link: Option<portsip::FileLink>,
}

/// What has been spent on a file so far.
#[derive(Default)]
struct Spent {
    attempts: u32,
    unstated: u32,
    waited: Duration,
    detail_read_again: bool,
    /// Pauses for a file that may only be on its way.
    awaited: usize,
    /// Hash of an odd file: the same bytes twice are the PBX's own.
    odd: Option<String>,
}

/// What to do next.
enum Next {
    Attempt,
    Settle(FileResult, String),
}

/// Fetches a file, hands it to the publisher, or says why not.
pub(super) async fn fetch(job: &Arc<Job>, task: Task, steps: &Sender<Step>) {
    match fetched(job, task).await {
        // The publisher is only gone when the run has failed.
        Ok(step) => drop(steps.send(step).await),
        Err(error) => job.fail(error),
    }
}

async fn fetched(job: &Arc<Job>, mut task: Task) -> Result<Step> {
    let mut spent = Spent::default();
    let name = job.template.render(&task.work.call, &job.plan.range.zone);
    loop {
        let Some(link) = task.link.clone() else {
            return Ok(gap(
                job,
                &task,
                &spent,
                FileResult::NoRecording,
                "the PBX lists the file but gives no way to it".to_owned(),
            ));
        };
        let lane = job.lanes.enter().await;
        let shown = job.board.fetching(&name);
        let mut place = None;
        let answer = receive(job, &task.work, &link, |content, length| {
            let chosen = place.insert(choose(job, &task, &name, content, length)?);
            Ok(job.plan.dest.join(&chosen.path))
        })
        .await;
        drop(shown);
        spent.attempts += 1;
        let trouble = match (answer, place) {
            (Ok(received), Some(place)) => {
                lane.arrived();
                drop(lane);
                job.reached(None);
                if received.oddity.is_some()
                    && spent.odd.as_ref() != Some(&received.sha256)
                    && spent.attempts < ATTEMPTS
                {
                    spent.odd = Some(received.sha256);
                    continue;
                }
                return complete(job, &task, spent.attempts, &name, place, received).await;
            }
            (Ok(_), None) => {
                return Err(Error::Internal {
                    doing: "a transfer",
                });
            }
            (Err(trouble), _) => trouble,
        };
        if matches!(
            trouble,
            Trouble::Wait { .. }
                | Trouble::Again {
                    cause: Cause::Silence,
                    ..
                }
        ) {
            lane.congested();
        }
        drop(lane);
        if let Next::Settle(result, reason) = after(job, &mut task, &mut spent, trouble).await? {
            return Ok(gap(job, &task, &spent, result, reason));
        }
    }
}

/// What a trouble leads to: a pause and another attempt, a fresh link, or the end.
async fn after(job: &Job, task: &mut Task, spent: &mut Spent, trouble: Trouble) -> Result<Next> {
    match trouble {
        Trouble::Fatal(error) => Err(error),
        Trouble::Conflict { path } => Ok(Next::Settle(
            FileResult::Skipped,
            format!("another file stands at {path} and was left alone"),
        )),
        Trouble::Again { reason, cause } => {
            if spent.attempts < ATTEMPTS {
                // A PBX that restarts needs longer than one that lost a connection.
                let patience = if matches!(cause, Cause::Unreached(_)) {
                    4
                } else {
                    1
                };
                tokio::time::sleep(pause(spent.attempts - 1) * patience).await;
                return Ok(Next::Attempt);
            }
            match cause {
                Cause::Unreached(error) if job.unreached() => Err(Error::Pbx(*error)),
                _ => Ok(Next::Settle(FileResult::Failed, reason)),
            }
        }
        Trouble::Wait { pause: stated } => {
            // Being asked to wait is no attempt.
            spent.attempts -= 1;
            spent.unstated += u32::from(stated.is_none());
            let wait = stated.unwrap_or_else(|| pause(spent.unstated));
            spent.waited = spent.waited.saturating_add(wait);
            if spent.unstated > UNSTATED_WAITS || spent.waited > PATIENCE {
                spent.attempts += spent.unstated;
                return Ok(Next::Settle(
                    FileResult::Failed,
                    "the PBX limits requests or is overloaded, and went on to refuse".to_owned(),
                ));
            }
            tokio::time::sleep(wait).await;
            Ok(Next::Attempt)
        }
        Trouble::Refused { result, reason } => {
            if std::mem::replace(&mut spent.detail_read_again, true) {
                let fresh = lookup::is_fresh(job, &task.work.call);
                let pause = not_yet::pause(fresh, spent.awaited);
                let Some(pause) = pause.filter(|_| result == FileResult::Gone) else {
                    return Ok(Next::Settle(result, reason));
                };
                spent.awaited += 1;
                tokio::time::sleep(pause).await;
            }
            match lookup::detail(job, &task.work.id).await {
                Ok(files) => {
                    let file = files.into_iter().nth(task.index as usize - 1);
                    task.link = file.and_then(|file| file.link);
                }
                Err(Trouble::Fatal(error)) => return Err(error),
                Err(_) => task.link = None,
            }
            Ok(if task.link.is_some() {
                Next::Attempt
            } else {
                Next::Settle(result, reason)
            })
        }
    }
}

fn gap(job: &Job, task: &Task, spent: &Spent, result: FileResult, reason: String) -> Step {
    Step::gap(
        &task.work,
        job.line(
            &task.work,
            task.index,
            result,
            Some(reason),
            spent.attempts.max(1),
        ),
    )
}
