//! What the PBX tells of the account and of itself. Nothing but a password that must be changed stands in the way.

use portsip::{Client, Error};

use crate::diagnose::{FactName, Step, StepName};

pub(in crate::diagnose) async fn step(client: &Client) -> Step {
    let name = StepName::Account;
    match client.account().await {
        Ok(account) if account.force_reset => Step::stopped(name, &Error::PasswordMustChange),
        Ok(account) => match account.role {
            Some(role) => {
                Step::works(name, format!("its role is {role}")).fact(FactName::Role, role)
            }
            None => Step::works(
                name,
                "the PBX does not tell its role; nothing depends on it",
            ),
        },
        Err(error) => Step::stopped(name, &error),
    }
}

pub(in crate::diagnose) async fn version_step(client: &Client) -> Step {
    let name = StepName::Version;
    match client.version().await {
        Ok(Some(version)) => Step::works(name, format!("the PBX has version {version}"))
            .fact(FactName::Version, version),
        Ok(None) => Step::skipped(
            name,
            "the PBX does not show its version to this account; nothing depends on it",
        ),
        Err(error) => Step::stopped(name, &error),
    }
}
