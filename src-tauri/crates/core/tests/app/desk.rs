//! An app in a folder of its own, and a demo PBX to use it with.

use std::{path::Path, pin::Pin, sync::Arc, time::Duration};

use demo_pbx::DemoPbx;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tapedeck_core::{
    Tapedeck,
    app::Ports,
    clock::Clock,
    export::ExportOptions,
    logs::{self, WorkerGuard},
    query::{CallFilter, CallQuery},
    secrets::MemorySecrets,
    session::SignInInput,
    settings::SettingsFile,
    time::RangeInput,
};
use tokio::sync::watch;

/// The moment up to which the demo's calls exist, and the app's own now.
pub(crate) const NOW: &str = "2026-10-30T18:00:00Z";

/// A clock that stands still until a test moves it. Whoever waits by it waits for that.
pub(crate) struct TestClock {
    now: watch::Sender<Timestamp>,
    /// How long those who wait, or waited, wanted to.
    waits: watch::Sender<Vec<Duration>>,
}

impl Default for TestClock {
    fn default() -> Self {
        Self {
            now: watch::channel(NOW.parse().unwrap()).0,
            waits: watch::channel(Vec::new()).0,
        }
    }
}

impl TestClock {
    pub(crate) fn advance(&self, span: Duration) {
        let span = SignedDuration::try_from(span).unwrap();
        self.now.send_modify(|now| *now += span);
    }

    /// Returns when somebody has begun to wait for so long, so many times.
    pub(crate) async fn until_waits(&self, span: Duration, count: usize) {
        let mut waits = self.waits.subscribe();
        let enough =
            |waits: &Vec<Duration>| waits.iter().filter(|wait| **wait == span).count() >= count;
        drop(waits.wait_for(enough).await);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    fn wait(&self, span: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let until = self.now() + SignedDuration::try_from(span).unwrap();
        let mut now = self.now.subscribe();
        self.waits.send_modify(|waits| waits.push(span));
        Box::pin(async move {
            // The clock outlives whoever waits by it.
            drop(now.wait_for(|now| *now >= until).await);
        })
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get("America/St_Johns").unwrap()
    }
}

pub(crate) struct Desk {
    pub(crate) app: Tapedeck,
    pub(crate) pbx: DemoPbx,
    pub(crate) secrets: Arc<MemorySecrets>,
    pub(crate) clock: Arc<TestClock>,
    log: Option<WorkerGuard>,
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
        let log = logs::write_to(folder.path()).unwrap();
        let secrets = Arc::new(MemorySecrets::default());
        let clock = Arc::new(TestClock::default());
        let app = open(folder.path(), &secrets, &clock);
        Self {
            app,
            pbx,
            secrets,
            clock,
            log: Some(log),
            folder,
        }
    }

    /// As after a restart: the same data folder and keychain, a new app.
    pub(crate) fn reopened(&self) -> Tapedeck {
        open(self.folder.path(), &self.secrets, &self.clock)
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
            ..SignInInput::default()
        }
    }

    /// Signed in as somebody who sees the whole tenant.
    pub(crate) async fn signed_in() -> Self {
        let desk = Self::new().await;
        desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
        desk
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What is still on its way into the log.
        drop(self.log.take());
        if !std::thread::panicking() {
            let found = demo_pbx::secrets::in_files(self.folder.path()).unwrap();
            assert!(found.is_empty(), "these files hold secrets: {found:?}");
        }
    }
}

fn open(data_dir: &Path, secrets: &Arc<MemorySecrets>, clock: &Arc<TestClock>) -> Tapedeck {
    Tapedeck::open(Ports {
        data_dir: data_dir.to_owned(),
        export_dir: None,
        secrets: Arc::clone(secrets) as _,
        clock: Arc::clone(clock) as _,
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
