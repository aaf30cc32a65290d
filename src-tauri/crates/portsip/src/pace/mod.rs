//! When the next request may be sent, so that a PBX is asked as fast as it likes and no faster.
//!
//! Nobody says beforehand how fast that is, and there are two kinds of limits: so many requests at once, and so many per
//! time (1,000 to 10,000 a minute by version, api.md section 1). Both are refused alike, with 429 or 503. [`State`] finds
//! out which it was; [`Pace`] lets requests through one by one, in the order they came.

mod pauses;
mod rate;
#[cfg(test)]
mod simulation;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

pub(crate) use pauses::{full_jitter, retry_after};
use state::{Admission, Outcome, State, Ticket};

tokio::task_local! {
    /// The one place that gentle work has.
    static ONE_PLACE: Arc<Semaphore>;
}

/// Does work with at most one of its requests in flight, so that it is not felt beside work that somebody waits for.
///
/// Only requests that are sent from within this future count, not those of tasks it spawns.
pub async fn gently<T>(work: impl Future<Output = T>) -> T {
    ONE_PLACE.scope(Arc::new(Semaphore::new(1)), work).await
}

/// The pace of one client, shared by all its clones.
#[derive(Clone, Debug)]
pub(crate) struct Pace(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Held by who is next; the others queue for it, first come first served.
    turn: Semaphore,
    /// Told whenever a request has ended.
    ended: Notify,
}

/// The right to have one request in flight. Dropped without a word it says nothing about the PBX.
#[derive(Debug)]
pub(crate) struct Permit {
    pace: Pace,
    ticket: Ticket,
    outcome: Outcome,
    /// The place of gentle work, free for its next request after this one.
    _one_place: Option<OwnedSemaphorePermit>,
}

/// A file under way: it takes a place at the PBX without waiting for one here.
#[derive(Debug)]
pub(crate) struct FileUnderWay(Pace);

impl Pace {
    /// `first` and `longest`: the pauses before a PBX that goes on to refuse is asked again, unless it states its own.
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        Self(Arc::new(Shared {
            state: Mutex::new(State::new(first, longest, Instant::now())),
            turn: Semaphore::new(1),
            ended: Notify::new(),
        }))
    }

    /// Waits until one more request is welcome. Who gives up waiting leaves the queue and costs nobody anything.
    pub(crate) async fn acquire(&self) -> Permit {
        // Before the queue: gentle work never has more than one request in it.
        let one_place = match ONE_PLACE.try_with(Arc::clone) {
            Ok(place) => place.acquire_owned().await.ok(),
            Err(_) => None,
        };
        // An error means a closed semaphore, and this one is never closed.
        let _turn = self.0.turn.acquire().await;
        loop {
            let ended = self.0.ended.notified();
            tokio::pin!(ended);
            // From here on no end is missed.
            ended.as_mut().enable();
            let admission = self.state().admit(Instant::now());
            match admission {
                Admission::Go(ticket) => {
                    return Permit {
                        pace: self.clone(),
                        ticket,
                        outcome: Outcome::Unknown,
                        _one_place: one_place,
                    };
                }
                Admission::NotBefore(when) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(when) => {}
                        () = ended => {}
                    }
                }
                Admission::AfterAnEnd => ended.await,
            }
        }
    }

    /// Requests allowed in flight right now.
    pub(crate) fn limit(&self) -> usize {
        self.state().limit()
    }

    /// Notes that a file is being fetched, until the value is dropped.
    pub(crate) fn file(&self) -> FileUnderWay {
        self.state().file_begins();
        FileUnderWay(self.clone())
    }

    /// Holds back all new requests for a stated pause.
    pub(crate) fn hold(&self, pause: Duration) {
        self.state().hold(Instant::now() + pause);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// The PBX took the request, whatever it answered.
    pub(crate) fn taken(mut self) {
        self.outcome = Outcome::Taken;
    }

    /// 429 or 503: too many at once or too many per time, with the pause that the PBX states, if it does.
    pub(crate) fn refused(mut self, stated: Option<Duration>) {
        self.outcome = Outcome::Refused(stated);
    }

    /// No answer in time: half as many at once from now on.
    pub(crate) fn silent(mut self) {
        self.outcome = Outcome::Silent;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let now = Instant::now();
        self.pace.state().ended(self.ticket, self.outcome, now);
        // Only who holds the turn waits for this.
        self.pace.0.ended.notify_one();
    }
}

impl Drop for FileUnderWay {
    fn drop(&mut self) {
        self.0.state().file_ends();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace() -> Pace {
        Pace::new(Duration::from_millis(300), Duration::from_secs(15))
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_gives_up_waiting_loses_no_place() {
        let pace = pace();
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(pace.acquire().await);
        }
        let mut gives_up = Box::pin(pace.acquire());
        let mut waits = Box::pin(pace.acquire());
        assert!(
            futures::poll!(&mut gives_up).is_pending() && futures::poll!(&mut waits).is_pending(),
            "all places are taken"
        );
        drop(gives_up);
        held.pop();
        let permit = waits.await;
        drop((held, permit));
        let mut again = Vec::new();
        for _ in 0..4 {
            again.push(pace.acquire().await);
        }
        assert_eq!(again.len(), 4, "all places are free again");
    }

    #[tokio::test(start_paused = true)]
    async fn who_came_first_goes_first() {
        let pace = pace();
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(pace.acquire().await);
        }
        let order = Arc::new(Mutex::new(Vec::new()));
        let waiting = (0..20).map(|number| {
            let (pace, order) = (pace.clone(), Arc::clone(&order));
            async move {
                let permit = pace.acquire().await;
                order.lock().unwrap().push(number);
                permit.taken();
            }
        });
        let waiting = futures::future::join_all(waiting);
        drop(held);
        waiting.await;
        assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
    }

    #[tokio::test(start_paused = true)]
    async fn gentle_work_has_one_request_in_flight() {
        use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
        let pace = pace();
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let ask = async || {
            let permit = pace.acquire().await;
            most.fetch_max(now.fetch_add(1, Relaxed) + 1, Relaxed);
            tokio::time::sleep(Duration::from_millis(10)).await;
            now.fetch_sub(1, Relaxed);
            permit.taken();
        };
        gently(futures::future::join_all((0..6).map(|_| ask()))).await;
        assert_eq!(most.load(Relaxed), 1, "one after the other");
        futures::future::join_all((0..6).map(|_| ask())).await;
        assert!(most.load(Relaxed) > 1, "others go on as before");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stated_pause_holds_back_everybody() {
        let pace = pace();
        let start = Instant::now();
        pace.acquire().await.refused(Some(Duration::from_secs(20)));
        pace.hold(Duration::from_secs(5));
        pace.acquire().await.taken();
        assert!(
            start.elapsed() >= Duration::from_secs(20),
            "asked again after {:?}",
            start.elapsed()
        );
    }
}
