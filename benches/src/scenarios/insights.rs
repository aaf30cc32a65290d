//! The picture of a million calls beside the same sums in the `sqlite3` shell and in DuckDB (issue 5, Insights below 1 s).

use std::{fmt::Write as _, fs, path::Path, process::Command, time::Instant};

use tapedeck_core::{
    Tapedeck,
    call::Direction,
    insights::{ExtensionColumn, ExtensionInsights, ExtensionOrder, Insights},
    query::CallFilter,
};

use super::{
    Scenario,
    catalogue::{
        ours::{question, signed_in},
        peers,
    },
};
use crate::{
    Result,
    compare::Spread,
    measure::measure,
    peers::{PYTHON, version},
    report::{Goal, Report},
    stage::{Stage, block_on, part},
    yard::Ledger,
};

pub(crate) const SCENARIO: Scenario = Scenario {
    name: "insights",
    about: "the picture of 1,000,000 calls, beside the same sums in sqlite3 and DuckDB",
    run,
    parts: &[("picture", picture)],
};

const CALLS: u32 = 1_000_000;
const ROUNDS: usize = 7;
const WHOLE: &str = "all calls";

type Filter = (&'static str, fn(&mut CallFilter));

const FILTERS: [Filter; 4] = [
    (WHOLE, |_| {}),
    ("inbound and answered", |filter| {
        filter.directions = vec![Direction::Inbound];
        filter.answered = Some(true);
    }),
    ("extension 150", |filter| {
        filter.extensions = vec!["150".to_owned()];
    }),
    ("text kaya", |filter| filter.text = Some("kaya".to_owned())),
];

/// Lower bounds of the bins but the first, as in the core.
const RING: [u32; 8] = [5, 10, 15, 20, 30, 45, 60, 120];
const TALK: [u32; 10] = [10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/// What is drawn, as SQL: days, hours of the week, ring and talk time, extensions, their days.
fn sums(from: &str, over: &str) -> [String; 6] {
    let answered = "count(*) FILTER (WHERE status = 'answered')";
    let recorded = "count(*) FILTER (WHERE recording IS NOT NULL)";
    let missing = "count(*) FILTER (WHERE status = 'answered' AND recording IS NULL)";
    let day = format!("started {over} 86400000000");
    let hour = format!("(started {over} 3600000000 + 72) % 168");
    let bin = |column: &str, bounds: &[u32]| {
        let tests = bounds.iter().enumerate().rev();
        let tests =
            tests.map(|(place, bound)| format!("WHEN {column} >= {bound} THEN {} ", place + 1));
        format!("CASE {}ELSE 0 END", tests.collect::<String>())
    };
    let (ring, talk) = (bin("ring_s", &RING), bin("talk_s", &TALK));
    [
        format!(
            "SELECT {day}, direction, count(*), {answered}, {recorded} {from} GROUP BY 1, 2 ORDER BY 1, 2"
        ),
        format!(
            "SELECT {hour}, direction, count(*), {answered}, {recorded} {from} GROUP BY 1, 2 ORDER BY 1, 2"
        ),
        format!("SELECT {ring}, count(*) {from} GROUP BY 1 ORDER BY 1"),
        format!("SELECT {talk}, count(*) {from} AND status = 'answered' GROUP BY 1 ORDER BY 1"),
        format!(
            "SELECT extension, count(*), {answered}, {recorded}, sum(talk_s) {from} GROUP BY 1 ORDER BY 1"
        ),
        format!(
            "SELECT extension, {day}, count(*), {answered}, {missing} {from} GROUP BY 1, 2 ORDER BY 1, 2"
        ),
    ]
}

fn run(stage: &Stage) -> Result<Report> {
    let calls = stage.sized(CALLS);
    let ledger = Ledger::open(calls)?;
    let mut report = Report::new("Insights: the picture of a million calls", stage.is_small());
    let data = stage.folder("insights")?;
    let folder = data.display().to_string();
    measure(
        part("keep", &[&ledger.address, &folder, &calls.to_string()])?,
        None,
    )?;
    let file = data.join("catalogue.sqlite");
    let out = stage.path("picture");
    let asked = measure(
        part(
            "picture",
            &[&ledger.address, &folder, &out.display().to_string()],
        )?,
        None,
    )?;
    let said = fs::read_to_string(&out)?;
    let (times, drawn) = said.split_once("\n\n").ok_or("no picture was told of")?;
    let shell = sqlite(&file)?;
    same("sqlite3", drawn, &shell.rows)?;
    let duck = duckdb(stage, &file)?;
    if let Some(duck) = &duck {
        same("DuckDB", drawn, &duck.rows)?;
    }
    report.part(format!(
        "{calls} calls of 400 people in 90 days; {}, DuckDB {}. Ours is the whole command with the first page of extensions; \
         the others are the same six sums, printed, one statement each; all rows were compared.",
        version("sqlite3"),
        peers::duckdb_version().unwrap_or_else(|| "not run".to_owned()),
    ));
    let mut table =
        "| picture of | ours, ms | sqlite3, ms | DuckDB, ms |\n| --- | --- | --- | --- |\n"
            .to_owned();
    let mut whole = None;
    for line in times.lines() {
        let (name, millis) = line.split_once('\t').ok_or("a time cannot be read")?;
        let millis: Vec<f64> = millis
            .split(' ')
            .filter_map(|one| one.parse().ok())
            .collect();
        let spread = Spread::of(millis.into_iter());
        let (theirs, ducks) = if name == WHOLE {
            whole = Some((spread, shell.millis));
            let duck = duck.as_ref().map(|duck| format!("{:.0}", duck.millis));
            (
                format!("{:.0}", shell.millis),
                duck.unwrap_or_else(|| "not run".to_owned()),
            )
        } else {
            (String::new(), String::new())
        };
        let _ = writeln!(
            table,
            "| {name} | {:.0} ({:.0}–{:.0}) | {theirs} | {ducks} |",
            spread.median, spread.least, spread.most
        );
    }
    report.part(table);
    let (spread, theirs) = whole.ok_or("the whole was not asked for")?;
    report.figure(
        "all calls, at the command boundary, ms",
        spread,
        Goal::AtMost(1000.0),
    );
    report.figure(
        "ours / sqlite3",
        Spread::one(spread.median / theirs),
        Goal::AtMost(1.2),
    );
    report.figure(
        "peak memory of the process, MB",
        Spread::one(asked.peak as f64 / 1e6),
        Goal::AtMost(300.0),
    );
    report.note(
        "What limits: one walk over the narrow index hands every call to the sums, a third of a microsecond each. The shell's \
         time is no floor: it walks six times and sorts for each, and Debian's 3.40 fetches the wide row for `recording IS NOT \
         NULL`, which the SQLite built into Tapedeck takes from the index. DuckDB sums a column store of its own, filled before.",
    );
    Ok(report)
}

/// Side: draws everything and writes how long each picture took, and what the first shows.
fn picture(line: &[String]) -> Result<()> {
    let [address, data, out] = line else {
        return Err("picture ADDRESS FOLDER OUT".into());
    };
    block_on(async {
        let app = signed_in(address, data.as_ref()).await?;
        let mut said = String::new();
        for (name, narrow) in FILTERS {
            let mut filter = CallFilter::default();
            narrow(&mut filter);
            let mut millis = Vec::new();
            for round in 0..ROUNDS {
                // Another question in between: the last picture would be known.
                let mut other = filter.clone();
                other.min_talk_s = Some(4000 + round as u32);
                app.insights(question(other, Vec::new())).await?;
                let since = Instant::now();
                draw(&app, filter.clone()).await?;
                millis.push((since.elapsed().as_secs_f64() * 1000.0).to_string());
            }
            let _ = writeln!(said, "{name}\t{}", millis.join(" "));
        }
        let (insights, extensions) = draw(&app, CallFilter::default()).await?;
        let _ = write!(said, "\n{}", rows(&insights, &extensions));
        Ok(fs::write(out, said)?)
    })
}

async fn draw(app: &Tapedeck, filter: CallFilter) -> Result<(Insights, ExtensionInsights)> {
    let order = ExtensionOrder {
        column: ExtensionColumn::Extension,
        descending: false,
    };
    let query = question(filter, Vec::new());
    let insights = app.insights(query.clone()).await?.ok_or("cancelled")?;
    // What the window shows is 25 of them; 500 is all there are here.
    let page = app.extension_insights(query, order, 0, 500).await?;
    Ok((insights, page.ok_or("cancelled")?))
}

/// The picture as the rows of [`sums`].
fn rows(insights: &Insights, extensions: &ExtensionInsights) -> String {
    let mut lines = Vec::new();
    // The ledger's first day, counted from 1970.
    let first = 20_666;
    let mut directions: Vec<usize> = (0..insights.directions.len()).collect();
    directions.sort_by_key(|place| insights.directions[*place].as_str());
    let days = insights.periods.iter().map(|period| &period.directions);
    let hours = insights.week.iter().map(|hour| &hour.directions);
    for (number, sums) in (first..).zip(days).chain((0..).zip(hours)) {
        for place in &directions {
            let tally = sums[*place];
            let word = insights.directions[*place].as_str();
            if tally.calls > 0 {
                lines.push(format!(
                    "{number}|{word}|{}|{}|{}",
                    tally.calls, tally.answered, tally.recorded
                ));
            }
        }
    }
    for bins in [&insights.ring, &insights.talk] {
        let filled = bins.iter().enumerate().filter(|(_, bin)| bin.calls > 0);
        lines.extend(filled.map(|(place, bin)| format!("{place}|{}", bin.calls)));
    }
    // All numbers here have three digits or none: the order of texts.
    for row in &extensions.rows {
        let tally = row.tally;
        lines.push(format!(
            "{}|{}|{}|{}|{}",
            row.extension, tally.calls, tally.answered, tally.recorded, row.talk_s
        ));
    }
    for row in &extensions.rows {
        for cell in &row.coverage {
            let day = first + cell.period;
            lines.push(format!(
                "{}|{day}|{}|{}|{}",
                row.extension, cell.calls, cell.answered, cell.missing
            ));
        }
    }
    lines.join("\n")
}

/// What a peer printed, and the median time of printing all of it.
struct Told {
    millis: f64,
    rows: String,
}

fn same(peer: &str, ours: &str, theirs: &str) -> Result<()> {
    let differ = ours.lines().zip(theirs.lines()).find(|(a, b)| a != b);
    match differ {
        None if ours.lines().count() == theirs.lines().count() => Ok(()),
        None => Err(format!("{peer} has another number of sums than Tapedeck").into()),
        Some((ours, theirs)) => Err(format!("{peer} sums up `{theirs}`, Tapedeck `{ours}`").into()),
    }
}

fn sqlite(file: &Path) -> Result<Told> {
    let from = "FROM call INDEXED BY call_in_brief WHERE account = 1 AND started >= 0 AND started < 9000000000000000";
    let all = sums(from, "/").join(";\n") + ";\n";
    let script = format!(
        "{}\n.timer on\n{}",
        peers::PRAGMAS,
        format!("{all}.print ==\n").repeat(ROUNDS)
    );
    let said = peers::shell(file, &script)?;
    let rounds = said.split("==\n").filter(|round| !round.is_empty());
    let mut millis = Vec::new();
    let mut rows = String::new();
    for round in rounds {
        let took: f64 = round.lines().filter_map(peers::real).sum();
        millis.push(took * 1000.0);
        let plain = round.lines().filter(|line| peers::real(line).is_none());
        rows = plain.collect::<Vec<_>>().join("\n");
    }
    Ok(Told {
        millis: Spread::of(millis.into_iter()).median,
        rows,
    })
}

/// DuckDB over a table of its own, if its module can be had.
fn duckdb(stage: &Stage, file: &Path) -> Result<Option<Told>> {
    if peers::duckdb_version().is_none() {
        return Ok(None);
    }
    let csv = stage.path("calls.csv");
    let exported = Command::new("sqlite3")
        .args(["-csv", "-header"])
        .arg(file)
        .arg("SELECT started, direction, status, recording, ring_s, talk_s, extension FROM call ORDER BY n")
        .stdout(fs::File::create(&csv)?)
        .status()?;
    if !exported.success() {
        return Err("sqlite3 gave no rows for DuckDB".into());
    }
    let sums = sums("FROM call WHERE true", "//");
    let script = format!(
        "import duckdb, time\ndb = duckdb.connect()\ndb.execute(\"CREATE TABLE call AS SELECT started::BIGINT AS started, direction, status, \
         nullif(recording, '') AS recording, ring_s::INT AS ring_s, talk_s::INT AS talk_s, coalesce(extension, '') AS extension \
         FROM read_csv('{}', all_varchar = true)\")\ntook = []\nfor _ in range({ROUNDS}):\n    since = time.time()\n    rows = []\n    for sum in {sums:?}:\n        rows += db.execute(sum).fetchall()\n    took.append(time.time() - since)\n\
         print(sorted(took)[len(took) // 2] * 1000)\nfor row in rows: print('|'.join(str(cell) for cell in row))",
        csv.display()
    );
    let said = Command::new(PYTHON)
        .args(["-c", &script])
        .env(
            "PYTHONPATH",
            std::env::var_os(peers::DUCKDB).unwrap_or_default(),
        )
        .output()?;
    if !said.status.success() {
        return Err(format!("DuckDB: {}", String::from_utf8_lossy(&said.stderr)).into());
    }
    let said = String::from_utf8(said.stdout)?;
    let (millis, rows) = said.split_once('\n').ok_or("DuckDB told nothing")?;
    Ok(Some(Told {
        millis: millis.parse()?,
        rows: rows.trim_end().to_owned(),
    }))
}
