//! `export`: complete runs.

use std::{
    fs,
    time::{Duration, Instant},
};

use demo_pbx::{Family, Options, PathKind, Throttle, company::Call};
use jiff::tz::TimeZone;

use crate::support::{Bench, Ended, Folder, MONDAY, last_weekday, small, takes_part};

#[test]
fn every_file_arrives_byte_for_byte_and_once() {
    let bench = Bench::small();
    bench
        .export("101,102", &["--tables", "csv,xlsx,jsonl"])
        .expect(0)
        .says("complete");
    let mut ids = bench.recorded("101");
    ids.extend(bench.recorded("102"));
    ids.sort();
    ids.dedup();
    assert!(ids.len() >= 5, "enough recordings to mean something");
    let out = bench.out();
    out.holds(&bench.pbx, &ids);
    let calls = bench
        .monday_calls()
        .iter()
        .filter(|call| takes_part(call, "101") || takes_part(call, "102"))
        .count();
    assert_eq!(out.rows().len(), calls, "one row a call, recorded or not");
    let names = out.names();
    for table in ["calls.csv", "calls.xlsx", "calls.jsonl"] {
        assert!(names.contains(&table.to_owned()), "{table}");
    }
    let run = out.run();
    assert_eq!(run["scope"]["calls"], "tenant");
    assert_eq!(run["scope"]["recordings"], "tenant");
    assert_eq!(run["zone"], "Europe/London");
    bench.home.run(&["verify", "out"]).expect(0);

    bench.pbx.reset_counters();
    bench
        .export("101,102", &["--tables", "csv,xlsx,jsonl"])
        .expect(0);
    let counted = bench.pbx.counters();
    assert_eq!(
        (counted.of(PathKind::Blob), counted.blob_bytes),
        (0, 0),
        "the second run moves no audio"
    );
    bench.out().holds(&bench.pbx, &ids);
}

#[test]
fn the_built_in_pbx_can_be_exported_from() {
    let bench = Bench::start(Options::default());
    let day = last_weekday();
    let date = day.to_string();
    // Both are made of the same seed, and past days do not depend on the moment it happens.
    let ids: Vec<String> = bench
        .pbx
        .company()
        .calls
        .iter()
        .filter(|call| call.recording.is_some() && call.duration() <= 40)
        .filter(|call| {
            let zone = TimeZone::get("Europe/London").unwrap();
            call.started_at.to_zoned_datetime(zone).date() == day
        })
        .map(Call::id_text)
        .collect();
    let exported = bench
        .home
        .run(&[
            "export",
            "--demo",
            "--from",
            &date,
            "--to",
            &date,
            "--max-talk",
            "40s",
            "--dest",
            "out",
        ])
        .expect(0);
    assert_eq!(exported.out, "", "standard output is data only");
    assert!(!ids.is_empty(), "short recordings exist");
    bench.out().holds(&bench.pbx, &ids);
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn a_folder_takes_several_exports() {
    let bench = Bench::small();
    bench.export("101", &[]).expect(0);
    bench.export("103", &[]).expect(0);
    let mut ids = [bench.recorded("101"), bench.recorded("103")].concat();
    ids.sort();
    ids.dedup();
    bench.out().holds(&bench.pbx, &ids);
    let rows = bench.out().rows();
    let calls = bench
        .monday_calls()
        .iter()
        .filter(|call| takes_part(call, "101") || takes_part(call, "103"))
        .count();
    assert_eq!(rows.len(), calls, "one row a call over both runs");
}

#[test]
fn tables_have_the_columns_that_were_asked_for_and_every_row() {
    let bench = Bench::small();
    let tables = ["--tables", "csv,xlsx,jsonl", "--csv", "raw"];
    let own = [
        "--columns",
        "talk_s,call_id,caller",
        "--csv-separator",
        "semicolon",
    ];
    bench.export("101", &[&tables[..], &own].concat()).expect(0);
    let out = bench.out();
    let csv = out.text("calls.csv");
    assert_eq!(csv.lines().next(), Some("talk_s;call_id;caller"));
    let line = out.text("calls.jsonl");
    assert!(line.starts_with("{\"talk_s\":"), "{line}");
    let written = &out.run()["asked"]["columns"];
    assert_eq!(*written, serde_json::json!(["talk_s", "call_id", "caller"]));

    // Another selection with all columns: the rows of the first export are found by their id.
    bench.export("103", &tables).expect(0);
    let ids: Vec<_> = out
        .rows()
        .into_iter()
        .map(|row| row["call_id"].clone())
        .collect();
    let calls = bench
        .monday_calls()
        .iter()
        .filter(|call| takes_part(call, "101") || takes_part(call, "103"));
    assert_eq!(calls.clone().count(), ids.len());
    for call in calls {
        assert!(ids.contains(&call.id_text()), "{} is lost", call.id_text());
    }
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn a_page_for_browsers_belongs_to_the_export() {
    let bench = Bench::small();
    bench
        .export("101", &["--index", "--tables", "csv"])
        .expect(0);
    let ids = |page: &str| page.matches("\n[\"").count();
    let page = bench.out().text("index.html");
    assert_eq!(ids(&page), bench.out().rows().len(), "one line a call");
    bench.out().sums_are_right();
    assert!(bench.out().text("SHA256SUMS").contains("  index.html\n"));
    bench.home.run(&["verify", "out"]).expect(0);

    // Once it is there, it tells of everything that is there.
    bench.export("103", &["--zip"]).expect(0);
    let page = bench.out().text("index.html");
    assert_eq!(ids(&page), bench.out().rows().len());
    bench.home.run(&["verify", "out"]).expect(0);
    let zip = fs::File::open(bench.home.path("out.zip")).unwrap();
    let mut zip = zip::ZipArchive::new(zip).unwrap();
    assert!(zip.by_name("index.html").is_ok(), "it is packed too");
    fs::write(
        bench.out().0.join("index.html"),
        page.replacen("inbound", "outbound", 1),
    )
    .unwrap();
    let found = bench.home.run(&["verify", "out"]).expect(1);
    assert_eq!(found.out, "changed index.html\n");
}

#[test]
fn programs_can_follow_an_export() {
    let bench = Bench::small();
    let ended = bench.export("101", &["--progress", "json"]).expect(0);
    let states: Vec<serde_json::Value> = ended
        .err
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let last = states.last().expect("at least the last state is told");
    assert_eq!(last["recordings"], bench.recorded("101").len());
    assert_eq!(last["settled"], last["recordings"]);
    assert_eq!(last["missing"], 0);
    let silent = bench.export("101", &["--progress", "none"]).expect(0);
    assert!(!silent.err.contains("reading"), "{}", silent.err);
}

#[test]
fn a_dry_run_moves_nothing() {
    let bench = Bench::small();
    let said = bench
        .export("101", &["--dry-run"])
        .expect(0)
        .says("would export");
    let recorded = bench.recorded("101");
    assert!(recorded.len() > 3, "more than a few names to come");
    assert_eq!(said.out.lines().count(), recorded.len(), "{}", said.out);
    for (name, id) in said.out.lines().zip(&recorded) {
        assert!(
            name.starts_with(MONDAY) && name.ends_with(&format!("[{id}]")),
            "{name}"
        );
    }
    assert!(
        said.err.contains(" MB, estimated from"),
        "size: {}",
        said.err
    );
    let none = bench.export("101", &["--dry-run", "--with-recording", "no"]);
    assert_eq!(none.expect(0).out, "", "no recording, no name");
    assert!(!bench.out().exists(), "no folder is made");
    assert_eq!(bench.pbx.counters().of(PathKind::Blob), 0);
}

#[test]
fn another_file_with_the_name_makes_the_export_partial() {
    let bench = Bench::small();
    bench.export("101", &[]).expect(0);
    let out = bench.out();
    let taken = out.audio()[0].clone();
    for name in ["manifest.jsonl", "SHA256SUMS", "export.json"] {
        std::fs::remove_file(out.0.join(name)).unwrap();
    }
    std::fs::write(out.0.join(&taken), "somebody else's").unwrap();
    bench
        .export("101", &[])
        .expect(1)
        .says("1 missing (1 skipped)")
        .says(&taken);
    assert_eq!(out.bytes(&taken), b"somebody else's");
    bench
        .export("101", &["--on-conflict", "rename"])
        .expect(0)
        .says("0 missing");
    assert_eq!(out.bytes(&taken), b"somebody else's");
}

#[test]
fn a_callers_name_cannot_stop_the_search_for_a_free_name() {
    let bench = Bench::small();
    bench
        .export("101", &["--name", "Manifest.jsonl/{id}"])
        .expect(0);
    let names = bench.out().audio();
    assert_eq!(names.len(), bench.recorded("101").len());
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("_Manifest.jsonl/")),
        "{names:?}"
    );
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn an_account_that_sees_its_own_calls_says_so() {
    let bench = Bench::small();
    let arguments = ["export", "--from", MONDAY, "--to", MONDAY, "--dest", "out"];
    bench
        .run_as("anna.keller", &arguments)
        .expect(0)
        .says("its own calls and recordings only");
    let run = bench.out().run();
    assert_eq!(run["scope"]["calls"], "own");
    assert_eq!(run["scope"]["recordings"], "own");
    for row in bench.out().rows() {
        let call = bench.pbx.company().call(&row["call_id"]).unwrap();
        assert!(call.involves("101"), "a call of her own");
    }
    assert!(!bench.out().audio().is_empty(), "her recordings come");
}

#[test]
fn recordings_may_be_own_while_calls_are_the_tenants() {
    let bench = Bench::small();
    bench
        .pbx
        .faults()
        .update(|plan| plan.deny_recordings = true);
    bench.export("101", &[]).says("its own recordings only");
    let run = bench.out().run();
    assert_eq!(run["scope"]["calls"], "tenant");
    assert_eq!(run["scope"]["recordings"], "own");
}

fn exports_whole(options: Options) {
    let bench = Bench::start(options);
    bench.export("101", &[]).expect(0);
    bench.out().holds(&bench.pbx, &bench.recorded("101"));
}

#[test]
fn servers_that_read_by_post_only() {
    for status in [404, 405, 501, 200] {
        let mut options = small();
        options.faults.post_only = Some(status);
        exports_whole(options);
    }
}

#[test]
fn older_servers() {
    for family in [Family::V16, Family::V22_0] {
        exports_whole(Options { family, ..small() });
    }
}

#[test]
fn a_server_that_throttles() {
    let mut options = small();
    options.faults.throttle = Some(Throttle {
        max_in_flight: Some(2),
        retry_after: Some("1".to_owned()),
        on: vec![PathKind::Blob, PathKind::Recording],
        ..Throttle::default()
    });
    exports_whole(options);
}

#[test]
fn tokens_and_links_that_expire_are_renewed() {
    let mut options = small();
    options.token_lifetime = Duration::from_secs(2);
    options.private_links = true;
    exports_whole(options);
}

#[test]
fn the_rate_is_kept() {
    let bench = Bench::small();
    bench.export("101", &[]).expect(0);
    let bytes: usize = bench
        .out()
        .audio()
        .iter()
        .map(|name| bench.out().bytes(name).len())
        .sum();
    let rate = (bytes / 3).to_string();
    let begun = Instant::now();
    Ended::of(bench.command(&[
        "export",
        "--from",
        MONDAY,
        "--to",
        MONDAY,
        "--extension",
        "101",
        "--dest",
        "slow",
        "--limit-rate",
        &rate,
    ]))
    .expect(0);
    let took = begun.elapsed();
    assert!(
        took > Duration::from_millis(1500) && took < Duration::from_secs(12),
        "{bytes} bytes at {rate} a second took {took:?}"
    );
    Folder::at(bench.home.path("slow")).holds(&bench.pbx, &bench.recorded("101"));
}

#[test]
fn the_coverage_is_said_at_the_end_and_can_be_silenced() {
    let bench = Bench::small();
    let said = bench.export("101", &[]).expect(0);
    let recorded = bench.recorded("101").len();
    let line = format!("  exported     {recorded:>9}");
    assert!(said.err.contains("coverage:"), "{}", said.err);
    assert!(said.err.contains(&line), "{line:?} in {}", said.err);
    let run = bench.out().run();
    let told = &run["coverage"]["selection"];
    assert_eq!(told["exported"], recorded);
    assert_eq!(told["not_reached"], 0);
    let silent = bench.export("101", &["--progress", "none"]).expect(0);
    assert!(!silent.err.contains("coverage:"), "{}", silent.err);
}
