//! Transfers, consultations and forwards.

use super::*;
use crate::legs::TransferKind;

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
    assert_eq!(told.steps[1].leg.caller_name, "Ana", "by the directory");
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
