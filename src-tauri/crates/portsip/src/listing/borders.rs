//! Whether pages that were read at different moments leave nothing out between them.
//!
//! Rows have one order, and a page is an unbroken run of it. Two neighbouring pages that share a row therefore hold every
//! row between their ends that was there all the time, whatever was inserted or deleted meanwhile. So each page is asked
//! for from the last row of the one before; where rows have moved and no row is shared, a gap is reported.

/// The rows of a page, each as one number, in their order.
#[derive(Debug)]
struct Run {
    skip: u64,
    keys: Vec<u64>,
}

/// All pages of one range.
#[derive(Debug, Default)]
pub(super) struct Borders(Vec<Run>);

/// Two neighbours that share no row, or a last page of which is not known whether it is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    /// The `skip` of the page after it.
    pub(super) skip: u64,
    before: usize,
}

impl Borders {
    /// Notes a page; empty ones have no border.
    pub(super) fn note(&mut self, skip: u64, keys: &[u64]) {
        if !keys.is_empty() {
            let keys = keys.to_vec();
            self.0.push(Run { skip, keys });
        }
    }

    /// The gaps, once all pages are there.
    pub(super) fn gaps(&mut self) -> Vec<Gap> {
        self.0.sort_by_key(|run| run.skip);
        let pairs = self.0.windows(2).enumerate();
        pairs
            .filter(|(_, pair)| !share(&pair[0].keys, &pair[1].keys))
            .map(|(before, pair)| Gap {
                skip: pair[1].skip,
                before,
            })
            .collect()
    }

    /// Whether a page shares rows with the last one so far: then nothing is left out between them.
    pub(super) fn goes_on(&self, keys: &[u64]) -> bool {
        let last = self.0.iter().max_by_key(|run| run.skip);
        last.is_some_and(|run| share(&run.keys, keys))
    }

    /// The gap after the last page, whose end is at that `skip`.
    pub(super) fn after_the_last(&mut self, skip: u64) -> Option<Gap> {
        self.0.sort_by_key(|run| run.skip);
        let before = self.0.len().checked_sub(1)?;
        Some(Gap { skip, before })
    }

    /// Whether a page read later closes a gap: it shares rows with both sides, or with the last page and is not `full`.
    pub(super) fn bridges(&self, gap: Gap, keys: &[u64], full: bool) -> bool {
        let shares = |run: &Run| share(&run.keys, keys);
        self.0.get(gap.before).is_some_and(shares)
            && self.0.get(gap.before + 1).map_or(!full, shares)
    }
}

/// Pages of a hundred rows: two loops are quicker than a set. The last row of one is most often the first of the other.
fn share(earlier: &[u64], later: &[u64]) -> bool {
    earlier.iter().rev().any(|key| later.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn borders(pages: &[(u64, &[u64])]) -> Borders {
        let mut borders = Borders::default();
        for (skip, keys) in pages {
            borders.note(*skip, keys);
        }
        borders
    }

    #[test]
    fn neighbours_that_share_a_row_leave_nothing_out() {
        let mut whole = borders(&[(4, &[5, 6]), (0, &[1, 2, 3]), (2, &[3, 4, 5]), (6, &[])]);
        assert_eq!(whole.gaps(), [], "in whatever order they came");
        let mut inserted = borders(&[(0, &[1, 2, 3]), (2, &[2, 3, 4])]);
        assert_eq!(
            inserted.gaps(),
            [],
            "a row before them pushed rows to the right"
        );
        assert_eq!(borders(&[]).gaps(), []);
    }

    #[test]
    fn a_deleted_row_leaves_a_gap_that_a_page_between_may_bridge() {
        // 2 was deleted after the first page: 4 was never sent.
        let mut moved = borders(&[(0, &[1, 2, 3]), (2, &[5, 6, 7])]);
        let gaps = moved.gaps();
        assert_eq!(gaps.iter().map(|gap| gap.skip).collect::<Vec<_>>(), [2]);
        assert!(moved.bridges(gaps[0], &[3, 4, 5], true));
        assert!(
            !moved.bridges(gaps[0], &[4, 5, 6], true),
            "it does not reach the left side"
        );
        assert!(
            !moved.bridges(gaps[0], &[3, 4], true),
            "nor this one the right side"
        );
    }
    #[test]
    fn the_last_page_is_the_last_when_one_that_shares_rows_has_room_for_more() {
        let mut pages = borders(&[(0, &[1, 2, 3]), (2, &[3, 4, 5])]);
        assert!(
            pages.goes_on(&[5]) && !pages.goes_on(&[]),
            "nothing proves nothing"
        );
        let end = pages.after_the_last(5).expect("there are pages");
        assert!(pages.bridges(end, &[4, 5, 6], false));
        assert!(
            !pages.bridges(end, &[4, 5, 6], true),
            "there may be more after a full one"
        );
        assert!(
            !pages.bridges(end, &[6, 7], false),
            "something may lie between"
        );
        assert_eq!(borders(&[]).after_the_last(0), None);
    }
}
