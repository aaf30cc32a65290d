//! One file from link to journal: attempts, pauses, names, conversion.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use audio::Content;
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use super::{
    blocking,
    body::{Destination, Received, Trouble, receive},
    job::{Job, Work},
    lookup,
    publish::{Complete, PartFile, Step},
    rate::pause,
};
use crate::{
    error::{Error, Result},
    export::{AudioFormat, FileResult, ManifestLine, OnConflict, PART, convert, journal::Intent, names::numbered, sha256_of},
};

/// Attempts of one file, waiting on request not counted.
const ATTEMPTS: u32 = 5;
/// Refusals for want of patience that state no pause: a 503 for ever is a failure, a 429 seldom comes without one.
const UNSTATED_WAITS: u32 = 8;
/// All stated pauses of one file together.
const PATIENCE: Duration = Duration::from_secs(3600);

/// One file to fetch.
pub(super) struct Task {
    pub(super) work: Arc<Work>,
    pub(super) index: u32,
    pub(super) file: portsip::RecordingFile,
}

/// What has been spent on a file so far.
#[derive(Default)]
struct Spent {
    attempts: u32,
    unstated: u32,
    waited: Duration,
    detail_read_again: bool,
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
    let mut spent = Spent::default();
    let settled = match fetched(job, &task, &mut spent).await {
        Ok(step) => step,
        Err(error) => return job.fail(error),
    };
    // The publisher is only gone when the run has failed.
    let _ = steps.send(settled).await;
}

async fn fetched(job: &Arc<Job>, task: &Task, spent: &mut Spent) -> Result<Step> {
    let mut link = task.file.link.clone();
    let name = job.template.render(&task.work.call, &job.plan.range.zone);
    loop {
        let Some(address) = &link else {
            return Ok(gap(job, task, spent, FileResult::NoRecording, "the PBX lists the file but gives no way to it".to_owned()));
        };
        let lane = job.lanes.enter().await;
        let shown = job.board.fetching(&name);
        let mut place = None;
        let answer = receive(job, &task.work, address, |content, length| {
            let found = choose(job, task, &name, content, length)?;
            let target = job.plan.dest.join(&found.path);
            place = Some(found);
            Ok(Destination { target })
        })
        .await;
        drop(shown);
        let trouble = match (answer, place) {
            (Ok(received), Some(place)) => {
                lane.arrived();
                job.reached(None);
                drop(lane);
                spent.attempts += 1;
                let odd = received.oddity.is_some() && spent.odd.as_ref() != Some(&received.sha256);
                if odd && spent.attempts < ATTEMPTS {
                    spent.odd = Some(received.sha256);
                    continue;
                }
                return complete(job, task, spent, &name, place, received).await;
            }
            (Ok(_), None) => return Err(Error::Internal { doing: "a transfer" }),
            (Err(trouble), _) => trouble,
        };
        if matches!(trouble, Trouble::Wait { .. }) {
            lane.congested();
        }
        drop(lane);
        match after(job, task, spent, trouble, &mut link).await? {
            Next::Attempt => {}
            Next::Settle(result, reason) => return Ok(gap(job, task, spent, result, reason)),
        }
    }
}

/// What a trouble leads to: a pause and another attempt, a fresh link, or the end.
async fn after(job: &Job, task: &Task, spent: &mut Spent, trouble: Trouble, link: &mut Option<portsip::FileLink>) -> Result<Next> {
    match trouble {
        Trouble::Fatal(error) => Err(error),
        Trouble::Conflict { path } => Ok(Next::Settle(FileResult::Skipped, format!("another file stands at {path} and was left alone"))),
        Trouble::Again { reason, unreached } => {
            spent.attempts += 1;
            if spent.attempts < ATTEMPTS {
                // A PBX that restarts needs longer than one that lost a connection.
                tokio::time::sleep(pause(spent.attempts - 1) * if unreached.is_some() { 4 } else { 1 }).await;
                return Ok(Next::Attempt);
            }
            match unreached {
                Some(error) if job.unreached() => Err(Error::Pbx(*error)),
                _ => Ok(Next::Settle(FileResult::Failed, reason)),
            }
        }
        Trouble::Wait { pause: stated } => {
            spent.unstated += u32::from(stated.is_none());
            let wait = stated.unwrap_or_else(|| pause(spent.unstated));
            spent.waited = spent.waited.saturating_add(wait);
            if spent.unstated > UNSTATED_WAITS || spent.waited > PATIENCE {
                return Ok(Next::Settle(FileResult::Failed, "the PBX limits requests or is overloaded, and went on to refuse".to_owned()));
            }
            tokio::time::sleep(wait).await;
            Ok(Next::Attempt)
        }
        Trouble::Refused { result, reason } => {
            spent.attempts += 1;
            if std::mem::replace(&mut spent.detail_read_again, true) {
                return Ok(Next::Settle(result, reason));
            }
            match lookup::detail(job, &task.work.id).await {
                Ok(files) => *link = files.into_iter().nth(task.index as usize - 1).and_then(|file| file.link),
                Err(Trouble::Fatal(error)) => return Err(error),
                Err(_) => return Ok(Next::Settle(result, reason)),
            }
            Ok(if link.is_some() { Next::Attempt } else { Next::Settle(result, reason) })
        }
    }
}

fn gap(job: &Job, task: &Task, spent: &Spent, result: FileResult, reason: String) -> Step {
    let line = job.line(&task.work, task.index, result, Some(reason), spent.attempts.max(1));
    Step { work: Arc::clone(&task.work), line, file: None }
}

/// Where a file goes.
struct Place {
    /// Below the folder, with `/`.
    path: String,
    /// Ours stands there: it is replaced.
    ours: bool,
    /// A stranger's stands there.
    conflict: bool,
}

fn ending(format: AudioFormat, content: Content) -> &'static str {
    match format {
        AudioFormat::Original => content.extension(),
        AudioFormat::Wav => "wav",
        AudioFormat::Mp3 => "mp3",
        AudioFormat::Flac => "flac",
    }
}

/// The path of a file: the one it had before, else the first free name.
fn named(job: &Job, task: &Task, stem: &str, ending: &str, free: impl Fn(&str) -> bool) -> Place {
    let key = (task.work.id.clone(), task.index);
    let known = job.lines().get(&key).and_then(|line| line.held().map(|(path, _)| path.to_owned()));
    if let Some(path) = known.filter(|path| path.rsplit_once('.').is_some_and(|(_, known)| known == ending)) {
        return Place { path, ours: true, conflict: false };
    }
    let path = job.claims().take(stem, task.index, ending, &key, free);
    let conflict = job.plan.dest.join(&path).symlink_metadata().is_ok();
    Place { path, ours: false, conflict }
}

fn choose(job: &Job, task: &Task, stem: &str, content: Content, length: Option<u64>) -> std::result::Result<Place, Trouble> {
    let options = &job.plan.options;
    let place = named(job, task, stem, ending(options.audio, content), |_| true);
    if place.conflict && options.on_conflict == OnConflict::Skip && options.audio == AudioFormat::Original {
        let there = fs::symlink_metadata(job.plan.dest.join(&place.path)).map(|meta| meta.len()).ok();
        // Another size is another content: no need to fetch it to know.
        if length.is_some() && length != there {
            return Err(Trouble::Conflict { path: place.path });
        }
    }
    Ok(place)
}

/// Converts if asked, settles a conflict, and notes the file in the journal.
async fn complete(job: &Arc<Job>, task: &Task, spent: &Spent, stem: &str, place: Place, received: Received) -> Result<Step> {
    let shared = Arc::clone(job);
    let (work, index, attempts, stem) = (Arc::clone(&task.work), task.index, spent.attempts, stem.to_owned());
    let format = job.plan.options.audio;
    let probe = &received.probe;
    let as_it_is = format == AudioFormat::Original || convert::is_wanted(format, Some(probe.content.as_str()), probe.codec.as_deref());
    let task = Task { work: Arc::clone(&work), index, file: task.file.clone() };
    let finish = move || {
        let mut line = shared.line(&work, index, FileResult::Done, None, attempts);
        let finished = if as_it_is { Finished::original(received, &mut line) } else { Finished::converted(received, &place, format, &mut line)? };
        settle(&shared, &task, &stem, place, finished, line)
    };
    // Only what is quick may hold up a transfer thread.
    if as_it_is { finish() } else { blocking("converting the recording", finish).await? }
}

/// A file as it will stay.
struct Finished {
    file: fs::File,
    part: PartFile,
    content: Content,
}

impl Finished {
    fn original(received: Received, line: &mut ManifestLine) -> Self {
        line.bytes = Some(received.bytes);
        line.sha256 = Some(received.sha256);
        line.reason = received.oddity;
        describe(line, &received.probe);
        Self { file: received.file, part: received.part, content: received.content }
    }

    fn converted(received: Received, place: &Place, format: AudioFormat, line: &mut ManifestLine) -> Result<Self> {
        let mut name = received.part.path().with_file_name(place.path.rsplit('/').next().unwrap_or_default()).into_os_string();
        name.push(format!(".{}{PART}", ending(format, received.content)));
        let target = PartFile::new(PathBuf::from(name));
        if let Some(reason) = convert::convert(received.part.path(), target.path(), format)? {
            let kept = Self::original(received, line);
            line.reason = Some(match line.reason.take() {
                Some(oddity) => format!("{reason}; {oddity}"),
                None => reason,
            });
            return Ok(kept);
        }
        let Some((bytes, hash)) = sha256_of(target.path(), &CancellationToken::new())? else { return Err(Error::Internal { doing: "converting the recording" }) };
        line.bytes = Some(bytes);
        line.sha256 = Some(hash);
        line.source_sha256 = Some(received.sha256);
        line.reason = received.oddity;
        let probe = audio::probe_path(target.path())?;
        describe(line, &probe);
        let file = fs::OpenOptions::new().write(true).open(target.path()).map_err(|source| Error::io("written", target.path(), source))?;
        Ok(Self { file, part: target, content: probe.content })
    }
}

fn describe(line: &mut ManifestLine, probe: &audio::Probe) {
    line.content = Some(probe.content.as_str().to_owned());
    line.codec.clone_from(&probe.codec);
    line.sample_rate = probe.sample_rate;
    line.channels = probe.channels;
    line.audio_ms = probe.duration_ms;
}

/// The last questions: the right ending, a stranger in the way, and the note in the journal.
fn settle(job: &Job, task: &Task, stem: &str, mut place: Place, finished: Finished, mut line: ManifestLine) -> Result<Step> {
    let Finished { file, part, content } = finished;
    let ending = content.extension();
    if !place.path.ends_with(&format!(".{ending}")) {
        // It stayed original although another format was asked.
        place = named(job, task, stem, ending, |_| true);
    }
    let work = Arc::clone(&task.work);
    let mut replace = place.ours;
    if place.conflict {
        let there = sha256_of(&job.plan.dest.join(&place.path), &job.stop);
        if matches!(&there, Ok(Some((_, hash))) if Some(hash) == line.sha256.as_ref()) {
            line.result = FileResult::Skipped;
            line.path = Some(place.path);
            return Ok(Step { work, line, file: None });
        }
        match job.plan.options.on_conflict {
            OnConflict::Overwrite => replace = true,
            OnConflict::Rename => place = named(job, task, stem, ending, |path| job.plan.dest.join(path).symlink_metadata().is_err()),
            OnConflict::Skip => {
                let reason = format!("another file stands at {} and was left alone", place.path);
                let line = job.line(&task.work, task.index, FileResult::Skipped, Some(reason), line.attempts);
                return Ok(Step { work, line, file: None });
            }
        }
    }
    line.path = Some(place.path.clone());
    let name = part.path().strip_prefix(&job.plan.dest).map(|name| name.to_string_lossy().replace('\\', "/"));
    let intent = Intent { part: name.unwrap_or_else(|_| numbered(&place.path, 1, "part")), replace, line: line.clone() };
    let note = job.journal()?.note(&intent)?;
    let target = job.plan.dest.join(&place.path);
    Ok(Step { work, line, file: Some(Complete { file, part, target, replace, note }) })
}
