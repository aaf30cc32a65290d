//! S3: a link with a cap, and a server that takes eight at once.

use std::{path::Path, time::Duration};

use super::{
    Scenario,
    transfer::{Lists, engine_line, fetched, listed},
};
use crate::{
    Result,
    compare::{Side, Spread, compare},
    report::{Goal, Report},
    stage::Stage,
    yard::{Link, Yard},
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "limits",
    about: "a link of 118 MB/s beside curl; 429 above eight at once beside the best fixed number (S3)",
    run,
    parts: &[],
};

/// 118 MB/s and what TLS and TCP add.
const MEGABITS: u32 = 950;
/// How long the server takes for a file.
const TAKES: Duration = Duration::from_millis(20);
/// The server takes so many files at once.
const AT_ONCE: u32 = 8;
/// Fixed numbers to find the best one among.
const SWEEP: [&str; 6] = ["4", "6", "7", "8", "9", "12"];

fn run(stage: &Stage) -> Result<Report> {
    let mut report = Report::new("S3: limits that are found", stage.is_small());
    if let Err(error) = capped(stage, &mut report) {
        report.note(format!("The capped link: not run ({error})."));
    }
    throttled(stage, &mut report)?;
    report.note(
        "The link gives curl no more: TLS and TCP take the rest of 118 MB/s. Two thirds of what the engine needs are the kernel's, which receives, writes and syncs.",
    );
    Ok(report)
}

fn capped(stage: &Stage, report: &mut Report) -> Result<()> {
    let yard = Yard::open(stage, stage.sized(2_000), 1_000_000, Link::Capped(MEGABITS))?;
    let (data, lists) = (listed(stage, &yard)?, Lists::write(stage, &yard)?);
    let engine = |out: &Path| Ok(vec![engine_line(&yard, &data, out, None)?]);
    let curl = |out: &Path| Ok(vec![lists.curl(out)]);
    let compared = compare(
        stage.pairs,
        vec![
            Side::new("engine", || fetched(stage, &yard.files, "engine", &engine)),
            Side::new("curl --parallel --parallel-max 16", || {
                fetched(stage, &yard.files, "curl", &curl)
            }),
        ],
    )?;
    report.part(format!(
        "{} files of 1 MB through a link that `tc` holds to {MEGABITS} Mbit/s:",
        yard.files.count
    ));
    report.comparison(&compared);
    let total = yard.files.total() as f64;
    report.figure(
        "MB/s of the engine",
        compared.each(0, |used| total / 1e6 / used.wall.as_secs_f64()),
        Goal::AtLeast(118.0 * 0.98),
    );
    report.figure(
        "rate, engine / curl",
        compared.ratio(1, 0, |used| used.wall),
        Goal::AtLeast(0.98),
    );
    report.figure(
        "cores in use by the engine",
        compared.each(0, |used| used.cpu.as_secs_f64() / used.wall.as_secs_f64()),
        Goal::AtMost(0.25),
    );
    Ok(())
}

fn throttled(stage: &Stage, report: &mut Report) -> Result<()> {
    let link = Link::Throttled(TAKES, AT_ONCE);
    let yard = Yard::open(stage, stage.sized(6_000), 64_000, link)?;
    let data = listed(stage, &yard)?;
    let refused = std::cell::RefCell::new(Vec::new());
    let run = |at_once: Option<&str>| {
        let line = |out: &Path| Ok(vec![engine_line(&yard, &data, out, at_once)?]);
        // What came before is another side's.
        yard.nginx.answers()?;
        let used = fetched(stage, &yard.files, "throttled", &line)?;
        let answers = yard.nginx.answers()?;
        if at_once.is_none() && answers.late > 0 {
            let share = f64::from(answers.late_refused) / f64::from(answers.late);
            refused.borrow_mut().push(share * 100.0);
        }
        Ok(used)
    };
    let run = &run;
    let mut sides = vec![Side::new("engine, finding the number", move || run(None))];
    for fixed in SWEEP {
        sides.push(Side::new(format!("engine, {fixed} at once"), move || {
            run(Some(fixed))
        }));
    }
    let compared = compare(stage.pairs, sides)?;
    let median = |side: usize| compared.each(side, |used| used.wall.as_secs_f64()).median;
    let best = (1..=SWEEP.len())
        .min_by(|a, b| median(*a).total_cmp(&median(*b)))
        .unwrap_or(1);
    report.part(format!(
        "{} files of 64 KB that take 20 ms each, 429 above {AT_ONCE} at once:",
        yard.files.count
    ));
    report.comparison(&compared);
    report.figure(
        format!("rate, found / best fixed number ({})", SWEEP[best - 1]),
        compared.ratio(best, 0, |used| used.wall),
        Goal::AtLeast(0.90),
    );
    // The warm-up is the first.
    let refused = refused.borrow();
    report.figure(
        "percent refused after 5 s",
        Spread::of(refused.iter().skip(1).copied()),
        Goal::AtMost(1.0),
    );
    Ok(())
}
