//! `sign-in`: proves a sign-in and keeps it.

use tapedeck_core::session::ScopeView;
use tokio_util::sync::CancellationToken;

use crate::{
    args::ConnectionArgs,
    connect,
    exit::{Failed, Outcome},
    output::say,
    stdin,
};

/// Signs in, keeps profile and password, and says who may see what.
pub(crate) async fn run(
    arguments: ConnectionArgs,
    cancel: CancellationToken,
) -> Result<Outcome, Failed> {
    let secrets = stdin::read(arguments.password_stdin, false)?;
    let connected =
        connect::connect(&arguments, secrets.password, !arguments.demo, &cancel).await?;
    let session = &connected.session;
    let sees = |scope| {
        if scope == ScopeView::Tenant {
            "of the whole tenant"
        } else {
            "own only"
        }
    };
    say(&format!(
        "signed in to {} as {} ({})",
        session.server, session.user, session.tenant_name
    ));
    say(&format!(
        "calls: {}; recordings: {}; zone: {}",
        sees(session.calls),
        sees(session.recordings),
        session.zone
    ));
    if !arguments.demo {
        say(&format!("kept as profile {}", session.profile));
    }
    connected.leave().await;
    Ok(Outcome::Complete)
}
