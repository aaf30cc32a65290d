//! How what was received compares to what the PBX counts: said every time, never hidden.

use tapedeck_core::{
    query::{CallFilter, CallQuery},
    sync::Coverage,
};

use crate::{
    connect::Connected,
    exit::{Failed, Outcome},
    output::say,
};

/// Differences listed one by one.
const LISTED: usize = 10;

/// Says it. Rows that the PBX counts but did not hand out, that could not be read or that this account may not see make
/// the result partial; a PBX that counts too few does not.
pub(crate) async fn report(
    coverage: &Coverage,
    query: CallQuery,
    connected: &Connected,
) -> Result<Outcome, Failed> {
    let everything = CallQuery {
        filter: CallFilter::default(),
        ..query.clone()
    };
    let in_range = connected.app.totals(everything).await?;
    let selected = connected.app.totals(query).await?;
    say_lists(coverage, in_range.recordings);
    say_differences(coverage);
    match (in_range.calls, selected.calls) {
        (0, _) => say("note: there is no call in this range"),
        (calls, 0) => say(&format!(
            "note: none of the {calls} calls of this range fits the selection"
        )),
        _ => {}
    }
    let short = coverage
        .differences()
        .iter()
        .any(|slice| slice.counted > slice.received);
    let unread = coverage.calls.bad_rows + coverage.recordings.bad_rows;
    let refused = coverage.calls_refused || coverage.recordings_refused;
    Ok(if short || refused || unread > 0 {
        Outcome::Partial
    } else {
        Outcome::Complete
    })
}

fn say_lists(coverage: &Coverage, in_range: u32) {
    let asked_longer = format!(
        "; {in_range} of them belong to the range (a recording begins when its call is answered, so the PBX is asked for a day more)"
    );
    for (what, list, more) in [
        ("calls", &coverage.calls, ""),
        ("recordings", &coverage.recordings, asked_longer.as_str()),
    ] {
        let more = if list.received == 0 { "" } else { more };
        match list.counted {
            Some(counted) => say(&format!(
                "{what}: {} received, {counted} counted by the PBX{more}",
                list.received
            )),
            None => say(&format!(
                "{what}: {} received, not counted by the PBX{more}",
                list.received
            )),
        }
        if list.bad_rows > 0 {
            say(&format!(
                "warning: {} rows of the {what} could not be read",
                list.bad_rows
            ));
        }
    }
    for (refused, what) in [
        (coverage.calls_refused, "calls"),
        (coverage.recordings_refused, "recordings"),
    ] {
        if refused {
            say(&format!(
                "warning: the PBX does not let this account read {what}; they are missing from the result"
            ));
        }
    }
    if coverage.recordings_without_call > 0 {
        say(&format!(
            "note: {} recordings have no call in the PBX's list; each is a row of its own",
            coverage.recordings_without_call
        ));
    }
}

fn say_differences(coverage: &Coverage) {
    let differences = coverage.differences();
    for slice in differences.iter().take(LISTED) {
        say(&format!(
            "warning: {} from {} to {}: the PBX counts {}, {} were received",
            slice.what, slice.from, slice.to, slice.counted, slice.received
        ));
    }
    if differences.len() > LISTED {
        say(&format!(
            "warning: {} more slices differ",
            differences.len() - LISTED
        ));
    }
}
