//! "Check sound": listens to the recordings of many calls without playing them.
//!
//! A recording comes through the door of the player, one at a time, into its bounded cache. What a file has against it ends
//! that file and is counted; the run goes on. One run at a time, a newer one takes its place.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Tapedeck, blocking};
use crate::{
    error::{Error, Result},
    ids::{CallId, RecordingId, SoundCheckId},
    jobs::saturate,
    query::{CallFilter, CallQuery, ListField, Term, TermTest},
    session::Session,
};

/// Calls of one run. Each recording is fetched whole: who wants more wants an export.
const MOST_CALLS: usize = 2_000;
/// Files in a row that fail for no reason of their own: the PBX or the session is gone.
const MOST_IN_A_ROW: u32 = 5;

/// How a run stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SoundCheck {
    /// Recorded calls that were chosen and not listened to before.
    pub total: u32,
    /// Those that are through, whatever came of it.
    pub done: u32,
    /// Those of them in which something was found.
    pub with_findings: u32,
    /// Why calls could not be listened to.
    pub failures: Vec<SoundCheckFailure>,
    /// Whether it ended, by itself or because it was stopped.
    pub over: bool,
    /// Whether it ended before its end.
    pub stopped: bool,
}

/// A reason, with how many calls it concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SoundCheckFailure {
    /// What failed and why, as a sentence.
    pub reason: String,
    /// Calls.
    pub calls: u32,
}

impl SoundCheck {
    fn fail(&mut self, reason: String) {
        match self.failures.iter_mut().find(|one| one.reason == reason) {
            Some(same) => same.calls += 1,
            None => self.failures.push(SoundCheckFailure { reason, calls: 1 }),
        }
    }
}

/// The newest run of the window.
#[derive(Default)]
pub(super) struct SoundChecks {
    count: AtomicU64,
    newest: Mutex<Option<Running>>,
}

#[derive(Clone)]
struct Running {
    id: SoundCheckId,
    state: watch::Sender<SoundCheck>,
    cancel: CancellationToken,
}

type Chosen = Vec<(CallId, RecordingId)>;

impl Tapedeck {
    /// Starts to listen to the recordings that a query finds and nobody listened to yet. Must be called on a runtime.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::InvalidInput`] for the query or more than 2,000 calls, [`Error::Catalogue`].
    pub async fn start_sound_check(&self, query: CallQuery) -> Result<SoundCheckId> {
        let session = self.signed_in()?;
        let chosen = chosen(&session, query).await?;
        let running = self.inner.sound_checks.begin(chosen.len());
        let id = running.id.clone();
        let app = self.clone();
        tokio::spawn(async move {
            let work = app.check_each(&session, chosen, &running.state);
            let whole = running.cancel.run_until_cancelled(work).await;
            running.state.send_modify(|check| {
                check.over = true;
                check.stopped = whole != Some(true);
            });
        });
        Ok(id)
    }

    /// Snapshots of a run as they come.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that a newer one has replaced.
    pub fn watch_sound_check(&self, id: &SoundCheckId) -> Result<watch::Receiver<SoundCheck>> {
        let running = self.inner.sound_checks.find(id);
        let running = running.ok_or_else(|| Error::NotFound {
            what: format!("sound check {id}"),
        })?;
        Ok(running.state.subscribe())
    }

    /// Stops a run; what it has found so far stays.
    pub fn cancel_sound_check(&self, id: &SoundCheckId) {
        if let Some(running) = self.inner.sound_checks.find(id) {
            running.cancel.cancel();
        }
    }

    /// Listens to one call after the other; `false` when it gave up.
    async fn check_each(
        &self,
        session: &Session,
        chosen: Chosen,
        state: &watch::Sender<SoundCheck>,
    ) -> bool {
        let mut in_a_row = 0;
        for (call, recording) in chosen {
            let found = self.check_call(session, &call, &recording).await;
            let of_the_file = matches!(
                found,
                Ok(_) | Err(Error::RecordingUnavailable { .. } | Error::Audio(_))
            );
            in_a_row = if of_the_file { 0 } else { in_a_row + 1 };
            state.send_modify(|check| {
                check.done += 1;
                match found {
                    Ok(found) => check.with_findings += u32::from(found),
                    Err(error) => check.fail(error.to_string()),
                }
            });
            if in_a_row == MOST_IN_A_ROW {
                return false;
            }
        }
        true
    }

    /// Listens to every file of a call; whether anything was found.
    async fn check_call(
        &self,
        session: &Session,
        call: &CallId,
        recording: &RecordingId,
    ) -> Result<bool> {
        let mut found = false;
        let (mut index, mut files) = (1, 1);
        while index <= files {
            let (client, scope) = (&session.client, session.scopes.recordings);
            let playback = &self.inner.playback;
            let heard = async {
                files = playback.fetch(client, scope, recording, index).await?;
                playback.listen(recording, index, 1).await
            };
            let (_, heard) = match heard.await {
                Ok(heard) => heard,
                Err(error) => {
                    return Err(self.unreadable(&session.shelf, (call, index), error).await);
                }
            };
            found |= self.keep_heard(&session.shelf, call, heard).await?;
            index += 1;
        }
        Ok(found)
    }
}

/// The recorded calls of a query that nobody listened to yet.
async fn chosen(session: &Session, query: CallQuery) -> Result<Chosen> {
    let shelf = session.shelf.clone();
    blocking("choosing recordings", move || {
        let range = query.range.resolve()?;
        query.filter.check_exportable()?;
        let filter = CallFilter {
            terms: [query.filter.terms, vec![unchecked()]].concat(),
            ..query.filter
        };
        let mut chosen = Vec::new();
        shelf.for_each(&range, &filter, &mut |call| {
            chosen.extend(call.recording_id.map(|recording| (call.id, recording)));
            if chosen.len() > MOST_CALLS {
                return Err(Error::invalid(format!(
                    "the sound of more than {MOST_CALLS} calls is too much for one check; select fewer"
                )));
            }
            Ok(())
        })?;
        Ok(chosen)
    })
    .await
}

fn unchecked() -> Term {
    Term::is(TermTest::OneOf {
        field: ListField::Finding,
        any: vec!["unchecked".to_owned()],
    })
}

impl SoundChecks {
    /// Stops the newest run.
    pub(super) fn cancel(&self) {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = newest.as_ref() {
            running.cancel.cancel();
        }
    }

    fn begin(&self, calls: usize) -> Running {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let running = Running {
            id: SoundCheckId(format!("sound-{number}")),
            state: watch::Sender::new(SoundCheck {
                total: saturate(calls as u64),
                ..SoundCheck::default()
            }),
            cancel: CancellationToken::new(),
        };
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(older) = newest.replace(running.clone()) {
            older.cancel.cancel();
        }
        running
    }

    fn find(&self, id: &SoundCheckId) -> Option<Running> {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        newest.clone().filter(|running| running.id == *id)
    }
}
