//! From flags, environment and profile to a signed-in app.

use std::{
    env,
    io::{self, IsTerminal},
    sync::Arc,
};

use demo_pbx::DemoPbx;
use tapedeck_core::{
    Error, Tapedeck,
    app::Ports,
    query::CallQuery,
    secrets::MemorySecrets,
    session::{ConnectionInput, ProfileView, SessionView, SignInInput},
    sync::{Coverage, SyncProgress},
};
use tokio_util::sync::CancellationToken;

use crate::{
    args::{ConnectionArgs, WayArgs},
    exit::Failed,
    output::say,
    steps,
};

/// User names that the PBX keeps for system administrators, who have no domain.
const RESERVED: [&str; 4] = ["admin", "system", "administrator", "root"];

/// A signed-in app; with `--demo`, the PBX it is signed in to.
pub(crate) struct Connected {
    pub(crate) app: Tapedeck,
    pub(crate) session: SessionView,
    _demo: Option<DemoPbx>,
}

impl Connected {
    /// Reads the range of a query; from its beginning when the PBX ends the session before its time and it can be taken
    /// back.
    pub(crate) async fn read(
        &self,
        query: &CallQuery,
        progress: impl Fn(SyncProgress) + Send + Sync,
        cancel: &CancellationToken,
    ) -> tapedeck_core::Result<Coverage> {
        loop {
            match self.app.read(query, &progress, cancel).await {
                Err(error) if error.needs_sign_in() => self.app.take_session_back().await?,
                read => return read,
            }
        }
    }

    /// Ends the session at the PBX, so that no sign-in is left behind.
    pub(crate) async fn leave(&self) {
        self.app.leave().await;
    }
}

/// Opens settings and catalogue of this computer; says when one of them could not be read and was set aside.
pub(crate) fn open() -> Result<Tapedeck, Failed> {
    opened(Ports::desktop(None)?)
}

fn opened(ports: Ports) -> Result<Tapedeck, Failed> {
    let app = Tapedeck::open(ports)?;
    if let Some(notice) = app.notice() {
        say(&format!("warning: {notice}"));
    }
    Ok(app)
}

/// Signs in as the flags, the environment or a profile say; Ctrl-C ends it at any moment.
pub(crate) async fn connect(
    arguments: &ConnectionArgs,
    password: Option<String>,
    remember: bool,
    cancel: &CancellationToken,
) -> Result<Connected, Failed> {
    // Boxed: it holds every step that a sign-in may need.
    let signed_in = Box::pin(sign_in(arguments, password, remember));
    cancel
        .run_until_cancelled(signed_in)
        .await
        .unwrap_or(Err(Failed::Cancelled))
}

async fn sign_in(
    arguments: &ConnectionArgs,
    password: Option<String>,
    remember: bool,
) -> Result<Connected, Failed> {
    if arguments.demo {
        return demo().await;
    }
    let app = open()?;
    let mut input = input(arguments, &app.profiles(), password, remember)?;
    input.connection = Some(app.keep_connection(way_input(&app, &arguments.way).await?)?);
    let step = app.sign_in(input).await;
    let session = match steps::through(&app, step, arguments).await {
        Ok(session) => session,
        Err(failed) => {
            // A sign-in that stopped half-way may have left a session at the PBX.
            app.leave().await;
            return Err(match failed {
                Failed::Core(Error::NoPassword { why }) => no_password(&why),
                other => other,
            });
        }
    };
    if let Some(notice) = &session.notice {
        say(&format!("warning: {notice}"));
    }
    steps::say_scope(&session);
    Ok(Connected {
        app,
        session,
        _demo: None,
    })
}

/// Proxy and authorities as flags and environment say.
pub(crate) async fn way_input(app: &Tapedeck, way: &WayArgs) -> Result<ConnectionInput, Failed> {
    let file = way
        .ca_file
        .clone()
        .filter(|file| !file.as_os_str().is_empty());
    let authorities = match file {
        Some(file) => Some(app.read_authorities(file).await?.pem),
        None => None,
    };
    Ok(way.input(authorities))
}

/// The built-in PBX. Neither keychain nor profiles are touched.
async fn demo() -> Result<Connected, Failed> {
    let pbx = start_demo(demo_pbx::Options::default()).await?;
    let mut ports = Ports::desktop(None)?;
    ports.secrets = Arc::new(MemorySecrets::default());
    let app = opened(ports)?;
    let account = pbx.sign_in();
    let session = app
        .sign_in_sample(
            &pbx.base_url(),
            &account.domain,
            &account.user,
            &account.password,
        )
        .await?;
    Ok(Connected {
        app,
        session,
        _demo: Some(pbx),
    })
}

/// Starts the built-in PBX.
pub(crate) async fn start_demo(options: demo_pbx::Options) -> Result<DemoPbx, Failed> {
    DemoPbx::start(options).await.map_err(|error| {
        Failed::NotConnected(format!("the built-in PBX could not be started: {error}"))
    })
}

/// To which PBX and as whom, as far as it is said.
pub(crate) struct Account {
    pub(crate) server: Option<String>,
    pub(crate) domain: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) pin: Option<String>,
}

impl Account {
    /// Flags and environment first, then the profile that is named, or the default one when nothing is said.
    pub(crate) fn said(
        arguments: &ConnectionArgs,
        profiles: &[ProfileView],
    ) -> Result<Self, Failed> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let [server, domain, user] =
            [&arguments.server, &arguments.domain, &arguments.user].map(said);
        let named = said(&arguments.profile)
            .as_deref()
            .map(|name| find_profile(profiles, name))
            .transpose()?;
        let nothing_said = server.is_none() && user.is_none() && domain.is_none();
        let profile = named.or_else(|| {
            profiles
                .iter()
                .find(|profile| nothing_said && profile.is_default)
        });
        let take = |said: Option<String>, kept: Option<&String>| said.or_else(|| kept.cloned());
        Ok(Self {
            server: take(server, profile.map(|p| &p.server)),
            domain: take(domain, profile.map(|p| &p.domain)),
            user: take(user, profile.map(|p| &p.user)),
            pin: take(arguments.pin.clone(), profile.and_then(|p| p.pin.as_ref())),
        })
    }
}

/// The password in the environment.
pub(crate) fn password_variable() -> Option<String> {
    env::var("TAPEDECK_PASSWORD")
        .ok()
        .filter(|text| !text.is_empty())
}

/// Flags and environment first, then the profile, then the keychain behind it.
fn input(
    arguments: &ConnectionArgs,
    profiles: &[ProfileView],
    password: Option<String>,
    remember: bool,
) -> Result<SignInInput, Failed> {
    let Account {
        server,
        domain,
        user,
        pin,
    } = Account::said(arguments, profiles)?;
    let missing = |flag: &str, variable: &str| {
        Failed::Usage(format!(
            "no {flag} was given: use --{flag}, {variable}, a profile (see `tapedeck-cli profiles`) or --demo"
        ))
    };
    let server = server.ok_or_else(|| missing("server", "TAPEDECK_SERVER"))?;
    let user = user.ok_or_else(|| missing("user", "TAPEDECK_USER"))?;
    let tenant = arguments.tenant.clone().filter(|text| !text.is_empty());
    // A name that the PBX keeps for system administrators (`api.md` 2.1), or a tenant to enter: there is no domain.
    let administrator = tenant.is_some() || RESERVED.contains(&user.as_str());
    let domain = domain
        .or_else(|| administrator.then(String::new))
        .ok_or_else(|| missing("domain", "TAPEDECK_DOMAIN"))?;
    if tenant.is_some() && !domain.is_empty() {
        return Err(Failed::Usage(format!(
            "a tenant is entered by a system administrator, who has no domain: leave out either --tenant or the domain {domain:?}"
        )));
    }
    let known = profiles
        .iter()
        .any(|p| p.user == user && p.domain == domain);
    let password = match password.or_else(password_variable) {
        Some(password) => password,
        // Empty: the core asks the keychain.
        None if known => String::new(),
        None => ask(&user, &domain)?,
    };
    Ok(SignInInput {
        server,
        domain,
        user,
        password,
        remember,
        pin,
        tenant,
        ..SignInInput::default()
    })
}

fn no_password(why: &str) -> Failed {
    Failed::NotConnected(format!(
        "no password was given, and {why}: set TAPEDECK_PASSWORD, use --password-stdin, or keep it once with `tapedeck-cli sign-in`"
    ))
}

/// Asks without echo where a person sits.
fn ask(user: &str, domain: &str) -> Result<String, Failed> {
    let at = if domain.is_empty() { "" } else { "@" };
    typed_password(&format!("Password of {user}{at}{domain}: "))?
        .ok_or_else(|| no_password("nobody is there to type it"))
}

/// What a person types without echo, even if it is nothing; `None` where nobody sits.
pub(crate) fn typed_password(prompt: &str) -> Result<Option<String>, Failed> {
    if !io::stdin().is_terminal() {
        return Ok(None);
    }
    rpassword::prompt_password(prompt)
        .map(Some)
        .map_err(|error| unread(&error))
}

/// The prompt takes Ctrl-C for itself: it is no wrong usage.
fn unread(error: &io::Error) -> Failed {
    if error.kind() == io::ErrorKind::Interrupted {
        Failed::Cancelled
    } else {
        Failed::Usage(format!("the password cannot be read: {error}"))
    }
}

/// The profile of that name, or the only one whose name begins so.
pub(crate) fn find_profile<'a>(
    profiles: &'a [ProfileView],
    name: &str,
) -> Result<&'a ProfileView, Failed> {
    if let Some(exact) = profiles.iter().find(|profile| profile.id.as_str() == name) {
        return Ok(exact);
    }
    let mut begins = profiles
        .iter()
        .filter(|profile| profile.id.as_str().starts_with(name));
    match (begins.next(), begins.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(Failed::Usage(format!(
            "more than one profile begins with {name:?}; see `tapedeck-cli profiles`"
        ))),
        (None, _) => Err(Failed::Usage(format!(
            "there is no profile {name:?}; see `tapedeck-cli profiles`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::code;

    #[test]
    fn ctrl_c_at_the_prompt_is_cancelled() {
        let ends = |kind: io::ErrorKind| code(&Err(unread(&kind.into())));
        assert_eq!(ends(io::ErrorKind::Interrupted), 130);
        assert_eq!(ends(io::ErrorKind::UnexpectedEof), 2);
    }
}
