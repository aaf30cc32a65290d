//! The steps of a check: each is run and timed even when an earlier one failed, and a table at the end says how each went.

use std::time::{Duration, Instant};

use crate::command::Failure;

enum Outcome {
    Passed,
    Failed(String),
    NotRun(String),
}

struct Step {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// What was done so far.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
    summaries: Vec<String>,
}

impl Steps {
    /// Runs one step.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), Failure>) {
        self.with_summary(name, || (work(), Vec::new()));
    }

    /// Runs one step whose last lines are worth repeating at the end.
    pub(crate) fn with_summary(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> (Result<(), Failure>, Vec<String>),
    ) {
        println!("\n== {name}");
        let start = Instant::now();
        let (result, lines) = work();
        let outcome = match result {
            Ok(()) => Outcome::Passed,
            Err(failure) => {
                println!("FAILED: {failure}");
                Outcome::Failed(failure.to_string())
            }
        };
        self.summaries.extend(lines);
        self.done.push(Step {
            name,
            outcome,
            took: start.elapsed(),
        });
    }

    /// Says that a step was left out, and why.
    pub(crate) fn not_run(&mut self, name: &'static str, why: &str) {
        println!("\n== {name}\nnot run: {why}");
        self.done.push(Step {
            name,
            outcome: Outcome::NotRun(why.to_owned()),
            took: Duration::ZERO,
        });
    }

    /// Prints the table, then the test runners' own summaries, and fails if any step did.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        println!("\n{:<34} {:>8}  result", "step", "time");
        let mut failed = false;
        let mut total = Duration::ZERO;
        for step in &self.done {
            let result = match &step.outcome {
                Outcome::Passed => "passed".to_owned(),
                Outcome::NotRun(why) => format!("not run: {why}"),
                Outcome::Failed(why) => {
                    failed = true;
                    format!("FAILED: {why}")
                }
            };
            total += step.took;
            println!("{:<34} {:>8}  {result}", step.name, seconds(step.took));
        }
        println!("{:<34} {:>8}\n", "total", seconds(total));
        for line in &self.summaries {
            println!("{line}");
        }
        if failed {
            Err(Failure::already_said())
        } else {
            Ok(())
        }
    }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
