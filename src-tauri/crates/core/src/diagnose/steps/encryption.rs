//! TLS, and whether the certificate is trusted.

use jiff::SignedDuration;
use portsip::{CertificateInfo, Encryption, Error};

use crate::diagnose::{
    FactName, Step, StepName,
    run::{Seen, Subject},
};

/// A certificate that ends within this time is worth a word now.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

pub(in crate::diagnose) async fn step(subject: &Subject, seen: &mut Seen) -> Step {
    let name = StepName::Encryption;
    let Some(connection) = seen.connection.take() else {
        return Step::skipped(name, "not tried: there is no connection");
    };
    match subject.client.encrypt(connection).await {
        Ok(None) if subject.client.server().is_loopback() => {
            Step::works(name, "none is needed: the server is this computer")
        }
        Ok(None) => Step::works(
            name,
            "none: everyone on the way can read the password and hear the calls",
        )
        .and_next("Use https:// if the PBX offers it."),
        Ok(Some(encryption)) => agreed(subject, &encryption),
        Err(error) => refused(&error),
    }
}

fn agreed(subject: &Subject, encryption: &Encryption) -> Step {
    let certificate = &encryption.certificate;
    let pinned = subject.client.is_pinned();
    let trusted_by = match (pinned, subject.client.has_own_authorities()) {
        (true, _) => "its fingerprint, which was confirmed by hand",
        (false, true) => "this computer, or the given authorities of the company",
        (false, false) => "this computer",
    };
    let step = Step::works(
        StepName::Encryption,
        format!(
            "{}; the certificate is trusted by {trusted_by}",
            encryption.version
        ),
    )
    .fact(FactName::Protocol, encryption.version.clone())
    .fact(FactName::Cipher, encryption.cipher.clone())
    .time(FactName::Handshake, encryption.agreed_in)
    .fact(FactName::TrustedBy, trusted_by);
    let step =
        with_certificate(step, certificate).fact(FactName::Chain, encryption.chain.to_string());
    let left = certificate.not_after.duration_since(subject.now);
    if pinned || left > SOON {
        step
    } else {
        step.and_next(format!(
            "The certificate ends in {} days; have it renewed.",
            left.as_hours() / 24
        ))
    }
}

fn refused(error: &Error) -> Step {
    let step = Step::stopped(StepName::Encryption, error);
    match error {
        Error::Certificate { info, .. } => {
            let next = step.next.clone().unwrap_or_default();
            let step = step.and_next(format!("{next} SHA-256 {}", info.fingerprint));
            with_certificate(step, info)
        }
        Error::PinMismatch {
            expected,
            presented,
            ..
        } => with_certificate(step, presented).fact(FactName::Pinned, expected.to_string()),
        _ => step,
    }
}

fn with_certificate(step: Step, certificate: &CertificateInfo) -> Step {
    step.fact(FactName::Subject, certificate.subject.clone())
        .fact(FactName::Issuer, certificate.issuer.clone())
        .fact(FactName::Hosts, certificate.names.join(", "))
        .fact(FactName::ValidFrom, certificate.not_before.to_string())
        .fact(FactName::ValidUntil, certificate.not_after.to_string())
        .fact(FactName::Fingerprint, certificate.fingerprint.to_string())
}
