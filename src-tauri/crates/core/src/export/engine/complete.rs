//! From a received file to a step for the publisher: its name, whether it is to be converted, a stranger in the way.

use std::{fs, sync::Arc};

use audio::Content;
use tokio_util::sync::CancellationToken;

use super::{
    body::Received,
    converting::{Source, Unconverted},
    job::Job,
    part::PartFile,
    publish::{Complete, Step},
    slot::Slot,
    transfer::Task,
    trouble::Trouble,
};
use crate::{
    error::Result,
    export::{
        AudioFormat, Conversion, FileResult, ManifestLine, OnConflict,
        convert::{self, Way},
        disk::DiskFile,
        journal::{Intent, Superseded},
        sha256_of,
    },
};

/// Where a file goes.
pub(super) struct Place {
    /// Below the folder, with `/`.
    pub(super) path: String,
    /// Ours stands there: it is replaced.
    ours: bool,
    /// A stranger's stands there.
    conflict: bool,
}

/// Chooses the place of a file by its first bytes. A stranger of another size is known to be another file.
pub(super) fn choose(
    job: &Job,
    task: &Task,
    stem: &str,
    content: Content,
    length: Option<u64>,
) -> std::result::Result<Place, Trouble> {
    let options = &job.plan.options;
    let slot = task.slot(stem);
    let place = named(job, &slot, ending(options.audio, content), |_| true);
    let place = place.map_err(Trouble::Fatal)?;
    if place.conflict
        && options.on_conflict == OnConflict::Skip
        && Conversion::of(options).is_none()
    {
        let there = fs::symlink_metadata(job.plan.dest.join(&place.path))
            .map(|meta| meta.len())
            .ok();
        if length.is_some() && length != there {
            return Err(Trouble::Conflict { path: place.path });
        }
    }
    Ok(place)
}

/// The ending of a file that came as `content`, if the conversion succeeds.
pub(super) fn ending(format: AudioFormat, content: Content) -> &'static str {
    match format {
        AudioFormat::Original => content.extension(),
        AudioFormat::Wav => "wav",
        AudioFormat::Mp3 => "mp3",
        AudioFormat::Flac => "flac",
    }
}

/// The path of a file: the one it had before, else the first free name.
pub(super) fn named(
    job: &Job,
    slot: &Slot<'_>,
    ending: &str,
    free: impl Fn(&str) -> bool,
) -> Result<Place> {
    let (id, index) = (&slot.work.id, slot.index());
    let known = job
        .line_of(id, index)?
        .filter(|line| line.side == slot.side)
        .and_then(|line| line.held().map(|(path, _)| path.to_owned()));
    if let Some(path) = known.filter(|path| ends_in(path, ending)) {
        return Ok(Place {
            path,
            ours: true,
            conflict: false,
        });
    }
    let key = (id.clone(), index);
    let path = job
        .claims()
        .take(&slot.name(), slot.number, ending, &key, free);
    let conflict = job.plan.dest.join(&path).symlink_metadata().is_ok();
    Ok(Place {
        path,
        ours: false,
        conflict,
    })
}

fn ends_in(path: &str, ending: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, found)| found == ending)
}

/// What is left to do with a file that came.
pub(super) enum Completed {
    /// To be named.
    Step(Box<Step>),
    /// To be converted first, which takes long.
    Unconverted(Box<Unconverted>),
}

/// Notes the file in the journal if it stays as it is. Quick: only that may hold up a transfer thread.
pub(super) fn complete(
    job: &Job,
    task: &Task,
    attempts: u32,
    stem: &str,
    received: Received,
) -> Result<Completed> {
    let asked = Conversion::of(&job.plan.options);
    let kept = match convert::way(&asked, &received.probe) {
        Way::AsItIs => None,
        Way::Kept(reason) => Some(reason),
        Way::Convert | Way::Split => {
            return Ok(Completed::Unconverted(Box::new(Unconverted {
                work: Arc::clone(&task.work),
                index: task.index,
                attempts,
                stem: stem.to_owned(),
                source: Source::Received(Box::new(received)),
            })));
        }
    };
    let mut line = job.line(&task.work, task.index, FileResult::Done, None, attempts);
    let finished = Finished::original(received, kept, &mut line);
    line.conversion = Some(asked).filter(|asked| !asked.is_none());
    let step = settle(job, &task.slot(stem), finished, line)?;
    Ok(Completed::Step(Box::new(step)))
}

/// A file as it will stay.
pub(super) struct Finished {
    pub(super) file: DiskFile,
    pub(super) part: PartFile,
    pub(super) place: Place,
    pub(super) content: Content,
}

impl Finished {
    /// The bytes as they came, and why they were not converted.
    pub(super) fn original(
        received: Received,
        kept: Option<String>,
        line: &mut ManifestLine,
    ) -> Self {
        line.bytes = Some(received.part.bytes);
        line.sha256 = Some(received.part.sha256);
        line.reason = joined(kept, received.oddity);
        describe(line, &received.probe);
        Self {
            file: received.part.file,
            part: received.part.name,
            place: received.place,
            content: received.content,
        }
    }
}

/// Two reasons in one.
pub(super) fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}; {second}")),
        (first, second) => first.or(second),
    }
}

pub(super) fn describe(line: &mut ManifestLine, probe: &audio::Probe) {
    line.content = Some(probe.content.as_str().to_owned());
    line.codec.clone_from(&probe.codec);
    line.sample_rate = probe.sample_rate;
    line.channels = probe.channels;
    line.audio_ms = probe.duration_ms;
}

/// The last questions: the right ending, a stranger in the way, and the note in the journal.
pub(super) fn settle(
    job: &Job,
    slot: &Slot<'_>,
    finished: Finished,
    mut line: ManifestLine,
) -> Result<Step> {
    let Finished {
        file,
        part,
        mut place,
        content,
    } = finished;
    let (work, ending) = (slot.work, content.extension());
    line.file_index = slot.index();
    line.side = slot.side;
    if !ends_in(&place.path, ending) {
        // It stayed original although another format was asked.
        place = named(job, slot, ending, |_| true)?;
    }
    let mut replace = place.ours;
    if place.conflict {
        let there = sha256_of(&job.plan.dest.join(&place.path), &CancellationToken::new());
        if matches!(&there, Ok(Some((_, hash))) if Some(hash) == line.sha256.as_ref()) {
            line.result = FileResult::Skipped;
            line.path = Some(place.path);
            return Ok(Step::gap(work, line));
        }
        let free = |path: &str| job.plan.dest.join(path).symlink_metadata().is_err();
        match job.plan.options.on_conflict {
            OnConflict::Overwrite => replace = true,
            OnConflict::Rename => place = named(job, slot, ending, free)?,
            OnConflict::Skip => {
                let reason = format!("another file stands at {} and was left alone", place.path);
                return Ok(Step::gap(
                    work,
                    job.line(
                        work,
                        slot.number,
                        FileResult::Skipped,
                        Some(reason),
                        line.attempts,
                    ),
                ));
            }
        }
    }
    let superseded = superseded(job, &line, &place.path)?;
    line.path = Some(place.path.clone());
    let name = part
        .path()
        .strip_prefix(&job.plan.dest)
        .unwrap_or(part.path());
    let intent = Intent {
        part: name.to_string_lossy().replace('\\', "/"),
        replace,
        line: line.clone(),
        superseded: superseded.clone(),
    };
    let note = job.journal()?.note(&intent)?;
    let target = job.plan.dest.join(&place.path);
    Ok(Step {
        work: Arc::clone(work),
        line,
        file: Some(Complete {
            file,
            part,
            target,
            replace,
            note,
            superseded,
        }),
    })
}

/// Our own file in another format, which this one takes the place of.
fn superseded(job: &Job, line: &ManifestLine, path: &str) -> Result<Option<Superseded>> {
    let old = job.line_of(&line.recording_id, line.file_index)?;
    let held = old.as_ref().and_then(ManifestLine::held);
    Ok(held
        .filter(|(old, _)| *old != path)
        .map(|(old, sha256)| Superseded {
            path: old.to_owned(),
            sha256: sha256.to_owned(),
        }))
}
