//! `--layout bagit`: a bag that any archive accepts, and everything that holds of a folder.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
};

use demo_pbx::PathKind;
use sha2::{Digest as _, Sha256};

use crate::support::{Bench, Folder, MONDAY, files, hex};

const BAG: [&str; 2] = ["--layout", "bagit"];

fn payload(bench: &Bench) -> Folder {
    Folder::at(bench.home.path("out/data"))
}

/// RFC 8493 to the letter: everything a validator may ask of a complete bag. Gives the number of payload files.
fn valid(bag: &Path) -> usize {
    let text = |name: &str| fs::read_to_string(bag.join(name)).unwrap();
    assert_eq!(
        text("bagit.txt"),
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    );
    let list = |name: &str| -> BTreeMap<String, String> {
        let text = text(name);
        assert!(
            text.is_empty() || text.ends_with('\n'),
            "{name} ends its last line"
        );
        text.lines()
            .map(|line| {
                let (hash, path) = line.split_once("  ").expect("a hash and a path");
                assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
                (path.to_owned(), hash.to_owned())
            })
            .collect()
    };
    let (payload, tags) = (list("manifest-sha256.txt"), list("tagmanifest-sha256.txt"));
    for (path, hash) in payload.iter().chain(&tags) {
        let bytes = fs::read(bag.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(*hash, hex(&Sha256::digest(&bytes)), "{path}");
    }
    assert!(
        tags.keys()
            .eq(["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]),
        "every tag file is listed: {tags:?}"
    );
    let there: Vec<_> = files(&bag.join("data"))
        .into_iter()
        .map(|path| {
            let path = path.strip_prefix(bag).unwrap().to_str().unwrap();
            path.replace('\\', "/")
        })
        .collect();
    for path in &there {
        assert!(payload.contains_key(path), "{path} is in no list");
    }
    let bytes: u64 = payload
        .keys()
        .map(|path| bag.join(path).metadata().unwrap().len())
        .sum();
    let oxum = format!("Payload-Oxum: {bytes}.{}", payload.len());
    assert!(
        text("bag-info.txt").lines().any(|line| line == oxum),
        "{oxum}"
    );
    payload.len()
}

#[test]
fn a_bag_is_valid_and_holds_what_a_folder_holds() {
    let bench = Bench::small();
    bench
        .export(
            "101",
            &[&BAG[..], &["--tables", "csv,xlsx,jsonl", "--index"]].concat(),
        )
        .expect(0);
    let ids = bench.recorded("101");
    payload(&bench).holds(&bench.pbx, &ids);
    let first = valid(&bench.out().0);
    bench.home.run(&["verify", "out"]).expect(0);

    bench.pbx.reset_counters();
    bench.export("101", &BAG).expect(0);
    assert_eq!(
        bench.pbx.counters().of(PathKind::Blob),
        0,
        "nothing is fetched twice"
    );
    assert_eq!(valid(&bench.out().0), first);

    bench.export("102", &BAG).expect(0);
    assert!(valid(&bench.out().0) > first, "a bag takes several exports");
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn a_killed_bag_is_continued() {
    let bench = Bench::small();
    let slow = demo_pbx::Rule::blobs(demo_pbx::Fault::Drip(4_000)).share(0.6);
    bench.pbx.faults().add(slow);
    let mut child = bench.spawn_export("101,102", &BAG);
    bench.until("files are on their way", |counted| {
        counted.of(PathKind::Blob) >= 3 && counted.blobs_in_flight > 0
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        !bench.out().0.join("bagit.txt").exists(),
        "no bag before its end"
    );
    bench
        .home
        .run(&["verify", "out"])
        .expect(1)
        .says("interrupted");
    bench.pbx.faults().clear();
    bench.export("101,102", &BAG).expect(0);
    valid(&bench.out().0);
    let mut ids = [bench.recorded("101"), bench.recorded("102")].concat();
    ids.sort();
    ids.dedup();
    payload(&bench).holds(&bench.pbx, &ids);
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn what_was_done_to_a_bag_is_named() {
    let bench = Bench::small();
    bench.export("101", &BAG).expect(0);
    let out = bench.out();
    let audio = payload(&bench).audio().remove(0);
    let found = |name: &str, bytes: Option<&[u8]>| {
        let path = out.0.join(name);
        let before = fs::read(&path).ok();
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let found = bench.home.run(&["verify", "out"]).expect(1).out;
        match before {
            Some(before) => fs::write(&path, before).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        found
    };
    let audio = format!("data/{audio}");
    let list = fs::read_to_string(out.0.join("manifest-sha256.txt")).unwrap();
    let (_, short) = list.split_once('\n').unwrap();
    let tampered = list.replace(" data/", " data/../../").replacen('a', "b", 1);
    for (name, bytes, told) in [
        (
            audio.as_str(),
            Some(&b"x"[..]),
            format!("changed {audio}\n"),
        ),
        (&audio, None, format!("missing {audio}\n")),
        (
            "data/export.json",
            Some(b"{}"),
            "changed data/export.json\n".to_owned(),
        ),
        (
            "data/SHA256SUMS",
            Some(b""),
            "changed data/SHA256SUMS\n".to_owned(),
        ),
        (
            "data/note.txt",
            Some(b""),
            "extra data/note.txt\n".to_owned(),
        ),
        ("note.txt", Some(b""), "extra note.txt\n".to_owned()),
        ("bagit.txt", Some(b"x"), "changed bagit.txt\n".to_owned()),
        ("bag-info.txt", None, "missing bag-info.txt\n".to_owned()),
        (
            "tagmanifest-sha256.txt",
            None,
            "missing tagmanifest-sha256.txt\n".to_owned(),
        ),
        (
            "manifest-sha256.txt",
            Some(short.as_bytes()),
            "changed manifest-sha256.txt\n".to_owned(),
        ),
        (
            "manifest-sha256.txt",
            Some(tampered.as_bytes()),
            "changed manifest-sha256.txt\n".to_owned(),
        ),
        (
            "manifest-sha256.txt",
            None,
            "missing manifest-sha256.txt\n".to_owned(),
        ),
    ] {
        assert_eq!(found(name, bytes), told, "{name}");
    }
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn a_folder_is_a_bag_or_none() {
    let bench = Bench::small();
    bench.export("101", &[]).expect(0);
    let asked = bench.pbx.counters().total();
    bench
        .export("101", &BAG)
        .expect(2)
        .says("holds an export that is no bag");
    assert_eq!(
        bench.pbx.counters().total(),
        asked,
        "said before anybody is asked"
    );
    bench.home.run(&["verify", "out"]).expect(0);

    fs::remove_dir_all(&bench.out().0).unwrap();
    bench.export("101", &BAG).expect(0);
    bench
        .export("101", &[])
        .expect(2)
        .says("holds an export as a bag");
    let inner = bench.run(&[
        "export", "--from", MONDAY, "--to", MONDAY, "--dest", "out/data",
    ]);
    inner.expect(2).says("payload of a bag");
    valid(&bench.out().0);
}

#[test]
fn a_zip_of_a_bag_is_a_bag() {
    let bench = Bench::small();
    bench
        .export("101", &[&BAG[..], &["--zip"]].concat())
        .expect(0);
    let zip = File::open(bench.home.path("out.zip")).unwrap();
    let unpacked = tempfile::tempdir().unwrap();
    zip::ZipArchive::new(zip)
        .unwrap()
        .extract(unpacked.path())
        .unwrap();
    assert_eq!(valid(unpacked.path()), valid(&bench.out().0));
    // It may be written again.
    bench
        .export("101", &[&BAG[..], &["--zip"]].concat())
        .expect(0);
}
