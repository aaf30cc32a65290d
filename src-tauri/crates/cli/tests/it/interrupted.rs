//! Ends in the middle: the next run completes, and nothing half is ever under a final name.

use demo_pbx::{Fault, PathKind, Rule};

use crate::support::{Bench, Ended};

/// Files come so slowly that an export is in the middle for as long as a test needs.
fn slowly(bench: &Bench) {
    bench
        .pbx
        .faults()
        .add(Rule::blobs(Fault::Drip(4_000)).share(0.6));
}

/// What is under a final name is whole, though the export is not; nothing half remains.
fn nothing_half(bench: &Bench) {
    let out = bench.out();
    for name in out.audio() {
        assert!(!name.contains(".part"), "{name} remains");
        let id = name.split(['[', ']']).nth(1).unwrap();
        let files = bench.pbx.company().recording(id).unwrap().files.len();
        let bytes = out.bytes(&name);
        assert!(
            (0..files).any(|index| bench.pbx.recording_bytes(id, index).unwrap() == bytes),
            "{name} is whole"
        );
    }
}

fn run_again(bench: &Bench) {
    bench.pbx.faults().clear();
    bench.export("101,102", &[]).expect(0);
    let mut ids = [bench.recorded("101"), bench.recorded("102")].concat();
    ids.sort();
    ids.dedup();
    bench.out().holds(&bench.pbx, &ids);
    bench.home.run(&["verify", "out"]).expect(0);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_an_export_in_order() {
    for signal in ["-INT", "-TERM"] {
        let bench = Bench::small();
        slowly(&bench);
        let child = bench.spawn_export("101,102", &[]);
        bench.until("files are on their way", |counted| {
            counted.of(PathKind::Blob) >= 3 && counted.blobs_in_flight > 0
        });
        let killed = std::process::Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        Ended::wait(child).expect(130);
        nothing_half(&bench);
        bench
            .home
            .run(&["verify", "out"])
            .expect(1)
            .says("was cancelled");
        run_again(&bench);
    }
}

#[test]
fn a_pbx_that_goes_away_and_comes_back() {
    let bench = Bench::small();
    slowly(&bench);
    let child = bench.spawn_export("101,102", &[]);
    bench.until("files are on their way", |counted| {
        counted.of(PathKind::Blob) >= 3 && counted.blobs_in_flight > 0
    });
    bench.pbx.go_away();
    let ended = Ended::wait(child);
    assert!(
        matches!(ended.code, 1 | 3),
        "not connected, or partial: {ended:?}"
    );
    if ended.code == 3 {
        ended.says("run it again");
        bench
            .home
            .run(&["verify", "out"])
            .expect(1)
            .says("could not go on");
    }
    nothing_half(&bench);
    bench.come_back();
    run_again(&bench);
}
