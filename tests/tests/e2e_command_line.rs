//! The command line as a script uses it: data on standard output, exit codes, exports that heal, and nothing left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tapedeck_tests::cli::{self, Pbx, Run, run};
use tapedeck_tests::days::last_days;
use tapedeck_tests::direct::Direct;
use tapedeck_tests::export::{Export, changes};
use tapedeck_tests::failure::{Failure, Outcome};
use tapedeck_tests::sandbox::{Sandbox, files_below};
use tapedeck_tests::wait::wait_until;

const COLUMNS: &str = "call_id,recording_id,direction,extension,extension_name,caller,caller_name,callee,callee_name,did,\
    trunk,queue,started_utc,answered_utc,ended_utc,started_local,zone,ring_s,talk_s,audio_s,status,end_reason,files,paths,\
    bytes,sha256,result,reason";

/// A command over the last days of the demo PBX.
fn over(days: u64, sandbox: &Sandbox, arguments: &[&str]) -> Outcome<Run> {
    let range = last_days(days);
    let mut command = cli::cli(sandbox)?;
    command.args(arguments).args(&range);
    cli::finish(&mut command)
}

fn export(sandbox: &Sandbox, more: &[&str]) -> Outcome<Run> {
    let folder = sandbox.exports().display().to_string();
    let line = [
        "export",
        "--demo",
        "--extension",
        "101,102",
        "--progress",
        "none",
        "--dest",
        &folder,
    ];
    over(7, sandbox, &[&line[..], more].concat())
}

fn expect(run: &Run, code: i32) {
    assert_eq!(
        run.code,
        Some(code),
        "unexpected exit code; it said: {}{}",
        run.out,
        run.err
    );
}

#[test]
fn standard_output_is_data_only() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let lines = over(7, &sandbox, &["calls", "--demo", "--output", "jsonl"])?;
    expect(&lines, 0);
    let table = over(7, &sandbox, &["calls", "--demo", "--output", "csv"])?;
    expect(&table, 0);
    let mut starts = Vec::new();
    for line in lines.out.lines() {
        let row: Value =
            serde_json::from_str(line).map_err(|error| Failure::because(line, error))?;
        for column in COLUMNS.split(',') {
            assert!(
                row.get(column).is_some(),
                "a row has the keys of calls.csv, {column} too"
            );
        }
        starts.push(row["started_utc"].as_str().unwrap_or_default().to_owned());
    }
    assert!(
        starts.len() > 100,
        "a week of a company of 25 has more than {} calls",
        starts.len()
    );
    assert!(starts.is_sorted(), "rows come in ascending order of start");
    let head = table
        .out
        .lines()
        .next()
        .unwrap_or_default()
        .trim_start_matches('\u{feff}');
    assert_eq!(head, COLUMNS, "the columns are those of the contract");
    sandbox.check_home_is_empty()
}

#[test]
fn an_export_is_whole_and_a_second_run_moves_nothing() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let folder = sandbox.exports();
    expect(&export(&sandbox, &[])?, 0);
    let first = Export::read(&folder)?;
    assert!(
        first.recordings.len() > 5,
        "two busy extensions have recordings"
    );
    assert!(
        first.gaps.is_empty(),
        "the demo PBX has all its files: {:?}",
        first.gaps
    );
    let times = changes(&folder)?;

    expect(&export(&sandbox, &[])?, 0);
    let second = Export::read(&folder)?;
    assert_eq!(
        first.hashes(),
        second.hashes(),
        "the same selection is the same export"
    );
    assert_eq!(times, changes(&folder)?, "no recording was written again");
    sandbox.check_home_is_empty()
}

#[test]
fn five_hundred_recordings_are_the_bytes_of_the_pbx() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let pbx = Pbx::start(&sandbox)?;
    let mut command = cli::cli(&sandbox)?;
    pbx.name_to(&mut command)
        .args(["export", "--progress", "none", "--dest"])
        .arg(sandbox.exports())
        .args(last_days(14));
    expect(&cli::finish(&mut command)?, 0);
    let export = Export::read(&sandbox.exports())?;
    let direct = Direct::to(&pbx)?;
    let mut held: BTreeMap<&str, BTreeMap<u64, &str>> = BTreeMap::new();
    for line in export.recordings.values() {
        let id = line["recording_id"].as_str().unwrap_or_default();
        let index = line["file_index"].as_u64().unwrap_or_default();
        held.entry(id)
            .or_default()
            .insert(index, line["sha256"].as_str().unwrap_or_default());
    }
    assert!(
        held.len() >= 500,
        "two weeks have at least 500 recordings, not {}",
        held.len()
    );
    for (id, files) in held {
        let ours: Vec<&str> = files.into_values().collect();
        assert_eq!(
            ours,
            direct.hashes(id)?,
            "every file of recording {id}, byte for byte"
        );
    }
    Ok(())
}

#[test]
fn verify_names_what_is_wrong_and_the_next_export_heals_it() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let folder = sandbox.exports();
    let folder_text = folder.display().to_string();
    expect(&export(&sandbox, &[])?, 0);
    let whole = Export::read(&folder)?;
    let mut paths = whole.recordings.keys();
    let (Some(changed), Some(missing)) = (paths.next(), paths.next()) else {
        return Err(Failure::new("the export has too few files to spoil two"));
    };
    let mut bytes =
        fs::read(folder.join(changed)).map_err(|error| Failure::because(changed, error))?;
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    write(&folder.join(changed), &bytes)?;
    fs::remove_file(folder.join(missing)).map_err(|error| Failure::because(missing, error))?;
    write(&folder.join("stray.wav"), b"RIFF")?;

    let found = run(&sandbox, &["verify", &folder_text])?;
    expect(&found, 1);
    let mut problems: Vec<&str> = found.out.lines().collect();
    problems.sort_unstable();
    let wanted = [
        format!("changed {changed}"),
        "extra stray.wav".to_owned(),
        format!("missing {missing}"),
    ];
    assert_eq!(problems, wanted, "one line for each problem");

    fs::remove_file(folder.join("stray.wav"))
        .map_err(|error| Failure::because("stray.wav", error))?;
    expect(&export(&sandbox, &[])?, 0);
    assert_eq!(
        Export::read(&folder)?.hashes(),
        whole.hashes(),
        "the damaged and the missing file are back"
    );
    expect(&run(&sandbox, &["verify", &folder_text])?, 0);
    Ok(())
}

#[test]
fn an_export_killed_half_way_is_completed_by_the_next() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let folder = sandbox.exports();
    let mut command = cli::cli(&sandbox)?;
    command
        .args([
            "export",
            "--demo",
            "--extension",
            "101,102",
            "--progress",
            "none",
            "--limit-rate",
            "2M",
            "--dest",
        ])
        .arg(&folder)
        .args(last_days(7));
    let mut job = command
        .spawn()
        .map_err(|error| Failure::because("tapedeck-cli export", error))?;
    let started = wait_until("a first file", Duration::from_mins(1), || {
        Ok(!changes(&folder)?.is_empty())
    });
    let killed = job.kill().and_then(|()| job.wait());
    started?;
    killed.map_err(|error| Failure::because("cannot kill the export", error))?;
    let before: Vec<PathBuf> = changes(&folder)?
        .into_iter()
        .map(|(path, _)| path)
        .collect();

    expect(&export(&sandbox, &[])?, 0);
    let whole = Export::read(&folder)?;
    assert!(
        whole.recordings.len() > before.len(),
        "the kill came before the end"
    );
    let folder_text = folder.display().to_string();
    expect(&run(&sandbox, &["verify", &folder_text])?, 0);
    Ok(())
}

#[test]
fn a_pbx_that_dies_leaves_no_half_file_and_the_next_run_completes() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let folder = sandbox.exports();
    let mut pbx = Pbx::start(&sandbox)?;
    let mut command = cli::cli(&sandbox)?;
    pbx.name_to(&mut command)
        .args([
            "export",
            "--extension",
            "101,102",
            "--progress",
            "none",
            "--limit-rate",
            "2M",
            "--dest",
        ])
        .arg(&folder)
        .args(last_days(7));
    let mut job = command
        .spawn()
        .map_err(|error| Failure::because("tapedeck-cli export", error))?;
    let started = wait_until("a first file", Duration::from_mins(1), || {
        Ok(!changes(&folder)?.is_empty())
    });
    pbx.kill();
    let ended = job.wait();
    started?;
    let code = ended
        .map_err(|error| Failure::because("tapedeck-cli export", error))?
        .code();
    assert!(
        matches!(code, Some(1 | 3)),
        "an export whose PBX is gone is partial or not connected, but it ended with {code:?}"
    );
    let kept = changes(&folder)?;
    expect(&export(&sandbox, &[])?, 0);
    let whole = Export::read(&folder)?;
    assert!(
        whole.recordings.len() > kept.len(),
        "the PBX died before the end"
    );
    assert!(
        kept.iter()
            .all(|file| changes(&folder).is_ok_and(|now| now.contains(file))),
        "what stood under a final name was whole, and was not fetched again"
    );
    Ok(())
}

#[test]
fn exit_codes_say_what_kind_of_failure_it_was() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let folder = sandbox.exports().display().to_string();
    expect(
        &run(&sandbox, &["calls", "--demo", "--from", "yesterday-ish"])?,
        2,
    );
    expect(&export(&sandbox, &["--name", "{date}/no-id"])?, 2);
    expect(&export(&sandbox, &["--name", "../{id}"])?, 2);
    expect(&run(&sandbox, &["calls", "--demo", "--pin", "12"])?, 2);
    expect(&run(&sandbox, &["verify", &folder])?, 2);

    let file = sandbox.logs().join("a file");
    write(&file, b"")?;
    let inside = file.join("folder").display().to_string();
    let line = [
        "export",
        "--demo",
        "--extension",
        "101",
        "--progress",
        "none",
        "--dest",
        &inside,
    ];
    expect(&over(2, &sandbox, &line)?, 4);

    let pbx = Pbx::start(&sandbox)?;
    let mut wrong = cli::cli(&sandbox)?;
    pbx.name_to(&mut wrong)
        .env("TAPEDECK_PASSWORD", "wrong")
        .args(["calls", "--from", "2026-11-01"]);
    let refused = cli::finish(&mut wrong)?;
    expect(&refused, 3);
    assert!(
        !refused.err.is_empty() && refused.out.is_empty(),
        "the reason goes to standard error"
    );
    let mut nobody = cli::cli(&sandbox)?;
    pbx.name_to(&mut nobody)
        .env("TAPEDECK_SERVER", "http://127.0.0.1:1")
        .args(["calls", "--from", "2026-11-01"]);
    expect(&cli::finish(&mut nobody)?, 3);
    sandbox.check_home_is_empty()
}

#[test]
fn the_password_is_written_nowhere() -> Outcome<()> {
    let sandbox = Sandbox::new()?;
    let pbx = Pbx::start(&sandbox)?;
    let mut command = cli::cli(&sandbox)?;
    pbx.name_to(&mut command)
        .env("RUST_LOG", "trace")
        .args([
            "export",
            "--extension",
            "101",
            "--progress",
            "json",
            "--dest",
        ])
        .arg(sandbox.exports())
        .args(last_days(3));
    let run = cli::finish(&mut command)?;
    expect(&run, 0);
    let mut written = Vec::new();
    files_below(&sandbox.data(), &mut written)?;
    files_below(&sandbox.exports(), &mut written)?;
    assert!(!written.is_empty(), "an export writes files");
    for secret in [pbx.password.as_str(), "file_url", "access_token"] {
        assert!(
            !run.out.contains(secret) && !run.err.contains(secret),
            "{secret} was printed"
        );
        for path in &written {
            let bytes = fs::read(path).map_err(|error| Failure::because(path.display(), error))?;
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    fs::write(path, bytes).map_err(|error| Failure::because(path.display(), error))
}
