//! Which file a path belongs to, so that no two recordings share one on any system.

use std::{borrow::Cow, collections::HashMap};

use super::fold;
use crate::ids::RecordingId;

/// The file of a recording: its id and the place in its list, from 1.
pub(crate) type FileKey = (RecordingId, u32);

/// Names in the folder that are ours and no recording's.
const OWN: [&str; 7] = [
    "calls.csv",
    "calls.xlsx",
    "calls.jsonl",
    "manifest.jsonl",
    "sha256sums",
    "export.json",
    ".tapedeck.lock",
];

/// Paths and their owners, compared as Windows and macOS compare them.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    owners: HashMap<String, FileKey>,
}

impl Claims {
    /// Notes a path that is taken already.
    pub(crate) fn note(&mut self, path: &str, owner: &FileKey) {
        self.owners.insert(fold(path), owner.clone());
    }

    /// Takes the first free one of `stem.ext`, `stem-2.ext`, ... from number `first` on. `free` is asked about the disk.
    pub(crate) fn take(
        &mut self,
        stem: &str,
        first: u32,
        ending: &str,
        owner: &FileKey,
        free: impl Fn(&str) -> bool,
    ) -> String {
        let stem = beside_own(stem);
        let mut number = first;
        loop {
            let path = numbered(&stem, number, ending);
            let folded = fold(&path);
            let taken =
                is_own(&folded) || self.owners.get(&folded).is_some_and(|other| other != owner);
            if !taken && free(&path) {
                self.owners.insert(folded, owner.clone());
                return path;
            }
            number += 1;
        }
    }
}

/// A folder gets another name where a table or the manifest stands: no number behind the file's name would make it free.
fn beside_own(stem: &str) -> Cow<'_, str> {
    match stem.split_once('/') {
        Some((top, _)) if is_own(&fold(top)) => Cow::Owned(format!("_{stem}")),
        _ => Cow::Borrowed(stem),
    }
}

fn is_own(folded: &str) -> bool {
    OWN.contains(&folded)
}

/// `stem.ext` for the first, `stem-2.ext` for the second and so on.
fn numbered(stem: &str, number: u32, ending: &str) -> String {
    if number < 2 {
        format!("{stem}.{ending}")
    } else {
        format!("{stem}-{number}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_under_case_folding_and_stable_for_their_owner() {
        let mut claims = Claims::default();
        let (a, b) = ((RecordingId::from("a"), 1), (RecordingId::from("b"), 1));
        assert_eq!(
            claims.take("x/Straße", 1, "wav", &a, |_| true),
            "x/Straße.wav"
        );
        assert_eq!(
            claims.take("X/STRASSE", 1, "WAV", &b, |_| true),
            "X/STRASSE-2.WAV",
            "the same file on Windows"
        );
        assert_eq!(
            claims.take("x/Straße", 1, "wav", &a, |_| true),
            "x/Straße.wav",
            "its own name stays its own"
        );
        assert_eq!(
            claims.take("y", 1, "wav", &b, |path| path != "y.wav"),
            "y-2.wav",
            "taken on disk"
        );
    }

    #[test]
    fn a_folder_never_stands_where_a_table_or_the_manifest_does() {
        let mut claims = Claims::default();
        let owner = (RecordingId::from("a"), 1);
        for own in OWN {
            let stem = format!("{}/a", own.to_uppercase());
            let path = claims.take(&stem, 1, "wav", &owner, |_| true);
            assert_eq!(path, format!("_{stem}.wav"), "beside {own}");
        }
        assert_eq!(
            claims.take("calls", 1, "csv", &owner, |_| true),
            "calls-2.csv",
            "a file gets a number"
        );
    }
}
