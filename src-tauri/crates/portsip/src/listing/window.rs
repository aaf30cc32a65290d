//! A half-open window of time and its slices.

use jiff::{SignedDuration, Timestamp};

/// From `start` up to, not including, `end`. The caller fixes the end, so that calls that begin while a listing runs
/// cannot shift its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first moment in it.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

/// A day, the usual slice: deep `skip` gets slow on the PBX's database.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Longer windows get longer slices rather than more.
const MOST_SLICES: i64 = 1500;

impl Window {
    /// Whether `at` lies in it.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    /// Consecutive slices that cover it exactly; none if it is empty.
    pub(crate) fn slices(self) -> Vec<Self> {
        let mut step = DAY;
        let whole = self.end.duration_since(self.start);
        if whole.as_secs() / DAY.as_secs() > MOST_SLICES {
            step = SignedDuration::from_secs(whole.as_secs() / MOST_SLICES + 1);
        }
        let mut slices = Vec::new();
        let mut start = self.start;
        while start < self.end {
            let end = start
                .checked_add(step)
                .map_or(self.end, |end| end.min(self.end));
            slices.push(Self { start, end });
            start = end;
        }
        slices
    }

    /// Two halves, cut at a whole second if there is one between; `None` if it is too short to cut.
    pub(crate) fn halves(self) -> Option<[Self; 2]> {
        let half = self.end.duration_since(self.start) / 2;
        let exact = self.start.checked_add(half).ok()?;
        let whole_second = Timestamp::from_second(exact.as_second())
            .ok()
            .filter(|&at| at > self.start);
        let middle = whole_second.unwrap_or(exact);
        let [first, second] = [
            Self {
                start: self.start,
                end: middle,
            },
            Self {
                start: middle,
                end: self.end,
            },
        ];
        (half >= SignedDuration::from_millis(1) && middle > self.start && middle < self.end)
            .then_some([first, second])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(start: &str, end: &str) -> Window {
        Window {
            start: start.parse().expect(start),
            end: end.parse().expect(end),
        }
    }

    #[test]
    fn slices_cover_the_window_without_gap_or_overlap() {
        for (start, end, count) in [
            ("2026-11-01T00:00:00Z", "2026-11-08T00:00:00Z", 7),
            ("2026-11-01T07:30:00Z", "2026-11-01T08:00:00Z", 1),
            ("2026-11-01T07:30:00Z", "2026-11-02T07:30:00.000001Z", 2),
            ("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z", 0),
            ("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z", 0),
            ("1970-01-01T00:00:00Z", "2026-11-01T00:00:00Z", 1500),
        ] {
            let window = window(start, end);
            let slices = window.slices();
            assert!(
                slices.len().abs_diff(count) <= usize::from(count == 1500),
                "{start}..{end}: {}",
                slices.len()
            );
            assert_eq!(
                slices.first().map(|slice| slice.start),
                (count > 0).then_some(window.start)
            );
            assert_eq!(
                slices.last().map(|slice| slice.end),
                (count > 0).then_some(window.end)
            );
            assert!(
                slices
                    .windows(2)
                    .all(|pair| pair[0].end == pair[1].start && pair[0].start < pair[0].end)
            );
        }
    }

    #[test]
    fn halving_ends() {
        let mut left = window("2026-11-01T00:00:00.5Z", "2026-11-02T00:00:00Z");
        let mut cuts = 0;
        while let Some([first, second]) = left.halves() {
            assert!(
                first.start < first.end && first.end == second.start && second.start < second.end
            );
            left = first;
            cuts += 1;
            assert!(cuts < 64, "halving goes on for ever");
        }
        assert!(cuts > 16);
    }
}
