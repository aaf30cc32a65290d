//! Calls and recordings that are not seen by the same rights.

use demo_pbx::{Fault, Rule};
use portsip::Scope;

use super::*;
use crate::{call::Direction, ids::RecordingId};

#[tokio::test]
async fn a_plain_user_gets_the_own_calls() {
    let pbx = pbx().await;
    let account = demo_pbx::accounts().find(|account| {
        account.role == demo_pbx::Role::StandardUser && !account.otp && !account.must_change
    });
    let account = account.expect("there are plain users");
    let desk = Desk::of(&pbx, account.user).await;
    assert_eq!(
        desk.scopes,
        Scopes {
            calls: Scope::Own,
            recordings: Scope::Own
        }
    );
    let range = two_days();
    let coverage = desk.read(&range).await.expect("reads");
    let calls = pbx
        .company()
        .calls_between(range.start, range.end)
        .iter()
        .filter(|call| call.involves(account.extension));
    let own: BTreeMap<String, bool> = calls
        .map(|call| (call.id_text(), call.recording.is_some()))
        .collect();
    assert!(!own.is_empty());
    assert_eq!(desk.held(&range), own);
    assert!(coverage.is_complete());
}

#[tokio::test]
async fn recordings_of_calls_that_are_not_listed_become_rows() {
    let pbx = pbx().await;
    pbx.faults().update(|plan| plan.deny_calls = true);
    let desk = Desk::of(&pbx, "qa.lead").await;
    assert_eq!(
        desk.scopes,
        Scopes {
            calls: Scope::Own,
            recordings: Scope::Tenant
        }
    );
    let range = two_days();
    let coverage = desk.read(&range).await.expect("reads");
    let company = pbx.company();
    let within = company.recordings.iter().filter(|recording| {
        range.start <= recording.started_at() && recording.started_at() < range.end
    });
    let alone: BTreeMap<String, Timestamp> = within
        .map(|recording| (recording.id_text(), recording.started_at()))
        .collect();
    assert!(!alone.is_empty());
    assert_eq!(
        coverage.recordings_without_call,
        alone.len() as u64,
        "the lead has no calls of the own in these days"
    );
    let rows = desk.rows(&range);
    assert_eq!(rows.len(), alone.len());
    for row in &rows {
        assert_eq!((row.listed, row.direction), (false, Direction::Unknown));
        // The demo PBX gives recordings to the millisecond.
        let told = alone.get(row.id.as_str()).map(|at| at.as_millisecond());
        assert_eq!(Some(row.started.as_millisecond()), told, "{row:?}");
        assert_eq!(
            row.recording_id.as_ref().map(RecordingId::as_str),
            Some(row.id.as_str())
        );
    }
    assert_eq!(
        desk.shelf.held(&range).expect("held"),
        (0, alone.len() as u64),
        "no call is claimed to be held"
    );
    assert_eq!(
        coverage.counted_recordings(alone.len() as u64),
        Some(alone.len() as u64)
    );
    // With the rights come the calls, and take the rows' places.
    pbx.faults().clear();
    let scopes = desk.client.decide_scopes().await.expect("scopes");
    let desk = Desk { scopes, ..desk };
    let coverage = desk.read(&range).await.expect("reads");
    assert_eq!(
        (desk.held(&range), coverage.recordings_without_call),
        (truth(&pbx, &range), 0)
    );
    assert!(desk.rows(&range).iter().all(|row| row.listed));
}

#[tokio::test]
async fn without_the_right_to_recordings_the_calls_are_read() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    pbx.faults()
        .add(Rule::new(Fault::Status(403)).on([PathKind::Recordings]));
    let range = two_days();
    let coverage = desk.read(&range).await.expect("the calls can be read");
    assert!(coverage.recordings_refused && !coverage.calls_refused && !coverage.is_complete());
    let expected: BTreeMap<String, bool> = truth(&pbx, &range)
        .into_keys()
        .map(|id| (id, false))
        .collect();
    assert_eq!(desk.held(&range), expected);
}

#[tokio::test]
async fn without_the_right_to_calls_the_recordings_are_read() {
    let pbx = pbx().await;
    let desk = Desk::of(&pbx, "qa.lead").await;
    pbx.faults()
        .add(Rule::new(Fault::Status(403)).on([PathKind::Cdrs]));
    let coverage = desk
        .read(&two_days())
        .await
        .expect("the recordings can be read");
    assert!(coverage.calls_refused && !coverage.recordings_refused);
    assert_eq!(
        desk.rows(&two_days()).len() as u64,
        coverage.recordings_without_call
    );
    assert!(coverage.recordings_without_call > 0);
    pbx.faults()
        .add(Rule::new(Fault::Status(403)).on([PathKind::Recordings]));
    let neither = desk.read(&two_days()).await;
    assert!(
        matches!(
            neither,
            Err(crate::Error::Pbx(portsip::Error::Forbidden { .. }))
        ),
        "{neither:?}"
    );
}
