//! `export --incremental`: only what is new, and nothing lost between two runs.

use demo_pbx::{Fault, Happening, PathKind, RecordingAfter, Rule};

use crate::support::{Bench, Ended, MONDAY};

const TUESDAY: &str = "2026-03-31";

/// Exports what is new of two extensions into `out`.
fn incremental(bench: &Bench, more: &[&str]) -> Ended {
    let always = [
        "export",
        "--extension",
        "101,102",
        "--dest",
        "out",
        "--incremental",
    ];
    bench.run(&[&always[..], more].concat())
}

/// Where the last run into `out` began.
fn began(bench: &Bench) -> String {
    bench.out().run()["from_utc"].as_str().unwrap().to_owned()
}

#[test]
fn the_second_run_goes_back_three_days_and_fetches_nothing_twice() {
    let bench = Bench::small();
    let days = ["--from", MONDAY, "--to", MONDAY];
    incremental(&bench, &days).expect(0).says("complete");
    let first = bench.out().manifest().len();
    assert!(first > 0, "Monday has recordings");

    bench.pbx.reset_counters();
    incremental(&bench, &["--to", MONDAY])
        .expect(0)
        .says("only what is new");
    assert_eq!(
        began(&bench),
        "2026-03-27T23:00:00Z",
        "three days before the end of Monday, London's summer time"
    );
    let lines = bench.out().manifest();
    assert!(
        lines.len() > first,
        "Friday's recordings were not there yet"
    );
    let files = bench.pbx.counters().of(PathKind::Blob);
    assert_eq!(
        files,
        (lines.len() - first) as u64,
        "Monday's are not fetched again"
    );
}

#[test]
fn a_recording_that_comes_late_is_found_by_the_next_run() {
    let bench = Bench::small();
    let late = bench.pbx.call_now(&Happening {
        talk_s: 3,
        recording: RecordingAfter::Telling,
    });
    let all = ["export", "--dest", "out", "--incremental"];
    let tuesday = ["--from", TUESDAY, "--to", TUESDAY];
    bench.run(&[&all[..], &tuesday].concat()).expect(0);
    let has = |id: &str| {
        bench
            .out()
            .manifest()
            .iter()
            .any(|line| line["recording_id"] == id)
    };
    assert!(!has(&late), "it has no recording yet");

    assert!(bench.pbx.recording_ready(&late));
    bench.run(&all).expect(0);
    assert!(has(&late), "it came after the end of the first run");
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn what_failed_is_asked_for_until_it_comes() {
    let bench = Bench::small();
    let victim = bench.recorded("101").remove(1);
    bench
        .pbx
        .faults()
        .add(Rule::blobs(Fault::Status(500)).ids([victim.clone()]));
    incremental(&bench, &["--from", MONDAY, "--to", MONDAY]).expect(1);
    // A week of nights later, the days asked for still begin before the one that failed.
    for to in [TUESDAY, "2026-04-03", "2026-04-06"] {
        incremental(&bench, &["--to", to]).expect(1).says(&victim);
    }
    bench.pbx.faults().clear();
    incremental(&bench, &["--to", "2026-04-07"]).expect(0);
    let lines = bench.out().manifest();
    let line = lines
        .iter()
        .find(|line| line["recording_id"] == *victim)
        .unwrap();
    assert_eq!(line["result"], "done", "{line}");

    incremental(&bench, &["--to", "2026-04-08"]).expect(0);
    assert_eq!(
        began(&bench),
        "2026-04-04T23:00:00Z",
        "all is settled: three days before the end of the 7th"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_does_not_move_the_end() {
    let bench = Bench::small();
    incremental(&bench, &["--from", MONDAY, "--to", MONDAY]).expect(0);
    for signal in ["-INT", "-KILL"] {
        bench.pbx.faults().add(Rule::blobs(Fault::Drip(400)));
        bench.pbx.reset_counters();
        let mut command = bench.command(&[
            "export",
            "--extension",
            "101,102",
            "--dest",
            "out",
            "--incremental",
        ]);
        let mut child = command.spawn().unwrap();
        bench.until("files are on their way", |counted| {
            counted.blobs_in_flight > 0
        });
        let stopped = std::process::Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(stopped.unwrap().success());
        child.wait().unwrap();
        bench.pbx.faults().clear();
    }
    incremental(&bench, &[]).expect(0);
    assert_eq!(
        began(&bench),
        "2026-03-27T23:00:00Z",
        "three days before the end of Monday, which alone was settled"
    );
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn another_selection_is_said_and_gone_on_with() {
    let bench = Bench::small();
    incremental(&bench, &["--from", MONDAY, "--to", MONDAY]).expect(0);
    bench
        .run(&[
            "export",
            "--extension",
            "103",
            "--dest",
            "out",
            "--incremental",
            "--to",
            MONDAY,
        ])
        .expect(0)
        .says("asked for other calls");
    let again = incremental(&bench, &["--to", TUESDAY]).expect(0);
    assert!(
        !again.err.contains("asked for other calls"),
        "the first one's own runs count: {}",
        again.err
    );
}

#[test]
fn the_first_run_needs_a_beginning() {
    let bench = Bench::small();
    bench.pbx.reset_counters();
    incremental(&bench, &[])
        .expect(2)
        .says("--from where the first one begins");
    assert_eq!(bench.pbx.counters().total(), 0, "the PBX is not asked");
}
