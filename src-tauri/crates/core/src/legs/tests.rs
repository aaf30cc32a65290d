//! Conversations as a PBX writes them down, and legs that make no sense.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Conversation, Leg, RerouteReason, StepKind, StepOutcome, TransferKind, join};
use crate::{
    app::{DirectoryEntry, DirectoryKind},
    call::{Call, CallStatus, Direction},
    catalogue::Names,
    ids::CallId,
};

const EPOCH: i64 = 1_790_000_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(EPOCH + second).expect("time")
}

fn names() -> Names {
    use DirectoryKind::{Extension, Ivr, Queue, RingGroup};
    [
        ("101", "Ana", Extension),
        ("102", "Bo", Extension),
        ("103", "Cy", Extension),
        ("5000", "Main menu", Ivr),
        ("6001", "Workshop", RingGroup),
        ("8000", "Sales", Queue),
    ]
    .map(|(number, name, kind)| DirectoryEntry {
        number: number.to_owned(),
        name: name.to_owned(),
        kind,
        seen: false,
    })
    .into_iter()
    .collect()
}

fn call() -> Call {
    Call {
        id: CallId::from("1"),
        recording_id: None,
        listed: true,
        direction: Direction::Inbound,
        extension: "101".to_owned(),
        extension_name: String::new(),
        other: "+44".to_owned(),
        caller: "+44".to_owned(),
        caller_name: "Robin".to_owned(),
        callee: "8000".to_owned(),
        callee_name: String::new(),
        destination: "101".to_owned(),
        did: String::new(),
        trunk: "Carrier".to_owned(),
        queue: "8000".to_owned(),
        started: at(0),
        answered: Some(at(10)),
        ended: Some(at(60)),
        ring_s: 10,
        talk_s: 50,
        status: CallStatus::Answered,
        end_reason: String::new(),
    }
}

/// An inbound leg to a number: start, ringing, answer and end in seconds.
fn leg(callee: &str, start: i64, answer: Option<i64>, end: i64) -> Leg {
    Leg {
        started: Some(at(start)),
        rang: Some(at(start)),
        answered: answer.map(at),
        ended: Some(at(end)),
        direction: Direction::Inbound,
        caller: "+44".to_owned(),
        caller_name: String::new(),
        callee: callee.to_owned(),
        callee_name: String::new(),
        destination: String::new(),
        trunk: "Carrier".to_owned(),
        queue: String::new(),
        talk_s: None,
        status_code: 0,
        end_reason: String::new(),
        reroute_reason: String::new(),
        log_id: None,
        cost: None,
        billed_account: String::new(),
    }
}

impl Leg {
    fn ended_by(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.end_reason);
        self
    }

    fn rerouted(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.reroute_reason);
        self
    }

    fn from(mut self, caller: &str) -> Self {
        caller.clone_into(&mut self.caller);
        self
    }

    fn refused(mut self, code: i64) -> Self {
        self.status_code = code;
        self
    }
}

fn joined(legs: &[Leg]) -> Conversation {
    join(legs.to_vec(), &call(), &names())
}

fn outcomes(conversation: &Conversation) -> Vec<(&str, StepOutcome)> {
    conversation
        .steps
        .iter()
        .map(|step| (step.leg.callee.as_str(), step.outcome))
        .collect()
}

fn talker(conversation: &Conversation) -> Option<&str> {
    conversation
        .talked
        .map(|at| conversation.steps[at].leg.callee.as_str())
}

fn seconds(span: SignedDuration) -> i64 {
    span.as_secs()
}

/// The vendor's own example: trunk, IVR, queue, two agents, of whom the second answers (administration guide, “Push CDR”).
#[test]
fn the_vendors_example_is_read_as_it_is_explained() {
    let told = joined(&[
        leg("103", 7, Some(11), 19).ended_by("None"),
        leg("102", 7, None, 11).ended_by("None"),
        leg("8000", 6, Some(6), 11).ended_by("referred"),
        leg("5000", 0, Some(0), 6).ended_by("referred"),
    ]);
    assert_eq!(
        outcomes(&told),
        [
            ("5000", StepOutcome::SentOn),
            ("8000", StepOutcome::SentOn),
            ("102", StepOutcome::AnsweredElsewhere),
            ("103", StepOutcome::Talked),
        ]
    );
    let kinds: Vec<StepKind> = told.steps.iter().map(|step| step.kind).collect();
    assert_eq!(
        kinds,
        [
            StepKind::Ivr,
            StepKind::Queue,
            StepKind::Extension,
            StepKind::Extension
        ]
    );
    assert_eq!(
        told.steps
            .iter()
            .map(|step| step.rings_with)
            .collect::<Vec<_>>(),
        [None, None, Some(2), Some(2)],
        "the agents ring together"
    );
    assert_eq!(talker(&told), Some("103"));
    assert_eq!(seconds(told.talk), 8, "waiting in the queue is no talk");
    assert_eq!(told.steps[1].name, "Sales", "names come from the directory");
    assert_eq!((told.start, told.end), (at(0), at(19)));
}

#[test]
fn a_blind_transfer_is_told_by_the_end_of_the_leg_before() {
    let told = joined(&[
        leg("101", 0, Some(5), 40).ended_by("BLIND_TRANSFER_COMPLETED"),
        leg("102", 40, Some(46), 90).rerouted("TRANSFER"),
    ]);
    let transfer = told.steps[1].transfer.as_ref().expect("transferred");
    assert_eq!(
        (
            transfer.kind,
            transfer.by.as_str(),
            transfer.by_name.as_str()
        ),
        (TransferKind::Blind, "101", "Ana")
    );
    assert_eq!(talker(&told), Some("102"));
    assert_eq!(seconds(told.talk), 35 + 44);
    assert_eq!(told.steps[0].transfer, None);
    let without_reason = joined(&[
        leg("101", 0, Some(5), 40).ended_by("blind_transfer_complete"),
        leg("102", 41, Some(46), 90),
    ]);
    assert_eq!(
        without_reason.steps[1]
            .transfer
            .as_ref()
            .map(|transfer| transfer.kind),
        Some(TransferKind::Blind),
        "an older PBX gives no reason"
    );
}

#[test]
fn a_consultation_comes_before_the_transfer_and_is_none_itself() {
    let told = joined(&[
        leg("101", 0, Some(5), 40).ended_by("CONSULT_TRANSFER_COMPLETED"),
        leg("102", 20, Some(25), 40)
            .from("101")
            .ended_by("REPLACED"),
        leg("102", 40, Some(40), 90).rerouted("TRANSFER"),
    ]);
    assert!(told.steps[1].consultation, "101 asks 102 first");
    assert_eq!(told.steps[1].transfer, None);
    let transfer = told.steps[2].transfer.as_ref().expect("transferred");
    assert_eq!(
        (transfer.kind, transfer.by.as_str()),
        (TransferKind::Consult, "101")
    );
    assert_eq!(talker(&told), Some("102"));
    assert_eq!(
        told.talked,
        Some(2),
        "with the caller, not in the consultation"
    );
    assert_eq!(seconds(told.talk), 85, "two talks at once count once");
}

#[test]
fn of_an_outbound_call_the_caller_hands_over() {
    let mut outside = leg("+4477", 0, Some(5), 40)
        .from("101")
        .ended_by("CONSULT_TRANSFER_COMPLETED");
    outside.direction = Direction::Outbound;
    "Ana".clone_into(&mut outside.caller_name);
    let told = joined(&[
        outside,
        leg("102", 20, Some(25), 40).from("101"),
        leg("102", 40, Some(40), 90)
            .from("101")
            .rerouted("TRANSFER"),
    ]);
    assert!(told.steps[1].consultation, "101 talks to both");
    let transfer = told.steps[2].transfer.as_ref().expect("transferred");
    assert_eq!(
        (
            transfer.kind,
            transfer.by.as_str(),
            transfer.by_name.as_str()
        ),
        (TransferKind::Consult, "101", "Ana"),
        "+4477 cannot hand over a call of the house"
    );
}

#[test]
fn a_transfer_without_a_word_about_its_kind_is_one_all_the_same() {
    let told = joined(&[
        leg("101", 0, Some(5), 40),
        leg("8000", 40, Some(40), 50).rerouted("TRANSFER"),
        leg("102", 45, Some(50), 90),
    ]);
    let transfer = told.steps[1].transfer.as_ref().expect("into a queue");
    assert_eq!(
        (transfer.kind, transfer.by.as_str()),
        (TransferKind::Unspecified, "101")
    );
    assert_eq!(told.steps[2].transfer, None, "the queue sent it on");
    assert_eq!(talker(&told), Some("102"));
}

#[test]
fn forwards_say_why_and_the_one_who_did_not_answer_did_not_talk() {
    let told = joined(&[
        leg("101", 0, None, 20).refused(480),
        leg("102", 20, None, 21)
            .refused(486)
            .rerouted("FORWARDING_NO_ANSWER"),
        leg("+4477", 21, Some(30), 60).rerouted("FORWARDING_BUSY"),
    ]);
    assert_eq!(
        outcomes(&told),
        [
            ("101", StepOutcome::Unanswered),
            ("102", StepOutcome::Busy),
            ("+4477", StepOutcome::Talked),
        ]
    );
    let reasons: Vec<_> = told.steps.iter().map(|step| step.reroute).collect();
    assert_eq!(
        reasons,
        [
            None,
            Some(RerouteReason::ForwardingNoAnswer),
            Some(RerouteReason::ForwardingBusy)
        ]
    );
    assert_eq!(told.steps[2].kind, StepKind::Trunk, "a mobile is outside");
    assert_eq!(talker(&told), Some("+4477"));
}

#[test]
fn a_queue_the_caller_gave_up_in_was_left() {
    let told = joined(&[
        leg("8000", 0, Some(0), 45)
            .ended_by("CALLER_DISCONNECTED")
            .rerouted("QUEUE_ABANDONED"),
        leg("101", 1, None, 45).refused(487),
        leg("102", 1, None, 45).refused(480),
    ]);
    assert_eq!(
        outcomes(&told),
        [
            ("8000", StepOutcome::Left),
            ("101", StepOutcome::Cancelled),
            ("102", StepOutcome::Unanswered),
        ]
    );
    assert_eq!(
        (told.talked, seconds(told.talk)),
        (None, 0),
        "nobody talked"
    );
}

#[test]
fn a_queue_that_overflows_sends_on_even_if_nobody_answers_there() {
    let told = joined(&[
        leg("8000", 0, Some(0), 45),
        leg("101", 1, None, 44).refused(480),
        leg("103", 45, None, 70).refused(480).rerouted("OVERFLOW"),
    ]);
    assert_eq!(told.steps[0].outcome, StepOutcome::SentOn);
    assert_eq!(told.steps[2].reroute, Some(RerouteReason::Overflow));
    assert_eq!(
        told.steps[2].rings_with, None,
        "it rings after the agent, not with it"
    );
}

#[test]
fn without_a_directory_the_record_itself_says_what_it_can() {
    let mut queue = leg("8000", 0, Some(0), 10);
    "8000".clone_into(&mut queue.queue);
    let mut outbound = leg("01632960123", 10, Some(12), 20);
    outbound.direction = Direction::Outbound;
    let told = join(
        vec![
            queue,
            outbound,
            leg("104", 20, Some(21), 30),
            leg("", 40, None, 41),
        ],
        &call(),
        &Names::default(),
    );
    let kinds: Vec<StepKind> = told.steps.iter().map(|step| step.kind).collect();
    assert_eq!(
        kinds,
        [
            StepKind::Queue,
            StepKind::Trunk,
            StepKind::Unknown,
            StepKind::Unknown
        ]
    );
    assert_eq!(
        talker(&told),
        Some("104"),
        "an unknown number is taken for a party"
    );
}

#[test]
fn missing_times_are_made_up_from_the_others() {
    let mut only_end = leg("101", 0, None, 50);
    (only_end.started, only_end.rang, only_end.talk_s) = (None, None, Some(20));
    let told = joined(&[only_end]);
    let step = &told.steps[0];
    assert_eq!(
        (step.start, step.end, seconds(step.talk())),
        (at(50), at(50), 0),
        "nothing says when it began"
    );
    let mut no_answer_time = leg("101", 0, None, 50);
    no_answer_time.talk_s = Some(20);
    let step = &joined(&[no_answer_time]).steps[0];
    assert_eq!(
        (step.answer, step.outcome),
        (Some(at(30)), StepOutcome::Talked)
    );
    let mut no_end = leg("101", 0, Some(10), 0);
    (no_end.ended, no_end.talk_s) = (None, Some(20));
    assert_eq!(joined(&[no_end]).steps[0].end, at(30));
    let mut nothing = leg("101", 0, None, 0);
    (nothing.started, nothing.rang, nothing.ended) = (None, None, None);
    assert_eq!(
        joined(&[nothing]).start,
        at(0),
        "a leg without any time begins with its call"
    );
}

#[test]
fn the_last_to_talk_is_the_one_and_the_longer_talk_breaks_a_tie() {
    let told = joined(&[
        leg("101", 0, Some(1), 50),
        leg("102", 20, Some(21), 60),
        leg("103", 30, Some(31), 60),
    ]);
    assert_eq!(talker(&told), Some("102"));
}

#[test]
fn another_version_of_the_same_leg_is_the_same_leg() {
    let logged = |leg: Leg, id: &str| Leg {
        log_id: Some(id.to_owned()),
        ..leg
    };
    let full = logged(leg("101", 0, Some(5), 40), "7");
    let mut early = full.clone();
    (early.answered, early.ended) = (None, None);
    let told = joined(&[
        early,
        full.clone(),
        full,
        logged(leg("101", 0, Some(5), 40), "8"),
    ]);
    assert_eq!(
        told.steps.len(),
        2,
        "two ids are two legs: two devices may ring"
    );
    assert_eq!(told.steps[0].answer, Some(at(5)), "the fuller one is kept");
}

#[test]
fn a_call_without_legs_is_told_by_its_own_row() {
    let told = joined(&super::of_call(&call()));
    assert_eq!(
        outcomes(&told),
        [("8000", StepOutcome::SentOn), ("101", StepOutcome::Talked)]
    );
    assert_eq!((talker(&told), seconds(told.talk)), (Some("101"), 50));
    let direct = Call {
        callee: "101".to_owned(),
        ..call()
    };
    assert_eq!(super::of_call(&direct).len(), 1);
    let empty = joined(&[]);
    assert_eq!(
        (empty.steps.len(), empty.talked, empty.start),
        (0, None, at(0))
    );
    assert_eq!(empty.end, empty.start);
}

/// Any moment there is, often a near one.
fn moment() -> impl Strategy<Value = Option<Timestamp>> {
    prop_oneof![
        2 => Just(None),
        6 => (-5_i64..60).prop_map(|second| Some(at(second))),
        1 => prop_oneof![Just(Some(Timestamp::MIN)), Just(Some(Timestamp::MAX))],
    ]
}

prop_compose! {
    fn any_leg()(
        times in (moment(), moment(), moment(), moment()),
        numbers in (0_usize..5, 0_usize..6),
        direction in prop::sample::select(vec![Direction::Inbound, Direction::Outbound, Direction::Internal, Direction::Unknown]),
        talk_s in prop::option::of(prop_oneof![0_u32..100, Just(u32::MAX)]),
        status_code in prop::sample::select(vec![0, 302, 480, 486, 487, -1, i64::MAX]),
        end_reason in prop::sample::select(vec!["", "REFERRED", "BLIND_TRANSFER_COMPLETED", "CONSULT_TRANSFER_COMPLETED", "CANCELLED", "☎"]),
        reroute_reason in prop::sample::select(vec!["", "TRANSFER", "OVERFLOW", "QUEUE_EXIT", "NEW"]),
        log_id in prop::option::of(0_u8..4),
        cost in prop::option::of(prop::sample::select(vec![0.0, f64::NAN, -1.0])),
    ) -> Leg {
        let numbers_of = ["+44", "101", "102", "8000", "5000", ""];
        Leg {
            started: times.0, rang: times.1, answered: times.2, ended: times.3,
            direction, talk_s, status_code,
            caller: numbers_of[numbers.0].to_owned(),
            callee: numbers_of[numbers.1].to_owned(),
            end_reason: end_reason.to_owned(),
            reroute_reason: reroute_reason.to_owned(),
            log_id: log_id.map(|id| id.to_string()),
            cost,
            ..leg("", 0, None, 0)
        }
    }
}

/// What must hold of every conversation.
fn check(told: &Conversation) -> Result<(), TestCaseError> {
    prop_assert!(told.start <= told.end && told.talk >= SignedDuration::ZERO);
    prop_assert!(
        told.talk <= told.end.duration_since(told.start),
        "no more talk than call"
    );
    for step in &told.steps {
        let answer = step.answer.unwrap_or(step.end);
        prop_assert!(
            told.start <= step.start
                && step.start <= step.ring
                && step.ring <= answer
                && answer <= step.end
                && step.end <= told.end,
            "times are in order: {step:?}"
        );
        prop_assert!(step.talk() >= SignedDuration::ZERO);
        prop_assert!(step.outcome != StepOutcome::Talked || !step.kind.sends_on());
    }
    for (at, step) in told.steps.iter().enumerate() {
        prop_assert!(step.rings_with.is_none_or(|first| first <= at));
    }
    if let Some(talked) = told.talked {
        let last = &told.steps[talked];
        prop_assert_eq!(last.outcome, StepOutcome::Talked);
        prop_assert!(
            told.steps
                .iter()
                .all(|step| step.outcome != StepOutcome::Talked || step.end <= last.end)
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_legs_in_any_order_with_repetitions_give_one_conversation(
        (legs, shuffled) in prop::collection::vec(any_leg(), 0..8)
            .prop_flat_map(|legs| {
                let twice: Vec<Leg> = legs.iter().chain(&legs).cloned().collect();
                (Just(legs), Just(twice).prop_shuffle())
            })
    ) {
        let told = joined(&legs);
        check(&told)?;
        // NaN is not equal to itself, so conversations are compared as they print.
        prop_assert_eq!(format!("{:?}", joined(&shuffled)), format!("{told:?}"));
    }
}
