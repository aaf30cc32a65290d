//! The way to the PBX: what of it is kept where, and that a proxy is asked once.

use tapedeck_core::{
    Error, ErrorKind,
    secrets::SecretStore as _,
    session::{ConnectionInput, NewProfile, ProxyInput, ProxyMode, SignInInput, SignInStep},
};

use crate::{
    desk::Desk,
    proxy_double::{Kind, Manner, ProxyDouble},
};

const SIGN_IN: Manner = Manner::SignIn("bob", "canary-proxy");

/// A desk, and a proxy that leads to its PBX for who signs in.
async fn desk_behind_proxy() -> (Desk, ProxyDouble) {
    let desk = Desk::new().await;
    let port = desk
        .pbx
        .base_url()
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let proxy = ProxyDouble::start(Kind::Socks, SIGN_IN, port).await;
    (desk, proxy)
}

fn given(proxy: &ProxyDouble, user: &str, password: &str) -> ConnectionInput {
    ConnectionInput {
        proxy: Some(ProxyInput {
            mode: ProxyMode::Given,
            address: proxy.url(""),
            user: user.to_owned(),
            password: password.to_owned(),
        }),
        authorities: None,
    }
}

#[tokio::test]
async fn a_proxy_is_kept_with_the_profile_and_its_credentials_in_the_keychain() {
    let (desk, proxy) = desk_behind_proxy().await;
    let connection = desk
        .app
        .keep_connection(given(&proxy, "bob", "canary-proxy"))
        .unwrap();
    let input = SignInInput {
        remember: true,
        connection: Some(connection.clone()),
        ..desk.input("qa.lead")
    };
    let step = desk.app.sign_in(input).await.unwrap();
    let SignInStep::Done { session } = step else {
        panic!("{step:?}")
    };
    assert_eq!(
        session.connection,
        Some(connection),
        "signing in again goes the same way"
    );
    assert!(proxy.visits() > 0, "the way leads through the proxy");

    let settings = std::fs::read_to_string(desk.data_dir().join("settings.json")).unwrap();
    assert!(settings.contains(&proxy.url("")), "{settings}");
    for secret in ["bob", "canary-proxy"] {
        assert!(
            !settings.contains(secret),
            "{secret} is in the settings: {settings}"
        );
    }
    let profile = desk.app.profiles().remove(0);
    assert_eq!(profile.connection.proxy, ProxyMode::Given);
    assert_eq!(profile.connection.proxy_address, proxy.url(""));

    // After a restart nothing has to be said again.
    let before = proxy.visits();
    let again = desk.reopened();
    let input = SignInInput {
        password: String::new(),
        ..desk.input("qa.lead")
    };
    let step = again.sign_in(input).await.unwrap();
    assert!(matches!(step, SignInStep::Done { .. }), "{step:?}");
    assert!(proxy.visits() > before, "the kept proxy is used");

    again.remove_profile(&profile.id).await.unwrap();
    let entry = format!("proxy of {}", profile.id);
    assert_eq!(
        desk.secrets.get(&entry).unwrap(),
        None,
        "nothing stays behind"
    );
}

#[tokio::test]
async fn refused_proxy_credentials_are_not_sent_again_while_somebody_types() {
    let (desk, proxy) = desk_behind_proxy().await;
    let connection = desk
        .app
        .keep_connection(given(&proxy, "bob", "canary-wrong"))
        .unwrap();
    for domain in ["d", "de", "demo"] {
        let probe = desk
            .app
            .probe_server(&desk.pbx.base_url(), domain, None, Some(&connection))
            .await
            .unwrap();
        let failure = probe.failure.unwrap();
        assert_eq!(failure.kind, ErrorKind::Offline, "{failure:?}");
        assert!(failure.message.contains("proxy"), "{failure:?}");
        assert!(!failure.message.contains("canary"), "{failure:?}");
    }
    assert_eq!(proxy.visits(), 1, "proxies lock accounts");
    let input = SignInInput {
        connection: Some(connection),
        ..desk.input("qa.lead")
    };
    let error = desk.app.sign_in(input).await.unwrap_err();
    assert!(
        matches!(error, Error::Pbx(portsip::Error::ProxySignIn { .. })),
        "{error:?}"
    );
    assert_eq!(proxy.visits(), 2, "a sign-in is meant");
    assert_eq!(desk.pbx.counters().total(), 0, "nothing reached the PBX");
}

#[tokio::test]
async fn a_saved_profile_says_what_is_not_given() {
    let (desk, proxy) = desk_behind_proxy().await;
    let account = desk.input("qa.lead");
    let new = NewProfile {
        server: account.server.clone(),
        domain: account.domain.clone(),
        user: account.user.clone(),
        connection: given(&proxy, "bob", "canary-proxy"),
        ..NewProfile::default()
    };
    desk.app.add_profile(new).await.unwrap();
    let probe = desk
        .app
        .probe_server(&account.server, "", None, None)
        .await
        .unwrap();
    assert_eq!(
        probe.failure, None,
        "the way of the profile is taken: {probe:?}"
    );
    assert_eq!(proxy.visits(), 1);
    let straight = ConnectionInput {
        proxy: Some(ProxyInput {
            mode: ProxyMode::None,
            ..ProxyInput::default()
        }),
        authorities: None,
    };
    let straight = desk.app.keep_connection(straight).unwrap();
    desk.app
        .probe_server(&account.server, "", None, Some(&straight))
        .await
        .unwrap();
    assert_eq!(proxy.visits(), 1, "what is given wins over the profile");
}

#[tokio::test]
async fn files_of_authorities_are_read_or_refused_with_a_reason() {
    let desk = Desk::new().await;
    let file = desk.data_dir().join("company.pem");
    let missing = desk.app.read_authorities(file.clone()).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::InvalidInput, "{missing}");
    std::fs::write(&file, "no certificate").unwrap();
    let refused = desk.app.read_authorities(file).await.unwrap_err();
    assert!(refused.to_string().contains("company.pem"), "{refused}");
    assert!(
        refused.to_string().contains("no certificate in it"),
        "{refused}"
    );
}

#[tokio::test]
async fn settings_from_before_proxies_can_still_be_read() {
    let desk = Desk::new().await;
    let old = serde_json::json!({"profiles": [{
        "id": "qa@example.com/pbx.example.com", "server": "https://pbx.example.com:8887", "domain": "example.com", "user": "qa",
    }]});
    std::fs::write(desk.data_dir().join("settings.json"), old.to_string()).unwrap();
    let profile = desk.reopened().profiles().remove(0);
    assert_eq!(
        profile.connection.proxy,
        ProxyMode::System,
        "as the system says"
    );
    assert!(profile.connection.certificates.is_empty());
}
