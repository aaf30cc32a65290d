//! S2: a round trip of 20 ms, every program as it comes.

use std::{path::Path, process::Command, time::Duration};

use super::{
    Scenario,
    export::cli,
    transfer::{Lists, engine_line, fetched, listed, rclone_with_defaults},
};
use crate::{
    Result,
    compare::{Side, compare},
    peers,
    report::{Goal, Report},
    stage::Stage,
    yard::{Link, Yard},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "latency",
    about: "2,000 × 64 KB over a round trip of 20 ms, beside rclone, aria2, wget2 and curl (S2)",
    run,
    parts: &[],
};

const ROUND_TRIP: Duration = Duration::from_millis(20);

fn run(stage: &Stage) -> Result<Report> {
    for (program, package) in [
        ("curl", "curl"),
        ("aria2c", "aria2"),
        ("rclone", "rclone"),
        ("wget2", "wget2"),
    ] {
        if !peers::have(program, package, "--version") {
            return Err(format!("{program} cannot be had").into());
        }
    }
    let yard = Yard::open(
        stage,
        stage.sized(2_000),
        64_000,
        Link::RoundTrip(ROUND_TRIP),
    )?;
    let (data, lists) = (listed(stage, &yard)?, Lists::write(stage, &yard)?);
    let engine = |out: &Path| Ok(vec![engine_line(&yard, &data, out, None)?]);
    let export = |out: &Path| Ok(vec![cli(stage, &yard, out)?]);
    let rclone = |out: &Path| Ok(vec![rclone_with_defaults(&yard.nginx, out)]);
    let aria = |out: &Path| Ok(vec![lists.aria_with_defaults(out)]);
    let wget = |out: &Path| Ok(vec![wget(&lists, out)]);
    let curl = |out: &Path| Ok(vec![lists.curl_with_defaults(out)]);
    let side = |name: &'static str, line: &dyn Fn(&Path) -> Result<Vec<Command>>| {
        fetched(stage, &yard.files, name, line)
    };
    let compared = compare(
        stage.pairs,
        vec![
            Side::new("engine", || side("engine", &engine)),
            Side::new("tapedeck-cli export", || side("export", &export)),
            Side::new("rclone copy", || side("rclone", &rclone)),
            Side::new("aria2c", || side("aria", &aria)),
            Side::new("wget2", || side("wget", &wget)),
            Side::new("curl --parallel", || side("curl", &curl)),
        ],
    )?;
    let mut report = Report::new("S2: a round trip of 20 ms", stage.is_small());
    report.part(format!(
        "{} files of 64 KB, every program with its defaults, through a proxy that carries each byte 10 ms late; {}.",
        yard.files.count,
        peers::version("wget2"),
    ));
    report.comparison(&compared);
    let wall = |ours, peer| compared.ratio(ours, peer, |used| used.wall);
    report.figure("wall, engine / rclone", wall(0, 2), Goal::AtMost(0.08));
    report.figure("wall, engine / aria2c", wall(0, 3), Goal::AtMost(0.15));
    report.figure("wall, engine / wget2", wall(0, 4), Goal::AtMost(0.15));
    report.figure(
        "wall, engine / curl --parallel",
        wall(0, 5),
        Goal::AtMost(1.10),
    );
    report.figure("wall, command line / engine", wall(1, 0), Goal::AtMost(2.0));
    report.note(
        "The engine has at most 32 files in flight, for the sake of the PBX; curl has 50 by default and checks nothing.",
    );
    Ok(report)
}

fn wget(lists: &Lists, out: &Path) -> Command {
    let mut command = Command::new("wget2");
    command
        .args(["--quiet", "--no-check-certificate", "--input-file"])
        .arg(&lists.addresses)
        .arg("--directory-prefix")
        .arg(out);
    command
}
