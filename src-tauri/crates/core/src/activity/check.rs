//! Whether the log is as it was written.

use serde::{Deserialize, Serialize};

use super::{
    entry::{ActivityEntry, Place},
    file::{Log, lines_of},
};
use crate::{error::Result, jobs::saturate};

/// So many problems are told one by one.
const LISTED: usize = 100;

/// What a check of the log found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ActivityCheck {
    /// Lines that were read.
    pub lines: u32,
    /// What is not as it was written, in words; the first hundred.
    pub problems: Vec<String>,
}

/// The chain so far.
#[derive(Default)]
struct Chain {
    found: ActivityCheck,
    /// The line before; `None` before the first, and after one that cannot be trusted.
    before: Option<Place>,
    /// The number that comes next, where that is known.
    next: Option<u32>,
    first: Option<u32>,
    /// From which line on a trimmed log begins.
    trimmed: u32,
    /// The hash of the line that the head names, once that line was read.
    of_head: Option<String>,
}

/// Reads every line.
pub(super) fn check(log: &Log) -> Result<ActivityCheck> {
    let files = log.files()?;
    let head = log.head();
    if files.is_empty() && head.is_none() {
        return Ok(ActivityCheck::default());
    }
    let _alone = log.lock()?;
    // Once more: what was written meanwhile belongs to it.
    let (files, head) = (log.files()?, log.head());
    let mut chain = Chain::default();
    let mut lines = 0_u64;
    for path in &files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut number = 0;
        lines_of(path, &mut |line| {
            number += 1;
            lines += 1;
            let entry = line.strip_suffix(b"\n").and_then(ActivityEntry::unsealed);
            match entry {
                Some(entry) => chain.add(&entry, head.as_ref()),
                None if line.ends_with(b"\n") => {
                    chain.broken(format!("line {number} of {name} was changed"));
                }
                None => chain.broken(format!("{name} ends in a line that is not whole")),
            }
            Ok(())
        })?;
    }
    chain.end(head.as_ref());
    chain.found.lines = saturate(lines);
    Ok(chain.found)
}

impl Chain {
    fn tell(&mut self, problem: String) {
        if self.found.problems.len() < LISTED {
            self.found.problems.push(problem);
        }
    }

    fn broken(&mut self, problem: String) {
        self.tell(problem);
        self.before = None;
        // Were it the first one, its number is not known.
        self.first.get_or_insert(0);
        self.next = self.next.map(|next| next + 1);
    }

    fn add(&mut self, entry: &ActivityEntry, head: Option<&Place>) {
        let seq = entry.seq;
        match (self.next, &self.before) {
            (Some(next), _) if seq > next => {
                self.tell(format!("lines {next} to {} are missing", seq - 1));
            }
            (Some(next), _) if seq < next => {
                self.tell(format!("line {seq} stands where line {next} should"));
            }
            (_, Some(before)) if before.hash != entry.previous => {
                self.tell(format!("line {seq} does not follow the one before it"));
            }
            (None, _) if seq == 1 && !entry.previous.is_empty() => {
                self.tell("line 1 is not the first one".to_owned());
            }
            _ => {}
        }
        self.first.get_or_insert(seq);
        self.trimmed = self.trimmed.max(entry.first.unwrap_or(0));
        if head.is_some_and(|head| head.seq == seq) {
            self.of_head = Some(entry.hash.clone());
        }
        self.before = Some(entry.into());
        self.next = Some(seq + 1);
    }

    fn end(&mut self, head: Option<&Place>) {
        if let Some(first) = self.first.filter(|first| *first > self.trimmed.max(1)) {
            self.tell(format!("lines before {first} are missing"));
        }
        let last = self.next.map_or(0, |next| next - 1);
        match (head, &self.of_head) {
            (Some(head), None) if head.seq > last => {
                self.tell(format!("lines {} to {} are missing", last + 1, head.seq));
            }
            (Some(head), Some(hash)) if *hash != head.hash => {
                self.tell(format!("line {} is not the one that was written", head.seq));
            }
            (None, _) if last > 0 => {
                self.tell("activity.head, which knows the last line, is missing".to_owned());
            }
            _ => {}
        }
    }
}
