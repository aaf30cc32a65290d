//! Legs that make no sense, in any order.

use proptest::prelude::*;

use super::*;

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
