//! How long nothing, or next to nothing, may come.

use std::{pin::Pin, time::Duration};

use tokio::time::{Instant, Sleep};

/// Of the client's patience, so much is spent on a first attempt: a connection that falls silent is mostly dead, and the
/// next one goes on where it was. Later attempts have all of it, as long as a slow PBX may need.
const FIRST: f64 = 0.6;
/// Fewer bytes a second than this over the whole patience are as good as silence.
const SLOWEST: u64 = 512;

/// Watches one body. Only waiting for the PBX counts, neither the disk nor a limit of ours.
pub(super) struct Silence {
    limit: Duration,
    patience: Duration,
    waited: Duration,
    came: u64,
    /// One for all pieces: it is set anew only when it goes off too early.
    timer: Pin<Box<Sleep>>,
}

impl Silence {
    /// `patience` is the client's.
    pub(super) fn new(patience: Duration, is_first_attempt: bool) -> Self {
        let limit = if is_first_attempt {
            patience.mul_f64(FIRST)
        } else {
            patience
        };
        Self {
            limit,
            patience,
            waited: Duration::ZERO,
            came: 0,
            timer: Box::pin(tokio::time::sleep(limit)),
        }
    }

    /// Waits for the next piece; an error says that it did not come.
    pub(super) async fn wait<T>(&mut self, next: impl Future<Output = T>) -> Result<T, String> {
        let asked = Instant::now();
        let piece = tokio::select! {
            biased;
            piece = next => piece,
            () = self.silent_since(asked) => {
                return Err(format!("no byte came for {} seconds", self.limit.as_secs()));
            }
        };
        self.waited += asked.elapsed();
        Ok(piece)
    }

    async fn silent_since(&mut self, asked: Instant) {
        loop {
            self.timer.as_mut().await;
            let until = asked + self.limit;
            if until <= Instant::now() {
                return;
            }
            self.timer.as_mut().reset(until);
        }
    }

    /// So many bytes came; an error says that they are too few.
    pub(super) fn came(&mut self, bytes: usize) -> Result<(), String> {
        self.came += bytes as u64;
        if self.waited > self.patience {
            let (came, seconds) = (self.came, self.patience.as_secs());
            if came < SLOWEST * seconds {
                return Err(format!("only {came} bytes came in {seconds} seconds"));
            }
            (self.waited, self.came) = (Duration::ZERO, 0);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    async fn piece(silence: &mut Silence, after: u64, bytes: usize) -> Result<(), String> {
        silence
            .wait(tokio::time::sleep(Duration::from_secs(after)))
            .await?;
        silence.came(bytes)
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_attempt_is_left_sooner() {
        for (first, least, most) in [(true, 17, 20), (false, 29, 31)] {
            let start = Instant::now();
            let mut silence = Silence::new(PATIENCE, first);
            // Pieces that come in time keep it, however long it takes together.
            for _ in 0..5 {
                piece(&mut silence, 10, 100_000).await.unwrap();
            }
            let said = silence.wait(pending::<()>()).await.unwrap_err();
            assert!(said.contains("no byte"), "{said}");
            let waited = start.elapsed().as_secs() - 50;
            assert!((least..=most).contains(&waited), "left after {waited} s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_trickle_is_as_good_as_silence() {
        let start = Instant::now();
        let mut silence = Silence::new(PATIENCE, false);
        while piece(&mut silence, 1, 100).await.is_ok() {}
        let left = start.elapsed().as_secs();
        assert!((30..=35).contains(&left), "left after {left} s");
        let mut slow = Silence::new(PATIENCE, false);
        for _ in 0..200 {
            piece(&mut slow, 1, 600).await.unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_of_our_own_does_not_count() {
        let mut silence = Silence::new(PATIENCE, true);
        for _ in 0..5 {
            piece(&mut silence, 1, 10).await.unwrap();
            // A disk, a pause, a limit.
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
    }
}
