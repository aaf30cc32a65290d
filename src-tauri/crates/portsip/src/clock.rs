//! The PBX's clock, as its answers tell it. Calls are stamped by it, so it decides what "up to now" means; this computer's
//! clock may be a day off.

use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap};

/// The last `Date` header and when it came; whole seconds.
#[derive(Debug, Default)]
pub(crate) struct PbxClock(Mutex<Option<(Timestamp, Instant)>>);

impl PbxClock {
    pub(crate) fn note(&self, headers: &HeaderMap) {
        if let Some(date) = date(headers).and_then(|date| Timestamp::try_from(date).ok()) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((date, Instant::now()));
        }
    }

    /// What it shows now.
    pub(crate) fn now(&self) -> Option<Timestamp> {
        let (date, came) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        date.checked_add(came.elapsed()).ok()
    }
}

/// The `Date` of an answer.
pub(crate) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?.trim()).ok()
}
