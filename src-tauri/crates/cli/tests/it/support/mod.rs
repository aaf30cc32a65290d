//! A PBX in this process, and the program in a folder of its own.

mod folder;
mod home;
mod wiretap;

use std::{
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use demo_pbx::{Counters, DemoPbx, Options};
use jiff::{
    Timestamp,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use tokio::runtime::Runtime;

pub(crate) use folder::{Folder, files, hex};
pub(crate) use home::{Ended, Home, piped};
pub(crate) use wiretap::Wiretap;

/// A Tuesday evening after London has changed to summer time, so that the last five days hold a day of 23 hours.
pub(crate) const NOW: &str = "2026-03-31T18:00:00Z";
/// A busy Monday before [`NOW`].
pub(crate) const MONDAY: &str = "2026-03-30";

/// Five days of short calls: files stay small.
pub(crate) fn small() -> Options {
    Options {
        days: 5,
        now: Some(NOW.parse().unwrap()),
        // The program has the computer's clock.
        dated: false,
        longest_talk: 4,
        ..Options::default()
    }
}

/// A PBX and a place to run the program in.
pub(crate) struct Bench {
    pub(crate) pbx: DemoPbx,
    pub(crate) home: Home,
    runtime: Runtime,
}

impl Bench {
    pub(crate) fn small() -> Self {
        Self::start(small())
    }

    pub(crate) fn start(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let pbx = runtime.block_on(DemoPbx::start(options)).unwrap();
        Self {
            pbx,
            home: Home::new(),
            runtime,
        }
    }

    /// The program, told by the environment how to sign in as the account that sees everything.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_as("qa.lead", arguments)
    }

    pub(crate) fn command_as(&self, user: &str, arguments: &[&str]) -> Command {
        let account = self.pbx.sign_in_as(user);
        let mut command = self.home.command(arguments);
        command
            .env("TAPEDECK_SERVER", self.pbx.base_url())
            .env("TAPEDECK_DOMAIN", account.domain)
            .env("TAPEDECK_USER", account.user)
            .env("TAPEDECK_PASSWORD", account.password);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments))
    }

    pub(crate) fn run_as(&self, user: &str, arguments: &[&str]) -> Ended {
        Ended::of(self.command_as(user, arguments))
    }

    /// Exports Monday's calls of some extensions into `out`.
    pub(crate) fn export(&self, extensions: &str, more: &[&str]) -> Ended {
        self.run(&[&Self::monday(extensions)[..], more].concat())
    }

    /// The command of [`Self::export`].
    pub(crate) fn export_command(&self, extensions: &str, more: &[&str]) -> Command {
        self.command(&[&Self::monday(extensions)[..], more].concat())
    }

    /// The same in the background.
    pub(crate) fn spawn_export(&self, extensions: &str, more: &[&str]) -> Child {
        piped(self.export_command(extensions, more))
            .spawn()
            .unwrap()
    }

    fn monday(extensions: &str) -> [&str; 9] {
        [
            "export",
            "--from",
            MONDAY,
            "--to",
            MONDAY,
            "--extension",
            extensions,
            "--dest",
            "out",
        ]
    }

    /// The folder that [`Self::export`] fills.
    pub(crate) fn out(&self) -> Folder {
        Folder::at(self.home.path("out"))
    }

    /// The ids of Monday's recorded calls of an extension.
    pub(crate) fn recorded(&self, extension: &str) -> Vec<String> {
        self.monday_calls()
            .iter()
            .filter(|call| call.recording.is_some() && takes_part(call, extension))
            .map(demo_pbx::company::Call::id_text)
            .collect()
    }

    pub(crate) fn monday_calls(&self) -> &[demo_pbx::company::Call] {
        // London is an hour ahead of UTC on that day.
        self.calls("2026-03-29T23:00:00Z", "2026-03-30T23:00:00Z")
    }

    pub(crate) fn calls(&self, from: &str, until: &str) -> &[demo_pbx::company::Call] {
        self.pbx
            .company()
            .calls_between(from.parse().unwrap(), until.parse().unwrap())
    }

    /// Runs something beside the PBX.
    pub(crate) fn wait_for<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub(crate) fn come_back(&self) {
        self.runtime.block_on(self.pbx.come_back()).unwrap();
    }

    /// Waits until the PBX has been asked for what the test waits for.
    pub(crate) fn until(&self, what: &str, reached: impl Fn(&Counters) -> bool) {
        let begun = Instant::now();
        while !reached(&self.pbx.counters()) {
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{what} within 30 s: {:?}",
                self.pbx.counters()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The last working day before today in London, where the built-in PBX is.
pub(crate) fn last_weekday() -> Date {
    let zone = TimeZone::get("Europe/London").unwrap();
    let mut day = Timestamp::now()
        .to_zoned_datetime(zone)
        .date()
        .yesterday()
        .unwrap();
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.yesterday().unwrap();
    }
    day
}

/// Whether caller, callee or destination is that extension, which is what `--extension` promises.
pub(crate) fn takes_part(call: &demo_pbx::company::Call, extension: &str) -> bool {
    [&call.caller.number, &call.callee.number, &call.destination]
        .iter()
        .any(|number| *number == extension)
}
