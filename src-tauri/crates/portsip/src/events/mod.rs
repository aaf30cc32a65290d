//! Calls as they happen: the event socket (WSI) beside the REST API (api.md, section 6).
//!
//! It is a comfort, and behaves like one: a PBX without it, or an account without the right, ends it quietly. There is no
//! event for a recording; whoever wants one polls after [`Event::CallEnded`] (api.md, section 9, row 16).

mod conversation;
mod listening;
pub(crate) mod message;
mod socket;

use jiff::Timestamp;

use crate::Direction;

/// What is heard on the event socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Calls will be told of from now on.
    Connected,
    /// The socket broke after [`Event::Connected`]; it is opened again by itself. Calls in between are not told of.
    Interrupted,
    /// A call began.
    CallStarted(CallEvent),
    /// What is known of a call has changed.
    CallUpdated(CallEvent),
    /// A call is over and has its record, or will have it in a moment.
    CallEnded(CallEvent),
}

/// Why nothing is to be heard in this session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no password to send: it was not to be remembered, or the account also needs a one-time code, for which
    /// the socket has no place. System administrators have no tenant whose calls they could hear of.
    NoPassword,
    /// The PBX did not take the password here. It is not sent again: refusals count towards the block of the address.
    PasswordRefused,
    /// The account may not hear of the tenant's calls.
    NotAllowed,
    /// The PBX has no event socket that can be used.
    NotThere,
    /// The session has ended.
    SignedOut,
}

/// A call as an event tells of it. Texts are as sent and may be empty; times are whole seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEvent {
    /// The session id: the id of the call's record and of its recording. Never empty.
    pub session_id: String,
    /// An id that only events know; may be empty.
    pub cdr_id: String,
    /// Number of the caller.
    pub caller: String,
    /// The first destination.
    pub callee: String,
    /// Start of the call.
    pub started_at: Option<Timestamp>,
    /// Answer; `None` for a call nobody has answered.
    pub answered_at: Option<Timestamp>,
    /// End of the call.
    pub ended_at: Option<Timestamp>,
    /// Which way the call went.
    pub direction: Direction,
    /// How it turned out; [`CallOutcome::Other`] with empty text while it lasts.
    pub outcome: CallOutcome,
    /// Where the call was sent, one after another or at once.
    pub targets: Vec<CallTarget>,
}

/// How a call turned out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CallOutcome {
    /// Somebody or something picked up.
    Answered,
    /// It rang until it stopped.
    NoAnswer,
    /// It came to nothing.
    Failed,
    /// A word this version does not know, as sent.
    Other(String),
}

/// One place a call was sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallTarget {
    /// The number.
    pub callee: String,
    /// Its SIP address.
    pub destination: String,
    /// When it was called.
    pub started_at: Option<Timestamp>,
    /// When it answered.
    pub answered_at: Option<Timestamp>,
    /// When that ended.
    pub ended_at: Option<Timestamp>,
    /// How it turned out there.
    pub outcome: CallOutcome,
    /// The trunk, as `name:id` where the PBX says so.
    pub trunk: String,
}
