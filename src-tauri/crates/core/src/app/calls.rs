//! Finding calls and listening to them.

use std::collections::HashMap;

use jiff::{Timestamp, tz::TimeZone};
use tokio_util::sync::CancellationToken;

use super::{CallPage, CallRow, CallTotals, DirectoryEntry, Playable, Tapedeck, blocking};
use crate::{
    call::{Call, RecordingFate},
    catalogue::{Gone, Shelf},
    error::{Error, Result},
    findings::RowSound,
    ids::{CallId, RecordingId},
    live,
    marks::RowMarks,
    query::CallQuery,
    session::Session,
    sync::{Asked, Coverage, SyncProgress},
    time::{self, UtcRange},
};

/// Rows a page may have (style notes, IPC).
const LONGEST_PAGE: u32 = 500;

impl Tapedeck {
    /// Reads the query's range from the PBX into the catalogue, whole, whatever the filters are.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::InvalidInput`] for the range, and what the PBX or the catalogue said.
    pub async fn read(
        &self,
        query: &CallQuery,
        progress: impl Fn(SyncProgress) + Send + Sync,
        cancel: &CancellationToken,
    ) -> Result<Coverage> {
        let session = self.signed_in()?;
        self.read_under(&session, query, progress, cancel).await
    }

    /// As [`Tapedeck::read`], whoever is signed in now.
    pub(crate) async fn read_under(
        &self,
        session: &Session,
        query: &CallQuery,
        progress: impl Fn(SyncProgress) + Send + Sync,
        cancel: &CancellationToken,
    ) -> Result<Coverage> {
        let range = query.range.resolve()?;
        self.asked(session, &range).read(&progress, cancel).await
    }

    /// The question for a range, put now.
    pub(super) fn asked<'a>(&self, session: &'a Session, range: &'a UtcRange) -> Asked<'a> {
        Asked {
            client: &session.client,
            scopes: session.scopes,
            shelf: &session.shelf,
            range,
            now: self.now(),
        }
    }

    /// Rows of a query.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], [`Error::InvalidInput`] for range, filter or more than 500 rows, [`Error::Catalogue`].
    pub async fn page(&self, query: CallQuery, offset: u32, limit: u32) -> Result<CallPage> {
        self.page_of(self.signed_in()?.shelf, query, offset, limit)
            .await
    }

    /// Rows of what the grid shows; nothing when another question of this kind ended this one. Pages of the same question
    /// go on side by side.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn page_shown(
        &self,
        query: CallQuery,
        offset: u32,
        limit: u32,
    ) -> Result<Option<CallPage>> {
        let cancel = self.inner.shown_pages.begin(query.clone());
        let shelf = self.signed_in()?.shelf.until(&cancel);
        match self.page_of(shelf, query, offset, limit).await {
            Ok(page) => Ok(Some(page)),
            Err(_) if cancel.is_cancelled() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn page_of(
        &self,
        shelf: Shelf,
        query: CallQuery,
        offset: u32,
        limit: u32,
    ) -> Result<CallPage> {
        if limit > LONGEST_PAGE {
            return Err(Error::invalid(format!(
                "a page has at most {LONGEST_PAGE} rows, {limit} were asked for"
            )));
        }
        let now = self.now();
        let CallQuery {
            range,
            filter,
            sort,
        } = query;
        blocking("reading the catalogue", move || {
            let range = range.resolve()?;
            let (calls, total) = shelf.page_and_total(&range, &filter, &sort, offset, limit)?;
            let mut beside = beside(&shelf, calls.iter().map(|call| &call.id))?;
            let rows = calls.into_iter().map(|call| {
                let beside = beside.remove(&call.id).unwrap_or_default();
                row(call, beside, &range.zone, now)
            });
            Ok(CallPage {
                rows: rows.collect(),
                total,
            })
        })
        .await
    }

    /// Sums over everything a query finds.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn totals(&self, query: CallQuery) -> Result<CallTotals> {
        let shelf = self.signed_in()?.shelf;
        blocking("reading the catalogue", move || {
            shelf.totals(&query.range.resolve()?, &query.filter)
        })
        .await
    }

    /// The totals of what the grid shows; nothing when a newer question of this kind ended this one.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn totals_shown(&self, query: CallQuery) -> Result<Option<CallTotals>> {
        let shelf = self.signed_in()?.shelf;
        let cancel = self.inner.shown.begin();
        blocking("reading the catalogue", move || {
            shelf.totals_until(&query.range.resolve()?, &query.filter, &cancel)
        })
        .await
    }

    /// Where a call stands in the order of a query, from 0; nothing when the query does not find it.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn position(&self, query: CallQuery, id: CallId) -> Result<Option<u32>> {
        let shelf = self.signed_in()?.shelf;
        blocking("reading the catalogue", move || {
            shelf.position(&query.range.resolve()?, &query.filter, &query.sort, &id)
        })
        .await
    }

    /// One call, with local times in that zone.
    ///
    /// # Errors
    /// [`Error::NotFound`] besides those of [`Tapedeck::page`].
    pub async fn call(&self, id: &CallId, zone: &str) -> Result<CallRow> {
        let zone = time::zone(zone)?;
        let call = self.known_call(id).await?;
        let (shelf, id) = (self.signed_in()?.shelf, id.clone());
        let beside = blocking("reading the catalogue", move || {
            Ok(beside(&shelf, [&id].into_iter())?.remove(&id))
        })
        .await?;
        Ok(row(call, beside.unwrap_or_default(), &zone, self.now()))
    }

    pub(super) async fn known_call(&self, id: &CallId) -> Result<Call> {
        let shelf = self.signed_in()?.shelf;
        let id = id.clone();
        blocking("reading the catalogue", move || {
            shelf.call(&id)?.ok_or_else(|| Error::NotFound {
                what: format!("call {id}"),
            })
        })
        .await
    }

    /// Hands over every call of a query, ascending by start, in constant memory; on a thread for blocking work.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`], and whatever `each` returns; the first error ends it.
    pub async fn for_each_call(
        &self,
        query: CallQuery,
        mut each: impl FnMut(Call) -> Result<()> + Send + 'static,
    ) -> Result<()> {
        let shelf = self.signed_in()?.shelf;
        blocking("reading the catalogue", move || {
            shelf.for_each(&query.range.resolve()?, &query.filter, &mut each)
        })
        .await
    }

    /// The numbers of the tenant, to filter by.
    ///
    /// # Errors
    /// As for [`Tapedeck::page`].
    pub async fn directory(&self) -> Result<Vec<DirectoryEntry>> {
        let shelf = self.signed_in()?.shelf;
        blocking("reading the catalogue", move || shelf.directory()).await
    }

    /// Makes one file (from 1) of a call's recording playable.
    ///
    /// # Errors
    /// [`Error::RecordingUnavailable`] with the reason, [`Error::Audio`] for what cannot be decoded here.
    pub async fn open_recording(&self, id: &CallId, file_index: u32) -> Result<Playable> {
        let session = self.signed_in()?;
        let recording = self.recording_of(id).await?;
        let (client, scope) = (&session.client, session.scopes.recordings);
        let opened = self
            .inner
            .playback
            .open(client, scope, &recording, file_index)
            .await;
        note_met(session.shelf.clone(), id.clone(), opened.as_ref().err()).await;
        let playable = match opened {
            Ok(playable) => playable,
            Err(error) => {
                return Err(self
                    .unreadable(&session.shelf, (id, file_index), error)
                    .await);
            }
        };
        self.note_played(session.account, id);
        Ok(playable)
    }

    pub(super) async fn recording_of(&self, id: &CallId) -> Result<RecordingId> {
        let none = || Error::RecordingUnavailable {
            reason: "no_recording: this call was not recorded".to_owned(),
        };
        self.known_call(id).await?.recording_id.ok_or_else(none)
    }
}

/// Remembers whether the PBX let somebody have the recording of a call. Nobody is kept from listening by a catalogue that
/// cannot be written.
async fn note_met(shelf: Shelf, call: CallId, refused: Option<&Error>) {
    let allowed = refused.is_none();
    if !allowed && !refused.is_some_and(Error::is_not_allowed) {
        return;
    }
    let noted = blocking("noting what became of a recording", move || {
        if allowed {
            shelf.note_allowed(&call)
        } else {
            shelf.note_fate(RecordingFate::NotAllowed, [call.0].into_iter())
        }
    });
    if let Err(error) = noted.await {
        tracing::warn!(%error, "what became of a recording is not remembered");
    }
}

/// A moment as the window shows it: RFC 3339 with the offset of the zone.
pub(super) fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// What a row says besides its call.
#[derive(Default)]
pub(super) struct Beside {
    marks: RowMarks,
    sound: RowSound,
    gone: Gone,
    fate: Option<RecordingFate>,
}

/// What is kept beside these calls; a call with nothing beside it may be left out.
fn beside<'c>(
    shelf: &Shelf,
    calls: impl Iterator<Item = &'c CallId> + Clone,
) -> Result<HashMap<CallId, Beside>> {
    let mut beside: HashMap<CallId, Beside> = HashMap::new();
    for (id, marks) in shelf.row_marks(calls.clone())? {
        beside.entry(id).or_default().marks = marks;
    }
    for (id, fate) in shelf.fates(calls.clone())? {
        beside.entry(id).or_default().fate = Some(fate);
    }
    for (id, sound) in shelf.row_sound(calls.clone())? {
        beside.entry(id).or_default().sound = sound;
    }
    for (id, gone) in shelf.gone(calls)? {
        beside.entry(id).or_default().gone = gone;
    }
    Ok(beside)
}

/// A call as the grid shows it, in that zone, now.
pub(super) fn row(call: Call, beside: Beside, zone: &TimeZone, now: Timestamp) -> CallRow {
    let local = |at| local(at, zone);
    let other_name = call.other_name().to_owned();
    CallRow {
        recording_may_come: live::recording_may_come(&call, now),
        started_utc: call.started.to_string(),
        started_local: local(call.started),
        answered_local: call.answered.map(local),
        ended_local: call.ended.map(local),
        id: call.id,
        recording_id: call.recording_id,
        listed: call.listed,
        direction: call.direction,
        extension: call.extension,
        extension_name: call.extension_name,
        other: call.other,
        other_name,
        caller: call.caller,
        caller_name: call.caller_name,
        callee: call.callee,
        callee_name: call.callee_name,
        destination: call.destination,
        did: call.did,
        trunk: call.trunk,
        queue: call.queue,
        ring_s: call.ring_s,
        talk_s: call.talk_s,
        status: call.status,
        end_reason: call.end_reason,
        tags: beside.marks.tags,
        reviewed: beside.marks.reviewed,
        rating: beside.marks.rating,
        notes: beside.marks.notes,
        checked: beside.sound.checked,
        findings: beside.sound.findings,
        gone_local: beside.gone.call.map(local),
        recording_gone_local: beside.gone.recording.map(local),
        fate: beside.fate,
    }
}
