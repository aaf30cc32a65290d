//! What an outcome means for the next step. Pure, so that every status can be tested.

use std::error::Error as StdError;
use std::io;

use crate::tls::RefusedCertificate;

/// What to do with an HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// 2xx.
    Success,
    /// 401: renew the session once.
    Unauthenticated,
    /// 429: wait; it does not count as an attempt.
    Throttled,
    /// Try again: 408, 425 and the failures of a server or gateway.
    Transient,
    /// Final; the caller says what it means.
    Final,
}

/// The fate of a status. 501 and 505 are final: the server will not learn the verb by waiting.
pub(crate) fn status_fate(status: u16) -> Fate {
    match status {
        200..=299 => Fate::Success,
        401 => Fate::Unauthenticated,
        429 => Fate::Throttled,
        408 | 425 | 500 | 502..=504 | 507..=509 | 520..=530 | 598 | 599 => Fate::Transient,
        _ => Fate::Final,
    }
}

/// Whether a status (or an HTML page) says "there is no such call here": try the other verb or sign-in flavour.
pub(crate) fn is_absent(status: u16, html: bool) -> bool {
    matches!(status, 404 | 405 | 501) || (html && (200..400).contains(&status))
}

/// The step in which a connection failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Our verifier refused the certificate.
    Certificate(Box<RefusedCertificate>),
    /// The handshake failed otherwise.
    Tls(rustls::Error),
    /// Closed in the middle of the handshake.
    ClosedHandshake,
    /// The proxy on the way.
    Proxy(ProxyFailure),
    /// Not connected: no byte of the request was sent.
    Connect,
    /// Not connected in time.
    ConnectTimeout,
    /// Silence for too long.
    Timeout,
    /// Broken off while sending or receiving.
    Interrupted,
    /// The answer was no HTTP.
    NotHttp,
}

/// What went wrong at a proxy.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ProxyFailure {
    /// No connection to it.
    Unreachable,
    /// It wants user and password, or other ones.
    SignIn,
    /// It does not lead to the PBX, and this is why.
    Refused(String),
}

/// Walks the chain of a library error to the step that failed.
pub(crate) fn failure_of(error: &reqwest::Error) -> Failure {
    if let Some(found) = failure_in(error) {
        return found;
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => Failure::ConnectTimeout,
        (true, false) => Failure::Connect,
        (false, true) => Failure::Timeout,
        (false, false) => Failure::Interrupted,
    }
}

/// The failure that a chain of errors tells of by itself.
pub(crate) fn failure_in(error: &(dyn StdError + 'static)) -> Option<Failure> {
    let mut cause = Some(error);
    let mut not_http = false;
    while let Some(current) = cause {
        if let Some(found) = tls_failure(current) {
            return Some(found);
        }
        let text = current.to_string();
        if let Some(found) = proxy_failure(&text) {
            return Some(Failure::Proxy(found));
        }
        if text == "tls handshake eof" {
            return Some(Failure::ClosedHandshake);
        }
        not_http |= text.starts_with("invalid HTTP");
        // An io::Error hides the error it wraps from `source()`.
        let wrapped = current
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        cause = match wrapped {
            Some(inner) => Some(inner),
            None => current.source(),
        };
    }
    not_http.then_some(Failure::NotHttp)
}

fn tls_failure(error: &(dyn StdError + 'static)) -> Option<Failure> {
    let error = error.downcast_ref::<rustls::Error>()?;
    let refused = match error {
        rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) => {
            other.0.downcast_ref::<RefusedCertificate>()
        }
        _ => None,
    };
    Some(refused.map_or_else(
        || Failure::Tls(error.clone()),
        |refused| Failure::Certificate(Box::new(refused.clone())),
    ))
}

/// The errors of `hyper-util`'s connectors can be told apart by their text only.
fn proxy_failure(text: &str) -> Option<ProxyFailure> {
    let detail = text
        .strip_prefix("tunnel error: ")
        .or_else(|| text.strip_prefix("SOCKS error: "))?;
    Some(match detail {
        "failed to create underlying connection" => ProxyFailure::Unreachable,
        "proxy authorization required"
        | "credentials not accepted"
        | "server does not support user/pass authentication" => ProxyFailure::SignIn,
        "unsuccessful" => ProxyFailure::Refused("it refuses to connect there".to_owned()),
        other => ProxyFailure::Refused(other.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every status from 100 to 599 with what becomes of it, equal neighbours in one line.
    fn table() -> String {
        let fates: Vec<(u16, String)> = (100..=599)
            .map(|status| {
                let absent = if is_absent(status, false) {
                    ", absent"
                } else {
                    ""
                };
                (status, format!("{:?}{absent}", status_fate(status)))
            })
            .collect();
        let lines = fates.chunk_by(|a, b| a.1 == b.1).map(|equal| {
            let (first, last) = (equal[0].0, equal[equal.len() - 1].0);
            if first == last {
                format!("{first} {}", equal[0].1)
            } else {
                format!("{first}-{last} {}", equal[0].1)
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_status_has_its_fate() {
        // 501 is final: a missing verb does not appear by waiting.
        insta::assert_snapshot!(table(), @r"
        100-199 Final
        200-299 Success
        300-400 Final
        401 Unauthenticated
        402-403 Final
        404-405 Final, absent
        406-407 Final
        408 Transient
        409-424 Final
        425 Transient
        426-428 Final
        429 Throttled
        430-499 Final
        500 Transient
        501 Final, absent
        502-504 Transient
        505-506 Final
        507-509 Transient
        510-519 Final
        520-530 Transient
        531-597 Final
        598-599 Transient
        ");
    }

    #[test]
    fn absence_is_told_from_refusal() {
        let absent = |html: bool| {
            (100..=599)
                .filter(|&status| is_absent(status, html))
                .collect::<Vec<u16>>()
        };
        let html = absent(true);
        assert!(html.contains(&200) && html.contains(&302) && html.contains(&404));
        assert!(
            !html.contains(&400)
                && !html.contains(&401)
                && !html.contains(&403)
                && !html.contains(&500)
        );
    }
}
