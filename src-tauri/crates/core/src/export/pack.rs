//! `DEST.zip` beside the folder: written under another name, proven by reading every entry back, then renamed.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use zip::{
    AesMode, CompressionMethod, ZipArchive, ZipWriter,
    result::{ZipError, ZipResult},
    write::SimpleFileOptions,
};

use super::{
    PART, bag, hex,
    manifest::{self, MANIFEST_FILE},
    proof::PROOF_FILE,
    signature::{self, SIGNATURE_FILE},
    sums::{self, SUMS_FILE},
    tables,
};
use crate::{
    error::{Error, Result},
    files::sync_parent,
};

/// Packs everything the folder lists; of the payload of a bag, the whole bag. `None` when it was cancelled; nothing is left then.
///
/// # Errors
/// [`Error::Io`], [`Error::DiskFull`], or [`Error::Damaged`] when an entry does not read back as it was written.
pub(crate) fn pack(
    dest: &Path,
    password: Option<&portsip::Secret>,
    cancel: &CancellationToken,
) -> Result<Option<PathBuf>> {
    let dest = bag::around(dest).unwrap_or(dest);
    let target = beside(dest)?;
    let mut part = target.clone().into_os_string();
    part.push(PART);
    let part = PathBuf::from(part);
    let packed = write(dest, &part, password, cancel).and_then(|hashes| match hashes {
        Some(hashes) if prove(&part, &hashes, password, cancel)? => Ok(true),
        _ => Ok(false),
    });
    match packed {
        Ok(true) => {
            fs::rename(&part, &target).map_err(|source| Error::io("written", &target, source))?;
            sync_parent(&target)?;
            Ok(Some(target))
        }
        other => {
            let _ = fs::remove_file(&part);
            other.map(|_| None)
        }
    }
}

/// Whether `DEST.zip` may be written: nothing stands there, or an export that was packed before.
///
/// # Errors
/// [`Error::InvalidInput`] when it is anything else: a file that is not ours is never replaced.
pub(crate) fn check(dest: &Path) -> Result<()> {
    let target = beside(dest)?;
    if target.symlink_metadata().is_err() || is_export(&target) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "{} is there already and is no export of Tapedeck's; move it away, or choose another folder",
        target.display()
    )))
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

/// The names to pack: lists first, so that a reader finds them without reading all.
fn names(dest: &Path) -> Result<Vec<String>> {
    let payload = bag::payload_of(dest);
    let (folder, below) = payload
        .as_deref()
        .map_or((dest, ""), |payload| (payload, bag::BELOW));
    let signature = signature::exists(folder).then_some(SIGNATURE_FILE);
    let mut names: Vec<String> = [PROOF_FILE, SUMS_FILE]
        .into_iter()
        .chain(signature)
        .map(|name| format!("{below}{name}"))
        .collect();
    if payload.is_some() {
        names.splice(0..0, bag::TAG_FILES.map(str::to_owned));
    }
    let listed = sums::read(folder)?.unwrap_or_default();
    let lines = manifest::read(folder)?;
    let held = lines
        .values()
        .filter_map(|line| line.held())
        .map(|(path, _)| path.to_owned());
    let mut rest: Vec<String> = listed
        .into_keys()
        .chain(held)
        .filter(|name| name != PROOF_FILE)
        .collect();
    rest.sort();
    rest.dedup();
    names.extend(rest.into_iter().map(|name| format!("{below}{name}")));
    Ok(names)
}

fn write(
    dest: &Path,
    part: &Path,
    password: Option<&portsip::Secret>,
    cancel: &CancellationToken,
) -> Result<Option<Vec<(String, String)>>> {
    let failed = |source| Error::io("written", part, source);
    let file = File::create(part).map_err(failed)?;
    let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 18, file));
    let mut hashes = Vec::new();
    let mut block = vec![0; 1 << 17];
    for name in names(dest)? {
        let path = dest.join(&name);
        let mut source = File::open(&path).map_err(|source| Error::io("read", &path, source))?;
        // Sound does not get smaller, and the lists do.
        let name_in_export = name.strip_prefix(bag::BELOW).unwrap_or(&name);
        let method = if tables::is_list(name_in_export) || bag::TAG_FILES.contains(&name.as_str()) {
            CompressionMethod::Deflated
        } else {
            CompressionMethod::Stored
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .large_file(true)
            .unix_permissions(0o644);
        let options = match password {
            Some(password) => options.with_aes_encryption(AesMode::Aes256, password.expose()),
            None => options,
        };
        zip.start_file(&name, options)
            .map_err(|error| failed(broken(error)))?;
        let mut hash = Sha256::new();
        loop {
            if cancel.is_cancelled() {
                return Ok(None);
            }
            let read = source
                .read(&mut block)
                .map_err(|source| Error::io("read", &path, source))?;
            if read == 0 {
                break;
            }
            hash.update(&block[..read]);
            zip.write_all(&block[..read]).map_err(failed)?;
        }
        hashes.push((name, hex(&hash.finalize())));
    }
    let file = zip.finish().map_err(|error| failed(broken(error)))?;
    let file = file
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(Some(hashes))
}

/// Reads every entry back; false when it was cancelled.
fn prove(
    part: &Path,
    hashes: &[(String, String)],
    password: Option<&portsip::Secret>,
    cancel: &CancellationToken,
) -> Result<bool> {
    let damaged = |why: String| Error::Damaged {
        path: part.to_owned(),
        why,
    };
    let file = File::open(part).map_err(|source| Error::io("read", part, source))?;
    let mut zip = ZipArchive::new(BufReader::with_capacity(1 << 18, file))
        .map_err(|error| damaged(error.to_string()))?;
    let mut block = vec![0; 1 << 17];
    for (index, (name, want)) in hashes.iter().enumerate() {
        let entry = match password {
            Some(password) => zip.by_index_decrypt(index, password.expose().as_bytes()),
            None => zip.by_index(index),
        };
        let mut entry = entry.map_err(|error| damaged(format!("{name}: {error}")))?;
        let mut hash = Sha256::new();
        loop {
            if cancel.is_cancelled() {
                return Ok(false);
            }
            let read = entry
                .read(&mut block)
                .map_err(|error| damaged(format!("{name}: {error}")))?;
            if read == 0 {
                break;
            }
            hash.update(&block[..read]);
        }
        if !entry.name().is_ok_and(|found| found == *name) || hex(&hash.finalize()) != *want {
            return Err(damaged(format!(
                "{name} does not read back as it was written"
            )));
        }
    }
    Ok(true)
}

fn broken(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(source) => source,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{disk::Disk, ledger::Ledger, manifest::sample};

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
            let zip = pack(&dest, password.as_ref(), &CancellationToken::new())
                .unwrap()
                .unwrap();
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
        check(&dest).unwrap();
        for password in [None, Some(portsip::Secret::from("open sesame"))] {
            pack(&dest, password.as_ref(), &CancellationToken::new()).unwrap();
            check(&dest).unwrap();
        }
        let target = beside(&dest).unwrap();
        let mut strangers = ZipWriter::new(File::create(&target).unwrap());
        strangers
            .start_file("thesis.txt", SimpleFileOptions::default())
            .unwrap();
        strangers.finish().unwrap();
        assert!(matches!(check(&dest), Err(Error::InvalidInput { .. })));
        fs::write(&target, "no archive at all").unwrap();
        assert!(matches!(check(&dest), Err(Error::InvalidInput { .. })));
        fs::remove_file(&target).unwrap();
        fs::create_dir(&target).unwrap();
        assert!(matches!(check(&dest), Err(Error::InvalidInput { .. })));
    }

    #[test]
    fn a_stopped_packing_leaves_nothing() {
        let parent = tempfile::tempdir().unwrap();
        let dest = folder(parent.path());
        let stopped = CancellationToken::new();
        stopped.cancel();
        assert_eq!(pack(&dest, None, &stopped).unwrap(), None);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_entry_that_changed_is_found() {
        let parent = tempfile::tempdir().unwrap();
        let dest = folder(parent.path());
        let zip = pack(&dest, None, &CancellationToken::new())
            .unwrap()
            .unwrap();
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
        assert!(matches!(
            prove(&zip, &hashes, None, &CancellationToken::new()),
            Err(Error::Damaged { .. })
        ));
    }
}
