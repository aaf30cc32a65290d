//! A range read page by page: the first page, the rest at once by its count, then on until nothing new comes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use futures::stream::{FuturesUnordered, StreamExt};

use super::Window;
use super::pages::{Fetched, SHORTEST_LIMIT};
use super::reading::{Pass, Progress};
use crate::Error;
use crate::dto::Row;

/// Pages of one slice under way; the client's pace decides how many of them are in flight.
pub(super) const PAGES_AT_ONCE: usize = 32;

impl<T: Row + 'static> Pass<'_, T> {
    /// Reads `range` from its `first` page on. `whole`: it is the whole slice, so its counts are those of the slice.
    /// True if the server ignores offsets and rows are, or may be, still missing.
    pub(super) async fn by_pages(
        &mut self,
        range: Window,
        first: Fetched<T>,
        whole: bool,
    ) -> Result<bool, Error> {
        let full = self.source.may_be_cut(&first);
        let mut at = Progress::after(&first, full, whole);
        self.page(0, first, &mut at).await;
        if at.next == 0 {
            return Ok(false);
        }
        if at.lacks_rows() == Some(true) && !self.offsets_ignored() {
            self.fan_out(range, &mut at).await?;
        }
        self.tail(range, &mut at).await?;
        if self.offsets_ignored() {
            // A count that may be the length of a page does not say that this was all.
            let all = at.lacks_rows() == Some(false) && self.source.counts_are_totals();
            return Ok(at.lacks_rows() == Some(true) || (full && !all) || at.is_in_doubt);
        }
        self.bridge_gaps(range, &mut at).await?;
        Ok(false)
    }

    /// Takes the page at an offset; how many of its rows were new.
    async fn page(&mut self, skip: u64, page: Fetched<T>, at: &mut Progress) -> u64 {
        let (count, len) = (page.count, page.len());
        at.borders.note(skip, &page.keys);
        let new = self.take(page, u64::from(skip > 0), at).await;
        // The length of a page of known rows, stated as its count, would pass for a count that has changed.
        let says_nothing = len > 0 && new == 0 && count == Some(len);
        if at.whole && !says_nothing {
            self.reading.note_count(count, len);
        }
        new
    }

    /// The pages that the count promises, several at once. An empty one ends it: the count may be wrong.
    async fn fan_out(&mut self, range: Window, at: &mut Progress) -> Result<(), Error> {
        let source = Arc::clone(self.source);
        let promised = at.count.unwrap_or_default();
        let mut end = promised;
        let mut waiting: VecDeque<(u64, u64)> = VecDeque::new();
        let mut under_way = FuturesUnordered::new();
        let mut planned = at.next;
        loop {
            while under_way.len() < PAGES_AT_ONCE {
                let (skip, want) = match waiting.pop_front() {
                    Some(job) => job,
                    None if planned < end => {
                        let skip = at.go_on_from(planned);
                        planned = skip + at.step;
                        (skip, at.step)
                    }
                    None => break,
                };
                self.count_request()?;
                let source = &source;
                under_way.push(async move { (skip, want, source.page(range, skip).await) });
            }
            let Some((skip, want, page)) = under_way.next().await else {
                return Ok(());
            };
            let page = page?;
            let (len, repeats) = (page.places(), at.repeats_the_first(skip, &page));
            let new = self.page(skip, page, at).await;
            let reached = at.go_on_from(skip + len);
            if len == 0 {
                end = end.min(skip);
            } else if new == 0 && repeats {
                source.skip_is_ignored.store(true, Relaxed);
                end = 0;
            } else if len < want && skip < reached && skip + len < promised {
                waiting.push_back((reached, want - (reached - skip)));
            }
            at.note_page(skip, len);
        }
    }

    /// Page by page past what was promised: while rows are missing, while there is no count or only one that may be the
    /// length of a page (a server may cap its pages at any number), and once after a full page, since a
    /// count may be too low.
    async fn tail(&mut self, range: Window, at: &mut Progress) -> Result<(), Error> {
        while !self.offsets_ignored() {
            let lacks = at.lacks_rows().unwrap_or(true);
            let doubtful = at.step >= SHORTEST_LIMIT && !self.source.counts_are_totals();
            if !lacks && !at.last_was_full && !doubtful {
                return Ok(());
            }
            let skip = at.go_on_from(at.next);
            let page = self.fetch(range, skip).await?;
            let (places, repeats) = (page.places(), at.repeats_the_first(skip, &page));
            let goes_on = at.borders.goes_on(&page.keys);
            if self.page(skip, page, at).await == 0 {
                at.is_in_doubt = repeats && !self.source.counts_are_totals();
                if at.is_in_doubt {
                    self.source.note_cut(at.step);
                }
                let ignored = repeats && lacks || at.is_in_doubt;
                self.source.skip_is_ignored.fetch_or(ignored, Relaxed);
                at.end_is_open = !goes_on;
                return Ok(());
            }
            self.source.note_cut(at.step);
            at.note_page(skip, places);
        }
        Ok(())
    }

    /// Where rows were deleted while pages were under way, a page across the border brings what slipped through.
    async fn bridge_gaps(&mut self, range: Window, at: &mut Progress) -> Result<(), Error> {
        let mut gaps = at.borders.gaps();
        if at.end_is_open {
            gaps.extend(at.borders.after_the_last(at.next));
        }
        for gap in gaps {
            let back = gap.skip.saturating_sub(at.step / 2 + 1);
            let page = self.fetch(range, back).await?;
            let (shared, full) = (page.len(), self.source.may_be_cut(&page));
            self.reading.moved |= !at.borders.bridges(gap, &page.keys, full);
            self.take(page, shared, at).await;
        }
        Ok(())
    }
}
