//! Through a proxy: the same questions, the same silence before the decision, and failures that name the proxy.

use std::time::Duration;

use portsip::{Client, ClientOptions, Error, Proxy, SignIn, TlsPolicy};

use crate::double::{Double, credentials, token};
use crate::proxy_double::{Kind, Manner, ProxyDouble};
use crate::tls_double::{TlsDouble, refused, self_signed};

const KINDS: [Kind; 2] = [Kind::Http, Kind::Socks];
const SIGN_IN: Manner = Manner::SignIn("bob", "canary-proxy");

/// A PBX whose name only the proxy knows.
fn options(proxy: &str) -> ClientOptions {
    let mut options = ClientOptions::new("https://pbx.test.io".parse().unwrap());
    options.proxy = Proxy::Through(proxy.parse().unwrap());
    options.retry.first_pause = Duration::from_millis(1);
    options
}

#[tokio::test]
async fn certificates_are_asked_about_and_pinned_through_a_proxy() {
    for kind in KINDS {
        for (manner, sign_in) in [(Manner::Open, ""), (SIGN_IN, "bob:canary-proxy@")] {
            let what = format!("{kind:?} {manner:?}");
            let certificate = self_signed(|_| {});
            let server = TlsDouble::with(&certificate);
            let proxy = ProxyDouble::start(kind, manner, server.port).await;
            let mut options = options(&proxy.url(sign_in));
            let (info, _) = refused(&Client::new(options.clone()).unwrap()).await;
            assert_eq!(info.fingerprint, certificate.fingerprint(), "{what}");
            assert_eq!(
                (server.heard(), proxy.visits()),
                (0, 1),
                "{what}: one silent question"
            );
            assert_eq!(
                proxy.targets(),
                ["pbx.test.io:8887"],
                "{what}: the proxy looks the name up"
            );
            options.tls = TlsPolicy::Pinned(info.fingerprint);
            let client = Client::new(options).unwrap();
            assert!(
                matches!(client.sign_in(&credentials()).await, Ok(SignIn::Done)),
                "{what}"
            );
            let connection = client.connect().await.unwrap();
            assert_eq!(connection.reach().proxy, Some(proxy.url("")), "{what}");
            let encryption = client.encrypt(connection).await.unwrap().unwrap();
            assert_eq!(
                encryption.certificate.fingerprint, info.fingerprint,
                "{what}"
            );
        }
    }
}

#[tokio::test]
async fn a_refused_proxy_sign_in_is_sent_once_and_nothing_reaches_the_pbx() {
    for kind in KINDS {
        for (sign_in, says) in [
            ("", "asks for a user name"),
            ("bob:canary-wrong@", "refused the user name and password"),
        ] {
            let server = TlsDouble::with(&self_signed(|_| {}));
            let proxy = ProxyDouble::start(kind, SIGN_IN, server.port).await;
            let client = Client::new(options(&proxy.url(sign_in))).unwrap();
            let error = client.sign_in(&credentials()).await.unwrap_err();
            let message = format!("{error} {error:?}");
            assert!(
                matches!(error, Error::ProxySignIn { .. }),
                "{kind:?}: {error:?}"
            );
            assert!(
                message.contains(says) && message.contains(&proxy.url("")),
                "{message}"
            );
            assert!(
                !message.contains("canary"),
                "a password is shown: {message}"
            );
            assert!(!error.is_transient(), "proxies lock accounts");
            assert_eq!(proxy.visits(), 1, "{kind:?}: sent once");
            assert_eq!(server.connections(), 0, "{kind:?}: nothing reached the PBX");
            let error = client.connect().await.err();
            assert!(
                matches!(error, Some(Error::ProxySignIn { .. })),
                "{kind:?}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn failures_of_the_proxy_name_the_proxy_and_not_the_pbx() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for kind in KINDS {
        let scheme = if kind == Kind::Http {
            "http"
        } else {
            "socks5h"
        };
        let nowhere = format!("{scheme}://{gone}");
        for error in both_ways(options(&nowhere)).await {
            let named =
                matches!(&error, Error::ProxyUnreachable { proxy, .. } if *proxy == nowhere);
            assert!(named, "{kind:?}: {error:?}");
        }

        let closed = ProxyDouble::start(kind, Manner::Closed, 1).await;
        for error in both_ways(options(&closed.url(""))).await {
            let named = matches!(&error, Error::ProxyRefused { proxy, server, .. } if *proxy == closed.url("") && server.contains("pbx.test.io"));
            assert!(named, "{kind:?}: {error:?}");
        }

        let silent = ProxyDouble::start(kind, Manner::Silent, 1).await;
        let mut patient = options(&silent.url(""));
        patient.connect_timeout = Duration::from_millis(100);
        for error in both_ways(patient).await {
            let Error::ProxyRefused { detail, .. } = &error else {
                panic!("{kind:?}: {error:?}");
            };
            assert!(detail.contains("no answer in time"), "{kind:?}: {detail}");
        }
    }
}

/// How a sign-in fails, and how a connection that is only looked at does.
async fn both_ways(options: ClientOptions) -> [Error; 2] {
    let client = Client::new(options).unwrap();
    [
        client.sign_in(&credentials()).await.unwrap_err(),
        client.connect().await.err().unwrap(),
    ]
}

#[tokio::test]
async fn what_is_not_encrypted_passes_the_proxy_as_well() {
    let pbx = Double::start(|_| token("a", 1800)).await;
    for kind in KINDS {
        let proxy = ProxyDouble::start(kind, SIGN_IN, pbx.address.port()).await;
        let plain = |sign_in: &str| {
            let mut options = options(&proxy.url(sign_in));
            options.server = "http://pbx.test.io:8888".parse().unwrap();
            options.allow_plain_http = true;
            Client::new(options).unwrap()
        };
        let outcome = plain("bob:canary-proxy@").sign_in(&credentials()).await;
        assert!(matches!(outcome, Ok(SignIn::Done)), "{kind:?}: {outcome:?}");
        let before = pbx.calls().len();
        let error = plain("bob:canary-wrong@")
            .sign_in(&credentials())
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::ProxySignIn { .. }),
            "{kind:?}: {error:?}"
        );
        assert_eq!(
            pbx.calls().len(),
            before,
            "{kind:?}: nothing reached the PBX"
        );
    }
}

#[tokio::test]
async fn a_proxy_is_used_for_this_computer_only_when_it_is_given() {
    let pbx = Double::start(|_| token("a", 1800)).await;
    let proxy = ProxyDouble::start(Kind::Http, Manner::Open, pbx.address.port()).await;
    for (setting, visits) in [
        (Proxy::Direct, 0),
        (Proxy::System, 0),
        (Proxy::Through(proxy.url("").parse().unwrap()), 1),
    ] {
        let mut options = pbx.options();
        options.proxy = setting.clone();
        let client = Client::new(options).unwrap();
        client.sign_in(&credentials()).await.unwrap();
        assert_eq!(proxy.visits(), visits, "{setting:?}");
    }
}

#[test]
fn an_ipv6_address_behind_a_proxy_is_refused_in_words() {
    let mut options = options("http://127.0.0.1:9");
    options.server = "[2001:db8::7]".parse().unwrap();
    let error = Client::new(options).unwrap_err();
    assert!(error.to_string().contains("host name"), "{error}");
}
