//! A signed-in client of a demo PBX whose calls are read already, and a folder to export to.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use demo_pbx::DemoPbx;
use portsip::{Client, ClientOptions, Credentials, RetryPolicy, Secret};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tapedeck_core::{
    Result,
    catalogue::{AccountKey, Catalogue, Shelf},
    export::{self, ExportOptions, ExportPlan, ExportProgress, ExportReport},
    query::CallFilter,
    sync::{self, Coverage},
    time::RangeInput,
};
use tokio_util::sync::CancellationToken;

/// The moment up to which the demo's calls exist; long ago, so that no recording is awaited.
pub(crate) const NOW: &str = "2026-10-30T18:00:00Z";

pub(crate) struct House {
    pub(crate) pbx: DemoPbx,
    pub(crate) client: Client,
    pub(crate) scopes: portsip::Scopes,
    pub(crate) shelf: Shelf,
    pub(crate) coverage: Coverage,
    pub(crate) range: RangeInput,
    folder: tempfile::TempDir,
}

/// A small company: calls of `days` days, each of a few seconds.
pub(crate) fn options(days: u16) -> demo_pbx::Options {
    demo_pbx::Options {
        now: Some(NOW.parse().unwrap()),
        days,
        longest_talk: 4,
        lockout_after: None,
        ..demo_pbx::Options::default()
    }
}

/// A client that gives up quickly.
pub(crate) async fn client(
    pbx_url: &str,
    domain: &str,
    user: &str,
    password: &str,
) -> (Client, portsip::Scopes) {
    let mut options = ClientOptions::new(pbx_url.parse().unwrap());
    options.idle_timeout = Duration::from_secs(1);
    options.retry = RetryPolicy {
        attempts: 3,
        first_pause: Duration::from_millis(20),
        longest_pause: Duration::from_millis(100),
        ..RetryPolicy::default()
    };
    let client = Client::new(options).unwrap();
    client
        .sign_in(&Credentials {
            user: user.to_owned(),
            domain: Some(domain.to_owned()),
            password: Secret::from(password),
        })
        .await
        .unwrap();
    let scopes = client.decide_scopes().await.unwrap();
    (client, scopes)
}

/// The calls of a range, read into a catalogue.
pub(crate) async fn shelf(
    client: &Client,
    scopes: portsip::Scopes,
    range: &RangeInput,
) -> (Shelf, Coverage) {
    let shelf = Catalogue::in_memory().unwrap().shelf(&account()).unwrap();
    let coverage = sync::read_range(
        client,
        scopes,
        &shelf,
        &range.resolve().unwrap(),
        NOW.parse().unwrap(),
        &|_| {},
        &CancellationToken::new(),
    )
    .await
    .unwrap();
    (shelf, coverage)
}

pub(crate) fn account() -> AccountKey {
    AccountKey {
        server: "demo".to_owned(),
        domain: "demo".to_owned(),
        user: "qa.lead".to_owned(),
    }
}

pub(crate) fn range(from: &str, to: &str) -> RangeInput {
    RangeInput {
        from: from.to_owned(),
        to: to.to_owned(),
        zone: "Europe/London".to_owned(),
    }
}

impl House {
    pub(crate) async fn new(days: u16) -> Self {
        Self::with(options(days)).await
    }

    pub(crate) async fn with(options: demo_pbx::Options) -> Self {
        let pbx = DemoPbx::start(options).await.unwrap();
        let account = pbx.sign_in();
        let (client, scopes) = client(
            &pbx.base_url(),
            &account.domain,
            &account.user,
            &account.password,
        )
        .await;
        let range = range("2026-09-01", "2026-10-30");
        let (shelf, coverage) = shelf(&client, scopes, &range).await;
        pbx.reset_counters();
        Self {
            pbx,
            client,
            scopes,
            shelf,
            coverage,
            range,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn dest(&self) -> PathBuf {
        self.folder.path().join("export")
    }

    pub(crate) fn plan(&self, options: ExportOptions) -> ExportPlan {
        ExportPlan {
            client: self.client.clone().into(),
            scopes: self.scopes,
            shelf: self.shelf.clone(),
            range: self.range.resolve().unwrap(),
            range_input: self.range.clone(),
            filter: CallFilter::default(),
            dest: self.dest(),
            options,
            limit_rate: None,
            zone_here: jiff::tz::TimeZone::UTC,
            only_missing: false,
            zip_password: None,
            signer: None,
            coverage: self.coverage.clone(),
            account: account(),
            version: "test".to_owned(),
            known_files: None,
            hold: export::Hold::default(),
            waits: false,
        }
    }

    pub(crate) async fn export(&self, options: ExportOptions) -> Result<ExportReport> {
        run(self.plan(options)).await
    }

    /// Every recording of the range: id and number of files.
    pub(crate) fn recordings(&self) -> Vec<(String, usize)> {
        let range = self.range.resolve().unwrap();
        let company = self.pbx.company();
        company
            .recordings_between(range.start, range.end)
            .map(|recording| {
                let id = recording.id.to_string();
                let files = (0..100)
                    .take_while(|index| self.pbx.recording_bytes(&id, *index).is_some())
                    .count();
                (id, files)
            })
            .collect()
    }

    /// Checks every promise about a finished folder; `gaps` are the ids that are not there.
    pub(crate) fn check(&self, gaps: &[&str]) {
        let dest = self.dest();
        let lines = manifest(&dest);
        let mut seen = 0;
        for (id, files) in self.recordings() {
            if gaps.contains(&id.as_str()) {
                continue;
            }
            for index in 0..files {
                let line = &lines[&(id.clone(), index as u64 + 1)];
                let path = line["path"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{line} has no file"));
                let bytes = fs::read(dest.join(path)).unwrap();
                assert_eq!(
                    line["sha256"],
                    sha256(&bytes),
                    "the manifest says what lies at {path}"
                );
                let source = line["source_sha256"].as_str().or(line["sha256"].as_str());
                assert_eq!(
                    source.map(ToOwned::to_owned),
                    self.pbx.source_sha256(&id, index),
                    "{path} is what the PBX has"
                );
                seen += 1;
            }
        }
        for line in lines.values().filter(|line| line["side"] == "right") {
            let bytes = fs::read(dest.join(line["path"].as_str().unwrap())).unwrap();
            assert_eq!(line["sha256"], sha256(&bytes), "{line}");
            seen += 1;
        }
        assert_eq!(audio_files(&dest).len(), seen, "nothing is there twice");
        assert!(
            leftovers(&dest).is_empty(),
            "left behind: {:?}",
            leftovers(&dest)
        );
    }
}

/// How often a test takes its chance: as often as the variable says, else a few times.
pub(crate) fn rounds(variable: &str, few: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(few)
}

pub(crate) async fn run(plan: ExportPlan) -> Result<ExportReport> {
    export::run(
        plan,
        Arc::new(|_: &ExportProgress| {}),
        CancellationToken::new(),
    )
    .await
}

/// The lines of a manifest, the last of a file winning.
pub(crate) fn manifest(dest: &Path) -> BTreeMap<(String, u64), Value> {
    let text = fs::read_to_string(dest.join("manifest.jsonl")).unwrap_or_default();
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines
        .map(|line| {
            (
                (
                    line["recording_id"].as_str().unwrap().to_owned(),
                    line["file_index"].as_u64().unwrap(),
                ),
                line,
            )
        })
        .collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Every file below a folder, relative, sorted.
pub(crate) fn files(dest: &Path) -> Vec<String> {
    fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                walk(root, &entry.path(), found);
            } else {
                found.push(
                    entry
                        .path()
                        .strip_prefix(root)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned(),
                );
            }
        }
    }
    let mut found = Vec::new();
    walk(dest, dest, &mut found);
    found.sort();
    found
}

pub(crate) fn audio_files(dest: &Path) -> Vec<String> {
    let audio = |name: &String| {
        [".wav", ".mp3", ".amr", ".awb", ".mp4", ".flac", ".ogg"]
            .iter()
            .any(|ending| name.ends_with(ending))
    };
    files(dest).into_iter().filter(audio).collect()
}

pub(crate) fn leftovers(dest: &Path) -> Vec<String> {
    files(dest)
        .into_iter()
        .filter(|name| ends_in(name, &["part", "tmp"]) || name.contains(".tapedeck"))
        .collect()
}

pub(crate) fn ends_in(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The rows of `calls.csv` by call id.
pub(crate) fn table(dest: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(dest.join("calls.csv"))
        .unwrap()
        .into_deserialize()
        .map(|row| row.unwrap())
        .collect()
}

impl Drop for House {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let found = demo_pbx::secrets::in_files(self.folder.path()).unwrap();
            assert!(found.is_empty(), "these files hold secrets: {found:?}");
        }
    }
}
