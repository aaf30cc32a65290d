//! `sign-in`: proves a sign-in and keeps it.

use tokio_util::sync::CancellationToken;

use crate::{
    args::ConnectionArgs,
    connect,
    exit::{Failed, Outcome},
    output::say,
    stdin,
    steps::sees,
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
    say(&format!(
        "signed in to {} as {} ({})",
        session.server, session.user, session.tenant_name
    ));
    say(&format!(
        "calls: {}; recordings: {}; zone: {}",
        sees(session.calls, &session.groups),
        sees(session.recordings, &session.groups),
        session.zone
    ));
    if !arguments.demo {
        say(&format!("kept as profile {}", session.profile));
    }
    connected.leave().await;
    Ok(Outcome::Complete)
}
