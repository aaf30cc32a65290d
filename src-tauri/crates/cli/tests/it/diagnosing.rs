//! `diagnose`: a line a step, an exit code a script can go by, a report that can be shown to anybody.

use std::{fs, process::Command};

use demo_pbx::{Certificate, Options};
use sha2::{Digest as _, Sha256};

use crate::support::{Bench, Ended, Home, hex, small};

/// Marks and names of the lines, such as `✓ Calls`.
fn lines(ended: &Ended) -> Vec<String> {
    ended
        .out
        .lines()
        .map(|line| {
            let mark: String = line.chars().take(1).collect();
            let name: String = line.chars().skip(11).take(17).collect();
            format!("{mark} {}", name.trim())
        })
        .collect()
}

#[test]
fn everything_works_and_a_report_says_so_without_secrets() {
    let bench = Bench::small();
    let ended = bench.run(&["diagnose", "--report", "report.md"]).expect(0);
    let lines = lines(&ended);
    assert_eq!(lines.len(), 12, "one line a step: {}", ended.out);
    assert!(
        lines.iter().all(|line| line.starts_with('✓')),
        "{}",
        ended.out
    );
    assert_eq!(
        (lines[0].as_str(), lines[6].as_str()),
        ("✓ Reach the server", "✓ Calls")
    );
    let report = fs::read_to_string(bench.home.path("report.md")).unwrap();
    assert!(
        report.contains("everything works") && report.contains("qa.lead"),
        "{report}"
    );
    for secret in [demo_pbx::PASSWORD, "/api/blobs/"] {
        assert!(!report.contains(secret), "{secret} is in {report}");
    }
    let counted = bench.pbx.counters();
    assert_eq!(counted.passwords_seen, 1, "{counted:?}");
}

#[test]
fn refused_rights_are_partial_and_no_way_in_is_not_connected() {
    let bench = Bench::small();
    let partly = bench.run_as("anna.keller", &["diagnose"]).expect(1);
    assert!(
        lines(&partly).contains(&"✓ Calls".to_owned()),
        "{}",
        partly.out
    );
    assert!(
        lines(&partly).contains(&"⊘ Directory".to_owned()),
        "{}",
        partly.out
    );

    let mut without = bench.command(&["diagnose"]);
    without.env_remove("TAPEDECK_PASSWORD");
    let before = bench.pbx.counters().passwords_seen;
    let ended = Ended::of(without).expect(3);
    for line in ["✓ PortSIP PBX", "– Sign-in", "– Calls", "✓ Clock"] {
        assert!(
            lines(&ended).contains(&line.to_owned()),
            "{line}: {}",
            ended.out
        );
    }
    let mut nobody = bench.command(&["diagnose"]);
    for name in ["TAPEDECK_USER", "TAPEDECK_DOMAIN", "TAPEDECK_PASSWORD"] {
        nobody.env_remove(name);
    }
    let ended = Ended::of(nobody).expect(3);
    assert!(
        lines(&ended).contains(&"✓ PortSIP PBX".to_owned()),
        "a server is enough: {}",
        ended.out
    );
    assert_eq!(
        bench.pbx.counters().passwords_seen,
        before,
        "no password was sent"
    );
    bench.home.run(&["diagnose"]).expect(2).says("--server");
}

#[test]
fn a_certificate_in_question_is_told_and_no_password_is_sent() {
    let bench = Bench::start(Options {
        tls: Some(Certificate::SelfSigned),
        ..small()
    });
    let ended = bench.run(&["diagnose"]).expect(3);
    assert!(
        lines(&ended).contains(&"✗ Encryption".to_owned()),
        "{}",
        ended.out
    );
    let digits = ended.out.replace(':', "").to_lowercase();
    let pin = hex(&Sha256::digest(bench.pbx.certificate_der().unwrap()));
    assert!(
        digits.contains(&pin),
        "the fingerprint is shown: {}",
        ended.out
    );
    assert_eq!(bench.pbx.counters().total(), 0, "nothing was sent");
    bench.run(&["diagnose", "--pin", &pin]).expect(0);
}

#[test]
fn the_built_in_pbx_can_be_checked() {
    let ended = Home::new().run(&["diagnose", "--demo"]).expect(0);
    assert_eq!(ended.out.lines().count(), 12, "{}", ended.out);
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure_of_the_disk() {
    let bench = Bench::small();
    let mut command: Command = bench.command(&["diagnose", "--report", "nowhere/report.md"]);
    command.env("TAPEDECK_USER", "qa.lead");
    Ended::of(command).expect(4).says("report.md");
}
