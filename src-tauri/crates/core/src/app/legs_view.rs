//! What the window sees of the course of a call.

use serde::{Deserialize, Serialize};

use crate::{
    ids::CallId,
    legs::{RerouteReason, StepKind, StepOutcome, TransferKind},
};

/// The legs of a call, joined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConversationView {
    /// The call.
    pub call: CallId,
    /// Every leg once, by start.
    pub steps: Vec<StepView>,
    /// The step of the party who finally talked: the one whose talk ended last.
    pub talked: Option<u32>,
    /// Seconds in which at least one party talked.
    pub talk_s: u32,
    /// Milliseconds from the first start to the last end.
    pub length_ms: u32,
    /// False when the PBX tells no legs: the steps then are what the call's own row says.
    pub told: bool,
    /// True when this account sees its own leg only, so that others may have talked too.
    pub own_leg_only: bool,
    /// The answers of the PBX as indented JSON without secrets; only when they were read just now.
    pub raw: Option<String>,
}

/// One leg. Its offsets are milliseconds from the start of the conversation: start ≤ ring ≤ answer ≤ end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// What was called.
    pub kind: StepKind,
    /// Its number.
    pub number: String,
    /// Its name; may be empty.
    pub name: String,
    /// Who called.
    pub caller: String,
    /// Their name; may be empty.
    pub caller_name: String,
    /// What came of it.
    pub outcome: StepOutcome,
    /// Why the call was sent on.
    pub reroute: Option<RerouteReason>,
    /// The same in the PBX's word.
    pub reroute_text: String,
    /// Set when the call came here by transfer.
    pub transfer: Option<TransferView>,
    /// True when a party who already talked called this one, to ask before handing over.
    pub consultation: bool,
    /// Steps with the same number here rang at the same time.
    pub rings_with: Option<u32>,
    /// Offset of the start.
    pub start_ms: u32,
    /// Offset of the first ringing.
    pub ring_ms: u32,
    /// Offset of the answer.
    pub answer_ms: Option<u32>,
    /// Offset of the end.
    pub end_ms: u32,
    /// RFC 3339 with the offset of the asked zone.
    pub started_local: String,
    /// RFC 3339 with the offset of the asked zone.
    pub answered_local: Option<String>,
    /// RFC 3339 with the offset of the asked zone.
    pub ended_local: String,
    /// The PBX's word for the end.
    pub end_reason: String,
    /// Trunk.
    pub trunk: String,
    /// What it cost, in the tenant's currency.
    pub cost: Option<f64>,
    /// The account that pays for it.
    pub billed_account: String,
}

/// How a call was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// With or without asking first.
    pub kind: TransferKind,
    /// Number of the party who handed it over.
    pub by: String,
    /// Their name; may be empty.
    pub by_name: String,
}

/// One file of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RecordingFileView {
    /// From 1.
    pub file_index: u32,
    /// As the PBX names it; may be empty.
    pub name: String,
    /// RFC 3339 with the offset of the asked zone.
    pub started_local: Option<String>,
    /// Seconds, if told.
    pub duration_s: Option<u32>,
    /// False when the PBX lists it but has no file for it.
    pub has_file: bool,
}
