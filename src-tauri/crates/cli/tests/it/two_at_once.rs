//! Two programs at once: in one folder the second is told, in one data folder both do their work.

use demo_pbx::{Fault, PathKind, Rule};

use crate::support::{Bench, Ended, MONDAY, piped};

/// Files come so slowly that an export is in the middle for as long as a test needs.
fn exporting(bench: &Bench) -> std::process::Child {
    bench.pbx.faults().add(Rule::blobs(Fault::Drip(4_000)));
    let child = bench.spawn_export("101,102", &[]);
    bench.until("files are on their way", |counted| {
        counted.of(PathKind::Blob) >= 3
    });
    child
}

#[test]
fn a_second_export_to_the_same_folder_is_told_at_once() {
    let bench = Bench::small();
    let mut first = exporting(&bench);
    let asked = bench.pbx.counters().total();
    bench
        .export("101,102", &[])
        .expect(4)
        .says("another Tapedeck is exporting to out");
    let blobs = bench.pbx.counters().of(PathKind::Blob);
    assert!(
        bench.pbx.counters().total() - asked <= blobs,
        "the second one did not even sign in"
    );
    first.kill().unwrap();
    first.wait().unwrap();
    bench.pbx.faults().clear();
    bench
        .export("101,102", &[])
        .expect(0)
        .says("was interrupted; going on where it was");
    bench.home.run(&["verify", "out"]).expect(0);
}

#[test]
fn two_exports_share_a_data_folder() {
    let bench = Bench::small();
    let export = |extension, dest| {
        let arguments = [
            "export",
            "--from",
            MONDAY,
            "--to",
            MONDAY,
            "--extension",
            extension,
            "--dest",
            dest,
        ];
        piped(bench.command(&arguments)).spawn().unwrap()
    };
    let (first, second) = (export("101", "one"), export("102", "two"));
    Ended::wait(first).expect(0);
    Ended::wait(second).expect(0);
    bench.home.run(&["verify", "one"]).expect(0);
    bench.home.run(&["verify", "two"]).expect(0);
}
