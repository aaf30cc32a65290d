//! Where calls go on their way: through the menu, to a ring group, on to a colleague or the machine, out of a queue.
//!
//! Decided by the id alone, so that nothing else about a call depends on it.

use super::call::{Call, Direction, Party};
use super::people::{FRONT_DESK, IVRS, MAIN_NUMBER, PEOPLE, RING_GROUPS, VOICEMAIL, name_of};
use crate::dice::{Dice, mix};

/// Why an extension forwards (api.md 4.2, from 22.3 on).
const FORWARDS: [&str; 10] = [
    "FORWARDING_NO_ANSWER",
    "FORWARDING_BUSY",
    "FORWARDING_UNCONDITIONAL",
    "FORWARDING_NOT_REACHABLE",
    "FORWARDING_EXCEPTION",
    "FORWARDING_LUNCH",
    "FORWARDING_BUSINESS_TRIP",
    "FORWARDING_AWAY",
    "FORWARDING_NIGHT_MODE",
    "REDIRECT",
];

/// Sends the call its way.
pub(super) fn take(call: &mut Call) {
    let mut dice = Dice::new(call.id ^ 0x07A4_E000);
    match (call.direction, call.service_number.is_empty()) {
        (Direction::InboundCall, false) => queue(call, &mut dice),
        (Direction::InboundCall, true) => match dice.between(0, 99) {
            0..8 => ring_group(call, &mut dice),
            8..20 => forward(call, &mut dice),
            20..26 => voicemail(call),
            _ => {}
        },
        (Direction::ExtensionCall, _) if dice.percent(12) => forward(call, &mut dice),
        _ => {}
    }
}

/// Why the first called party sent the call on; also for calls whose own reason is a later transfer.
pub(super) fn forwarding(call: &Call) -> &'static str {
    if call.agent.as_deref() == Some(VOICEMAIL) {
        return FORWARDS[0];
    }
    FORWARDS[mix(call.id ^ 0xF0).rem_euclid(FORWARDS.len() as u64) as usize]
}

fn queue(call: &mut Call, dice: &mut Dice) {
    if dice.percent(18) {
        call.callee = house(IVRS[0].number);
        MAIN_NUMBER.clone_into(&mut call.did);
    }
    if call.answered_at.is_some() {
        return;
    }
    call.reroute_reason = match (call.reroute_reason, call.status_code) {
        ("OVERFLOW", _) if dice.percent(25) => "CAPACITY_BLOCKED",
        ("", 487) => "QUEUE_ABANDONED",
        ("", _) if dice.percent(50) => "QUEUE_EXIT",
        (as_it_is, _) => as_it_is,
    };
    if !matches!(call.reroute_reason, "" | "QUEUE_ABANDONED") {
        FRONT_DESK.clone_into(&mut call.destination);
    }
}

fn ring_group(call: &mut Call, dice: &mut Dice) {
    let group = dice.pick(&RING_GROUPS).unwrap_or(&RING_GROUPS[0]);
    call.callee = house(group.number);
    group.did.clone_into(&mut call.did);
    group.number.clone_into(&mut call.service_number);
    let member = dice.pick(group.agents).copied().unwrap_or(FRONT_DESK);
    if call.answered_at.is_some() && !is_transferred_to(call, member) {
        answered_by(call, member);
    } else if call.answered_at.is_some() {
        answered_by(call, FRONT_DESK);
    }
}

fn forward(call: &mut Call, dice: &mut Dice) {
    let to = dice.pick(&PEOPLE).unwrap_or(&PEOPLE[0]).extension;
    let elsewhere = to != call.callee.number && to != call.caller.number;
    if call.answered_at.is_some() && elsewhere && !is_transferred_to(call, to) {
        answered_by(call, to);
        if call.transfer.is_none() {
            call.reroute_reason = forwarding(call);
        }
    }
}

fn voicemail(call: &mut Call) {
    if call.answered_at.is_some() && call.transfer.is_none() {
        answered_by(call, VOICEMAIL);
        call.reroute_reason = forwarding(call);
    }
}

fn answered_by(call: &mut Call, number: &str) {
    call.agent = Some(number.to_owned());
    if call.transfer.is_none() {
        number.clone_into(&mut call.destination);
    }
}

fn is_transferred_to(call: &Call, number: &str) -> bool {
    call.transfer.as_ref().is_some_and(|(_, to)| to == number)
}

/// A number of the house with its name.
pub(super) fn house(number: &str) -> Party {
    Party {
        number: number.to_owned(),
        name: name_of(number).to_owned(),
    }
}
