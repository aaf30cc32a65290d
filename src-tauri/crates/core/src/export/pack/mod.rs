//! `DEST.zip` beside the folder, or `DEST-001.zip` and so on where one would be too large: written under other names,
//! proven by reading every entry back, then renamed. No file lies across two of them, so that each can be opened alone and
//! a lost one takes no other with it; a split archive of the ZIP specification would need all its parts and a program that
//! reads such.

mod archive;
mod contents;
mod parts;

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use tokio_util::sync::CancellationToken;
use zip::{ZipArchive, result::ZipResult};

use super::{bag, manifest::MANIFEST_FILE, proof::PROOF_FILE};
use crate::{
    error::{Error, Result},
    files::sync_parent,
};
use archive::Archive;
use contents::names;

/// A ZIP that holds an export or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedZip {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
}

/// Packs everything the folder lists, into several ZIPs if one may have so many bytes at most; of the payload of a bag,
/// the whole bag. `None` when it was cancelled; nothing new is left then.
///
/// # Errors
/// [`Error::Io`], [`Error::DiskFull`], or [`Error::Damaged`] when an entry does not read back as it was written.
pub(crate) fn pack(
    dest: &Path,
    most: Option<u64>,
    password: Option<&portsip::Secret>,
    cancel: &CancellationToken,
) -> Result<Option<Vec<PackedZip>>> {
    let dest = bag::around(dest).unwrap_or(dest);
    let whole = beside(dest)?;
    let names = names(dest)?;
    let groups = match most {
        Some(most) => parts::shared_out(dest, names, most)?,
        None => vec![names],
    };
    let of = groups.len();
    let mut made = Vec::new();
    for (index, names) in groups.iter().enumerate() {
        let (target, comment) = match most {
            Some(_) => (
                parts::numbered(&whole, index + 1),
                parts::comment(index + 1, of),
            ),
            None => (whole.clone(), String::new()),
        };
        let archive = Archive {
            folder: dest,
            password,
            comment: &comment,
            cancel,
        };
        let part = parts::part_of(&target);
        made.push(target);
        let packed = archive.make(&part, names);
        if !matches!(packed, Ok(true)) {
            for target in &made {
                let _ = fs::remove_file(parts::part_of(target));
            }
            return packed.map(|_| None);
        }
    }
    let published = publish(&made)?;
    // One ZIP takes the place of no numbered ones: those may have been kept on purpose.
    sweep(&whole, if most.is_some() { of } else { usize::MAX })?;
    Ok(Some(published))
}

/// Gives the proven ZIPs their names.
fn publish(targets: &[PathBuf]) -> Result<Vec<PackedZip>> {
    let mut published = Vec::new();
    for target in targets {
        let failed = |source| Error::io("written", target, source);
        fs::rename(parts::part_of(target), target).map_err(failed)?;
        published.push(PackedZip {
            path: target.clone(),
            bytes: fs::metadata(target).map_err(failed)?.len(),
        });
    }
    if let Some(last) = targets.last() {
        sync_parent(last)?;
    }
    Ok(published)
}

/// Removes the numbered ZIPs of an earlier packing that had more of them, and what one that was killed left.
fn sweep(whole: &Path, kept: usize) -> Result<()> {
    for (number, path) in parts::existing(whole)? {
        let stale = number > kept && parts::is_ours(&path);
        if stale || parts::is_unfinished(&path) {
            fs::remove_file(&path).map_err(|source| Error::io("removed", &path, source))?;
        }
    }
    Ok(())
}

/// Whether the ZIPs may be written: nothing stands there, or an export that was packed before.
///
/// # Errors
/// [`Error::InvalidInput`] when it is anything else: a file that is not ours is never replaced.
pub(crate) fn check(dest: &Path, split: bool) -> Result<()> {
    let whole = beside(dest)?;
    let strangers = if split {
        let found = parts::existing(&whole)?.into_iter();
        let numbered = found.map(|(_, path)| path);
        numbered
            .filter(|path| !parts::is_unfinished(path) && !parts::is_ours(path))
            .collect()
    } else if whole.symlink_metadata().is_err() || is_export(&whole) {
        Vec::new()
    } else {
        vec![whole]
    };
    match strangers.first() {
        None => Ok(()),
        Some(stranger) => Err(Error::invalid(format!(
            "{} is there already and is no export of Tapedeck's; move it away, or choose another folder",
            stranger.display()
        ))),
    }
}

fn is_export(file: &Path) -> bool {
    let Ok(open) = File::open(file) else {
        return false;
    };
    ZipArchive::new(BufReader::new(open)).is_ok_and(|zip| {
        let names: Vec<_> = zip.file_names().filter_map(ZipResult::ok).collect();
        let holds = |below: &str| {
            [PROOF_FILE, MANIFEST_FILE].iter().all(|own| {
                let own = format!("{below}{own}");
                names.iter().any(|name| *name == own)
            })
        };
        holds("") || holds(bag::BELOW)
    })
}

/// `DEST.zip` beside DEST.
fn beside(dest: &Path) -> Result<PathBuf> {
    let dest = std::path::absolute(dest).map_err(|source| Error::io("read", dest, source))?;
    let Some(name) = dest.file_name() else {
        return Err(Error::invalid(
            "a whole drive cannot be packed into a ZIP beside it; choose a folder",
        ));
    };
    let mut name = name.to_owned();
    name.push(".zip");
    Ok(dest.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;
    use crate::export::{disk::Disk, ledger::Ledger, manifest::sample, sums};

    /// The one ZIP of a folder.
    fn pack_whole(dest: &Path, password: Option<&portsip::Secret>) -> PathBuf {
        let packed = pack(dest, None, password, &CancellationToken::new());
        let [zip] = <[PackedZip; 1]>::try_from(packed.unwrap().unwrap()).unwrap();
        zip.path
    }

    fn folder(parent: &Path) -> PathBuf {
        let dest = parent.join("calls 2026.11");
        fs::create_dir_all(dest.join("d")).unwrap();
        fs::write(dest.join("d/a.wav"), "abc").unwrap();
        fs::write(dest.join(PROOF_FILE), "{}").unwrap();
        Ledger::open(&Disk::default(), &dest, &mut |_| {})
            .unwrap()
            .append([sample("a", 1, Some("d/a.wav"))].iter())
            .unwrap();
        sums::write(&Disk::default(), &dest).unwrap();
        dest
    }

    #[test]
    fn everything_reads_back_with_and_without_a_password() {
        for password in [None, Some(portsip::Secret::from("open sesame"))] {
            let parent = tempfile::tempdir().unwrap();
            let dest = folder(parent.path());
            let zip = pack_whole(&dest, password.as_ref());
            assert_eq!(
                zip.file_name().unwrap(),
                "calls 2026.11.zip",
                "a dot in the name is no ending"
            );
            let mut archive = ZipArchive::new(File::open(&zip).unwrap()).unwrap();
            let names: Vec<String> = archive
                .file_names()
                .map(|name| name.unwrap().into_owned())
                .collect();
            assert_eq!(names.len(), 4, "{names:?}");
            let readable = archive.by_name("d/a.wav").is_ok();
            assert_eq!(readable, password.is_none(), "encrypted if asked");
            assert_eq!(
                fs::read_dir(parent.path()).unwrap().count(),
                2,
                "no part is left"
            );
        }
    }

    #[test]
    fn a_strangers_zip_is_never_replaced() {
        let parent = tempfile::tempdir().unwrap();
        let dest = folder(parent.path());
        check(&dest, false).unwrap();
        for password in [None, Some(portsip::Secret::from("open sesame"))] {
            pack_whole(&dest, password.as_ref());
            check(&dest, false).unwrap();
        }
        let target = beside(&dest).unwrap();
        let mut strangers = ZipWriter::new(File::create(&target).unwrap());
        strangers
            .start_file("thesis.txt", SimpleFileOptions::default())
            .unwrap();
        strangers.finish().unwrap();
        assert!(matches!(
            check(&dest, false),
            Err(Error::InvalidInput { .. })
        ));
        fs::write(&target, "no archive at all").unwrap();
        assert!(matches!(
            check(&dest, false),
            Err(Error::InvalidInput { .. })
        ));
        fs::remove_file(&target).unwrap();
        fs::create_dir(&target).unwrap();
        assert!(matches!(
            check(&dest, false),
            Err(Error::InvalidInput { .. })
        ));
    }

    #[test]
    fn a_stopped_packing_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let dest = folder(parent.path());
        let stopped = CancellationToken::new();
        stopped.cancel();
        assert_eq!(pack(&dest, None, None, &stopped).unwrap(), None);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_entry_that_changed_is_found() {
        let parent = tempfile::tempdir().unwrap();
        let dest = folder(parent.path());
        let zip = pack_whole(&dest, None);
        let mut bytes = fs::read(&zip).unwrap();
        let at = bytes
            .windows(3)
            .position(|window| window == b"abc")
            .unwrap();
        bytes[at] = b'x';
        fs::write(&zip, bytes).unwrap();
        let hashes: Vec<_> = names(&dest)
            .unwrap()
            .into_iter()
            .map(|name| {
                (
                    name.clone(),
                    crate::export::sha256_of(&dest.join(&name), &CancellationToken::new())
                        .unwrap()
                        .unwrap()
                        .1,
                )
            })
            .collect();
        let cancel = CancellationToken::new();
        let archive = Archive {
            folder: &dest,
            password: None,
            comment: "",
            cancel: &cancel,
        };
        assert!(matches!(
            archive.prove(&zip, &hashes),
            Err(Error::Damaged { .. })
        ));
    }

    /// A folder with that many recordings of 400 kB.
    fn large(parent: &Path, count: usize) -> PathBuf {
        let dest = parent.join("month");
        fs::create_dir_all(dest.join("d")).unwrap();
        fs::write(dest.join(PROOF_FILE), "{}").unwrap();
        let paths: Vec<String> = (0..count).map(|n| format!("d/{n}.wav")).collect();
        let lines = paths.iter().map(|path| {
            fs::write(dest.join(path), path.repeat(60_000)).unwrap();
            sample(path, 1, Some(path))
        });
        let lines: Vec<_> = lines.collect();
        Ledger::open(&Disk::default(), &dest, &mut |_| {})
            .unwrap()
            .append(lines.iter())
            .unwrap();
        sums::write(&Disk::default(), &dest).unwrap();
        dest
    }

    fn listed(parent: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(parent)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn parts_are_whole_zips_of_at_most_the_size_and_hold_everything_once() {
        let parent = tempfile::tempdir().unwrap();
        let dest = large(parent.path(), 6);
        let password = portsip::Secret::from("canary-zip");
        for password in [None, Some(&password)] {
            let cancel = CancellationToken::new();
            let packed = pack(&dest, Some(1_000_000), password, &cancel);
            let packed = packed.unwrap().unwrap();
            assert_eq!(packed.len(), 3, "{packed:?}");
            let mut held = Vec::new();
            for zip in &packed {
                assert!(zip.bytes <= 1_000_000, "{zip:?}");
                let archive = ZipArchive::new(File::open(&zip.path).unwrap()).unwrap();
                let names = archive.file_names().map(|name| name.unwrap().into_owned());
                held.push(names.collect::<Vec<_>>());
            }
            assert!(
                held[0].iter().any(|name| name == MANIFEST_FILE),
                "the lists are in the first"
            );
            let mut all = held.concat();
            all.sort();
            let mut wanted = names(&dest).unwrap();
            wanted.sort();
            assert_eq!(all, wanted, "each file in one part");
            check(&dest, true).unwrap();
        }
        assert_eq!(
            listed(parent.path()),
            ["month", "month-001.zip", "month-002.zip", "month-003.zip"]
        );
    }

    #[test]
    fn a_smaller_packing_leaves_nothing_of_a_larger_or_killed_one_and_nothing_of_strangers() {
        let parent = tempfile::tempdir().unwrap();
        let dest = large(parent.path(), 6);
        let cancel = CancellationToken::new();
        pack(&dest, Some(1_000_000), None, &cancel).unwrap();
        fs::write(parent.path().join("month-007.zip.part"), "torn").unwrap();
        fs::write(parent.path().join("month-9.zip"), "mine").unwrap();
        check(&dest, true).unwrap();
        pack(&dest, Some(2_000_000), None, &cancel).unwrap();
        assert_eq!(
            listed(parent.path()),
            ["month", "month-001.zip", "month-002.zip", "month-9.zip"]
        );
        fs::write(parent.path().join("month-004.zip"), "mine").unwrap();
        assert!(
            matches!(check(&dest, true), Err(Error::InvalidInput { .. })),
            "a stranger where a part may go is found before anything is written"
        );
        check(&dest, false).unwrap();
    }

    #[test]
    fn a_packing_stopped_between_its_parts_leaves_none() {
        let parent = tempfile::tempdir().unwrap();
        let dest = large(parent.path(), 6);
        fs::remove_file(dest.join("d/5.wav")).unwrap();
        let packed = pack(&dest, Some(1_000_000), None, &CancellationToken::new());
        assert!(packed.is_err(), "a file of the manifest is gone");
        fs::write(dest.join("d/5.wav"), "x").unwrap();
        let stopped = CancellationToken::new();
        stopped.cancel();
        assert_eq!(pack(&dest, Some(1_000_000), None, &stopped).unwrap(), None);
        assert_eq!(listed(parent.path()), ["month"]);
    }
}
