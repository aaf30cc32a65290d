//! Steps of a sign-in that need more than a password: exit code 3 with what to do, or a flag that says it beforehand.

use std::process::{Child, Command};

use demo_pbx::{Family, Fault, Options, PathKind, Rule};

use crate::support::{Bench, Ended, MONDAY, piped, small, takes_part};

const DAY: [&str; 5] = ["calls", "--from", MONDAY, "--to", MONDAY];

/// As a system administrator, who has no domain.
fn as_admin(bench: &Bench, arguments: &[&str]) -> Command {
    let mut command = bench.command_as("admin", arguments);
    command.env_remove("TAPEDECK_DOMAIN");
    command
}

fn with_branches() -> Bench {
    Bench::start(Options {
        other_tenants: vec!["Branch Office".to_owned(), "Marina".to_owned()],
        ..small()
    })
}

#[test]
fn every_generation_lists_and_signs_out() {
    for family in [Family::V16, Family::V22_0, Family::V22_2, Family::V22_8] {
        let bench = Bench::start(Options { family, ..small() });
        let listed = bench.run(&DAY).expect(0);
        assert!(listed.out.lines().count() > 100, "{family:?}");
        assert_eq!(bench.pbx.open_sessions(), 0, "{family:?}");
    }
}

#[test]
fn v12_is_named_and_gets_no_password() {
    let bench = Bench::start(Options {
        family: Family::V12,
        ..small()
    });
    bench.run(&DAY).expect(3).says("v12");
    assert_eq!(bench.pbx.counters().passwords_seen, 0);
}

#[test]
fn a_password_that_must_change_and_a_block_say_what_to_do() {
    let bench = Bench::start(Options {
        lockout_after: Some(1),
        ..small()
    });
    bench
        .run_as("new.hire", &DAY)
        .expect(3)
        .says("change its password");
    let mut wrong = bench.command(&DAY);
    wrong.env("TAPEDECK_PASSWORD", "not-the-word");
    Ended::of(wrong).expect(3).says("refused the sign-in");
    let mut zoned = bench.command(&DAY);
    zoned.env("TZ", "Asia/Kuala_Lumpur");
    let blocked = Ended::of(zoned).expect(3).says("blocked sign-ins");
    if cfg!(unix) {
        assert!(
            blocked.err.contains("(Asia/Kuala_Lumpur)"),
            "the end of the block is told in the zone of the person: {}",
            blocked.err
        );
    }
    assert_eq!(bench.pbx.open_sessions(), 0);
}

#[test]
fn a_system_administrator_names_the_tenant() {
    let bench = with_branches();
    let asked = Ended::of(as_admin(&bench, &DAY)).expect(3).says("--tenant");
    assert!(
        asked
            .err
            .contains("Branch Office  branch-office.tapedeck.test"),
        "{}",
        asked.err
    );
    let listed = |tenant: &str| {
        let arguments = [&DAY[..], &["--tenant", tenant]].concat();
        Ended::of(as_admin(&bench, &arguments))
            .expect(0)
            .out
            .lines()
            .count()
    };
    let calls = listed("demo.tapedeck.test");
    assert!(calls > 100);
    assert_eq!(
        listed("harbour & pine ltd"),
        calls,
        "a name, whatever the case"
    );
    assert!(listed("Branch Office") < 3, "that one has no calls");
    let unknown = [&DAY[..], &["--tenant", "Nowhere"]].concat();
    Ended::of(as_admin(&bench, &unknown))
        .expect(3)
        .says("Nowhere")
        .says("Marina");
    let mut from_environment = as_admin(&bench, &DAY);
    from_environment.env("TAPEDECK_TENANT", "Marina");
    Ended::of(from_environment).expect(0);
    assert_eq!(
        bench.pbx.open_sessions(),
        0,
        "no question leaves a session behind"
    );
}

#[test]
fn a_profile_remembers_the_tenant() {
    let bench = with_branches();
    let server = bench.pbx.base_url();
    let add = ["profiles", "add", "--server", &server, "--user", "admin"];
    bench.home.run(&add).expect(2).says("--domain");
    let named = [&add[..], &["--tenant", "demo.tapedeck.test"]].concat();
    bench.home.run(&named).expect(0);
    let listed = bench.home.run(&["profiles"]).expect(0);
    assert!(
        listed.out.contains("(tenant demo.tapedeck.test)"),
        "{}",
        listed.out
    );
    let run = |arguments: &[&str]| {
        let mut command = bench.home.command(arguments);
        command.env("TAPEDECK_PASSWORD", demo_pbx::PASSWORD);
        Ended::of(command)
    };
    let calls = run(&DAY).expect(0).out.lines().count();
    assert!(calls > 100, "{calls}");
    run(&["sign-in", "--tenant", "Marina"])
        .expect(0)
        .says("Marina");
    assert!(
        run(&DAY).expect(0).out.lines().count() < 3,
        "the last one is entered again"
    );
    assert!(
        bench
            .home
            .run(&["profiles"])
            .expect(0)
            .out
            .contains("(tenant Marina)"),
        "and shown"
    );
}

#[test]
fn the_only_tenant_needs_no_name() {
    let bench = Bench::small();
    let listed = Ended::of(as_admin(&bench, &DAY)).expect(0);
    assert!(listed.out.lines().count() > 100);
    let mut nameless = bench.command_as("anna.keller", &DAY);
    nameless.env_remove("TAPEDECK_DOMAIN");
    Ended::of(nameless).expect(2).says("--domain");
    let both = [&DAY[..], &["--tenant", "Marina"]].concat();
    bench.run(&both).expect(2).says("no domain");
}

#[test]
fn an_administrator_without_the_right_is_sent_to_a_user_of_the_tenant() {
    let bench = Bench::small();
    for refused in [PathKind::Tenant, PathKind::TenantSwitch] {
        bench.pbx.faults().clear();
        bench
            .pbx
            .faults()
            .add(Rule::new(Fault::Status(403)).on([refused]));
        Ended::of(as_admin(&bench, &DAY))
            .expect(3)
            .says("sign in as a user of the tenant");
    }
}

#[test]
fn an_administrator_of_groups_is_told_what_is_seen() {
    let bench = Bench::start(Options {
        family: Family::V22_8,
        ..small()
    });
    let listed = bench.run_as("marco.bellini", &DAY).expect(0);
    assert!(
        listed
            .err
            .contains("its own recordings and those of the groups Sales, Billing"),
        "{}",
        listed.err
    );
}

/// An export in the middle of its files; every one needs the session.
fn under_way() -> (Bench, Child) {
    let bench = Bench::start(Options {
        private_links: true,
        ..small()
    });
    bench.pbx.faults().update(|plan| plan.latency_ms = 20);
    let export = bench.spawn_export("100-199", &[]);
    bench.until("some files are asked for", |asked| {
        asked.of(PathKind::Blob) >= 10
    });
    (bench, export)
}

#[test]
fn a_session_that_was_taken_over_is_taken_back() {
    let (bench, export) = under_way();
    bench.pbx.revoke_sessions();
    Ended::wait(export).expect(0);
    assert_eq!(
        bench.pbx.counters().passwords_seen,
        2,
        "at the start, and once again"
    );
    let recorded: Vec<String> = bench
        .monday_calls()
        .iter()
        .filter(|call| call.recording.is_some())
        .filter(|call| (100..200).any(|number| takes_part(call, &number.to_string())))
        .map(demo_pbx::company::Call::id_text)
        .collect();
    bench.out().holds(&bench.pbx, &recorded);
    bench.out().sums_are_right();
    assert_eq!(bench.pbx.open_sessions(), 0);
}

#[test]
fn a_session_that_is_taken_over_again_and_again_is_given_up() {
    let (bench, export) = under_way();
    bench.pbx.revoke_sessions();
    bench.until("it is taken back", |asked| asked.passwords_seen == 2);
    let so_far = bench.pbx.counters().of(PathKind::Blob);
    bench.until("it goes on", |asked| {
        asked.of(PathKind::Blob) >= so_far + 10
    });
    bench.pbx.revoke_sessions();
    let ended = Ended::wait(export)
        .expect(3)
        .says("run the same command again");
    assert!(ended.err.contains("signed in elsewhere"), "{}", ended.err);
    assert_eq!(bench.pbx.counters().passwords_seen, 2, "not a third time");
    bench.export("100-199", &[]).expect(0);
    bench.out().sums_are_right();
}

#[test]
fn a_listing_takes_its_session_back_as_well() {
    let bench = Bench::small();
    bench.pbx.faults().update(|plan| plan.latency_ms = 50);
    let listing = piped(bench.command(&DAY)).spawn().unwrap();
    // The first one is the question whose recordings may be read.
    bench.until("lists are read", |asked| {
        asked.of(PathKind::Recordings) >= 2
    });
    bench.pbx.revoke_sessions();
    let listed = Ended::wait(listing).expect(0);
    assert!(listed.out.lines().count() > 100);
    assert_eq!(bench.pbx.counters().passwords_seen, 2);
}
