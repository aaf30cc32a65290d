//! Checking a connection: every step told, nothing sent that should not be, a report without secrets.

use demo_pbx::{Options, PathKind};
use tapedeck_core::{
    Secret,
    app::{DiagnosisInput, DiagnosisSignIn},
    diagnose::{CheckOutcome, Diagnosis, Examination, FactName, StepName, Verdict},
};

use crate::desk::Desk;

/// The clocks that are compared are those of the PBX and of this computer, so the PBX tells the real time.
async fn desk() -> Desk {
    Desk::with(Options {
        longest_talk: 4,
        dated: false,
        ..Options::default()
    })
    .await
}

fn input(desk: &Desk, user: &str) -> DiagnosisInput {
    DiagnosisInput {
        server: desk.pbx.base_url(),
        domain: desk.pbx.sign_in().domain,
        user: user.to_owned(),
        ..DiagnosisInput::default()
    }
}

fn password() -> DiagnosisSignIn {
    DiagnosisSignIn::Password(Secret::from(demo_pbx::PASSWORD), None)
}

async fn examined(desk: &Desk, user: &str, sign_in: DiagnosisSignIn) -> Examination {
    desk.app
        .diagnose(input(desk, user), sign_in, |_| {})
        .await
        .unwrap()
}

fn outcome(diagnosis: &Diagnosis, name: StepName) -> CheckOutcome {
    let step = diagnosis.steps.iter().find(|step| step.name == name);
    step.unwrap_or_else(|| panic!("{name:?} in {diagnosis:?}"))
        .outcome
}

fn fact(diagnosis: &Diagnosis, step: StepName, name: FactName) -> String {
    let step = diagnosis
        .steps
        .iter()
        .find(|found| found.name == step)
        .unwrap();
    let fact = step.facts.iter().find(|fact| fact.name == name);
    fact.map(|fact| fact.value.clone()).unwrap_or_default()
}

#[tokio::test]
async fn every_step_is_told_in_its_order_and_everything_works() {
    let desk = desk().await;
    let mut told: Vec<Diagnosis> = Vec::new();
    let tell = |diagnosis: &Diagnosis| told.push(diagnosis.clone());
    let examination = desk
        .app
        .diagnose(input(&desk, "qa.lead"), password(), tell)
        .await
        .unwrap();
    let diagnosis = examination.diagnosis;
    let names: Vec<StepName> = diagnosis.steps.iter().map(|step| step.name).collect();
    assert_eq!(names, StepName::ALL);
    let running: Vec<StepName> = told.iter().filter_map(|told| told.running).collect();
    assert_eq!(running, StepName::ALL, "each is told when it begins");
    assert!(told.last().is_some_and(|last| last.over), "the end is told");
    for step in &diagnosis.steps {
        assert_eq!(step.outcome, CheckOutcome::Works, "{step:?}");
        assert!(!step.words.is_empty(), "{step:?}");
    }
    assert_eq!(diagnosis.verdict, Some(Verdict::Works));
    assert_eq!(
        fact(&diagnosis, StepName::Calls, FactName::Scope),
        "of the whole tenant"
    );
    assert!(fact(&diagnosis, StepName::Files, FactName::Ranges).starts_with("can be fetched"));
    assert!(fact(&diagnosis, StepName::Files, FactName::Links).starts_with("public"));
    assert_eq!(
        fact(&diagnosis, StepName::Zone, FactName::TimeZone),
        "Europe/London"
    );
    let counted = desk.pbx.counters();
    assert_eq!(counted.passwords_seen, 1, "one sign-in: {counted:?}");
    assert_eq!(
        counted.of(PathKind::SignOut),
        1,
        "no session stays behind: {counted:?}"
    );
}

#[tokio::test]
async fn a_report_holds_no_secret_and_no_call() {
    let desk = desk().await;
    let report = examined(&desk, "qa.lead", password()).await.report();
    for part in [
        "# Tapedeck: connection check",
        "qa.lead",
        "Result: everything works",
        "**Recording files**: works",
        "`/api/recordings/{id}` → 200",
        "\"file_url\"",
    ] {
        assert!(report.contains(part), "{part:?} is in {report}");
    }
    let calls = desk.pbx.company().calls_between(
        "2026-10-01T00:00:00Z".parse().unwrap(),
        "2026-11-01T00:00:00Z".parse().unwrap(),
    );
    assert!(calls.len() > 100, "there are calls that could leak");
    let mut secrets: Vec<String> = vec![
        demo_pbx::PASSWORD.to_owned(),
        "/api/blobs/".to_owned(),
        "Bearer".to_owned(),
    ];
    for call in calls {
        secrets.extend(
            [
                call.id_text(),
                call.caller.number.clone(),
                call.callee.number.clone(),
            ]
            .into_iter()
            .filter(|text| text.len() > 5),
        );
    }
    for secret in secrets {
        assert!(!report.contains(&secret), "{secret} is in {report}");
    }
}

#[tokio::test]
async fn what_is_refused_is_told_apart_from_what_fails() {
    let desk = desk().await;
    let diagnosis = examined(&desk, "anna.keller", password()).await.diagnosis;
    assert_eq!(
        outcome(&diagnosis, StepName::Calls),
        CheckOutcome::Works,
        "{diagnosis:?}"
    );
    let whose = fact(&diagnosis, StepName::Calls, FactName::Scope);
    assert_eq!(whose, "of this user only");
    assert_eq!(
        outcome(&diagnosis, StepName::Directory),
        CheckOutcome::Refused,
        "{diagnosis:?}"
    );
    assert_eq!(diagnosis.verdict, Some(Verdict::Partly));

    let diagnosis = examined(&desk, "new.hire", password()).await.diagnosis;
    assert!(
        diagnosis
            .steps
            .iter()
            .any(|step| step.outcome == CheckOutcome::Refused && step.words.contains("must change")),
        "{diagnosis:?}"
    );
    assert_eq!(diagnosis.verdict, Some(Verdict::Fails));
}

#[tokio::test]
async fn a_one_time_code_is_asked_for_or_used() {
    let desk = desk().await;
    let diagnosis = examined(&desk, "otp.user", password()).await.diagnosis;
    assert_eq!(outcome(&diagnosis, StepName::SignIn), CheckOutcome::Failed);
    let code = Some(demo_pbx::OTP_CODE.to_owned());
    let with_code = DiagnosisSignIn::Password(Secret::from(demo_pbx::PASSWORD), code);
    let diagnosis = examined(&desk, "otp.user", with_code).await.diagnosis;
    assert_eq!(diagnosis.verdict, Some(Verdict::Works), "{diagnosis:?}");
}

#[tokio::test]
async fn without_a_password_everything_before_the_sign_in_is_tried() {
    let desk = desk().await;
    let diagnosis = examined(&desk, "qa.lead", DiagnosisSignIn::None)
        .await
        .diagnosis;
    for (name, expected) in [
        (StepName::Reach, CheckOutcome::Works),
        (StepName::Encryption, CheckOutcome::Works),
        (StepName::Server, CheckOutcome::Works),
        (StepName::SignIn, CheckOutcome::Skipped),
        (StepName::Calls, CheckOutcome::Skipped),
        (StepName::Files, CheckOutcome::Skipped),
        (StepName::Clock, CheckOutcome::Works),
    ] {
        assert_eq!(outcome(&diagnosis, name), expected, "{name:?}");
    }
    assert_eq!(
        diagnosis.verdict,
        Some(Verdict::UpToSignIn),
        "that calls can be read is not proven"
    );
    assert_eq!(desk.pbx.counters().passwords_seen, 0);
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_and_ends_what_needs_it() {
    let desk = desk().await;
    let wrong = DiagnosisSignIn::Password(Secret::from("canary-wrong"), None);
    let examination = examined(&desk, "qa.lead", wrong).await;
    let diagnosis = &examination.diagnosis;
    assert_eq!(outcome(diagnosis, StepName::SignIn), CheckOutcome::Refused);
    let calls = diagnosis
        .steps
        .iter()
        .find(|step| step.name == StepName::Calls)
        .unwrap();
    assert_eq!(calls.outcome, CheckOutcome::Skipped);
    assert!(calls.words.contains("Sign-in"), "{}", calls.words);
    assert_eq!(desk.pbx.counters().passwords_seen, 1);
    assert!(
        !examination.report().contains("canary"),
        "{}",
        examination.report()
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_ends_it_at_the_first_step() {
    let desk = desk().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let input = DiagnosisInput {
        server: format!("http://{gone}"),
        ..DiagnosisInput::default()
    };
    let examination = desk
        .app
        .diagnose(input, DiagnosisSignIn::None, |_| {})
        .await
        .unwrap();
    let steps = &examination.diagnosis.steps;
    assert_eq!(steps[0].outcome, CheckOutcome::Failed);
    assert!(steps[0].next.is_some(), "{:?}", steps[0]);
    assert!(
        steps[1..]
            .iter()
            .all(|step| step.outcome == CheckOutcome::Skipped),
        "{steps:?}"
    );
    let unreadable = DiagnosisInput {
        server: "ftp://pbx".to_owned(),
        ..DiagnosisInput::default()
    };
    assert!(
        desk.app
            .diagnose(unreadable, DiagnosisSignIn::None, |_| {})
            .await
            .is_err()
    );
}

#[tokio::test]
async fn private_links_and_old_versions_are_seen() {
    let private = Desk::with(Options {
        longest_talk: 4,
        dated: false,
        private_links: true,
        ..Options::default()
    })
    .await;
    let diagnosis = examined(&private, "qa.lead", password()).await.diagnosis;
    assert!(
        fact(&diagnosis, StepName::Files, FactName::Links).starts_with("private"),
        "{diagnosis:?}"
    );
    let old = Desk::with(Options {
        longest_talk: 4,
        dated: false,
        family: demo_pbx::Family::V16,
        ..Options::default()
    })
    .await;
    let diagnosis = examined(&old, "qa.lead", password()).await.diagnosis;
    assert!(
        fact(&diagnosis, StepName::SignIn, FactName::Flavour).contains("v16"),
        "{diagnosis:?}"
    );
    assert_eq!(
        outcome(&diagnosis, StepName::Files),
        CheckOutcome::Works,
        "{diagnosis:?}"
    );
}

#[tokio::test]
async fn the_window_checks_the_session_it_has() {
    let desk = desk().await;
    desk.app.sign_in(desk.input("qa.lead")).await.unwrap();
    let passwords = desk.pbx.counters().passwords_seen;
    let id = desk.app.start_diagnosis(None).await.unwrap();
    let mut state = desk.app.watch_diagnosis(&id).unwrap();
    let last = state
        .wait_for(|diagnosis| diagnosis.over)
        .await
        .unwrap()
        .clone();
    assert_eq!(last.verdict, Some(Verdict::Works), "{last:?}");
    assert_eq!(
        desk.pbx.counters().passwords_seen,
        passwords,
        "no password is sent"
    );
    assert_eq!(
        desk.pbx.counters().of(PathKind::SignOut),
        0,
        "the session stays"
    );
    let file = desk.data_dir().join("report.md");
    desk.app.save_diagnosis(&id, &file).await.unwrap();
    let report = std::fs::read_to_string(file).unwrap();
    assert_eq!(report, desk.app.diagnosis_report(&id).await.unwrap());

    // A newer check takes the place of an older one, whatever that was doing.
    let newer = desk
        .app
        .start_diagnosis(Some(input(&desk, "qa.lead")))
        .await
        .unwrap();
    assert!(desk.app.watch_diagnosis(&id).is_err());
    let report = desk.app.diagnosis_report(&newer).await.unwrap();
    assert!(report.contains("**Sign-in**: skipped"), "{report}");
}

#[tokio::test]
async fn a_check_that_nobody_looks_at_can_be_stopped() {
    let desk = desk().await;
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let input = DiagnosisInput {
        server: format!("https://{}", silent.local_addr().unwrap()),
        ..DiagnosisInput::default()
    };
    let id = desk.app.start_diagnosis(Some(input)).await.unwrap();
    let mut state = desk.app.watch_diagnosis(&id).unwrap();
    desk.app.cancel_diagnosis(&id);
    let last = state
        .wait_for(|diagnosis| diagnosis.over)
        .await
        .unwrap()
        .clone();
    assert_eq!(last.verdict, None, "stopped, not judged");
    assert!(desk.app.diagnosis_report(&id).await.is_err());
}
