//! The loopback server of the player.
//!
//! Only what was opened is served, under a secret of this launch and an id that says nothing; `Host` is checked, so that
//! a web page cannot reach it by DNS rebinding; only GET and HEAD are answered, with ranges.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    Router,
    body::Body,
    extract::{Path as UrlPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::error::{Error, Result};

/// The running server; it ends with the runtime.
#[derive(Clone)]
pub(super) struct MediaServer {
    shared: Arc<Shared>,
}

struct Shared {
    address: SocketAddr,
    secret: String,
    files: RwLock<HashMap<String, (PathBuf, &'static str)>>,
}

impl MediaServer {
    /// Listens on a free loopback port.
    pub(super) async fn start() -> Result<Self> {
        let failed = |source| Error::io("opened", "127.0.0.1 for the player", source);
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let shared = Arc::new(Shared {
            address,
            secret: random_name(),
            files: RwLock::default(),
        });
        let router = Router::new()
            .route("/{secret}/{id}", get(serve))
            .with_state(Arc::clone(&shared));
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the player's server stopped");
            }
        });
        Ok(Self { shared })
    }

    /// Serves a file and tells its address; the same file keeps its address.
    pub(super) fn publish(&self, path: &Path, mime: &'static str) -> String {
        let mut files = self
            .shared
            .files
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let known = files
            .iter()
            .find(|(_, (known, _))| known == path)
            .map(|(id, _)| id.clone());
        let id = known.unwrap_or_else(|| {
            let id = random_name();
            files.insert(id.clone(), (path.to_owned(), mime));
            id
        });
        format!("http://{}/{}/{id}", self.shared.address, self.shared.secret)
    }

    /// Serves nothing any more of what was published.
    pub(super) fn withdraw_all(&self) {
        self.shared
            .files
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// 128 random bits in hex.
fn random_name() -> String {
    format!("{:032x}", rand::random::<u128>())
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    UrlPath((secret, id)): UrlPath<(String, String)>,
    request: Request,
) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    if host != Some(shared.address.to_string().as_str()) || secret != shared.secret {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = shared
        .files
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&id)
        .cloned();
    let Some((path, mime)) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match ServeFile::new(path).oneshot(request).await {
        Ok(answer) => {
            let mut answer = answer.map(Body::new);
            let headers = answer.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(mime));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            // Web Audio (the volume of each side) may only touch what says so. Who knows the address may read it anyway.
            headers.insert(
                header::ACCESS_CONTROL_ALLOW_ORIGIN,
                HeaderValue::from_static("*"),
            );
            headers.insert(
                header::X_CONTENT_TYPE_OPTIONS,
                HeaderValue::from_static("nosniff"),
            );
            answer
        }
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    use super::*;

    /// What the server answers to these raw bytes.
    async fn ask(address: SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn get_request(method: &str, path: &str, host: &str, extra: &str) -> String {
        format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{extra}\r\n")
    }

    #[tokio::test]
    async fn serves_what_was_published_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.wav");
        std::fs::write(&file, b"0123456789").unwrap();
        let server = MediaServer::start().await.unwrap();
        let url = server.publish(&file, "audio/wav");
        assert_eq!(
            url,
            server.publish(&file, "audio/wav"),
            "one file, one address"
        );
        let address = server.shared.address;
        let host = address.to_string();
        let path = url.strip_prefix(&format!("http://{host}")).unwrap();

        let whole = ask(address, &get_request("GET", path, &host, "")).await;
        assert!(
            whole.starts_with("HTTP/1.1 200") && whole.ends_with("0123456789"),
            "{whole}"
        );
        assert!(whole.contains("content-type: audio/wav"), "{whole}");
        assert!(
            whole.contains("access-control-allow-origin: *"),
            "Web Audio may look into it: {whole}"
        );
        let part = ask(
            address,
            &get_request("GET", path, &host, "Range: bytes=2-4\r\n"),
        )
        .await;
        assert!(
            part.starts_with("HTTP/1.1 206") && part.ends_with("\r\n\r\n234"),
            "{part}"
        );
        assert!(part.contains("content-range: bytes 2-4/10"), "{part}");
        let head = ask(address, &get_request("HEAD", path, &host, "")).await;
        assert!(
            head.starts_with("HTTP/1.1 200") && head.contains("content-length: 10"),
            "{head}"
        );

        for (what, request) in [
            (
                "another host",
                get_request("GET", path, "evil.example:80", ""),
            ),
            (
                "a wrong secret",
                get_request("GET", &format!("/{}/x", random_name()), &host, ""),
            ),
            (
                "an unknown id",
                get_request(
                    "GET",
                    &format!("/{}/{}", server.shared.secret, random_name()),
                    &host,
                    "",
                ),
            ),
        ] {
            let answer = ask(address, &request).await;
            assert!(answer.starts_with("HTTP/1.1 404"), "{what}: {answer}");
            assert!(
                !answer.contains("access-control"),
                "{what} is told nothing: {answer}"
            );
        }
        let post = ask(
            address,
            &get_request("POST", path, &host, "Content-Length: 0\r\n"),
        )
        .await;
        assert!(post.starts_with("HTTP/1.1 405"), "{post}");

        server.withdraw_all();
        let gone = ask(address, &get_request("GET", path, &host, "")).await;
        assert!(
            gone.starts_with("HTTP/1.1 404"),
            "a withdrawn file is no longer served: {gone}"
        );
    }
}
