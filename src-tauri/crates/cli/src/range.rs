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
    output,
};

/// Days taken when no date is given, today included.
const USUAL_DAYS: i32 = 7;

/// What can be said to be wrong with a selection before anybody is asked.
pub(crate) fn check(selection: &SelectionArgs) -> Result<(), Failed> {
    selection.filter(Wanted::Calls).check()?;
    if selection.from.is_none() && selection.to.is_some() {
        return Err(to_alone());
    }
    check_days(selection)
}

/// A range needs a beginning.
pub(crate) fn to_alone() -> Failed {
    Failed::Usage("--to needs --from: say where the range begins".to_owned())
}

/// Whether the days that are given can be a range.
pub(crate) fn check_days(selection: &SelectionArgs) -> Result<(), Failed> {
    let or =
        |given: &Option<String>, else_: &str| given.clone().unwrap_or_else(|| else_.to_owned());
    RangeInput {
        from: or(&selection.from, "0001-01-01"),
        to: or(&selection.to, "9999-01-01"),
        zone: or(&selection.zone, "UTC"),
    }
    .resolve()?;
    Ok(())
}

/// The days that are given, else the last seven; and why just these.
pub(crate) fn usual(
    selection: &SelectionArgs,
    zone_else: &str,
) -> Result<(RangeInput, String), Failed> {
    let zone = selection.zone.clone();
    let zone = zone.unwrap_or_else(|| zone_else.to_owned());
    let today = Timestamp::now()
        .to_zoned_datetime(time::zone(&zone)?)
        .date();
    let (from, why) = match &selection.from {
        Some(from) => (from.clone(), ""),
        None => (
            today.saturating_sub((USUAL_DAYS - 1).days()).to_string(),
            " (no --from: the last 7 days)",
        ),
    };
    let to = selection.to.clone().unwrap_or_else(|| today.to_string());
    Ok((RangeInput { from, to, zone }, why.to_owned()))
}

/// Says range and zone on standard error.
pub(crate) fn say(range: &RangeInput, why: &str) -> Result<(), Failed> {
    let span = range.resolve()?;
    let local = |at: Timestamp| {
        at.to_zoned_datetime(span.zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S %:z")
            .to_string()
    };
    output::say(&format!(
        "range: {} to {} ({}){why}",
        local(span.start),
        local(span.end),
        range.zone
    ));
    Ok(())
}

/// The question to the catalogue; range and zone are said on standard error.
pub(crate) fn query(
    selection: &SelectionArgs,
    wanted: Wanted,
    connected: &Connected,
) -> Result<CallQuery, Failed> {
    let (range, why) = usual(selection, &connected.session.zone)?;
    say(&range, &why)?;
    Ok(CallQuery {
        range,
        filter: selection.filter(wanted),
        sort: Vec::new(),
    })
}
