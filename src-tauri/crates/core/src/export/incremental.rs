//! Only what is new: until when a folder's runs have read the PBX, and from when on something can be missing.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::{
    bag,
    proof::{self, PROOF_FILE},
};
use crate::{
    catalogue::AccountKey,
    error::Result,
    jobs::JobOutcome,
    query::CallFilter,
    time::{self, RangeInput},
};

/// So late a recording may come after its call, and a call into the PBX's list.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(72);

/// What the earlier runs of a folder come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierExport {
    /// Everything before this was read, and nothing of it is still to be had.
    pub until: Timestamp,
    /// By runs of the same account with the same conditions; else by runs that asked for something else.
    pub same_selection: bool,
}

impl EarlierExport {
    /// From three days before the end of what was read until `to`, in that zone.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for a zone that is not known.
    pub fn range(&self, zone: &str, to: String) -> Result<RangeInput> {
        let since = self.until.checked_sub(LOOK_BACK).unwrap_or(self.until);
        let from = since.to_zoned_datetime(time::zone(zone)?);
        Ok(RangeInput {
            from: from.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            to,
            zone: zone.to_owned(),
        })
    }
}

/// Whether a folder tells of earlier runs.
///
/// # Errors
/// [`crate::Error::Io`].
pub fn has_runs(dest: &Path) -> Result<bool> {
    Ok(!runs(dest)?.is_empty())
}

/// How far the earlier runs of a folder came; `None` when there was none. Runs of the same selection count before any other.
///
/// # Errors
/// [`crate::Error::Io`].
pub fn earlier_export(
    dest: &Path,
    account: &AccountKey,
    filter: &CallFilter,
) -> Result<Option<EarlierExport>> {
    let runs = runs(dest)?;
    let same = runs.iter().filter(|run| run.is_of(account, filter));
    let found = |until, same_selection| EarlierExport {
        until,
        same_selection,
    };
    Ok(read_until(same)
        .map(|until| found(until, true))
        .or_else(|| read_until(runs.iter()).map(|until| found(until, false))))
}

fn runs(dest: &Path) -> Result<Vec<Run>> {
    let payload = bag::payload_of(dest);
    let runs = proof::runs(&payload.as_deref().unwrap_or(dest).join(PROOF_FILE))?;
    // What cannot be understood moves nothing.
    let understood = runs.into_iter().map(serde_json::from_value);
    Ok(understood.filter_map(std::result::Result::ok).collect())
}

/// The end of what the runs read without a gap in time. A run that left something to be had moves it no further, nor does
/// one that began after it: what lies between was never asked for.
fn read_until<'a>(runs: impl Iterator<Item = &'a Run>) -> Option<Timestamp> {
    let mut until = None;
    for run in runs {
        let reached = if run.is_settled() {
            run.to_utc.min(run.coverage.as_of)
        } else {
            run.from_utc
        };
        until = Some(match until {
            None => reached,
            Some(until) if run.from_utc <= until => reached.max(until),
            Some(until) => until,
        });
    }
    until
}

/// A run as `export.json` tells of it, as far as it matters here.
#[derive(Deserialize)]
struct Run {
    from_utc: Timestamp,
    to_utc: Timestamp,
    server: String,
    domain: String,
    user: String,
    asked: Asked,
    counts: Counts,
    coverage: Coverage,
    outcome: JobOutcome,
}

#[derive(Deserialize)]
struct Asked {
    filter: Value,
}

#[derive(Deserialize)]
struct Counts {
    gaps: Gaps,
}

#[derive(Deserialize)]
struct Gaps {
    failed: u64,
    not_allowed: u64,
}

#[derive(Deserialize)]
struct Coverage {
    as_of: Timestamp,
    calls: Covered,
    recordings: Covered,
    stopped: bool,
    calls_refused: bool,
    recordings_refused: bool,
}

#[derive(Deserialize)]
struct Covered {
    unusable_rows: u64,
    differences: Vec<Difference>,
}

#[derive(Deserialize)]
struct Difference {
    counted: Option<u64>,
    received: u64,
}

impl Run {
    fn is_of(&self, account: &AccountKey, filter: &CallFilter) -> bool {
        let asked = serde_json::from_value::<CallFilter>(self.asked.filter.clone());
        [&self.server, &self.domain, &self.user]
            == [&account.server, &account.domain, &account.user]
            && asked.is_ok_and(|asked| asked == *filter)
    }

    /// Whether asking again would find nothing more: recordings that are gone stay gone, what failed may yet come.
    fn is_settled(&self) -> bool {
        matches!(self.outcome, JobOutcome::Complete | JobOutcome::Partial)
            && self.counts.gaps.failed == 0
            && self.counts.gaps.not_allowed == 0
            && !self.coverage.stopped
            && !self.coverage.calls_refused
            && !self.coverage.recordings_refused
            && self.coverage.calls.is_whole()
            && self.coverage.recordings.is_whole()
    }
}

impl Covered {
    fn is_whole(&self) -> bool {
        let short = |slice: &Difference| slice.counted > Some(slice.received);
        self.unusable_rows == 0 && !self.differences.iter().any(short)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    fn account() -> AccountKey {
        AccountKey {
            server: "https://pbx.test".to_owned(),
            domain: "acme.test".to_owned(),
            user: "lead".to_owned(),
        }
    }

    /// A run over some days of November that settled everything.
    fn run(from: u32, to: u32) -> Value {
        let whole = json!({ "unusable_rows": 0, "differences": [] });
        json!({
            "from_utc": format!("2026-11-{from:02}T00:00:00Z"),
            "to_utc": format!("2026-11-{to:02}T00:00:00Z"),
            "server": "https://pbx.test", "domain": "acme.test", "user": "lead",
            "asked": { "filter": CallFilter::default() },
            "counts": { "gaps": { "failed": 0, "not_allowed": 0, "gone": 1 } },
            "coverage": {
                "as_of": "2026-11-29T12:00:00Z", "calls": whole, "recordings": whole,
                "stopped": false, "calls_refused": false, "recordings_refused": false
            },
            "outcome": "partial"
        })
    }

    fn with(mut run: Value, place: &str, value: Value) -> Value {
        *run.pointer_mut(place).unwrap() = value;
        run
    }

    fn found(runs: &[Value]) -> Option<EarlierExport> {
        let dest = tempfile::tempdir().unwrap();
        let proof = json!({ "format": 1, "runs": runs }).to_string();
        fs::write(dest.path().join(PROOF_FILE), proof).unwrap();
        earlier_export(dest.path(), &account(), &CallFilter::default()).unwrap()
    }

    fn day(runs: &[Value]) -> String {
        found(runs).unwrap().until.to_string()
    }

    #[test]
    fn the_end_of_the_last_run_that_settled_everything_counts() {
        assert_eq!(found(&[]), None, "nothing was read");
        assert_eq!(day(&[run(1, 8)]), "2026-11-08T00:00:00Z");
        assert_eq!(day(&[run(1, 8), run(5, 10)]), "2026-11-10T00:00:00Z");
        assert_eq!(
            day(&[run(10, 20), run(1, 11)]),
            "2026-11-20T00:00:00Z",
            "an older month added later takes nothing back"
        );
        assert_eq!(
            day(&[run(1, 30)]),
            "2026-11-29T12:00:00Z",
            "no further than there was something to read"
        );
    }

    #[test]
    fn what_is_still_to_be_had_holds_the_end_back() {
        for (place, value) in [
            ("/outcome", json!("cancelled")),
            ("/outcome", json!("failed")),
            ("/counts/gaps/failed", json!(1)),
            ("/counts/gaps/not_allowed", json!(1)),
            ("/coverage/stopped", json!(true)),
            ("/coverage/recordings_refused", json!(true)),
            ("/coverage/calls/unusable_rows", json!(1)),
            (
                "/coverage/recordings/differences",
                json!([{ "counted": 5, "received": 4 }]),
            ),
        ] {
            let short = with(run(5, 10), place, value);
            assert_eq!(
                day(&[run(1, 8), short.clone()]),
                "2026-11-08T00:00:00Z",
                "{place} after a good run"
            );
            assert_eq!(
                day(std::slice::from_ref(&short)),
                "2026-11-05T00:00:00Z",
                "{place} at first"
            );
            assert_eq!(
                day(&[run(1, 8), short, run(5, 12)]),
                "2026-11-12T00:00:00Z",
                "{place}, mended by the next run"
            );
        }
    }

    #[test]
    fn days_nobody_asked_for_are_not_skipped() {
        assert_eq!(
            day(&[run(1, 8), run(20, 21)]),
            "2026-11-08T00:00:00Z",
            "a single later day does not stand for the days before it"
        );
    }

    #[test]
    fn runs_of_another_selection_count_only_when_there_is_no_other() {
        let other = with(run(1, 20), "/user", json!("somebody"));
        let alone = found(std::slice::from_ref(&other)).unwrap();
        assert!(!alone.same_selection);
        let own = found(&[run(1, 8), other]).unwrap();
        assert!(own.same_selection);
        assert_eq!(own.until.to_string(), "2026-11-08T00:00:00Z");
    }

    #[test]
    fn the_range_begins_three_days_earlier_in_its_zone() {
        let range = found(&[run(1, 8)])
            .unwrap()
            .range("Europe/Berlin", "2026-11-09".to_owned())
            .unwrap();
        assert_eq!(range.from, "2026-11-05T01:00:00");
        let span = range.resolve().unwrap();
        assert_eq!(span.start.to_string(), "2026-11-05T00:00:00Z");
    }
}
