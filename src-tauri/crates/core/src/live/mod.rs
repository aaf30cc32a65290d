//! Calls as they happen, around a search that has been read: which are new, and which still wait for their recording.
//!
//! Nothing here moves a row by itself. New calls are counted until a person asks for them; a recording that comes late
//! changes the state of a row that is there (`api.md` 9, row 16). Both are decided here, and carried out by
//! `app::following`.

mod arrivals;
mod awaited;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use arrivals::{Arrivals, Heard};
pub(crate) use awaited::{Awaited, Unrecorded};

use crate::call::Call;

/// How long after a call its recording may still come.
const LATEST_RECORDING: SignedDuration = SignedDuration::from_mins(10);

/// Whether new calls are heard of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum LiveState {
    /// The PBX has no event socket, the account has no right to it, or the person wants none.
    #[default]
    Off,
    /// The socket is being opened, again perhaps.
    Connecting,
    /// Every call that ends is heard of.
    Listening,
}

/// What is heard around a search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct LiveView {
    /// Whether new calls are heard of.
    pub state: LiveState,
    /// Calls of the range that ended since it was read and are not shown yet.
    pub new_calls: u32,
    /// Calls that are shown and whose recording may still come.
    pub awaited: u32,
}

/// Whether a call has just ended and its recording may still come. Clocks may differ by as much again.
pub(crate) fn recording_may_come(call: &Call, now: Timestamp) -> bool {
    let ended = call
        .ended
        .filter(|_| call.listed && call.answered.is_some() && call.recording_id.is_none());
    ended.is_some_and(|ended| now.duration_since(ended).abs() < LATEST_RECORDING)
}

/// From when on calls must have ended for [`recording_may_come`].
pub(crate) fn recordings_may_come_since(now: Timestamp) -> Timestamp {
    shifted(now, -LATEST_RECORDING)
}

/// A moment so much later, or earlier; at the end of time, the same one.
fn shifted(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}
