//! S11: the grid of the real window with a million rows, beside a plain canvas grid in the same window with the same rows.

mod opened;

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Scenario;
use crate::{
    Result,
    compare::Spread,
    report::{Goal, Report},
    stage::Stage,
};
use opened::{Memory, Opened};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "grid",
    about: "1,000,000 rows in the real window: wheel, drag, jump, arrow keys, beside a canvas grid (S11)",
    run,
    parts: &[],
};

const CALLS: u32 = 1_000_000;
const OURS: &str = "ours";
const CANVAS: &str = "canvas";

/// What a person does, and whether a canvas grid is asked to do it as well: it has no rows to step through.
const WAYS: [Way; 4] = [
    Way {
        name: "wheel",
        about: "wheel, 300 frames of 96 px",
        beside: true,
    },
    Way {
        name: "drag",
        about: "bar dragged over everything in 240 frames",
        beside: true,
    },
    Way {
        name: "end",
        about: "jump to the last row",
        beside: true,
    },
    Way {
        name: "keys",
        about: "arrow down held, a row a frame",
        beside: false,
    },
];

struct Way {
    name: &'static str,
    about: &'static str,
    beside: bool,
}

/// One way, gone once on one side; milliseconds.
struct Run {
    side: &'static str,
    way: &'static str,
    median: f64,
    p95: f64,
    /// The longest that any one row in view stood without its text.
    blank: f64,
    /// The longest that the page did nothing else.
    block: f64,
    /// From the last movement until every row in view had its text.
    settled: f64,
}

fn run(stage: &Stage) -> Result<Report> {
    let opened = Opened::open(stage, stage.sized(CALLS))?;
    let mut report = Report::new("S11: a million rows in the window", stage.is_small());
    let form = opened.memory()?;
    opened.show_everything()?;
    let rows = opened.memory()?;
    let mut held = vec![("the sign-in form", form), ("all rows opened", rows)];
    let mut runs = Vec::new();
    // The first round only warms up, and shows what each side leaves in memory.
    for round in 0..=stage.pairs {
        let mut sides = [OURS, CANVAS];
        if round % 2 == 1 {
            sides.reverse();
        }
        for side in sides {
            let gone = go(&opened, side)?;
            if round > 0 {
                runs.extend(gone);
            } else if side == OURS {
                held.push(("ours scrolled in every way", opened.memory()?));
            } else {
                held.push(("the canvas grid scrolled, too", opened.memory()?));
            }
        }
    }
    held.push(("after all rounds", opened.memory()?));
    report.part(format!(
        "{} calls in a window of {}, drawn by WebKitGTK without a graphics card under Xvfb, 60 frames a second at most. The canvas \
         grid lies over ours, has its size and columns, and asks the same command for the same pages.",
        opened.calls,
        opened.size()?,
    ));
    report.part(table(&runs));
    figures(&mut report, &runs);
    report.part(memory(&held));
    report.figure(
        "memory with all rows opened above that of the sign-in form, MB",
        Spread::one(rows.all() as f64 - form.all() as f64),
        Goal::AtMost(40.0),
    );
    report.note(
        "A row is blank while it is at least half in view without its text after a frame was painted; it is followed by its index. From \
         the second jump on a dragged bar shows its place instead of rows, which come where it rests; the canvas grid draws what pages it has. The \
         page is blocked while a timer of 4 ms does not run, for whatever reason.",
    );
    Ok(report)
}

/// All ways on one side.
fn go(opened: &Opened, side: &'static str) -> Result<Vec<Run>> {
    if side == CANVAS {
        opened.lay_canvas()?;
    }
    let ways = WAYS.iter().filter(|way| way.beside || side == OURS);
    let runs: Result<Vec<Run>> = ways.map(|way| opened.scroll(side, way.name)).collect();
    if side == CANVAS {
        opened.lift_canvas()?;
    }
    runs
}

impl Run {
    /// What `measure.js` answers. A last row that is not reached, or a row that never comes, is a wrong result.
    fn read(side: &'static str, way: &'static str, calls: u64, answer: &Value) -> Result<Self> {
        let number = |name: &str| {
            answer[name]
                .as_f64()
                .ok_or_else(|| format!("{side}, {way}: no `{name}` in {answer}"))
        };
        let run = Self {
            side,
            way,
            median: number("median")?,
            p95: number("p95")?,
            blank: number("longestBlank")?,
            block: number("longestBlock")?,
            settled: number("settled")?,
        };
        if answer["whole"] != json!(true) {
            return Err(format!("{side}, {way}: rows stayed blank: {answer}").into());
        }
        let to_the_end = way == "drag" || way == "end";
        if to_the_end && answer["lastRow"] != json!(calls - 1) {
            return Err(format!("{side}, {way}: the last row was not reached: {answer}").into());
        }
        println!(
            "{side:>8} {way:<6} frame {:>5.1} ms, p95 {:>5.1}; blank {:>4.0}, blocked {:>4.0}, settled {:>4.0}",
            run.median, run.p95, run.blank, run.block, run.settled
        );
        Ok(run)
    }
}

type Number = fn(&Run) -> f64;

/// A number of one way on one side over the rounds.
fn over(runs: &[Run], side: &str, way: &str, number: Number) -> Spread {
    let of = runs.iter().filter(|run| run.side == side && run.way == way);
    Spread::of(of.map(number))
}

fn table(runs: &[Run]) -> String {
    let mut text = "| | side | frame, median ms | frame, p95 ms | one row blank, most ms | page blocked, most ms | settled ms |\n\
                    | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for way in &WAYS {
        for side in [OURS, CANVAS] {
            if side == CANVAS && !way.beside {
                continue;
            }
            let of = |number| over(runs, side, way.name, number);
            let _ = writeln!(
                text,
                "| {} | {side} | {:.1} | {:.1} | {:.0} | {:.0} | {:.0} |",
                way.about,
                of(|run| run.median).median,
                of(|run| run.p95).median,
                of(|run| run.blank).most,
                of(|run| run.block).most,
                of(|run| run.settled).median,
            );
        }
    }
    text
}

fn figures(report: &mut Report, runs: &[Run]) {
    for way in ["wheel", "drag"] {
        let ours = runs.iter().filter(|run| run.side == OURS && run.way == way);
        let canvas = runs
            .iter()
            .filter(|run| run.side == CANVAS && run.way == way);
        let ratios = ours
            .zip(canvas)
            .map(|(one, other)| one.median / other.median);
        report.figure(
            format!("{way}: frame median, ours / canvas"),
            Spread::of(ratios),
            Goal::AtMost(1.0),
        );
    }
    for way in ["wheel", "drag", "keys"] {
        report.figure(
            format!("{way}: 95th percentile of frames, ms"),
            over(runs, OURS, way, |run| run.p95),
            Goal::AtMost(33.0),
        );
    }
    for way in &WAYS {
        report.figure(
            format!("{}: longest that one row stayed blank, ms", way.name),
            over(runs, OURS, way.name, |run| run.blank),
            Goal::AtMost(100.0),
        );
        report.figure(
            format!("{}: longest that the page was blocked, ms", way.name),
            over(runs, OURS, way.name, |run| run.block),
            Goal::AtMost(50.0),
        );
    }
}

fn memory(moments: &[(&str, Memory)]) -> String {
    let mut text = "| PSS, MB | app | web process | network process | all three |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for (moment, memory) in moments {
        let _ = writeln!(
            text,
            "| {moment} | {} | {} | {} | {} |",
            memory.app,
            memory.web,
            memory.network,
            memory.all()
        );
    }
    text
}
