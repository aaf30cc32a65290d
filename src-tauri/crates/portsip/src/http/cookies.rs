//! Cookies for the PBX's own origin only: a session sign-in (api.md, section 2.3) lives in one.

use std::fmt;
use std::sync::{PoisonError, RwLock};

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::HeaderValue;
use url::Url;

use crate::ServerAddress;

/// A cookie jar that neither keeps nor sends anything beyond one origin, and can be emptied.
pub(crate) struct OwnOriginCookies {
    server: ServerAddress,
    jar: RwLock<Jar>,
}

impl OwnOriginCookies {
    pub(crate) fn new(server: ServerAddress) -> Self {
        Self {
            server,
            jar: RwLock::default(),
        }
    }

    /// Forgets all cookies.
    pub(crate) fn clear(&self) {
        *self.jar.write().unwrap_or_else(PoisonError::into_inner) = Jar::default();
    }
}

impl CookieStore for OwnOriginCookies {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        if self.server.is_origin_of(url) {
            self.jar
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .set_cookies(headers, url);
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        if !self.server.is_origin_of(url) {
            return None;
        }
        self.jar
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .cookies(url)
    }
}

impl fmt::Debug for OwnOriginCookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnOriginCookies")
    }
}
