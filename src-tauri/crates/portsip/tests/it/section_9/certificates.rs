//! Row 23: asked once with the fingerprint, pinned exactly, nothing sent before.

use portsip::{Authorities, Client, Error, SignIn, TlsPolicy};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use rustls::SupportedProtocolVersion;

use crate::double::credentials;
use crate::tls_double::{
    Authority, BOTH_VERSIONS, Certificate, TlsDouble, domain_validated, first_version, refused,
    self_signed,
};

const ITSELF: &str = "signed by itself";
const UNKNOWN: &str = "its issuer is not known";
const INTERMEDIATE: &str = "does not send its intermediate certificate";

/// Every shape of certificate that a PBX may show to `host`, and all that must be said of it.
fn shapes() -> Vec<(&'static str, &'static str, Certificate, Vec<&'static str>)> {
    let authority =
        |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let for_localhost = |params: &mut CertificateParams| {
        *params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    };
    let for_address = |params: &mut CertificateParams| {
        *params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    };
    let expired = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    };
    let early = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(4000, 1, 1);
        params.not_after = date_time_ymd(4001, 1, 1);
    };
    let nameless = |params: &mut CertificateParams| params.subject_alt_names.clear();
    let other_name = "issued for pbx.test.io, not for localhost";
    let company = Authority::new("Company CA");
    let [root, between] = {
        let root = Authority::new("Known Root");
        let between = root.authority("Known Intermediate");
        [root, between]
    };
    vec![
        (
            "a self-signed authority",
            "localhost",
            self_signed(authority),
            vec![ITSELF, other_name],
        ),
        (
            "self-signed for this host",
            "localhost",
            self_signed(for_localhost),
            vec![ITSELF],
        ),
        (
            "another host",
            "localhost",
            self_signed(|_| {}),
            vec![ITSELF, other_name],
        ),
        (
            "expired",
            "localhost",
            self_signed(expired),
            vec![ITSELF, "has expired", other_name],
        ),
        (
            "early",
            "localhost",
            self_signed(early),
            vec![ITSELF, "not valid yet", other_name],
        ),
        (
            "no name",
            "localhost",
            self_signed(nameless),
            vec![ITSELF, "names no host"],
        ),
        (
            "X.509 v1",
            "localhost",
            first_version(),
            vec![ITSELF, "outdated form X.509 v1"],
        ),
        (
            "an IP address",
            "127.0.0.1",
            self_signed(|_| {}),
            vec![ITSELF, "not for 127.0.0.1"],
        ),
        (
            "an IP address in it",
            "127.0.0.1",
            self_signed(for_address),
            vec![ITSELF],
        ),
        (
            "a company's authority",
            "localhost",
            company.issue(|_| {}, &[]),
            vec![UNKNOWN],
        ),
        (
            "the same, sent along",
            "localhost",
            company.issue(|_| {}, &[&company]),
            vec![UNKNOWN],
        ),
        (
            "the same, for no host",
            "localhost",
            company.issue(nameless, &[]),
            vec![UNKNOWN, "names no host"],
        ),
        (
            "an incomplete chain",
            "localhost",
            between.issue(domain_validated, &[]),
            vec![INTERMEDIATE],
        ),
        (
            "the root but no intermediate",
            "localhost",
            between.issue(domain_validated, &[&root]),
            vec![INTERMEDIATE],
        ),
        (
            "a complete unknown chain",
            "localhost",
            between.issue(domain_validated, &[&between]),
            vec![UNKNOWN],
        ),
    ]
}

fn serve(certificate: &Certificate, version: &'static SupportedProtocolVersion) -> TlsDouble {
    TlsDouble::start(vec![certificate.config(&[version])])
}

#[tokio::test]
async fn row_23_every_untrusted_certificate_is_asked_about_once_and_can_be_pinned() {
    for (kind, host, certificate, expected) in shapes() {
        for version in BOTH_VERSIONS {
            let server = serve(&certificate, version);
            let client = Client::new(server.options(host)).unwrap();
            let (info, problems) = refused(&client).await;
            let what = format!("{kind} over {version:?}");
            assert_eq!(info.fingerprint, certificate.fingerprint(), "{what}");
            assert!(
                info.subject.contains("PortSIP PBX")
                    || kind.contains("for this")
                    || kind.contains("address in"),
                "{what}: {info:?}"
            );
            assert!(info.not_before < info.not_after, "{what}: {info:?}");
            assert_eq!(problems.len(), expected.len(), "{what}: {problems:?}");
            for (problem, part) in problems.iter().zip(&expected) {
                assert!(problem.contains(part), "{what}: {problem} says {part}");
            }
            assert_eq!(server.connections(), 1, "{what}: one question");
            assert_eq!(
                server.heard(),
                0,
                "{what}: something was sent before the decision"
            );

            let mut options = server.options(host);
            options.tls = TlsPolicy::Pinned(info.fingerprint);
            let pinned = Client::new(options).unwrap();
            let outcome = pinned.sign_in(&credentials()).await;
            assert!(
                matches!(outcome, Ok(SignIn::Done)),
                "{what}: the pin does not work: {outcome:?}"
            );
            assert!(server.heard() > 0, "{what}");
        }
    }
}

#[tokio::test]
async fn row_23_a_changed_certificate_blocks_and_names_both() {
    // The same subject and issuer, another key: a renewal, or somebody in between.
    let [first, second] = [self_signed(|_| {}), self_signed(|_| {})];
    let [old, new] = [first.fingerprint(), second.fingerprint()];
    let server = TlsDouble::start(vec![
        first.config(&BOTH_VERSIONS),
        second.config(&BOTH_VERSIONS),
    ]);
    let client = server.client(TlsPolicy::Pinned(old));
    client.info(None).await.unwrap();
    let heard = server.heard();
    let error = client.sign_in(&credentials()).await.unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains(&old.to_string()) && message.contains(&new.to_string()),
        "{message}"
    );
    let Error::PinMismatch {
        expected,
        presented,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!((expected, presented.fingerprint), (old, new));
    assert!(presented.subject.contains("PortSIP PBX"), "{presented:?}");
    assert_eq!(
        server.heard(),
        heard,
        "credentials went to a changed certificate"
    );
    assert_eq!(
        server.connections(),
        2,
        "a changed certificate is not tried again"
    );
}

#[tokio::test]
async fn row_23_the_right_certificate_without_its_key_is_refused() {
    for version in BOTH_VERSIONS {
        for mut stolen in [self_signed(|_| {}), first_version()] {
            stolen.key = KeyPair::generate().unwrap().serialize_der();
            let server = serve(&stolen, version);
            let client = server.client(TlsPolicy::Pinned(stolen.fingerprint()));
            let error = client.sign_in(&credentials()).await.unwrap_err();
            assert!(matches!(error, Error::Tls { .. }), "{version:?}: {error:?}");
            assert_eq!(
                server.heard(),
                0,
                "{version:?}: credentials went to a thief"
            );
        }
    }
}

#[tokio::test]
async fn row_23_an_authority_of_the_company_is_trusted_where_it_is_given() {
    let company = Authority::new("Company CA");
    let branch = company.authority("Branch CA");
    let for_another = |params: &mut CertificateParams| {
        *params = CertificateParams::new(vec!["pbx.test.io".to_owned()]).unwrap();
    };
    let given = Authorities::read(company.pem().as_bytes()).unwrap();
    for (kind, certificate, problem) in [
        ("signed by it", company.issue(|_| {}, &[]), None),
        (
            "signed by one below it",
            branch.issue(|_| {}, &[&branch]),
            None,
        ),
        (
            "the one between left out",
            branch.issue(|_| {}, &[]),
            Some(UNKNOWN),
        ),
        (
            "for another host",
            company.issue(for_another, &[]),
            Some("not for localhost"),
        ),
        (
            "signed by a stranger",
            Authority::new("Company CA").issue(|_| {}, &[]),
            Some("not signed by the authority it names"),
        ),
    ] {
        let server = TlsDouble::with(&certificate);
        let mut options = server.options("localhost");
        options.authorities = given.clone();
        let client = Client::new(options.clone()).unwrap();
        match problem {
            None => assert!(
                matches!(client.sign_in(&credentials()).await, Ok(SignIn::Done)),
                "{kind}"
            ),
            Some(part) => {
                let (_, problems) = refused(&client).await;
                assert!(
                    problems.iter().any(|problem| problem.contains(part)),
                    "{kind}: {problems:?}"
                );
                assert_eq!(server.heard(), 0, "{kind}");
            }
        }
        // A pin stays exact: no authority can vouch for another certificate than the pinned one.
        options.tls = TlsPolicy::Pinned(self_signed(|_| {}).fingerprint());
        let error = Client::new(options)
            .unwrap()
            .sign_in(&credentials())
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::PinMismatch { .. }),
            "{kind}: {error:?}"
        );
    }
    let without = TlsDouble::with(&company.issue(|_| {}, &[]));
    let (_, problems) = refused(&without.client(TlsPolicy::System)).await;
    assert!(
        problems[0].contains(UNKNOWN),
        "only where it is given: {problems:?}"
    );
}
