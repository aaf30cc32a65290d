//! Which row of the call log is which leg of `/cdrs/{id}`. Pure.

use jiff::SignedDuration;

use crate::dto::CallLeg;

/// Two services write the same start within this.
const SLACK: SignedDuration = SignedDuration::from_secs(2);

/// The legs of the detail, with what the log knows besides; rows of the log that are no leg of the detail follow.
///
/// A row is the leg between the same two numbers whose start is nearest, within two seconds; no row is two legs.
pub(super) fn join(mut legs: Vec<CallLeg>, log: Vec<CallLeg>) -> Vec<CallLeg> {
    let known = legs.len();
    let mut unmatched = Vec::new();
    for row in log {
        let nearest = legs[..known]
            .iter_mut()
            .filter(|leg| leg.log_id.is_none())
            .filter_map(|leg| Some((distance(leg, &row)?, leg)))
            .min_by_key(|(distance, _)| *distance);
        match nearest {
            Some((_, leg)) => fill(leg, row),
            None => unmatched.push(row),
        }
    }
    legs.extend(unmatched);
    legs
}

/// How far apart the starts of what may be one leg are; `None` for two different legs.
fn distance(leg: &CallLeg, row: &CallLeg) -> Option<SignedDuration> {
    let (a, b) = (&leg.record, &row.record);
    if (&a.caller, &a.callee) != (&b.caller, &b.callee) {
        return None;
    }
    match (a.started_at, b.started_at) {
        (Some(a), Some(b)) => Some(a.duration_since(b).abs()).filter(|apart| *apart <= SLACK),
        // Nothing speaks against it, but a row with a time is nearer.
        _ => Some(SLACK),
    }
}

/// Takes over what the leg does not say itself.
fn fill(leg: &mut CallLeg, row: CallLeg) {
    let CallLeg {
        log_id,
        record,
        cost,
        billed_account,
    } = row;
    leg.log_id = log_id;
    leg.cost = leg.cost.or(cost);
    let own = &mut leg.record;
    own.started_at = own.started_at.or(record.started_at);
    own.rang_at = own.rang_at.or(record.rang_at);
    own.answered_at = own.answered_at.or(record.answered_at);
    own.ended_at = own.ended_at.or(record.ended_at);
    own.duration_s = own.duration_s.or(record.duration_s);
    for (text, other) in [
        (&mut leg.billed_account, billed_account),
        (&mut own.caller_name, record.caller_name),
        (&mut own.callee_name, record.callee_name),
        (&mut own.end_reason, record.end_reason),
        (&mut own.reroute_reason, record.reroute_reason),
        (&mut own.destination, record.destination),
        (&mut own.service_number, record.service_number),
    ] {
        if text.is_empty() {
            *text = other;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leg(log_id: Option<&str>, callee: &str, second: Option<i64>) -> CallLeg {
        let start = second.map_or(String::new(), |second| (1_790_000_000 + second).to_string());
        let id = log_id.map_or(String::new(), |id| format!(r#""id":"{id}","#));
        let json = format!(
            r#"{{{id}"session_id":"7","caller":"101","callee":"{callee}","started_at":"{start}"}}"#
        );
        let read = if log_id.is_some() {
            CallLeg::of_log(&json)
        } else {
            CallLeg::of_detail(&json, "7")
        };
        read.expect("leg")
    }

    fn shape(legs: &[CallLeg]) -> Vec<(Option<&str>, &str)> {
        legs.iter()
            .map(|leg| (leg.log_id.as_deref(), leg.record.callee.as_str()))
            .collect()
    }

    #[test]
    fn the_nearest_row_between_the_same_numbers_is_the_leg() {
        let detail = vec![
            leg(None, "8001", Some(0)),
            leg(None, "102", Some(5)),
            leg(None, "102", Some(60)),
            leg(None, "103", None),
        ];
        let log = vec![
            leg(Some("4"), "103", Some(9)),
            leg(Some("3"), "102", Some(61)),
            leg(Some("2"), "102", Some(5)),
            leg(Some("1"), "8001", Some(0)),
            leg(Some("9"), "102", Some(300)),
        ];
        let joined = join(detail, log);
        assert_eq!(
            shape(&joined),
            [
                (Some("1"), "8001"),
                (Some("2"), "102"),
                (Some("3"), "102"),
                (Some("4"), "103"),
                (Some("9"), "102"),
            ],
            "and a row of no known leg is one more leg"
        );
        assert_eq!(
            joined[3].record.started_at.map(jiff::Timestamp::as_second),
            Some(1_790_000_009),
            "the log fills in a missing start"
        );
    }

    #[test]
    fn without_a_detail_the_log_is_all_there_is() {
        let log = vec![leg(Some("1"), "8001", Some(0))];
        assert_eq!(join(Vec::new(), log.clone()), log);
        let detail = vec![leg(None, "8001", Some(0))];
        assert_eq!(join(detail.clone(), Vec::new()), detail);
    }

    proptest! {
        #[test]
        fn no_leg_is_lost_and_none_is_taken_twice(
            detail in proptest::collection::vec((0_u8..3, proptest::option::of(0_i64..6)), 0..6),
            log in proptest::collection::vec((0_u8..3, proptest::option::of(0_i64..6)), 0..6),
        ) {
            let number = |callee: u8| format!("10{callee}");
            let legs: Vec<CallLeg> = detail.iter().map(|(callee, at)| leg(None, &number(*callee), *at)).collect();
            let rows: Vec<CallLeg> = log.iter().enumerate()
                .map(|(index, (callee, at))| leg(Some(&index.to_string()), &number(*callee), *at)).collect();
            let joined = join(legs.clone(), rows.clone());
            let mut ids: Vec<&str> = joined.iter().filter_map(|leg| leg.log_id.as_deref()).collect();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), rows.len(), "each row is in exactly one leg");
            prop_assert!(joined.len() >= legs.len().max(rows.len()) && joined.len() <= legs.len() + rows.len());
            for (before, after) in legs.iter().zip(&joined) {
                prop_assert_eq!(&before.record.callee, &after.record.callee, "the detail keeps its order");
            }
        }
    }
}
