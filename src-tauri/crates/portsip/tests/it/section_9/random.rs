//! Random mixtures of habits and live changes against a reference that is nothing but a set: what was there all the time
//! comes, nothing comes twice, and nothing comes that was never there.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use portsip::{ListEvent, Scope, Window};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::list_double::{Count, Filter, List, Skip, row, start};
use crate::double::Double;

/// More with `TAPEDECK_SEEDS=2000`.
const SEEDS: u64 = 60;
const DAYS: u64 = 3;

/// What the list did while it was read.
#[derive(Default)]
struct Changes {
    deleted: HashSet<String>,
    inserted: HashSet<String>,
}

/// A server of random habits.
fn habits(dice: &mut StdRng) -> List {
    let days: Vec<u64> = (0..DAYS)
        .map(|_| *[0, 1, 99, 100, 101, 199, 250, 430].choose(dice).unwrap())
        .collect();
    let mut list = List::of_days(&days);
    list.filter = *[
        Filter::Works,
        Filter::Works,
        Filter::WorksAlone,
        Filter::ComparesText,
    ]
    .choose(dice)
    .unwrap();
    list.count = *[
        Count::Right,
        Count::Right,
        Count::Missing,
        Count::Text,
        Count::PageLength,
        Count::Off(dice.random_range(-120..120)),
    ]
    .choose(dice)
    .unwrap();
    list.skip = *[Skip::Works, Skip::Works, Skip::OneBased, Skip::Ignored]
        .choose(dice)
        .unwrap();
    list.cap = *[100, 100, 50, 40, 37, 25].choose(dice).unwrap();
    list.descending = dice.random_bool(0.4);
    list
}

/// Inserts and deletes rows, sometimes both at once so that the count tells nothing.
fn change(list: &List, changes: &mut Changes, dice: &mut StdRng) {
    let mut rows = list.rows.lock().unwrap();
    if dice.random_bool(0.7) && !rows.is_empty() {
        // Mostly near one end, as retention and new calls do.
        let most = if dice.random_bool(0.5) {
            rows.len().min(5)
        } else {
            rows.len()
        };
        let (_, gone) = rows.remove(dice.random_range(0..most));
        changes
            .deleted
            .insert(gone["id"].as_str().unwrap().to_owned());
    }
    if dice.random_bool(0.7) {
        let at = SignedDuration::from_millis(dice.random_range(0..86_400_000 * DAYS.cast_signed()));
        let id = 1_000_000 + changes.inserted.len() as u64;
        let new = row(id, start() + at);
        changes
            .inserted
            .insert(new.1["id"].as_str().unwrap().to_owned());
        rows.push(new);
    }
}

async fn check(seed: u64) {
    let mut dice = StdRng::seed_from_u64(seed);
    let list = habits(&mut dice);
    let why = format!(
        "seed {seed}: {:?} {:?} {:?} cap {} descending {}",
        list.filter, list.count, list.skip, list.cap, list.descending
    );
    let first: HashSet<String> = list
        .rows
        .lock()
        .unwrap()
        .iter()
        .map(|(_, row)| row["id"].as_str().unwrap().to_owned())
        .collect();
    let live = dice.random_bool(0.7);
    let every = dice.random_range(1..5_u64);
    let state = Arc::new(Mutex::new((Changes::default(), dice, 0_u64)));
    let server = Arc::clone(&state);
    let pbx = Double::start(move |asked| {
        let mut server = server.lock().unwrap();
        let (changes, dice, served) = &mut *server;
        *served += 1;
        if live && asked.path.ends_with("/cdrs") && served.is_multiple_of(every) {
            change(&list, changes, dice);
        }
        list.answer(asked)
    })
    .await;
    let client = pbx.signed_in().await;
    let window = Window {
        start: start(),
        end: start() + SignedDuration::from_hours(24 * DAYS.cast_signed()),
    };
    let mut came = HashSet::new();
    let report = client
        .list_calls(Scope::Tenant, window, |event| {
            if let ListEvent::Rows(rows) = event {
                for row in rows {
                    assert!(came.insert(row.id), "a row came twice: {why}");
                }
            }
        })
        .await
        .unwrap();
    let state = state.lock().unwrap();
    let changes = &state.0;
    let lost: Vec<&String> = first
        .difference(&changes.deleted)
        .filter(|id| !came.contains(*id))
        .collect();
    assert!(
        lost.is_empty(),
        "{} rows are missing: {why}: {report:?}",
        lost.len()
    );
    let known: HashSet<String> = first.union(&changes.inserted).cloned().collect();
    assert!(came.is_subset(&known), "rows that never were: {why}");
    assert_eq!(report.received, came.len() as u64, "{why}");
    assert!(
        pbx.asked("/cdrs").len() < 2000,
        "{} requests: {why}",
        pbx.asked("/cdrs").len()
    );
}

#[tokio::test]
async fn row_06_07_08_what_was_there_all_the_time_comes_once() {
    let seeds = std::env::var("TAPEDECK_SEEDS").ok();
    let seeds = seeds.and_then(|text| text.parse().ok()).unwrap_or(SEEDS);
    let first = std::env::var("TAPEDECK_SEED").ok();
    let first = first.and_then(|text| text.parse().ok()).unwrap_or(0);
    for seed in first..first + seeds {
        check(seed).await;
    }
}
