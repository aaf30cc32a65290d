//! Where the grid is measured: a PBX with many calls, all of them kept, and the release app in its window.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tapedeck_tests::{
    sandbox::Sandbox,
    wait::wait_until,
    window::{SOON, Window},
};

use super::Run;
use crate::{
    Result,
    measure::measure,
    stage::{Pbx, Stage, USER, cli, program},
};

/// Days of calls; the demo PBX has ninety, and today may turn into tomorrow.
const DAYS: i64 = 92;
/// The window until the whole range is read: nothing of it is read again, but what it held is counted.
const READ: std::time::Duration = std::time::Duration::from_mins(2);

pub(super) struct Opened {
    // The window first: what it talks to goes after it.
    window: Window,
    _sandbox: Sandbox,
    pbx: Pbx,
    /// As the command line listed them.
    pub(super) calls: u64,
    from: String,
    to: String,
}

/// Proportional set sizes, in megabytes.
#[derive(Clone, Copy)]
pub(super) struct Memory {
    pub(super) app: u64,
    pub(super) web: u64,
    pub(super) network: u64,
}

impl Memory {
    /// The whole of it.
    pub(super) fn all(self) -> u64 {
        self.app + self.web + self.network
    }
}

impl Opened {
    /// Fills a catalogue by the command line and opens the app on it.
    pub(super) fn open(stage: &Stage, calls: u32) -> Result<Self> {
        let pbx = Pbx::start(&["--calls", &calls.to_string()])?;
        let sandbox = Sandbox::new()?;
        let day = |ago: i64| {
            let then = Timestamp::now() - SignedDuration::from_hours(24 * ago);
            then.strftime("%Y-%m-%d").to_string()
        };
        let (from, to) = (day(DAYS), day(0));
        let listed = stage.path("calls.csv");
        let line = ["calls", "--from", &from, "--to", &to, "--output", "csv"];
        measure(cli(&pbx.url, &sandbox.data(), &line)?, Some(&listed))?;
        // A title, then a line for each call: no cell of the demo PBX has a line break.
        let calls = fs::read_to_string(&listed)?.lines().count() as u64 - 1;
        println!("{calls} calls kept");
        let window = Window::start(&sandbox, &program("tapedeck")?, &[])?;
        window.by_test_id("sign-in-form")?;
        Ok(Self {
            window,
            _sandbox: sandbox,
            pbx,
            calls,
            from,
            to,
        })
    }

    /// Signs in and shows all calls.
    pub(super) fn show_everything(&self) -> Result<()> {
        for (name, text) in [
            // Before the server, from which it would be guessed.
            ("domain", demo_pbx::company::DOMAIN),
            ("server", &self.pbx.url),
            ("user", USER),
            ("password", demo_pbx::PASSWORD),
        ] {
            let field = self.window.find(&format!("input[name={name}]"))?;
            self.window.type_into(&field, text)?;
        }
        let button = self
            .window
            .find("[data-testid=sign-in-form] button[type=submit]")?;
        self.window.click(&button)?;
        self.window.find(".ag-row")?;
        let hash = format!("#/calls?from={}&to={}", self.from, self.to);
        self.ask("location.hash = arguments[0]", json!([hash]))?;
        wait_until("all rows in the grid", READ, || {
            let counted = self.window.session().execute(
                "return Number(document.querySelector('.td-grid [aria-rowcount]')?.getAttribute('aria-rowcount')) - 1",
                json!([]),
            )?;
            Ok(counted.as_u64() == Some(self.calls))
        })?;
        wait_until("the end of reading", READ, || {
            Ok(self.window.text_of("count-line")?.contains("as of"))
        })?;
        Ok(())
    }

    /// The size of the page, in words.
    pub(super) fn size(&self) -> Result<String> {
        let size = self.ask("return `${innerWidth} × ${innerHeight} px`", json!([]))?;
        Ok(size.as_str().unwrap_or_default().to_owned())
    }

    /// Lays the canvas grid over ours.
    pub(super) fn lay_canvas(&self) -> Result<()> {
        let query = json!({
            "range": { "from": self.from, "to": self.to, "zone": "UTC" },
            "filter": {
                "extensions": [], "directions": [], "number": null, "minTalkS": null, "maxTalkS": null,
                "answered": null, "recorded": null, "text": null, "ids": [],
            },
            "sort": [{ "column": "started", "descending": true }],
        });
        let session = self.window.session();
        let arguments = json!([query, self.calls]);
        let shown = session.execute_async(include_str!("canvas.js"), arguments)?;
        if shown.as_u64().is_some_and(|rows| rows > 0) {
            Ok(())
        } else {
            Err(format!("the canvas grid shows no rows: {shown}").into())
        }
    }

    /// Takes the canvas grid away.
    pub(super) fn lift_canvas(&self) -> Result<()> {
        self.ask("globalThis.canvasGrid.remove()", json!([]))
            .map(drop)
    }

    /// Goes one way on one side and measures it.
    pub(super) fn scroll(&self, side: &'static str, way: &'static str) -> Result<Run> {
        if way == "keys" {
            // Into the rows, as a person without a mouse goes there.
            self.window.session().press("\u{E009}1")?;
            wait_until("the focus in the rows", SOON, || {
                let focused = "return document.activeElement.closest('.ag-row') !== null";
                Ok(self.window.session().execute(focused, json!([]))? == json!(true))
            })?;
        }
        let session = self.window.session();
        let answer = session.execute_async(include_str!("measure.js"), json!([way, side]))?;
        Run::read(side, way, self.calls, &answer)
    }

    /// What the processes of the window hold now.
    pub(super) fn memory(&self) -> Result<Memory> {
        let mut memory = Memory {
            app: 0,
            web: 0,
            network: 0,
        };
        for entry in fs::read_dir("/proc")? {
            let folder = entry?.path();
            // A process that has ended meanwhile holds nothing.
            let Some((name, pss)) = held(&folder, self.window.group()) else {
                continue;
            };
            match name.as_str() {
                "tapedeck" => memory.app += pss,
                // The kernel cuts names after fifteen bytes.
                "WebKitWebProces" => memory.web += pss,
                "WebKitNetworkPr" => memory.network += pss,
                _ => {}
            }
        }
        Ok(memory)
    }

    fn ask(&self, script: &str, arguments: Value) -> Result<Value> {
        Ok(self.window.session().execute(script, arguments)?)
    }
}

/// Name and proportional set size of a process of this group, in megabytes (proc(5)).
fn held(folder: &Path, group: u32) -> Option<(String, u64)> {
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // The name before it may have any character, brackets too.
    let mut after_name = stat.rsplit_once(')')?.1.split_whitespace();
    if after_name.nth(2)?.parse::<u32>().ok()? != group {
        return None;
    }
    let name = fs::read_to_string(folder.join("comm")).ok()?;
    let sums = fs::read_to_string(folder.join("smaps_rollup")).ok()?;
    let pss = sums.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = pss.trim().trim_end_matches(" kB").parse().ok()?;
    Some((name.trim().to_owned(), kilobytes / 1024))
}
