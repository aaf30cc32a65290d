//! The steps of a sign-in, against every generation of PBX: codes, tenants, refusals that typing again does not mend.

use demo_pbx::{Family, Fault, Options, PathKind, Rule};
use tapedeck_core::{
    Error, ErrorKind,
    jobs::JobOutcome,
    session::{ScopeView, SessionView, SignInInput, SignInStep, TenantView},
};

use crate::desk::{Desk, query};

fn small() -> Options {
    Options {
        longest_talk: 4,
        ..Options::default()
    }
}

fn of(family: Family) -> Options {
    Options { family, ..small() }
}

async fn signed_in(desk: &Desk, input: SignInInput) -> SessionView {
    match desk.app.sign_in(input).await.unwrap() {
        SignInStep::Done { session } => session,
        other => panic!("no more is needed: {other:?}"),
    }
}

#[tokio::test]
async fn every_generation_is_signed_in_to_and_signed_out_of() {
    for family in [Family::V16, Family::V22_0, Family::V22_2, Family::V22_8] {
        let desk = Desk::with(of(family)).await;
        let session = signed_in(&desk, desk.input("qa.lead")).await;
        assert_eq!(session.calls, ScopeView::Tenant, "{family:?}");
        assert_eq!(desk.pbx.open_sessions(), 1);
        let counters = desk.pbx.counters();
        assert_eq!(counters.passwords_seen, 1, "{family:?}: {counters:?}");
        desk.app.leave().await;
        assert_eq!(desk.pbx.open_sessions(), 0, "{family:?} was not told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_with_a_job_signs_out() {
    let desk = Desk::signed_in().await;
    desk.pbx.faults().update(|plan| plan.latency_ms = 50);
    let dest = tempfile::tempdir().unwrap();
    desk.app
        .start_export(crate::jobs::input(&desk, dest.path(), "r1"))
        .unwrap();
    desk.app.stop_jobs().await;
    desk.app.leave().await;
    assert_eq!(desk.pbx.open_sessions(), 0);
}

#[tokio::test]
async fn v12_is_named_and_gets_no_password() {
    let desk = Desk::with(of(Family::V12)).await;
    let probe = desk
        .app
        .probe_server(&desk.pbx.base_url(), "", None, None)
        .await
        .unwrap();
    assert!(probe.too_old, "{probe:?}");
    let error = desk.app.sign_in(desk.input("qa.lead")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.to_string().contains("v12"), "{error}");
    assert_eq!(desk.pbx.counters().passwords_seen, 0);
}

#[tokio::test]
async fn another_code_is_mailed_after_a_while_only() {
    let desk = Desk::new().await;
    let SignInStep::CodeNeeded { mailed } = desk.app.sign_in(desk.input("otp.user")).await.unwrap()
    else {
        panic!("a code is needed");
    };
    assert!((1..=30).contains(&mailed.again_in_s), "{mailed:?}");
    let mails = desk.pbx.counters().of(PathKind::Otp);
    assert_eq!(mails, 1, "asked for once");
    let error = desk.app.resend_code().await.unwrap_err();
    assert!(
        matches!(error, Error::CodeJustMailed { seconds: 1..=30 }),
        "{error:?}"
    );
    assert!(
        error
            .failure()
            .retry_after_secs
            .is_some_and(|left| left <= 30)
    );
    assert_eq!(desk.pbx.counters().of(PathKind::Otp), 1, "nobody was asked");
    let step = desk.app.submit_code(demo_pbx::OTP_CODE).await.unwrap();
    assert!(matches!(step, SignInStep::Done { .. }), "{step:?}");
}

#[tokio::test]
async fn a_password_that_must_change_is_a_step() {
    for family in [Family::V22_2, Family::V22_8] {
        let desk = Desk::with(of(family)).await;
        let step = desk.app.sign_in(desk.input("new.hire")).await.unwrap();
        assert_eq!(step, SignInStep::PasswordMustChange);
        assert_eq!(desk.app.session(), None);
        assert_eq!(desk.pbx.open_sessions(), 0, "nothing stays behind");
    }
}

#[tokio::test]
async fn a_block_is_a_step_with_its_end() {
    let desk = Desk::with(Options {
        lockout_after: Some(1),
        ..small()
    })
    .await;
    let mut wrong = desk.input("qa.lead");
    wrong.password = "wrong".to_owned();
    let error = desk.app.sign_in(wrong.clone()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
    let SignInStep::LockedOut { until, said } = desk.app.sign_in(wrong).await.unwrap() else {
        panic!("the address is blocked");
    };
    let until: jiff::Timestamp = until.unwrap().parse().unwrap();
    assert!(until > jiff::Timestamp::now(), "{until}");
    assert!(said.contains("blocked"), "{said}");
}

#[tokio::test]
async fn what_no_licence_covers_is_refused_and_said() {
    let desk = Desk::with(of(Family::V22_8)).await;
    let fault = Fault::Code(403, "LICENSE_MODULE_UNAVAILABLE".to_owned());
    desk.pbx
        .faults()
        .add(Rule::new(fault.clone()).on([PathKind::Recordings]));
    signed_in(&desk, desk.input("qa.lead")).await;
    let day = query("2026-10-28", "2026-10-28");
    let cancel = tokio_util::sync::CancellationToken::new();
    let coverage = desk.app.read(&day, |_| {}, &cancel).await.unwrap();
    assert!(coverage.recordings_refused && !coverage.calls_refused);
    assert!(!coverage.is_complete());
    desk.pbx.faults().add(Rule::new(fault).on([PathKind::Cdrs]));
    let error = desk.app.sign_in(desk.input("qa.lead")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Forbidden);
    assert!(
        error.to_string().contains("LICENSE_MODULE_UNAVAILABLE"),
        "{error}"
    );
}

/// A system administrator, who signs in without a domain.
fn admin(desk: &Desk, tenant: Option<&str>) -> SignInInput {
    SignInInput {
        domain: String::new(),
        tenant: tenant.map(str::to_owned),
        remember: true,
        ..desk.input("admin")
    }
}

async fn with_branches() -> Desk {
    Desk::with(Options {
        other_tenants: vec!["Branch Office".to_owned(), "Marina".to_owned()],
        ..small()
    })
    .await
}

async fn asked_for_a_tenant(desk: &Desk, input: SignInInput) -> Vec<TenantView> {
    match desk.app.sign_in(input).await.unwrap() {
        SignInStep::ChooseTenant { tenants } => tenants,
        other => panic!("which tenant is not known: {other:?}"),
    }
}

#[tokio::test]
async fn a_system_administrator_chooses_a_tenant_and_comes_back_to_it() {
    let desk = with_branches().await;
    let tenants = asked_for_a_tenant(&desk, admin(&desk, None)).await;
    let names: Vec<&str> = tenants.iter().map(|tenant| tenant.name.as_str()).collect();
    assert_eq!(names, ["Harbour & Pine Ltd", "Branch Office", "Marina"]);
    let error = desk.app.choose_tenant("nobody").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let step = desk.app.choose_tenant(&tenants[1].id).await.unwrap();
    let SignInStep::Done { session } = step else {
        panic!("no more is needed");
    };
    assert_eq!(session.tenant_name, "Branch Office");
    assert_eq!(session.domain, "branch-office.tapedeck.test");
    assert!(session.administrator);
    let kept = &desk.app.profiles()[0];
    assert_eq!(kept.tenant.as_deref(), Some("Branch Office"));

    // The next sign-in goes there by itself, also after a restart; another one can be named, or asked for.
    let app = desk.reopened();
    let SignInStep::Done { session } = app.sign_in(admin(&desk, None)).await.unwrap() else {
        panic!("the tenant is remembered");
    };
    assert_eq!(session.tenant_name, "Branch Office");
    let session = signed_in(&desk, admin(&desk, Some("demo.tapedeck.test"))).await;
    assert_eq!(session.tenant_name, "Harbour & Pine Ltd");
    assert_eq!(
        asked_for_a_tenant(&desk, admin(&desk, Some("")))
            .await
            .len(),
        3
    );
    assert_eq!(
        asked_for_a_tenant(&desk, admin(&desk, Some("Nowhere")))
            .await
            .len(),
        3
    );
}

#[tokio::test]
async fn the_calls_of_two_tenants_are_kept_apart_and_forgotten_together() {
    let desk = with_branches().await;
    let calls = async || {
        let day = query("2026-10-28", "2026-10-28");
        let cancel = tokio_util::sync::CancellationToken::new();
        desk.app.read(&day, |_| {}, &cancel).await.unwrap();
        desk.app.totals(day).await.unwrap().calls
    };
    signed_in(&desk, admin(&desk, Some("Harbour & Pine Ltd"))).await;
    let held = calls().await;
    assert!(held > 0);
    signed_in(&desk, admin(&desk, Some("Marina"))).await;
    assert_eq!(calls().await, 0, "another tenant's calls are not these");
    signed_in(&desk, admin(&desk, Some("Harbour & Pine Ltd"))).await;
    let known = |app: &tapedeck_core::Tapedeck| {
        let (app, day) = (app.clone(), query("2026-10-28", "2026-10-28"));
        async move { app.totals(day).await.unwrap().calls }
    };
    assert_eq!(known(&desk.app).await, held, "they were still there");

    let id = desk.app.profiles()[0].id.clone();
    desk.app.remove_profile(&id).await.unwrap();
    signed_in(&desk, admin(&desk, Some("Harbour & Pine Ltd"))).await;
    assert_eq!(known(&desk.app).await, 0, "forgotten with the sign-in");
}

#[tokio::test]
async fn the_only_tenant_is_entered_unasked() {
    let desk = Desk::new().await;
    let session = signed_in(&desk, admin(&desk, None)).await;
    assert_eq!(session.tenant_name, "Harbour & Pine Ltd");
    assert_eq!(session.calls, ScopeView::Tenant);
}

#[tokio::test]
async fn an_administrator_without_the_right_is_sent_to_a_user_of_the_tenant() {
    for (refused, expected) in [
        (PathKind::Tenant, "no tenant to enter"),
        (PathKind::TenantSwitch, "into the tenant"),
    ] {
        for status in [403, 404] {
            let desk = Desk::new().await;
            desk.pbx
                .faults()
                .add(Rule::new(Fault::Status(status)).on([refused]));
            let error = desk.app.sign_in(admin(&desk, None)).await.unwrap_err();
            assert!(
                matches!(&error, Error::TenantUserNeeded { why } if why.contains(expected)),
                "{status}: {error:?}"
            );
            assert_eq!(error.kind(), ErrorKind::Forbidden);
            assert_eq!(desk.pbx.open_sessions(), 0, "nothing stays behind");
        }
    }
}

#[tokio::test]
async fn a_choice_that_is_never_made_leaves_no_session_behind() {
    let desk = with_branches().await;
    asked_for_a_tenant(&desk, admin(&desk, None)).await;
    assert_eq!(desk.pbx.open_sessions(), 1);
    asked_for_a_tenant(&desk, admin(&desk, None)).await;
    assert_eq!(desk.pbx.open_sessions(), 1, "the first one was given up");
    desk.app.cancel_sign_in().await;
    assert_eq!(desk.pbx.open_sessions(), 0);
    let error = desk.app.choose_tenant("7").await.unwrap_err();
    assert!(matches!(error, Error::NotSignedIn), "{error:?}");
    asked_for_a_tenant(&desk, admin(&desk, None)).await;
    desk.app.leave().await;
    assert_eq!(desk.pbx.open_sessions(), 0, "nor does quitting");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_of_groups_sees_own_and_group_recordings() {
    let desk = Desk::with(of(Family::V22_8)).await;
    let session = signed_in(&desk, desk.input("marco.bellini")).await;
    assert_eq!(
        (session.calls, session.recordings),
        (ScopeView::Own, ScopeView::Groups)
    );
    assert_eq!(session.groups, ["Sales", "Billing"]);
    assert_eq!(
        session.zone, "Europe/London",
        "the user's own: the tenant is closed"
    );
    let day = query("2026-10-28", "2026-10-28");
    let cancel = tokio_util::sync::CancellationToken::new();
    let coverage = desk.app.read(&day, |_| {}, &cancel).await.unwrap();
    assert!(coverage.is_complete(), "{coverage:?}");
    let groups = [&demo_pbx::company::GROUPS[0], &demo_pbx::company::GROUPS[2]];
    let company = desk.pbx.company();
    let range = day.range.resolve().unwrap();
    let expected = company
        .recordings
        .iter()
        .map(|recording| &company.calls[recording.call as usize])
        .filter(|call| range.start <= call.started_at && call.started_at < range.end)
        .filter(|call| {
            let mut members = groups.iter().flat_map(|group| group.members);
            members.any(|member| call.involves(member))
        })
        .count();
    assert!(expected > 10);
    let totals = desk.app.totals(day).await.unwrap();
    assert_eq!(totals.recordings as usize, expected, "every one, once");

    let dest = tempfile::tempdir().unwrap();
    let order = crate::jobs::input(&desk, dest.path(), "r1");
    let id = desk.app.start_export(order).unwrap();
    let job = crate::jobs::ended(&desk.app, &id).await;
    assert_eq!(job.outcome, Some(JobOutcome::Complete), "{job:?}");
    assert_eq!(job.recordings as usize, expected);
    let proof = std::fs::read(dest.path().join("export.json")).unwrap();
    let proof: serde_json::Value = serde_json::from_slice(&proof).unwrap();
    assert_eq!(
        proof["runs"][0]["scope"],
        serde_json::json!({"calls": "own", "recordings": "own", "groups": ["Sales", "Billing"]})
    );
}
