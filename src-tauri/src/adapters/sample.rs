//! The built-in PBX behind "Explore with sample data".

use demo_pbx::{DemoPbx, LivePace, Options};
use tapedeck_core::{ErrorKind, Failure, Tapedeck, session::SessionView};

use crate::error::ApiResult;

/// Starts it on a free loopback port; a call happens now and then, as in a real company.
pub(crate) async fn start() -> ApiResult<DemoPbx> {
    let options = Options {
        live: Some(LivePace::default()),
        ..Options::default()
    };
    DemoPbx::start(options).await.map_err(|error| Failure {
        kind: ErrorKind::Internal,
        message: format!("The sample PBX could not be started: {error}."),
        detail: None,
        retry_after_secs: None,
        case: None,
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
