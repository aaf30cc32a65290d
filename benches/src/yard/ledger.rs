//! A PBX with a quarter of a year's calls of four hundred people, for measuring what is kept of them.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json, Router,
    extract::{Query, State},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::Result;

/// Days of calls.
const DAYS: i64 = 90;
/// Numbers outside; a fifth of them has most of the calls.
const OUTSIDE: u64 = 300_000;
const FIRST_NAMES: [&str; 20] = [
    "Ana", "Bob", "Chen", "Dora", "Eli", "Farid", "Gita", "Hugo", "Ines", "Jan", "Kim", "Lara",
    "Mona", "Nils", "Olga", "Paul", "Qi", "Rosa", "Sven", "Тина",
];
const LAST_NAMES: [&str; 20] = [
    "Weiß", "Tan", "Lim", "Meyer", "Novák", "Silva", "Okoro", "Hansen", "Rossi", "Dubois", "Kaya",
    "王", "Patel", "Schmidt", "Cohen", "Ito", "Khan", "López", "Nguyễn", "Berg",
];

/// Serves for as long as it lives.
pub(crate) struct Ledger {
    pub(crate) address: String,
    _runtime: tokio::runtime::Runtime,
}

const ENDS: [&str; 4] = [
    "CALLER_DISCONNECTED",
    "CALLEE_DISCONNECTED",
    "NO_ANSWER",
    "BUSY",
];
const CODES: [u32; 4] = [408, 486, 487, 503];

impl Ledger {
    /// Listens on any free port of this machine.
    pub(crate) fn open(calls: u32) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))?;
        let address = listener.local_addr()?.to_string();
        let tokens = || async {
            Json(
                json!({ "token_type": "Bearer", "access_token": "a", "refresh_token": "r", "expires_in": 36_000 }),
            )
        };
        let routes = Router::new()
            .route("/api/auth/sign_in", post(tokens))
            .route("/api/cdrs", get(cdrs))
            .route("/api/recordings", get(recordings))
            .with_state(Arc::new(calls));
        // It ends with the runtime.
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Ok(Self {
            address,
            _runtime: runtime,
        })
    }
}

/// The first day of all calls, and the one after the last.
pub(crate) fn days() -> (Timestamp, Timestamp) {
    // 2026-08-01T00:00:00Z
    let first = Timestamp::from_second(1_785_542_400).unwrap_or_default();
    (first, first + SignedDuration::from_hours(24 * DAYS))
}

fn started(number: u32, calls: u32) -> Timestamp {
    let step = DAYS * 86_400_000 / i64::from(calls);
    days().0 + SignedDuration::from_millis(i64::from(number) * step)
}

/// How many calls there are before a moment.
fn before(at: Timestamp, calls: u32) -> u32 {
    let step = i128::from(DAYS * 86_400_000 / i64::from(calls));
    let millis = at.duration_since(days().0).as_millis();
    ((millis + step - 1) / step).clamp(0, i128::from(calls)) as u32
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn of(call: u32) -> Self {
        Self(u64::from(call).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    fn below(&mut self, most: u64) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % most
    }
}

/// Seven calls of ten, all of them answered.
fn is_recorded(number: u32) -> bool {
    Dice::of(number).below(10) < 7
}

fn id(number: u32) -> String {
    (878_000_000_000_000_000 + u64::from(number) * 4_194_304).to_string()
}

fn person(number: u64) -> (String, String) {
    let first = FIRST_NAMES[(number % 20) as usize];
    let last = LAST_NAMES[((number / 20 + number) % 20) as usize];
    ((100 + number).to_string(), format!("{first} {last}"))
}

fn cdr(number: u32, calls: u32) -> Value {
    let at = started(number, calls);
    let mut dice = Dice::of(number);
    let answered = dice.below(10) < 7 || dice.below(3) == 0;
    let (extension, name) = person(dice.below(400));
    let seldom = if dice.below(10) < 7 {
        OUTSIDE / 5
    } else {
        OUTSIDE
    };
    let outside = format!("+6012{:07}", dice.below(seldom) * 29 % 9_999_991);
    let queue = (dice.below(10) < 3).then(|| format!("80{:02}", dice.below(8)));
    let (direction, caller, callee) = match dice.below(12) {
        0..5 => (
            "INBOUND_CALL",
            outside,
            queue.clone().unwrap_or_else(|| extension.clone()),
        ),
        5..9 => ("OUTBOUND_CALL", extension.clone(), outside),
        9..11 => (
            "EXTENSION_CALL",
            extension.clone(),
            person(dice.below(400)).0,
        ),
        _ => (
            "INBOUND_OUTBOUND_CALL",
            outside,
            format!("+4930{:06}", dice.below(1000)),
        ),
    };
    let inbound = direction == "INBOUND_CALL";
    let rings = 1 + dice.below(40).cast_signed();
    let talks = if answered {
        1 + dice.below(1800).cast_signed()
    } else {
        0
    };
    let times = (
        at + SignedDuration::from_secs(rings),
        at + SignedDuration::from_secs(rings + talks),
    );
    json!({
        "id": id(number), "caller": caller, "caller_display_name": if inbound { "" } else { &name }, "callee": callee,
        "callee_display_name": if inbound { &name } else { "" }, "destination": if inbound { &extension } else { &callee },
        "direction": direction, "duration": talks, "status_code": if answered { 0 } else { CODES[dice.below(4) as usize] },
        "started_at": at.to_string(), "answered_at": answered.then(|| times.0.to_string()), "ended_at": times.1.to_string(),
        "call_id": format!("{number}@ledger"), "trunk": if direction == "EXTENSION_CALL" { String::new() } else { format!("Carrier {}", dice.below(4)) },
        "did_cid": if inbound { format!("+603880{:04}", dice.below(40)) } else { String::new() },
        "service_number": queue.filter(|_| inbound),
        "end_reason": ENDS[dice.below(4) as usize],
    })
}

fn recording(number: u32, calls: u32) -> Value {
    let cdr = cdr(number, calls);
    json!({
        "id": cdr["id"], "caller": cdr["caller"], "callee": cdr["callee"], "started_at": cdr["started_at"], "ended_at": cdr["ended_at"],
    })
}

/// The numbers of the calls an answer has, and how many its list has.
fn asked(asked: &HashMap<String, String>, calls: u32, of: fn(&u32) -> bool) -> (usize, Vec<u32>) {
    let filter = asked.get("filter").map_or("", String::as_str);
    let mut times = filter
        .split('\'')
        .filter_map(|part| part.parse::<Timestamp>().ok());
    let first = times.next().map_or(0, |from| before(from, calls));
    let last = times.next().map_or(calls, |to| before(to, calls));
    let number = |name: &str, usual: usize| {
        let stated = asked.get(name).and_then(|text| text.parse().ok());
        stated.unwrap_or(usual)
    };
    let all = (first..last).filter(of);
    let page = all.clone().skip(number("skip", 0)).take(number("top", 100));
    (all.count(), page.collect())
}

async fn cdrs(
    State(calls): State<Arc<u32>>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    let (count, numbers) = asked(&query, *calls, |_| true);
    let items: Vec<Value> = numbers
        .into_iter()
        .map(|number| cdr(number, *calls))
        .collect();
    Json(json!({ "count": count, "items": items }))
}

async fn recordings(
    State(calls): State<Arc<u32>>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    let (count, numbers) = asked(&query, *calls, |number| is_recorded(*number));
    let items: Vec<Value> = numbers
        .into_iter()
        .map(|number| recording(number, *calls))
        .collect();
    Json(json!({ "count": count, "items": items }))
}
