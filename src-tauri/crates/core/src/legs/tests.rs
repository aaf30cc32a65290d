//! Conversations as a PBX writes them down.

mod any;
mod handovers;

use jiff::{SignedDuration, Timestamp};

use super::{Conversation, Leg, RerouteReason, StepKind, StepOutcome, join};
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
fn the_talk_of_the_whole_call_on_every_leg_makes_nobody_talk() {
    let talk = |mut leg: Leg| {
        leg.talk_s = Some(30);
        leg
    };
    let told = joined(&[
        talk(leg("102", 0, None, 10)),
        talk(leg("103", 0, Some(10), 40)),
    ]);
    assert_eq!(
        outcomes(&told),
        [
            ("102", StepOutcome::AnsweredElsewhere),
            ("103", StepOutcome::Talked)
        ]
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
