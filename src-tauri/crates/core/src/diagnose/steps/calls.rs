//! The rights on calls and recordings, which differ.

use portsip::{Access, Client, Error, Scope, Verb};

use crate::diagnose::{FactName, Step, StepName, run::Seen};

pub(in crate::diagnose) async fn calls_step(client: &Client, seen: &mut Seen) -> Step {
    let found = client.calls_access().await;
    seen.calls = found.as_ref().ok().copied().flatten();
    step(StepName::Calls, "calls", client, found)
}

pub(in crate::diagnose) async fn recordings_step(client: &Client, seen: &mut Seen) -> Step {
    let found = client.recordings_access().await;
    seen.recordings = found.as_ref().ok().copied().flatten();
    step(StepName::Recordings, "recordings", client, found)
}

fn step(name: StepName, what: &str, client: &Client, found: Result<Option<Access>, Error>) -> Step {
    let access = match found {
        Ok(Some(access)) => access,
        Ok(None) => {
            return Step::refused(name, format!("this account may not read any {what}")).and_next(
                format!("Ask the administrator for the right to read {what}."),
            );
        }
        Err(error) => return Step::stopped(name, &error),
    };
    let whose = match access.scope {
        Scope::Tenant => "of the whole tenant",
        Scope::Own => "of this user only",
        Scope::Groups => "of this user and of the groups it administers",
    };
    let counted = access.count.map(|count| count.to_string());
    let words = match &counted {
        Some(count) => format!("{what} {whose} can be read; the PBX counts {count}"),
        None => format!("{what} {whose} can be read"),
    };
    let verb = match client.verb() {
        Some(Verb::Get) => "GET",
        Some(Verb::Post) => "POST",
        None => "",
    };
    Step::works(name, words)
        .fact(FactName::Scope, whose)
        .fact(FactName::Counted, counted.unwrap_or_default())
        .fact(FactName::Verb, verb)
}
