//! Makes one day's calls.

use jiff::Timestamp;

use super::call::{Call, Direction, Party, Recording};
use super::days::Day;
use super::people::{MAIN_NUMBER, OUTSIDERS, PEOPLE, QUEUES, TRUNKS, direct_number, person_at};
use super::{recordings, routes, stamp};
use crate::Options;
use crate::dice::Dice;

const SECOND: i64 = 1_000_000;
/// The ids of a call's legs follow its own, so this far is the next call's.
pub(super) const MOST_LEGS: usize = 16;
/// Milliseconds from 1970 to 2018, where the ids begin to count.
const ID_EPOCH_MILLIS: i64 = 1_514_764_800_000;
/// Talk time in seconds at the 0th, 10th, 25th, 50th, 75th, 90th, 97th and 100th percentile.
const TALK: [(i64, i64); 8] = [
    (0, 4),
    (10, 9),
    (25, 18),
    (50, 38),
    (75, 75),
    (90, 140),
    (97, 260),
    (100, 600),
];

/// Appends the calls of `day` that are over by `now`, and their recordings.
pub(crate) fn make_day(
    day: &Day,
    options: &Options,
    now: Timestamp,
    calls: &mut Vec<Call>,
    made: &mut Vec<Recording>,
) {
    let mut dice = Dice::new(day.seed);
    for (place, started) in day.starts(&mut dice).into_iter().enumerate() {
        // One throw per call from the day's dice, the rest from its own: a call changes nothing about the next one.
        let mut own = Dice::new(day.seed ^ ((place as u64 + 1) << 20));
        let mut call = draw(&mut own, started, options);
        call.id = next_id(started, calls.last());
        routes::take(&mut call);
        let recording = recordings::plan(&mut call, &day.zone, options, &mut own);
        if call.ended_at <= now {
            made.extend(recording);
            calls.push(call);
        }
    }
}

fn next_id(started: i64, last: Option<&Call>) -> u64 {
    let id = id_of(started);
    last.map_or(id, |last| id.max(last.id + MOST_LEGS as u64))
}

/// The id of a call that is the first of its millisecond.
pub(super) fn id_of(started: i64) -> u64 {
    ((started.div_euclid(1000) - ID_EPOCH_MILLIS).max(0) as u64) << 22 | 4096
}

/// A call that begins at `started`, without an id.
pub(super) fn draw(dice: &mut Dice, started: i64, options: &Options) -> Call {
    match dice.roll() % 100 {
        0..34 => queue_call(dice, started, options),
        34..52 => direct_call(dice, started, options),
        52..80 => outbound_call(dice, started, options),
        80..99 => internal_call(dice, started, options),
        _ => transit_call(dice, started, options),
    }
}

/// A call that nobody has answered yet.
fn begin(direction: Direction, caller: Party, callee: Party, started: i64) -> Call {
    Call {
        id: 0,
        started_at: stamp(started),
        rang_at: None,
        answered_at: None,
        ended_at: stamp(started),
        direction,
        caller,
        callee,
        agent: None,
        transfer: None,
        destination: String::new(),
        trunk: String::new(),
        did: String::new(),
        outbound_caller_id: String::new(),
        service_number: String::new(),
        status_code: 0,
        end_reason: "",
        reroute_reason: "",
        recording: None,
    }
}

fn queue_call(dice: &mut Dice, started: i64, options: &Options) -> Call {
    let queue = QUEUES
        .get(dice.weighted(&[42, 40, 18]))
        .unwrap_or(&QUEUES[0]);
    let callee = Party {
        number: queue.number.to_owned(),
        name: if dice.percent(70) {
            queue.name.to_owned()
        } else {
            String::new()
        },
    };
    let mut call = begin(Direction::InboundCall, outsider(dice), callee, started);
    trunk(&mut call, dice);
    queue.did.clone_into(&mut call.did);
    queue.number.clone_into(&mut call.service_number);
    ring(&mut call, dice, 5, 70);
    if dice.percent(86) {
        let agent = (*dice.pick(queue.agents).unwrap_or(&"101")).to_owned();
        answer(&mut call, dice, options);
        call.destination.clone_from(&agent);
        call.agent = Some(agent.clone());
        transfer(&mut call, dice, &agent, 12);
    } else {
        // The caller gave up in the queue, or every agent let it ring.
        give_up(&mut call, dice, &[487, 480]);
        call.reroute_reason = if dice.percent(30) { "OVERFLOW" } else { "" };
    }
    call
}

fn direct_call(dice: &mut Dice, started: i64, options: &Options) -> Call {
    let person = dice.pick(&PEOPLE).unwrap_or(&PEOPLE[0]);
    let mut call = begin(
        Direction::InboundCall,
        outsider(dice),
        colleague(person.extension),
        started,
    );
    trunk(&mut call, dice);
    call.did = direct_number(person.extension);
    ring(&mut call, dice, 2, 25);
    if dice.percent(78) {
        answer(&mut call, dice, options);
        if dice.percent(60) {
            person.extension.clone_into(&mut call.destination);
        }
        transfer(&mut call, dice, person.extension, 8);
    } else {
        give_up(&mut call, dice, &[486, 487, 480]);
    }
    call
}

fn outbound_call(dice: &mut Dice, started: i64, options: &Options) -> Call {
    let person = dice.pick(&PEOPLE).unwrap_or(&PEOPLE[0]);
    let mut other = outsider(dice);
    if dice.percent(80) {
        other.name.clear(); // a PBX rarely knows the name behind a number it dials
    }
    let mut call = begin(
        Direction::OutboundCall,
        colleague(person.extension),
        other,
        started,
    );
    trunk(&mut call, dice);
    call.outbound_caller_id = if dice.percent(75) {
        MAIN_NUMBER.to_owned()
    } else {
        direct_number(person.extension)
    };
    ring(&mut call, dice, 3, 30);
    if dice.percent(80) {
        answer(&mut call, dice, options);
        call.destination.clone_from(&call.callee.number);
        transfer(&mut call, dice, person.extension, 2);
    } else {
        give_up(&mut call, dice, &[486, 487, 480]);
    }
    call
}

fn internal_call(dice: &mut Dice, started: i64, options: &Options) -> Call {
    let from = dice.between(0, 24) as usize;
    let to = (from + dice.between(1, 24) as usize) % PEOPLE.len();
    let [caller, callee] =
        [from, to].map(|place| PEOPLE.get(place).unwrap_or(&PEOPLE[0]).extension);
    let mut call = begin(
        Direction::ExtensionCall,
        colleague(caller),
        colleague(callee),
        started,
    );
    ring(&mut call, dice, 1, 20);
    if dice.percent(82) {
        answer(&mut call, dice, options);
    } else {
        give_up(&mut call, dice, &[486, 487, 480]);
    }
    call
}

fn transit_call(dice: &mut Dice, started: i64, options: &Options) -> Call {
    let mut mobile = outsider(dice);
    mobile.name.clear();
    let mut call = begin(
        Direction::InboundOutboundCall,
        outsider(dice),
        mobile,
        started,
    );
    trunk(&mut call, dice);
    MAIN_NUMBER.clone_into(&mut call.did);
    MAIN_NUMBER.clone_into(&mut call.outbound_caller_id);
    ring(&mut call, dice, 3, 25);
    answer(&mut call, dice, options);
    call.destination.clone_from(&call.callee.number);
    call
}

fn colleague(extension: &str) -> Party {
    Party {
        number: extension.to_owned(),
        name: person_at(extension)
            .map_or("", |person| person.display_name)
            .to_owned(),
    }
}

/// Somebody outside: the same thousand numbers come back, as customers do.
fn outsider(dice: &mut Dice) -> Party {
    let regular = dice.between(0, 999);
    let number = match regular % 5 {
        0 | 1 => format!("+447700900{regular:03}"),
        2 => format!("+442079460{regular:03}"),
        3 => format!("01632960{regular:03}"),
        _ => format!("+441134960{regular:03}"),
    };
    let known = (regular % 3 == 0)
        .then(|| OUTSIDERS.get(regular as usize % OUTSIDERS.len()))
        .flatten();
    match dice.roll() % 60 {
        0 => Party {
            number: "anonymous".to_owned(),
            name: "Anonymous".to_owned(),
        },
        _ => Party {
            name: known
                .copied()
                .unwrap_or(if regular % 3 == 1 {
                    number.as_str()
                } else {
                    ""
                })
                .to_owned(),
            number,
        },
    }
}

fn trunk(call: &mut Call, dice: &mut Dice) {
    TRUNKS[usize::from(dice.percent(22))].clone_into(&mut call.trunk);
}

fn later(at: Timestamp, micros: i64) -> Timestamp {
    stamp(at.as_microsecond() + micros)
}

fn ring(call: &mut Call, dice: &mut Dice, low: i64, high: i64) {
    let rang = later(call.started_at, dice.between(40_000, 900_000));
    call.rang_at = Some(rang);
    call.ended_at = later(rang, dice.between(low * SECOND, high * SECOND));
}

/// Answers after the ringing; the talk time follows from [`TALK`].
fn answer(call: &mut Call, dice: &mut Dice, options: &Options) {
    let answered = call.ended_at;
    call.answered_at = Some(answered);
    let quantile = dice.between(0, 99_999);
    let talk = talk_micros(quantile)
        .min((i64::from(options.longest_talk) * SECOND).saturating_sub(200_000))
        .max(SECOND);
    call.ended_at = later(answered, talk);
    let reasons = [
        "CALLER_DISCONNECTED",
        "CALLEE_DISCONNECTED",
        "CALLER_DISCONNECT",
        "CALLEE_DISCONNECT",
        "",
    ];
    call.end_reason = reasons
        .get(dice.weighted(&[40, 36, 12, 6, 6]))
        .copied()
        .unwrap_or("");
}

fn talk_micros(quantile: i64) -> i64 {
    for pair in TALK.windows(2) {
        let [(low, short), (high, long)] = [pair[0], pair[1]];
        if quantile < high * 1000 {
            return short * SECOND + (long - short) * (quantile - low * 1000) * 1000 / (high - low);
        }
    }
    60 * SECOND
}

fn give_up(call: &mut Call, dice: &mut Dice, codes: &[u16]) {
    call.status_code = dice.pick(codes).copied().unwrap_or(480);
    call.end_reason = match call.status_code {
        487 => "CANCELLED",
        _ if dice.percent(50) => "",
        _ => "CALLEE_DISCONNECTED",
    };
    if call.status_code == 486 {
        // Busy is said at once.
        call.ended_at = later(
            call.rang_at.unwrap_or(call.started_at),
            dice.between(100_000, 900_000),
        );
    }
}

/// Hands the call on to a colleague, in `percent` of a hundred calls that last long enough.
fn transfer(call: &mut Call, dice: &mut Dice, from: &str, percent: u64) {
    let Some(answered) = call.answered_at else {
        return;
    };
    let talk = call.ended_at.as_microsecond() - answered.as_microsecond();
    let Some(person) = dice.pick(&PEOPLE).filter(|person| person.extension != from) else {
        return;
    };
    if talk < 4 * SECOND || !dice.percent(percent) {
        return;
    }
    let at = later(answered, talk * dice.between(25, 60) / 100);
    call.transfer = Some((at, person.extension.to_owned()));
    person.extension.clone_into(&mut call.destination);
    call.reroute_reason = "TRANSFER";
    call.end_reason = if dice.percent(50) {
        "BLIND_TRANSFER_COMPLETED"
    } else {
        "CONSULT_TRANSFER_COMPLETED"
    };
}
