//! Whether the clocks agree: “today” is a matter of clocks.

use std::time::Duration;

use jiff::SignedDuration;
use portsip::{Client, ClockDifference};

use crate::diagnose::{FactName, Step, StepName};

/// Less is not worth a word.
const TOLERANCE: Duration = Duration::from_mins(1);

pub(in crate::diagnose) fn step(client: &Client) -> Step {
    client.clock_difference().map_or_else(
        || Step::skipped(StepName::Clock, "the PBX does not tell its time"),
        judged,
    )
}

fn judged(difference: ClockDifference) -> Step {
    let step = if difference.is_below(TOLERANCE) {
        Step::works(
            StepName::Clock,
            "the clocks of the PBX and this computer agree",
        )
    } else {
        let side = if difference.ahead.is_negative() {
            "ahead of"
        } else {
            "behind"
        };
        let off = rough(difference.ahead.abs());
        Step::failed(
            StepName::Clock,
            format!("the clock of this computer is {off} {side} the PBX"),
        )
        .and_next("Set the clocks, or days and “today” are off by as much.")
    };
    step.fact(
        FactName::Difference,
        format!("{:.1} s", difference.ahead.as_secs_f64()),
    )
    .fact(
        FactName::KnownWithin,
        format!("{:.1} s", difference.within.as_secs_f64()),
    )
}

/// In the two largest units.
fn rough(duration: SignedDuration) -> String {
    let seconds = duration.as_secs();
    match (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60) {
        (0, 0, minutes) => format!("{minutes} min {} s", seconds % 60),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::CheckOutcome;

    #[test]
    fn a_clock_that_is_off_is_told_in_words() {
        let within = Duration::from_secs(1);
        for (seconds, outcome, words) in [
            (0, CheckOutcome::Works, "agree"),
            (-60, CheckOutcome::Works, "agree"),
            (61, CheckOutcome::Works, "agree"),
            (75, CheckOutcome::Failed, "1 min 15 s behind the PBX"),
            (-7_380, CheckOutcome::Failed, "2 h 3 min ahead of the PBX"),
            (90_000, CheckOutcome::Failed, "1 d 1 h behind the PBX"),
        ] {
            let ahead = SignedDuration::from_secs(seconds);
            let step = judged(ClockDifference { ahead, within });
            assert_eq!(step.outcome, outcome, "{seconds}");
            assert!(step.words.contains(words), "{seconds}: {}", step.words);
        }
    }
}
