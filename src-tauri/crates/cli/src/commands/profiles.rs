//! `profiles`: saved sign-ins.

use std::io::{self, Write};

use tapedeck_core::session::NewProfile;

use crate::{
    args::{ProfilesAction, ProfilesArgs},
    connect::{find_profile, open, way_input},
    exit::{Failed, Outcome},
    output::{printable, say},
};

/// Lists, adds, removes, sets the default.
pub(crate) async fn run(arguments: ProfilesArgs) -> Result<Outcome, Failed> {
    let app = open()?;
    match arguments.action.unwrap_or(ProfilesAction::List) {
        ProfilesAction::List => {
            let mut out = io::stdout().lock();
            for profile in app.profiles() {
                let mark = if profile.is_default { "*" } else { " " };
                let tenant = profile
                    .tenant
                    .map_or_else(String::new, |tenant| format!("  (tenant {tenant})"));
                let line = format!("{}{tenant}", profile.id);
                writeln!(out, "{mark} {}", printable(&line))?;
            }
        }
        ProfilesAction::Add {
            server,
            domain,
            user,
            tenant,
            pin,
            way,
            allow_plain_http,
        } => {
            let new = NewProfile {
                server,
                domain: domain.unwrap_or_default(),
                user,
                tenant,
                pin,
                connection: way_input(&app, &way).await?,
                allow_plain_http,
            };
            let id = app.add_profile(new).await?;
            say(&format!("added profile {id}"));
        }
        ProfilesAction::Remove { name } => {
            let id = find_profile(&app.profiles(), &name)?.id.clone();
            app.remove_profile(&id).await?;
            say(&format!("removed profile {id}"));
        }
        ProfilesAction::Default { name } => {
            let id = find_profile(&app.profiles(), &name)?.id.clone();
            app.set_default_profile(&id)?;
            say(&format!("{id} is now used when no profile is named"));
        }
    }
    Ok(Outcome::Complete)
}
