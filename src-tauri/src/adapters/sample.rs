//! The built-in PBX behind "Explore with sample data".

use demo_pbx::DemoPbx;
use tapedeck_core::{ErrorKind, Failure, Tapedeck, session::SessionView};

use crate::error::ApiResult;

/// Starts it on a free loopback port.
pub(crate) async fn start() -> ApiResult<DemoPbx> {
    DemoPbx::start(demo_pbx::Options::default())
        .await
        .map_err(|error| Failure {
            kind: ErrorKind::Internal,
            message: format!("The sample PBX could not be started: {error}."),
            detail: None,
            retry_after_secs: None,
        })
}

/// Signs in to it.
pub(crate) async fn sign_in(app: &Tapedeck, pbx: &DemoPbx) -> ApiResult<SessionView> {
    let account = pbx.sign_in();
    Ok(app
        .sign_in_sample(
            &pbx.base_url(),
            &account.domain,
            &account.user,
            &account.password,
        )
        .await?)
}
