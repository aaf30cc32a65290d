//! The thread that writes what the lists bring, so that SQLite never holds up the network.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use jiff::SignedDuration;
use portsip::{Cdr, ListEvent, RecordingSummary, SliceReport};
use tokio::{sync::mpsc, task::JoinHandle};

use super::map;
use crate::{
    catalogue::{Change, Held, Intake, Names, SliceEnd, SliceKind},
    error::{Error, Result},
};

/// Batches written in one transaction at most: enough to be quick, few enough to stop quickly.
const AT_ONCE: usize = 16;

/// What a transaction brought.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) batches: usize,
    pub(super) held: Held,
    /// Days whose calls are written to their end, all transactions together.
    pub(super) days: u32,
}

/// Days, a begun one counting whole.
pub(super) fn days(span: SignedDuration) -> u32 {
    u32::try_from(span.as_secs().max(0).unsigned_abs().div_ceil(86_400)).unwrap_or(u32::MAX)
}

enum Batch {
    Calls(ListEvent<Cdr>),
    Recordings(ListEvent<RecordingSummary>),
}

/// The way to the writing thread.
pub(super) struct Writer {
    batches: Option<mpsc::UnboundedSender<Batch>>,
    waiting: Arc<AtomicUsize>,
    thread: JoinHandle<Result<(Intake, u64)>>,
}

impl Writer {
    /// Starts writing; the receiver tells of every transaction and ends with the thread.
    pub(super) fn start(intake: Intake, names: Names) -> (Self, mpsc::UnboundedReceiver<Written>) {
        // Unbounded, because a list's sink cannot wait; the lists are not polled while too much is waiting.
        let (batches, source) = mpsc::unbounded_channel();
        let (told, written) = mpsc::unbounded_channel();
        let thread = tokio::task::spawn_blocking(move || write(intake, &names, source, &told));
        (
            Self {
                batches: Some(batches),
                waiting: Arc::default(),
                thread,
            },
            written,
        )
    }

    pub(super) fn calls(&self, event: ListEvent<Cdr>) {
        self.send(Batch::Calls(event));
    }

    pub(super) fn recordings(&self, event: ListEvent<RecordingSummary>) {
        self.send(Batch::Recordings(event));
    }

    fn send(&self, batch: Batch) {
        let sent = self
            .batches
            .as_ref()
            .is_some_and(|batches| batches.send(batch).is_ok());
        // A thread that has ended takes nothing more; whoever waits for it learns why.
        if sent {
            self.waiting.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Batches sent and not yet written.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Notes that so many batches are written.
    pub(super) fn settled(&self, batches: usize) {
        self.waiting.fetch_sub(batches, Ordering::Relaxed);
    }

    /// Waits until everything sent is written. Gives back the intake, and how many calls had no time at all.
    pub(super) async fn finish(
        &mut self,
        written: &mut mpsc::UnboundedReceiver<Written>,
        each: impl Fn(Written),
    ) -> Result<(Intake, u64)> {
        self.batches = None;
        while let Some(transaction) = written.recv().await {
            each(transaction);
        }
        (&mut self.thread).await.map_err(|_| Error::Internal {
            doing: "writing calls to the catalogue",
        })?
    }
}

fn write(
    mut intake: Intake,
    names: &Names,
    mut source: mpsc::UnboundedReceiver<Batch>,
    told: &mpsc::UnboundedSender<Written>,
) -> Result<(Intake, u64)> {
    let mut unusable = 0;
    let mut read = SignedDuration::ZERO;
    let mut batches = Vec::with_capacity(AT_ONCE);
    while source.blocking_recv_many(&mut batches, AT_ONCE) > 0 {
        // Nobody listens any more: the reading was dropped, and so is the rest.
        if told.is_closed() {
            break;
        }
        let count = batches.len();
        let changes: Vec<Change> = batches
            .drain(..)
            .map(|batch| change(batch, names, &mut unusable))
            .collect();
        let held = intake.apply(&changes)?;
        read = changes.iter().filter_map(calls_end).sum::<SignedDuration>() + read;
        if told
            .send(Written {
                batches: count,
                held,
                days: days(read),
            })
            .is_err()
        {
            break;
        }
    }
    Ok((intake, unusable))
}

/// How long the slice of calls was that ends here.
fn calls_end(change: &Change) -> Option<SignedDuration> {
    match change {
        Change::SliceEnd(slice) if slice.kind == SliceKind::Calls => {
            Some(slice.end.duration_since(slice.start))
        }
        _ => None,
    }
}

fn change(batch: Batch, names: &Names, unusable: &mut u64) -> Change {
    match batch {
        Batch::Calls(ListEvent::Rows(rows)) => {
            let listed = rows.len();
            let calls: Vec<_> = rows
                .into_iter()
                .filter_map(|cdr| map::call(cdr, names))
                .collect();
            *unusable += (listed - calls.len()) as u64;
            Change::Calls(calls)
        }
        Batch::Recordings(ListEvent::Rows(rows)) => {
            Change::Recordings(rows.into_iter().map(map::recording).collect())
        }
        Batch::Calls(ListEvent::SliceDone(report)) => {
            Change::SliceEnd(slice_end(SliceKind::Calls, &report))
        }
        Batch::Recordings(ListEvent::SliceDone(report)) => {
            Change::SliceEnd(slice_end(SliceKind::Recordings, &report))
        }
    }
}

fn slice_end(kind: SliceKind, report: &SliceReport) -> SliceEnd {
    SliceEnd {
        kind,
        start: report.start,
        end: report.end,
        counted: report.counted,
        received: report.received,
        tries: report.rereads.saturating_add(1),
        sound: report.bad_rows == 0 && !report.moved,
    }
}
