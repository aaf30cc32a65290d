//! Before the first transfer: the folder, the lock, what an interrupted run left, and the selection.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use tokio_util::sync::CancellationToken;

use super::{
    existing::Wanted,
    job::{Board, Job, Parts},
    publish::place,
};
use crate::{
    error::{Error, Result},
    export::{
        ExportPhase, ExportPlan, PART, TEMPORARY,
        journal::{self, Journal},
        lock::FolderLock,
        manifest::{self, Appender, Lines},
        names::{Claims, Template},
        sha256_of,
    },
};

/// Kept free on the disk, so that a run that fills it can still write its manifest.
const RESERVE: usize = 1 << 20;
/// The file that keeps it.
pub(crate) const RESERVE_FILE: &str = ".tapedeck.reserve";

/// All that is needed to begin.
pub(super) struct Prepared {
    pub(super) job: Job,
    pub(super) appender: Appender,
    pub(super) wanted: Vec<Wanted>,
}

/// Takes the folder and finds out what there is to do: the calls with a recording, in order of start.
pub(super) fn prepare(plan: ExportPlan, board: Board, stop: CancellationToken) -> Result<Prepared> {
    board.phase(ExportPhase::Preparing);
    let template = Template::parse(&plan.options.name_template)?;
    let folder = plan.dest.clone();
    fs::create_dir_all(&folder).map_err(|source| Error::io("created", &folder, source))?;
    let lock = FolderLock::take(&folder)?;
    let mut lines = manifest::read(&folder)?;
    let mut appender = Appender::open(&folder)?;
    let left = journal::left_behind(&folder);
    recover(&folder, &left, &mut lines, &mut appender)?;
    if lock.interrupted || !left.is_empty() {
        sweep(&folder, 0)?;
    }
    let wanted = selection(&plan, &board)?;
    let journal = Journal::open(&folder)?;
    let reserve = folder.join(RESERVE_FILE);
    let kept = File::create(&reserve).and_then(|mut file| file.write_all(&vec![0x55; RESERVE]));
    kept.map_err(|source| Error::io("written", &reserve, source))?;
    let mut claims = Claims::default();
    for (key, line) in &lines {
        if let Some((path, _)) = line.held() {
            claims.note(path, key);
        }
    }
    let job = Job::new(Parts {
        plan,
        template,
        stop,
        board,
        journal,
        lines,
        claims,
        lock,
        reserve,
    });
    Ok(Prepared {
        job,
        appender,
        wanted,
    })
}

/// The calls with a recording. Only their ids are kept: a million calls are some tens of megabytes.
fn selection(plan: &ExportPlan, board: &Board) -> Result<Vec<Wanted>> {
    let mut wanted = Vec::new();
    let mut calls = 0;
    plan.shelf
        .for_each(&plan.range, &plan.filter, &mut |call| {
            calls += 1;
            if let Some(recording) = call.recording_id {
                let other = recording.0 != call.id.0;
                wanted.push(Wanted {
                    call: call.id,
                    recording: other.then_some(recording),
                });
            }
            Ok(())
        })?;
    board.update(|progress| {
        progress.calls = calls;
        progress.recordings = wanted.len() as u64;
    });
    Ok(wanted)
}

/// Completes the steps that an interrupted run had noted: a complete part gets its name, a complete file its line.
fn recover(
    folder: &Path,
    left: &[journal::Intent],
    lines: &mut Lines,
    appender: &mut Appender,
) -> Result<()> {
    // Not to be stopped: what is not taken over now would be a stranger's file for the next run.
    let whole = CancellationToken::new();
    let mut adopted = Vec::new();
    for intent in left {
        let line = &intent.line;
        let Some((path, hash)) = line.held() else {
            continue;
        };
        if lines.get(&line.key()).and_then(|known| known.held()) == Some((path, hash)) {
            continue;
        }
        let (part, target) = (folder.join(&intent.part), folder.join(path));
        let right = |file: &Path| {
            file.is_file()
                && matches!(sha256_of(file, &whole), Ok(Some((_, found))) if found == hash)
        };
        let in_place = if right(&target) {
            true
        } else {
            right(&part)
                && (intent.replace || !target.exists())
                && place(&part, &target, intent.replace).is_ok()
        };
        if in_place {
            File::open(&target)
                .and_then(|file| file.sync_all())
                .map_err(|source| Error::io("written", &target, source))?;
            crate::files::sync_parent(&target)?;
            adopted.push(line.clone());
        }
    }
    appender.append(adopted.iter())?;
    tracing::info!(
        files = adopted.len(),
        "files of an interrupted run were taken over"
    );
    lines.extend(adopted.into_iter().map(|line| (line.key(), line)));
    Ok(())
}

/// How deep a name template is looked into.
const DEEPEST: u32 = 16;

/// Removes what a killed run left: half files and half tables. Only names that no person gives a file are touched.
fn sweep(folder: &Path, depth: u32) -> Result<()> {
    let failed = |source| Error::io("read", folder, source);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && depth < DEEPEST {
            sweep(&entry.path(), depth + 1)?;
        } else if kind.is_file() && entry.file_name().to_str().is_some_and(is_leftover) {
            fs::remove_file(entry.path())
                .map_err(|source| Error::io("removed", entry.path(), source))?;
        }
    }
    Ok(())
}

/// Whether a name is that of a part or a temporary file of ours.
pub(crate) fn is_leftover(name: &str) -> bool {
    let audio = |name: &str| {
        name.rsplit_once('.').is_some_and(|(_, ending)| {
            matches!(
                ending,
                "wav" | "mp3" | "amr" | "awb" | "mp4" | "flac" | "ogg"
            )
        })
    };
    name.ends_with(TEMPORARY) || name.strip_suffix(PART).is_some_and(audio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::manifest::sample;

    fn intent(path: &str, replace: bool) -> journal::Intent {
        journal::Intent {
            part: format!("{path}.part"),
            replace,
            line: sample("a", 1, Some(path)),
        }
    }

    fn recovered(folder: &Path, left: &[journal::Intent]) -> Lines {
        let mut lines = manifest::read(folder).unwrap();
        let mut appender = Appender::open(folder).unwrap();
        recover(folder, left, &mut lines, &mut appender).unwrap();
        assert_eq!(
            lines,
            manifest::read(folder).unwrap(),
            "what is taken over is in the manifest"
        );
        lines
    }

    #[test]
    fn a_step_is_completed_wherever_it_was_interrupted() {
        for (part, target, taken) in [
            (Some("abc"), None, true),
            (None, Some("abc"), true),
            (Some("abc"), Some("abc"), true),
            (Some("ab"), None, false),
            (None, None, false),
            (Some("abc"), Some("a stranger's"), false),
        ] {
            let folder = tempfile::tempdir().unwrap();
            if let Some(text) = part {
                fs::write(folder.path().join("x.wav.part"), text).unwrap();
            }
            if let Some(text) = target {
                fs::write(folder.path().join("x.wav"), text).unwrap();
            }
            let lines = recovered(folder.path(), &[intent("x.wav", false)]);
            assert_eq!(!lines.is_empty(), taken, "{part:?} {target:?}");
            if taken {
                assert_eq!(fs::read(folder.path().join("x.wav")).unwrap(), b"abc");
            }
            sweep(folder.path(), 0).unwrap();
            assert!(!folder.path().join("x.wav.part").exists());
        }
    }

    #[test]
    fn a_damaged_file_is_replaced_when_that_was_the_step() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x.wav"), "damaged").unwrap();
        fs::write(folder.path().join("x.wav.part"), "abc").unwrap();
        assert_eq!(recovered(folder.path(), &[intent("x.wav", true)]).len(), 1);
        assert_eq!(fs::read(folder.path().join("x.wav")).unwrap(), b"abc");
    }

    #[test]
    fn only_our_leftovers_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("d")).unwrap();
        for name in [
            "d/a.wav.part",
            "calls.csv.tapedeck.tmp",
            "film.part",
            "d/a.wav",
            "notes.txt",
        ] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        sweep(folder.path(), 0).unwrap();
        let left: Vec<bool> = [
            "d/a.wav.part",
            "calls.csv.tapedeck.tmp",
            "film.part",
            "d/a.wav",
            "notes.txt",
        ]
        .iter()
        .map(|name| folder.path().join(name).exists())
        .collect();
        assert_eq!(left, [false, false, true, true, true]);
    }
}
