//! Why a call was sent on, in PortSIP's words.

use serde::{Deserialize, Serialize};

/// `reroute_reason` (`api.md` 4.2): two values up to 22.2, fifteen from 22.3 on, more to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the PBX's own words")]
pub enum RerouteReason {
    Transfer,
    Overflow,
    CapacityBlocked,
    QueueExit,
    QueueAbandoned,
    Redirect,
    ForwardingUnconditional,
    ForwardingBusy,
    ForwardingNoAnswer,
    ForwardingNotReachable,
    ForwardingException,
    ForwardingLunch,
    ForwardingBusinessTrip,
    ForwardingAway,
    ForwardingNightMode,
    /// A value this version does not know; the text is shown as it came.
    Other,
}

impl RerouteReason {
    /// The reason behind the PBX's text; `None` if there is none.
    pub(crate) fn of(text: &str) -> Option<Self> {
        Some(match text.trim().to_ascii_uppercase().as_str() {
            "" | "NONE" => return None,
            "TRANSFER" => Self::Transfer,
            "OVERFLOW" => Self::Overflow,
            "CAPACITY_BLOCKED" => Self::CapacityBlocked,
            "QUEUE_EXIT" => Self::QueueExit,
            "QUEUE_ABANDONED" => Self::QueueAbandoned,
            "REDIRECT" => Self::Redirect,
            "FORWARDING_UNCONDITIONAL" => Self::ForwardingUnconditional,
            "FORWARDING_BUSY" => Self::ForwardingBusy,
            "FORWARDING_NO_ANSWER" => Self::ForwardingNoAnswer,
            "FORWARDING_NOT_REACHABLE" => Self::ForwardingNotReachable,
            "FORWARDING_EXCEPTION" => Self::ForwardingException,
            "FORWARDING_LUNCH" => Self::ForwardingLunch,
            "FORWARDING_BUSINESS_TRIP" => Self::ForwardingBusinessTrip,
            "FORWARDING_AWAY" => Self::ForwardingAway,
            "FORWARDING_NIGHT_MODE" => Self::ForwardingNightMode,
            _ => Self::Other,
        })
    }
}

/// What an `end_reason` says of handing the call on. The spelling differs between versions, so beginnings decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HandedOn {
    Blind,
    Consult,
    /// To the next step of its route: `REFERRED`, `REDIRECTED`, `REPLACED`.
    Route,
    No,
}

impl HandedOn {
    pub(super) fn of(end_reason: &str) -> Self {
        let word = end_reason.trim().to_ascii_uppercase();
        let begins = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
        if begins(&["BLIND"]) {
            Self::Blind
        } else if begins(&["CONSULT", "ATTENDED"]) {
            Self::Consult
        } else if begins(&["REFER", "REDIRECT", "REPLACE"]) {
            Self::Route
        } else {
            Self::No
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_reason_is_known_and_others_are_kept_apart() {
        for (text, reason) in [
            ("TRANSFER", RerouteReason::Transfer),
            ("OVERFLOW", RerouteReason::Overflow),
            ("CAPACITY_BLOCKED", RerouteReason::CapacityBlocked),
            ("QUEUE_EXIT", RerouteReason::QueueExit),
            ("QUEUE_ABANDONED", RerouteReason::QueueAbandoned),
            ("REDIRECT", RerouteReason::Redirect),
            (
                "FORWARDING_UNCONDITIONAL",
                RerouteReason::ForwardingUnconditional,
            ),
            ("FORWARDING_BUSY", RerouteReason::ForwardingBusy),
            ("FORWARDING_NO_ANSWER", RerouteReason::ForwardingNoAnswer),
            (
                "FORWARDING_NOT_REACHABLE",
                RerouteReason::ForwardingNotReachable,
            ),
            ("FORWARDING_EXCEPTION", RerouteReason::ForwardingException),
            ("FORWARDING_LUNCH", RerouteReason::ForwardingLunch),
            (
                "FORWARDING_BUSINESS_TRIP",
                RerouteReason::ForwardingBusinessTrip,
            ),
            ("FORWARDING_AWAY", RerouteReason::ForwardingAway),
            (
                " forwarding_night_mode ",
                RerouteReason::ForwardingNightMode,
            ),
            ("FORWARDING_TO_THE_MOON", RerouteReason::Other),
        ] {
            assert_eq!(RerouteReason::of(text), Some(reason), "{text}");
        }
        assert_eq!(RerouteReason::of(""), None);
        assert_eq!(
            RerouteReason::of("None"),
            None,
            "as the vendor's sample has it"
        );
    }

    #[test]
    fn ends_are_told_by_their_beginning() {
        for (text, handed) in [
            ("BLIND_TRANSFER_COMPLETED", HandedOn::Blind),
            ("blind_transfer_complete", HandedOn::Blind),
            ("CONSULT_TRANSFER_COMPLETED", HandedOn::Consult),
            ("attended_transfer_complete", HandedOn::Consult),
            ("REFERRED", HandedOn::Route),
            ("redirected", HandedOn::Route),
            ("REPLACED", HandedOn::Route),
            ("CALLER_DISCONNECT", HandedOn::No),
            ("", HandedOn::No),
        ] {
            assert_eq!(HandedOn::of(text), handed, "{text}");
        }
    }
}
