//! Work that nobody waits for: recent days are read again while the app is open, gently and only when nothing else is asked.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::{Tapedeck, blocking, following::Told};
use crate::{
    error::Result,
    session::Session,
    sync::{self, Coverage},
    time::{self, UtcRange},
};

/// How often the last days are read again.
const EVERY: Duration = Duration::from_mins(5);

/// How often old calls leave.
const RETIRE_EVERY: SignedDuration = SignedDuration::from_hours(24);

/// What ends the background work that is under way.
#[derive(Default)]
pub(super) struct Tending {
    under_way: Mutex<CancellationToken>,
    /// When old calls left last, and what was asked then.
    retired: Mutex<Option<(Timestamp, u32)>>,
}

impl Tending {
    /// Somebody asks for something: the background work stops, and begins anew the next time.
    pub(super) fn interrupt(&self) {
        self.under_way().cancel();
    }

    fn begin(&self) -> CancellationToken {
        let token = CancellationToken::new();
        self.under_way().clone_from(&token);
        token
    }

    fn retired(&self) -> std::sync::MutexGuard<'_, Option<(Timestamp, u32)>> {
        self.retired.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn under_way(&self) -> std::sync::MutexGuard<'_, CancellationToken> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tapedeck {
    /// Tends the catalogue for as long as the app lives. Must be called on a runtime, once, by a program that stays open.
    pub async fn tend(self) {
        let (clock, inner) = (Arc::clone(&self.inner.clock), Arc::downgrade(&self.inner));
        drop(self);
        loop {
            clock.wait(EVERY).await;
            let Some(inner) = inner.upgrade() else {
                return;
            };
            let app = Self { inner };
            if let Err(error) = app.refresh().await {
                tracing::debug!(%error, "the last days could not be read again");
            }
            if let Err(error) = app.retire().await {
                tracing::warn!(%error, "old calls could not be dropped");
            }
        }
    }

    /// Reads yesterday and today once more, up to what is shown, so that late recordings join. Does nothing while somebody
    /// is served, and nobody is signed in.
    async fn refresh(&self) -> Result<()> {
        let Some(session) = self.idle_session() else {
            return Ok(());
        };
        let Some(range) = self.recent(&session)? else {
            return Ok(());
        };
        let cancel = self.inner.tending.begin();
        let asked = self.asked(&session, &range);
        let coverage: Coverage = portsip::gently(asked.read(&|_| {}, &cancel)).await?;
        if !coverage.cancelled {
            let told = Told::Refreshed(Box::new(coverage), range);
            self.inner.searches.tell_newest(told);
        }
        Ok(())
    }

    /// Drops the calls that are older than the person wants them kept, once a day and when that changes. The time is the
    /// earlier of the PBX's and ours: one wrong clock must not drop anything. Days that are shown are left alone.
    async fn retire(&self) -> Result<()> {
        let Some(session) = self.idle_session() else {
            return Ok(());
        };
        let Some(days) = self.preferences().keep_days else {
            return Ok(());
        };
        let now = sync::present(&session.client, self.now()).min(self.now());
        let fresh = |(at, asked): (Timestamp, u32)| {
            asked == days && now.duration_since(at).abs() < RETIRE_EVERY
        };
        if self.inner.tending.retired().is_some_and(fresh) {
            return Ok(());
        }
        let Ok(until) = now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))) else {
            return Ok(());
        };
        let shown = self.inner.searches.shown();
        if shown.is_some_and(|(shown, _)| shown.start < until) {
            return Ok(());
        }
        let catalogue = self.inner.catalogue.clone();
        let retired = blocking("dropping old calls", move || catalogue.retire(until)).await?;
        *self.inner.tending.retired() = Some((now, days));
        if retired > 0 {
            tracing::info!(retired, "old calls were dropped");
        }
        Ok(())
    }

    /// The session, when it lives and nothing is under way. A paused job counts: its person has told the PBX to be left
    /// alone.
    fn idle_session(&self) -> Option<Session> {
        let session = self.signed_in().ok()?;
        let busy = self.inner.searches.is_reading() || self.inner.jobs.running() > 0;
        (!busy && session.client.is_signed_in()).then_some(session)
    }

    /// Yesterday and today. Where their calls are shown, up to the moment these are true for: newer ones are counted and
    /// come when they are asked for.
    fn recent(&self, session: &Session) -> Result<Option<UtcRange>> {
        let now = self.now();
        let zone = time::zone(&session.view.zone)?;
        let today = now.to_zoned_datetime(zone.clone());
        let Ok(start) = today.yesterday().and_then(|day| day.start_of_day()) else {
            return Ok(None);
        };
        let mut range = UtcRange {
            start: start.timestamp(),
            end: now,
            zone,
        };
        if let Some((shown, read_at)) = self.inner.searches.shown()
            && shown.start < range.end
            && range.start < shown.end
        {
            range.end = range.end.min(read_at);
        }
        Ok((range.start < range.end).then_some(range))
    }
}
