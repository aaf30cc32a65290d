//! One leg of a call (api.md, section 4): a routing step such as an IVR or a queue, or one endpoint that rang.

use jiff::Timestamp;
use serde::Deserialize;

use super::Cdr;
use super::field::{Number, Text, read_time};
use super::record::{Wire, read_row};

/// A leg, as `/cdrs/{id}` or the call log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallLeg {
    /// Its own id in the call log; `None` where only `/cdrs/{id}` told of it, which has no ids.
    pub log_id: Option<String>,
    /// What a record says, here of this leg alone; its `id` is the call's.
    pub record: Cdr,
    /// What it cost, in the tenant's currency; `None` if not told.
    pub cost: Option<f64>,
    /// The account that pays for it.
    pub billed_account: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Bill {
    cost: Number,
    billed_account: Text,
}

impl CallLeg {
    /// A row of `/cdrs/{call}`; `None` if it names nobody and no time.
    pub(crate) fn of_detail(json: &str, call: &str) -> Option<Self> {
        Self::read(json, |_| Some(call.to_owned())).map(|leg| Self {
            log_id: None,
            ..leg
        })
    }

    /// A row of the call log, of whatever call it says; `None` if it says none.
    pub(crate) fn of_log(json: &str) -> Option<Self> {
        Self::read(json, |wire| wire.session_id.clone().some())
    }

    fn read(json: &str, call: impl Fn(&Wire) -> Option<String>) -> Option<Self> {
        let wire: Wire = read_row(json).ok()?;
        let bill: Bill = read_row(json).ok()?;
        let call = call(&wire)?;
        let log_id = wire.id.clone().some();
        let started_at = read_time(&wire.started_at.0);
        let record = wire.into_cdr(call, started_at);
        let leg = Self {
            log_id,
            record,
            cost: bill.cost.0,
            billed_account: bill.billed_account.0,
        };
        leg.says_something().then_some(leg)
    }

    fn says_something(&self) -> bool {
        let record = &self.record;
        let named = [&record.caller, &record.callee, &record.destination];
        named.iter().any(|text| !text.is_empty()) || self.times().iter().any(Option::is_some)
    }

    /// Start, ringing, answer and end.
    pub(crate) fn times(&self) -> [Option<Timestamp>; 4] {
        let record = &self.record;
        [
            record.started_at,
            record.rang_at,
            record.answered_at,
            record.ended_at,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leg_belongs_to_the_call_that_was_asked_for() {
        let json = r#"{"caller":"101","callee":8001,"started_at":"2026-11-02T09:00:00Z","answered_at":"","cost":"0.5","billed_account":null}"#;
        let leg = CallLeg::of_detail(json, "878156644691742720").expect("leg");
        assert_eq!(leg.record.id, "878156644691742720");
        assert_eq!((leg.record.callee.as_str(), leg.cost), ("8001", Some(0.5)));
        assert_eq!((leg.log_id, leg.record.answered_at), (None, None));
    }

    #[test]
    fn a_row_of_the_log_has_an_id_of_its_own() {
        let json = r#"{"id":"878156644691742721","session_id":878156644691742720,"callee":"102"}"#;
        let leg = CallLeg::of_log(json).expect("leg");
        assert_eq!(leg.log_id.as_deref(), Some("878156644691742721"));
        assert_eq!(
            leg.record.id, "878156644691742720",
            "a number keeps its digits"
        );
        assert!(
            CallLeg::of_log(r#"{"id":"1","callee":"102"}"#).is_none(),
            "of no call"
        );
    }

    #[test]
    fn what_says_nothing_is_no_leg() {
        for row in ["{}", "7", "null", r#"{"cost":0}"#, r#"{"started_at":""}"#] {
            assert!(CallLeg::of_detail(row, "1").is_none(), "{row}");
        }
        let only_a_time = r#"{"started_at":"2026-11-02T09:00:00Z"}"#;
        assert!(CallLeg::of_detail(only_a_time, "1").is_some());
    }
}
