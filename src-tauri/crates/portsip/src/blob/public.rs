//! Whether the links of a PBX open for everybody who has them, or for signed-in accounts only.

use reqwest::header::RANGE;

use super::WHAT;
use crate::client::{Client, http_client};
use crate::http::{bad, is_html};
use crate::{Error, FileLink};

impl Client {
    /// Whether a link opens without a session (api.md, section 5.5: private since 22.3, where the tenant wants it). `None`
    /// for a link that leads to another server than the PBX. At most the beginning of the file is fetched.
    pub async fn opens_without_session(&self, link: &FileLink) -> Result<Option<bool>, Error> {
        let inner = &self.inner;
        let url = inner.resolve(link)?;
        if !inner.options.server.is_origin_of(&url) {
            return Ok(None);
        }
        // Connections of its own: the cookies of the others are a session, too.
        let stranger = http_client(&inner.options, &inner.tls, None)?;
        let request = stranger.get(url).header(RANGE, "bytes=0-0");
        let response = inner.transmit(WHAT, request).await?;
        match response.status().as_u16() {
            // A redirect hands out the way to the file.
            200 | 206 | 301..=308 | 416 => Ok(Some(!is_html(response.headers()))),
            401 | 403 => Ok(Some(false)),
            status => Err(bad(WHAT, format!("it came with status {status}"))),
        }
    }
}
