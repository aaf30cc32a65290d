//! One slice, read until what is held and what is counted agree, or three times more.

use std::sync::Arc;

use super::Window;
use super::ids::IdSet;
use super::pages::{Fetched, Shape, Source};
use super::reading::{Out, Pass, Reading};
use super::report::SliceReport;
use crate::Error;
use crate::dto::Row;

/// Readings after the first one.
const REREADS: u32 = 3;

/// Reads `slice`, beginning with its `first` page if that was fetched already.
pub(crate) async fn read_slice<T: Row + 'static>(
    source: Arc<Source<T>>,
    slice: Window,
    window: Window,
    first: Option<Fetched<T>>,
    out: Out<T>,
) -> Result<SliceReport, Error> {
    let mut held = IdSet::default();
    let mut first = Some(first);
    let mut last = None;
    let mut rereads = 0;
    loop {
        let mut pass = Pass {
            source: &source,
            window,
            out: &out,
            held: &mut held,
            reading: Reading::default(),
        };
        match first.take() {
            Some(page) => pass.first_time(slice, page).await?,
            None => pass.again(slice).await?,
        }
        let reading = pass.reading;
        // Two readings that say the same will not say more the third time.
        let this = (reading.total(), reading.count());
        let settled = !reading.moved && last.replace(this) == Some(this);
        if reading.agrees() || settled || rereads == REREADS {
            return Ok(report(slice, reading, held.len(), rereads));
        }
        rereads += 1;
        tracing::debug!(
            what = source.what(),
            counted = reading.counted,
            received = reading.total(),
            moved = reading.moved,
            rereads,
            "a slice differs"
        );
    }
}

fn report(slice: Window, reading: Reading, received: u64, rereads: u32) -> SliceReport {
    let inside = |count: u64| count.saturating_sub(reading.outside);
    SliceReport {
        start: slice.start,
        end: slice.end,
        counted: reading.count().map(inside),
        received,
        duplicates: reading.duplicates(),
        bad_rows: reading.bad_rows,
        bad: reading.bad,
        rereads,
        moved: reading.moved,
    }
}

impl<T: Row + 'static> Pass<'_, T> {
    async fn first_time(&mut self, slice: Window, first: Option<Fetched<T>>) -> Result<(), Error> {
        let first = match first {
            Some(page) => page,
            None => self.fetch(slice, 0).await?,
        };
        let lacks_rows = self.by_pages(slice, first, true).await?;
        if lacks_rows
            && self.source.shape != Shape::Unfiltered
            && let Some(halves) = slice.halves()
        {
            self.by_parts(halves.to_vec()).await?;
        }
        Ok(())
    }

    async fn again(&mut self, slice: Window) -> Result<(), Error> {
        if self.source.shape == Shape::Unfiltered {
            // Without a filter there are no parts.
            let first = self.fetch(slice, 0).await?;
            return self.by_pages(slice, first, true).await.map(drop);
        }
        self.by_parts(vec![slice]).await
    }
}
