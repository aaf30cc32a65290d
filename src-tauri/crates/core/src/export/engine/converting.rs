//! Converting what was fetched, and what lies in the folder as it came from the PBX: for another format nothing is fetched
//! again.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use audio::Content;

use super::{
    body::{Received, part_path},
    complete::{Finished, Place, describe, ending, joined, named, settle},
    job::{Job, Work},
    part::PartFile,
    publish::Step,
};
use crate::{
    error::Result,
    export::{
        Conversion, FileResult, ManifestLine, PART,
        convert::{self, Converted, Way},
        sha256_of,
    },
};

/// A file to be converted.
pub(super) struct Unconverted {
    pub(super) work: Arc<Work>,
    /// Which of its files.
    pub(super) index: u32,
    pub(super) attempts: u32,
    /// Its name without ending.
    pub(super) stem: String,
    pub(super) source: Source,
}

/// Where the bytes are that the PBX sent.
pub(super) enum Source {
    /// In a part.
    Received(Box<Received>),
    /// In the folder, as this line tells.
    InPlace(Box<ManifestLine>),
}

/// What became of it.
enum Made {
    File(Box<ManifestLine>, PartFile, Content),
    Kept(String),
    Stopped,
}

impl Unconverted {
    /// The step for the publisher; `None` when the export is stopped. Blocks, and takes long.
    pub(super) fn convert(self, job: &Job) -> Result<Option<Step>> {
        let mut line = job.line(
            &self.work,
            self.index,
            FileResult::Done,
            None,
            self.attempts,
        );
        let bench = Bench {
            job,
            work: &self.work,
            stem: &self.stem,
            asked: Conversion::of(&job.plan.options),
        };
        line.conversion = Some(bench.asked);
        match self.source {
            Source::Received(received) => bench.make_of_part(*received, line),
            Source::InPlace(old) => bench.make_in_place(&old, line),
        }
    }
}

/// Where a file is made, what it will be called, and how it is to be.
struct Bench<'a> {
    job: &'a Job,
    work: &'a Arc<Work>,
    stem: &'a str,
    asked: Conversion,
}

impl Bench<'_> {
    fn make_of_part(&self, received: Received, mut line: ManifestLine) -> Result<Option<Step>> {
        let source = received.part.name.path();
        let ending = ending(self.job.plan.options.audio, received.content);
        let mut made = line.clone();
        made.source_sha256 = Some(received.part.sha256.clone());
        made.reason.clone_from(&received.oddity);
        match self.make(source, beside(source, ending), made)? {
            Made::Stopped => Ok(None),
            Made::File(line, part, content) => self.settle(part, received.place, content, *line),
            Made::Kept(reason) => {
                let finished = Finished::original(received, Some(reason), &mut line);
                settle(self.job, self.work, self.stem, finished, line).map(Some)
            }
        }
    }

    fn make_in_place(&self, old: &ManifestLine, mut line: ManifestLine) -> Result<Option<Step>> {
        let (job, Some((path, sha256))) = (self.job, old.held()) else {
            return Ok(None);
        };
        let source = job.plan.dest.join(path);
        // What cannot even be probed says so when it is converted.
        let content = match audio::probe_path(&source) {
            Ok(probe) => match convert::way(&self.asked, &probe) {
                Way::AsItIs => return Ok(Some(self.stays(old, None))),
                Way::Kept(reason) => return Ok(Some(self.stays(old, Some(reason)))),
                Way::Convert => probe.content,
            },
            Err(_) => Content::Unknown,
        };
        let ending = ending(job.plan.options.audio, content);
        let place = named(job, self.work, old.file_index, self.stem, ending, |_| true)?;
        let target = part_path(job, &place);
        if let Some(folder) = target.parent() {
            job.disk.make_folders(folder)?;
        }
        line.source_sha256 = Some(sha256.to_owned());
        line.reason = oddity(old);
        match self.make(&source, target, line)? {
            Made::Stopped => Ok(None),
            Made::Kept(reason) => Ok(Some(self.stays(old, Some(reason)))),
            Made::File(line, part, content) => self.settle(part, place, content, *line),
        }
    }

    /// Makes the file and tells in its line what it is.
    fn make(&self, source: &Path, target: PathBuf, mut line: ManifestLine) -> Result<Made> {
        let job = self.job;
        let target = PartFile::new(&job.disk, target);
        let paths = (source, target.path());
        let probe = match convert::convert(paths, &self.asked, &line.call, &job.stop)? {
            Converted::Done(probe) => probe,
            Converted::Kept(reason) => return Ok(Made::Kept(reason)),
            Converted::Stopped => return Ok(Made::Stopped),
        };
        let Some((bytes, hash)) = sha256_of(target.path(), &job.stop)? else {
            return Ok(Made::Stopped);
        };
        line.bytes = Some(bytes);
        line.sha256 = Some(hash);
        describe(&mut line, &probe);
        Ok(Made::File(Box::new(line), target, probe.content))
    }

    /// The file in place is what there is.
    fn stays(&self, old: &ManifestLine, kept: Option<String>) -> Step {
        let line = ManifestLine {
            result: FileResult::Skipped,
            reason: joined(kept, oddity(old)),
            conversion: Some(self.asked),
            ..old.clone()
        };
        Step::gap(self.work, line)
    }

    fn settle(
        &self,
        part: PartFile,
        place: Place,
        content: Content,
        line: ManifestLine,
    ) -> Result<Option<Step>> {
        let finished = Finished {
            file: self.job.disk.open(part.path())?,
            part,
            place,
            content,
        };
        settle(self.job, self.work, self.stem, finished, line).map(Some)
    }
}

/// What was odd about a file when it came.
fn oddity(old: &ManifestLine) -> Option<String> {
    old.reason.clone().filter(|why| !convert::is_kept(why))
}

/// `x.wav.part` becomes `x.wav.mp3.part`: a name nobody else has.
fn beside(part: &Path, ending: &str) -> PathBuf {
    let mut name = part.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{ending}{PART}"));
    part.with_file_name(name)
}
