//! Exports that did not come to their end: such a folder may be right as far as it goes, and is not all that was asked for.

use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    error::Result,
    export::{journal::JOURNAL_FILES, lock::LOCK_FILE, proof},
    jobs::JobOutcome,
    query::CallFilter,
    time::RangeInput,
};

/// A run as `export.json` tells it.
#[derive(Deserialize)]
struct Run {
    asked: Asked,
    from_utc: Timestamp,
    to_utc: Timestamp,
    outcome: JobOutcome,
}

#[derive(Deserialize)]
struct Asked {
    range: RangeInput,
    filter: CallFilter,
}

impl Run {
    fn came_to_its_end(&self) -> bool {
        matches!(self.outcome, JobOutcome::Complete | JobOutcome::Partial)
    }

    /// Whether this run asked for everything that the other had asked for.
    fn covers(&self, other: &Self) -> bool {
        let filter = &self.asked.filter;
        self.from_utc <= other.from_utc
            && self.to_utc >= other.to_utc
            && (*filter == other.asked.filter || *filter == CallFilter::default())
    }
}

/// Whether a run was killed in this folder, or is at work in it.
pub(super) fn is_interrupted(dir: &Path) -> bool {
    std::iter::once(LOCK_FILE)
        .chain(JOURNAL_FILES)
        .any(|name| dir.join(name).exists())
}

/// Which export did not come to its end, as a sentence, unless a later one made up for it.
pub(super) fn unfinished(dir: &Path) -> Result<Option<String>> {
    if is_interrupted(dir) {
        return Ok(Some(
            "an export into this folder was interrupted, or is still running; run it again to complete it"
                .to_owned(),
        ));
    }
    let told = proof::runs(&dir.join(proof::PROOF_FILE))?;
    let runs: Vec<Run> = told
        .into_iter()
        .filter_map(|run| serde_json::from_value(run).ok())
        .collect();
    let open = runs.iter().enumerate().find(|(index, run)| {
        let mut later = runs[index + 1..].iter();
        !run.came_to_its_end() && !later.any(|later| later.came_to_its_end() && later.covers(run))
    });
    Ok(open.map(|(_, run)| {
        let RangeInput { from, to, zone } = &run.asked.range;
        let what = if run.outcome == JobOutcome::Cancelled {
            "was cancelled"
        } else {
            "could not go on"
        };
        format!("the export of {from} to {to} ({zone}) {what}; run it again to complete it")
    }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::{Value, json};

    use super::*;

    fn run(days: (&str, &str), outcome: &str, extensions: &[&str]) -> Value {
        let filter = CallFilter {
            extensions: extensions.iter().map(|&one| one.to_owned()).collect(),
            ..CallFilter::default()
        };
        let range = RangeInput {
            from: days.0.to_owned(),
            to: days.1.to_owned(),
            zone: "UTC".to_owned(),
        };
        json!({
            "asked": { "range": range, "filter": filter },
            "from_utc": format!("{}T00:00:00Z", days.0),
            "to_utc": format!("{}T23:00:00Z", days.1),
            "outcome": outcome,
        })
    }

    fn told(runs: &[Value]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let proof = json!({ "format": 1, "runs": runs }).to_string();
        fs::write(folder.path().join(proof::PROOF_FILE), proof).unwrap();
        unfinished(folder.path()).unwrap()
    }

    #[test]
    fn a_run_that_stopped_is_told_until_another_makes_up_for_it() {
        let (week, day) = (("2026-11-01", "2026-11-07"), ("2026-11-03", "2026-11-03"));
        let stopped = run(week, "cancelled", &["101"]);
        assert_eq!(told(&[]), None);
        assert_eq!(
            told(&[run(week, "partial", &[])]),
            None,
            "gaps have reasons"
        );
        assert!(
            told(std::slice::from_ref(&stopped))
                .unwrap()
                .contains("was cancelled")
        );
        assert!(
            told(&[run(week, "failed", &[])])
                .unwrap()
                .contains("2026-11-07")
        );
        for (later, made_up) in [
            (run(week, "complete", &["101"]), true),
            (run(week, "partial", &[]), true),
            (run(week, "complete", &["102"]), false),
            (run(day, "complete", &["101"]), false),
            (run(week, "failed", &["101"]), false),
        ] {
            let words = told(&[stopped.clone(), later.clone()]);
            assert_eq!(words.is_none(), made_up, "{later}");
        }
    }

    #[test]
    fn a_killed_run_is_told_by_what_it_left() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(unfinished(folder.path()).unwrap(), None);
        fs::write(folder.path().join(JOURNAL_FILES[0]), "").unwrap();
        assert!(
            unfinished(folder.path())
                .unwrap()
                .unwrap()
                .contains("interrupted")
        );
    }
}
