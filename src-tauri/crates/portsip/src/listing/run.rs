//! A whole listing: finds out what the server makes of the filter, then reads all slices.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::ids::IdSet;
use super::pages::{Fetched, Probed, Shape, Source};
use super::report::{Reconciliation, SliceReport};
use super::slice::read_slice;
use super::{ListEvent, Window};
use crate::Error;
use crate::client::Inner;
use crate::dto::Row;

/// Slices under way; the client's pace decides how many requests are in flight.
const SLICES_AT_ONCE: usize = 32;
/// Batches that wait for the sink.
const WAITING_BATCHES: usize = 16;

/// Which list.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) what: &'static str,
    pub(crate) path: &'static str,
    /// The first moment of the whole window.
    pub(crate) start: Timestamp,
    /// Only of this user group.
    pub(crate) group: Option<String>,
}

pub(crate) async fn list<T: Row + 'static>(
    inner: Arc<Inner>,
    list: List,
    window: Window,
    mut sink: impl FnMut(ListEvent<T>) + Send,
) -> Result<Reconciliation, Error> {
    let mut slices = window.slices();
    let Some(&first_slice) = slices.first() else {
        return Ok(Reconciliation {
            counted: Some(0),
            filtered_by_pbx: true,
            ..Reconciliation::default()
        });
    };
    let (shape, first_page) = negotiate::<T>(&inner, &list, first_slice).await?;
    let filtered = shape != Shape::Unfiltered;
    if !filtered {
        slices = vec![window];
    }
    let source = Arc::new(Source::new(inner, list, shape));
    source.note(&first_page, 0);
    let (out, batches) = mpsc::channel(WAITING_BATCHES);
    let mut first_page = Some(first_page);
    let jobs = slices
        .into_iter()
        .map(|slice| -> BoxFuture<'static, Result<SliceReport, Error>> {
            Box::pin(read_slice(
                Arc::clone(&source),
                slice,
                window,
                first_page.take(),
                out.clone(),
            ))
        });
    let jobs: Vec<_> = jobs.collect();
    drop(out);
    let mut delivery = Delivery {
        batches,
        delivered: IdSet::default(),
        sink: &mut sink,
    };
    let reports = delivery.run(jobs).await?;
    Ok(Reconciliation::of(
        reports,
        delivery.delivered.len(),
        filtered,
    ))
}

/// The parameters this server takes, and the first page got with them: all, else the window alone, else no filter.
async fn negotiate<T: Row>(
    inner: &Arc<Inner>,
    list: &List,
    slice: Window,
) -> Result<(Shape, Fetched<T>), Error> {
    for shape in [Shape::Full, Shape::WindowOnly] {
        match Source::new(Arc::clone(inner), list.clone(), shape)
            .probe(slice)
            .await?
        {
            Probed::Page(page) if page.goes_beyond(slice) => {
                return Ok((Shape::Unfiltered, page));
            }
            Probed::Page(page) => return Ok((shape, page)),
            Probed::FilterRefused => {
                tracing::debug!(what = list.what, ?shape, "the PBX refuses the filter");
            }
        }
    }
    let page = Source::new(Arc::clone(inner), list.clone(), Shape::Unfiltered)
        .page(slice, 0)
        .await?;
    Ok((Shape::Unfiltered, page))
}

/// The one place where rows reach the caller.
struct Delivery<'a, T, S> {
    batches: mpsc::Receiver<Vec<T>>,
    delivered: IdSet,
    sink: &'a mut S,
}

impl<T: Row, S: FnMut(ListEvent<T>) + Send> Delivery<'_, T, S> {
    /// Runs all slices, the first of them first, and passes on what they bring.
    async fn run(
        &mut self,
        jobs: Vec<BoxFuture<'static, Result<SliceReport, Error>>>,
    ) -> Result<Vec<SliceReport>, Error> {
        let mut reports = Vec::with_capacity(jobs.len());
        let mut waiting = jobs.into_iter();
        let mut under_way: FuturesUnordered<_> = waiting.by_ref().take(SLICES_AT_ONCE).collect();
        loop {
            tokio::select! {
                biased;
                Some(batch) = self.batches.recv() => self.rows(batch),
                done = under_way.next() => match done {
                    None => return Ok(reports),
                    Some(report) => {
                        // Its rows were sent before it ended.
                        while let Ok(batch) = self.batches.try_recv() {
                            self.rows(batch);
                        }
                        let report = report?;
                        (self.sink)(ListEvent::SliceDone(report.clone()));
                        reports.push(report);
                        under_way.extend(waiting.next());
                    }
                },
            }
        }
    }

    fn rows(&mut self, mut batch: Vec<T>) {
        batch.retain(|row| self.delivered.insert(row.id()));
        if !batch.is_empty() {
            (self.sink)(ListEvent::Rows(batch));
        }
    }
}
