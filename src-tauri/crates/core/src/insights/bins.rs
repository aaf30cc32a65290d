//! Calls by length. The bounds grow with the length, as people think of it: seconds, then minutes.

use super::Bin;

/// Lower bounds of the bins of ring time, seconds.
const RING: [u32; 9] = [0, 5, 10, 15, 20, 30, 45, 60, 120];
/// Lower bounds of the bins of talk time, seconds.
const TALK: [u32; 11] = [0, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/// A number of calls for each bin.
pub(super) struct Bins {
    bounds: &'static [u32],
    calls: Vec<u32>,
}

impl Bins {
    pub(super) fn ring() -> Self {
        Self::of(&RING)
    }

    pub(super) fn talk() -> Self {
        Self::of(&TALK)
    }

    fn of(bounds: &'static [u32]) -> Self {
        Self {
            bounds,
            calls: vec![0; bounds.len()],
        }
    }

    pub(super) fn add(&mut self, seconds: u32) {
        // The first bound is 0, so there always is one that is not above.
        let bin = self.bounds.partition_point(|bound| *bound <= seconds) - 1;
        self.calls[bin] += 1;
    }

    pub(super) fn view(&self) -> Vec<Bin> {
        let next = self.bounds.iter().skip(1).map(|bound| Some(bound - 1));
        let ends = next.chain([None]);
        self.bounds
            .iter()
            .zip(ends)
            .zip(&self.calls)
            .map(|((min_s, max_s), calls)| Bin {
                min_s: *min_s,
                max_s,
                calls: *calls,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_inclusive_on_both_sides() {
        let mut bins = Bins::ring();
        for seconds in [0, 4, 5, 119, 120, u32::MAX] {
            bins.add(seconds);
        }
        let view = bins.view();
        let full: Vec<(u32, Option<u32>, u32)> = view
            .iter()
            .filter(|bin| bin.calls > 0)
            .map(|bin| (bin.min_s, bin.max_s, bin.calls))
            .collect();
        assert_eq!(
            full,
            [
                (0, Some(4), 2),
                (5, Some(9), 1),
                (60, Some(119), 1),
                (120, None, 2)
            ]
        );
    }
}
