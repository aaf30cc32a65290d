//! What the legs of a call amount to.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Leg, RerouteReason};

/// The legs of a call in order, and what they amount to.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// Every leg once, by start.
    pub steps: Vec<Step>,
    /// Who finally talked with the caller, as an index into `steps`: of the parties that answered, the one whose talk
    /// ended last; of several that ended together the one that talked longest. Queues, ring groups and IVRs answer too,
    /// but do not talk.
    pub talked: Option<usize>,
    /// Time in which at least one party talked; a consultation while the caller waits counts once.
    pub talk: SignedDuration,
    /// When the first step began.
    pub start: Timestamp,
    /// When the last step ended; never before `start`.
    pub end: Timestamp,
}

/// One leg within its conversation. Its times are complete and in order: start ≤ ring ≤ answer ≤ end.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The leg as the PBX told it, its caller named by the directory where the PBX gives no name.
    pub leg: Leg,
    /// What was called.
    pub kind: StepKind,
    /// Name of what was called; may be empty.
    pub name: String,
    /// When it began.
    pub start: Timestamp,
    /// First ringing.
    pub ring: Timestamp,
    /// Answer, by a party or by the PBX itself.
    pub answer: Option<Timestamp>,
    /// End.
    pub end: Timestamp,
    /// What came of it.
    pub outcome: StepOutcome,
    /// Why the call was sent on, as the leg says.
    pub reroute: Option<RerouteReason>,
    /// Set when the call came here by transfer.
    pub transfer: Option<Transfer>,
    /// True when a party who already talked called this one, to ask before handing over.
    pub consultation: bool,
    /// Steps with the same number here rang at the same time; it is the index of the first of them.
    pub rings_with: Option<usize>,
}

impl Step {
    /// How long a party talked here.
    pub fn talk(&self) -> SignedDuration {
        match self.answer {
            Some(answer) if self.outcome == StepOutcome::Talked => self.end.duration_since(answer),
            _ => SignedDuration::ZERO,
        }
    }
}

/// What a leg called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the thing")]
pub enum StepKind {
    Extension,
    Queue,
    RingGroup,
    Ivr,
    ConferenceRoom,
    /// A number outside, over a trunk.
    Trunk,
    /// Nothing says what it is; it is taken for a party.
    Unknown,
}

impl StepKind {
    /// True for what answers calls only to send them on.
    pub fn sends_on(self) -> bool {
        matches!(self, Self::Queue | Self::RingGroup | Self::Ivr)
    }
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepOutcome {
    /// A party answered.
    Talked,
    /// The call went on to another step.
    SentOn,
    /// The caller hung up while waiting in a queue or listening to an IVR.
    Left,
    /// It rang until somebody else answered.
    AnsweredElsewhere,
    /// It rang until it stopped.
    Unanswered,
    /// Busy.
    Busy,
    /// The caller gave up.
    Cancelled,
    /// Any other refusal.
    Failed,
}

/// How a call was handed from one party to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// With or without asking first.
    pub kind: TransferKind,
    /// Number of the party who handed it over.
    pub by: String,
    /// Their name; may be empty.
    pub by_name: String,
}

/// With or without asking first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Handed over at once.
    Blind,
    /// After talking to the new party.
    Consult,
    /// The PBX does not say which.
    Unspecified,
}
