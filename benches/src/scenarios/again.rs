//! S4: an export that is there already, and its verification.

use std::{fs, path::Path, process::Command};

use super::{
    Scenario,
    export::cli,
    transfer::{Lists, rclone_with_defaults},
};
use crate::{
    Result,
    compare::{Side, compare},
    measure::{Usage, measure},
    peers,
    report::{Goal, Report},
    stage::{Stage, program},
    yard::{Files, Link, Yard, check},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "again",
    about: "the second run of an export of 100,000 files, beside rclone and aria2; verifying 2 GB (S4)",
    run,
    parts: &[],
};

fn run(stage: &Stage) -> Result<Report> {
    for (program, package) in [("aria2c", "aria2"), ("rclone", "rclone")] {
        if !peers::have(program, package, "--version") {
            return Err(format!("{program} cannot be had").into());
        }
    }
    let mut report = Report::new("S4: a second run", stage.is_small());
    again(stage, &mut report)?;
    verified(stage, &mut report)?;
    report.note(
        "rclone compares names with one listing of the server, and reads no file. Ours asks for all calls and recordings again, and hashes what lies there.",
    );
    Ok(report)
}

/// A side that finds everything in place; its first run, which fetches, does not count.
fn second<'a>(
    stage: &Stage,
    files: &'a Files,
    name: &'static str,
    command: impl Fn(&Path) -> Result<Command> + 'a,
) -> Result<Side<'a>> {
    let out = stage.folder(name)?;
    measure(command(&out)?, None)?;
    check(files, &out)?;
    Ok(Side::new(name, move || measure(command(&out)?, None)))
}

fn again(stage: &Stage, report: &mut Report) -> Result<()> {
    let yard = Yard::open(stage, stage.sized(100_000), 20_000, Link::Loopback)?;
    let files = &yard.files;
    let sides = vec![
        second(stage, files, "tapedeck-cli export", |out| {
            cli(stage, &yard, out)
        })?,
        second(stage, files, "rclone copy", |out| {
            Ok(rclone_with_defaults(&yard.nginx, out))
        })?,
    ];
    let compared = compare(stage.pairs, sides)?;
    report.part(format!("{} files of 20 KB, all in place:", files.count));
    report.comparison(&compared);
    report.figure(
        "wall, second run / rclone",
        compared.ratio(0, 1, |used| used.wall),
        Goal::AtMost(0.05),
    );
    report.figure(
        "seconds for 10,000 files",
        compared.each(0, |used| {
            used.wall.as_secs_f64() * 10_000.0 / f64::from(files.count)
        }),
        Goal::AtMost(2.0),
    );
    report.figure(
        "peak memory, MB",
        compared.each(0, |used| used.peak as f64 / 1e6),
        Goal::AtMost(120.0),
    );
    drop(yard);

    // aria2 takes a hundred times as long: a part of it tells enough.
    let yard = Yard::open(stage, stage.sized(5_000), 20_000, Link::Loopback)?;
    let lists = Lists::write(stage, &yard)?;
    let sides = vec![
        second(stage, &yard.files, "tapedeck-cli export", |out| {
            cli(stage, &yard, out)
        })?,
        second(stage, &yard.files, "aria2c -c", |out| {
            let mut command = lists.aria_with_defaults(out);
            command.arg("-c");
            Ok(command)
        })?,
    ];
    let compared = compare(stage.pairs, sides)?;
    report.part(format!(
        "{} files of 20 KB, all in place:",
        yard.files.count
    ));
    report.comparison(&compared);
    Ok(())
}

fn verified(stage: &Stage, report: &mut Report) -> Result<()> {
    let yard = Yard::open(stage, stage.sized(2_000), 1_000_000, Link::Loopback)?;
    let out = stage.folder("verified")?;
    measure(cli(stage, &yard, &out)?, None)?;
    check(&yard.files, &out)?;
    let verify = || -> Result<Usage> {
        let mut command = Command::new(program("tapedeck-cli")?);
        command
            .arg("verify")
            .arg(&out)
            .env("TAPEDECK_DATA_DIR", stage.path("data"));
        measure(command, None)
    };
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let openssl = || {
        let mut command = Command::new("sh");
        let line = format!(
            "find . -name '*.wav' -print0 | xargs -0 -n 50 -P {cores} openssl dgst -sha256"
        );
        command.args(["-c", &line]).current_dir(&out);
        measure(command, None)
    };
    let compared = compare(
        stage.pairs,
        vec![
            Side::new("tapedeck-cli verify", verify),
            Side::new("openssl dgst on all cores", openssl),
        ],
    )?;
    report.part(format!("{} MB to verify:", yard.files.total() / 1_000_000));
    report.comparison(&compared);
    report.figure(
        "wall, verify / openssl on all cores",
        compared.ratio(0, 1, |used| used.wall),
        Goal::AtMost(1.0),
    );
    fs::remove_dir_all(&out)?;
    Ok(())
}
