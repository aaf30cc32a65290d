//! A limit on bytes a second over all transfers, and pauses between attempts.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Bytes are paid for after they came; what is owed is waited out. TCP slows the sender down by itself.
#[derive(Debug)]
pub(super) struct Rate(Mutex<State>);

#[derive(Debug)]
struct State {
    /// No limit when there is none.
    bytes_per_second: Option<f64>,
    /// When everything so far will have been paid for.
    paid: Option<Instant>,
}

/// What may come at once after a pause: enough to keep the average, too little to notice.
const BURST: Duration = Duration::from_millis(100);

impl Rate {
    pub(super) fn new(bytes_per_second: Option<u64>) -> Self {
        let rate = Self(Mutex::new(State {
            bytes_per_second: None,
            paid: None,
        }));
        rate.set(bytes_per_second);
        rate
    }

    /// Another limit from now on; what is owed already is still waited out.
    pub(super) fn set(&self, bytes_per_second: Option<u64>) {
        self.state().bytes_per_second = bytes_per_second.map(|bytes| bytes.max(1) as f64);
    }

    /// Waits until these bytes are within the rate.
    pub(super) async fn pay(&self, bytes: usize) {
        let until = self.charge(bytes, Instant::now());
        if let Some(until) = until {
            tokio::time::sleep_until(until).await;
        }
    }

    fn charge(&self, bytes: usize, now: Instant) -> Option<Instant> {
        let mut state = self.state();
        let price = Duration::from_secs_f64(bytes as f64 / state.bytes_per_second?);
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let until = state.paid.map_or(now, |paid| paid.max(earliest)) + price;
        state.paid = Some(until);
        Some(until)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The pause before attempt number `attempts + 1`: full jitter, so that many transfers do not return at once.
pub(super) fn pause(attempts: u32) -> Duration {
    let span = Duration::from_millis(300)
        .saturating_mul(1 << attempts.min(6))
        .min(Duration::from_secs(15));
    span.mul_f64(rand::random::<f64>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_cost_what_the_rate_says() {
        let rate = Rate::new(Some(1000));
        let start = Instant::now();
        let charge = |bytes, now| rate.charge(bytes, now).unwrap();
        assert_eq!(charge(500, start), start + Duration::from_millis(500));
        assert_eq!(
            charge(500, start),
            start + Duration::from_secs(1),
            "all transfers share it"
        );
        let later = start + Duration::from_secs(10);
        let until = charge(1000, later);
        assert!(
            until >= later + Duration::from_millis(899),
            "an idle time is not saved up"
        );
        rate.set(Some(10_000));
        assert_eq!(
            charge(1000, later),
            until + Duration::from_millis(100),
            "another limit holds from now on"
        );
        rate.set(None);
        assert_eq!(rate.charge(1000, later), None, "no limit, no wait");
    }

    #[test]
    fn pauses_grow_and_are_bounded() {
        for attempts in 0..100 {
            assert!(pause(attempts) <= Duration::from_secs(15));
        }
        assert!(pause(0) <= Duration::from_millis(300));
    }
}
