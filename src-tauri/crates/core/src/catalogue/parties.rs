//! Joining recordings to calls by who spoke and when, for a PBX whose two lists do not share ids (`api.md`, section 9, no. 9).

use std::collections::HashMap;

/// A recording starts when its call is answered; clocks of two services may differ by this much, in microseconds.
const SLACK: i64 = 2_000_000;

/// A recording or a call reduced to what both have.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    pub(crate) id: String,
    pub(crate) caller: String,
    /// Who answered; for a call everybody who may have: its callee and its destination.
    pub(crate) answerers: Vec<String>,
    /// When it was answered, microseconds.
    pub(crate) answered: i64,
}

/// Pairs of recording id and call id: same caller, same answerer, answered within two seconds; the nearest in time first
/// come first served, and no call twice.
pub(crate) fn pair(recordings: &[Talk], calls: &[Talk]) -> Vec<(String, String)> {
    let mut by_parties: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (index, call) in calls.iter().enumerate() {
        let mut answerers: Vec<&str> = call
            .answerers
            .iter()
            .map(String::as_str)
            .filter(|number| !number.is_empty())
            .collect();
        answerers.dedup();
        for answerer in answerers {
            by_parties
                .entry((&call.caller, answerer))
                .or_default()
                .push(index);
        }
    }
    for indices in by_parties.values_mut() {
        indices.sort_by_key(|index| calls[*index].answered);
    }
    let mut taken = vec![false; calls.len()];
    let mut pairs = Vec::new();
    for recording in recordings {
        let answerer = recording.answerers.first().map_or("", String::as_str);
        let Some(candidates) = by_parties.get(&(recording.caller.as_str(), answerer)) else {
            continue;
        };
        let from =
            candidates.partition_point(|index| calls[*index].answered < recording.answered - SLACK);
        let nearest = candidates[from..]
            .iter()
            .copied()
            .take_while(|index| calls[*index].answered <= recording.answered + SLACK)
            .filter(|index| !taken[*index])
            .min_by_key(|index| calls[*index].answered.abs_diff(recording.answered));
        if let Some(index) = nearest {
            taken[index] = true;
            pairs.push((recording.id.clone(), calls[index].id.clone()));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk(id: &str, caller: &str, answerers: &[&str], seconds: i64) -> Talk {
        Talk {
            id: id.to_owned(),
            caller: caller.to_owned(),
            answerers: answerers
                .iter()
                .map(|number| (*number).to_owned())
                .collect(),
            answered: seconds * 1_000_000,
        }
    }

    #[test]
    fn parties_and_time_decide() {
        let calls = [
            talk("c1", "101", &["8000", "102"], 100),
            talk("c2", "101", &["8000", "102"], 103),
            talk("c3", "101", &["103", "103"], 100),
            talk("c4", "", &["", ""], 100),
        ];
        let recordings = [
            talk("r1", "101", &["102"], 102),
            talk("r2", "101", &["102"], 101),
            talk("r3", "101", &["103"], 103),
            talk("r4", "109", &["102"], 100),
            talk("r5", "", &[""], 100),
        ];
        let pairs = pair(&recordings, &calls);
        let expected = [("r1", "c2"), ("r2", "c1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(
            pairs, expected,
            "r3 is three seconds off, r4 has another caller, r5 names nobody"
        );
    }
}
