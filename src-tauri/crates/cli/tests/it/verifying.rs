//! `verify`: what was done to a folder is found.

use std::fs;

use demo_pbx::PathKind;

use crate::support::{Bench, last_weekday};

#[test]
fn changed_missing_and_extra_files_are_named() {
    let bench = Bench::small();
    bench.export("101", &[]).expect(0);
    let out = bench.out();
    let audio = out.audio();
    let (changed, missing) = (&audio[0], &audio[1]);
    let mut bytes = out.bytes(changed);
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(out.0.join(changed), bytes).unwrap();
    fs::remove_file(out.0.join(missing)).unwrap();
    fs::write(out.0.join("2026-03-30/note.txt"), "hello").unwrap();
    let asked = bench.pbx.counters().total();
    let found = bench.home.run(&["verify", "out"]).expect(1);
    let mut lines: Vec<&str> = found.out.lines().collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            format!("changed {changed}"),
            "extra 2026-03-30/note.txt".to_owned(),
            format!("missing {missing}"),
        ]
    );
    assert_eq!(bench.pbx.counters().total(), asked, "verify works offline");

    bench.pbx.reset_counters();
    bench.export("101", &[]).expect(0);
    assert_eq!(
        bench.pbx.counters().of(PathKind::Blob),
        2,
        "the damaged and the missing file are fetched again, no other"
    );
    fs::remove_file(out.0.join("2026-03-30/note.txt")).unwrap();
    bench.home.run(&["verify", "out"]).expect(0);
    out.holds(&bench.pbx, &bench.recorded("101"));
}

#[test]
fn a_changed_table_is_found() {
    let bench = Bench::small();
    bench.export("101", &[]).expect(0);
    let out = bench.out();
    let mut table = out.bytes("calls.csv");
    table.extend_from_slice(b"one,more,row\n");
    fs::write(out.0.join("calls.csv"), table).unwrap();
    let found = bench.home.run(&["verify", "out"]).expect(1);
    assert_eq!(found.out, "changed calls.csv\n");
}

#[test]
fn a_signed_export_is_checked_and_a_signer_can_be_demanded() {
    let bench = Bench::small();
    let day = last_weekday().to_string();
    let signed = bench
        .home
        .run(&[
            "export",
            "--demo",
            "--from",
            &day,
            "--to",
            &day,
            "--max-talk",
            "10s",
            "--dest",
            "out",
            "--sign",
        ])
        .expect(0);
    let run = bench.out().run();
    let key = run["public_key"].as_str().unwrap();
    assert!(signed.err.contains(key), "{}", signed.err);
    let checked = bench
        .home
        .run(&["verify", "out", "--public-key", key])
        .expect(0);
    assert!(checked.err.contains("signed with"), "{}", checked.err);
    let other = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    let foreign = bench
        .home
        .run(&["verify", "out", "--public-key", other])
        .expect(1);
    assert_eq!(foreign.out, "bad_signature SHA256SUMS.minisig\n");
    bench
        .home
        .run(&["verify", "out", "--public-key", "x"])
        .expect(2);
}

#[test]
fn without_a_keychain_nothing_is_signed_and_nothing_is_moved() {
    let bench = Bench::small();
    let refused = bench.export("101", &["--sign"]).expect(3);
    assert!(refused.err.contains("keychain"), "{}", refused.err);
    assert!(
        !bench.home.path("out").exists(),
        "not even the folder is made"
    );
}
