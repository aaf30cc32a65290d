//! The end of a run: manifest, tables, sums and proof, each written whole and renamed into place.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::BufWriter,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use super::{
    ExportOptions, Layout, ManifestLine, TableKind, bag,
    engine::Job,
    manifest::{self, Lines},
    proof, sums,
    tables::{
        self, CallRecord, Columns, CsvForm, CsvTable, FileFacts, JsonlTable, TableWriter, XlsxTable,
    },
    temporary,
};
use crate::{
    call::Call,
    error::{Error, Result},
    files::sync_parent,
    jobs::JobOutcome,
};

/// Writes everything that describes the folder. The journal goes once the manifest stands.
///
/// # Errors
/// [`Error::Io`], [`Error::DiskFull`], or what the catalogue says.
pub(crate) fn finish(job: &Job, outcome: JobOutcome, started: Timestamp) -> Result<()> {
    let folder = &job.plan.dest;
    let _ = fs::remove_file(&job.reserve);
    let lines = job.lines();
    manifest::rewrite(folder, &lines)?;
    job.close_journal();
    write_tables(job, &lines)?;
    sums::write(folder, &lines)?;
    proof::add_run(job, outcome, started, &lines)?;
    match job.plan.options.layout {
        Layout::Folder => Ok(()),
        Layout::Bagit => bag::seal(folder, &job.plan.version),
    }
}

fn write_tables(job: &Job, lines: &Lines) -> Result<()> {
    let folder = &job.plan.dest;
    let mut kinds = job.plan.options.tables.clone();
    // A table of an earlier run that is not asked for now would tell only half.
    kinds.extend(tables::existing(folder));
    kinds.sort_by_key(|kind| tables::file_name(*kind));
    kinds.dedup();
    if kinds.is_empty() {
        return Ok(());
    }
    let files = by_recording(lines);
    let mut others = others(job, lines)?.into_iter().peekable();
    let mut open = kinds
        .into_iter()
        .map(|kind| Table::create(folder, kind, &job.plan.options))
        .collect::<Result<Vec<_>>>()?;
    let zone = &job.plan.range.zone;
    job.plan
        .shelf
        .for_each(&job.plan.range, &job.plan.filter, &mut |call| {
            while let Some((_, row)) =
                others.next_if(|(start, row)| earlier(*start, row, &call) == Ordering::Less)
            {
                write(&mut open, row, &files)?;
            }
            write(&mut open, CallRecord::new(&call, zone), &files)
        })?;
    for (_, row) in others {
        write(&mut open, row, &files)?;
    }
    open.into_iter().try_for_each(Table::publish)
}

type Files<'a> = HashMap<&'a str, Vec<&'a ManifestLine>>;

fn by_recording(lines: &Lines) -> Files<'_> {
    let mut files = Files::new();
    for line in lines.values() {
        files
            .entry(line.recording_id.as_str())
            .or_default()
            .push(line);
    }
    for files in files.values_mut() {
        files.sort_by_key(|line| line.file_index);
    }
    files
}

fn write(open: &mut [Table], mut row: CallRecord, files: &Files<'_>) -> Result<()> {
    if let Some(found) = files.get(row.recording_id.as_str()) {
        row.files = found
            .iter()
            .map(|line| line.facts())
            .collect::<Vec<FileFacts>>();
    }
    open.iter_mut()
        .try_for_each(|table| table.writer.write(&row))
}

fn earlier(start: Timestamp, row: &CallRecord, call: &Call) -> Ordering {
    (start, row.call.call_id.as_str()).cmp(&(call.started, call.id.as_str()))
}

/// The calls of earlier exports into this folder that are not in this selection, in order.
fn others(job: &Job, lines: &Lines) -> Result<Vec<(Timestamp, CallRecord)>> {
    let folder = &job.plan.dest;
    let mut ours = HashSet::new();
    job.plan
        .shelf
        .for_each(&job.plan.range, &job.plan.filter, &mut |call| {
            ours.insert(call.id.0);
            Ok(())
        })?;
    let mut rows = tables::earlier_rows(folder, &|id| !ours.contains(id))?;
    for line in lines
        .values()
        .filter(|line| !line.call.call_id.is_empty() && !ours.contains(&line.call.call_id))
    {
        let row = CallRecord {
            call: line.call.clone(),
            recording_id: line.recording_id.0.clone(),
            files: Vec::new(),
        };
        // The manifest knows every column, whichever the tables had.
        rows.insert(line.call.call_id.clone(), row);
    }
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
    file: File,
    path: PathBuf,
}

impl Table {
    fn create(folder: &Path, kind: TableKind, options: &ExportOptions) -> Result<Self> {
        let path = folder.join(tables::file_name(kind));
        let failed = |source| Error::io("written", &path, source);
        let file = File::create(temporary(&path)).map_err(failed)?;
        let sink = file.try_clone().map_err(failed)?;
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

    fn publish(mut self) -> Result<()> {
        self.writer.finish()?;
        let published = self
            .file
            .sync_all()
            .and_then(|()| fs::rename(temporary(&self.path), &self.path));
        published.map_err(|source| Error::io("written", &self.path, source))?;
        sync_parent(&self.path)
    }
}
