//! Whether the links of a PBX open for everybody who has them, or for signed-in accounts only.

use super::{Resume, WHAT};
use crate::client::Client;
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
        let second_byte = Resume {
            offset: 1,
            validator: None,
        };
        let response = inner.follow(&url, Some(&second_byte), None).await?;
        match response.status().as_u16() {
            200 | 206 | 416 => Ok(Some(!is_html(response.headers()))),
            401 | 403 => Ok(Some(false)),
            status => Err(bad(WHAT, format!("it came with status {status}"))),
        }
    }
}
