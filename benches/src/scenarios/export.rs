//! S1b: the whole command line, from sign-in to sums, beside the files alone.

use std::{path::Path, process::Command};

use super::{
    Scenario,
    transfer::{Lists, fetched, openssl},
};
use crate::{
    Result,
    compare::{Side, compare},
    peers,
    report::{Goal, Report},
    stage::{Stage, program},
    yard::{DAY, Link, Yard},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "export",
    about: "tapedeck-cli export with lists, details, tables and sums, beside curl and openssl on the files (S1b)",
    run,
    parts: &[],
};

fn run(stage: &Stage) -> Result<Report> {
    if !peers::have("curl", "curl", "--version") {
        return Err("curl cannot be had".into());
    }
    let mut report = Report::new("S1b: the whole export", stage.is_small());
    report.part("nginx over TLS on the same machine, its lists and details from a small server behind it; the command line with its defaults, curl with 16 at once.");
    for (count, bytes, goal) in [
        (2_000, 1_000_000, 1.00),
        (4_000, 500_000, 1.00),
        (20_000, 64_000, 1.40),
    ] {
        let yard = Yard::open(stage, stage.sized(count), bytes, Link::Loopback)?;
        let lists = Lists::write(stage, &yard)?;
        let export = |out: &Path| Ok(vec![cli(stage, &yard, out)?]);
        let files = |out: &Path| Ok(vec![lists.curl(out), openssl(out)]);
        let compared = compare(
            stage.pairs,
            vec![
                Side::new("tapedeck-cli export", || {
                    fetched(stage, &yard.files, "export", &export)
                }),
                Side::new("curl --parallel, then openssl dgst", || {
                    fetched(stage, &yard.files, "curl", &files)
                }),
            ],
        )?;
        report.part(format!(
            "{} files of {} KB:",
            yard.files.count,
            bytes / 1000
        ));
        report.comparison(&compared);
        report.figure(
            format!("{} KB: wall, export / curl, then openssl", bytes / 1000),
            compared.ratio(0, 1, |used| used.wall),
            Goal::AtMost(goal),
        );
        report.figure(
            format!("{} KB: peak memory of the export, MB", bytes / 1000),
            compared.each(0, |used| used.peak as f64 / 1e6),
            Goal::AtMost(120.0),
        );
    }
    Ok(report)
}

/// Our command line, with everything it has to do.
pub(crate) fn cli(stage: &Stage, yard: &Yard, out: &Path) -> Result<Command> {
    let mut command = Command::new(program("tapedeck-cli")?);
    command
        .args([
            "export",
            "--from",
            DAY,
            "--to",
            DAY,
            "--zone",
            "UTC",
            "--progress",
            "none",
            "--dest",
        ])
        .arg(out)
        .envs(yard.sign_in())
        .env("TAPEDECK_DATA_DIR", stage.folder("data")?);
    Ok(command)
}
