//! An export folder, read without any code of ours.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use demo_pbx::DemoPbx;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self(path)
    }

    pub(crate) fn exists(&self) -> bool {
        super::home::exists(&self.0)
    }

    /// Every file below, relative, with `/`.
    pub(crate) fn names(&self) -> Vec<String> {
        files(&self.0)
            .iter()
            .map(|path| {
                let below = path.strip_prefix(&self.0).unwrap();
                below.to_str().unwrap().replace('\\', "/")
            })
            .collect()
    }

    /// Those that are audio, or were to become it: everything in a folder.
    pub(crate) fn audio(&self) -> Vec<String> {
        self.names()
            .into_iter()
            .filter(|name| name.contains('/'))
            .collect()
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    pub(crate) fn manifest(&self) -> Vec<Value> {
        self.text("manifest.jsonl")
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The last run in `export.json`.
    pub(crate) fn run(&self) -> Value {
        let text = self.text("export.json");
        let all: Value = serde_json::from_str(&text).unwrap();
        all["runs"].as_array().unwrap().last().unwrap().clone()
    }

    /// Rows of `calls.csv`, by column.
    pub(crate) fn rows(&self) -> Vec<std::collections::HashMap<String, String>> {
        let text = self.text("calls.csv");
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap()
    }

    /// Asserts that the folder holds exactly the files of these recordings, byte for byte as the PBX has them, that
    /// manifest and sums say so, and that nothing half is left.
    #[track_caller]
    pub(crate) fn holds(&self, pbx: &DemoPbx, ids: &[String]) {
        let mut expected = BTreeSet::new();
        for id in ids {
            let files = pbx.company().recording(id).unwrap().files.len();
            expected.extend((0..files).map(|index| (id.clone(), index as u64 + 1)));
        }
        let mut held = BTreeSet::new();
        let mut paths = BTreeSet::new();
        for line in self.manifest() {
            let id = line["recording_id"].as_str().unwrap().to_owned();
            let index = line["file_index"].as_u64().unwrap();
            let path = line["path"].as_str().unwrap().to_owned();
            let sum = hex(&Sha256::digest(self.bytes(&path)));
            assert_eq!(line["sha256"], *sum, "the manifest's hash of {path}");
            assert_eq!(
                Some(sum),
                pbx.source_sha256(&id, index as usize - 1),
                "{path} is what the PBX has"
            );
            assert!(held.insert((id, index)), "one line a file");
            paths.insert(path);
        }
        assert_eq!(held, expected, "every file of every recording");
        assert_eq!(
            self.audio().into_iter().collect::<BTreeSet<_>>(),
            paths,
            "nothing else in the folders"
        );
        self.sums_are_right();
    }

    /// What `sha256sum -c SHA256SUMS` does.
    #[track_caller]
    pub(crate) fn sums_are_right(&self) {
        let text = self.text("SHA256SUMS");
        let mut named = BTreeSet::new();
        for line in text.lines() {
            let (sum, name) = line.split_once("  ").expect("two blanks");
            assert_eq!(sum, hex(&Sha256::digest(self.bytes(name))), "{name}");
            named.insert(name.to_owned());
        }
        for name in self.audio() {
            assert!(named.contains(&name), "{name} is in SHA256SUMS");
        }
    }
}

/// Every file below a folder, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
