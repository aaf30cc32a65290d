//! The table of a scenario, on the terminal and in `docs/benchmarks.md`.

use std::{fmt::Write as _, fs, path::PathBuf};

use crate::{
    Result,
    compare::{Comparison, Spread},
    machine,
    measure::Usage,
};

/// What a scenario found.
pub(crate) struct Report {
    title: &'static str,
    /// Set when the run was smaller than the scenario: then the figures are not kept.
    small: bool,
    parts: Vec<String>,
    figures: Vec<Figure>,
    notes: Vec<String>,
}

/// One number beside its goal.
struct Figure {
    what: String,
    value: String,
    goal: String,
    reached: bool,
}

/// Which side of a number is good.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn reached(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(limit) => format!("≤ {limit}"),
            Self::AtLeast(limit) => format!("≥ {limit}"),
        }
    }
}

impl Report {
    pub(crate) fn new(title: &'static str, small: bool) -> Self {
        Self {
            title,
            small,
            parts: Vec::new(),
            figures: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A paragraph or table of the scenario's own.
    pub(crate) fn part(&mut self, text: impl Into<String>) {
        self.parts.push(text.into());
    }

    /// What the reader must know: what limits, what was not run.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// The table of all sides.
    pub(crate) fn comparison(&mut self, compared: &Comparison) {
        let mut table =
            String::from("| side | wall s | CPU s | peak MB |\n| --- | --- | --- | --- |\n");
        for (name, rounds) in compared.sides() {
            let of = |number: fn(&Usage) -> f64| Spread::of(rounds.iter().map(number));
            let wall = of(|used| used.wall.as_secs_f64());
            let cpu = of(|used| used.cpu.as_secs_f64());
            let peak = of(|used| used.peak as f64 / 1e6);
            // Writing to a string cannot fail.
            let _ = writeln!(
                table,
                "| {name} | {} | {} | {:.0} |",
                spread(wall),
                spread(cpu),
                peak.median
            );
        }
        self.parts.push(table);
    }

    /// A number with its spread, beside its goal.
    pub(crate) fn figure(&mut self, what: impl Into<String>, value: Spread, goal: Goal) {
        self.figures.push(Figure {
            what: what.into(),
            value: spread(value),
            goal: goal.text(),
            reached: goal.reached(value.median),
        });
    }

    pub(crate) fn markdown(&self) -> String {
        let mut text = format!(
            "## {}\n\n{} on {}.\n",
            self.title,
            jiff::Timestamp::now().strftime("%Y-%m-%d"),
            machine::described()
        );
        for part in &self.parts {
            let _ = write!(text, "\n{}\n", part.trim_end());
        }
        if !self.figures.is_empty() {
            text.push_str(
                "\n| figure | median (least–most) | goal | |\n| --- | --- | --- | --- |\n",
            );
        }
        for figure in &self.figures {
            let verdict = if figure.reached {
                "reached"
            } else {
                "**missed**"
            };
            let _ = writeln!(
                text,
                "| {} | {} | {} | {verdict} |",
                figure.what, figure.value, figure.goal
            );
        }
        for note in &self.notes {
            let _ = write!(text, "\n{note}\n");
        }
        text
    }

    /// Puts the table into `docs/benchmarks.md`, in the place of the scenario's last one.
    pub(crate) fn keep(&self, name: &str) -> Result<()> {
        if self.small {
            println!("Not kept: a run of less than full size.");
            return Ok(());
        }
        let path = page();
        let old = fs::read_to_string(&path)?;
        fs::write(&path, replaced(&old, name, &self.markdown()))?;
        println!("Kept in {}.", path.display());
        Ok(())
    }
}

fn page() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/benchmarks.md"
    ))
}

/// The page with the section between the scenario's two marks replaced, or appended.
fn replaced(page: &str, name: &str, section: &str) -> String {
    let (begin, end) = (
        format!("<!-- bench {name} -->"),
        format!("<!-- end {name} -->"),
    );
    let section = format!("{begin}\n{}\n{end}", section.trim_end());
    let around = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    match around {
        Some((before, after)) => format!("{before}{section}{after}"),
        None => format!("{}\n\n{section}\n", page.trim_end()),
    }
}

fn spread(number: Spread) -> String {
    let digits = match number.median {
        small if small < 10.0 => 2,
        medium if medium < 100.0 => 1,
        _ => 0,
    };
    format!(
        "{:.digits$} ({:.digits$}–{:.digits$})",
        number.median, number.least, number.most
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_last_one() {
        let page = replaced("# Benchmarks\n", "lists", "## Lists\nold\n");
        let page = replaced(&page, "other", "## Other\n");
        let page = replaced(&page, "lists", "## Lists\nnew\n");
        assert_eq!(
            page,
            "# Benchmarks\n\n<!-- bench lists -->\n## Lists\nnew\n<!-- end lists -->\n\n<!-- bench other -->\n## Other\n<!-- end other -->\n"
        );
    }

    #[test]
    fn a_goal_says_whether_it_is_reached() {
        assert!(Goal::AtMost(1.5).reached(1.5) && !Goal::AtMost(1.5).reached(1.51));
        assert!(Goal::AtLeast(0.9).reached(0.9) && !Goal::AtLeast(0.9).reached(0.89));
        let mut report = Report::new("T", false);
        let value = Spread {
            median: 1.234,
            least: 1.2,
            most: 1.3,
        };
        report.figure("CPU", value, Goal::AtMost(1.0));
        assert!(
            report
                .markdown()
                .contains("| CPU | 1.23 (1.20–1.30) | ≤ 1 | **missed** |")
        );
    }
}
