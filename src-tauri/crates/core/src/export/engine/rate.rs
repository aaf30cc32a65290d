//! A limit on bytes a second over all transfers, and pauses between attempts.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Bytes are paid for after they came; what is owed is waited out. TCP slows the sender down by itself.
#[derive(Debug)]
pub(super) struct Rate {
    bytes_per_second: f64,
    /// When everything so far will have been paid for.
    paid: Mutex<Option<Instant>>,
}

/// What may come at once after a pause: enough to keep the average, too little to notice.
const BURST: Duration = Duration::from_millis(100);

impl Rate {
    pub(super) fn new(bytes_per_second: u64) -> Self {
        Self {
            bytes_per_second: bytes_per_second.max(1) as f64,
            paid: Mutex::default(),
        }
    }

    /// Waits until these bytes are within the rate.
    pub(super) async fn pay(&self, bytes: usize) {
        let until = self.charge(bytes, Instant::now());
        tokio::time::sleep_until(until).await;
    }

    fn charge(&self, bytes: usize, now: Instant) -> Instant {
        let price = Duration::from_secs_f64(bytes as f64 / self.bytes_per_second);
        let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let until = paid.map_or(now, |paid| paid.max(earliest)) + price;
        *paid = Some(until);
        until
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
        let rate = Rate::new(1000);
        let start = Instant::now();
        assert_eq!(rate.charge(500, start), start + Duration::from_millis(500));
        assert_eq!(
            rate.charge(500, start),
            start + Duration::from_secs(1),
            "all transfers share it"
        );
        let later = start + Duration::from_secs(10);
        let until = rate.charge(1000, later);
        assert!(
            until >= later + Duration::from_millis(899),
            "an idle time is not saved up"
        );
    }

    #[test]
    fn pauses_grow_and_are_bounded() {
        for attempts in 0..100 {
            assert!(pause(attempts) <= Duration::from_secs(15));
        }
        assert!(pause(0) <= Duration::from_millis(300));
    }
}
