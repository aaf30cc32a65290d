//! Signing in: what is asked, what is kept, what is said.

use demo_pbx::PathKind;
use tapedeck_core::{
    Error, ErrorKind,
    session::{ScopeView, SignInStep},
};

use crate::desk::Desk;

#[tokio::test]
async fn a_probe_tells_the_tenant_before_any_password() {
    let desk = Desk::new().await;
    let domain = desk.pbx.sign_in().domain;
    let probe = desk
        .app
        .probe_server(&desk.pbx.base_url(), &domain, None, None)
        .await
        .unwrap();
    assert!(probe.failure.is_none(), "{probe:?}");
    assert!(probe.tenant_name.is_some(), "the domain is known there");
    let probe = desk
        .app
        .probe_server("http://127.0.0.1:1", "", None, None)
        .await
        .unwrap();
    assert_eq!(
        probe.failure.map(|failure| failure.kind),
        Some(ErrorKind::Offline),
        "a server that is not there is an answer, not an error"
    );
}

#[tokio::test]
async fn a_session_tells_who_sees_what() {
    let desk = Desk::new().await;
    let SignInStep::Done { session } = desk.app.sign_in(desk.input("qa.lead")).await.unwrap()
    else {
        panic!("no more is needed");
    };
    assert_eq!(session.calls, ScopeView::Tenant);
    assert_eq!(
        session.zone, "Europe/London",
        "the tenant's, not the machine's"
    );
    let SignInStep::Done { session } = desk.app.sign_in(desk.input("anna.keller")).await.unwrap()
    else {
        panic!("no more is needed");
    };
    assert_eq!(
        (session.calls, session.recordings),
        (ScopeView::Own, ScopeView::Own)
    );
    desk.app.sign_out().await;
    assert_eq!(desk.app.session(), None);
}

#[tokio::test]
async fn a_refused_password_is_sent_once() {
    let desk = Desk::new().await;
    let mut input = desk.input("qa.lead");
    input.password = "wrong".to_owned();
    let error = desk.app.sign_in(input).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
    assert_eq!(desk.pbx.counters().of(PathKind::SignIn), 1, "never twice");
    assert_eq!(desk.app.session(), None);
}

#[tokio::test]
async fn a_code_is_asked_for_and_may_be_mistyped() {
    let desk = Desk::new().await;
    let step = desk.app.sign_in(desk.input("otp.user")).await.unwrap();
    assert!(matches!(step, SignInStep::CodeNeeded { .. }), "{step:?}");
    let error = desk.app.submit_code("000000").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
    let step = desk.app.submit_code(demo_pbx::OTP_CODE).await.unwrap();
    assert!(matches!(step, SignInStep::Done { .. }), "{step:?}");
    let error = desk.app.submit_code(demo_pbx::OTP_CODE).await.unwrap_err();
    assert!(
        matches!(error, Error::NotSignedIn),
        "no sign-in waits any more"
    );
}

#[tokio::test]
async fn a_password_is_kept_in_the_keychain_and_nowhere_else() {
    let desk = Desk::new().await;
    let mut input = desk.input("qa.lead");
    input.remember = true;
    desk.app.sign_in(input.clone()).await.unwrap();
    desk.app.leave().await;

    let again = desk.reopened();
    let profile = again.profiles().into_iter().next().unwrap();
    assert!(profile.is_default, "the only profile is the default");
    input.password = String::new();
    let step = again.sign_in(input.clone()).await.unwrap();
    assert!(
        matches!(step, SignInStep::Done { .. }),
        "the keychain knew it"
    );
    for entry in std::fs::read_dir(desk.data_dir()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes
                .windows(demo_pbx::PASSWORD.len())
                .any(|window| window == demo_pbx::PASSWORD.as_bytes());
            assert!(!found, "{} holds the password", path.display());
        }
    }
    again.remove_profile(&profile.id).await.unwrap();
    assert_eq!(again.profiles(), []);
    let error = again.sign_in(input).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::InvalidInput,
        "it is forgotten: {error}"
    );
}

#[tokio::test]
async fn sample_data_leaves_no_profile() {
    let desk = Desk::new().await;
    let account = desk.pbx.sign_in();
    let session = desk
        .app
        .sign_in_sample(
            &desk.pbx.base_url(),
            &account.domain,
            &account.user,
            &account.password,
        )
        .await
        .unwrap();
    assert!(session.sample);
    assert_eq!(desk.app.profiles(), []);
}
