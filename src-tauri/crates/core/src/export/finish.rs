//! The end of a run: manifest, tables, sums and proof, each written whole and renamed into place.

use std::{
    cmp::Ordering,
    collections::HashSet,
    io::BufWriter,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    ExportCoverage, ExportOptions, Layout, SignatureFate, TableKind, bag,
    coverage::{Fates, Tally},
    disk::{Disk, DiskFile},
    engine::Job,
    ledger::Ledger,
    proof::{self, PROOF_FILE},
    publish_new, side, signature,
    small_id::SmallId,
    sums,
    tables::{
        self, CallRecord, Columns, CsvForm, CsvTable, IndexPage, JsonlTable, TableWriter, XlsxTable,
    },
    temporary,
};
use crate::{
    call::{Call, RecordingFate},
    catalogue::Shelf,
    error::{Error, Result},
    jobs::JobOutcome,
    query::CallFilter,
};

/// Writes everything that describes the folder. The journal goes once the manifest stands.
///
/// # Errors
/// [`Error::Io`], [`Error::DiskFull`], or what the catalogue says.
pub(crate) fn finish(job: &Job, outcome: JobOutcome, started: Timestamp) -> Result<()> {
    let folder = &job.plan.dest;
    let _ = job.disk.remove(&job.reserve);
    let signer = job.plan.signer()?;
    let was_signed =
        signature::exists(folder) || proof::signed_by(&folder.join(PROOF_FILE))?.is_some();
    signature::remove(&job.disk, folder)?;
    let mut ledger = job.ledger();
    side::drop_needless(&job.disk, folder, &mut ledger)?;
    ledger.rewrite()?;
    job.close_journal();
    let coverage = write_tables(job, &ledger)?;
    job.board.cover(coverage);
    proof::add_run(job, outcome, started, ledger.held())?;
    sums::write(&job.disk, folder)?;
    if let Some(signer) = signer {
        signature::write(&job.disk, folder, signer, &comment(job, outcome, &ledger))?;
    }
    job.board.sign(SignatureFate {
        public_key: signer.map(|signer| signer.public_key().to_string()),
        removed: was_signed && signer.is_none(),
    });
    match job.plan.options.layout {
        Layout::Folder => Ok(()),
        Layout::Bagit => bag::seal(&job.disk, folder, &job.plan.version),
    }
}

/// What is signed with the list, in the manner of minisign: fields parted by tabs.
fn comment(job: &Job, outcome: JobOutcome, ledger: &Ledger) -> String {
    let now = Timestamp::now();
    let outcome = match outcome {
        JobOutcome::Complete => "complete",
        JobOutcome::Partial => "partial",
        JobOutcome::Cancelled | JobOutcome::Interrupted => "cancelled",
        JobOutcome::Failed => "failed",
    };
    let progress = job.board.snapshot();
    format!(
        "timestamp:{}\tfile:{}\tcalls:{}\trecordings:{}\tmissing:{}\tfiles:{}\toutcome:{outcome}\ttapedeck:{}",
        now.as_second(),
        sums::SUMS_FILE,
        progress.calls,
        progress.recordings,
        progress.gap_counts.total(),
        ledger.held(),
        job.plan.version,
    )
}

/// Writes the tables and, in the same pass over the selection, counts what the export covers.
fn write_tables(job: &Job, ledger: &Ledger) -> Result<ExportCoverage> {
    let mut open = open_tables(job)?;
    let others = if open.is_empty() {
        Vec::new()
    } else {
        others(job, ledger)?
    };
    let mut others = others.into_iter().peekable();
    let plan = &job.plan;
    let zone = &plan.range.zone;
    let mut tally = Tally::new(plan.shelf.recorded_sides(&plan.range)?, plan.coverage.as_of);
    plan.shelf
        .for_each(&plan.range, &plan.filter, &mut |call| {
            while let Some((_, row)) =
                others.next_if(|(start, row)| earlier(*start, row, &call) == Ordering::Less)
            {
                write(&mut open, row, ledger)?;
            }
            let not_recorded = tally.add(&call, ledger)?;
            let row = CallRecord {
                not_recorded,
                ..CallRecord::new(call, zone)
            };
            write(&mut open, row, ledger)
        })?;
    for (_, row) in others {
        write(&mut open, row, ledger)?;
    }
    open.into_iter()
        .try_for_each(|table| table.publish(&job.disk))?;
    note(&plan.shelf, tally.take_fates());
    let everything = CallFilter::default();
    Ok(tally.total(plan.shelf.totals(&plan.range, &everything)?.calls))
}

/// Remembers what became of the recordings, for whoever looks at the calls later. No export fails for that.
fn note(shelf: &Shelf, fates: Fates) {
    let noted = [
        (RecordingFate::Exported, fates.exported),
        (RecordingFate::NotAllowed, fates.not_allowed),
    ]
    .into_iter()
    .try_for_each(|(fate, calls)| {
        shelf.note_fate(fate, calls.into_iter().map(|call| call.to_string()))
    });
    if let Err(error) = noted {
        tracing::warn!(%error, "the calls do not show what became of their recordings");
    }
}

/// The tables that are asked for, and those that stand in the folder: one that is left would tell only half.
fn open_tables(job: &Job) -> Result<Vec<Table>> {
    let (folder, options) = (&job.plan.dest, &job.plan.options);
    let mut kinds = options.tables.clone();
    kinds.extend(tables::existing(folder));
    kinds.sort_by_key(|kind| tables::file_name(*kind));
    kinds.dedup();
    let mut open = kinds
        .into_iter()
        .map(|kind| Table::create(&job.disk, folder, kind, options))
        .collect::<Result<Vec<_>>>()?;
    if options.index || tables::existing_page(folder).is_some() {
        open.push(Table::page(&job.disk, folder)?);
    }
    Ok(open)
}

fn write(open: &mut [Table], mut row: CallRecord, ledger: &Ledger) -> Result<()> {
    if open.is_empty() {
        return Ok(());
    }
    if !row.recording_id.is_empty() {
        for saved in ledger.find_all(&row.recording_id) {
            row.files.push(saved.read()?.facts());
        }
    }
    open.iter_mut()
        .try_for_each(|table| table.writer.write(&row))
}

fn earlier(start: Timestamp, row: &CallRecord, call: &Call) -> Ordering {
    (start, row.call.call_id.as_str()).cmp(&(call.started, call.id.as_str()))
}

/// The calls of earlier exports into this folder that are not in this selection, in order.
fn others(job: &Job, ledger: &Ledger) -> Result<Vec<(Timestamp, CallRecord)>> {
    let folder = &job.plan.dest;
    let mut ours = HashSet::new();
    job.plan
        .shelf
        .for_each(&job.plan.range, &job.plan.filter, &mut |call| {
            ours.insert(SmallId::from(call.id.as_str()));
            Ok(())
        })?;
    let is_other = |id: &str| !id.is_empty() && !ours.contains(&SmallId::from(id));
    let mut rows = tables::earlier_rows(folder, &is_other)?;
    ledger.for_each(&mut |line| {
        if is_other(&line.call.call_id) {
            let row = CallRecord {
                call: line.call,
                recording_id: line.recording_id.0,
                files: Vec::new(),
                not_recorded: None,
            };
            // The manifest knows every column, whichever the tables had.
            rows.insert(row.call.call_id.clone(), row);
        }
        Ok(())
    })?;
    let mut rows: Vec<_> = rows
        .into_values()
        .map(|row| (row.call.started(), row))
        .collect();
    rows.sort_by(|(a_start, a), (b_start, b)| {
        (a_start, &a.call.call_id).cmp(&(b_start, &b.call.call_id))
    });
    Ok(rows)
}

/// A table being written under a temporary name.
struct Table {
    writer: Box<dyn TableWriter>,
    file: DiskFile,
    path: PathBuf,
}

impl Table {
    fn create(
        disk: &Disk,
        folder: &Path,
        kind: TableKind,
        options: &ExportOptions,
    ) -> Result<Self> {
        let path = folder.join(tables::file_name(kind));
        let file = disk.create(&temporary(&path))?;
        let sink = file
            .try_clone()
            .map_err(|source| Error::io("written", &path, source))?;
        let columns = Columns::chosen(&options.columns)?;
        let text = |sink| BufWriter::with_capacity(1 << 17, sink);
        let writer: Box<dyn TableWriter> = match kind {
            TableKind::Csv => {
                let form = CsvForm {
                    style: options.csv,
                    separator: options.csv_separator,
                };
                Box::new(CsvTable::new(text(sink), form, columns, &path)?)
            }
            TableKind::Jsonl => Box::new(JsonlTable::new(text(sink), columns, &path)),
            TableKind::Xlsx => Box::new(XlsxTable::new(sink, columns, &path, folder)?),
        };
        Ok(Self { writer, file, path })
    }

    fn page(disk: &Disk, folder: &Path) -> Result<Self> {
        let path = folder.join(tables::PAGE_FILE);
        let file = disk.create(&temporary(&path))?;
        let sink = file
            .try_clone()
            .map_err(|source| Error::io("written", &path, source))?;
        let sink = BufWriter::with_capacity(1 << 17, sink);
        let writer = Box::new(IndexPage::new(sink, &path)?);
        Ok(Self { writer, file, path })
    }

    fn publish(mut self, disk: &Disk) -> Result<()> {
        self.writer.finish()?;
        // Windows renames no open file.
        drop(self.writer);
        publish_new(disk, self.file, &self.path)
    }
}
