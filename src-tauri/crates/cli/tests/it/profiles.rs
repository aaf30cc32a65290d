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
fn a_profile_needs_domain_and_user() {
    let home = Home::new();
    for (domain, user) in [("", "anna"), ("demo.tapedeck.test", " ")] {
        home.run(&[
            "profiles",
            "add",
            "--server",
            "pbx.example.com",
            "--domain",
            domain,
            "--user",
            user,
        ])
        .expect(2);
    }
    assert_eq!(home.run(&["profiles"]).expect(0).out, "");
}

#[test]
fn a_profile_whose_password_is_nowhere_says_how_to_give_it() {
    let bench = Bench::small();
    add(&bench.home, &bench.pbx.base_url(), "qa.lead");
    bench
        .home
        .run(&["calls", "--from", MONDAY])
        .expect(3)
        .says("no password was given")
        .says("TAPEDECK_PASSWORD");
    assert_eq!(bench.pbx.counters().total(), 0, "nobody was asked");
}

#[test]
fn broken_settings_are_set_aside_and_said_so() {
    let home = Home::new();
    add(&home, "pbx.example.com", "anna");
    add(&home, "pbx.example.com", "ben");
    let settings = home.path("data/settings.json");
    std::fs::write(&settings, "{broken").unwrap();
    let listed = home.run(&["profiles"]).expect(0).says("set aside");
    assert!(listed.out.contains("anna@"), "{}", listed.out);
    let again = home.run(&["profiles"]).expect(0);
    assert_eq!(again.out, listed.out, "nothing is lost at the next start");
    assert_eq!(again.err, "");
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
