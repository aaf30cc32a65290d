//! Names out of hostile values (`quality.md`, F8). `TAPEDECK_HOSTILE=100000` tries as many as that page asks for.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::{Claims, Template, fold, is_inside, safe_component};
use crate::{
    call::Call,
    export::fixture::{self, Dice, hostile, hostile_cases},
    ids::{CallId, RecordingId},
};

const TEMPLATE: &str = "{extension}/{?queue}{queue:upper}/{/queue}{caller_name|trunk}/{start@UTC}_{other:-9}_{callee_name}_{id}";

/// What every component must be, whatever it was made from.
fn check(name: &str) {
    assert!(
        is_inside(name) && !name.contains('/'),
        "{name:?} is not one component of a path"
    );
    assert!(is_nfc(name), "{name:?} is not NFC");
    assert!(
        name.len() <= 200 && name.encode_utf16().count() <= 120,
        "{name:?} is too long"
    );
}

/// As [`check`]; and making it safe once more changes nothing.
fn check_stem(name: &str) {
    check(name);
    assert_eq!(safe_component(name), name, "a safe name stays as it is");
}

/// A call whose every word is hostile, or is the last one's in another guise.
fn call(dice: &mut Dice, last: &Call) -> Call {
    let mut call = last.clone();
    let words = [
        &mut call.id.0,
        &mut call.extension,
        &mut call.other,
        &mut call.caller_name,
        &mut call.callee_name,
        &mut call.trunk,
        &mut call.queue,
    ];
    let guise = dice.below(8);
    for word in words {
        *word = match guise {
            0 => word.to_uppercase(),
            1 => word.to_lowercase(),
            2 => word.nfd().collect(),
            3 => word.nfc().collect(),
            _ => hostile(dice),
        };
    }
    call
}

#[test]
fn hostile_values_make_safe_and_unique_names() {
    let mut dice = Dice(8);
    let template = Template::parse(TEMPLATE).unwrap();
    let mut claims = Claims::default();
    let mut taken: HashMap<String, RecordingId> = HashMap::new();
    let mut last = fixture::call("1");
    for case in 0..hostile_cases() {
        check_stem(&safe_component(&hostile(&mut dice)));
        last = call(&mut dice, &last);
        let stem = template.render(&last, &TimeZone::UTC);
        stem.split('/').for_each(check_stem);
        let owner = (RecordingId(format!("{case}")), 1);
        let path = claims.take(&stem, 1, "wav", &owner, |_| true);
        path.split('/').for_each(check);
        assert_eq!(
            claims.take(&stem, 1, "wav", &owner, |_| true),
            path,
            "the same recording keeps its name"
        );
        if let Some(other) = taken.insert(fold(&path), owner.0) {
            panic!("{path:?} is also the name of recording {other}");
        }
    }
}

#[test]
fn two_ids_never_share_a_name() {
    let mut dice = Dice(9);
    let template = Template::parse("{id}").unwrap();
    let mut ids: HashMap<String, String> = HashMap::new();
    for _ in 0..hostile_cases() {
        let id = hostile(&mut dice);
        let mut call = fixture::call("1");
        call.id = CallId(id.clone());
        let name = template.render(&call, &TimeZone::UTC);
        if let Some(other) = ids.insert(name.clone(), id.clone()) {
            assert_eq!(other, id, "both are {name:?}");
        }
    }
}

/// The same names on every system: what a folder holds can be told anywhere.
#[test]
fn names_are_the_same_on_every_system() {
    let mut dice = Dice(10);
    let template = Template::parse(TEMPLATE).unwrap();
    let mut hash = Sha256::new();
    for _ in 0..2_000 {
        let hostile = call(&mut dice, &fixture::call("1"));
        hash.update(template.render(&hostile, &TimeZone::UTC));
    }
    assert_eq!(
        crate::export::hex(&hash.finalize()),
        "276174abbd9a8da068e2fed90e7c4cc073f1c5f8f0a0f85b1f7d3f4046620aae",
        "names have changed; where that is meant, put the new hash here"
    );
}
