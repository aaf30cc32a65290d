//! A range read in parts that fit a page each. One answer is one moment, so nothing can move between pages; and a server
//! that ignores offsets is read whole all the same.

use std::sync::Arc;

use futures::stream::{FuturesUnordered, StreamExt};

use super::Window;
use super::by_pages::PAGES_AT_ONCE;
use super::reading::{Pass, Progress};
use crate::Error;
use crate::dto::Row;

impl<T: Row + 'static> Pass<'_, T> {
    /// Reads all `parts`, halving each until it fits.
    pub(super) async fn by_parts(&mut self, parts: Vec<Window>) -> Result<(), Error> {
        let source = Arc::clone(self.source);
        let mut waiting = parts;
        let mut under_way = FuturesUnordered::new();
        // What the parts count, as long as each counts what it sends.
        let mut sum = Some(0);
        loop {
            while under_way.len() < PAGES_AT_ONCE
                && let Some(part) = waiting.pop()
            {
                self.count_request()?;
                let source = &source;
                under_way.push(async move { (part, source.page(part, 0).await) });
            }
            let Some((part, page)) = under_way.next().await else {
                break;
            };
            let page = page?;
            if self.reading.counted.is_none() {
                self.reading.note_count(page.count, page.len());
            }
            // A server that does not keep to a part would be cut for ever.
            if self.source.may_be_cut(&page) && !page.goes_beyond(part) {
                if let Some(halves) = part.halves() {
                    waiting.extend(halves);
                    continue;
                }
                // More rows at one moment than a page holds.
                sum = None;
                self.by_pages(part, page, false).await?;
                continue;
            }
            let agrees = page.count == Some(page.len());
            sum = sum.filter(|_| agrees).map(|sum: u64| sum + page.len());
            self.take(page, 0, &mut Progress::default()).await;
        }
        if let Some(sum) = sum {
            self.reading.count_by_parts(sum);
        }
        Ok(())
    }
}
