//! Whether a connection comes about at all.

use portsip::Client;

use crate::diagnose::{FactName, Step, StepName, run::Seen};

pub(in crate::diagnose) async fn step(client: &Client, seen: &mut Seen) -> Step {
    let connection = match client.connect().await {
        Ok(connection) => connection,
        Err(error) => return Step::stopped(StepName::Reach, &error),
    };
    let reach = connection.reach();
    let words = match &reach.proxy {
        Some(proxy) => format!("connected through the proxy {proxy}"),
        None => "connected, without a proxy".to_owned(),
    };
    let addresses: Vec<String> = reach.addresses.iter().map(ToString::to_string).collect();
    let step = Step::works(StepName::Reach, words)
        .fact(FactName::Proxy, reach.proxy.clone().unwrap_or_default())
        .fact(FactName::Addresses, addresses.join(", "))
        .time(FactName::LookUp, reach.looked_up_in)
        .time(FactName::Connected, reach.connected_in);
    seen.connection = Some(connection);
    step
}
