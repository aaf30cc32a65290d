//! The two sides of a recording as two files, each with a line of its own.
//!
//! The left channel of file k of n stands in the manifest at index k, the right one at n + k: both can be found from
//! either, and what the PBX lists keeps its number.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{ManifestLine, disk::Disk, journal::Superseded, ledger::Ledger};
use crate::error::Result;

/// Which channel of a recording a file is. The PBX does not tell whose each is (`api.md` 5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first channel.
    Left,
    /// The second.
    Right,
}

impl Side {
    /// The word for it in names and in the manifest.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// The channel, from 0.
    pub(crate) fn channel(self) -> u16 {
        match self {
            Self::Left => 0,
            Self::Right => 1,
        }
    }
}

/// Whether two lines are the sides of one file, made by the same conversion.
pub(crate) fn is_pair(left: &ManifestLine, right: &ManifestLine) -> bool {
    left.side == Some(Side::Left)
        && right.side == Some(Side::Right)
        && right.file_index == left.file_count + left.file_index
        && right.file_count == left.file_count
        && right.source_sha256 == left.source_sha256
        && right.conversion == left.conversion
}

/// Drops the right sides of files that stand in the folder undivided by now, and those that were made anew for another place
/// in the manifest, since the PBX lists more files. A file that somebody has
/// changed stays, for it is theirs; a run that is killed here leaves what the next one drops.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) of the manifest.
pub(crate) fn drop_needless(disk: &Disk, folder: &Path, ledger: &mut Ledger) -> Result<()> {
    for saved in ledger.right_sides() {
        let right = saved.read()?;
        if !is_needless(&right, ledger)? {
            continue;
        }
        if let Some((path, sha256)) = right.held() {
            let needless = Superseded {
                path: path.to_owned(),
                sha256: sha256.to_owned(),
            };
            needless.remove(disk, folder);
        }
        ledger.forget(&right.recording_id, right.file_index);
    }
    Ok(())
}

fn is_needless(right: &ManifestLine, ledger: &Ledger) -> Result<bool> {
    let found = |index| {
        let saved = ledger.find(&right.recording_id, index);
        saved.map(|saved| saved.read()).transpose()
    };
    let first = found(right.file_index.saturating_sub(right.file_count))?;
    let Some(first) = first.filter(|first| first.held().is_some()) else {
        return Ok(false);
    };
    if first.side.is_none() {
        return Ok(true);
    }
    let other = found(first.file_count + first.file_index)?;
    Ok(other.is_some_and(|other| {
        other.file_index != right.file_index && other.held().is_some() && is_pair(&first, &other)
    }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::export::manifest::sample;

    /// File 1 of 2, and its right side.
    fn lines(first: Option<Side>) -> [ManifestLine; 2] {
        let line = |index, path, side| ManifestLine {
            file_count: 2,
            side,
            ..sample("a", index, Some(path))
        };
        [
            line(1, "a.wav", first),
            line(3, "a-right.wav", Some(Side::Right)),
        ]
    }

    #[test]
    fn sides_belong_together_by_their_place_and_what_they_were_made_of() {
        let [left, right] = lines(Some(Side::Left));
        assert!(is_pair(&left, &right));
        assert!(!is_pair(&right, &left) && !is_pair(&left, &left));
        let other = |change: &dyn Fn(&mut ManifestLine)| {
            let mut right = right.clone();
            change(&mut right);
            right
        };
        for other in [
            other(&|line| line.file_index = 4),
            other(&|line| line.file_count = 1),
            other(&|line| line.side = None),
            other(&|line| line.source_sha256 = Some("ab".to_owned())),
        ] {
            assert!(!is_pair(&left, &other), "{other:?}");
        }
    }

    /// What lies in the folder, and how many lines there are, after needless sides are dropped.
    fn dropped(lines: &[ManifestLine], text: &str) -> (bool, usize) {
        let (folder, disk) = (tempfile::tempdir().unwrap(), Disk::default());
        let right = folder.path().join("a-right.wav");
        fs::write(&right, text).unwrap();
        let mut ledger = Ledger::open(&disk, folder.path(), &mut |_| {}).unwrap();
        ledger.append(lines.iter()).unwrap();
        drop_needless(&disk, folder.path(), &mut ledger).unwrap();
        (right.exists(), ledger.find_all("a").len())
    }

    #[test]
    fn a_right_side_goes_when_its_file_is_there_undivided() {
        assert_eq!(dropped(&lines(None), "abc"), (false, 1));
        assert_eq!(dropped(&lines(Some(Side::Left)), "abc"), (true, 2));
        assert_eq!(
            dropped(&lines(None), "somebody's"),
            (true, 1),
            "a changed file is theirs"
        );
        let [left, right] = lines(Some(Side::Left));
        let grown = |line: &ManifestLine, index, path| ManifestLine {
            file_index: index,
            file_count: 3,
            path: Some(path),
            ..line.clone()
        };
        let grown = [
            grown(&left, 1, "a.wav".to_owned()),
            grown(&right, 4, "b-right.wav".to_owned()),
        ];
        assert_eq!(
            dropped(&[grown[0].clone(), right.clone()], "abc"),
            (true, 2),
            "the new one has not come yet"
        );
        let [left, other] = grown;
        assert_eq!(dropped(&[left, other, right.clone()], "abc"), (false, 2));
        assert_eq!(
            dropped(std::slice::from_ref(&right), "abc"),
            (true, 1),
            "half of it is better than nothing"
        );
        let gap = ManifestLine {
            file_count: 2,
            ..sample("a", 1, None)
        };
        assert_eq!(dropped(&[gap, right], "abc"), (true, 2));
    }
}
