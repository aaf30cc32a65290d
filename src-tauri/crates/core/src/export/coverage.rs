//! What an export covers: every call of the selection is counted, and every one that should have a recording in the
//! folder is there or has its reason.
//!
//! Whether a call *should* have been recorded is nowhere in the PBX's lists. What can be told honestly is this: it was
//! answered, somebody talked, and other calls of its extension, its queue or its dialled number are recorded in the range.

use std::{cmp::Reverse, collections::HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FileResult, ledger::Ledger, small_id::SmallId};
use crate::{
    call::{Call, CallStatus},
    catalogue::RecordedSides,
    error::Result,
    jobs::saturate,
    live::recording_may_come,
};

/// The word for a call that should have a recording and has none.
pub(crate) const NOT_RECORDED: &str = "not_recorded";
/// A tenant has some thousands of extensions; a list of more is no list of extensions.
const MOST_EXTENSIONS: usize = 10_000;
/// So many extensions are listed, those with most missing first.
const LISTED: usize = 100;

/// The account of one export: expected = recorded + not recorded, recorded = exported + the other gaps + not reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExportCoverage {
    /// Calls of the range, selected or not.
    pub in_range: u32,
    /// Calls of the selection.
    pub calls: u32,
    /// Of those: somebody or something picked up.
    pub answered: u32,
    /// Of those: recorded, or answered and talked where other calls are recorded.
    pub expected: u32,
    /// Of those: the PBX lists a recording.
    pub recorded: u32,
    /// Of those: every file is in the folder.
    pub exported: u32,
    /// The others, by reason.
    pub gaps: CoverageGaps,
    /// Recordings whose turn did not come, because the export was stopped.
    pub not_reached: u32,
    /// Extensions with expected calls, those with most missing first; at most a hundred.
    pub extensions: Vec<ExtensionCoverage>,
    /// Extensions with expected calls beyond those listed.
    pub more_extensions: u32,
}

/// Calls without a whole recording in the folder, by reason. A recording of several files counts once, by its first gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CoverageGaps {
    /// Expected, and the PBX lists no recording. No gap of the export: there was nothing to fetch.
    pub not_recorded: u32,
    /// Listed without any file.
    pub no_recording: u32,
    /// Listed, and no longer there.
    pub gone: u32,
    /// Not for this account.
    pub not_allowed: u32,
    /// Everything else.
    pub failed: u32,
    /// Kept from their place by other files.
    pub skipped: u32,
}

/// The account of one extension.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ExtensionCoverage {
    /// Its number; empty for calls from trunk to trunk.
    pub extension: String,
    /// Its name, as its last call has it.
    pub name: String,
    /// Its calls.
    pub calls: u32,
    /// Answered calls.
    pub answered: u32,
    /// Calls that should be recorded.
    pub expected: u32,
    /// Calls with a recording.
    pub recorded: u32,
    /// Calls whose recording is in the folder.
    pub exported: u32,
}

impl CoverageGaps {
    /// Each reason with its word and count.
    pub fn by_reason(&self) -> [(&'static str, u32); 6] {
        [
            (NOT_RECORDED, self.not_recorded),
            (FileResult::NoRecording.as_str(), self.no_recording),
            (FileResult::Gone.as_str(), self.gone),
            (FileResult::NotAllowed.as_str(), self.not_allowed),
            (FileResult::Failed.as_str(), self.failed),
            (FileResult::Skipped.as_str(), self.skipped),
        ]
    }

    /// All together.
    pub fn total(&self) -> u32 {
        self.by_reason().iter().map(|(_, count)| count).sum()
    }

    fn add(&mut self, result: FileResult) {
        let count = match result {
            FileResult::NoRecording => &mut self.no_recording,
            FileResult::Gone => &mut self.gone,
            FileResult::NotAllowed => &mut self.not_allowed,
            FileResult::Failed | FileResult::Done => &mut self.failed,
            FileResult::Skipped => &mut self.skipped,
        };
        *count += 1;
    }
}

impl ExtensionCoverage {
    /// Calls that should have a recording in the folder and have none.
    pub fn missing(&self) -> u32 {
        self.expected - self.exported
    }
}

/// Counts one call after the other.
pub(crate) struct Tally {
    sides: RecordedSides,
    as_of: Timestamp,
    all: ExportCoverage,
    extensions: HashMap<String, ExtensionCoverage>,
    fates: Fates,
}

/// The calls whose recordings are in the folder, and those whose recordings the PBX refuses.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fates {
    pub(crate) exported: Vec<SmallId>,
    pub(crate) not_allowed: Vec<SmallId>,
}

impl Tally {
    /// Of a range in which these are recorded, as it was then.
    pub(crate) fn new(sides: RecordedSides, as_of: Timestamp) -> Self {
        Self {
            sides,
            as_of,
            all: ExportCoverage::default(),
            extensions: HashMap::new(),
            fates: Fates::default(),
        }
    }

    /// Counts a call of the selection; the answer says why a call that should be recorded is missing.
    ///
    /// # Errors
    /// What reading the manifest says.
    pub(crate) fn add(&mut self, call: &Call, ledger: &Ledger) -> Result<Option<String>> {
        let mut fate = ExtensionCoverage {
            calls: 1,
            answered: u32::from(call.status == CallStatus::Answered),
            ..ExtensionCoverage::default()
        };
        let mut missing = None;
        if let Some(recording) = &call.recording_id {
            (fate.expected, fate.recorded) = (1, 1);
            if ledger.has_all(recording.as_str()) {
                fate.exported = 1;
                self.fates.exported.push(call.id.as_str().into());
            } else {
                match gap(ledger, recording.as_str())? {
                    Some(result) => {
                        self.all.gaps.add(result);
                        if result == FileResult::NotAllowed {
                            self.fates.not_allowed.push(call.id.as_str().into());
                        }
                    }
                    None => self.all.not_reached += 1,
                }
            }
        } else if let Some(why) = should_be_recorded(call, &self.sides, self.as_of) {
            fate.expected = 1;
            self.all.gaps.not_recorded += 1;
            missing = Some(why);
        }
        self.all.calls += fate.calls;
        self.all.answered += fate.answered;
        self.all.expected += fate.expected;
        self.all.recorded += fate.recorded;
        self.all.exported += fate.exported;
        self.add_to_extension(call, &fate);
        Ok(missing)
    }

    /// What became of the recordings of the calls that were counted.
    pub(crate) fn take_fates(&mut self) -> Fates {
        std::mem::take(&mut self.fates)
    }

    fn add_to_extension(&mut self, call: &Call, fate: &ExtensionCoverage) {
        if let Some(known) = self.extensions.get_mut(&call.extension) {
            known.calls += fate.calls;
            known.answered += fate.answered;
            known.expected += fate.expected;
            known.recorded += fate.recorded;
            known.exported += fate.exported;
            known.name.clone_from(&call.extension_name);
        } else if self.extensions.len() < MOST_EXTENSIONS {
            let fate = ExtensionCoverage {
                extension: call.extension.clone(),
                name: call.extension_name.clone(),
                ..fate.clone()
            };
            self.extensions.insert(call.extension.clone(), fate);
        }
    }

    /// The account, once every call of the selection is counted.
    pub(crate) fn total(self, in_range: u32) -> ExportCoverage {
        let mut extensions: Vec<_> = self
            .extensions
            .into_values()
            .filter(|one| one.expected > 0)
            .collect();
        extensions.sort_by(|a, b| {
            (Reverse(a.missing()), &a.extension).cmp(&(Reverse(b.missing()), &b.extension))
        });
        let more = extensions.len().saturating_sub(LISTED);
        extensions.truncate(LISTED);
        ExportCoverage {
            in_range,
            extensions,
            more_extensions: saturate(more as u64),
            ..self.all
        }
    }
}

/// Why a recording is not whole in the folder; `None` when nothing is known of it.
fn gap(ledger: &Ledger, recording: &str) -> Result<Option<FileResult>> {
    for saved in ledger.find_all(recording) {
        let line = saved.read()?;
        if line.held().is_none() {
            return Ok(Some(line.result));
        }
    }
    Ok(None)
}

/// What speaks for a recording of a call that has none; `None` when nothing does.
fn should_be_recorded(call: &Call, sides: &RecordedSides, as_of: Timestamp) -> Option<String> {
    if call.status != CallStatus::Answered || call.talk_s == 0 {
        return None;
    }
    let whose = if sides.extensions.contains(&call.extension) {
        format!("extension {}", call.extension)
    } else if sides.queues.contains(&call.queue) {
        format!("queue {}", call.queue)
    } else if sides.dids.contains(&call.did) {
        format!("the number {}", call.did)
    } else {
        return None;
    };
    let late = if recording_may_come(call, as_of) {
        "; it had just ended, and its recording may still come"
    } else {
        ""
    };
    Some(format!(
        "answered, and the PBX lists no recording; it lists some for other calls of {whose} in this range{late}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{disk::Disk, fixture, manifest::sample};

    fn call(id: &str, change: impl FnOnce(&mut Call)) -> Call {
        let mut call = fixture::call(id);
        change(&mut call);
        call
    }

    /// When no recording of these calls comes any more.
    fn later() -> Timestamp {
        "2026-11-03T00:00:00Z".parse().unwrap()
    }

    fn sides(extensions: &[&str], queues: &[&str], dids: &[&str]) -> RecordedSides {
        let set = |of: &[&str]| of.iter().map(|&one| one.to_owned()).collect();
        RecordedSides {
            extensions: set(extensions),
            queues: set(queues),
            dids: set(dids),
        }
    }

    fn ledger(folder: &std::path::Path) -> Ledger {
        let mut ledger = Ledger::open(&Disk::default(), folder, &mut |_| {}).unwrap();
        let mut skipped = sample("kept-out", 1, None);
        skipped.result = FileResult::Skipped;
        let lines = [
            sample("whole", 1, Some("a.wav")),
            sample("half", 1, Some("b.wav")),
            sample("half", 2, None),
            skipped,
        ];
        ledger.append(lines.iter()).unwrap();
        ledger
    }

    #[test]
    fn every_call_is_exported_or_has_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(folder.path());
        let mut tally = Tally::new(sides(&["101"], &[], &[]), later());
        let mut add = |call: Call| tally.add(&call, &ledger).unwrap();
        for id in ["whole", "half", "kept-out", "not reached"] {
            assert_eq!(add(call(id, |_| {})), None, "{id} is a matter of its file");
        }
        let why = add(call("silent", |call| call.recording_id = None));
        assert!(why.unwrap().contains("extension 101"));
        add(call("unanswered", |call| {
            call.recording_id = None;
            call.status = CallStatus::Unanswered;
            call.talk_s = 0;
        }));
        add(call("another's", |call| {
            call.recording_id = None;
            call.extension = "102".to_owned();
        }));
        let fates = tally.take_fates();
        assert_eq!(fates.exported, [SmallId::from("whole")]);
        assert_eq!(fates.not_allowed, [], "none of these was refused");
        let all = tally.total(9);
        assert_eq!(
            (all.in_range, all.calls, all.answered, all.expected),
            (9, 7, 6, 5)
        );
        assert_eq!((all.recorded, all.exported, all.not_reached), (4, 1, 1));
        let gaps = CoverageGaps {
            not_recorded: 1,
            gone: 1,
            skipped: 1,
            ..CoverageGaps::default()
        };
        assert_eq!(all.gaps, gaps);
        assert_eq!(
            all.expected,
            all.exported + all.gaps.total() + all.not_reached,
            "nothing is left without a reason"
        );
        let listed: Vec<_> = all
            .extensions
            .iter()
            .map(|one| (one.extension.as_str(), one.calls, one.missing()))
            .collect();
        assert_eq!(
            listed,
            [("101", 6, 4)],
            "nothing is expected of extension 102"
        );
    }

    #[test]
    fn a_recording_is_expected_where_others_are_recorded() {
        let silent = call("1", |call| call.recording_id = None);
        for (sides, expected) in [
            (sides(&["101"], &[], &[]), Some("extension 101")),
            (sides(&["102"], &["800"], &[]), Some("queue 800")),
            (sides(&[], &[], &["+6039999"]), Some("the number +6039999")),
            (sides(&["102"], &["801"], &["+603"]), None),
            (RecordedSides::default(), None),
        ] {
            let why = should_be_recorded(&silent, &sides, later());
            assert_eq!(why.is_some(), expected.is_some(), "{sides:?}");
            assert!(why.unwrap_or_default().contains(expected.unwrap_or("")));
        }
        let nobody = call("2", |call| {
            call.recording_id = None;
            call.extension.clear();
            call.queue.clear();
            call.did.clear();
        });
        let sides = sides(&["101"], &[], &[]);
        assert_eq!(should_be_recorded(&nobody, &sides, later()), None);
        let just_now = silent.ended.unwrap();
        let why = should_be_recorded(&silent, &sides, just_now).unwrap();
        assert!(why.contains("may still come"), "{why}");
    }

    #[test]
    fn the_extensions_with_most_missing_come_first_and_the_list_ends() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = ledger(folder.path());
        let mut tally = Tally::new(RecordedSides::default(), later());
        for number in 0..LISTED + 5 {
            let mut one = call("whole", |call| call.extension = format!("{number:04}"));
            tally.add(&one, &ledger).unwrap();
            if number == 60 {
                one.recording_id = Some("unknown".into());
                tally.add(&one, &ledger).unwrap();
            }
        }
        let all = tally.total(0);
        assert_eq!(all.extensions.len(), LISTED);
        assert_eq!(all.more_extensions, 5);
        assert_eq!(all.extensions[0].extension, "0060", "it misses one");
        assert_eq!(all.extensions[1].extension, "0000");
    }
}
