//! Any sequence of PBX states, read in any order of batches, against a model: what is held is what the PBX has now.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::{catalogue::Held, query::CallFilter};

/// The range under test and the slices it is read in; calls and recordings exist on both sides of it.
const START: i64 = 100;
const END: i64 = 300;
const SLICES: [(i64, i64); 2] = [(100, 200), (200, 300)];
/// Recordings are read for longer (here by 60 s, which no call of these tests rings).
const LATE: (i64, i64) = (300, 360);

/// What a PBX has: calls by id with their start, and recordings by id with theirs.
#[derive(Clone, Debug)]
struct Pbx {
    calls: BTreeMap<u8, i64>,
    recordings: BTreeMap<u8, i64>,
}

fn pbx() -> impl Strategy<Value = Pbx> {
    let calls = prop::collection::btree_map(0..24_u8, 60..340_i64, 0..20);
    let rings = prop::collection::btree_map(0..24_u8, (1..59_i64, 100..300_i64), 0..20);
    (calls, rings).prop_map(|(calls, rings)| {
        // A recording of a listed call starts when that is answered; one without a call, whenever.
        let start = |id, (ring, alone)| calls.get(&id).map_or(alone, |started| started + ring);
        let recordings = rings
            .into_iter()
            .map(|(id, times)| (id, start(id, times)))
            .collect();
        Pbx { calls, recordings }
    })
}

fn within((start, end): (i64, i64), at: i64) -> bool {
    start <= at && at < end
}

/// Batches of one or two rows and the ends of slices; a slice ends after its rows, the rest is up to `order`.
fn changes(pbx: &Pbx, order: u64) -> Vec<Change> {
    let mut streams: Vec<Vec<Change>> = Vec::new();
    for slice in SLICES {
        let rows: Vec<Call> = pbx
            .calls
            .iter()
            .filter(|(_, at)| within(slice, **at))
            .map(|(id, at)| call(&id.to_string(), *at))
            .collect();
        let count = rows.len() as u64;
        let mut stream: Vec<Change> = rows
            .chunks(2)
            .map(|rows| Change::Calls(rows.to_vec()))
            .collect();
        stream.push(slice_end(SliceKind::Calls, slice.0, slice.1, count, count));
        streams.push(stream);
    }
    for slice in [SLICES[0], SLICES[1], LATE] {
        let rows: Vec<RecordingRow> = pbx
            .recordings
            .iter()
            .filter(|(_, at)| within(slice, **at))
            .map(|(id, at)| recording(&id.to_string(), *at))
            .collect();
        let count = rows.len() as u64;
        let mut stream: Vec<Change> = rows
            .chunks(2)
            .map(|rows| Change::Recordings(rows.to_vec()))
            .collect();
        stream.push(slice_end(
            SliceKind::Recordings,
            slice.0,
            slice.1,
            count,
            count,
        ));
        streams.push(stream);
    }
    let mut mixed = Vec::new();
    let mut dice = order;
    while !streams.is_empty() {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let pick = (dice >> 33) as usize % streams.len();
        mixed.push(streams[pick].remove(0));
        streams.retain(|stream| !stream.is_empty());
    }
    mixed
}

/// One whole reading, as `sync` does it.
fn read(shelf: &Shelf, pbx: &Pbx, order: u64, at_once: usize) -> Held {
    let mut intake = begin_range(shelf, &range(START, END));
    for batch in changes(pbx, order).chunks(at_once) {
        intake.apply(batch).expect("applies");
    }
    let before: BTreeSet<String> = pbx
        .calls
        .iter()
        .filter(|(_, at)| **at < START)
        .map(|(id, _)| id.to_string())
        .collect();
    let orphans: Vec<Call> = intake
        .unclaimed()
        .expect("joined")
        .into_iter()
        .filter(|row| !before.contains(row.id.as_str()))
        .map(|row| Call {
            listed: false,
            recording_id: Some(row.id.clone()),
            started: row.started.expect("all have a time here"),
            ..call(row.id.as_str(), 0)
        })
        .collect();
    intake.settle(&orphans).expect("settles")
}

/// Id, start, listed, recorded: what the range must hold.
fn expected(pbx: &Pbx) -> BTreeSet<(String, i64, bool, bool)> {
    let range = (START, END);
    let calls = pbx.calls.iter().filter(|(_, at)| within(range, **at));
    let listed = calls.map(|(id, at)| (id.to_string(), *at, true, pbx.recordings.contains_key(id)));
    let alone = pbx
        .recordings
        .iter()
        .filter(|(id, at)| within(range, **at) && !pbx.calls.contains_key(id))
        .map(|(id, at)| (id.to_string(), *at, false, true));
    listed.chain(alone).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]
    #[test]
    fn what_is_held_is_what_the_pbx_has(
        states in prop::collection::vec((pbx(), any::<u64>(), 1..6_usize), 1..5),
    ) {
        let shelf = shelf();
        for (pbx, order, at_once) in states {
            let told = read(&shelf, &pbx, order, at_once);
            let rows = shelf.page(&range(START, END), &CallFilter::default(), &[], 0, 500).expect("page");
            let held: BTreeSet<(String, i64, bool, bool)> = rows
                .iter()
                .map(|row| (row.id.0.clone(), row.started.as_second() - EPOCH, row.listed, row.recording_id.is_some()))
                .collect();
            prop_assert_eq!(rows.len(), held.len(), "nothing twice");
            prop_assert_eq!(&held, &expected(&pbx));
            let calls = held.iter().filter(|row| row.2).count() as u64;
            let recordings = held.iter().filter(|row| row.3).count() as u64;
            prop_assert_eq!(told, Held { calls, recordings });
        }
    }

    #[test]
    fn the_running_count_is_the_count(
        first in pbx(), second in pbx(), order in any::<u64>(), at_once in 1..6_usize,
    ) {
        let shelf = shelf();
        read(&shelf, &first, order, at_once);
        let mut intake = begin_range(&shelf, &range(START, END));
        for batch in changes(&second, order.rotate_left(17)).chunks(at_once) {
            let told = intake.apply(batch).expect("applies");
            let (calls, recordings) = shelf.held(&range(START, END)).expect("held");
            prop_assert_eq!(told, Held { calls, recordings });
        }
    }
}
