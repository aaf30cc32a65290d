//! What cannot be carried out as given: exit code 2, before anybody is asked. And disks that refuse: 4.

use std::fs;

use crate::support::{Bench, Ended, MONDAY};

#[test]
fn wrong_words_connect_to_nobody() {
    let bench = Bench::small();
    let export = ["export", "--from", MONDAY, "--dest", "out"];
    let calls = ["calls"];
    let wrong: &[(&[&str], &[&str])] = &[
        (&export, &["--name", "{date}/{start}"]),
        (&export, &["--name", "{id}/{nonsense}"]),
        (&export, &["--name", "../{id}"]),
        (&export, &["--name", "/tmp/{id}"]),
        (&export, &["--name", "{id"]),
        (&export, &["--audio", "ogg"]),
        (&export, &["--channels", "mono"]),
        (&export, &["--channels", "split"]),
        (&export, &["--audio", "wav", "--mp3-bitrate", "64k"]),
        (&export, &["--audio", "mp3", "--mp3-bitrate", "fast"]),
        (&export, &["--audio", "mp3", "--sample-rate", "44100"]),
        (&export, &["--audio", "mp3", "--loudness", "3"]),
        (&export, &["--video", "none"]),
        (&export, &["--tables", "pdf"]),
        (&export, &["--columns", "caller,talk_s"]),
        (&export, &["--columns", "call_id,call_id"]),
        (&export, &["--columns", "call_id,phone"]),
        (&export, &["--csv-separator", "|"]),
        (&export, &["--parallel", "0"]),
        (&export, &["--limit-rate", "fast"]),
        (&export, &["--incremental", "--id", "1"]),
        (&export, &["--zip-split", "10K"]),
        (&export, &["--preset", "nobody kept this"]),
        (&["export", "--dest", "out"], &["--incremental"]),
        (&["export", "--dest", "out"], &["--to", MONDAY]),
        (&["presets", "remove"], &["nobody kept this"]),
        (&export, &["--zip-password-stdin"]),
        (&calls, &["--from", "yesterday"]),
        (&calls, &["--from", "2026-02-30"]),
        (&calls, &["--from", "2026-03-31", "--to", "2026-03-30"]),
        (&calls, &["--to", "2026-03-30"]),
        (&calls, &["--zone", "Mars/Olympus"]),
        (&calls, &["--extension", "10-200"]),
        (&calls, &["--extension", "200-100"]),
        (&calls, &["--extension", ""]),
        (&calls, &["--extension", "101,,102"]),
        (&calls, &["--id", ""]),
        (&calls, &["--number", " "]),
        (&calls, &["--filter", "form:101"]),
        (&calls, &["--filter", "talk:>long"]),
        (&calls, &["--filter", " "]),
        (&calls, &["--filter", "--from", MONDAY]),
        (&calls, &["--direction", "sideways"]),
        (&calls, &["--min-talk", "long"]),
        (&calls, &["--min-talk", "10m", "--max-talk", "1m"]),
        (&calls, &["--answered", "maybe"]),
        (&calls, &["--pin", "abcd"]),
        (&calls, &["--output", "xml"]),
        (&calls, &["--password", "hunter2"]),
        (&calls, &["--password=hunter2"]),
        (&calls, &["--profile", "nobody"]),
        (&["export"], &["--from", MONDAY]),
        (&["play"], &[]),
    ];
    for (command, arguments) in wrong {
        let ended = bench.run(&[*command, *arguments].concat());
        assert_eq!(ended.code, 2, "{command:?} {arguments:?}: {}", ended.err);
        assert!(ended.out.is_empty(), "{arguments:?}: {}", ended.out);
        assert!(!ended.err.is_empty(), "{arguments:?} says why");
        assert!(
            !ended.err.contains("hunter2"),
            "a password is not repeated: {}",
            ended.err
        );
    }
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked");
    assert!(!bench.out().exists(), "nothing was made");
}

#[test]
fn a_wrong_filter_is_told_with_its_place() {
    let bench = Bench::small();
    for command in ["calls", "recordings", "export"] {
        bench
            .run(&[command, "--filter", "ring:>5s form:101"])
            .expect(2)
            .says("at character 10")
            .says("did you mean `from`?");
    }
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked");
}

#[test]
fn environment_is_checked_like_arguments() {
    let bench = Bench::small();
    let mut command = bench.command(&["calls"]);
    command.env("TAPEDECK_PIN", "abcd");
    Ended::of(command).expect(2);
    let mut command = bench.command(&["calls"]);
    command.env_remove("TAPEDECK_SERVER");
    Ended::of(command).expect(2).says("--server");
    let mut command = bench.command(&["calls"]);
    command.env("TAPEDECK_SERVER", "");
    Ended::of(command).expect(2).says("--server");
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked");
}

#[test]
fn a_place_that_cannot_be_written() {
    let bench = Bench::small();
    let file = bench.home.path("taken");
    fs::write(&file, "a file").unwrap();
    let mut places = vec!["taken", "taken/below"];
    if cfg!(target_os = "linux") {
        places.push("/proc/tapedeck");
    }
    for dest in places {
        let ended = bench.run(&[
            "export",
            "--from",
            MONDAY,
            "--to",
            MONDAY,
            "--extension",
            "101",
            "--dest",
            dest,
        ]);
        assert_eq!(ended.code, 4, "{dest}: {}", ended.err);
    }
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked first");
    assert_eq!(fs::read_to_string(file).unwrap(), "a file");
}

#[test]
fn verify_needs_an_export() {
    let bench = Bench::small();
    bench.home.run(&["verify", "nowhere"]).expect(2);
    fs::create_dir(bench.home.path("empty")).unwrap();
    bench.home.run(&["verify", "empty"]).expect(2);
}

#[test]
fn help_is_there_for_every_command() {
    let bench = Bench::small();
    for command in [
        "sign-in",
        "calls",
        "recordings",
        "export",
        "verify",
        "profiles",
        "demo",
    ] {
        let help = bench.run(&[command, "--help"]).expect(0);
        assert!(help.out.contains("Usage: tapedeck-cli"), "{}", help.out);
    }
    let version = bench.run(&["--version"]).expect(0);
    assert!(version.out.contains(env!("CARGO_PKG_VERSION")));
}
