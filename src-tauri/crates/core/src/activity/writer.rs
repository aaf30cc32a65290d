//! Writing behind the back of whoever records: one thread, in the order of what happened.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use super::{entry::ActivityEvent, file::Log};

/// So many entries wait for a disk that hangs; more are lost, and that is said.
const WAITING: usize = 4096;
/// No program waits longer for the log at its end.
const PATIENCE: Duration = Duration::from_secs(5);

enum Task {
    Write(jiff::Timestamp, ActivityEvent),
    /// All before it is written.
    Tell(oneshot::Sender<()>),
}

/// Starts its thread with the first entry.
#[derive(Debug)]
pub(super) struct Writer {
    log: Log,
    tasks: Mutex<Option<SyncSender<Task>>>,
    trouble: Arc<Mutex<Option<String>>>,
}

impl Writer {
    pub(super) fn new(log: Log) -> Self {
        Self {
            log,
            tasks: Mutex::default(),
            trouble: Arc::default(),
        }
    }

    pub(super) fn record(&self, at: jiff::Timestamp, event: ActivityEvent) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        if tasks.is_none() {
            *tasks = self.begin();
        }
        let task = Task::Write(at, event);
        let taken = tasks.as_ref().is_some_and(|to| to.try_send(task).is_ok());
        if !taken {
            lost(&self.trouble, "the disk takes no more entries");
        }
    }

    fn begin(&self) -> Option<SyncSender<Task>> {
        let (to, from) = sync_channel(WAITING);
        let (log, trouble) = (self.log.clone(), Arc::clone(&self.trouble));
        let started = thread::Builder::new()
            .name("activity".to_owned())
            .spawn(move || write(&log, &from, &trouble));
        started.is_ok().then_some(to)
    }

    pub(super) async fn written(&self) {
        let (told, all) = oneshot::channel();
        let tasks = self
            .tasks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(tasks) = tasks else { return };
        let asked = tasks.try_send(Task::Tell(told)).is_ok();
        if !asked || tokio::time::timeout(PATIENCE, all).await.is_err() {
            lost(&self.trouble, "the disk does not answer");
        }
    }

    pub(super) fn trouble(&self) -> Option<String> {
        locked(&self.trouble).clone()
    }
}

fn write(log: &Log, tasks: &Receiver<Task>, trouble: &Mutex<Option<String>>) {
    while let Ok(task) = tasks.recv() {
        match task {
            Task::Write(at, event) => {
                if let Err(error) = log.append(at, event) {
                    lost(trouble, &error.to_string());
                }
            }
            // Whoever asked may have gone.
            Task::Tell(told) => drop(told.send(())),
        }
    }
}

fn lost(trouble: &Mutex<Option<String>>, why: &str) {
    tracing::warn!(why, "an entry of the activity log was not written");
    *locked(trouble) = Some(format!(
        "entries of the activity log were not written: {why}"
    ));
}

fn locked(trouble: &Mutex<Option<String>>) -> MutexGuard<'_, Option<String>> {
    trouble.lock().unwrap_or_else(PoisonError::into_inner)
}
