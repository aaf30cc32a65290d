//! `export`: recordings, tables and the proof.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use tapedeck_core::{
    Error, Secret,
    app::{ExportEstimate, ExportExtras},
    export::{self, EstimateBasis, ExportReport, names::Template},
    jobs::JobOutcome,
    query::{CallFilter, CallQuery},
};
use tokio_util::sync::CancellationToken;

use crate::{
    args::{ExportArgs, ProgressStyle},
    connect::{self, Connected},
    coverage, covered,
    exit::{Failed, Outcome},
    order::Order,
    output::{STDOUT, printable, reader_left, say, unwritten},
    progress::Progress,
    stdin,
};

/// Gaps listed one by one; the manifest has them all.
const LISTED: usize = 20;

/// Exports what is selected.
pub(crate) async fn run(
    arguments: ExportArgs,
    cancel: CancellationToken,
) -> Result<Outcome, Failed> {
    let order = Order::of(&arguments)?;
    if export::was_interrupted(&order.dest)? && !arguments.dry_run {
        say(&format!(
            "an earlier export to {} was interrupted; going on where it was",
            order.dest.display()
        ));
    }
    export::check_place(&order.dest, &order.options).await?;
    let secrets = stdin::read(
        arguments.connection.password_stdin,
        arguments.zip_password_stdin,
    )?;
    let connected =
        connect::connect(&arguments.connection, secrets.password, false, &cancel).await?;
    let done = export(&arguments, &order, secrets.zip_password, &connected, cancel).await;
    connected.leave().await;
    done
}

async fn export(
    arguments: &ExportArgs,
    order: &Order,
    zip_password: Option<String>,
    connected: &Connected,
    cancel: CancellationToken,
) -> Result<Outcome, Failed> {
    if order.options.sign && !arguments.dry_run {
        // A key that cannot be had is said before the PBX is asked for anything.
        connected.app.public_key().await?;
    }
    let query = order.query(arguments, connected).await?;
    let progress = Progress::new(arguments.progress);
    let coverage = connected
        .read(&query, |read| progress.reading(read), &cancel)
        .await;
    progress.read();
    let coverage = coverage?;
    if coverage.cancelled {
        return Ok(Outcome::Cancelled);
    }
    let listed = coverage::report(&coverage, query.clone(), connected).await?;
    if arguments.dry_run {
        dry_run(order, query, connected).await?;
        return Ok(listed);
    }
    let extras = ExportExtras {
        limit_rate: arguments.limit_rate,
        zip_password: zip_password.map(Secret::new),
        ..ExportExtras::default()
    };
    let reached = Arc::new(Reached::default());
    let (shown, last) = (progress.clone(), Arc::clone(&reached));
    let show = Arc::new(move |state: &export::ExportProgress| {
        shown.exporting(state);
        last.note(state);
    });
    let done = connected
        .app
        .export(
            query,
            coverage,
            order.dest.clone(),
            order.options.clone(),
            extras,
            show,
            cancel,
        )
        .await;
    progress.end(done.as_ref().ok().map(|report| &report.progress));
    if let Some(trouble) = connected.app.activity_written().await {
        say(&format!("warning: {trouble}"));
    }
    let report = done.inspect_err(|_| reached.say())?;
    summarise(&report, order);
    if let Some(coverage) = &report.progress.coverage
        && arguments.progress != ProgressStyle::None
    {
        covered::report(coverage);
    }
    Ok(match (report.outcome, listed) {
        (JobOutcome::Cancelled | JobOutcome::Interrupted, _) => Outcome::Cancelled,
        (JobOutcome::Complete, Outcome::Complete) => Outcome::Complete,
        _ => Outcome::Partial,
    })
}

/// How far the export came, for when an error ends it.
#[derive(Default)]
struct Reached {
    settled: AtomicU64,
    recordings: AtomicU64,
}

impl Reached {
    fn note(&self, state: &export::ExportProgress) {
        self.settled.store(state.recordings_settled, Relaxed);
        self.recordings.store(state.recordings, Relaxed);
    }

    fn say(&self) {
        let (settled, all) = (self.settled.load(Relaxed), self.recordings.load(Relaxed));
        if all > 0 {
            say(&format!(
                "stopped: {settled} of {all} recordings are settled; run it again to continue"
            ));
        }
    }
}

async fn dry_run(order: &Order, query: CallQuery, connected: &Connected) -> Result<(), Failed> {
    let app = &connected.app;
    let totals = app.totals(query.clone()).await?;
    let (options, dest) = (order.options.clone(), Some(order.dest.clone()));
    let estimate = app.estimate_export(query.clone(), options, dest).await?;
    let size = estimate.as_ref().map_or_else(String::new, described);
    say(&format!(
        "would export {} calls with {} recordings{size} to {}",
        totals.calls,
        totals.recordings,
        order.dest.display()
    ));
    if let Some(estimate) = estimate.filter(|estimate| !estimate.fits()) {
        say(&format!(
            "warning: about {:.1} MB are needed and {} MB are free there; make room or choose another folder",
            f64::from(estimate.needed_kb) / 1000.0,
            estimate.free_mb.unwrap_or_default()
        ));
    }
    write_names(order, query, connected).await
}

/// Size and time in brackets.
fn described(estimate: &ExportEstimate) -> String {
    let basis = match estimate.basis {
        EstimateBasis::Folder => "from the files in the folder",
        EstimateBasis::Sample => "from what the PBX says of a few",
        EstimateBasis::TalkTime => "from their talk time",
    };
    let open = estimate.recordings - estimate.in_place;
    let size = if open == 0 {
        "nothing to fetch".to_owned()
    } else {
        let megabytes = f64::from(estimate.kilobytes) / 1000.0;
        format!("about {megabytes:.1} MB, estimated {basis}")
    };
    let time = estimate.seconds.filter(|_| open > 0);
    let time = time.map_or_else(String::new, |seconds| {
        format!(
            "; about {} at the rate of the last exports",
            minutes(seconds)
        )
    });
    let there = match estimate.in_place {
        0 => String::new(),
        there => format!("; {there} there already"),
    };
    format!(" ({size}{time}{there})")
}

/// `90 s`, or whole minutes of what is longer.
fn minutes(seconds: u32) -> String {
    if seconds < 120 {
        format!("{seconds} s")
    } else {
        format!("{} min", seconds.div_ceil(60))
    }
}

/// The name of every recording, without the ending: that depends on what the PBX sends.
async fn write_names(order: &Order, query: CallQuery, connected: &Connected) -> Result<(), Failed> {
    if query.filter.recorded == Some(false) {
        return Ok(());
    }
    let zone = query.range.resolve()?.zone;
    let recorded = CallQuery {
        filter: CallFilter {
            recorded: Some(true),
            ..query.filter
        },
        ..query
    };
    let template = Template::parse(&order.options.name_template).map_err(Error::from)?;
    let written = connected
        .app
        .for_each_call(recorded, move |call| {
            let name = template.render(&call, &zone);
            writeln!(io::stdout().lock(), "{}", printable(&name))
                .map_err(|source| Error::io("written", STDOUT, source))
        })
        .await;
    match written.map_err(unwritten) {
        Err(Failed::Output(error)) if reader_left(&error) => Ok(()),
        written => written,
    }
}

fn summarise(report: &ExportReport, order: &Order) {
    let state = &report.progress;
    for gap in state.gaps.iter().take(LISTED) {
        say(&format!(
            "missing: {} file {}: {} ({})",
            gap.recording_id,
            gap.file_index,
            gap.result.as_str(),
            gap.reason
        ));
    }
    let missing = state.gap_counts.total();
    if missing > LISTED as u64 {
        say(&format!(
            "missing: {} more, each with its reason in manifest.jsonl",
            missing - LISTED as u64
        ));
    }
    let word = match report.outcome {
        JobOutcome::Complete => "complete",
        JobOutcome::Partial => "partial",
        JobOutcome::Cancelled | JobOutcome::Interrupted => "cancelled; run it again to continue",
        JobOutcome::Failed => "failed",
    };
    let counted: Vec<String> = state
        .gap_counts
        .by_kind()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{count} {}", kind.as_str()))
        .collect();
    let missing = if counted.is_empty() {
        "0 missing".to_owned()
    } else {
        format!("{missing} missing ({})", counted.join(", "))
    };
    say(&format!(
        "{word}: {} calls, {} recordings; {} files fetched ({:.1} MB), {} there already, {missing}",
        state.calls,
        state.recordings,
        state.files_done,
        state.bytes as f64 / 1e6,
        state.files_skipped
    ));
    say(&format!("folder: {}", order.dest.display()));
    let most = order.options.zip_split_kb.map(|kb| u64::from(kb) * 1000);
    for zip in &report.zips {
        let larger = if most.is_some_and(|most| zip.bytes > most) {
            " (larger than asked for: it holds one file, which is not cut)"
        } else {
            ""
        };
        say(&format!("zip: {}{larger}", zip.path.display()));
    }
    if let Some(key) = &state.signature.public_key {
        say(&format!("signed; check it with: verify --public-key {key}"));
    }
    if state.signature.removed {
        say(
            "note: this folder was signed before, and this export was not; its signature was removed. Use --sign to sign it again",
        );
    }
}
