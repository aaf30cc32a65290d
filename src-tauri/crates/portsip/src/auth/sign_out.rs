//! Ending the session.

use std::time::Duration;

use crate::client::Client;
use crate::http::bearer_header;

/// Signing out must not hold up a window that closes.
const GOODBYE: Duration = Duration::from_secs(5);

impl Client {
    /// Tells the PBX that the session is over, if it can be told within five seconds, and forgets tokens, cookies and
    /// password in any case.
    pub async fn sign_out(&self) {
        let inner = &self.inner;
        let token = inner.session.token();
        let flavour = inner.session.flavour();
        inner.session.forget();
        if let (Some(token), Some(flavour)) = (token, flavour)
            && let Ok(header) = bearer_header(&token.secret)
        {
            let ask = flavour.sign_out();
            let told = tokio::time::timeout(GOODBYE, inner.attempt(&ask, Some(&header))).await;
            tracing::debug!(
                told = matches!(told, Ok(Ok(ref answer)) if answer.is_success()),
                "signed out"
            );
        }
        inner.cookies.clear();
    }
}
