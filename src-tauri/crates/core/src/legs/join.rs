//! Joins legs to a conversation. Pure: the same legs in any order, some of them twice, give the same conversation.

use std::{
    cmp::{Ordering, Reverse},
    collections::HashSet,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    Conversation, Leg, RerouteReason, Step, StepKind, StepOutcome, Transfer, TransferKind,
    reason::HandedOn,
};
use crate::{
    app::DirectoryKind,
    call::{Call, CallStatus, Direction},
    catalogue::Names,
};

/// The end of one step and the start of the next that it led to lie within this.
const SLACK: SignedDuration = SignedDuration::from_secs(2);
/// No extension is longer: with more digits it is a number outside.
const LONGEST_EXTENSION: usize = 8;

/// The conversation of a call's legs.
pub(crate) fn join(legs: Vec<Leg>, call: &Call, names: &Names) -> Conversation {
    let mut legs = once_each(legs);
    if legs.iter().any(|leg| leg.answered.is_some()) {
        // Talk stands in for a missing answer only where the PBX tells no answers: the whole call's may be on each leg.
        for leg in legs.iter_mut().filter(|leg| leg.answered.is_none()) {
            leg.talk_s = None;
        }
    }
    let mut steps: Vec<Step> = legs.into_iter().map(|leg| step(leg, call, names)).collect();
    steps.sort_by(in_order);
    group_ringing(&mut steps);
    find_transfers(&mut steps);
    let outcomes: Vec<StepOutcome> = (0..steps.len()).map(|at| outcome(&steps, at)).collect();
    for (step, outcome) in steps.iter_mut().zip(outcomes) {
        step.outcome = outcome;
    }
    let start = steps.first().map_or(call.started, |step| step.start);
    Conversation {
        talked: talked(&steps),
        talk: talk(&steps),
        start,
        end: steps.iter().map(|step| step.end).max().unwrap_or(start),
        steps,
    }
}

/// Legs without their repetitions, in an order that depends on nothing but themselves: the same record again is dropped,
/// and of two versions with one id the fuller is kept.
fn once_each(legs: Vec<Leg>) -> Vec<Leg> {
    let known = |leg: &Leg| {
        let times = [leg.started, leg.rang, leg.answered, leg.ended];
        times.iter().flatten().count()
    };
    // The text a leg is kept as is equal for equal legs, and can be ordered, which a cost cannot.
    let mut texts: Vec<(Reverse<usize>, String, Leg)> = legs
        .into_iter()
        .map(|leg| {
            let text = serde_json::to_string(&leg).unwrap_or_default();
            (Reverse(known(&leg)), text, leg)
        })
        .collect();
    texts.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    texts.dedup_by(|a, b| a.1 == b.1);
    let mut ids = HashSet::new();
    texts
        .into_iter()
        .map(|(_, _, leg)| leg)
        .filter(|leg| leg.log_id.as_ref().is_none_or(|id| ids.insert(id.clone())))
        .collect()
}

/// A leg with its names filled in, and its times completed and put in order.
fn step(mut leg: Leg, call: &Call, names: &Names) -> Step {
    let kind = kind(&leg, call, names);
    if leg.caller_name.is_empty() {
        names.name(&leg.caller).clone_into(&mut leg.caller_name);
    }
    let start = [leg.started, leg.rang, leg.answered, leg.ended]
        .into_iter()
        .flatten()
        .next()
        .unwrap_or(call.started);
    let talk = leg
        .talk_s
        .filter(|seconds| *seconds > 0)
        .map(|seconds| SignedDuration::from_secs(seconds.into()));
    let answer = leg.answered.or_else(|| {
        let begun = leg.ended.zip(talk).map(|(end, talk)| after(end, -talk));
        talk.and(begun.or(leg.rang).or(Some(start)))
    });
    let end = leg
        .ended
        .or_else(|| answer.map(|answer| after(answer, talk.unwrap_or_default())))
        .or(leg.rang)
        .unwrap_or(start)
        .max(start);
    let answer = answer.map(|answer| answer.clamp(start, end));
    let ring = leg
        .rang
        .unwrap_or(start)
        .clamp(start, answer.unwrap_or(end));
    let name = match leg.callee_name.as_str() {
        "" => names.name(&leg.callee),
        told => told,
    };
    Step {
        kind,
        name: name.to_owned(),
        start,
        ring,
        answer,
        end,
        outcome: StepOutcome::Unanswered,
        reroute: RerouteReason::of(&leg.reroute_reason),
        transfer: None,
        consultation: false,
        rings_with: None,
        leg,
    }
}

/// A moment so much later, or the same one at the end of time.
fn after(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}

/// The directory's word; else the queue that the record names, else what the number looks like.
fn kind(leg: &Leg, call: &Call, names: &Names) -> StepKind {
    let number = leg.callee.as_str();
    let known = names.kind(number).map(|kind| match kind {
        DirectoryKind::Extension => StepKind::Extension,
        DirectoryKind::Queue => StepKind::Queue,
        DirectoryKind::RingGroup => StepKind::RingGroup,
        DirectoryKind::Ivr => StepKind::Ivr,
        DirectoryKind::ConferenceRoom => StepKind::ConferenceRoom,
    });
    let outbound = matches!(leg.direction, Direction::Outbound | Direction::Transit);
    let outside = || {
        outbound
            || number.starts_with('+')
            || number.len() > LONGEST_EXTENSION
                && number.bytes().all(|digit| digit.is_ascii_digit())
    };
    match known {
        Some(kind) => kind,
        None if number.is_empty() => StepKind::Unknown,
        None if number == leg.queue || number == call.queue => StepKind::Queue,
        None if outside() => StepKind::Trunk,
        None => StepKind::Unknown,
    }
}

/// By start; at the same moment what sends on comes before what it sends to.
fn in_order(a: &Step, b: &Step) -> Ordering {
    let key = |step: &Step| (step.start, !step.kind.sends_on(), step.ring, step.end);
    key(a)
        .cmp(&key(b))
        .then_with(|| a.leg.callee.cmp(&b.leg.callee))
}

/// Parties that the same caller rang at the same time, such as the agents of a queue.
fn group_ringing(steps: &mut [Step]) {
    let until = |step: &Step| step.answer.unwrap_or(step.end);
    let mut first: Option<usize> = None;
    let mut rings_until = Timestamp::MIN;
    for at in 0..steps.len() {
        if steps[at].kind.sends_on() {
            continue;
        }
        let with = first.filter(|first| {
            steps[at].start < rings_until && steps[at].leg.caller == steps[*first].leg.caller
        });
        if let Some(first) = with {
            (steps[first].rings_with, steps[at].rings_with) = (Some(first), Some(first));
            rings_until = rings_until.max(until(&steps[at]));
        } else {
            (first, rings_until) = (Some(at), until(&steps[at]));
        }
    }
}

/// Marks consultations, and where a party got the call from another.
fn find_transfers(steps: &mut [Step]) {
    for at in 1..steps.len() {
        let (before, step) = (&steps[..at], &steps[at]);
        let transfer = transfer(before, step);
        let consultation = transfer.is_none() && before.iter().any(|talk| asks_during(talk, step));
        (steps[at].consultation, steps[at].transfer) = (consultation, transfer);
    }
}

fn is_talk(step: &Step) -> bool {
    step.answer.is_some() && !step.kind.sends_on()
}

/// Whether one of the two who talk in a step calls somebody else meanwhile.
fn asks_during(talk: &Step, step: &Step) -> bool {
    let talks_on = talk.answer.is_some_and(|answer| answer < step.start) && step.start < talk.end;
    let is_party = [&talk.leg.caller, &talk.leg.callee].contains(&&step.leg.caller);
    is_talk(talk) && talks_on && is_party
}

/// The transfer that led to a step, from one of those before it: because the step says so, or because one of them ended
/// with a transfer just when this one began.
fn transfer(before: &[Step], step: &Step) -> Option<Transfer> {
    let says_so = step.reroute == Some(RerouteReason::Transfer);
    let talk = before.iter().rev().find(|talk| {
        let ended = HandedOn::of(&talk.leg.end_reason);
        let gave = matches!(ended, HandedOn::Blind | HandedOn::Consult);
        let joins = talk.end.duration_since(step.start).abs() <= SLACK;
        is_talk(talk)
            && !talk.consultation
            && talk.leg.callee != step.leg.callee
            && (says_so || (gave && joins))
    })?;
    let asked_first = before
        .iter()
        .any(|asked| asked.consultation && asked.leg.callee == step.leg.callee);
    let words = [&talk.leg.end_reason, &step.leg.end_reason].map(|word| HandedOn::of(word));
    let kind = if words.contains(&HandedOn::Consult) || asked_first {
        TransferKind::Consult
    } else if words.contains(&HandedOn::Blind) {
        TransferKind::Blind
    } else {
        TransferKind::Unspecified
    };
    // Nobody outside can hand over a call of ours: there, whoever had called did.
    let (by, by_name) = match talk.kind {
        StepKind::Trunk => (&talk.leg.caller, &talk.leg.caller_name),
        _ => (&talk.leg.callee, &talk.name),
    };
    Some(Transfer {
        kind,
        by: by.clone(),
        by_name: by_name.clone(),
    })
}

/// Whether a step begins when another ends, and goes on after it: not an agent who rings for a queue.
fn follows(step: &Step, later: &Step) -> bool {
    later.start.duration_since(step.end).abs() <= SLACK
        && later.end.duration_since(step.end) > SLACK
}

fn outcome(steps: &[Step], at: usize) -> StepOutcome {
    let step = &steps[at];
    let handed_on = HandedOn::of(&step.leg.end_reason) != HandedOn::No;
    if step.kind.sends_on() {
        let went_on = steps[at + 1..]
            .iter()
            .any(|later| is_talk(later) || follows(step, later));
        return if handed_on || went_on {
            StepOutcome::SentOn
        } else {
            StepOutcome::Left
        };
    }
    if step.answer.is_some() {
        return StepOutcome::Talked;
    }
    let elsewhere = step.rings_with.is_some()
        && steps
            .iter()
            .any(|other| other.rings_with == step.rings_with && other.answer.is_some());
    match CallStatus::of(false, step.leg.status_code, &step.leg.end_reason) {
        _ if elsewhere => StepOutcome::AnsweredElsewhere,
        CallStatus::Busy => StepOutcome::Busy,
        CallStatus::Cancelled => StepOutcome::Cancelled,
        _ if handed_on => StepOutcome::SentOn,
        CallStatus::Failed => StepOutcome::Failed,
        CallStatus::Answered | CallStatus::Unanswered => StepOutcome::Unanswered,
    }
}

/// See [`Conversation::talked`]. Of equals the later step.
fn talked(steps: &[Step]) -> Option<usize> {
    let talks = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| step.outcome == StepOutcome::Talked);
    talks
        .max_by_key(|(_, step)| (step.end, step.talk()))
        .map(|(at, _)| at)
}

/// The time covered by the talk of all steps, each moment once.
fn talk(steps: &[Step]) -> SignedDuration {
    let mut spans: Vec<(Timestamp, Timestamp)> = steps
        .iter()
        .filter(|step| step.outcome == StepOutcome::Talked)
        .filter_map(|step| Some((step.answer?, step.end)))
        .collect();
    spans.sort_unstable();
    let mut total = SignedDuration::ZERO;
    let mut covered = Timestamp::MIN;
    for (from, to) in spans {
        let from = from.max(covered);
        total += to.duration_since(from).max(SignedDuration::ZERO);
        covered = covered.max(to);
    }
    total
}
