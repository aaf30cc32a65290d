//! `export.json`: the runs that made the folder what it is.

use std::{collections::BTreeMap, fs, io::Write as _, path::Path};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::{
    AudioFormat, Conversion, ExportCoverage, GapCounts, OfficeLimit, engine::Job, write_new,
};
use crate::{
    error::{Error, Result},
    jobs::JobOutcome,
    query::{self, CallFilter},
    time::RangeInput,
};

/// The proof's file name.
pub(crate) const PROOF_FILE: &str = "export.json";

#[derive(Serialize)]
struct Run<'a> {
    asked: Asked<'a>,
    zone: String,
    from_utc: String,
    to_utc: String,
    server: &'a str,
    domain: &'a str,
    user: &'a str,
    scope: Scope,
    counts: Counts,
    coverage: Coverage,
    /// The public key that signed the folder after this run; `null` when it is not signed.
    public_key: Option<String>,
    version: &'a str,
    started: String,
    ended: String,
    outcome: JobOutcome,
}

#[derive(Serialize)]
struct Asked<'a> {
    range: &'a RangeInput,
    filter: &'a CallFilter,
    /// The same as a line of text; empty for everything.
    filter_text: String,
    name: &'a str,
    audio: AudioFormat,
    /// The whole of it, if more than a format is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversion: Option<Conversion>,
    tables: &'a [super::TableKind],
    csv: super::CsvStyle,
    csv_separator: super::CsvSeparator,
    /// Empty for those of the contract.
    columns: &'a [super::tables::Column],
    on_conflict: super::OnConflict,
    parallel: Option<u32>,
    limit_rate: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_limit: Option<&'a OfficeLimit>,
    index: bool,
    layout: super::Layout,
    sign: bool,
    zip: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    zip_split_kb: Option<u32>,
}

#[derive(Serialize)]
struct Scope {
    calls: &'static str,
    recordings: &'static str,
    /// Beside the account's own: those of the groups it administers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

#[derive(Serialize)]
struct Counts {
    calls: u64,
    recordings: u64,
    recordings_settled: u64,
    files_done: u64,
    files_skipped: u64,
    bytes_received: u64,
    gaps: GapCounts,
    files_in_folder: u64,
}

#[derive(Serialize)]
struct Coverage {
    as_of: String,
    calls: Covered,
    recordings: Covered,
    recordings_without_call: u64,
    /// The reading was stopped before its end.
    stopped: bool,
    calls_refused: bool,
    recordings_refused: bool,
    /// What became of the calls that were asked for.
    selection: Option<Selected>,
}

/// [`ExportCoverage`] in the words of this file.
#[derive(Serialize)]
struct Selected {
    calls_in_range: u32,
    calls: u32,
    answered: u32,
    expected: u32,
    recorded: u32,
    exported: u32,
    gaps: BTreeMap<&'static str, u32>,
    not_reached: u32,
    /// Only those with something missing.
    extensions: Vec<Short>,
}

/// An extension that misses something.
#[derive(Serialize)]
struct Short {
    extension: String,
    name: String,
    expected: u32,
    recorded: u32,
    exported: u32,
}

#[derive(Serialize)]
struct Covered {
    /// `null` when the PBX gives no count.
    counted: Option<u64>,
    received: u64,
    duplicates: u64,
    unusable_rows: u64,
    differences: Vec<Difference>,
}

#[derive(Serialize)]
struct Difference {
    from_utc: String,
    to_utc: String,
    counted: Option<u64>,
    received: u64,
}

/// Adds this run to the proof.
///
/// # Errors
/// [`Error::Io`] or [`Error::DiskFull`].
pub(crate) fn add_run(
    job: &Job,
    outcome: JobOutcome,
    started: Timestamp,
    files_in_folder: u64,
) -> Result<()> {
    let path = job.plan.dest.join(PROOF_FILE);
    let failed = |error: serde_json::Error| Error::io("written", &path, error.into());
    let mut runs = runs(&path)?;
    runs.push(serde_json::to_value(run(job, outcome, started, files_in_folder)).map_err(failed)?);
    let text = serde_json::to_vec_pretty(&serde_json::json!({ "format": 1, "runs": runs }))
        .map_err(failed)?;
    write_new(&job.disk, &path, |file| {
        file.write_all(&text)
            .and_then(|()| file.write_all(b"\n"))
            .map_err(|source| Error::io("written", &path, source))
    })
}

/// The runs so far; none where the proof is missing or cannot be read: the manifest does not depend on it.
pub(crate) fn runs(path: &Path) -> Result<Vec<Value>> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::io("read", path, source)),
    };
    let mut proof: Value = serde_json::from_slice(&text).unwrap_or_default();
    Ok(proof
        .get_mut("runs")
        .and_then(Value::as_array_mut)
        .map(std::mem::take)
        .unwrap_or_default())
}

/// Whose signature the folder bears, going by its last run.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn signed_by(path: &Path) -> Result<Option<String>> {
    let runs = runs(path)?;
    let key = runs.last().and_then(|run| run.get("public_key"));
    Ok(key.and_then(Value::as_str).map(ToOwned::to_owned))
}

fn run(job: &Job, outcome: JobOutcome, started: Timestamp, files_in_folder: u64) -> Run<'_> {
    let plan = &job.plan;
    let options = &plan.options;
    let progress = job.board.snapshot();
    let signer = plan.signer.as_ref().filter(|_| options.sign);
    Run {
        asked: Asked {
            range: &plan.range_input,
            filter: &plan.filter,
            filter_text: query::print(&plan.filter),
            name: &options.name_template,
            audio: options.audio,
            conversion: Some(Conversion::of(options)).filter(|asked| !asked.is_none()),
            tables: &options.tables,
            csv: options.csv,
            csv_separator: options.csv_separator,
            columns: &options.columns,
            on_conflict: options.on_conflict,
            parallel: options.parallel,
            limit_rate: plan.usual_limit(),
            office_limit: options.office_limit.as_ref(),
            index: options.index,
            layout: options.layout,
            sign: options.sign,
            zip: options.zip,
            zip_split_kb: options.zip_split_kb,
        },
        zone: plan.range_input.zone.clone(),
        from_utc: plan.range.start.to_string(),
        to_utc: plan.range.end.to_string(),
        server: &plan.account.server,
        domain: &plan.account.domain,
        user: &plan.account.user,
        scope: Scope {
            calls: scope(plan.scopes.calls),
            recordings: scope(plan.scopes.recordings),
            groups: groups(plan),
        },
        counts: Counts {
            calls: progress.calls,
            recordings: progress.recordings,
            recordings_settled: progress.recordings_settled,
            files_done: progress.files_done,
            files_skipped: progress.files_skipped,
            bytes_received: progress.bytes,
            gaps: progress.gap_counts,
            files_in_folder,
        },
        coverage: Coverage {
            as_of: plan.coverage.as_of.to_string(),
            calls: covered(&plan.coverage.calls),
            recordings: covered(&plan.coverage.recordings),
            recordings_without_call: plan.coverage.recordings_without_call,
            stopped: plan.coverage.cancelled,
            calls_refused: plan.coverage.calls_refused,
            recordings_refused: plan.coverage.recordings_refused,
            selection: progress.coverage.map(selected),
        },
        public_key: signer.map(|signer| signer.public_key().to_string()),
        version: &plan.version,
        started: started.to_string(),
        ended: Timestamp::now().to_string(),
        outcome,
    }
}

fn scope(scope: portsip::Scope) -> &'static str {
    match scope {
        portsip::Scope::Tenant => "tenant",
        portsip::Scope::Own | portsip::Scope::Groups => "own",
    }
}

fn groups(plan: &super::ExportPlan) -> Vec<String> {
    let groups = plan.client.client().groups();
    let groups = groups
        .into_iter()
        .filter(|_| plan.scopes.recordings == portsip::Scope::Groups);
    groups.map(|group| group.name).collect()
}

fn selected(coverage: ExportCoverage) -> Selected {
    let short = coverage.extensions.into_iter();
    let short = short.filter(|one| one.missing() > 0).map(|one| Short {
        extension: one.extension,
        name: one.name,
        expected: one.expected,
        recorded: one.recorded,
        exported: one.exported,
    });
    Selected {
        calls_in_range: coverage.in_range,
        calls: coverage.calls,
        answered: coverage.answered,
        expected: coverage.expected,
        recorded: coverage.recorded,
        exported: coverage.exported,
        gaps: coverage.gaps.by_reason().into_iter().collect(),
        not_reached: coverage.not_reached,
        extensions: short.collect(),
    }
}

fn covered(found: &portsip::Reconciliation) -> Covered {
    let differences = found.differences().map(|slice| Difference {
        from_utc: slice.start.to_string(),
        to_utc: slice.end.to_string(),
        counted: slice.counted,
        received: slice.received,
    });
    Covered {
        counted: found.counted,
        received: found.received,
        duplicates: found.duplicates,
        unusable_rows: found.bad_rows,
        differences: differences.collect(),
    }
}
