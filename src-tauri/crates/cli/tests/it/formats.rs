//! `--audio`, `--tables` and `--zip`.

use std::{
    collections::HashSet,
    io::{Cursor, Read as _},
};

use demo_pbx::{Options, company::Recording};
use sha2::{Digest as _, Sha256};

use crate::support::{Bench, Ended, Folder, MONDAY, hex, small};

fn has_magic(format: &str, bytes: &[u8]) -> bool {
    match format {
        "wav" => bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WAVE",
        "flac" => bytes.starts_with(b"fLaC"),
        _ => bytes.starts_with(b"ID3") || (bytes[0] == 0xFF && bytes[1] & 0xE0 == 0xE0),
    }
}

/// One recording of each format the company has, with few files.
fn one_of_each(bench: &Bench) -> Vec<String> {
    let mut seen = HashSet::new();
    bench
        .pbx
        .company()
        .recordings
        .iter()
        .filter(|recording| {
            recording.files.len() == 1
                && recording.files[0].millis < 60_000
                && seen.insert(std::mem::discriminant(&recording.files[0].format))
        })
        .map(Recording::id_text)
        .collect()
}

#[test]
fn audio_is_converted() {
    let bench = Bench::start(Options {
        longest_talk: 60,
        ..small()
    });
    let ids = one_of_each(&bench);
    assert!(ids.len() >= 4, "WAV, G.711, MP3 and AMR are among them");
    for format in ["wav", "mp3", "flac"] {
        let dest = format!("as-{format}");
        bench
            .run(&[
                "export",
                "--from",
                "2026-03-27",
                "--to",
                "2026-03-31",
                "--id",
                &ids.join(","),
                "--dest",
                &dest,
                "--audio",
                format,
            ])
            .expect(0);
        let folder = Folder::at(bench.home.path(&dest));
        let lines = folder.manifest();
        assert_eq!(lines.len(), ids.len(), "one line a recording");
        let mut converted = 0;
        for line in &lines {
            let path = line["path"].as_str().unwrap();
            let id = line["recording_id"].as_str().unwrap();
            let source = bench.pbx.source_sha256(id, 0);
            if let Some(sum) = line["source_sha256"].as_str() {
                converted += 1;
                assert!(path.ends_with(&format!(".{format}")), "{path}");
                assert!(has_magic(format, &folder.bytes(path)), "{path}");
                assert_eq!(Some(sum.to_owned()), source, "what the PBX had is named");
            } else {
                let sum = hex(&Sha256::digest(folder.bytes(path)));
                assert_eq!(Some(sum), source, "{path} is untouched");
                assert!(
                    path.ends_with(&format!(".{format}")) || !line["reason"].is_null(),
                    "what stays in another format says why: {line}"
                );
            }
        }
        assert!(converted > 0, "something was converted to {format}");
        bench.home.run(&["verify", &dest]).expect(0);
    }
}

#[test]
fn sound_is_changed_as_asked_and_tagged() {
    let bench = Bench::small();
    bench
        .export(
            "101",
            &[
                "--audio",
                "mp3",
                "--mp3-bitrate",
                "32k",
                "--channels",
                "mono",
                "--sample-rate",
                "16000",
                "--loudness",
                "-16",
                "--video",
                "audio",
            ],
        )
        .expect(0);
    let folder = bench.out();
    let mut converted = 0;
    for line in folder.manifest() {
        if line["source_sha256"].is_null() {
            assert!(
                !line["reason"].is_null(),
                "what stays original says why: {line}"
            );
            continue;
        }
        converted += 1;
        assert_eq!(
            (&line["content"], &line["channels"], &line["sample_rate"]),
            (&"mp3".into(), &1.into(), &16_000.into()),
            "{line}"
        );
        let bytes = folder.bytes(line["path"].as_str().unwrap());
        let call = line["call"]["call_id"].as_str().unwrap();
        assert!(bytes.starts_with(b"ID3"), "tags stand before the sound");
        assert!(
            String::from_utf8_lossy(&bytes[..500]).contains(call),
            "the file tells its call"
        );
    }
    assert!(converted > 0, "something was converted");
    let asked = folder.run()["asked"]["conversion"].clone();
    assert_eq!(asked["loudness"], -16, "{asked}");
}

#[test]
fn a_strangers_zip_is_not_replaced() {
    let bench = Bench::small();
    let zip = bench.home.path("out.zip");
    std::fs::write(&zip, "a thesis").unwrap();
    bench.export("101", &["--zip"]).expect(2).says("out.zip");
    assert_eq!(std::fs::read(&zip).unwrap(), b"a thesis");
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked");
    std::fs::remove_file(&zip).unwrap();
    bench.export("101", &["--zip"]).expect(0);
    bench
        .export("101,102", &["--zip"])
        .expect(0)
        .says("out.zip");
}

#[test]
fn a_zip_holds_the_folder() {
    let bench = Bench::small();
    let command = bench.command(&[
        "export",
        "--from",
        MONDAY,
        "--to",
        MONDAY,
        "--extension",
        "101",
        "--dest",
        "out",
        "--zip",
        "--zip-password-stdin",
    ]);
    Ended::fed(command, "zip-secret\n").expect(0).says("zip");
    let bytes = std::fs::read(bench.home.path("out.zip")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    for wanted in ["calls.csv", "manifest.jsonl", "SHA256SUMS"] {
        assert!(
            names.iter().any(|name| name.ends_with(wanted)),
            "{wanted} in {names:?}"
        );
    }
    let sums: Vec<String> = bench
        .recorded("101")
        .iter()
        .flat_map(|id| {
            let files = bench.pbx.company().recording(id).unwrap().files.len();
            (0..files).map(|index| bench.pbx.source_sha256(id, index).unwrap())
        })
        .collect();
    let mut found = 0;
    for name in names.iter().filter(|name| name.contains("_[")) {
        let mut audio = Vec::new();
        archive
            .by_name_decrypt(name, b"zip-secret")
            .unwrap()
            .read_to_end(&mut audio)
            .unwrap();
        let sum = hex(&Sha256::digest(&audio));
        assert!(sums.contains(&sum), "{name} is what the PBX has");
        found += 1;
    }
    assert_eq!(found, sums.len(), "every file is in the ZIP");
    let audio = names.iter().find(|name| name.contains("_[")).unwrap();
    assert!(
        archive.by_name(audio).is_err(),
        "without the password it stays shut"
    );
}

#[test]
fn a_split_zip_unpacks_to_the_folder() {
    let bench = Bench::small();
    let more = ["--zip-split", "1M", "--zip-password-stdin"];
    let ended = Ended::fed(
        bench.export_command("101,102,103,104", &more),
        "canary-split\n",
    )
    .expect(0)
    .says("out-001.zip");
    let unpacked = bench.home.path("unpacked");
    let mut parts = 0;
    while let Ok(file) = std::fs::File::open(bench.home.path(&format!("out-{:03}.zip", parts + 1)))
    {
        let length = file.metadata().unwrap().len();
        assert!(length <= 1_000_000, "part {parts} has {length} bytes");
        let mut archive = zip::ZipArchive::new(file).unwrap();
        for index in 0..archive.len() {
            let mut entry = archive.by_index_decrypt(index, b"canary-split").unwrap();
            let path = unpacked.join(entry.name().unwrap().as_ref());
            assert!(!path.exists(), "{} is in one part only", path.display());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::io::copy(&mut entry, &mut std::fs::File::create(&path).unwrap()).unwrap();
        }
        parts += 1;
    }
    assert!(parts >= 2, "there is enough for several: {}", ended.err);
    assert!(!bench.home.path("out.zip").exists(), "not in one as well");
    bench.home.run(&["verify", "unpacked"]).expect(0);
}

#[test]
fn both_passwords_come_from_standard_input() {
    let bench = Bench::small();
    let mut command = bench.command(&[
        "export",
        "--password-stdin",
        "--from",
        MONDAY,
        "--to",
        MONDAY,
        "--extension",
        "101",
        "--dest",
        "out",
        "--zip",
        "--zip-password-stdin",
    ]);
    command.env_remove("TAPEDECK_PASSWORD");
    Ended::fed(command, &format!("{}\nzip-secret\n", demo_pbx::PASSWORD)).expect(0);
    assert!(bench.home.path("out.zip").is_file());
}
