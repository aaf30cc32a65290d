//! From a received file to a step for the publisher: its name, a conversion if one is asked for, a stranger in the way.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use audio::Content;
use tokio_util::sync::CancellationToken;

use super::{
    blocking,
    body::Received,
    job::{Job, Work},
    part::PartFile,
    publish::{Complete, Step, Superseded},
    transfer::Task,
    trouble::Trouble,
};
use crate::{
    error::{Error, Result},
    export::{
        AudioFormat, FileResult, ManifestLine, OnConflict, PART, convert,
        disk::{Disk, DiskFile},
        journal::Intent,
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
    let place = named(
        job,
        &task.work,
        task.index,
        stem,
        ending(options.audio, content),
        |_| true,
    )
    .map_err(Trouble::Fatal)?;
    if place.conflict
        && options.on_conflict == OnConflict::Skip
        && options.audio == AudioFormat::Original
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

fn ending(format: AudioFormat, content: Content) -> &'static str {
    match format {
        AudioFormat::Original => content.extension(),
        AudioFormat::Wav => "wav",
        AudioFormat::Mp3 => "mp3",
        AudioFormat::Flac => "flac",
    }
}

/// The path of a file: the one it had before, else the first free name.
fn named(
    job: &Job,
    work: &Work,
    index: u32,
    stem: &str,
    ending: &str,
    free: impl Fn(&str) -> bool,
) -> Result<Place> {
    let known = job
        .line_of(&work.id, index)?
        .and_then(|line| line.held().map(|(path, _)| path.to_owned()));
    if let Some(path) = known.filter(|path| ends_in(path, ending)) {
        return Ok(Place {
            path,
            ours: true,
            conflict: false,
        });
    }
    let key = (work.id.clone(), index);
    let path = job.claims().take(stem, index, ending, &key, free);
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

/// Converts if asked, settles a conflict, and notes the file in the journal.
pub(super) async fn complete(
    job: &Arc<Job>,
    task: &Task,
    attempts: u32,
    stem: &str,
    received: Received,
) -> Result<Step> {
    let (shared, stem) = (Arc::clone(job), stem.to_owned());
    let (work, index) = (Arc::clone(&task.work), task.index);
    let format = job.plan.options.audio;
    let probe = &received.probe;
    let as_it_is = convert::is_wanted(format, Some(probe.content.as_str()), probe.codec.as_deref());
    let finish = move || {
        let mut line = shared.line(&work, index, FileResult::Done, None, attempts);
        let finished = if as_it_is {
            Finished::original(received, &mut line)
        } else {
            Finished::converted(&shared.disk, received, format, &mut line)?
        };
        settle(&shared, &work, &stem, finished, line)
    };
    // Only what is quick may hold up a transfer thread.
    if as_it_is {
        finish()
    } else {
        blocking("converting the recording", finish).await?
    }
}

/// A file as it will stay.
struct Finished {
    file: DiskFile,
    part: PartFile,
    place: Place,
    content: Content,
}

impl Finished {
    fn original(received: Received, line: &mut ManifestLine) -> Self {
        line.bytes = Some(received.part.bytes);
        line.sha256 = Some(received.part.sha256);
        line.reason = received.oddity;
        describe(line, &received.probe);
        Self {
            file: received.part.file,
            part: received.part.name,
            place: received.place,
            content: received.content,
        }
    }

    fn converted(
        disk: &Disk,
        received: Received,
        format: AudioFormat,
        line: &mut ManifestLine,
    ) -> Result<Self> {
        let source = received.part.name.path();
        let target = PartFile::new(disk, beside(source, ending(format, received.content)));
        if let Some(reason) = convert::convert(source, target.path(), format)? {
            let kept = Self::original(received, line);
            line.reason = Some(match line.reason.take() {
                Some(oddity) => format!("{reason}; {oddity}"),
                None => reason,
            });
            return Ok(kept);
        }
        let Some((bytes, hash)) = sha256_of(target.path(), &CancellationToken::new())? else {
            return Err(Error::Internal {
                doing: "converting the recording",
            });
        };
        line.bytes = Some(bytes);
        line.sha256 = Some(hash);
        line.source_sha256 = Some(received.part.sha256);
        line.reason = received.oddity;
        let probe = audio::probe_path(target.path())?;
        describe(line, &probe);
        Ok(Self {
            file: disk.open(target.path())?,
            part: target,
            place: received.place,
            content: probe.content,
        })
    }
}

/// `x.wav.part` becomes `x.wav.mp3.part`: a name nobody else has.
fn beside(part: &Path, ending: &str) -> PathBuf {
    let mut name = part.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{ending}{PART}"));
    part.with_file_name(name)
}

fn describe(line: &mut ManifestLine, probe: &audio::Probe) {
    line.content = Some(probe.content.as_str().to_owned());
    line.codec.clone_from(&probe.codec);
    line.sample_rate = probe.sample_rate;
    line.channels = probe.channels;
    line.audio_ms = probe.duration_ms;
}

/// The last questions: the right ending, a stranger in the way, and the note in the journal.
fn settle(
    job: &Job,
    work: &Arc<Work>,
    stem: &str,
    finished: Finished,
    mut line: ManifestLine,
) -> Result<Step> {
    let Finished {
        file,
        part,
        mut place,
        content,
    } = finished;
    let (ending, index) = (content.extension(), line.file_index);
    if !ends_in(&place.path, ending) {
        // It stayed original although another format was asked.
        place = named(job, work, index, stem, ending, |_| true)?;
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
            OnConflict::Rename => place = named(job, work, index, stem, ending, free)?,
            OnConflict::Skip => {
                let reason = format!("another file stands at {} and was left alone", place.path);
                return Ok(Step::gap(
                    work,
                    job.line(
                        work,
                        index,
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
            path: job.plan.dest.join(old),
            sha256: sha256.to_owned(),
        }))
}
