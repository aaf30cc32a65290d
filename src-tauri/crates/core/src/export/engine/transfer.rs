//! One file from its link to a whole `.part`: attempts, pauses, a fresh link where the old one is refused.

use std::{sync::Arc, time::Duration};

use audio::Content;
use tokio::sync::mpsc::Sender;

use super::{
    blocking,
    body::{Attempt, Held, Received, part_path},
    complete::{Completed, choose, complete},
    converting::{Source, Unconverted},
    job::{Job, Work},
    lookup, not_yet,
    publish::Step,
    rate::pause,
    slot::Slot,
    trouble::{Cause, Trouble},
};
use crate::{
    error::{Error, Result},
    export::{FileResult, ManifestLine},
};

/// Attempts in a row that bring nothing worth mentioning; waiting on request is none.
const ATTEMPTS: u32 = 5;
/// What is worth mentioning: a large file over a bad line may be cut more than five times.
const WORTH: u64 = 256 << 10;
/// Refusals for want of patience that state no pause: a 503 for ever is a failure, a 429 seldom comes without one.
const UNSTATED_WAITS: u32 = 8;
/// All stated pauses of one file together.
const PATIENCE: Duration = Duration::from_hours(1);

/// One file to fetch.
pub(super) struct Task {
    pub(super) work: Arc<Work>,
    pub(super) index: u32,
    pub(super) link: Option<portsip::FileLink>,
    /// It lies in the folder as this line tells, and is only to be converted.
    pub(super) in_place: Option<Box<ManifestLine>>,
}

impl Task {
    /// The file that is fetched, which is called `stem`.
    pub(super) fn slot<'a>(&'a self, stem: &'a str) -> Slot<'a> {
        Slot {
            work: &self.work,
            number: self.index,
            side: None,
            stem,
        }
    }
}

/// What has been spent on a file so far.
#[derive(Default)]
struct Spent {
    attempts: u32,
    in_vain: u32,
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

/// Fetches a file and hands it to the publisher, or says why not; gives it back if it is to be converted first.
pub(super) async fn fetch(
    job: &Arc<Job>,
    task: Task,
    steps: &Sender<Step>,
) -> Option<Box<Unconverted>> {
    match fetched(job, task).await {
        // The publisher is only gone when the run has failed.
        Ok(Completed::Step(step)) => drop(steps.send(*step).await),
        Ok(Completed::Unconverted(file)) => return Some(file),
        Err(error) => job.fail(error),
    }
    None
}

async fn fetched(job: &Arc<Job>, mut task: Task) -> Result<Completed> {
    let mut spent = Spent::default();
    let name = job.template.render(&task.work.call, &job.plan.range.zone);
    if let Some(line) = task.in_place {
        return Ok(Completed::Unconverted(Box::new(Unconverted {
            work: task.work,
            index: task.index,
            attempts: line.attempts,
            stem: name,
            source: Source::InPlace(line),
        })));
    }
    let mut held = match left_behind(job, &task, &name).await {
        Ok(held) => held,
        Err(Trouble::Fatal(error)) => return Err(error),
        // It is met again by the first attempt.
        Err(_) => None,
    };
    loop {
        let Some(link) = task.link.clone() else {
            let reason = "the PBX lists the file but gives no way to it".to_owned();
            let settled = (FileResult::NoRecording, reason);
            return Ok(gap(job, &task, &spent, settled));
        };
        let had = held.as_ref().map_or(0, |held| held.part.bytes());
        let trouble = match attempt(job, &task, &name, &link, &mut held, &spent).await {
            Ok(received) => {
                spent.attempts += 1;
                spent.in_vain += 1;
                if received.oddity.is_some()
                    && spent.odd.as_ref() != Some(&received.part.sha256)
                    && spent.in_vain < ATTEMPTS
                {
                    spent.odd = Some(received.part.sha256);
                    continue;
                }
                return complete(job, &task, spent.attempts, &name, received);
            }
            Err(trouble) => trouble,
        };
        spent.attempts += 1;
        let has = held.as_ref().map_or(0, |held| held.part.bytes());
        spent.in_vain = if has >= had + WORTH {
            0
        } else {
            spent.in_vain + 1
        };
        if let Next::Settle(result, reason) = after(job, &mut task, &mut spent, trouble).await? {
            return Ok(gap(job, &task, &spent, (result, reason)));
        }
    }
}

/// One attempt in a lane of its own, which learns from how it ends.
async fn attempt(
    job: &Job,
    task: &Task,
    name: &str,
    link: &portsip::FileLink,
    held: &mut Option<Held>,
    spent: &Spent,
) -> Result<Received, Trouble> {
    let lane = job.lanes.enter().await;
    let _shown = job.board.fetching(name);
    let attempt = Attempt {
        job,
        work: &task.work,
        file_index: task.index,
        number: spent.attempts,
    };
    let answer = attempt
        .receive(link, held, |content, length| {
            choose(job, task, name, content, length)
        })
        .await;
    match &answer {
        Ok(_) => {
            lane.arrived();
            job.reached(None);
        }
        Err(
            Trouble::Wait { .. }
            | Trouble::Again {
                cause: Cause::Silence,
                ..
            },
        ) => lane.congested(),
        Err(_) => {}
    }
    answer
}

/// The part of this file that an interrupted run left, under the name the file has now.
async fn left_behind(
    job: &Arc<Job>,
    task: &Task,
    name: &str,
) -> std::result::Result<Option<Held>, Trouble> {
    if !job.kept.has(&task.work.id, task.index) {
        return Ok(None);
    }
    let (shared, id, index) = (Arc::clone(job), task.work.id.clone(), task.index);
    let taken = blocking("reading a part", move || {
        let part = shared.kept.take(&shared.disk, &id, index)?;
        let content = audio::sniff(&first_bytes(part.path())?);
        Some((part, content))
    });
    let taken = taken.await.map_err(Trouble::Fatal)?;
    let Some((mut part, content)) = taken.filter(|(_, content)| *content != Content::Unknown)
    else {
        return Ok(None);
    };
    let total = part.owner().map(|owner| owner.total);
    let place = choose(job, task, name, content, total)?;
    part.rename(part_path(job, &place))
        .map_err(Trouble::Fatal)?;
    Ok(Some(Held {
        part,
        place,
        content,
    }))
}

/// Enough of a file to tell what it is.
fn first_bytes(path: &std::path::Path) -> Option<[u8; 16]> {
    let mut first = [0; 16];
    let mut file = std::fs::File::open(path).ok()?;
    std::io::Read::read_exact(&mut file, &mut first).ok()?;
    Some(first)
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
            if spent.in_vain < ATTEMPTS {
                // A PBX that restarts needs longer than one that lost a connection.
                let patience = if matches!(cause, Cause::Unreached(_)) {
                    4
                } else {
                    1
                };
                tokio::time::sleep(pause(spent.in_vain.saturating_sub(1)) * patience).await;
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
            spent.in_vain = spent.in_vain.saturating_sub(1);
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

fn gap(job: &Job, task: &Task, spent: &Spent, (result, reason): (FileResult, String)) -> Completed {
    let step = Step::gap(
        &task.work,
        job.line(
            &task.work,
            task.index,
            result,
            Some(reason),
            spent.attempts.max(1),
        ),
    );
    Completed::Step(Box::new(step))
}
