//! Runs over a disk that is watched: full, dying at any step, and without power at any moment.

mod death;
mod full;
mod power;

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use demo_pbx::DemoPbx;
use portsip::{Client, ClientOptions, Credentials, Secret};
use tokio_util::sync::CancellationToken;

use super::{board::Board, course::Course, prepare::RESERVE_FILE};
use crate::{
    catalogue::{AccountKey, Catalogue, Shelf},
    error::Result,
    export::{
        ExportOptions, ExportPlan, ExportReport, Hold, disk::Disk, manifest, sha256_of, signature,
        sums,
    },
    query::CallFilter,
    signing::Signer,
    sync,
    time::RangeInput,
};

/// A signed-in client of a demo PBX whose calls are read already.
struct House {
    pbx: DemoPbx,
    client: Client,
    scopes: portsip::Scopes,
    shelf: Shelf,
    coverage: sync::Coverage,
    account: AccountKey,
    range: RangeInput,
    signer: Signer,
    /// The files of the range by recording and place, as hashes.
    right: HashMap<(String, u32), String>,
}

impl House {
    /// The calls of one day up to an hour, none longer than so many seconds.
    async fn new(until: &str, longest_talk: u32) -> Self {
        let pbx = DemoPbx::start(demo_pbx::Options {
            now: Some("2026-10-30T18:00:00Z".parse().unwrap()),
            days: 1,
            longest_talk,
            lockout_after: None,
            ..demo_pbx::Options::default()
        })
        .await
        .unwrap();
        let account = pbx.sign_in();
        let client = Client::new(ClientOptions::new(pbx.base_url().parse().unwrap())).unwrap();
        client
            .sign_in(&Credentials {
                user: account.user.clone(),
                domain: Some(account.domain.clone()),
                password: Secret::from(account.password.as_str()),
            })
            .await
            .unwrap();
        let scopes = client.decide_scopes().await.unwrap();
        let range = RangeInput {
            from: "2026-10-30".to_owned(),
            to: format!("2026-10-30T{until}"),
            zone: "UTC".to_owned(),
        };
        let account = AccountKey {
            server: "demo".to_owned(),
            domain: account.domain,
            user: account.user,
        };
        let resolved = range.resolve().unwrap();
        let shelf = Catalogue::in_memory().unwrap().shelf(&account).unwrap();
        let coverage = sync::read_range(
            &client,
            scopes,
            &shelf,
            &resolved,
            resolved.end,
            &|_| {},
            &CancellationToken::new(),
        )
        .await
        .unwrap();
        let mut right = HashMap::new();
        for recording in pbx
            .company()
            .recordings_between(resolved.start, resolved.end)
        {
            let id = recording.id.to_string();
            for index in 0.. {
                let Some(hash) = pbx.source_sha256(&id, index) else {
                    break;
                };
                right.insert((id.clone(), index as u32 + 1), hash);
            }
        }
        Self {
            pbx,
            client,
            scopes,
            shelf,
            coverage,
            account,
            range,
            signer: Signer::made_up(),
            right,
        }
    }

    fn plan(&self, dest: &Path) -> ExportPlan {
        ExportPlan {
            client: self.client.clone().into(),
            scopes: self.scopes,
            shelf: self.shelf.clone(),
            range: self.range.resolve().unwrap(),
            range_input: self.range.clone(),
            filter: CallFilter::default(),
            dest: dest.to_owned(),
            options: ExportOptions {
                sign: true,
                ..ExportOptions::default()
            },
            limit_rate: None,
            zone_here: jiff::tz::TimeZone::UTC,
            only_missing: false,
            zip_password: None,
            signer: Some(self.signer.clone()),
            coverage: self.coverage.clone(),
            account: self.account.clone(),
            version: "test".to_owned(),
            known_files: None,
            hold: Hold::default(),
            waits: false,
        }
    }

    fn course(plan: ExportPlan, disk: Disk, tell: super::Tell) -> Course {
        let cancel = CancellationToken::new();
        Course {
            plan: Arc::new(plan),
            disk,
            board: Arc::new(Board::new(tell)),
            stop: cancel.child_token(),
            cancel,
            started: jiff::Timestamp::now(),
        }
    }

    async fn export(&self, dest: &Path, disk: Disk) -> Result<ExportReport> {
        self.export_as(dest, disk, ExportOptions::default()).await
    }

    async fn export_as(
        &self,
        dest: &Path,
        disk: Disk,
        options: ExportOptions,
    ) -> Result<ExportReport> {
        let mut plan = self.plan(dest);
        plan.options = ExportOptions {
            sign: true,
            ..options
        };
        Self::course(plan, disk, Arc::new(|_| {})).run().await
    }

    /// What must hold at any moment: no file under a final name is other than whole, and what the manifest claims is there.
    fn nothing_bad(&self, dest: &Path, when: &str) {
        for path in audio_files(dest) {
            let name = path.display().to_string();
            let id = name
                .split(['[', ']'])
                .nth(1)
                .unwrap_or_else(|| panic!("{name}"));
            let hash = hash(&path);
            let whole = self
                .right
                .iter()
                .any(|((of, _), right)| of == id && *right == hash);
            assert!(whole, "{name} is not whole {when}");
        }
        for line in manifest::read(dest).unwrap().values() {
            if let Some((path, sha256)) = line.held() {
                let file = dest.join(path);
                assert!(
                    file.exists() && hash(&file) == sha256,
                    "{path} is claimed {when}"
                );
            }
        }
    }

    /// The lists tell what is there, and their signature holds.
    fn proven(&self, dest: &Path, when: &str) {
        let mut listed = 0;
        sums::for_each(&dest.join(sums::SUMS_FILE), &mut |name, told| {
            listed += 1;
            assert_eq!(hash(&dest.join(name)), told, "{name} {when}");
            Ok(())
        })
        .unwrap();
        assert_eq!(
            listed,
            self.right.len() + 3,
            "audio, table, manifest, proof"
        );
        let signed = signature::check(dest, self.signer.public_key());
        assert!(signed.is_some(), "the signature does not hold {when}");
    }

    /// What must hold in the end: every file once, and nothing else.
    fn everything(&self, dest: &Path, when: &str) {
        let lines = manifest::read(dest).unwrap();
        for ((id, index), right) in &self.right {
            let line = &lines[&(id.as_str().into(), *index)];
            let (path, sha256) = line.held().unwrap_or_else(|| panic!("{id} is lost {when}"));
            assert_eq!(
                (sha256, hash(&dest.join(path)).as_str()),
                (right.as_str(), right.as_str())
            );
        }
        assert_eq!(
            audio_files(dest).len(),
            self.right.len(),
            "nothing twice {when}"
        );
        self.proven(dest, when);
        let mut left = files(dest);
        left.retain(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            super::is_leftover(&name) || name.contains(".tapedeck")
        });
        assert!(left.is_empty(), "{left:?} are left {when}");
    }
}

fn hash(path: &Path) -> String {
    sha256_of(path, &CancellationToken::new())
        .unwrap()
        .unwrap()
        .1
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

fn audio_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = files(folder);
    files.retain(|path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["wav", "mp3", "amr", "mp4", "flac", "ogg"].contains(&ending))
    });
    files
}

fn is_part(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "part")
}

/// How often a test repeats its chance: what the variable says, else a few times.
fn rounds(variable: &str, few: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(few)
}
