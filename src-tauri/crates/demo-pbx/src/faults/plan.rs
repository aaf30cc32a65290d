//! The plan: plain data, everything off by default.

use serde::{Deserialize, Serialize};

use crate::PathKind;

/// Everything that can go wrong at once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultPlan {
    /// Each answer comes this much later, in milliseconds.
    pub latency_ms: u64,
    /// 429 when too much is asked.
    pub throttle: Option<Throttle>,
    /// Cdrs and recordings (lists and detail, tenant and own) are read by `POST` only, as the guide has it; `GET`
    /// answers this status, or the portal's HTML if it is 200.
    pub post_only: Option<u16>,
    /// The tenant's calls are not for anybody: 403 on `/cdrs` and `/calllogs`.
    pub deny_calls: bool,
    /// The tenant's recordings are not for anybody: 403 on `/recordings`.
    pub deny_recordings: bool,
    /// What becomes of refreshing a token.
    pub refresh: RefreshFault,
    /// What is wrong with lists.
    pub lists: ListFaults,
    /// What is wrong with the event socket.
    pub events: EventFaults,
    /// Files are always sent whole: `Range` is ignored, and no `Accept-Ranges`.
    pub ignore_range: bool,
    /// Each answer for a file carries another `ETag`.
    pub changing_etag: bool,
    /// Faults aimed at kinds of paths or recordings; the first rule that hits counts.
    pub rules: Vec<Rule>,
}

/// When to answer 429.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Throttle {
    /// More than this many requests at once.
    pub max_in_flight: Option<u64>,
    /// More than this many requests within a minute.
    pub per_minute: Option<u32>,
    /// Only these kinds count; empty means all but sign-in.
    pub on: Vec<PathKind>,
    /// The `Retry-After` header, word for word: seconds, a date, or rubbish.
    pub retry_after: Option<String>,
}

/// What becomes of refreshing a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshFault {
    /// It works.
    #[default]
    None,
    /// It works after so many milliseconds.
    Slow(u64),
    /// It is refused, as a bad refresh token is.
    Refused,
}

/// Which filters are answered with 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilterRefusal {
    /// Every filter.
    All,
    /// Every filter that names a field other than `started_at`.
    AllButTime,
}

/// What is wrong with lists.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListFaults {
    /// Added to every `count`.
    pub count_off: i64,
    /// No page is longer than this, whatever `top` says.
    pub top_cap: Option<usize>,
    /// `orderby` does nothing: newest first.
    pub ignore_orderby: bool,
    /// `filter` does nothing: everything.
    pub ignore_filter: bool,
    /// `skip` does nothing: always the first page.
    pub ignore_skip: bool,
    /// Filters that are refused.
    pub refuse_filter: Option<FilterRefusal>,
    /// `skip=1` is the first row.
    pub skip_one_based: bool,
    /// The newest calls are held back when the plan is set …
    pub held_back: usize,
    /// … and so many of them appear after each page that is read.
    pub appear_per_page: usize,
    /// So many of the oldest calls disappear after each page that is read.
    pub vanish_per_page: usize,
    /// Times are cut down to whole multiples of so many seconds, so that many calls share one.
    pub equal_times_secs: u32,
    /// The first row of each page comes twice.
    pub repeat_rows: bool,
    /// One row that makes no sense in each page, not counted: a null id, a number for a text, a text for a row …
    pub junk_rows: bool,
}

/// What is wrong with the event socket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EventFaults {
    /// Every password is refused there, and counts as a failed sign-in.
    pub refuse_sign_in: bool,
    /// Nobody may hear of calls.
    pub refuse_calls: bool,
    /// Rubbish comes before each message.
    pub rubbish: bool,
    /// It opens and says nothing more, not even that it is alive.
    pub silent: bool,
}

/// A fault and what it is aimed at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The fault.
    pub fault: Fault,
    /// Only these kinds of paths; empty means all.
    #[serde(default)]
    pub on: Vec<PathKind>,
    /// Only these recordings or calls, by id; empty means all.
    #[serde(default)]
    pub ids: Vec<String>,
    /// Which part of the targets is hit, 0 to 1. A target is a file of a recording, or a path.
    #[serde(default = "whole")]
    pub share: f64,
    /// A target is spared this many times before.
    #[serde(default)]
    pub after: u32,
    /// How often each target is hit; `None` is for ever.
    #[serde(default)]
    pub times: Option<u32>,
}

fn whole() -> f64 {
    1.0
}

impl Rule {
    /// Hits every request.
    pub fn new(fault: Fault) -> Self {
        Self {
            fault,
            on: Vec::new(),
            ids: Vec::new(),
            share: 1.0,
            after: 0,
            times: None,
        }
    }

    /// Hits every file.
    pub fn blobs(fault: Fault) -> Self {
        Self::new(fault).on([PathKind::Blob])
    }

    /// Only these kinds of paths.
    #[must_use]
    pub fn on(mut self, kinds: impl IntoIterator<Item = PathKind>) -> Self {
        self.on.extend(kinds);
        self
    }

    /// Only these recordings or calls.
    #[must_use]
    pub fn ids<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.ids.extend(ids.into_iter().map(Into::into));
        self
    }

    /// Only a part of the targets, 0 to 1.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// Each target only so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Spares each target so many times before.
    #[must_use]
    pub fn after(mut self, spared: u32) -> Self {
        self.after = spared;
        self
    }
}

/// One thing that goes wrong with one answer. Places in a body are parts of its length, 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// This status with an error body.
    Status(u16),
    /// This status and a `Retry-After` header, word for word.
    RetryAfter(u16, String),
    /// This status and this code in the error body, as `LICENSE_MODULE_UNAVAILABLE` with 403.
    Code(u16, String),
    /// The portal's HTML with status 200.
    Html,
    /// The answer comes so many milliseconds later.
    Delay(u64),
    /// The body ends here although `Content-Length` promises more; the connection closes.
    Truncate(f64),
    /// Nothing more after this part of the body; the connection stays open.
    Stall(f64),
    /// The connection is reset at this part of the body.
    Reset(f64),
    /// So many bytes per second.
    Drip(u32),
    /// Whole, but chunked and without length or ranges.
    Chunked,
    /// Chunked, without length, and cut off here without the last chunk.
    ChunkedCut(f64),
    /// Chunked, and properly ended here: only the content can tell.
    ShortBody(f64),
    /// This `Content-Type`.
    ContentType(String),
    /// Status 200, no byte.
    Empty,
    /// The file is this part of itself, with a `Content-Length` that agrees; a WAV's header then promises too much.
    ShortFile(f64),
    /// The header of a WAV gives the sizes 0xFFFFFFFF.
    UnknownWavLength,
    /// Redirected to the storage origin of this PBX, where the file really is (see [`crate::DemoPbx::storage_url`]).
    RedirectToStorage,
    /// Redirected to this address, word for word.
    RedirectTo(String),
    /// Redirected to itself.
    RedirectLoop,
    /// A body without end.
    Endless,
    /// Status 200 and an error in JSON, for a file.
    JsonInstead,
    /// Another answer altogether.
    Instead {
        /// Its status.
        status: u16,
        /// Its `Content-Type`.
        content_type: String,
        /// Its body.
        body: String,
    },
    /// A 206 answers with the wrong `Content-Range`.
    WrongContentRange,
}

impl Fault {
    /// The name counted in [`crate::Counters::faults`].
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status(_) => "status",
            Self::RetryAfter(..) => "retry_after",
            Self::Code(..) => "code",
            Self::Html => "html",
            Self::Delay(_) => "delay",
            Self::Truncate(_) => "truncate",
            Self::Stall(_) => "stall",
            Self::Reset(_) => "reset",
            Self::Drip(_) => "drip",
            Self::Chunked => "chunked",
            Self::ChunkedCut(_) => "chunked_cut",
            Self::ShortBody(_) => "short_body",
            Self::ContentType(_) => "content_type",
            Self::Empty => "empty",
            Self::ShortFile(_) => "short_file",
            Self::UnknownWavLength => "unknown_wav_length",
            Self::RedirectToStorage => "redirect_to_storage",
            Self::RedirectTo(_) => "redirect_to",
            Self::RedirectLoop => "redirect_loop",
            Self::Endless => "endless",
            Self::JsonInstead => "json_instead",
            Self::Instead { .. } => "instead",
            Self::WrongContentRange => "wrong_content_range",
        }
    }
}
