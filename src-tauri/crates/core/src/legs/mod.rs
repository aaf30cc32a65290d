//! The course of one call: its legs, joined to a [`Conversation`].
//!
//! A leg is a routing step (an IVR, a queue) or one endpoint that rang. The PBX writes them down one by one and in no
//! particular order; who was transferred to whom, who rang together and who finally talked has to be found out. That is
//! `join`, a pure function; reading legs from the PBX is `sync`'s, keeping them is the catalogue's.

mod conversation;
mod join;
mod reason;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use conversation::{Conversation, Step, StepKind, StepOutcome, Transfer, TransferKind};
pub(crate) use join::join;
pub use reason::RerouteReason;

use crate::call::{Call, Direction};

/// One leg as the PBX wrote it down. Texts are as sent and may be empty; any time may be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// When it began.
    pub started: Option<Timestamp>,
    /// First ringing.
    pub rang: Option<Timestamp>,
    /// Answer, by a person or by the PBX itself.
    pub answered: Option<Timestamp>,
    /// End of this leg.
    pub ended: Option<Timestamp>,
    /// Where it came from and went to.
    pub direction: Direction,
    /// Number of who called.
    pub caller: String,
    /// Their name.
    pub caller_name: String,
    /// Number that was called.
    pub callee: String,
    /// Its name.
    pub callee_name: String,
    /// Where it went in the end.
    pub destination: String,
    /// Trunk.
    pub trunk: String,
    /// Number of the queue or ring group.
    pub queue: String,
    /// Seconds of talk as the PBX counts them.
    pub talk_s: Option<u32>,
    /// SIP failure code; 0 is none.
    pub status_code: i64,
    /// Who or what ended it; an open set.
    pub end_reason: String,
    /// Why it was sent on; an open set.
    pub reroute_reason: String,
    /// Its id in the call log, where there is one.
    pub log_id: Option<String>,
    /// What it cost, in the tenant's currency.
    pub cost: Option<f64>,
    /// The account that pays for it.
    pub billed_account: String,
}

/// What the row of a call itself says of its legs, for a PBX that tells none: to the first destination, and from there to
/// the final one.
pub(crate) fn of_call(call: &Call) -> Vec<Leg> {
    let first = Leg {
        started: Some(call.started),
        rang: None,
        answered: call.answered,
        ended: call.ended,
        direction: call.direction,
        caller: call.caller.clone(),
        caller_name: call.caller_name.clone(),
        callee: call.callee.clone(),
        callee_name: call.callee_name.clone(),
        destination: call.destination.clone(),
        trunk: call.trunk.clone(),
        queue: call.queue.clone(),
        talk_s: Some(call.talk_s),
        status_code: 0,
        end_reason: call.end_reason.clone(),
        reroute_reason: String::new(),
        log_id: None,
        cost: None,
        billed_account: String::new(),
    };
    if call.destination.is_empty() || call.destination == call.callee {
        return vec![first];
    }
    let last = Leg {
        started: call.answered.or(Some(call.started)),
        callee: call.destination.clone(),
        callee_name: String::new(),
        ..first.clone()
    };
    // Whoever was called first handed the call on at the latest when it was answered.
    let handed_on = Leg {
        answered: None,
        ended: call.answered.or(call.ended),
        talk_s: None,
        end_reason: String::new(),
        ..first
    };
    vec![handed_on, last]
}
