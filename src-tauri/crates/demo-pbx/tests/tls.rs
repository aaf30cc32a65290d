//! TLS with certificates that nobody trusts.

mod support;

use demo_pbx::{Certificate, DemoPbx, Options};
use support::{client, small};

#[tokio::test]
async fn a_self_signed_certificate_is_served_and_not_trusted_by_itself() {
    for kind in [
        Certificate::SelfSigned,
        Certificate::Expired,
        Certificate::WrongHost,
    ] {
        let pbx = DemoPbx::start(Options {
            tls: Some(kind),
            ..small()
        })
        .await
        .unwrap();
        let url = format!("{}/api/info", pbx.base_url());
        assert!(url.starts_with("https://"));
        assert!(
            client().get(&url).send().await.is_err(),
            "{kind:?} must not be trusted"
        );
        let careless = reqwest::Client::builder()
            .no_proxy()
            .tls_danger_accept_invalid_certs(true)
            .build()
            .unwrap();
        assert_eq!(
            careless.get(&url).send().await.unwrap().status(),
            200,
            "{kind:?}"
        );
        assert!(pbx.certificate_der().unwrap().len() > 200);
        assert_eq!(
            pbx.counters().total(),
            1,
            "nothing was asked before the handshake was accepted"
        );
    }
}
