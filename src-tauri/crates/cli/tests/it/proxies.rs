//! Through a proxy: given by flag, variable, profile or system, and never with its password in sight.

use std::process::Command;

use crate::{
    proxy_double::{Kind, Manner, ProxyDouble},
    support::{Bench, Ended, MONDAY},
};

const DAY: [&str; 5] = ["calls", "--from", MONDAY, "--to", MONDAY];
const SIGN_IN: Manner = Manner::SignIn("bob", "canary-proxy");

fn proxy(bench: &Bench, kind: Kind, manner: Manner) -> ProxyDouble {
    let port = bench
        .pbx
        .base_url()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    bench.wait_for(ProxyDouble::start(kind, manner, port))
}

/// Runs it and looks that the proxy's password is not printed.
fn ended(command: Command) -> Ended {
    let ended = Ended::of(command);
    assert!(
        !format!("{ended:?}").contains("canary"),
        "a proxy's password is printed: {ended:?}"
    );
    ended
}

#[test]
fn a_given_proxy_is_used_with_credentials_from_address_or_environment() {
    let bench = Bench::small();
    for kind in [Kind::Http, Kind::Socks] {
        let proxy = proxy(&bench, kind, SIGN_IN);
        let mut flag = bench.command(&DAY);
        flag.args(["--proxy", &proxy.url("bob:canary-proxy@")]);
        ended(flag).expect(0);
        let visits = proxy.visits();
        assert!(visits > 0, "{kind:?}: the proxy was used");
        let mut variable = bench.command(&DAY);
        variable
            .env("TAPEDECK_PROXY", proxy.url("bob@"))
            .env("TAPEDECK_PROXY_PASSWORD", "canary-proxy");
        ended(variable).expect(0);
        assert!(proxy.visits() > visits, "{kind:?}: the proxy was used");
    }
}

#[test]
fn refused_credentials_are_an_error_of_the_proxy() {
    let bench = Bench::small();
    for kind in [Kind::Http, Kind::Socks] {
        let proxy = proxy(&bench, kind, SIGN_IN);
        for (sign_in, words) in [
            ("bob:canary-wrong@", "refused the user name"),
            ("", "asks for a user name"),
        ] {
            let mut command = bench.command(&DAY);
            command.args(["--proxy", &proxy.url(sign_in)]);
            ended(command).expect(3).says(words).says(&proxy.url(""));
        }
        assert_eq!(proxy.visits(), 2, "{kind:?}: each is tried once");
    }
    let mut unreadable = bench.command(&DAY);
    unreadable.args(["--proxy", "ftp://bob:canary-proxy@proxy:1"]);
    ended(unreadable).expect(2).says("is not a proxy");
    assert_eq!(
        bench.pbx.counters().total(),
        0,
        "no password of the PBX was sent"
    );
}

#[test]
fn the_proxy_of_the_system_is_used_unless_the_server_is_here_or_it_is_switched_off() {
    let bench = Bench::small();
    let proxy = proxy(&bench, Kind::Http, SIGN_IN);
    let command = |server: &str, more: &[&str]| {
        let mut command = bench.command(&[&DAY[..], more].concat());
        command
            .env("TAPEDECK_SERVER", server)
            .env("HTTP_PROXY", proxy.url("bob:canary-proxy@"))
            .env("HTTPS_PROXY", proxy.url("bob:canary-wrong@"));
        command
    };
    ended(command(&bench.pbx.base_url(), &[])).expect(0);
    assert_eq!(proxy.visits(), 0, "a proxy has no way to this computer");
    // A name that only the proxy knows; TLS is not reached, so the question is how far it gets.
    ended(command("https://pbx.test.invalid", &[]))
        .expect(3)
        .says("refused the user name")
        .says(&proxy.url(""));
    assert_eq!(proxy.visits(), 1);
    ended(command("https://pbx.test.invalid", &["--proxy", "none"]))
        .expect(3)
        .says("cannot be reached");
    assert_eq!(proxy.visits(), 1, "switched off");
}

#[test]
fn a_profile_keeps_its_proxy_and_the_settings_no_password() {
    let bench = Bench::small();
    let proxy = proxy(&bench, Kind::Socks, Manner::Open);
    let account = bench.pbx.sign_in();
    let base_url = bench.pbx.base_url();
    let mut add = bench.home.command(&["profiles", "add"]);
    add.args([
        "--server",
        &base_url,
        "--domain",
        &account.domain,
        "--user",
        &account.user,
    ])
    .args(["--proxy", &proxy.url("")]);
    ended(add).expect(0);
    let mut list = bench.home.command(&DAY);
    list.env("TAPEDECK_PASSWORD", account.password);
    ended(list).expect(0);
    assert!(proxy.visits() > 0, "the profile's proxy is used");
    for (path, bytes) in bench.home.everything() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("canary"),
            "a secret is in {}",
            path.display()
        );
    }
}

#[test]
fn a_file_of_authorities_is_read_or_refused() {
    let bench = Bench::small();
    let with = |file: &str| {
        let mut command = bench.command(&DAY);
        command.args(["--ca-file", file]);
        ended(command)
    };
    with("missing.pem").expect(2).says("missing.pem");
    std::fs::write(bench.home.path("empty.pem"), "nothing").unwrap();
    with("empty.pem").expect(2).says("no certificate in it");
}
