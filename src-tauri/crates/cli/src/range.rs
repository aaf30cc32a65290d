//! The range a command works on.

use jiff::{Timestamp, ToSpan as _};
use tapedeck_core::{
    query::CallQuery,
    time::{self, RangeInput},
};

use crate::{
    args::{SelectionArgs, Wanted},
    connect::Connected,
    exit::Failed,
    output::say,
};

/// Days taken when no date is given, today included.
const USUAL_DAYS: i32 = 7;

/// What can be said to be wrong with a selection before anybody is asked.
pub(crate) fn check(selection: &SelectionArgs) -> Result<(), Failed> {
    selection.filter(Wanted::Calls).check()?;
    let (Some(from), to) = (&selection.from, &selection.to) else {
        return Ok(());
    };
    let zone = selection.zone.clone().unwrap_or_else(|| "UTC".to_owned());
    let to = to.clone().unwrap_or_else(|| "9999-01-01".to_owned());
    RangeInput {
        from: from.clone(),
        to,
        zone,
    }
    .resolve()?;
    Ok(())
}

/// The question to the catalogue; range and zone are said on standard error.
pub(crate) fn query(
    selection: &SelectionArgs,
    wanted: Wanted,
    connected: &Connected,
) -> Result<CallQuery, Failed> {
    let zone = selection
        .zone
        .clone()
        .unwrap_or_else(|| connected.session.zone.clone());
    let today = Timestamp::now()
        .to_zoned_datetime(time::zone(&zone)?)
        .date();
    let from = match &selection.from {
        Some(from) => from.clone(),
        None => today.saturating_sub((USUAL_DAYS - 1).days()).to_string(),
    };
    let to = selection.to.clone().unwrap_or_else(|| today.to_string());
    let range = RangeInput { from, to, zone };
    let span = range.resolve()?;
    let local = |at: Timestamp| {
        at.to_zoned_datetime(span.zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S %:z")
            .to_string()
    };
    let why = if selection.from.is_none() {
        " (no --from: the last 7 days)"
    } else {
        ""
    };
    say(&format!(
        "range: {} to {} ({}){why}",
        local(span.start),
        local(span.end),
        range.zone
    ));
    Ok(CallQuery {
        range,
        filter: selection.filter(wanted),
        sort: Vec::new(),
    })
}
