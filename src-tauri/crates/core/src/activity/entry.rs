//! One line: what happened, its place in the chain, and the hash of both.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{catalogue::AccountKey, export::hex, jobs::JobOutcome};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ActivityAction {
    /// A recording was opened to be played.
    Played,
    /// An export began to fetch.
    ExportStarted,
    /// It ended, however it ended.
    ExportFinished,
    /// The log itself: what a crash or somebody left of its end was put in order.
    Mended,
    /// The log itself: its oldest lines were removed, as it may only grow so much.
    Trimmed,
}

impl ActivityAction {
    /// The word in the log and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Played => "played",
            Self::ExportStarted => "export_started",
            Self::ExportFinished => "export_finished",
            Self::Mended => "mended",
            Self::Trimmed => "trimmed",
        }
    }
}

/// Something that happened, before it has a place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityEvent {
    /// What was done.
    pub action: ActivityAction,
    /// By whom; `None` for what the log does itself.
    pub account: Option<AccountKey>,
    /// The call that was played.
    pub call: Option<String>,
    /// Where an export went.
    pub folder: Option<String>,
    /// Recordings of an export that are settled, and files or recordings that are missing.
    pub counts: Option<(u32, u32)>,
    /// How it ended.
    pub outcome: Option<JobOutcome>,
    /// More, in words.
    pub note: Option<String>,
}

impl ActivityEvent {
    /// With nothing but what was done, and by whom.
    pub fn new(action: ActivityAction, account: Option<AccountKey>) -> Self {
        Self {
            action,
            account,
            call: None,
            folder: None,
            counts: None,
            outcome: None,
            note: None,
        }
    }
}

/// A line of the log. Absent facts are `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ActivityEntry {
    /// Its number, from 1.
    pub seq: u32,
    /// RFC 3339, UTC.
    pub at: String,
    /// What was done.
    pub action: ActivityAction,
    /// Address of the PBX.
    pub server: String,
    /// SIP domain.
    pub domain: String,
    /// User name.
    pub user: String,
    /// The call that was played.
    pub call: Option<String>,
    /// Where an export went.
    pub folder: Option<String>,
    /// Recordings of an export that are settled.
    pub recordings: Option<u32>,
    /// Files or recordings of an export that are missing.
    pub missing: Option<u32>,
    /// How an export ended.
    pub outcome: Option<JobOutcome>,
    /// More, in words.
    pub note: Option<String>,
    /// Of a trimmed log: its first line is this one, or an earlier one.
    pub first: Option<u32>,
    /// Hash of the line before; empty before the first.
    pub previous: String,
    /// SHA-256 of this line with nothing between these last quotes.
    pub hash: String,
}

/// What a line ends in, without its hash.
const END: &[u8] = br#""hash":""}"#;
/// After the hash.
const CLOSE: &[u8] = br#""}"#;
const HASH: usize = 64;

impl ActivityEntry {
    /// An entry that follows another one; not sealed yet.
    pub(super) fn new(at: jiff::Timestamp, event: ActivityEvent, after: &Place) -> Self {
        let account = event.account.unwrap_or(AccountKey {
            server: String::new(),
            domain: String::new(),
            user: String::new(),
        });
        Self {
            seq: after.seq + 1,
            at: at.to_string(),
            action: event.action,
            server: account.server,
            domain: account.domain,
            user: account.user,
            call: event.call,
            folder: event.folder,
            recordings: event.counts.map(|(recordings, _)| recordings),
            missing: event.counts.map(|(_, missing)| missing),
            outcome: event.outcome,
            note: event.note,
            first: None,
            previous: after.hash.clone(),
            hash: String::new(),
        }
    }

    /// The line with its hash and its end, and where it stands.
    pub(super) fn sealed(&self) -> serde_json::Result<(Vec<u8>, Place)> {
        let mut line = serde_json::to_vec(self)?;
        let hash = hex(&Sha256::digest(&line));
        line.truncate(line.len() - CLOSE.len());
        line.extend_from_slice(hash.as_bytes());
        line.extend_from_slice(CLOSE);
        line.push(b'\n');
        let place = Place {
            seq: self.seq,
            hash,
        };
        Ok((line, place))
    }

    /// Reads a line, without its end; `None` when any byte of it is not as it was written.
    pub(super) fn unsealed(line: &[u8]) -> Option<Self> {
        let body = line.strip_suffix(CLOSE)?;
        let (body, hash) = body.split_at_checked(body.len().checked_sub(HASH)?)?;
        let empty = [body, CLOSE].concat();
        let right = empty.ends_with(END) && hex(&Sha256::digest(&empty)).as_bytes() == hash;
        right.then(|| serde_json::from_slice(line).ok()).flatten()
    }
}

/// The end of the log: its last line's number and hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) seq: u32,
    pub(super) hash: String,
}

impl From<&ActivityEntry> for Place {
    fn from(entry: &ActivityEntry) -> Self {
        Self {
            seq: entry.seq,
            hash: entry.hash.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_only_with_every_byte_of_it() {
        let event = ActivityEvent {
            call: Some("878 \"x\"".to_owned()),
            ..ActivityEvent::new(ActivityAction::Played, None)
        };
        let at = "2026-11-25T10:00:00Z".parse().unwrap();
        let (line, place) = ActivityEntry::new(at, event, &Place::default())
            .sealed()
            .unwrap();
        let line = line.strip_suffix(b"\n").unwrap();
        let entry = ActivityEntry::unsealed(line).unwrap();
        assert_eq!(Place::from(&entry), place);
        for at in 0..line.len() {
            let mut wrong = line.to_vec();
            wrong[at] ^= 1;
            assert_eq!(ActivityEntry::unsealed(&wrong), None, "byte {at}");
            assert_eq!(ActivityEntry::unsealed(&line[..at]), None, "cut at {at}");
        }
    }
}
