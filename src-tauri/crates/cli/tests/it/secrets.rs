//! Passwords, tokens and links are nowhere but in memory.

use demo_pbx::{Fault, Rule};

use crate::support::{Bench, Ended, MONDAY, Wiretap};

#[test]
fn nothing_secret_is_printed_or_written() {
    let bench = Bench::small();
    let wire = Wiretap::before(bench.pbx.port());
    let victim = bench.recorded("101").remove(0);
    bench
        .pbx
        .faults()
        .add(Rule::blobs(Fault::Status(500)).ids([victim]));
    let mut said = String::new();
    let runs: [&[&str]; 3] = [
        &["sign-in"],
        &["recordings", "--from", MONDAY, "--to", MONDAY],
        &[
            "export",
            "--from",
            MONDAY,
            "--to",
            MONDAY,
            "--extension",
            "101",
            "--dest",
            "out",
            "--progress",
            "json",
        ],
    ];
    for arguments in runs {
        let mut command = bench.command(arguments);
        command.env("TAPEDECK_SERVER", wire.url());
        let ended = Ended::of(command);
        assert!(ended.code <= 1, "{ended:?}");
        said.push_str(&ended.out);
        said.push_str(&ended.err);
    }
    let secrets = wire.secrets();
    assert!(
        secrets.len() > 6,
        "tokens of three sessions and links were heard: {}",
        secrets.len()
    );
    let mut places = bench.home.everything();
    assert!(places.len() > 10, "data folder and export are read");
    places.push(("output".into(), said.into_bytes()));
    for (path, bytes) in places {
        for secret in secrets
            .iter()
            .map(String::as_str)
            .chain([demo_pbx::PASSWORD])
        {
            assert!(
                !bytes
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes()),
                "{} holds a secret",
                path.display()
            );
        }
    }
}
