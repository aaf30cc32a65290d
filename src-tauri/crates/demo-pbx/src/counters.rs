//! What a test may want to know afterwards: how many requests of each kind came, and how many at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::Notify;

use crate::PathKind;

/// What happened since the start or the last [`crate::DemoPbx::reset_counters`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counters {
    /// Every request, by kind.
    pub requests: BTreeMap<PathKind, u64>,
    /// Every answer, by status; a connection that was reset before its answer has none.
    pub statuses: BTreeMap<u16, u64>,
    /// Times a fault was applied, by the name of the fault.
    pub faults: BTreeMap<&'static str, u64>,
    /// Requests that carried a password, whatever came of them.
    pub passwords_seen: u64,
    /// Passwords sent to the event socket, whatever came of them.
    pub event_passwords: u64,
    /// Tokens renewed.
    pub refreshes: u64,
    /// Renewals refused: an unknown, used or revoked refresh token, or a fault.
    pub refreshes_refused: u64,
    /// Requests to API paths that carried an unknown or expired bearer token.
    pub stale_tokens: u64,
    /// Bytes of recordings handed to the network.
    pub blob_bytes: u64,
    /// Of these, so many were really handed over: a client that dies takes only a part.
    pub blob_bytes_sent: u64,
    /// Requests that reached the storage origin (see [`crate::DemoPbx::storage_url`]).
    pub storage_requests: u64,
    /// Of these, how many carried an `Authorization` header or a cookie: a leak.
    pub storage_credentials: u64,
    /// Requests being answered now; a file counts until its last byte is handed over.
    pub in_flight: u64,
    /// The most at once.
    pub peak_in_flight: u64,
    /// The same for recordings only.
    pub blobs_in_flight: u64,
    /// The most files at once.
    pub peak_blobs_in_flight: u64,
}

impl Counters {
    /// Requests of one kind.
    pub fn of(&self, kind: PathKind) -> u64 {
        self.requests.get(&kind).copied().unwrap_or(0)
    }

    /// Requests of every kind.
    pub fn total(&self) -> u64 {
        self.requests.values().sum()
    }
}

/// The counters while they count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    counters: Arc<Mutex<Counters>>,
    asked: Arc<Notify>,
}

impl Tally {
    /// A copy of the present state.
    pub(crate) fn read(&self) -> Counters {
        self.counters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Counts something.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Counters)) {
        change(&mut self.counters.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits until so many requests of a kind have come.
    pub(crate) async fn until(&self, kind: PathKind, count: u64) {
        loop {
            let asked = self.asked.notified();
            tokio::pin!(asked);
            // From here on no request is missed.
            asked.as_mut().enable();
            if self.read().of(kind) >= count {
                return;
            }
            asked.await;
        }
    }

    /// Starts at nothing again; what is in flight stays.
    pub(crate) fn reset(&self) {
        self.note(|now| {
            let (all, blobs) = (now.in_flight, now.blobs_in_flight);
            *now = Counters {
                in_flight: all,
                blobs_in_flight: blobs,
                peak_in_flight: all,
                peak_blobs_in_flight: blobs,
                ..Counters::default()
            };
        });
    }

    /// Counts a request as in flight until the guard is dropped.
    pub(crate) fn enter(&self, kind: PathKind) -> InFlight {
        let blob = kind == PathKind::Blob;
        self.note(|now| {
            *now.requests.entry(kind).or_default() += 1;
            now.in_flight += 1;
            now.peak_in_flight = now.peak_in_flight.max(now.in_flight);
            now.blobs_in_flight += u64::from(blob);
            now.peak_blobs_in_flight = now.peak_blobs_in_flight.max(now.blobs_in_flight);
        });
        self.asked.notify_waiters();
        InFlight {
            tally: self.clone(),
            blob,
        }
    }
}

/// One request in flight.
#[derive(Debug)]
pub(crate) struct InFlight {
    tally: Tally,
    blob: bool,
}

impl InFlight {
    /// Counts bytes of the answer that are handed over now.
    pub(crate) fn sent(&self, bytes: usize) {
        if self.blob {
            self.tally.note(|now| now.blob_bytes_sent += bytes as u64);
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.tally.note(|now| {
            now.in_flight = now.in_flight.saturating_sub(1);
            now.blobs_in_flight = now.blobs_in_flight.saturating_sub(u64::from(self.blob));
        });
    }
}
