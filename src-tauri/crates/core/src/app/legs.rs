//! The course of one call, and the files of its recording, as the inspector shows them.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use portsip::Scope;

use super::{
    ConversationView, RecordingFileView, StepView, Tapedeck, TransferView, blocking, calls::local,
};
use crate::{
    call::Call,
    catalogue::KeptLegs,
    error::Result,
    ids::CallId,
    legs::{self, Conversation, Leg, Step},
    playback,
    session::Session,
    sync, time,
};

/// Legs may still be written for a while after a call: what was read earlier than this after its end is read again.
const SETTLED: SignedDuration = SignedDuration::from_hours(1);

impl Tapedeck {
    /// The legs of a call, joined; times in that zone. Read from the PBX once and kept; `fresh` reads them again, and only
    /// what was read just now comes with the raw record.
    ///
    /// # Errors
    /// [`NotSignedIn`](crate::Error::NotSignedIn), [`InvalidInput`](crate::Error::InvalidInput) for the zone,
    /// [`NotFound`](crate::Error::NotFound) for the call, and what the PBX or the catalogue said. A PBX that tells no legs
    /// is no error: what the call itself says then stands for them.
    pub async fn legs(&self, id: &CallId, zone: &str, fresh: bool) -> Result<ConversationView> {
        let zone = time::zone(zone)?;
        let session = self.signed_in()?;
        let call = self.known_call(id).await?;
        let (shelf, asked) = (session.shelf.clone(), id.clone());
        let kept = blocking("reading the catalogue", move || shelf.legs(&asked)).await?;
        let kept = kept.filter(|kept| !fresh && is_settled(kept, &call));
        let (legs, raw) = match kept {
            Some(kept) => (kept.legs, None),
            None => self.read_legs(&session, id).await?,
        };
        blocking("reading the catalogue", move || {
            let told = !legs.is_empty();
            let legs = if told { legs } else { legs::of_call(&call) };
            let conversation = legs::join(legs, &call, &session.shelf.names()?);
            Ok(ConversationView {
                told,
                own_leg_only: told && session.scopes.calls == Scope::Own,
                raw,
                ..view(call.id, &conversation, &zone)
            })
        })
        .await
    }

    /// Reads the legs of a call and keeps them. That there are none is not kept: there may be some the next time.
    async fn read_legs(
        &self,
        session: &Session,
        id: &CallId,
    ) -> Result<(Vec<Leg>, Option<String>)> {
        let (client, scope, shelf) = (&session.client, session.scopes.calls, session.shelf.clone());
        let told = sync::read_legs(client, scope, &shelf, id).await?;
        let kept = KeptLegs {
            legs: told.legs,
            read_at: self.now(),
        };
        let id = id.clone();
        let kept = blocking("keeping the legs", move || {
            if !kept.legs.is_empty() {
                shelf.keep_legs(&id, &kept)?;
            }
            Ok(kept)
        })
        .await?;
        Ok((kept.legs, told.raw))
    }

    /// The files of a call's recording, as the PBX tells of them now; none for a call that was not recorded.
    ///
    /// # Errors
    /// [`RecordingUnavailable`](crate::Error::RecordingUnavailable) with the reason, besides those of [`Tapedeck::call`].
    pub async fn recording_files(&self, id: &CallId, zone: &str) -> Result<Vec<RecordingFileView>> {
        let zone = time::zone(zone)?;
        let session = self.signed_in()?;
        let Some(recording) = self.known_call(id).await?.recording_id else {
            return Ok(Vec::new());
        };
        let scope = session.scopes.recordings;
        let files = session
            .client
            .recording_files(scope, recording.as_str())
            .await
            .map_err(playback::unavailable)?;
        let view = |(index, file): (usize, portsip::RecordingFile)| RecordingFileView {
            file_index: u32::try_from(index + 1).unwrap_or(u32::MAX),
            name: file.file_name,
            started_local: file.started_at.map(|at| local(at, &zone)),
            duration_s: file.duration_s,
            has_file: file.link.is_some(),
        };
        Ok(files.into_iter().enumerate().map(view).collect())
    }
}

/// Whether legs were read late enough after the call to be all there are.
fn is_settled(kept: &KeptLegs, call: &Call) -> bool {
    let over = call.ended.unwrap_or(call.started);
    kept.read_at.duration_since(over) >= SETTLED
}

fn view(call: CallId, conversation: &Conversation, zone: &TimeZone) -> ConversationView {
    let since = |at: Timestamp| millis(at.duration_since(conversation.start));
    let step = |step: &Step| StepView {
        kind: step.kind,
        number: step.leg.callee.clone(),
        name: step.name.clone(),
        caller: step.leg.caller.clone(),
        caller_name: step.leg.caller_name.clone(),
        outcome: step.outcome,
        reroute: step.reroute,
        reroute_text: step.leg.reroute_reason.clone(),
        transfer: step.transfer.as_ref().map(|transfer| TransferView {
            kind: transfer.kind,
            by: transfer.by.clone(),
            by_name: transfer.by_name.clone(),
        }),
        consultation: step.consultation,
        rings_with: step.rings_with.map(number),
        start_ms: since(step.start),
        ring_ms: since(step.ring),
        answer_ms: step.answer.map(since),
        end_ms: since(step.end),
        started_local: local(step.start, zone),
        answered_local: step.answer.map(|at| local(at, zone)),
        ended_local: local(step.end, zone),
        end_reason: step.leg.end_reason.clone(),
        trunk: step.leg.trunk.clone(),
        cost: step.leg.cost,
        billed_account: step.leg.billed_account.clone(),
    };
    ConversationView {
        call,
        steps: conversation.steps.iter().map(step).collect(),
        talked: conversation.talked.map(number),
        talk_s: millis(conversation.talk).div_ceil(1000),
        length_ms: since(conversation.end),
        told: true,
        own_leg_only: false,
        raw: None,
    }
}

/// Milliseconds for the window: never negative, 49 days at most.
fn millis(span: SignedDuration) -> u32 {
    u32::try_from(span.as_millis().max(0)).unwrap_or(u32::MAX)
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
