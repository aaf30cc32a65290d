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
    slot::Slot,
};
use crate::{
    error::Result,
    export::{
        Conversion, FileResult, ManifestLine, PART, Side, SoundChannels,
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

/// A file that was made.
struct MadeFile {
    side: Option<Side>,
    part: PartFile,
    place: Place,
    content: Content,
    line: ManifestLine,
}

/// What became of it.
enum Made {
    Files(Vec<MadeFile>),
    Kept(String),
    Stopped,
}

/// The right side comes first: the left one takes the place of the undivided file, which must not go before both are there.
const SPLIT: &[Option<Side>] = &[Some(Side::Right), Some(Side::Left)];
const UNDIVIDED: &[Option<Side>] = &[None];

impl Unconverted {
    /// The steps for the publisher, in this order; none when the export is stopped. Blocks, and takes long.
    pub(super) fn convert(self, job: &Job) -> Result<Vec<Step>> {
        let mut line = job.line(
            &self.work,
            self.index,
            FileResult::Done,
            None,
            self.attempts,
        );
        let slot = Slot {
            work: &self.work,
            number: self.index,
            side: None,
            stem: &self.stem,
        };
        let asked = Conversion::of(&job.plan.options);
        line.conversion = Some(asked);
        let bench = Bench { job, slot, asked };
        match self.source {
            Source::Received(received) => bench.make_of_part(*received, line),
            Source::InPlace(old) => bench.make_in_place(&old, line),
        }
    }
}

/// Where a file is made, which one it is, and how it is to be.
struct Bench<'a> {
    job: &'a Job,
    slot: Slot<'a>,
    asked: Conversion,
}

impl Bench<'_> {
    fn make_of_part(&self, received: Received, mut line: ManifestLine) -> Result<Vec<Step>> {
        let source = received.part.name.path();
        let mut made = line.clone();
        made.source_sha256 = Some(received.part.sha256.clone());
        made.reason.clone_from(&received.oddity);
        let sides = match convert::way(&self.asked, &received.probe) {
            Way::Split => SPLIT,
            _ => UNDIVIDED,
        };
        let ending = ending(self.job.plan.options.audio, received.content);
        match self.make(source, sides, (ending, made))? {
            Made::Stopped => Ok(Vec::new()),
            Made::Files(files) => self.settle(files),
            Made::Kept(reason) => {
                let finished = Finished::original(received, Some(reason), &mut line);
                settle(self.job, &self.slot, finished, line).map(|step| vec![step])
            }
        }
    }

    fn make_in_place(&self, old: &ManifestLine, mut line: ManifestLine) -> Result<Vec<Step>> {
        let (job, Some((path, sha256))) = (self.job, old.held()) else {
            return Ok(Vec::new());
        };
        let source = job.plan.dest.join(path);
        // What cannot even be probed says so when it is converted.
        let (content, sides) = match audio::probe_path(&source) {
            Ok(probe) => match convert::way(&self.asked, &probe) {
                Way::AsItIs => return Ok(vec![self.stays(old, None)]),
                Way::Kept(reason) => return Ok(vec![self.stays(old, Some(reason))]),
                Way::Convert => (probe.content, UNDIVIDED),
                Way::Split => (probe.content, SPLIT),
            },
            Err(_) => (Content::Unknown, UNDIVIDED),
        };
        let ending = ending(job.plan.options.audio, content);
        line.source_sha256 = Some(sha256.to_owned());
        line.reason = oddity(old);
        match self.make(&source, sides, (ending, line))? {
            Made::Stopped => Ok(Vec::new()),
            Made::Kept(reason) => Ok(vec![self.stays(old, Some(reason))]),
            Made::Files(files) => self.settle(files),
        }
    }

    /// Makes the file, or each side of it, and tells in its line what it is.
    fn make(
        &self,
        source: &Path,
        sides: &[Option<Side>],
        (ending, line): (&str, ManifestLine),
    ) -> Result<Made> {
        let job = self.job;
        let mut files = Vec::new();
        for &side in sides {
            let slot = Slot { side, ..self.slot };
            let place = named(job, &slot, ending, |_| true)?;
            let target = part_path(job, &place);
            if let Some(folder) = target.parent() {
                job.disk.make_folders(folder)?;
            }
            // Beside the part of what came, which may be called the same.
            let part = PartFile::new(&job.disk, beside(&target, ending));
            let mut line = line.clone();
            let recipe = convert::recipe(&self.asked, side, &line.call);
            let probe = match convert::convert((source, part.path()), &recipe, &job.stop)? {
                Converted::Done(probe) => probe,
                Converted::Kept(reason) => return Ok(Made::Kept(reason)),
                Converted::Stopped => return Ok(Made::Stopped),
            };
            let splits = self.asked.channels == SoundChannels::Split;
            if side.is_none() && splits && probe.channels == Some(2) {
                // Nothing but the samples could tell.
                return self.make(source, SPLIT, (ending, line));
            }
            let Some((bytes, hash)) = sha256_of(part.path(), &job.stop)? else {
                return Ok(Made::Stopped);
            };
            line.bytes = Some(bytes);
            line.sha256 = Some(hash);
            describe(&mut line, &probe);
            if side.is_none() && splits {
                let why = format!("not split: {}", convert::not_two(line.channels));
                line.reason = joined(Some(why), line.reason);
            }
            files.push(MadeFile {
                side,
                part,
                place,
                content: probe.content,
                line,
            });
        }
        Ok(Made::Files(files))
    }

    /// The file in place is what there is.
    fn stays(&self, old: &ManifestLine, kept: Option<String>) -> Step {
        let line = ManifestLine {
            result: FileResult::Skipped,
            reason: joined(kept, oddity(old)),
            conversion: Some(self.asked),
            ..old.clone()
        };
        Step::gap(self.slot.work, line)
    }

    fn settle(&self, files: Vec<MadeFile>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for file in files {
            let slot = Slot {
                side: file.side,
                ..self.slot
            };
            let finished = Finished {
                file: self.job.disk.open(file.part.path())?,
                part: file.part,
                place: file.place,
                content: file.content,
            };
            steps.push(settle(self.job, &slot, finished, file.line)?);
        }
        // A side whose place is taken is a gap, and the other one alone would be no recording.
        if let Some(gap) = steps.iter().position(|step| step.line.path.is_none()) {
            let gap = steps.swap_remove(gap);
            let notes = steps.iter().filter_map(Step::note);
            self.job.journal()?.settle(notes);
            return Ok(vec![gap]);
        }
        self.slot.work.adds(steps.len() as u32 - 1);
        Ok(steps)
    }
}

/// What was odd about a file when it came.
fn oddity(old: &ManifestLine) -> Option<String> {
    old.reason.clone().filter(|why| !convert::is_kept(why))
}

/// `x.mp3.part` becomes `x.mp3.mp3.part`: a name nobody else has.
fn beside(part: &Path, ending: &str) -> PathBuf {
    let mut name = part.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{ending}{PART}"));
    part.with_file_name(name)
}
