//! The list of jobs: started, watched, stopped, and remembered over a restart.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::{JobKind, JobOutcome, JobSnapshot, Overall, brake::Brake, running::Running};
use crate::{
    catalogue::JobRecords,
    error::{Error, Result},
    export::{ExportOptions, ExportPhase},
    ids::JobId,
    query::CallQuery,
};

/// Jobs that ended, for whoever wants to tell the person.
pub type JobEvents = broadcast::Receiver<JobSnapshot>;

/// What must be known to run an export again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) request: String,
    pub(crate) query: Option<CallQuery>,
    pub(crate) folder: PathBuf,
    pub(crate) options: Option<ExportOptions>,
    /// Only what the folder's manifest does not hold.
    #[serde(default)]
    pub(crate) only_missing: bool,
}

/// A job as it is kept in the catalogue.
#[derive(Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) snapshot: JobSnapshot,
    pub(super) order: Order,
}

struct Job {
    order: Order,
    state: watch::Sender<JobSnapshot>,
    cancel: CancellationToken,
    brake: Brake,
}

impl Job {
    fn is_running(&self) -> bool {
        self.state.borrow().outcome.is_none()
    }

    fn show(&self, change: impl FnOnce(&mut JobSnapshot)) {
        self.state.send_modify(|snapshot| {
            snapshot.seq = snapshot.seq.saturating_add(1);
            change(snapshot);
        });
    }
}

/// All jobs of this data folder.
#[derive(Clone)]
pub struct Jobs {
    list: Arc<Mutex<BTreeMap<JobId, Job>>>,
    pub(super) records: JobRecords,
    pub(super) ended: broadcast::Sender<JobSnapshot>,
    overall: watch::Sender<Overall>,
}

impl Jobs {
    /// The jobs as kept; one that was running when Tapedeck ended is marked interrupted.
    ///
    /// # Errors
    /// [`Error::Catalogue`] when the records cannot be read.
    pub fn open(records: JobRecords) -> Result<Self> {
        let mut list = BTreeMap::new();
        for record in records.all()? {
            // A record of another version is no reason not to start; the job is then not listed.
            let Ok(Record {
                mut snapshot,
                order,
            }) = serde_json::from_str::<Record>(&record.json)
            else {
                continue;
            };
            if snapshot.outcome.is_none() {
                snapshot.outcome = Some(JobOutcome::Interrupted);
                snapshot.phase = ExportPhase::Finished;
                snapshot.in_flight.clear();
            }
            let id = snapshot.id.clone();
            let (state, _) = watch::channel(snapshot);
            list.insert(
                id,
                Job {
                    order,
                    state,
                    cancel: CancellationToken::new(),
                    brake: Brake::default(),
                },
            );
        }
        let (ended, _) = broadcast::channel(64);
        Ok(Self {
            list: Arc::new(Mutex::new(list)),
            records,
            ended,
            overall: watch::Sender::default(),
        })
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<JobId, Job>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The job that this request started, if it did.
    pub(crate) fn of_request(&self, request: &str) -> Option<JobId> {
        self.locked()
            .iter()
            .find(|(_, job)| job.order.request == request)
            .map(|(id, _)| id.clone())
    }

    /// Adds a job that is about to run.
    pub(crate) fn add(
        &self,
        kind: JobKind,
        order: Order,
        range: String,
        started: Timestamp,
    ) -> Result<Running> {
        let started_at = text(started);
        let id = JobId(format!("{}-{:08x}", started_at, rand::random::<u32>()));
        let snapshot = JobSnapshot {
            folder: order.folder.display().to_string(),
            range,
            ..JobSnapshot::new(id.clone(), kind, started_at)
        };
        let (state, _) = watch::channel(snapshot);
        let (cancel, brake) = (CancellationToken::new(), Brake::default());
        let running = Running {
            jobs: self.clone(),
            order: order.clone(),
            state: state.clone(),
            cancel: cancel.clone(),
            brake: brake.clone(),
            started,
        };
        let job = Job {
            order,
            state,
            cancel,
            brake,
        };
        self.locked().insert(id, job);
        self.sum_up();
        running.keep()?;
        Ok(running)
    }

    /// All jobs, newest first.
    pub fn list(&self) -> Vec<JobSnapshot> {
        // Ids begin with the start time, so the order of ids is the order of starts.
        self.locked()
            .values()
            .rev()
            .map(|job| job.state.borrow().clone())
            .collect()
    }

    /// Snapshots of one job as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn watch(&self, id: &JobId) -> Result<watch::Receiver<JobSnapshot>> {
        self.locked()
            .get(id)
            .map(|job| job.state.subscribe())
            .ok_or_else(|| not_found(id))
    }

    pub(crate) fn order(&self, id: &JobId) -> Result<Order> {
        self.locked()
            .get(id)
            .map(|job| job.order.clone())
            .ok_or_else(|| not_found(id))
    }

    /// Asks a job to stop; `false` when it was over already.
    pub fn cancel(&self, id: &JobId) -> bool {
        self.while_it_runs(id, |job| {
            job.cancel.cancel();
            true
        })
    }

    /// Holds a job back until it is resumed; `false` when it is over or held already. What is under way stops where it is.
    pub fn pause(&self, id: &JobId) -> bool {
        self.while_it_runs(id, |job| {
            let put_on = job.brake.put_on();
            if put_on {
                job.show(paused);
            }
            put_on
        })
    }

    /// Lets a paused job go on, and one that waits for the disk try at once; `false` when it is over.
    pub fn resume(&self, id: &JobId) -> bool {
        self.while_it_runs(id, |job| {
            if job.brake.take_off() {
                job.show(resumed);
            } else {
                job.brake.hold.nudge();
            }
            true
        })
    }

    /// What comes of it; `false` for a job that is over or unknown.
    fn while_it_runs(&self, id: &JobId, act: impl FnOnce(&Job) -> bool) -> bool {
        let running = self.locked();
        let job = running.get(id).filter(|job| job.is_running());
        let acted = job.is_some_and(act);
        drop(running);
        self.sum_up();
        acted
    }

    /// Asks all jobs to stop.
    pub fn cancel_all(&self) {
        for job in self.locked().values() {
            job.cancel.cancel();
        }
    }

    /// What the running jobs come to, as it changes.
    pub fn overall(&self) -> watch::Receiver<Overall> {
        self.overall.subscribe()
    }

    /// Tells what the running jobs come to now, if that is news.
    pub(super) fn sum_up(&self) {
        let list = self.locked();
        let states: Vec<_> = list.values().map(|job| job.state.borrow()).collect();
        let overall = Overall::of(states.iter().map(|state| &**state));
        drop(states);
        self.overall.send_if_modified(|known| {
            let news = *known != overall;
            *known = overall;
            news
        });
    }

    /// How many jobs run.
    pub fn running(&self) -> usize {
        self.locked()
            .values()
            .filter(|job| job.is_running())
            .count()
    }

    /// Waits until no job runs.
    pub async fn all_ended(&self) {
        let mut watched: Vec<_> = self
            .locked()
            .values()
            .map(|job| job.state.subscribe())
            .collect();
        for state in &mut watched {
            // An error means that the job and its sender are gone: ended as well.
            let _ = state.wait_for(|snapshot| snapshot.outcome.is_some()).await;
        }
    }

    /// Takes a job that is over off the list; `false` when it runs or is not there.
    pub fn dismiss(&self, id: &JobId) -> bool {
        let mut list = self.locked();
        if list.get(id).is_none_or(Job::is_running) {
            return false;
        }
        list.remove(id);
        if let Err(error) = self.records.remove(id) {
            tracing::warn!(%error, "a dismissed job is still on record and will be listed again");
        }
        true
    }

    /// Tells of every job that ends from now on.
    pub fn events(&self) -> JobEvents {
        self.ended.subscribe()
    }
}

/// Shows a job that fetches as paused.
pub(super) fn paused(snapshot: &mut JobSnapshot) {
    if snapshot.phase == ExportPhase::Transferring {
        snapshot.phase = ExportPhase::Paused;
        snapshot.rate_kb = 0;
        snapshot.seconds_left = None;
    }
}

fn resumed(snapshot: &mut JobSnapshot) {
    if snapshot.phase == ExportPhase::Paused {
        snapshot.phase = ExportPhase::Transferring;
    }
}

/// RFC 3339 in UTC to the second: sorts as it reads.
pub(super) fn text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn not_found(id: &JobId) -> Error {
    Error::NotFound {
        what: format!("job {id}"),
    }
}
