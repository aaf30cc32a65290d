//! One attempt at one API call: send it, follow redirects on the same origin, read the whole body within a limit.

use std::time::{Duration, SystemTime};

use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Method, Response};
use tokio::time::Instant;
use url::Url;

use super::answer::{Answer, looks_like_markup};
use super::bad;
use super::redirect::{Hop, next_hop, origin_of};
use crate::client::Inner;
use crate::clock::date;
use crate::pace::retry_after;
use crate::{Error, Secret};

/// No answer of the API is longer; a longer one is an attack or not the API.
const JSON_LIMIT: usize = 64 << 20;
/// A body that brings less than this within the idle time-out is as good as silent: a drip may not hold a place in flight
/// for ever. It is a tenth of what a slow modem carries; a long answer over a slow line comes whole, however long it takes.
const LEAST_PROGRESS: usize = 16 << 10;

/// The body of a request.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    /// `application/json`.
    Json(Secret),
    /// `application/x-www-form-urlencoded`, already encoded.
    Form(Secret),
}

/// How often a call may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Reads: the whole retry policy.
    Read,
    /// Calls a person waits for: twice at most, and only if nothing was sent.
    Unsent,
    /// Once.
    Once,
}

/// One API call.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    /// The object in words, for messages: “the calls”.
    pub(crate) what: String,
    pub(crate) method: Method,
    /// From `/api/…` on, percent-encoded, without query.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: Body,
    pub(crate) patience: Patience,
}

impl Ask {
    /// A `GET` with all patience.
    pub(crate) fn get(what: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            method: Method::GET,
            path: path.into(),
            query: String::new(),
            body: Body::None,
            patience: Patience::Read,
        }
    }

    /// A `POST`, sent once.
    pub(crate) fn post(what: impl Into<String>, path: impl Into<String>, body: Body) -> Self {
        Self {
            method: Method::POST,
            body,
            patience: Patience::Once,
            ..Self::get(what, path)
        }
    }

    /// Adds the query string, already encoded.
    #[must_use]
    pub(crate) fn query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }
}

impl Inner {
    /// Sends `ask` once.
    pub(crate) async fn attempt(
        &self,
        ask: &Ask,
        bearer: Option<&HeaderValue>,
    ) -> Result<Answer, Error> {
        let mut url = self.options.server.url(&ask.path);
        url.set_query((!ask.query.is_empty()).then_some(ask.query.as_str()));
        let mut visited = vec![url];
        loop {
            let response = self.send(ask, &visited, bearer).await?;
            match self.redirect(ask, &response, &visited) {
                None => return self.read(ask, response, None).await,
                Some(Ok(next)) => visited.push(next),
                Some(Err(to)) => return self.read(ask, response, Some(to)).await,
            }
        }
    }

    async fn send(
        &self,
        ask: &Ask,
        visited: &[Url],
        bearer: Option<&HeaderValue>,
    ) -> Result<Response, Error> {
        let url = visited
            .last()
            .cloned()
            .unwrap_or_else(|| self.options.server.url(&ask.path));
        let mut request = self
            .http
            .request(ask.method.clone(), url)
            .header(ACCEPT, "application/json");
        if let Some(bearer) = bearer {
            request = request.header(AUTHORIZATION, bearer.clone());
        }
        request = match &ask.body {
            Body::None => request,
            Body::Json(json) => request
                .header(CONTENT_TYPE, "application/json")
                .body(json.expose().to_owned()),
            Body::Form(form) => request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.expose().to_owned()),
        };
        self.transmit(&ask.what, request).await
    }

    /// The next address of a redirect, or the origin of one that is not followed. API calls stay on their origin, and
    /// only reads are sent again.
    fn redirect(
        &self,
        ask: &Ask,
        response: &Response,
        visited: &[Url],
    ) -> Option<Result<Url, String>> {
        if !response.status().is_redirection() {
            return None;
        }
        let location = response.headers().get(LOCATION)?.to_str().ok()?;
        match next_hop(visited, location) {
            Hop::Follow(to) if !self.options.server.is_origin_of(&to) => Some(Err(origin_of(&to))),
            Hop::Follow(to) if ask.patience == Patience::Read => Some(Ok(to)),
            Hop::Follow(_) => None,
            Hop::Refuse { to, .. } => Some(Err(to)),
        }
    }

    async fn read(
        &self,
        ask: &Ask,
        mut response: Response,
        redirect_to: Option<String>,
    ) -> Result<Answer, Error> {
        let status = response.status().as_u16();
        let retry_after = stated_pause(response.headers());
        let typed_html = is_html(response.headers());
        let bytes = self.whole_body(&ask.what, &mut response).await?;
        // One name in a wrong encoding must not cost the page it is on.
        let body = String::from_utf8(bytes)
            .unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned());
        let body = body
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(body);
        let html = looks_like_markup(body.as_bytes())
            || (typed_html && !body.trim_start().starts_with(['{', '[']));
        Ok(Answer {
            status,
            html,
            retry_after,
            redirect_to,
            body,
        })
    }

    /// The body as long as it gets on: silence is ended by the HTTP library, a drip here.
    async fn whole_body(&self, what: &str, response: &mut Response) -> Result<Vec<u8>, Error> {
        let stated = response.content_length().unwrap_or(0).min(1 << 20);
        let mut bytes = Vec::with_capacity(stated as usize);
        let silent = || Error::Timeout {
            what: what.to_owned(),
            server: self.options.server.to_string(),
        };
        let (mut due, mut least) = (Instant::now() + self.options.idle_timeout, LEAST_PROGRESS);
        loop {
            let chunk = tokio::time::timeout_at(due, response.chunk()).await;
            let Some(chunk) = chunk
                .map_err(|_| silent())?
                .map_err(|error| self.lost(what, error))?
            else {
                return Ok(bytes);
            };
            if bytes.len() + chunk.len() > JSON_LIMIT {
                return Err(bad(what, "it is longer than 64 MB".to_owned()));
            }
            bytes.extend_from_slice(&chunk);
            if bytes.len() >= least {
                due = Instant::now() + self.options.idle_timeout;
                least = bytes.len() + LEAST_PROGRESS;
            }
        }
    }
}

/// `Retry-After` as a pause from now. A date is read by the clock it was written by, the server's, where that is known.
pub(crate) fn stated_pause(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    retry_after(text, date(headers).unwrap_or_else(SystemTime::now))
}

/// Whether the content type says HTML.
pub(crate) fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("text/html")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_date_is_read_by_the_clock_of_the_server() {
        let pause = |pairs: &[(&str, &str)]| {
            let headers = pairs.iter().map(|(name, value)| {
                let name = reqwest::header::HeaderName::try_from(*name).unwrap();
                (name, HeaderValue::from_str(value).unwrap())
            });
            stated_pause(&headers.collect())
        };
        // Both clocks are years off ours, and the pause is half a minute all the same.
        let (date, later) = (
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:50:07 GMT",
        );
        assert_eq!(
            pause(&[("date", date), ("retry-after", later)]),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            pause(&[("retry-after", later)]),
            Some(Duration::ZERO),
            "without its clock the date is long past"
        );
        assert_eq!(
            pause(&[("date", "yesterday"), ("retry-after", "7")]),
            Some(Duration::from_secs(7))
        );
        assert_eq!(pause(&[("date", date)]), None);
    }
}
