//! Sign-in, certificates and servers: exit code 3, and nothing sent that should not be.

use std::net::TcpListener;

use demo_pbx::{Certificate, Fault, OTP_CODE, Options, PathKind, Rule};
use sha2::{Digest as _, Sha256};

use crate::support::{Bench, Ended, Home, MONDAY, hex, small};

const DAY: [&str; 5] = ["calls", "--from", MONDAY, "--to", MONDAY];

#[test]
fn a_wrong_password_is_sent_once() {
    let bench = Bench::small();
    let mut command = bench.command(&DAY);
    command.env("TAPEDECK_PASSWORD", "not-the-word");
    let ended = Ended::of(command).expect(3);
    assert!(ended.out.is_empty());
    assert!(!ended.err.contains("not-the-word"), "{}", ended.err);
    let counted = bench.pbx.counters();
    assert_eq!(counted.of(PathKind::SignIn), 1, "{counted:?}");
    assert_eq!(counted.passwords_seen, 1, "{counted:?}");
    assert!(ended.err.contains("five refused"), "{}", ended.err);
}

#[test]
fn one_time_codes() {
    let bench = Bench::small();
    bench.run_as("otp.user", &DAY).expect(3).says("--otp");
    let with = |code: &'static str| [&DAY[..], &["--otp", code]].concat();
    let listed = bench.run_as("otp.user", &with(OTP_CODE)).expect(0);
    assert!(listed.out.lines().count() > 100);
    bench.run_as("otp.user", &with("000000")).expect(3);
    let mut from_environment = bench.command_as("otp.user", &DAY);
    from_environment.env("TAPEDECK_OTP", OTP_CODE);
    Ended::of(from_environment).expect(0);
}

#[test]
fn a_password_must_come_from_somewhere() {
    let bench = Bench::small();
    let mut command = bench.command(&DAY);
    command.env_remove("TAPEDECK_PASSWORD");
    Ended::of(command).expect(3).says("TAPEDECK_PASSWORD");
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked");
    let mut command = bench.command(&[&DAY[..], &["--password-stdin"]].concat());
    command.env_remove("TAPEDECK_PASSWORD");
    Ended::fed(command, &format!("{}\r\n", demo_pbx::PASSWORD)).expect(0);
}

#[test]
fn self_signed_certificates_need_a_pin() {
    let bench = Bench::start(Options {
        tls: Some(Certificate::SelfSigned),
        ..small()
    });
    let pin = hex(&Sha256::digest(bench.pbx.certificate_der().unwrap()));
    // Shown in whatever form: only the digits matter.
    let plain = |text: &str| text.replace(':', "").to_lowercase();

    let refused = bench.run(&DAY).expect(3).says("not trusted");
    assert!(
        plain(&refused.err).contains(&pin),
        "the fingerprint is shown: {}",
        refused.err
    );
    assert_eq!(bench.pbx.counters().total(), 0, "nothing was sent");

    let pinned = |pin: &str| bench.run(&[&DAY[..], &["--pin", pin]].concat());
    pinned(&pin).expect(0);
    let colons: Vec<String> = pin
        .to_uppercase()
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair).into_owned())
        .collect();
    pinned(&colons.join(":")).expect(0);

    bench.pbx.reset_counters();
    let changed = pinned(&"ab".repeat(32)).expect(3);
    assert!(
        plain(&changed.err).contains(&pin),
        "what the server shows is said: {}",
        changed.err
    );
    assert_eq!(bench.pbx.counters().total(), 0, "nothing was sent");
}

#[test]
fn a_server_that_is_not_there() {
    // Bound and dropped: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let home = Home::new();
    let mut command = home.command(&DAY);
    command
        .env("TAPEDECK_SERVER", format!("http://127.0.0.1:{port}"))
        .env("TAPEDECK_DOMAIN", "demo.tapedeck.test")
        .env("TAPEDECK_USER", "qa.lead")
        .env("TAPEDECK_PASSWORD", "x");
    Ended::of(command).expect(3);
}

#[test]
fn a_sign_in_without_a_keychain_is_a_warning() {
    let bench = Bench::small();
    let mut command = bench.command(&["sign-in"]);
    // No message bus, so no keychain on Linux.
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    let ended = Ended::of(command).expect(0).says("kept as profile");
    assert!(ended.out.is_empty(), "{}", ended.out);
    if cfg!(target_os = "linux") {
        assert!(ended.err.contains("warning"), "{}", ended.err);
    }
    let profiles = bench.home.run(&["profiles"]).expect(0);
    assert!(profiles.out.contains("qa.lead"), "{}", profiles.out);
}

#[test]
fn sessions_do_not_stay_behind() {
    let bench = Bench::small();
    bench.run(&DAY).expect(0);
    assert_eq!(
        bench.pbx.counters().of(PathKind::SignOut),
        1,
        "the session is ended"
    );
}

#[test]
fn a_server_without_lists_is_no_wrong_usage() {
    for fault in [Fault::Status(404), Fault::Status(500), Fault::Html] {
        let bench = Bench::small();
        let rule = Rule::new(fault).on([PathKind::Cdrs, PathKind::Recordings]);
        bench.pbx.faults().add(rule);
        let ended = bench.run(&DAY).expect(3);
        assert!(ended.out.is_empty(), "no row, not even the headings");
    }
}
