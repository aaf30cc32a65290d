//! `profiles`: saved sign-ins without their passwords.

use crate::support::{Bench, Ended, Home, MONDAY};

fn add(home: &Home, server: &str, user: &str) {
    home.run(&[
        "profiles",
        "add",
        "--server",
        server,
        "--domain",
        "demo.tapedeck.test",
        "--user",
        user,
    ])
    .expect(0);
}

#[test]
fn profiles_are_added_listed_chosen_and_removed() {
    let home = Home::new();
    assert_eq!(home.run(&["profiles"]).expect(0).out, "");
    add(&home, "pbx.example.com", "anna");
    add(&home, "https://other.example.com:9000", "ben");
    let listed = home.run(&["profiles", "list"]).expect(0).out;
    assert_eq!(
        listed,
        "* anna@demo.tapedeck.test/pbx.example.com\n  ben@demo.tapedeck.test/other.example.com:9000\n"
    );
    home.run(&["profiles", "default", "ben"]).expect(0);
    assert!(
        home.run(&["profiles"]).expect(0).out.contains("* ben@"),
        "the default is marked"
    );
    home.run(&["profiles", "remove", "anna"]).expect(0);
    assert_eq!(home.run(&["profiles"]).expect(0).out.lines().count(), 1);
    home.run(&["profiles", "remove", "anna"]).expect(2);
    home.run(&["profiles", "default", "nobody"]).expect(2);
}

#[test]
fn a_profile_stands_in_for_the_flags() {
    let bench = Bench::small();
    add(&bench.home, &bench.pbx.base_url(), "qa.lead");
    let day = [
        "calls", "--from", MONDAY, "--to", MONDAY, "--output", "jsonl",
    ];
    let run = |arguments: &[&str]| {
        let mut command = bench.home.command(&[&day[..], arguments].concat());
        command.env("TAPEDECK_PASSWORD", demo_pbx::PASSWORD);
        Ended::of(command)
    };
    let calls = bench.monday_calls().len();
    assert_eq!(run(&["--profile", "qa.lead"]).expect(0).ids().len(), calls);
    assert_eq!(
        run(&[]).expect(0).ids().len(),
        calls,
        "the default profile is taken when nothing is said"
    );
}
