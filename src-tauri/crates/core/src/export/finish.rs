//! The end of a run: manifest, tables, sums and proof, each written whole and renamed into place.

use std::{
    cmp::Ordering,
    collections::HashSet,
    io::BufWriter,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    ExportOptions, Layout, TableKind, bag,
    disk::{Disk, DiskFile},
    engine::Job,
    ledger::Ledger,
    proof, publish_new, side,
    small_id::SmallId,
    sums,
    tables::{
        self, CallRecord, Columns, CsvForm, CsvTable, IndexPage, JsonlTable, TableWriter, XlsxTable,
    },
    temporary,
};
use crate::{
    call::Call,
    error::{Error, Result},
    jobs::JobOutcome,
};

/// Writes everything that describes the folder. The journal goes once the manifest stands.
///
/// # Errors
/// [`Error::Io`], [`Error::DiskFull`], or what the catalogue says.
pub(crate) fn finish(job: &Job, outcome: JobOutcome, started: Timestamp) -> Result<()> {
    let folder = &job.plan.dest;
    let _ = job.disk.remove(&job.reserve);
    let mut ledger = job.ledger();
    side::drop_needless(&job.disk, folder, &mut ledger)?;
    ledger.rewrite()?;
    job.close_journal();
    write_tables(job, &ledger)?;
    sums::write(&job.disk, folder)?;
    proof::add_run(job, outcome, started, ledger.held())?;
    match job.plan.options.layout {
        Layout::Folder => Ok(()),
        Layout::Bagit => bag::seal(&job.disk, folder, &job.plan.version),
    }
}

fn write_tables(job: &Job, ledger: &Ledger) -> Result<()> {
    let folder = &job.plan.dest;
    let mut kinds = job.plan.options.tables.clone();
    // A table of an earlier run that is not asked for now would tell only half.
    kinds.extend(tables::existing(folder));
    kinds.sort_by_key(|kind| tables::file_name(*kind));
    kinds.dedup();
    let page = job.plan.options.index || tables::existing_page(folder).is_some();
    if kinds.is_empty() && !page {
        return Ok(());
    }
    let mut others = others(job, ledger)?.into_iter().peekable();
    let mut open = kinds
        .into_iter()
        .map(|kind| Table::create(&job.disk, folder, kind, &job.plan.options))
        .collect::<Result<Vec<_>>>()?;
    if page {
        open.push(Table::page(&job.disk, folder)?);
    }
    let zone = &job.plan.range.zone;
    job.plan
        .shelf
        .for_each(&job.plan.range, &job.plan.filter, &mut |call| {
            while let Some((_, row)) =
                others.next_if(|(start, row)| earlier(*start, row, &call) == Ordering::Less)
            {
                write(&mut open, row, ledger)?;
            }
            write(&mut open, CallRecord::new(call, zone), ledger)
        })?;
    for (_, row) in others {
        write(&mut open, row, ledger)?;
    }
    open.into_iter()
        .try_for_each(|table| table.publish(&job.disk))
}

fn write(open: &mut [Table], mut row: CallRecord, ledger: &Ledger) -> Result<()> {
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
