//! A server that answers whatever a test tells it to and remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use portsip::{Client, ClientOptions, Credentials, RetryPolicy, Secret};
use serde_json::Value;

/// One request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) raw_query: String,
    pub(crate) bearer: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

pub(crate) struct Double {
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Double {
    /// A PBX: it says so when asked who it is; all else is answered as told.
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Response + Send + Sync + 'static) -> Self {
        Self::start_bare(move |asked| match asked.path.as_str() {
            "/api/info" => json(200, r#"{"web_domain":"pbx.test.io"}"#),
            _ => answer(asked),
        })
        .await
    }

    /// Everything is answered as told.
    pub(crate) async fn start_bare(
        answer: impl Fn(&Asked) -> Response + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (answer, seen) = (Arc::new(answer), Arc::clone(&log));
        let app = Router::new().fallback(
            move |Query(query): Query<HashMap<String, String>>, request: Request| {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                async move {
                    let (parts, body) = request.into_parts();
                    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
                    let bearer = parts
                        .headers
                        .get(header::AUTHORIZATION)
                        .map(|value| value.to_str().unwrap().to_owned());
                    let asked = Asked {
                        method: parts.method.to_string(),
                        path: parts.uri.path().to_owned(),
                        query,
                        raw_query: parts.uri.query().unwrap_or_default().to_owned(),
                        bearer: bearer
                            .and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
                        headers: parts.headers,
                        body: String::from_utf8(body.to_vec()).unwrap(),
                    };
                    seen.lock().unwrap().push(asked.clone());
                    answer(&asked)
                }
            },
        );
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, log }
    }

    /// A client of this server that retries quickly.
    pub(crate) fn client(&self) -> Client {
        Client::new(self.options()).unwrap()
    }

    pub(crate) fn options(&self) -> ClientOptions {
        let mut options = ClientOptions::new(format!("http://{}", self.address).parse().unwrap());
        options.retry = RetryPolicy {
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(5),
            ..RetryPolicy::default()
        };
        options
    }

    /// A client that has signed in; the server must grant it.
    pub(crate) async fn signed_in(&self) -> Client {
        let client = self.client();
        client.sign_in(&credentials()).await.unwrap();
        client
    }

    /// Requests so far whose path ends like this.
    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        self.log
            .lock()
            .unwrap()
            .iter()
            .filter(|asked| asked.path.ends_with(path))
            .cloned()
            .collect()
    }

    /// All requests so far.
    pub(crate) fn everything(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    /// All requests so far as `METHOD /path`, but the question who it is.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.everything()
            .iter()
            .filter(|asked| asked.path != "/api/info")
            .map(|asked| format!("{} {}", asked.method, asked.path))
            .collect()
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        user: "agent1".to_owned(),
        domain: Some("test.io".to_owned()),
        password: Secret::from("canary-password"),
    }
}

pub(crate) fn json(status: u16, body: &str) -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::from_u16(status).unwrap(), kind, body.to_owned()).into_response()
}

pub(crate) fn value(body: &Value) -> Response {
    json(200, &body.to_string())
}

pub(crate) fn html(status: u16) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (
        StatusCode::from_u16(status).unwrap(),
        kind,
        "<!doctype html><title>Portal</title>",
    )
        .into_response()
}

pub(crate) fn refused(status: u16, code: &str, message: &str) -> Response {
    json(
        status,
        &format!(r#"{{"errors":[{{"code":"{code}","message":"{message}","detail":{{}}}}]}}"#),
    )
}

pub(crate) fn redirect(status: u16, to: &str) -> Response {
    (
        StatusCode::from_u16(status).unwrap(),
        [(header::LOCATION, to.to_owned())],
    )
        .into_response()
}

pub(crate) fn token(name: &str, expires_in: u64) -> Response {
    json(
        200,
        &format!(
            r#"{{"token_type":"Bearer","access_token":"access-{name}","refresh_token":"refresh-{name}","expires_in":{expires_in}}}"#
        ),
    )
}

pub(crate) fn bytes(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let mut response = Response::new(Body::from(Bytes::copy_from_slice(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(
            header::HeaderName::try_from(*name).unwrap(),
            value.parse().unwrap(),
        );
    }
    response
}
