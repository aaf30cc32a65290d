//! The PBX asked by the test itself, as `curl` would: what its bytes are without any code of the product.

use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::runtime::{Builder, Runtime};

use crate::cli::Pbx;
use crate::export::hex;
use crate::failure::{Failure, Outcome};

/// A signed-in connection.
pub struct Direct {
    http: Client,
    runtime: Runtime,
    server: String,
    token: String,
}

impl Direct {
    /// Signs in.
    pub fn to(pbx: &Pbx) -> Outcome<Self> {
        // An error only says that another test of this process was first.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let http = Client::builder()
            .no_proxy()
            .build()
            .map_err(|error| Failure::because("cannot make an HTTP client", error))?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::because("cannot start a runtime", error))?;
        let who = json!({"username": pbx.user, "password": pbx.password, "domain": pbx.domain});
        let request = http
            .post(format!("{}/api/auth/sign_in", pbx.server))
            .json(&who);
        let answer: Value = runtime
            .block_on(async { request.send().await?.json().await })
            .map_err(|error| Failure::because("sign-in", error))?;
        let token = answer["access_token"]
            .as_str()
            .ok_or_else(|| Failure::new("the sign-in gave no token"))?
            .to_owned();
        Ok(Self {
            http,
            runtime,
            server: pbx.server.clone(),
            token,
        })
    }

    /// The SHA-256 of each file of a recording, in the order of the PBX.
    pub fn hashes(&self, recording: &str) -> Outcome<Vec<String>> {
        let detail = self.get(&format!("/api/recordings/{recording}"))?;
        let detail: Value =
            serde_json::from_slice(&detail).map_err(|error| Failure::because(recording, error))?;
        let files = detail["items"].as_array().cloned().unwrap_or_default();
        files
            .iter()
            .map(|file| {
                let link = file["file_url"].as_str().ok_or_else(|| {
                    Failure::new(format!("{recording} has a file without a link"))
                })?;
                Ok(hex(&Sha256::digest(self.get(link)?)))
            })
            .collect()
    }

    fn get(&self, path: &str) -> Outcome<Vec<u8>> {
        let request = self
            .http
            .get(format!("{}{path}", self.server))
            .bearer_auth(&self.token);
        self.runtime
            .block_on(async { request.send().await?.error_for_status()?.bytes().await })
            .map(Vec::from)
            .map_err(|error| Failure::because("the PBX", error.without_url()))
    }
}
