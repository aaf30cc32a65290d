//! Before the first transfer: the folder, the lock, what an interrupted run left, and the selection.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{
    board::Board,
    existing::Wanted,
    job::{Job, Parts},
    kept::Kept,
    publish::place,
};
use crate::{
    error::{Error, Result},
    export::{
        BYTES_PER_TALK_SECOND, ExportPhase, ExportPlan, ManifestLine, Side,
        disk::Disk,
        journal::{self, Journal},
        ledger::Ledger,
        lock::FolderLock,
        names::{Claims, Template},
        sha256_of,
        side::is_pair,
        small_id::SmallId,
    },
};

/// Kept free on the disk, so that a run that fills it can still write its manifest.
const RESERVE: usize = 1 << 20;
/// The file that keeps it.
pub(crate) const RESERVE_FILE: &str = ".tapedeck.reserve";

/// All that is needed to begin.
pub(super) struct Prepared {
    pub(super) job: Job,
    pub(super) wanted: Vec<Wanted>,
}

/// Takes the folder and finds out what there is to do: the calls with a recording, in order of start.
pub(super) fn prepare(
    plan: Arc<ExportPlan>,
    disk: Disk,
    board: Arc<Board>,
    stop: CancellationToken,
    started: Timestamp,
) -> Result<Prepared> {
    board.phase(ExportPhase::Preparing);
    let template = Template::parse(&plan.options.name_template)?;
    let folder = plan.dest.clone();
    make(&disk, &folder)?;
    let disk = disk.below(&folder);
    let lock = FolderLock::take(&folder)?;
    let interrupted = lock.interrupted || journal::exists(&folder);
    let mut claims = Claims::default();
    let mut ledger = Ledger::open(&disk, &folder, &mut |line| {
        if let Some((path, _)) = line.held() {
            claims.note(path, &line.key());
        }
    })?;
    let left = journal::left_behind(&folder);
    recover(&disk, &folder, &left, &mut ledger, &mut claims)?;
    let kept = if interrupted {
        Kept::gather(&disk, &folder)?
    } else {
        Kept::default()
    };
    let wanted = selection(&plan, &board, &ledger)?;
    let journal = Journal::open(&disk, &folder)?;
    let reserve = folder.join(RESERVE_FILE);
    let mut room = disk.create(&reserve)?;
    room.write_all(&vec![0x55; RESERVE])
        .map_err(|source| Error::io("written", &reserve, source))?;
    // The journal's own name must outlive the power before anything that it tells of has a name.
    disk.sync_folder(&folder)?;
    let job = Job::new(Parts {
        plan,
        started,
        template,
        stop,
        board,
        journal,
        ledger,
        kept,
        disk,
        claims,
        lock,
        reserve,
    });
    Ok(Prepared { job, wanted })
}

/// Makes the folder, and makes it survive power loss together with those above it that are new.
fn make(disk: &Disk, folder: &Path) -> Result<()> {
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_owned)
        .collect();
    disk.make_folders(folder)?;
    for made in missing {
        if let Some(above) = made.parent().filter(|above| above.is_dir()) {
            disk.sync_folder(above)?;
        }
    }
    Ok(())
}

/// The calls with a recording. Only their ids are kept: a million calls are some tens of megabytes.
fn selection(plan: &ExportPlan, board: &Board, ledger: &Ledger) -> Result<Vec<Wanted>> {
    let mut wanted = Vec::new();
    let (mut calls, mut talk_s) = (0, 0);
    plan.shelf
        .for_each(&plan.range, &plan.filter, &mut |call| {
            calls += 1;
            if let Some(recording) = call.recording_id
                && !(plan.only_missing && ledger.has_all(recording.as_str()))
            {
                talk_s += u64::from(call.talk_s);
                let other = recording.0 != call.id.0;
                wanted.push(Wanted {
                    call: SmallId::from(call.id.as_str()),
                    recording: other.then(|| Box::new(SmallId::from(recording.as_str()))),
                });
            }
            Ok(())
        })?;
    let expected = talk_s.saturating_mul(BYTES_PER_TALK_SECOND);
    board.expected.store(expected, Ordering::Relaxed);
    board.update(|progress| {
        progress.calls = calls;
        progress.recordings = wanted.len() as u64;
    });
    Ok(wanted)
}

/// Completes the steps that an interrupted run had noted: a complete part gets its name, a complete file its line.
fn recover(
    disk: &Disk,
    folder: &Path,
    left: &[journal::Intent],
    ledger: &mut Ledger,
    claims: &mut Claims,
) -> Result<()> {
    // Not to be stopped: what is not taken over now would be a stranger's file for the next run.
    let whole = CancellationToken::new();
    let mut adopted = Vec::new();
    for intent in left {
        let line = &intent.line;
        let Some((path, hash)) = line.held() else {
            continue;
        };
        let known = ledger.find(&line.recording_id, line.file_index);
        let known = known.map(|saved| saved.read()).transpose()?;
        if known.as_ref().and_then(|known| known.held()) == Some((path, hash)) {
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
                && place(disk, &part, &target, intent.replace).is_ok()
        };
        if in_place {
            disk.open(&target)?.sync()?;
            disk.sync_folder(target.parent().unwrap_or(folder))?;
            claims.note(path, &line.key());
            adopted.push(line.clone());
        }
    }
    ledger.append(adopted.iter())?;
    for intent in left {
        if let Some(old) = &intent.superseded
            && is_recorded(&intent.line, ledger)?
        {
            old.remove(disk, folder);
        }
    }
    tracing::info!(
        files = adopted.len(),
        "files of an interrupted run were taken over"
    );
    Ok(())
}

/// Whether a line stands in the manifest, and that of its right side with it.
fn is_recorded(line: &ManifestLine, ledger: &Ledger) -> Result<bool> {
    let found = |index| {
        let saved = ledger.find(&line.recording_id, index);
        saved.map(|saved| saved.read()).transpose()
    };
    let known = found(line.file_index)?;
    if known.as_ref().and_then(ManifestLine::held) != line.held() {
        return Ok(false);
    }
    if line.side != Some(Side::Left) {
        return Ok(true);
    }
    let right = found(line.file_count + line.file_index)?;
    Ok(right.is_some_and(|right| is_pair(line, &right)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::manifest::{self, sample};

    fn intent(path: &str, replace: bool) -> journal::Intent {
        journal::Intent {
            part: format!("{path}.part"),
            replace,
            line: sample("a", 1, Some(path)),
            superseded: None,
        }
    }

    /// The files that the manifest has after a recovery.
    fn recovered(folder: &Path, left: &[journal::Intent]) -> manifest::Lines {
        let disk = Disk::default();
        let mut ledger = Ledger::open(&disk, folder, &mut |_| {}).unwrap();
        recover(&disk, folder, left, &mut ledger, &mut Claims::default()).unwrap();
        manifest::read(folder).unwrap()
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
            Kept::gather(&Disk::default(), folder.path()).unwrap();
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
}
