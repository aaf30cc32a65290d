//! Listening to the PBX while somebody looks at calls.

use std::sync::{Arc, Mutex, PoisonError};

use portsip::{CallEvent, Event, Refusal};
use tokio_util::sync::CancellationToken;

use super::{Tapedeck, following::Told};
use crate::{
    ids::{CallId, ProfileId},
    live::{Heard, LiveState},
    session::{ScopeView, Session},
};

/// The ear of a session.
#[derive(Default)]
pub(super) struct Ear {
    hearing: Mutex<Hearing>,
}

#[derive(Default)]
struct Hearing {
    /// Ends the task that listens.
    listening: Option<CancellationToken>,
    /// The PBX said no in this session.
    refused: bool,
    state: LiveState,
}

impl Ear {
    fn hearing(&self) -> std::sync::MutexGuard<'_, Hearing> {
        self.hearing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether new calls are heard of.
    pub(super) fn state(&self) -> LiveState {
        self.hearing().state
    }
}

impl Tapedeck {
    /// Listens to the PBX, unless it does already, the person does not want it, or it cannot be.
    ///
    /// Only who sees the tenant's calls may hear of them: for others the password is not even sent. It is not sent again
    /// either where it was refused before, since refusals count towards the block of the office's address.
    pub(super) fn listen(&self, session: &Session) {
        let (wanted, refused_before) = {
            let settings = self.settings();
            let refused = settings.events_refused.contains(&session.view.profile);
            (settings.preferences.live_calls, refused)
        };
        let allowed = session.view.calls == ScopeView::Tenant;
        if !wanted || !allowed || refused_before {
            return;
        }
        let cancel = {
            let mut hearing = self.inner.ear.hearing();
            if hearing.refused || hearing.listening.is_some() {
                return;
            }
            hearing.listening.insert(CancellationToken::new()).clone()
        };
        self.show_ear(LiveState::Connecting);
        let (inner, client) = (Arc::downgrade(&self.inner), session.client.clone());
        let profile = session.view.profile.clone();
        tokio::spawn(cancel.run_until_cancelled_owned(async move {
            let refusal = client
                .events(|event| {
                    if let Some(inner) = inner.upgrade() {
                        Self { inner }.hear(event);
                    }
                })
                .await;
            if let Some(inner) = inner.upgrade() {
                Self { inner }.not_to_be_heard(refusal, profile).await;
            }
        }));
    }

    /// Stops listening, and forgets what the PBX said about it.
    pub(super) fn stop_listening(&self) {
        let before = std::mem::take(&mut *self.inner.ear.hearing());
        if let Some(listening) = before.listening {
            listening.cancel();
        }
        self.show_ear(LiveState::Off);
    }

    /// The person has changed their mind about new calls; wanting them anew asks the PBX anew.
    pub(super) fn change_listening(&self, wanted: bool) {
        self.stop_listening();
        if let Some(session) = self.signed_in().ok().filter(|_| wanted) {
            self.inner.searches.tell_newest(Told::Gap);
            self.listen(&session);
        }
    }

    fn hear(&self, event: Event) {
        match event {
            Event::Connected => self.show_ear(LiveState::Listening),
            Event::Interrupted => {
                self.show_ear(LiveState::Connecting);
                self.inner.searches.tell_newest(Told::Gap);
            }
            Event::CallEnded(call) => {
                if let Some(call) = self.ended(call) {
                    self.inner.searches.tell_newest(Told::Ended(call));
                }
            }
            Event::CallStarted(_) | Event::CallUpdated(_) => {}
        }
    }

    /// A call without a start belongs to no range.
    fn ended(&self, call: CallEvent) -> Option<Heard> {
        Some(Heard {
            id: CallId(call.session_id),
            started: call.started_at?,
            ended: call.ended_at.unwrap_or_else(|| self.now()),
        })
    }

    /// The PBX said no. A refused password is remembered beyond the session for an account that is saved.
    async fn not_to_be_heard(&self, refusal: Refusal, profile: ProfileId) {
        tracing::info!(?refusal, "new calls are not heard of");
        if refusal == Refusal::PasswordRefused {
            let app = self.clone();
            let kept = super::blocking("keeping the settings", move || {
                app.change_settings(|settings| settings.note_events_refused(profile))
            });
            if let Err(error) = kept.await {
                tracing::warn!(%error, "that the PBX refused the password for events was not kept");
            }
        }
        self.inner.ear.hearing().refused = true;
        self.show_ear(LiveState::Off);
    }

    fn show_ear(&self, state: LiveState) {
        self.inner.ear.hearing().state = state;
        self.inner.searches.show_ear(state);
    }
}
