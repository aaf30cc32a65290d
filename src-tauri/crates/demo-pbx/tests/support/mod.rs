//! A client with nothing in common with the real one: reqwest and JSON values.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    reason = "test support; each test file uses its own part"
)]

use demo_pbx::{DemoPbx, Options};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

/// Tuesday afternoon, so that today has calls.
pub(crate) const NOW: &str = "2026-11-24T15:30:00Z";

/// Options of a small PBX: two weeks up to [`NOW`].
pub(crate) fn small() -> Options {
    Options {
        days: 14,
        now: Some(NOW.parse().unwrap()),
        ..Options::default()
    }
}

/// A PBX and somebody signed in to it.
pub(crate) struct Bench {
    pub pbx: DemoPbx,
    pub client: Client,
    pub access: String,
    pub refresh: String,
}

pub(crate) fn client() -> Client {
    // Already installed by another test of the same process: all the same.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

impl Bench {
    pub(crate) async fn start(options: Options) -> Self {
        Self::start_as(options, "qa.lead").await
    }

    pub(crate) async fn start_as(options: Options, user: &str) -> Self {
        let pbx = DemoPbx::start(options).await.unwrap();
        let mut bench = Self {
            pbx,
            client: client(),
            access: String::new(),
            refresh: String::new(),
        };
        bench.sign_in(user).await;
        bench
    }

    pub(crate) async fn sign_in(&mut self, user: &str) {
        let account = self.pbx.sign_in_as(user);
        let body = json!({"username": account.user, "password": account.password, "domain": account.domain});
        let sent = self
            .client
            .post(self.url("/auth/sign_in"))
            .json(&body)
            .send();
        // A family without this endpoint answers with the portal's page: no tokens then.
        let answer: Value = sent.await.unwrap().json().await.unwrap_or_default();
        let text = |field: &str| answer[field].as_str().unwrap_or_default();
        text("access_token").clone_into(&mut self.access);
        text("refresh_token").clone_into(&mut self.refresh);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}/api{path}", self.pbx.base_url())
    }

    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path)).bearer_auth(&self.access)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(path).send().await.unwrap()
    }

    pub(crate) async fn status(&self, path: &str) -> u16 {
        self.get(path).await.status().as_u16()
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        answer.json().await.unwrap()
    }

    pub(crate) async fn list(&self, path: &str, options: &[(&str, &str)]) -> Response {
        self.request(path).query(options).send().await.unwrap()
    }

    /// The ids of a page, and its count.
    pub(crate) async fn ids(&self, path: &str, options: &[(&str, &str)]) -> (u64, Vec<String>) {
        let answer = self.list(path, options).await;
        assert_eq!(answer.status().as_u16(), 200, "{path} {options:?}");
        let page: Value = answer.json().await.unwrap();
        let ids = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_str().unwrap_or("?").to_owned())
            .collect();
        (page["count"].as_u64().unwrap(), ids)
    }

    /// The id of the newest recording with one WAV file, and the link to it.
    pub(crate) async fn wav(&self) -> (String, String) {
        let wavs = |recording: &&demo_pbx::company::Recording| {
            recording.files.len() == 1
                && recording.files[0].format == demo_pbx::company::Format::WavMono
        };
        let id = self
            .pbx
            .company()
            .recordings
            .iter()
            .rev()
            .find(wavs)
            .unwrap()
            .id_text();
        let link = self.link(&id, 0).await;
        (id, link)
    }

    /// The link to a file, as a path below `/api`.
    pub(crate) async fn link(&self, id: &str, index: usize) -> String {
        let detail = self.json(&format!("/recordings/{id}")).await;
        detail["items"][index]["file_url"]
            .as_str()
            .unwrap()
            .strip_prefix("/api")
            .unwrap()
            .to_owned()
    }
}
