//! Which file a path belongs to, so that no two recordings share one on any system.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::fold;
use crate::{export::small_id::SmallId, ids::RecordingId};

/// The file of a recording: its id and the place in its list, from 1.
pub(crate) type FileKey = (RecordingId, u32);

/// Names in the folder that are ours and no recording's.
const OWN: [&str; 8] = [
    "calls.csv",
    "calls.xlsx",
    "calls.jsonl",
    "manifest.jsonl",
    "sha256sums",
    "sha256sums.minisig",
    "export.json",
    ".tapedeck.lock",
];

/// Paths and their owners, compared as Windows and macOS compare them. Of a path only a number is kept, for there can be a
/// million: two paths with the same number would cost one of them its plain name, and nothing else.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    owners: HashMap<u64, (SmallId, u32)>,
}

impl Claims {
    /// Notes a path that is taken already.
    pub(crate) fn note(&mut self, path: &str, owner: &FileKey) {
        self.owners.insert(number(&fold(path)), small(owner));
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
        let (stem, owner) = (beside_own(stem), small(owner));
        let mut suffix = first;
        loop {
            let path = numbered(&stem, suffix, ending);
            let folded = fold(&path);
            let number = number(&folded);
            let taken = is_own(&folded)
                || self
                    .owners
                    .get(&number)
                    .is_some_and(|other| *other != owner);
            if !taken && free(&path) {
                self.owners.insert(number, owner);
                return path;
            }
            suffix += 1;
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

fn small(owner: &FileKey) -> (SmallId, u32) {
    (SmallId::from(owner.0.as_str()), owner.1)
}

fn number(folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    folded.hash(&mut hasher);
    hasher.finish()
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
