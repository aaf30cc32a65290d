//! How what was received compares to what the PBX counts: said every time, never hidden.

use tapedeck_core::sync::Coverage;

use crate::{exit::Outcome, output::say};

/// Differences listed one by one.
const LISTED: usize = 10;

/// Says it. Rows that the PBX counts but did not hand out, or that could not be read, make the result partial; a PBX that
/// counts too few does not.
pub(crate) fn report(coverage: &Coverage) -> Outcome {
    for (what, list) in [
        ("calls", &coverage.calls),
        ("recordings", &coverage.recordings),
    ] {
        match list.counted {
            Some(counted) => say(&format!(
                "{what}: {} received, {counted} counted by the PBX",
                list.received
            )),
            None => say(&format!(
                "{what}: {} received; the PBX does not count them",
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
    let unread = coverage.calls.bad_rows + coverage.recordings.bad_rows;
    let short = differences
        .iter()
        .any(|slice| slice.counted > slice.received);
    if short || unread > 0 {
        Outcome::Partial
    } else {
        Outcome::Complete
    }
}
