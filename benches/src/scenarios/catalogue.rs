//! S6: a million calls kept, filtered, sorted, counted and searched, beside the `sqlite3` shell with the same SQL.

mod answers;
pub(super) mod ours;
pub(super) mod peers;
mod questions;

use std::{fmt::Write as _, fs, path::Path};

use super::Scenario;
use crate::{
    Result,
    compare::Spread,
    measure::measure,
    peers::version,
    report::{Goal, Report},
    stage::{Stage, part},
    yard::Ledger,
};
use answers::Answer;

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "catalogue",
    about: "1,000,000 calls and 700,000 recordings kept and asked, beside sqlite3 and DuckDB (S6)",
    run,
    parts: &[("keep", ours::keep), ("ask", ours::ask)],
};

const CALLS: u32 = 1_000_000;
/// Below so many milliseconds the timer of the `sqlite3` shell says too little.
const TOLD_WELL: f64 = 5.0;

fn run(stage: &Stage) -> Result<Report> {
    let calls = stage.sized(CALLS);
    let ledger = Ledger::open(calls)?;
    let mut report = Report::new("S6: the catalogue at a million calls", stage.is_small());
    let data = stage.folder("catalogue")?;
    let folder = data.display().to_string();
    let kept = measure(
        part("keep", &[&ledger.address, &folder, &calls.to_string()])?,
        None,
    )?;
    let rows = f64::from(calls) * 1.7;
    println!(
        "kept in {:.1} s, {:.1} s of CPU",
        kept.wall.as_secs_f64(),
        kept.cpu.as_secs_f64()
    );
    let file = data.join("catalogue.sqlite");
    report.part(format!(
        "{calls} calls of 400 people and seven recordings for every ten of them, in a file of {} MB; sqlite3 {} (ours is built in), DuckDB {}.",
        fs::metadata(&file)?.len() / 1_000_000,
        version("sqlite3"),
        peers::duckdb_version().unwrap_or_else(|| "not run".to_owned()),
    ));
    let out = stage.path("answers");
    let asked = measure(
        part(
            "ask",
            &[
                &ledger.address,
                &folder,
                &out.display().to_string(),
                &stage.pairs.to_string(),
            ],
        )?,
        None,
    )?;
    let answers = Answer::read_all(&fs::read_to_string(&out)?)?;
    report.part(table(&answers));
    figures(&mut report, &answers);
    report.figure(
        "kept through the whole intake, rows a second",
        Spread::one(rows / kept.wall.as_secs_f64()),
        Goal::AtLeast(50_000.0),
    );
    report.figure(
        "µs of CPU a row, listed, kept and indexed",
        Spread::one(kept.cpu.as_secs_f64() * 1e6 / rows),
        Goal::AtMost(4.0),
    );
    report.figure(
        "peak memory of asking, MB",
        Spread::one(asked.peak as f64 / 1e6),
        Goal::AtMost(300.0),
    );
    insert(stage, &file, &mut report)?;
    beside(stage, &file, &answers, &mut report)?;
    report.note(
        "What limits: a stretch of the narrow index is decoded entry by entry, about 70 ns each. A page in another order than by start and \
         the total come out of one walk, which the cores share; the page alone beside the peers is SQLite's own sorting, on one core. Words \
         that many calls have, or of one or two letters, are looked for in the wide rows.",
    );
    Ok(report)
}

/// Every group of questions with its median, 95th percentile and most.
fn table(answers: &[Answer]) -> String {
    let mut text = "| asked at the command boundary | times | median ms | p95 ms | most ms |\n| --- | --- | --- | --- | --- |\n".to_owned();
    let mut kinds: Vec<&str> = Vec::new();
    for answer in answers {
        if !kinds.contains(&answer.kind.as_str()) {
            kinds.push(&answer.kind);
        }
    }
    for kind in kinds {
        let sorted = Answer::millis(answers, kind);
        let at = |part: f64| sorted[((sorted.len() - 1) as f64 * part).round() as usize];
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {kind} | {} | {:.1} | {:.1} | {:.1} |",
            sorted.len(),
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
    text
}

fn figures(report: &mut Report, answers: &[Answer]) {
    let goals = [
        (ours::PAIRS, 0.5, 100.0),
        (ours::PAIRS, 0.95, 250.0),
        (ours::COUNTS, 0.5, 200.0),
        (ours::KEYSTROKES, 0.5, 50.0),
        (ours::KEYSTROKES, 0.95, 50.0),
        (ours::DEEP_BY_START, 0.5, 100.0),
        (ours::DEEP_FIRST, 0.5, 100.0),
        (ours::DEEP, 0.5, 100.0),
        (ours::OPENING, 0.5, 1500.0),
    ];
    for (kind, part, goal) in goals {
        let sorted = Answer::millis(answers, kind);
        let value = sorted[((sorted.len() - 1) as f64 * part).round() as usize];
        let which = if part > 0.5 {
            "95th percentile"
        } else {
            "median"
        };
        report.figure(
            format!("{kind}: {which}, ms"),
            Spread::one(value),
            Goal::AtMost(goal),
        );
    }
}

/// What the rows, the narrow index and the pieces of texts cost the shell.
fn insert(stage: &Stage, file: &Path, report: &mut Report) -> Result<()> {
    let mut text = "| all calls of the file inserted by the `sqlite3` shell, in one transaction | s | rows a second |\n| --- | --- | --- |\n".to_owned();
    for (name, with) in peers::LAYERS {
        let target = stage.folder("insert")?.join("copy.sqlite");
        let (seconds, rows) = peers::insert(file, &target, with)?;
        let _ = writeln!(text, "| {name} | {seconds:.2} | {:.0} |", rows / seconds);
    }
    report.part(text);
    Ok(())
}

/// The same questions to us, the shell and DuckDB; other rows are an error.
fn beside(stage: &Stage, file: &Path, answers: &[Answer], report: &mut Report) -> Result<()> {
    let shell = peers::sqlite(file)?;
    let duck = peers::duckdb(stage, file)?;
    let mut text = "| the page alone, median ms | ours | sqlite3 | DuckDB | ours / sqlite3 |\n| --- | --- | --- | --- | --- |\n".to_owned();
    let mut ratios = Vec::new();
    for question in questions::ALL {
        let mine = Answer::of(answers, question.name)?;
        let theirs = peers::of(&shell, question.name)?;
        mine.same_rows("sqlite3", &theirs.rows)?;
        let duck = match &duck {
            Some(duck) => {
                let told = peers::of(duck, question.name)?;
                mine.same_rows("DuckDB", &told.rows)?;
                format!("{:.1}", told.millis)
            }
            None => "not run".to_owned(),
        };
        // The shell tells whole milliseconds.
        let ratio = if theirs.millis < TOLD_WELL {
            "–".to_owned()
        } else {
            ratios.push(mine.millis / theirs.millis);
            format!("{:.2}", mine.millis / theirs.millis)
        };
        let _ = writeln!(
            text,
            "| {} | {:.1} | {:.1} | {duck} | {ratio} |",
            question.name, mine.millis, theirs.millis
        );
    }
    report.part(text);
    report.figure(
        "page, ours / sqlite3, over these questions",
        Spread::of(ratios.into_iter()),
        Goal::AtMost(1.2),
    );
    Ok(())
}
