//! One request on its way: what a failure on the way means, and what every answer tells besides its body.

use std::time::{Instant, SystemTime};

use reqwest::{RequestBuilder, Response};

use crate::Error;
use crate::classify::{Failure, ProxyFailure, failure_of};
use crate::client::Inner;
use crate::error::Cause;
use crate::tls::{RefusedCertificate, TlsProblem};

/// “Proxy Authentication Required”: never the word of a PBX.
const PROXY_SIGN_IN: u16 = 407;

impl Inner {
    /// Sends a request once. The clock of the PBX is noted from the head of its answer.
    pub(crate) async fn transmit(
        &self,
        what: &str,
        request: RequestBuilder,
    ) -> Result<Response, Error> {
        let (asked_at, asked) = (SystemTime::now(), Instant::now());
        let response = request
            .send()
            .await
            .map_err(|error| self.lost(what, error))?;
        // A request that is not encrypted goes through the proxy without a tunnel, and so does the proxy's own answer.
        if response.status().as_u16() == PROXY_SIGN_IN
            && let Some(route) = &self.route
        {
            return Err(Error::proxy_sign_in(&route.name, route.signs_in));
        }
        if self.options.server.is_origin_of(response.url()) {
            self.clock
                .note(response.headers(), asked_at, asked.elapsed());
        }
        Ok(response)
    }

    /// A failed transmission in our words, without the address.
    pub(crate) fn lost(&self, what: &str, error: reqwest::Error) -> Error {
        let failure = failure_of(&error);
        self.explain(what, failure, error.without_url().into())
    }

    /// The error for a failure whose cause holds no address and no secret.
    pub(crate) fn explain(&self, what: &str, failure: Failure, source: Cause) -> Error {
        let (what, server) = (what.to_owned(), self.options.server.to_string());
        let asked = self.client_certificate.was_asked_for();
        match self.seen_through_proxy(failure) {
            Failure::Certificate(refused) => refused_certificate(server, *refused),
            Failure::Tls(cause) => Error::Tls {
                server,
                problem: TlsProblem::of(&cause, asked),
            },
            Failure::ClosedHandshake => Error::Tls {
                server,
                problem: TlsProblem::Closed,
            },
            Failure::Proxy(failure) => self.stopped_at_proxy(failure, server, source),
            Failure::Connect | Failure::ConnectTimeout => Error::Unreachable { server, source },
            Failure::Timeout => Error::Timeout { what, server },
            Failure::NotHttp => Error::NotPortsip {
                server,
                detail: "the answer is not HTTP".to_owned(),
            },
            Failure::Interrupted => Error::Interrupted {
                what,
                server,
                source,
            },
        }
    }

    /// Whose failure it is: with a proxy on the way, a missing connection may be one to the proxy.
    fn seen_through_proxy(&self, failure: Failure) -> Failure {
        let tunnelled = !self.options.server.is_plain_http();
        match (failure, self.route.is_some()) {
            (Failure::Connect, true) if !tunnelled => Failure::Proxy(ProxyFailure::Unreachable),
            (Failure::ConnectTimeout, true) => Failure::Proxy(ProxyFailure::Refused(
                "there was no answer in time".to_owned(),
            )),
            (failure, _) => failure,
        }
    }

    fn stopped_at_proxy(&self, failure: ProxyFailure, server: String, source: Cause) -> Error {
        // A redirect may lead through a proxy of the system that is not on the way to the PBX itself.
        let (proxy, signs_in) = self
            .route
            .as_ref()
            .map_or(("of this computer", false), |route| {
                (route.name.as_str(), route.signs_in)
            });
        match failure {
            ProxyFailure::Unreachable => Error::ProxyUnreachable {
                proxy: proxy.to_owned(),
                source,
            },
            ProxyFailure::SignIn => Error::proxy_sign_in(proxy, signs_in),
            ProxyFailure::Refused(detail) => Error::ProxyRefused {
                proxy: proxy.to_owned(),
                server,
                detail,
            },
        }
    }
}

fn refused_certificate(server: String, refused: RefusedCertificate) -> Error {
    let info = Box::new(refused.info);
    match refused.pinned {
        Some(expected) => Error::PinMismatch {
            server,
            expected,
            presented: info,
        },
        None => Error::Certificate {
            server,
            info,
            problems: refused.problems,
        },
    }
}
