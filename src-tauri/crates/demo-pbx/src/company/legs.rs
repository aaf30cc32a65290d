//! The legs of a call, as `/cdrs/{id}` and `/calllogs` tell them: the menu, the queue, everybody who rang, whoever answered,
//! and where the call went from there.
//!
//! They follow from the call and agree with its row: the first leg begins with the call, somebody answers when the row
//! says so, and the last leg ends with it.

use jiff::Timestamp;

use super::call::{Call, Direction, Party};
use super::people::{FRONT_DESK, ivr_at, queue_at, ring_group_at};
use super::{routes, stamp};
use crate::dice::Dice;

const SECOND: i64 = 1_000_000;
/// Of a group, so many besides the one who answers ring at the most.
const MOST_RINGING: usize = 3;

/// One leg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Who called.
    pub caller: Party,
    /// Who was called.
    pub callee: Party,
    /// When it began.
    pub started_at: Timestamp,
    /// When it rang.
    pub rang_at: Option<Timestamp>,
    /// When it was answered, by a person or by the PBX.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Timestamp,
    /// SIP failure code; 0 is none.
    pub status_code: u16,
    /// Why it ended; may be empty.
    pub end_reason: &'static str,
    /// Why the call was sent on; mostly empty.
    pub reroute_reason: &'static str,
}

impl Leg {
    /// Time after the answer in whole seconds, rounded up.
    pub fn talk(&self) -> i64 {
        self.answered_at.map_or(0, |answered| {
            (micros(self.ended_at) - micros(answered)).div_euclid(SECOND)
                + i64::from((micros(self.ended_at) - micros(answered)) % SECOND != 0)
        })
    }
}

impl Call {
    /// All legs, in the order of their start.
    pub fn legs(&self) -> Vec<Leg> {
        let mut way = Way {
            call: self,
            dice: Dice::new(self.id ^ 0x1E65),
            legs: Vec::with_capacity(4),
            at: self.started_at,
        };
        way.take();
        way.legs
    }

    /// The id of a leg in the call log.
    pub(crate) fn log_id(&self, leg: u8) -> u64 {
        self.id + 1 + u64::from(leg)
    }
}

/// A call on its way, and the legs it has had so far.
struct Way<'a> {
    call: &'a Call,
    dice: Dice,
    legs: Vec<Leg>,
    /// When the next leg begins.
    at: Timestamp,
}

impl Way<'_> {
    fn take(&mut self) {
        let first = self.call.callee.number.as_str();
        let service = self.call.service_number.as_str();
        if ivr_at(first).is_some() {
            self.menu();
        }
        if queue_at(service).is_some() {
            self.queue();
        } else if let Some(group) = ring_group_at(service) {
            self.ring_group(group.agents);
        } else if self.call.agent.is_some() {
            self.forward();
        } else {
            let callee = self.call.callee.clone();
            self.ring(callee, "");
        }
        if let Some((at, to)) = self.call.transfer.clone() {
            self.transfer(at, &to);
        }
    }

    /// A leg that begins now and lasts until `until`; nobody answers.
    fn leg(&self, callee: Party, until: Timestamp) -> Leg {
        Leg {
            caller: self.call.caller.clone(),
            callee,
            started_at: self.at,
            rang_at: self.call.rang_at.map(|rang| rang.clamp(self.at, until)),
            answered_at: None,
            ended_at: until,
            status_code: 0,
            end_reason: "",
            reroute_reason: "",
        }
    }

    /// When the waiting ends: somebody answers, or the call is over.
    fn waits_until(&self) -> Timestamp {
        self.call.answered_at.unwrap_or(self.call.ended_at)
    }

    /// The moment after so many hundredths of the waiting that is left.
    fn part(&self, hundredths: i64) -> Timestamp {
        let left = micros(self.waits_until()) - micros(self.at);
        stamp(micros(self.at) + left.max(0) * hundredths / 100)
    }

    /// The menu answers at once and plays a while.
    fn menu(&mut self) {
        let until = self.part(30);
        let mut leg = self.leg(self.call.callee.clone(), until);
        (leg.answered_at, leg.end_reason) = (leg.rang_at, "REFERRED");
        self.legs.push(leg);
        self.at = until;
    }

    /// The queue answers at once, its agents ring together, and what it cannot place goes to the front desk.
    fn queue(&mut self) {
        let number = self.call.service_number.clone();
        let agents = queue_at(&number).map_or(&[][..], |queue| queue.agents);
        let sent_on = self.call.destination == FRONT_DESK && self.call.answered_at.is_none();
        let until = match self.call.reroute_reason {
            "CAPACITY_BLOCKED" => self.part(1),
            _ if sent_on => self.part(65),
            _ => self.waits_until(),
        };
        let mut leg = self.leg(routes::house(&number), until);
        leg.answered_at = leg.rang_at;
        leg.end_reason = match (self.call.answered_at.is_some(), sent_on) {
            (true, _) => "REFERRED",
            (_, true) => "REDIRECTED",
            _ => self.call.end_reason,
        };
        if self.call.reroute_reason == "QUEUE_ABANDONED" {
            leg.reroute_reason = "QUEUE_ABANDONED";
        }
        self.legs.push(leg);
        if self.call.reroute_reason != "CAPACITY_BLOCKED" {
            self.ring_together(agents, until);
        }
        if sent_on {
            self.at = until;
            self.ring(routes::house(FRONT_DESK), self.call.reroute_reason);
        }
    }

    fn ring_group(&mut self, members: &[&'static str]) {
        let until = self.waits_until();
        let mut leg = self.leg(self.call.callee.clone(), until);
        if self.call.answered_at.is_some() {
            leg.end_reason = "REFERRED";
        }
        self.legs.push(leg);
        self.ring_together(members, until);
    }

    /// Some of a group ring until one of them answers, or nobody does.
    fn ring_together(&mut self, group: &[&'static str], until: Timestamp) {
        let answerer = self.call.agent.clone();
        let first = self.dice.below(group.len());
        let others = group.iter().cycle().skip(first).take(group.len());
        let others = others.filter(|number| Some(**number) != answerer.as_deref());
        let most = 1 + self.dice.below(MOST_RINGING);
        self.at = self.part(3);
        let (status_code, end_reason) = match (answerer.is_some(), self.call.status_code) {
            (true, _) | (_, 487) => (487, "CANCELLED"),
            _ => (480, ""),
        };
        for number in others.take(most) {
            let leg = self.leg(routes::house(number), until);
            self.legs.push(Leg {
                status_code,
                end_reason,
                ..leg
            });
        }
        if let Some(number) = answerer {
            self.ring(routes::house(&number), "");
        }
    }

    /// The called extension does not take the call, and sends it on to a colleague or the machine.
    fn forward(&mut self) {
        let reason = routes::forwarding(self.call);
        let (waited, status_code) = match reason {
            "FORWARDING_NO_ANSWER" => (70, 480),
            "FORWARDING_BUSY" => (4, 486),
            "FORWARDING_NOT_REACHABLE" => (4, 404),
            "FORWARDING_EXCEPTION" => (10, 500),
            _ => (1, 302),
        };
        let until = self.part(waited);
        let leg = self.leg(self.call.callee.clone(), until);
        self.legs.push(Leg {
            status_code,
            end_reason: "REDIRECTED",
            ..leg
        });
        self.at = until;
        let to = self.call.agent.clone().unwrap_or_default();
        self.ring(routes::house(&to), reason);
    }

    /// The last party to be called: answered when the call was, and until its end.
    fn ring(&mut self, callee: Party, reroute_reason: &'static str) {
        let callee = if callee.number == self.call.callee.number {
            self.call.callee.clone()
        } else {
            callee
        };
        let leg = self.leg(callee, self.call.ended_at);
        self.legs.push(Leg {
            rang_at: leg
                .rang_at
                .map(|rang| rang.min(self.call.answered_at.unwrap_or(rang))),
            answered_at: self.call.answered_at,
            status_code: self.call.status_code,
            end_reason: self.call.end_reason,
            reroute_reason,
            ..leg
        });
    }

    /// Whoever talks hands the call on, at once or after asking.
    fn transfer(&mut self, at: Timestamp, to: &str) {
        let Some(talk) = self.legs.last_mut() else {
            return;
        };
        talk.ended_at = at;
        let giver = match self.call.direction {
            Direction::OutboundCall => talk.caller.clone(),
            _ => talk.callee.clone(),
        };
        let talked_from = talk.answered_at.unwrap_or(talk.started_at);
        let left = micros(self.call.ended_at) - micros(at);
        let new = Leg {
            caller: self.call.caller.clone(),
            callee: routes::house(to),
            started_at: at,
            rang_at: Some(at),
            answered_at: Some(at),
            ended_at: self.call.ended_at,
            status_code: 0,
            end_reason: "CALLER_DISCONNECTED",
            reroute_reason: "TRANSFER",
        };
        if self.call.end_reason == "BLIND_TRANSFER_COMPLETED" {
            let rings = (left / 4).min(5 * SECOND);
            self.legs.push(Leg {
                answered_at: Some(stamp(micros(at) + rings)),
                ..new
            });
            return;
        }
        // Asked for the second half of the talk so far; the caller listens to music meanwhile.
        let asked = (micros(at) - micros(talked_from)) / 2;
        let started = stamp(micros(at) - asked);
        self.legs.push(Leg {
            caller: giver,
            started_at: started,
            rang_at: Some(started),
            answered_at: Some(stamp(micros(started) + (asked / 4).min(4 * SECOND))),
            ended_at: at,
            end_reason: "REPLACED",
            reroute_reason: "",
            ..new.clone()
        });
        self.legs.push(new);
    }
}

fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}
