//! `activity`: who exported and played what, as this computer noted it.

use std::io::{BufWriter, Write};

use tapedeck_core::{
    Error, Result as CoreResult, Tapedeck,
    activity::{ActivityEntry, entry_of},
};

use crate::{
    args::{ActivityArgs, OutputStyle},
    connect::open,
    exit::{Failed, Outcome},
    output::{STDOUT, data_out, printable, reader_left, say, unwritten},
};

/// Columns of the CSV: the keys of a line.
const COLUMNS: [&str; 15] = [
    "seq",
    "at",
    "action",
    "server",
    "domain",
    "user",
    "call",
    "folder",
    "recordings",
    "missing",
    "outcome",
    "note",
    "first",
    "previous",
    "hash",
];

/// Shows the log, or checks it.
pub(crate) async fn run(arguments: ActivityArgs) -> Result<Outcome, Failed> {
    let app = open()?;
    if arguments.verify {
        return verify(&app).await;
    }
    match show(&app, arguments.output).await {
        Err(Failed::Output(error)) if reader_left(&error) => Ok(Outcome::Complete),
        shown => shown.map(|()| Outcome::Complete),
    }
}

async fn verify(app: &Tapedeck) -> Result<Outcome, Failed> {
    let found = app.check_activity().await?;
    let mut out = data_out();
    for problem in &found.problems {
        writeln!(out, "{}", printable(problem))?;
    }
    out.flush()?;
    say(&format!(
        "{} lines; {} problems",
        found.lines,
        found.problems.len()
    ));
    Ok(if found.problems.is_empty() {
        Outcome::Complete
    } else {
        Outcome::Partial
    })
}

async fn show(app: &Tapedeck, style: OutputStyle) -> Result<(), Failed> {
    let mut out = BufWriter::new(data_out());
    if style == OutputStyle::Csv {
        writeln!(out, "{}", COLUMNS.join(","))?;
    }
    app.for_each_activity(move |line| {
        let failed = |source| Error::io("written", STDOUT, source);
        let Some(entry) = entry_of(line) else {
            say("warning: a line cannot be read; see activity --verify");
            return Ok(());
        };
        match style {
            OutputStyle::Jsonl => out.write_all(line).and_then(|()| out.write_all(b"\n")),
            OutputStyle::Csv => out.write_all(&cells(&entry)?),
            OutputStyle::Table => writeln!(out, "{}", printable(&readable(&entry))),
        }
        .and_then(|()| out.flush())
        .map_err(failed)
    })
    .await
    .map_err(unwritten)
}

fn cells(entry: &ActivityEntry) -> CoreResult<Vec<u8>> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    let outcome = serde_json::to_value(entry.outcome).unwrap_or_default();
    let row = [
        entry.seq.to_string(),
        entry.at.clone(),
        entry.action.as_str().to_owned(),
        entry.server.clone(),
        entry.domain.clone(),
        entry.user.clone(),
        text(&entry.call),
        text(&entry.folder),
        number(entry.recordings),
        number(entry.missing),
        outcome.as_str().unwrap_or_default().to_owned(),
        text(&entry.note),
        number(entry.first),
        entry.previous.clone(),
        entry.hash.clone(),
    ];
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(&row)
        .map_err(std::io::Error::from)
        .and_then(|()| csv.into_inner().map_err(csv::IntoInnerError::into_error))
        .map_err(|source| Error::io("written", STDOUT, source))
}

fn readable(entry: &ActivityEntry) -> String {
    let who = if entry.domain.is_empty() {
        entry.user.clone()
    } else {
        format!("{}@{}", entry.user, entry.domain)
    };
    let mut words = vec![
        entry.at.clone(),
        format!("{:<15}", entry.action.as_str()),
        who,
    ];
    words.extend(entry.call.iter().map(|call| format!("call {call}")));
    words.extend(entry.folder.clone());
    if let (Some(recordings), Some(missing)) = (entry.recordings, entry.missing) {
        words.push(format!("{recordings} recordings, {missing} missing"));
    }
    words.extend(entry.note.clone());
    words.join("  ").replace('\n', " ")
}
