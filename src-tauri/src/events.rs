//! Facts the whole window must know of; all else is asked for or watched.

use serde::{Deserialize, Serialize};
use specta::Type;
use tapedeck_core::jobs::JobSnapshot;
use tauri_specta::Event;

/// The PBX no longer accepts the session; running jobs wait for a new sign-in.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct SessionExpired {
    /// Why, as a sentence.
    pub message: String,
}

/// A job is over.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct JobFinished {
    /// How it stands.
    pub job: JobSnapshot,
}

/// The window was asked to close: it keeps how it stands, asks the person where jobs run, and then closes itself.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[serde(rename_all = "camelCase")]
pub struct CloseAsked {
    /// How many jobs run.
    pub jobs: u32,
}
