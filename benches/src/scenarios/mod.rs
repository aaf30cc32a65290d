//! The scenarios, one file each: add the file and its line in [`SCENARIOS`].

mod again;
mod catalogue;
mod convert;
mod export;
#[cfg(target_os = "linux")]
mod grid;
mod insights;
mod latency;
mod limits;
mod listen;
mod lists;
mod pace;
mod tables;
mod transfer;

use crate::{Result, report::Report, stage::Stage};

/// Something to measure.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// One line: what is compared with what.
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Stage) -> Result<Report>,
    /// Sides of it that are this program itself.
    pub(crate) parts: &'static [Part],
}

/// The name of a side, and what it does with the rest of the line.
pub(crate) type Part = (&'static str, fn(&[String]) -> Result<()>);

/// All of them.
pub(crate) const SCENARIOS: &[Scenario] = &[
    lists::SCENARIO,
    pace::SCENARIO,
    transfer::SCENARIO,
    export::SCENARIO,
    latency::SCENARIO,
    limits::SCENARIO,
    again::SCENARIO,
    convert::SCENARIO,
    listen::SCENARIO,
    tables::SCENARIO,
    insights::SCENARIO,
    catalogue::SCENARIO,
    #[cfg(target_os = "linux")]
    grid::SCENARIO,
];

/// Plays one side of a scenario in this process.
pub(crate) fn part(name: &str, line: &[String]) -> Result<()> {
    let part = SCENARIOS
        .iter()
        .flat_map(|scenario| scenario.parts)
        .find(|(part, _)| *part == name)
        .ok_or_else(|| format!("there is no part `{name}`"))?;
    (part.1)(line)
}
