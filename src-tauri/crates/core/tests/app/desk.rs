//! An app in a folder of its own, and a demo PBX to use it with.

use std::{path::Path, sync::Arc};

use demo_pbx::DemoPbx;
use jiff::{Timestamp, tz::TimeZone};
use tapedeck_core::{
    Tapedeck,
    app::Ports,
    clock::Clock,
    export::ExportOptions,
    query::{CallFilter, CallQuery},
    secrets::MemorySecrets,
    session::SignInInput,
    settings::SettingsFile,
    time::RangeInput,
};

/// The moment up to which the demo's calls exist, and the app's own now.
pub(crate) const NOW: &str = "2026-10-30T18:00:00Z";

/// A clock that stands still.
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        NOW.parse().unwrap()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get("America/St_Johns").unwrap()
    }
}

pub(crate) struct Desk {
    pub(crate) app: Tapedeck,
    pub(crate) pbx: DemoPbx,
    pub(crate) secrets: Arc<MemorySecrets>,
    folder: tempfile::TempDir,
}

impl Desk {
    /// Calls of a few seconds.
    pub(crate) async fn new() -> Self {
        Self::with(demo_pbx::Options {
            longest_talk: 4,
            ..demo_pbx::Options::default()
        })
        .await
    }

    /// A few days of calls of such a PBX.
    pub(crate) async fn with(options: demo_pbx::Options) -> Self {
        let options = demo_pbx::Options {
            now: Some(NOW.parse().unwrap()),
            days: 5,
            ..options
        };
        let pbx = DemoPbx::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let secrets = Arc::new(MemorySecrets::default());
        let app = open(folder.path(), &secrets);
        Self {
            app,
            pbx,
            secrets,
            folder,
        }
    }

    /// As after a restart: the same data folder and keychain, a new app.
    pub(crate) fn reopened(&self) -> Tapedeck {
        open(self.folder.path(), &self.secrets)
    }

    pub(crate) fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn input(&self, user: &str) -> SignInInput {
        SignInInput {
            server: self.pbx.base_url(),
            domain: self.pbx.sign_in().domain,
            user: user.to_owned(),
            password: demo_pbx::PASSWORD.to_owned(),
            remember: false,
            pin: None,
            allow_plain_http: false,
        }
    }

    /// Signed in as somebody who sees the whole tenant.
    pub(crate) async fn signed_in() -> Self {
        let desk = Self::new().await;
        desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
        desk
    }
}

fn open(data_dir: &Path, secrets: &Arc<MemorySecrets>) -> Tapedeck {
    Tapedeck::open(Ports {
        data_dir: data_dir.to_owned(),
        export_dir: None,
        secrets: Arc::clone(secrets) as _,
        clock: Arc::new(Standing),
        settings: Arc::new(SettingsFile::in_folder(data_dir)),
    })
    .unwrap()
}

/// Everything of these local days.
pub(crate) fn query(from: &str, to: &str) -> CallQuery {
    CallQuery {
        range: RangeInput {
            from: from.to_owned(),
            to: to.to_owned(),
            zone: "Europe/London".to_owned(),
        },
        filter: CallFilter::default(),
        sort: Vec::new(),
    }
}

pub(crate) fn options() -> ExportOptions {
    ExportOptions::default()
}
