//! A one-time code on its way by e-mail.

use std::time::{Duration, Instant};

use super::CodeMailed;

/// A mail takes a while, and each new code makes the last one worthless: another one is not asked for sooner.
const ANOTHER_AFTER: Duration = Duration::from_secs(30);

/// When the PBX was last asked to mail a code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mailed(Instant);

impl Mailed {
    /// Just now.
    pub(crate) fn now() -> Self {
        Self(Instant::now())
    }

    /// As the window counts it down.
    pub(crate) fn view(self) -> CodeMailed {
        CodeMailed {
            again_in_s: self.seconds_left(),
        }
    }

    /// Whole seconds until another code may be asked for; 0 when it may.
    pub(crate) fn seconds_left(self) -> u32 {
        self.left_at(Instant::now())
    }

    fn left_at(self, now: Instant) -> u32 {
        let left = ANOTHER_AFTER.saturating_sub(now.saturating_duration_since(self.0));
        let begun = u64::from(left.subsec_nanos() > 0);
        u32::try_from(left.as_secs() + begun).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_code_may_be_asked_for_after_half_a_minute() {
        let mailed = Mailed::now();
        let after = |millis| mailed.left_at(mailed.0 + Duration::from_millis(millis));
        assert_eq!(after(0), 30);
        assert_eq!(after(1), 30, "a second that has begun counts");
        assert_eq!(after(29_001), 1);
        assert_eq!(after(30_000), 0);
        assert_eq!(after(86_400_000), 0);
    }
}
