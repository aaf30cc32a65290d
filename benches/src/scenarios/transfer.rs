//! S1a: the transfer engine on links it knows, beside programs that fetch a list of addresses.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use jiff::Timestamp;
use portsip::{FileLink, RecordingFile, Scope, Scopes};
use tapedeck_core::{
    export::{self, ExportOptions, ExportPlan, Hold},
    ids::RecordingId,
    jobs::JobOutcome,
    query::CallFilter,
    sync::Coverage,
};
use tokio_util::sync::CancellationToken;

use super::Scenario;
use crate::{
    Result,
    compare::{Comparison, Side, compare},
    measure::{Usage, measure},
    peers,
    report::{Goal, Report},
    stage::{Stage, block_on, part, use_up},
    yard::{self, Files, Link, Nginx, Yard, check},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "transfer",
    about: "2,000 × 1 MB and 20,000 × 64 KB, beside curl and openssl, aria2 and rclone (S1a)",
    run,
    parts: &[("engine", engine), ("yard", open_yard)],
};

/// In flight at once, on every side.
const AT_ONCE: &str = "16";

fn run(stage: &Stage) -> Result<Report> {
    let mut report = Report::new("S1a: the transfer engine on ready links", stage.is_small());
    report.part(format!(
        "nginx over TLS on the same machine, 16 at once. {}; {}; {}.",
        peers::version("curl"),
        peers::version("aria2c"),
        peers::version("rclone"),
    ));
    for (count, bytes, goal) in [(2_000, 1_000_000, 0.80), (20_000, 64_000, 0.72)] {
        let yard = Yard::open(stage, stage.sized(count), bytes, Link::Loopback)?;
        let compared = sides(stage, &yard)?;
        report.part(format!(
            "{} files of {} KB:",
            yard.files.count,
            bytes / 1000
        ));
        report.comparison(&compared);
        figures(&mut report, &compared, bytes, goal);
    }
    report.note(
        "What the engine does beyond its peers is paid per file: data to the disk, a note in the journal, a name without replacing, the header read, a line of proof. Two thirds of its CPU are the kernel's, which writes, syncs, creates and renames. curl alone and rclone prove and sync nothing.",
    );
    Ok(report)
}

fn figures(report: &mut Report, compared: &Comparison, bytes: u32, goal: f64) {
    let small = bytes < 100_000;
    let size = if small { "64 KB" } else { "1 MB" };
    let mut ratio = |peer: usize, name: &str, most: f64| {
        report.figure(
            format!("{size}: wall, engine / {name}"),
            compared.ratio(0, peer, |used| used.wall),
            Goal::AtMost(most),
        );
    };
    ratio(1, "curl, then openssl", goal);
    ratio(2, "curl unchecked", if small { 1.00 } else { 1.20 });
    ratio(3, "aria2c", if small { 0.45 } else { 0.76 });
    ratio(4, "rclone", 0.25);
    report.figure(
        format!("{size}: CPU, engine / curl, then openssl"),
        compared.ratio(0, 1, |used| used.cpu),
        Goal::AtMost(0.85),
    );
    report.figure(
        format!("{size}: peak memory of the engine, MB"),
        compared.each(0, |used| used.peak as f64 / 1e6),
        Goal::AtMost(120.0),
    );
}

/// Every side fetches all files into a folder of its own, which is then checked.
fn sides(stage: &Stage, yard: &Yard) -> Result<Comparison> {
    for (program, package) in [("curl", "curl"), ("aria2c", "aria2"), ("rclone", "rclone")] {
        if !peers::have(program, package, "--version") {
            return Err(format!("{program} cannot be had").into());
        }
    }
    let data = listed(stage, yard)?;
    let lists = Lists::write(stage, yard)?;
    let files = &yard.files;
    let fetched = |name: &str, line: &dyn Fn(&Path) -> Result<Vec<Command>>| {
        fetched(stage, files, name, line)
    };
    let engine = |out: &Path| Ok(vec![engine_line(yard, &data, out, Some(AT_ONCE))?]);
    let curl = |out: &Path| Ok(vec![lists.curl(out)]);
    let proven = |out: &Path| Ok(vec![lists.curl(out), openssl(out)]);
    let aria = |out: &Path| Ok(vec![lists.aria(out)]);
    let rclone = |out: &Path| Ok(vec![rclone(&yard.nginx, out)]);
    compare(
        stage.pairs,
        vec![
            Side::new("engine", || fetched("engine", &engine)),
            Side::new("curl --parallel, then openssl dgst", || {
                fetched("proven", &proven)
            }),
            Side::new("curl --parallel", || fetched("curl", &curl)),
            Side::new("aria2c -j16", || fetched("aria", &aria)),
            Side::new("rclone --transfers 16", || fetched("rclone", &rclone)),
        ],
    )
}

/// Runs the line with a folder of its own, one command after the other, and checks that all files are in it.
pub(crate) fn fetched(
    stage: &Stage,
    files: &Files,
    name: &str,
    line: &dyn Fn(&Path) -> Result<Vec<Command>>,
) -> Result<Usage> {
    let out = stage.fresh(name)?;
    settle();
    let mut used = None::<Usage>;
    for command in line(&out)? {
        let cost = measure(command, None)?;
        used = Some(used.map_or(cost, |before| before.then(cost)));
    }
    check(files, &out)?;
    use_up(&out)?;
    used.ok_or_else(|| "nothing was run".into())
}

/// The engine on a yard whose calls are read into `data` already; `at_once` transfers, or as many as it finds best.
pub(crate) fn engine_line(
    yard: &Yard,
    data: &Path,
    out: &Path,
    at_once: Option<&str>,
) -> Result<Command> {
    let nginx = &yard.nginx;
    let (data, out) = (data.display().to_string(), out.display().to_string());
    let mut line = vec![&*nginx.url, &nginx.fingerprint, &data, &out];
    line.extend(at_once);
    part("engine", &line)
}

/// Reads the calls of a yard, so that engines can start from them.
pub(crate) fn listed(stage: &Stage, yard: &Yard) -> Result<PathBuf> {
    let data = stage.folder("catalogue")?;
    block_on(yard::list(
        &yard.nginx.url,
        Some(&yard.nginx.fingerprint),
        &data,
    ))?;
    Ok(data)
}

/// Lets the disk finish what the last side left to it.
fn settle() {
    // Without it the figures are only a little noisier.
    drop(Command::new("sync").status());
}

/// The addresses as each program wants them.
pub(crate) struct Lists {
    curl: PathBuf,
    /// One a line.
    pub(crate) addresses: PathBuf,
}

impl Lists {
    pub(crate) fn write(stage: &Stage, yard: &Yard) -> Result<Self> {
        let (mut curl, mut addresses) = (String::new(), String::new());
        for (url, name) in yard.urls() {
            writeln!(curl, "url = \"{url}\"\noutput = \"{name}\"")?;
            writeln!(addresses, "{url}")?;
        }
        let lists = Self {
            curl: stage.path("curl.conf"),
            addresses: stage.path("addresses.txt"),
        };
        fs::write(&lists.curl, curl)?;
        fs::write(&lists.addresses, addresses)?;
        Ok(lists)
    }

    pub(crate) fn curl(&self, out: &Path) -> Command {
        let mut command = self.curl_with_defaults(out);
        command.args(["--parallel-max", AT_ONCE]);
        command
    }

    pub(crate) fn curl_with_defaults(&self, out: &Path) -> Command {
        let mut command = Command::new("curl");
        command
            .args([
                "--silent",
                "--insecure",
                "--fail",
                "--parallel",
                "--output-dir",
            ])
            .arg(out)
            .arg("--config")
            .arg(&self.curl);
        command
    }

    fn aria(&self, out: &Path) -> Command {
        let mut command = self.aria_with_defaults(out);
        command.args(["-j", AT_ONCE, "--file-allocation=none"]);
        command
    }

    pub(crate) fn aria_with_defaults(&self, out: &Path) -> Command {
        let mut command = Command::new("aria2c");
        command
            .args(["--quiet", "--check-certificate=false", "--input-file"])
            .arg(&self.addresses)
            .arg("--dir")
            .arg(out);
        command
    }
}

pub(crate) fn rclone_with_defaults(nginx: &Nginx, out: &Path) -> Command {
    let mut command = Command::new("rclone");
    command
        .args([
            "copy",
            ":http:",
            "--quiet",
            "--no-check-certificate",
            "--http-url",
        ])
        .arg(format!("{}/api/blobs/", nginx.url))
        .arg(out)
        .env("RCLONE_CONFIG", "/dev/null");
    command
}

fn rclone(nginx: &Nginx, out: &Path) -> Command {
    let mut command = rclone_with_defaults(nginx, out);
    command.args(["--transfers", AT_ONCE]);
    command
}

/// One process over all files, as `find | xargs` makes it.
pub(crate) fn openssl(out: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "find . -type f -print0 | xargs -0 openssl dgst -sha256",
        ])
        .current_dir(out);
    command
}

/// Keeps a yard open until a line comes, for looking closer at one side by hand.
fn open_yard(line: &[String]) -> Result<()> {
    let [count, bytes] = line else {
        return Err("yard COUNT BYTES".into());
    };
    let stage = Stage::set(&[])?;
    let yard = Yard::open(&stage, count.parse()?, bytes.parse()?, Link::Loopback)?;
    let data = listed(&stage, &yard)?;
    Lists::write(&stage, &yard)?;
    println!(
        "{} {} {}",
        yard.nginx.url,
        yard.nginx.fingerprint,
        data.display()
    );
    std::io::stdin().read_line(&mut String::new())?;
    Ok(())
}

/// Side: our engine on links that it knows, from a catalogue that is read already.
fn engine(line: &[String]) -> Result<()> {
    let [url, pin, data, dest, at_once @ ..] = line else {
        return Err("engine URL PIN DATA FOLDER [AT_ONCE]".into());
    };
    let parallel = at_once.first().map(|number| number.parse()).transpose()?;
    let range = yard::range();
    let plan = ExportPlan {
        client: yard::client(url, Some(pin))?.into(),
        scopes: Scopes {
            calls: Scope::Tenant,
            recordings: Scope::Tenant,
        },
        shelf: yard::shelf(Path::new(data))?,
        range: range.resolve()?,
        range_input: range,
        filter: CallFilter::default(),
        dest: dest.into(),
        options: ExportOptions {
            parallel,
            ..ExportOptions::default()
        },
        limit_rate: None,
        zone_here: jiff::tz::TimeZone::UTC,
        only_missing: false,
        zip_password: None,
        signer: None,
        coverage: Coverage {
            as_of: Timestamp::now(),
            ..Coverage::default()
        },
        account: yard::account(),
        version: "bench".to_owned(),
        known_files: Some(Arc::new(known)),
        hold: Hold::default(),
        waits: false,
    };
    let report = block_on(async {
        Ok(export::run(plan, Arc::new(|_| {}), CancellationToken::new()).await?)
    })?;
    if report.outcome == JobOutcome::Complete {
        Ok(())
    } else {
        Err(format!("{:?}", report.progress).into())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "some recordings may be unknown")]
fn known(id: &RecordingId) -> Option<Vec<RecordingFile>> {
    Some(vec![RecordingFile {
        caller: String::new(),
        callee: String::new(),
        started_at: None,
        ended_at: None,
        duration_s: None,
        file_name: format!("{id}.wav"),
        file_size: None,
        link: Some(FileLink::new(format!("/api/blobs/{id}.wav"))),
    }])
}
