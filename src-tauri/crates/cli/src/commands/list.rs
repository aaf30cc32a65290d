//! `calls` and `recordings`: reads a range whole, then writes what was asked for, ascending by start.

use std::{
    io::BufWriter,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::tz::TimeZone;
use tapedeck_core::{
    Error, Result as CoreResult,
    export::{
        CsvStyle,
        tables::{CallRecord, Columns, CsvForm, CsvTable, JsonlTable, TableWriter},
    },
    query::CallQuery,
};
use tokio_util::sync::CancellationToken;

use crate::{
    args::{ListArgs, OutputStyle, Wanted},
    connect::{self, Connected},
    coverage,
    exit::{Failed, Outcome},
    output::{CallTable, STDOUT, data_out, reader_left, unwritten},
    range, stdin,
};

/// Lists calls, or those with a recording.
pub(crate) async fn run(
    arguments: ListArgs,
    wanted: Wanted,
    cancel: CancellationToken,
) -> Result<Outcome, Failed> {
    range::check(&arguments.selection)?;
    let secrets = stdin::read(arguments.connection.password_stdin, false)?;
    let connected =
        connect::connect(&arguments.connection, secrets.password, false, &cancel).await?;
    let listed = list(&arguments, wanted, &connected, &cancel).await;
    connected.leave().await;
    listed
}

async fn list(
    arguments: &ListArgs,
    wanted: Wanted,
    connected: &Connected,
    cancel: &CancellationToken,
) -> Result<Outcome, Failed> {
    let query = range::query(&arguments.selection, wanted, connected)?;
    let coverage = connected.read(&query, |_| {}, cancel).await?;
    if coverage.cancelled {
        return Ok(Outcome::Cancelled);
    }
    match write(arguments.output, query.clone(), connected).await {
        Err(Failed::Output(error)) if reader_left(&error) => return Ok(Outcome::Complete),
        written => written?,
    }
    coverage::report(&coverage, query, connected).await
}

async fn write(style: OutputStyle, query: CallQuery, connected: &Connected) -> Result<(), Failed> {
    let zone = query.range.resolve()?.zone;
    let rows = Arc::new(Mutex::new(table(style, zone.clone()).map_err(unwritten)?));
    let filled = Arc::clone(&rows);
    let with_rows = |rows: &Mutex<Table>, use_them: &dyn Fn(&mut Table) -> CoreResult<()>| {
        use_them(&mut rows.lock().unwrap_or_else(PoisonError::into_inner))
    };
    connected
        .app
        .for_each_call(query, move |call| {
            let row = CallRecord::new(call, &zone);
            with_rows(&filled, &|table| table.write(&row))
        })
        .await
        .map_err(unwritten)?;
    with_rows(&rows, &|table| table.finish()).map_err(unwritten)
}

type Table = Box<dyn TableWriter + Send>;

fn table(style: OutputStyle, zone: TimeZone) -> CoreResult<Table> {
    let out = BufWriter::new(data_out());
    // Data for programs: text as it is, no byte-order mark.
    let raw = CsvForm {
        style: CsvStyle::Raw,
        ..CsvForm::default()
    };
    Ok(match style {
        OutputStyle::Table => Box::new(
            CallTable::new(out, zone).map_err(|source| Error::io("written", STDOUT, source))?,
        ),
        OutputStyle::Csv => Box::new(CsvTable::new(out, raw, Columns::default(), STDOUT)?),
        OutputStyle::Jsonl => Box::new(JsonlTable::new(out, Columns::default(), STDOUT)),
    })
}
