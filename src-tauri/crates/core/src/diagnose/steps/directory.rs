//! Names for numbers.

use portsip::Client;

use crate::diagnose::{FactName, Step, StepName};

pub(in crate::diagnose) async fn step(client: &Client) -> Step {
    let name = StepName::Directory;
    match client.directory_size().await {
        Ok(Some(count)) => Step::works(name, format!("{count} extensions can be read"))
            .fact(FactName::Counted, count.to_string()),
        Ok(None) => Step::refused(name, "this account may not read the extensions")
            .and_next("Calls show numbers without names. Ask the administrator for the right to view extensions."),
        Err(error) => Step::stopped(name, &error),
    }
}
