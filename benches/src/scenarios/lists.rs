//! S5: 200,000 calls and their recordings listed, beside the same pages fetched by curl and parsed by `serde_json` into
//! borrowed structs.

use std::{
    borrow::Cow,
    fmt::Write as _,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::Command,
};

use jiff::{SignedDuration, Timestamp};
use portsip::{ListEvent, Scope, Scopes, Window};
use serde::Deserialize;
use tapedeck_core::{
    catalogue::{AccountKey, Catalogue},
    sync,
    time::UtcRange,
};
use tokio_util::sync::CancellationToken;

use super::Scenario;
use crate::{
    Result,
    compare::{Side, compare},
    measure::{Usage, measure},
    peers,
    report::{Goal, Report},
    stage::{Pbx, Stage, USER, block_on, cli, part, signed_in, token},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "lists",
    about: "200,000 calls and their recordings, beside curl and serde_json (S5)",
    run,
    parts: &[("list", list), ("store", store), ("parse", parse)],
};

const CALLS: u32 = 200_000;
/// Days of calls; the window begins a day earlier.
const DAYS: i64 = 90;

fn run(stage: &Stage) -> Result<Report> {
    let calls = stage.sized(CALLS).to_string();
    let days = DAYS.to_string();
    let pbx = Pbx::start(&["--calls", &calls, "--days", &days])?;
    let window = window();
    let span = [window.start.to_string(), window.end.to_string()];
    let pages = block_on(pages(&pbx.url, window))?;
    let curl = curl(stage, &pbx.url, &pages)?;
    let rows = pages.calls + pages.recordings;
    println!("{} calls, {} recordings", pages.calls, pages.recordings);

    let answers = stage.path("answers");
    let answers_text = answers.display().to_string();
    let expected = rows.to_string();
    let own = |name, more: &[&str]| {
        part(
            name,
            &[&[pbx.url.as_str(), &span[0], &span[1], &expected], more].concat(),
        )
    };
    let csv = || -> Result<Usage> {
        let data = stage.folder("data")?;
        let out = stage.path("calls.csv");
        let line = [
            "calls",
            "--from",
            &span[0][..10],
            "--to",
            &span[1][..10],
            "--zone",
            "UTC",
            "--output",
            "csv",
        ];
        let used = measure(cli(&pbx.url, &data, &line)?, Some(&out))?;
        let listed = BufReader::new(File::open(&out)?).lines().count() as u64;
        if listed == pages.calls + 1 {
            Ok(used)
        } else {
            Err(format!("{listed} lines for {} calls and a head", pages.calls).into())
        }
    };
    let sides = vec![
        Side::new("curl, then serde_json into borrowed structs", || {
            stage.folder("answers")?;
            let fetched = measure(curl.command(), None)?;
            Ok(fetched.then(measure(part("parse", &[&answers_text, &expected])?, None)?))
        }),
        Side::new("portsip: both lists", || measure(own("list", &[])?, None)),
        Side::new("core: both lists stored and indexed", || {
            let data = stage.folder("store")?.display().to_string();
            measure(own("store", &[&data])?, None)
        }),
        Side::new("tapedeck-cli calls --output csv", csv),
    ];
    let compared = compare(stage.pairs, sides)?;

    let mut report = Report::new("S5: complete lists", stage.is_small());
    report.part(format!(
        "{} calls and {} recordings in {} pages of the demo PBX, {} MB of JSON; {}.",
        pages.calls,
        pages.recordings,
        pages.asks.len(),
        size_of(&answers)? / 1_000_000,
        peers::version("curl"),
    ));
    report.comparison(&compared);
    report.figure(
        "CPU of listing, portsip / (curl + serde_json)",
        compared.ratio(1, 0, |used| used.cpu),
        Goal::AtMost(1.5),
    );
    let per_row =
        |side: usize| compared.each(side, |used| used.cpu.as_secs_f64() * 1e6 / rows as f64);
    report.figure("µs of CPU a row, listed", per_row(1), Goal::AtMost(4.0));
    report.figure(
        "µs of CPU a row, listed, stored and indexed",
        per_row(2),
        Goal::AtMost(4.0),
    );
    report.figure(
        "peak memory of the command line, MB",
        compared.each(3, |used| used.peak as f64 / 1e6),
        Goal::AtMost(150.0),
    );
    report.note(
        "Of what a stored row costs, about a third is the client's. The rest is SQLite's: a row of 26 columns into a clustered \
         table, its id into a unique index, a look whether its recording has come, and pages into the write-ahead log and from \
         there into the file. S6 has the insert itself, beside the `sqlite3` shell.",
    );
    Ok(report)
}

fn window() -> Window {
    let end = Timestamp::now();
    let start = end - SignedDuration::from_hours(24 * (DAYS + 1));
    Window { start, end }
}

/// What the lists of a window are, page by page.
struct Pages {
    calls: u64,
    recordings: u64,
    /// Paths with queries.
    asks: Vec<String>,
    token: String,
}

/// The pages of both lists in slices of a day, as anybody would ask for them; first pages are asked here for the counts.
async fn pages(url: &str, window: Window) -> Result<Pages> {
    let http = reqwest::Client::new();
    let mut pages = Pages {
        calls: 0,
        recordings: 0,
        asks: Vec::new(),
        token: token(url).await?,
    };
    for (list, count) in [
        ("cdrs", &mut pages.calls),
        ("recordings", &mut pages.recordings),
    ] {
        let mut start = window.start;
        while start < window.end {
            let end = (start + SignedDuration::from_hours(24)).min(window.end);
            let ask = |skip: u64| {
                format!(
                    "/api/{list}?filter=started_at%20ge%20%27{start}%27%20and%20started_at%20lt%20%27{end}%27\
                     &orderby=started_at%20asc&top=100&skip={skip}&count=true"
                )
            };
            let first = http
                .get(format!("{url}{}", ask(0)))
                .bearer_auth(&pages.token);
            let body = first.send().await?.bytes().await?;
            let page: Page<Recording> = serde_json::from_slice(&body)?;
            *count += page.count;
            pages
                .asks
                .extend((0..page.count.max(1)).step_by(100).map(ask));
            start = end;
        }
    }
    Ok(pages)
}

/// curl with all pages in one configuration file and one connection, each answer a file.
struct Curl(PathBuf);

impl Curl {
    fn command(&self) -> Command {
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--fail", "--config"])
            .arg(&self.0);
        command
    }
}

fn curl(stage: &Stage, url: &str, pages: &Pages) -> Result<Curl> {
    if !peers::have("curl", "curl", "--version") {
        return Err("curl cannot be had, and it is what is compared with".into());
    }
    let mut text = format!("header = \"Authorization: Bearer {}\"\n", pages.token);
    for (number, ask) in pages.asks.iter().enumerate() {
        let file = stage.path("answers").join(number.to_string());
        writeln!(
            text,
            "url = \"{url}{ask}\"\noutput = \"{}\"",
            file.display()
        )?;
    }
    let path = stage.path("curl.conf");
    fs::write(&path, text)?;
    Ok(Curl(path))
}

fn size_of(folder: &Path) -> Result<u64> {
    let sizes = fs::read_dir(folder)?.map(|file| Ok(file?.metadata()?.len()));
    sizes.sum::<Result<u64>>()
}

#[derive(Deserialize)]
struct Page<T> {
    count: u64,
    items: Vec<T>,
}

/// What is needed of a call, borrowed from the page.
#[derive(Deserialize)]
#[allow(
    dead_code,
    clippy::struct_field_names,
    reason = "it is only parsed, and the API has the names"
)]
struct Call<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    caller: Cow<'a, str>,
    #[serde(borrow)]
    caller_display_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    callee: Cow<'a, str>,
    #[serde(borrow)]
    callee_display_name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    started_at: Cow<'a, str>,
    #[serde(borrow)]
    rang_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    answered_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    ended_at: Option<Cow<'a, str>>,
    #[serde(borrow)]
    call_id: Cow<'a, str>,
    #[serde(borrow)]
    direction: Cow<'a, str>,
    #[serde(borrow)]
    end_reason: Option<Cow<'a, str>>,
    #[serde(borrow)]
    reroute_reason: Option<Cow<'a, str>>,
    status_code: i64,
    #[serde(borrow)]
    destination: Option<Cow<'a, str>>,
    #[serde(borrow)]
    outbound_caller_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    did_cid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    trunk: Option<Cow<'a, str>>,
    duration: Option<i64>,
    #[serde(borrow)]
    service_number: Option<Cow<'a, str>>,
}

/// What is needed of a recording.
#[derive(Deserialize)]
#[allow(dead_code, reason = "it is only parsed")]
struct Recording<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    caller: Cow<'a, str>,
    #[serde(borrow)]
    callee: Cow<'a, str>,
    #[serde(borrow)]
    started_at: Cow<'a, str>,
    #[serde(borrow)]
    ended_at: Option<Cow<'a, str>>,
}

/// Side: parses every answer that curl brought.
fn parse(line: &[String]) -> Result<()> {
    let [folder, expected] = line else {
        return Err("parse FOLDER ROWS".into());
    };
    let mut rows = 0;
    for file in fs::read_dir(folder)? {
        let body = fs::read_to_string(file?.path())?;
        rows += match serde_json::from_str::<Page<Call>>(&body) {
            Ok(page) => page.items.len(),
            Err(_) => serde_json::from_str::<Page<Recording>>(&body)?.items.len(),
        };
    }
    check(rows as u64, expected)
}

/// Side: both lists by our client, rows dropped.
fn list(line: &[String]) -> Result<()> {
    let [url, start, end, expected] = line else {
        return Err("list URL START END ROWS".into());
    };
    let window = Window {
        start: start.parse()?,
        end: end.parse()?,
    };
    block_on(async {
        let client = signed_in(url).await?;
        let (mut calls, mut recordings) = (0, 0);
        let (listed, recorded) = tokio::try_join!(
            client.list_calls(Scope::Tenant, window, |event| {
                if let ListEvent::Rows(rows) = event {
                    calls += rows.len() as u64;
                }
            }),
            client.list_recordings(Scope::Tenant, window, |event| {
                if let ListEvent::Rows(rows) = event {
                    recordings += rows.len() as u64;
                }
            }),
        )?;
        if !(listed.is_complete() && recorded.is_complete()) {
            return Err("a list is not complete".into());
        }
        check(calls + recordings, expected)
    })
}

/// Side: both lists through core into a new catalogue.
fn store(line: &[String]) -> Result<()> {
    let [url, start, end, expected, data] = line else {
        return Err("store URL START END ROWS FOLDER".into());
    };
    let range = UtcRange {
        start: start.parse()?,
        end: end.parse()?,
        zone: jiff::tz::TimeZone::UTC,
    };
    block_on(async {
        let client = signed_in(url).await?;
        let catalogue = Catalogue::open(&Path::new(data).join("catalogue.sqlite"))?;
        let account = AccountKey {
            server: url.clone(),
            domain: demo_pbx::company::DOMAIN.to_owned(),
            user: USER.to_owned(),
        };
        let shelf = catalogue.shelf(&account)?;
        let scopes = Scopes {
            calls: Scope::Tenant,
            recordings: Scope::Tenant,
        };
        let (now, stop) = (range.end, CancellationToken::new());
        let coverage =
            sync::read_range(&client, scopes, &shelf, &range, now, &|_| {}, &stop).await?;
        if !coverage.is_complete() {
            return Err("the reading is not complete".into());
        }
        check(
            coverage.calls.received + coverage.recordings.received,
            expected,
        )
    })
}

fn check(rows: u64, expected: &str) -> Result<()> {
    if rows.to_string() == expected {
        Ok(())
    } else {
        Err(format!("{rows} rows came, {expected} were expected").into())
    }
}
