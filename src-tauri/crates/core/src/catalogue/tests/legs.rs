//! The legs that are kept of a call.

use super::*;
use crate::{
    catalogue::KeptLegs,
    legs::{Leg, of_call},
};

fn kept(legs: Vec<Leg>, read_at: i64) -> KeptLegs {
    KeptLegs {
        legs,
        read_at: at(read_at),
    }
}

#[test]
fn the_legs_read_last_are_kept_and_come_back_whole() {
    let shelf = shelf();
    let id = CallId::from("1");
    assert_eq!(shelf.legs(&id).expect("reads"), None);
    let mut legs = of_call(&call("1", 1));
    legs[0].cost = Some(0.1 + 0.2);
    legs[0].answered = Some("2026-11-02T09:00:00.123456Z".parse().expect("time"));
    legs[0].log_id = Some("878156644691742721".to_owned());
    shelf
        .keep_legs(&id, &kept(vec![legs[0].clone()], 5))
        .expect("keeps");
    shelf
        .keep_legs(&id, &kept(legs.clone(), 9))
        .expect("keeps again");
    assert_eq!(shelf.legs(&id).expect("reads"), Some(kept(legs, 9)));
    assert_eq!(shelf.legs(&CallId::from("2")).expect("reads"), None);
}

#[test]
fn legs_go_with_their_account() {
    let catalogue = Catalogue::in_memory().expect("opens");
    let id = CallId::from("1");
    let mine = catalogue.shelf(&account("a")).expect("shelf");
    let other = catalogue.shelf(&account("b")).expect("shelf");
    mine.keep_legs(&id, &kept(of_call(&call("1", 1)), 5))
        .expect("keeps");
    assert_eq!(other.legs(&id).expect("reads"), None);
    catalogue.forget(&account("a")).expect("forgets");
    assert_eq!(mine.legs(&id).expect("reads"), None);
}

#[test]
fn what_cannot_be_read_is_read_from_the_pbx_again() {
    let shelf = shelf();
    let id = CallId::from("1");
    shelf
        .keep_legs(&id, &kept(of_call(&call("1", 1)), 5))
        .expect("keeps");
    shelf
        .store()
        .write(|db| db.execute("UPDATE leg SET json = '[{\"old\":1}]'", []))
        .expect("writes");
    assert_eq!(shelf.legs(&id).expect("reads"), None);
}
