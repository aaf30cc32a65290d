//! Reading the legs of one call, when somebody looks at it. A search never does: it would be a request for each call.

use std::{collections::BTreeSet, time::Duration};

use portsip::{Client, Scope};

use super::{blocking, map};
use crate::{
    catalogue::{Names, Shelf},
    error::Result,
    ids::CallId,
    legs::Leg,
};

/// Numbers that the PBX is asked about for one call.
const MOST_ASKED: usize = 4;

/// Names are a comfort: the legs do not wait longer for them.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// What the PBX tells of one call.
#[derive(Clone, Debug)]
pub(crate) struct ToldLegs {
    /// Its legs; empty when the PBX tells of none.
    pub(crate) legs: Vec<Leg>,
    /// The answers as they came, without secrets.
    pub(crate) raw: Option<String>,
}

/// Reads the legs of a call, and asks what the numbers in them are that the directory does not know.
///
/// # Errors
/// [`crate::Error::Pbx`] when the PBX cannot be asked, [`crate::Error::Catalogue`] for the directory.
pub(crate) async fn read_legs(
    client: &Client,
    scope: Scope,
    shelf: &Shelf,
    call: &CallId,
) -> Result<ToldLegs> {
    let told = client.call_legs(scope, call.as_str()).await?;
    let legs: Vec<Leg> = told.legs.into_iter().map(map::leg).collect();
    let known = shelf.clone();
    let names = blocking("reading the directory", move || known.names()).await?;
    ask_numbers(client, shelf, unknown_numbers(&legs, &names)).await?;
    Ok(ToldLegs {
        legs,
        raw: told.raw,
    })
}

/// Called numbers that look like extensions and of which the PBX has told nothing yet.
fn unknown_numbers(legs: &[Leg], names: &Names) -> BTreeSet<String> {
    let inside = |number: &&String| {
        (2..=8).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit())
    };
    legs.iter()
        .map(|leg| &leg.callee)
        .filter(inside)
        .filter(|number| !names.is_told(number))
        .take(MOST_ASKED)
        .cloned()
        .collect()
}

async fn ask_numbers(client: &Client, shelf: &Shelf, numbers: BTreeSet<String>) -> Result<()> {
    let asking = futures::future::join_all(numbers.iter().map(|number| client.number(number)));
    let Ok(answers) = tokio::time::timeout(LONGEST_WAIT, asking).await else {
        return Ok(());
    };
    let mut entries = Vec::new();
    for answer in answers {
        match answer {
            Ok(number) => entries.extend(number.and_then(map::number)),
            Err(error) => tracing::debug!(%error, "a number stays without name"),
        }
    }
    if entries.is_empty() {
        return Ok(());
    }
    let shelf = shelf.clone();
    blocking("writing the directory", move || shelf.add_numbers(&entries)).await
}
