//! The course of a call, the files of its recording, and the directory behind both.

use demo_pbx::{
    Fault, Options, PathKind, Rule,
    company::{Call, ivr_at, queue_at, ring_group_at},
};
use jiff::SignedDuration;
use tapedeck_core::{
    ErrorKind,
    app::{ConversationView, DirectoryKind, StepView},
    ids::CallId,
    legs::{RerouteReason, StepKind, StepOutcome, TransferKind},
};
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, NOW, query};

const ZONE: &str = "Europe/London";

/// Five days of calls with talk enough for transfers, read by this user.
async fn read_by(user: &str) -> Desk {
    let desk = Desk::with(Options {
        longest_talk: 90,
        ..Options::default()
    })
    .await;
    desk.app.sign_in(desk.input(user)).await.unwrap();
    read(&desk).await;
    desk
}

async fn read(desk: &Desk) {
    let everything = query("2026-10-26", "2026-10-30");
    desk.app
        .read(&everything, |_| {}, &CancellationToken::new())
        .await
        .unwrap();
}

async fn legs(desk: &Desk, call: &Call) -> ConversationView {
    let id = CallId(call.id_text());
    desk.app.legs(&id, ZONE, false).await.unwrap()
}

/// The newest call like this that was over more than an hour ago.
fn find(desk: &Desk, like: impl Fn(&Call) -> bool) -> Call {
    let settled = NOW.parse::<jiff::Timestamp>().unwrap() - SignedDuration::from_hours(2);
    let calls = desk.pbx.company().calls.iter().rev();
    let mut like = calls.filter(|call| call.ended_at < settled && like(call));
    like.next().unwrap().clone()
}

fn talker(told: &ConversationView) -> Option<&StepView> {
    told.talked.map(|step| &told.steps[step as usize])
}

#[tokio::test]
async fn every_call_is_told_as_the_pbx_made_it() {
    let desk = read_by("qa.lead").await;
    let calls = &desk.pbx.company().calls;
    let mut seen = std::collections::BTreeSet::new();
    for call in calls {
        let made = call.legs();
        // One of each course is enough: the requests are what takes the time.
        if !seen.insert((
            call.reroute_reason,
            call.status_code,
            made.len(),
            call.direction.name(),
        )) {
            continue;
        }
        let id = call.id_text();
        let told = legs(&desk, call).await;
        assert!(told.told && !told.own_leg_only, "{id}");
        assert_eq!(told.steps.len(), made.len(), "{id}: every leg is a step");
        let last = made
            .iter()
            .filter(|leg| leg.answered_at.is_some())
            .filter(|leg| {
                let number = leg.callee.number.as_str();
                queue_at(number).is_none()
                    && ring_group_at(number).is_none()
                    && ivr_at(number).is_none()
            })
            .max_by_key(|leg| leg.ended_at);
        assert_eq!(
            talker(&told).map(|step| step.number.as_str()),
            last.map(|leg| leg.callee.number.as_str()),
            "{id}: who finally talked"
        );
        let length = call.ended_at.duration_since(call.started_at).as_millis();
        assert_eq!(
            i128::from(told.length_ms),
            length,
            "{id}: as long as the call"
        );
        assert!(
            u64::from(told.talk_s) <= call.duration().unsigned_abs(),
            "{id}"
        );
        for step in &told.steps {
            let known = [
                StepKind::Extension,
                StepKind::Queue,
                StepKind::RingGroup,
                StepKind::Ivr,
            ];
            let inside = step.number.len() == 3 && step.number != "999" || step.number.len() == 4;
            assert!(
                !inside || known.contains(&step.kind) && !step.name.is_empty(),
                "{id}: {step:?}"
            );
        }
    }
    assert!(seen.len() > 20, "{} courses", seen.len());
}

#[tokio::test]
async fn a_queue_call_names_its_agents_and_who_answered() {
    let desk = read_by("qa.lead").await;
    let call = find(&desk, |call| {
        call.agent.is_some() && call.callee.number == "8002" && call.transfer.is_none()
    });
    let told = legs(&desk, &call).await;
    let queue = &told.steps[0];
    assert_eq!(
        (queue.kind, queue.name.as_str(), queue.outcome),
        (StepKind::Queue, "Support", StepOutcome::SentOn)
    );
    let agents = &told.steps[1..];
    assert!(agents.len() > 1 && agents.iter().all(|agent| agent.rings_with == Some(1)));
    assert_eq!(talker(&told).map(|step| &step.number), call.agent.as_ref());
    let quiet = |agent: &&StepView| agent.outcome == StepOutcome::AnsweredElsewhere;
    assert_eq!(agents.iter().filter(quiet).count(), agents.len() - 1);
    assert!(queue.started_local.ends_with("+00:00") || queue.started_local.ends_with("+01:00"));
}

#[tokio::test]
async fn transfers_and_forwards_say_how_and_by_whom() {
    let desk = read_by("qa.lead").await;
    for (word, kind) in [
        ("BLIND_TRANSFER_COMPLETED", TransferKind::Blind),
        ("CONSULT_TRANSFER_COMPLETED", TransferKind::Consult),
    ] {
        let call = find(&desk, |call| {
            call.transfer.is_some() && call.agent.is_some() && call.end_reason == word
        });
        let told = legs(&desk, &call).await;
        let last = told.steps.last().unwrap();
        let transfer = last.transfer.as_ref().unwrap();
        assert_eq!(
            (transfer.kind, Some(&transfer.by)),
            (kind, call.agent.as_ref()),
            "{told:?}"
        );
        assert!(!transfer.by_name.is_empty());
        assert_eq!(last.reroute, Some(RerouteReason::Transfer));
        let asked = told.steps.iter().any(|step| step.consultation);
        assert_eq!(asked, kind == TransferKind::Consult, "{told:?}");
    }
    let call = find(&desk, |call| call.reroute_reason == "FORWARDING_NO_ANSWER");
    let told = legs(&desk, &call).await;
    assert_eq!(told.steps[0].number, call.callee.number);
    assert_eq!(
        told.steps[1].reroute,
        Some(RerouteReason::ForwardingNoAnswer)
    );
    assert_eq!(talker(&told).unwrap().number, call.destination);
}

#[tokio::test]
async fn the_second_look_is_local_and_only_a_fresh_one_brings_the_raw_record() {
    let desk = read_by("qa.lead").await;
    let call = find(&desk, |call| {
        call.agent.is_some() && call.recording.is_some()
    });
    let asked = || {
        let counters = desk.pbx.counters();
        (counters.of(PathKind::Cdr), counters.of(PathKind::Calllogs))
    };
    assert_eq!(asked(), (0, 0), "a search reads no legs");
    let first = legs(&desk, &call).await;
    assert_eq!(asked(), (1, 1));
    let raw = first.raw.as_deref().unwrap();
    assert!(
        raw.contains(&call.id_text()) && raw.contains("billed_account"),
        "{raw}"
    );
    assert!(!raw.contains("/api/blobs/"), "{raw}");
    let second = legs(&desk, &call).await;
    assert_eq!((asked(), second.raw.as_deref()), ((1, 1), None));
    assert_eq!(ConversationView { raw: None, ..first }, second);
    let reopened = desk.reopened();
    reopened.sign_in(desk.input("qa.lead")).await.unwrap();
    let id = CallId(call.id_text());
    let after = reopened.legs(&id, ZONE, false).await.unwrap();
    assert_eq!(
        (asked(), after),
        ((1, 1), second),
        "and it survives a restart"
    );
    let fresh = desk.app.legs(&id, ZONE, true).await.unwrap();
    assert!(fresh.raw.is_some());
    assert_eq!(asked(), (2, 2));
}

#[tokio::test]
async fn a_young_call_is_read_again_each_time() {
    let desk = read_by("qa.lead").await;
    let hour_ago = NOW.parse::<jiff::Timestamp>().unwrap() - SignedDuration::from_hours(1);
    let call = desk.pbx.company().calls.last().unwrap().clone();
    assert!(call.ended_at > hour_ago, "the demo's last call is young");
    for look in 1..=2 {
        assert!(legs(&desk, &call).await.raw.is_some());
        assert_eq!(desk.pbx.counters().of(PathKind::Cdr), look);
    }
}

#[tokio::test]
async fn a_pbx_that_tells_no_legs_leaves_what_the_call_says() {
    let desk = read_by("qa.lead").await;
    let call = find(&desk, |call| {
        call.agent.is_some() && call.callee.number == "8001" && call.transfer.is_none()
    });
    for status in [403, 404] {
        desk.pbx.faults().clear();
        desk.pbx
            .faults()
            .add(Rule::new(Fault::Status(status)).on([PathKind::Cdr, PathKind::Calllogs]));
        let told = legs(&desk, &call).await;
        assert!(!told.told, "after {status}");
        let numbers: Vec<&str> = told.steps.iter().map(|step| step.number.as_str()).collect();
        assert_eq!(
            numbers,
            ["8001", call.destination.as_str()],
            "after {status}"
        );
        assert_eq!(talker(&told).unwrap().number, call.destination);
    }
    desk.pbx.faults().clear();
    assert!(legs(&desk, &call).await.told, "nothing was kept of it");
}

#[tokio::test]
async fn failures_are_told_and_nothing_is_kept_of_them() {
    let desk = read_by("qa.lead").await;
    let call = find(&desk, |call| call.agent.is_some());
    let id = CallId(call.id_text());
    desk.pbx.go_away();
    let failure = desk.app.legs(&id, ZONE, false).await.unwrap_err();
    assert_eq!(failure.kind(), ErrorKind::Offline);
    desk.pbx.come_back().await.unwrap();
    assert!(legs(&desk, &call).await.told);
    let nobody = CallId("1".to_owned());
    let unknown = desk.app.legs(&nobody, ZONE, false).await.unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    let zone = desk.app.legs(&id, "Mars/Base", false).await.unwrap_err();
    assert_eq!(zone.kind(), ErrorKind::InvalidInput);
    desk.app.sign_out().await;
    let out = desk.app.legs(&id, ZONE, false).await.unwrap_err();
    assert_eq!(out.kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn the_directory_has_every_kind_of_number() {
    let desk = read_by("qa.lead").await;
    let directory = desk.app.directory().await.unwrap();
    for (number, name, kind) in [
        ("101", "Anna Keller", DirectoryKind::Extension),
        ("6001", "Workshop", DirectoryKind::RingGroup),
        ("7001", "Main menu", DirectoryKind::Ivr),
        ("8003", "Billing", DirectoryKind::Queue),
    ] {
        let entry = directory.iter().find(|entry| entry.number == number);
        let entry = entry.unwrap_or_else(|| panic!("{number} is missing"));
        assert_eq!(
            (entry.name.as_str(), entry.kind, entry.seen),
            (name, kind, false)
        );
    }
}

#[tokio::test]
async fn a_user_without_a_directory_gets_names_from_calls_and_single_numbers() {
    let desk = read_by("anna.keller").await;
    let directory = desk.app.directory().await.unwrap();
    assert!(
        directory.iter().all(|entry| entry.seen),
        "nothing was told: {directory:?}"
    );
    let own = directory
        .iter()
        .find(|entry| entry.number == "101")
        .unwrap();
    assert_eq!(own.name, "Anna Keller", "as her own outbound calls show it");
    assert!(
        directory
            .iter()
            .any(|entry| entry.number == "8001" && entry.kind == DirectoryKind::Queue),
        "the queue is seen as one: {directory:?}"
    );
    let page = desk
        .app
        .page(query("2026-10-26", "2026-10-30"), 0, 500)
        .await
        .unwrap();
    let through_queue: Vec<_> = page
        .rows
        .iter()
        .filter(|row| row.queue == "8001" && row.extension == "101")
        .collect();
    assert!(!through_queue.is_empty());
    assert!(
        through_queue
            .iter()
            .all(|row| row.extension_name == "Anna Keller"),
        "a name seen in one call names the extension in all"
    );
    let call = find(&desk, |call| call.agent.as_deref() == Some("101"));
    let told = legs(&desk, &call).await;
    assert_eq!(told.steps.len(), 1, "her own leg is all she may see");
    assert!(told.own_leg_only, "and that is said");
    assert_eq!(talker(&told).unwrap().number, "101");
    assert_eq!(desk.pbx.counters().of(PathKind::Calllogs), 0);
    assert_eq!(
        desk.pbx.counters().of(PathKind::ExtensionNumber),
        1,
        "one number was not told of"
    );
    let directory = desk.app.directory().await.unwrap();
    let asked = directory
        .iter()
        .find(|entry| entry.number == "101")
        .unwrap();
    assert!(!asked.seen, "now the PBX has told");
}

#[tokio::test]
async fn the_files_of_a_recording_are_listed() {
    let desk = read_by("qa.lead").await;
    let call = find(&desk, |call| {
        call.transfer.is_some() && call.recording.is_some()
    });
    let id = CallId(call.id_text());
    let files = desk.app.recording_files(&id, ZONE).await.unwrap();
    let made = &desk.pbx.company().recording(&call.id_text()).unwrap().files;
    let told: Vec<_> = files
        .iter()
        .map(|file| (file.file_index, file.name.as_str(), file.has_file))
        .collect();
    let expected: Vec<_> = (1..)
        .zip(made)
        .map(|(index, file)| (index, file.name.as_str(), true))
        .collect();
    assert_eq!(told, expected, "one for each conversation, in order");
    let silent = find(&desk, |call| call.recording.is_none());
    let none = desk
        .app
        .recording_files(&CallId(silent.id_text()), ZONE)
        .await
        .unwrap();
    assert_eq!(none, []);
    desk.pbx
        .faults()
        .add(Rule::new(Fault::Status(404)).on([PathKind::Recording]));
    let gone = desk.app.recording_files(&id, ZONE).await.unwrap_err();
    assert!(gone.to_string().contains("gone"), "{gone}");
}
